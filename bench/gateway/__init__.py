"""The gateway under load, on this machine's own address, against the bus's own speed in the same run."""
