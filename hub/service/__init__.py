"""A hub at work: the door through which adapters speak with the engine, and the rounds of a running hub."""
