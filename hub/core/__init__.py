"""
The rules of the mechanism, pure: no I/O, no clock, no randomness, no framework.

Everything here is a function of its arguments. Engines, adapters and the command line stand around it.
"""
