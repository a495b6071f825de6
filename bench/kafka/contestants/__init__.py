"""
The contestants: each module is one process, told by a plan what to read, what to write and with which settings.

Peers run in environments of their own and import nothing of the hub.
"""
