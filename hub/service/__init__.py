"""What stands between a running engine and its users: the door for adapters, the monthly duty, queries."""
