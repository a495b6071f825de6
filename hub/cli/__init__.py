"""The command line: parse, call, print. Rules and wiring live elsewhere."""
