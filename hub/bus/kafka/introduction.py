"""
Saying to the cluster who speaks, once, before a client is opened.

The client tries a wrong password again until its time is over and calls it an outage then, so that a mistyped password
would look like a dead cluster. The broker's own answer is known after three short messages (KIP-152).
"""

from __future__ import annotations

import socket
import ssl
import struct

from kafka.errors import NoError, SaslAuthenticationFailedError, for_code
from kafka.net.sasl import get_sasl_mechanism

from hub.bus.kafka.connection import KafkaAccess

_HANDSHAKE, _HANDSHAKE_VERSION = 17, 1
_AUTHENTICATE, _AUTHENTICATE_VERSION = 36, 0
_MECHANISM = "SCRAM-SHA-512"


def introduce(access: KafkaAccess) -> None:
    """
    Say who speaks to the first broker of *access* that answers; where none does, it's left to the client to say so.

    Raises:
        SaslAuthenticationFailedError: the cluster doesn't know this user, or not by this password.
    """
    if access.principal is None or access.authority is None:
        return
    trust = ssl.create_default_context(cafile=str(access.authority))
    for address in access.bootstrap.split(","):
        host, _, port = address.rpartition(":")
        try:
            with (
                socket.create_connection((host, int(port)), timeout=access.patience) as plain,
                trust.wrap_socket(plain, server_hostname=host) as channel,
            ):
                _authenticate(channel, access, host)
                return
        except OSError:
            continue


def _authenticate(channel: ssl.SSLSocket, access: KafkaAccess, host: str) -> None:
    name = _MECHANISM.encode()
    _ask(channel, (_HANDSHAKE, _HANDSHAKE_VERSION), struct.pack(">h", len(name)) + name)
    mechanism = get_sasl_mechanism(_MECHANISM)(host=host, **access.settings())
    while not mechanism.is_done():
        token: bytes = mechanism.auth_bytes()
        answer = _ask(channel, (_AUTHENTICATE, _AUTHENTICATE_VERSION), struct.pack(">i", len(token)) + token)
        # behind the error code: an error's text, null where there's none, then the mechanism's bytes
        (length,) = struct.unpack_from(">h", answer)
        mechanism.receive(answer[2 + max(0, length) + 4 :])


def _ask(channel: ssl.SSLSocket, kind: tuple[int, int], body: bytes) -> bytes:
    """Send one request and return what its answer holds behind the error code."""
    request = struct.pack(">hhih", *kind, 0, -1) + body
    channel.sendall(struct.pack(">i", len(request)) + request)
    (size,) = struct.unpack(">i", _read(channel, 4))
    answer = _read(channel, size)
    (code,) = struct.unpack_from(">h", answer, 4)
    if for_code(code) is not NoError:
        raise SaslAuthenticationFailedError(for_code(code).__name__)
    return answer[6:]


def _read(channel: ssl.SSLSocket, size: int) -> bytes:
    found = b""
    while len(found) < size:
        more = channel.recv(size - len(found))
        if not more:
            raise ConnectionResetError("the broker hung up")
        found += more
    return found
