"""The addresses of the gateway, a room each."""
