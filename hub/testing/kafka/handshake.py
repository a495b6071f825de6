"""Whether a node lets somebody in: one question on a connection of our own, below every client."""

from __future__ import annotations

import socket
import ssl
import struct
from contextlib import ExitStack
from pathlib import Path

SECONDS = 60
ALL_TOPICS = struct.pack(">hhihi", 3, 1, 7, -1, -1)
"""A question for all topics (Metadata, version 1), which only who is known gets answered."""

VERSIONS = struct.pack(">hhih", 18, 0, 7, -1)
"""A question for what can be asked (ApiVersions, version 0), which a controller answers to whoever it lets in."""


def answers(address: str, trust: ssl.SSLContext | None, question: bytes = ALL_TOPICS) -> bool:
    """Return whether the broker at *address* answers *question*."""
    host, _, port = address.partition(":")
    with ExitStack() as opened:
        try:
            channel = opened.enter_context(socket.create_connection((host, int(port)), timeout=SECONDS))
            if trust is not None:
                channel = opened.enter_context(trust.wrap_socket(channel, server_hostname=host))
            channel.sendall(struct.pack(">i", len(question)) + question)
            answer = channel.recv(8)
        except (ssl.SSLError, ConnectionError):
            return False
    return len(answer) == 8 and answer[4:] == question[4:8]


def trusting(authority: Path, shown: Path | None = None) -> ssl.SSLContext:
    """Return how somebody speaks who trusts *authority* alone and shows the certificate *shown*."""
    context = ssl.create_default_context(cafile=str(authority))
    if shown is not None:
        context.load_cert_chain(str(shown))
    return context
