"""What every door that speaks HTTP shares: its server, TLS, and an end without loss."""
