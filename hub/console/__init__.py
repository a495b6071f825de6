"""The console: pages on which people see what is stuck, with whom, since when, and act."""
