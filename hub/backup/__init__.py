"""Backups of an embedded hub's data: one consistent cut of all its files, proven by restoring it."""
