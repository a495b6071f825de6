"""Scenarios: canonical inputs with expected figures, run through the real processors (``hub replay``)."""
