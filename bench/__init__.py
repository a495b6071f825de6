"""Measures the embedded pipeline against the plainest loop that does the same work."""
