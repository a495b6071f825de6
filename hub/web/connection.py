"""
One connection of a door: whom TLS vouches for, and bounds in time for clients that send or read slowly.

What a client's certificate says reaches the application beside the call, never in a header, which anybody could write.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    from uvicorn.config import Config
    from uvicorn.server import ServerState

_PEER = "hub.peer"
_FULL = json.dumps(
    {
        "type": "about:blank",
        "status": 503,
        "title": "连接太多 / too many connections",
        "code": "E-BUSY-01",
        "remedy": "1 秒后再试 / again in 1 s",
    },
    ensure_ascii=False,
).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """
    How long a door waits for a client, in seconds, and how many connections it answers.

    Attributes:
        head: From the beginning of a connection, or the end of an answer, until the head of a call is whole.
        body: Until its body is.
        read: Until the client has read enough for the next piece of an answer to fit.
        connections: What is asked on more is refused with a time.
    """

    head: float = 40.0
    body: float = 60.0
    read: float = 30.0
    connections: int = 512


@dataclass(frozen=True, slots=True)
class Peer:
    """Who is at the other end: the certificate (DER) that TLS has verified, and a way to hang up at once."""

    certificate: bytes | None
    hang_up: Callable[[], None]


def peer_of(scope: Scope) -> Peer | None:
    """Return the other end of the call of *scope*, None where no door of the hub took it."""
    found = scope.get(_PEER)
    return found if isinstance(found, Peer) else None


class DoorConnection(H11Protocol):
    """A connection; uvicorn makes one for each."""

    patience: ClassVar[Patience] = Patience()

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, object],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        """Take what uvicorn gives."""
        super().__init__(config, server_state, app_state, _loop)
        self._head_is_due: asyncio.TimerHandle | None = None
        self._inner: ASGIApp = self.app
        self._peer: Peer | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn
        """Note who is at the other end, and wait for a first call."""
        super().connection_made(transport)
        tls = transport.get_extra_info("ssl_object")
        self._peer = Peer(None if tls is None else tls.getpeercert(binary_form=True), transport.abort)
        self.app = self._call
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing more."""
        self._head_came()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        """Wait for the next call."""
        super().on_response_complete()
        if not self.transport.is_closing():
            self._expect_head()

    def _expect_head(self) -> None:
        self._head_came()
        self._head_is_due = self.loop.call_later(self.patience.head, self.transport.abort)

    def _head_came(self) -> None:
        if self._head_is_due is not None:
            self._head_is_due.cancel()

    async def _call(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._head_came()
        if len(self.connections) > self.patience.connections:
            await _refuse(send)
            return
        peer = self._peer
        if peer is None or scope["type"] != "http":
            return
        scope[_PEER] = peer
        call = _InTime(peer, self.patience, (receive, send))
        try:
            await self._inner(scope, call.receive, call.send)
        except Exception:
            if not call.gave_up:
                raise
            await asyncio.sleep(0)  # the connection learns that it's over


def protocol_of(patience: Patience) -> type[DoorConnection]:
    """Return the class of connections that have *patience*."""
    return type("PatientConnection", (DoorConnection,), {"patience": patience})


class _InTime:
    """One call, given up when its client sends or reads too slowly; what is told to it then is heard by nobody."""

    def __init__(self, peer: Peer, patience: Patience, calls: tuple[Receive, Send]) -> None:
        self._peer = peer
        self._patience = patience
        self._receive, self._send = calls
        self._body_until = asyncio.get_running_loop().time() + patience.body
        self._is_whole = False
        self.gave_up = False

    async def receive(self) -> Message:
        """Return what comes next of the body; afterwards, that the client has left."""
        if self._is_whole:
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._body_until):
                message = await self._receive()
        except TimeoutError:
            self._give_up()
            return {"type": "http.disconnect"}
        self._is_whole = not message.get("more_body", False)
        return message

    async def send(self, message: Message) -> None:
        """
        Send a piece of the answer.

        Raises:
            ConnectionAbortedError: the client was given up: whoever makes the answer must end, too.
        """
        if self.gave_up:
            raise ConnectionAbortedError
        try:
            async with asyncio.timeout(self._patience.read):
                await self._send(message)
        except TimeoutError:
            self._give_up()
            raise ConnectionAbortedError from None

    def _give_up(self) -> None:
        self.gave_up = True
        self._peer.hang_up()


async def _refuse(send: Send) -> None:
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"content-length", str(len(_FULL)).encode()),
        (b"retry-after", b"1"),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": _FULL})
