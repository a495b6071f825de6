"""What kafka-python's clients leave open when the cluster is away, closed here."""

from __future__ import annotations

import socket
from contextlib import suppress

from kafka import KafkaProducer, errors
from kafka.net.inet import KafkaNetSocket

DIRECT = "direct://"
"""The client's setting ``proxy_url`` chooses who opens its connections; this one is :class:`DirectSocket`."""

_CLOSE_SECONDS = 2


class DirectSocket(KafkaNetSocket):  # type: ignore[misc]  # the client has no types
    """
    Connections straight to the broker, as the client's own are.

    The client's own (3.0.12, ``kafka/net/inet.py``, ``connect``) forgets a socket that couldn't be connected without
    closing it: one for each try while a broker is away.
    """

    SCHEMES = ("direct",)

    async def sock_connect(
        self, net: object, sock: socket.socket, sockaddr: tuple[object, ...], timeout_at: float | None = None
    ) -> socket.socket:
        """Return *sock* connected, or close it."""
        try:
            connected: socket.socket = await super().sock_connect(net, sock, sockaddr, timeout_at=timeout_at)
        except BaseException:
            sock.close()
            raise
        return connected


class EndingProducer(KafkaProducer):  # type: ignore[misc]  # the client has no types
    """A producer that always ends. The client's own stays open, thread and all, where a record can't be sent."""

    def flush(self, timeout: float | None = None) -> None:
        """Wait for what was sent, at most *timeout* seconds; closing goes on however that ends."""
        with suppress(errors.KafkaTimeoutError):
            super().flush(timeout)

    def end(self) -> None:
        """Close within seconds; the broker forgets what a transaction not committed had sent."""
        self.close(timeout=_CLOSE_SECONDS)
