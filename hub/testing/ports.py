"""Ports for the servers that a test or a bench starts."""

from __future__ import annotations

import secrets
import socket

LOOPBACK = "127.0.0.1"
_FIRST, _LAST = 20_000, 32_000
"""Below those that the system gives to connections: one that is free stays so until its server has started."""
_given: set[int] = set()


def free_port() -> int:
    """Return a port of this machine that nobody listens on, and that this process hasn't been given before."""
    while True:
        port = _FIRST + secrets.randbelow(_LAST - _FIRST)
        if port in _given:
            continue
        with socket.socket() as probe:
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                continue
        _given.add(port)
        return port
