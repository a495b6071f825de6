"""
Answers packed with gzip on their way out, where the client takes it.

What is packed tells its content by its length to whoever can guess a part of it again and again (BREACH). So nothing
that stays the same for a session may stand in a page by itself (the mark of forms is masked anew each time), an answer
may keep itself :func:`unpacked`, and every length is blurred. Streams of events go as they are: an event doesn't wait.
"""

from __future__ import annotations

import secrets
import struct
import zlib
from collections.abc import Iterator

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LEAST_BYTES = 500
"""A shorter answer fits into one packet as it is."""
BLUR = 100
"""At most so many bytes, drawn each time, are added to what is packed: a length says less."""

_LEVEL = 5
"""Of nine: a page of 100 KB takes some 5 ms on two busy cores; the ninth saves 2% more."""
_BESIDE = 64 * 1024
"""From so many bytes on packing holds up no other call."""
_PLAIN = "hub.unpacked"
_KINDS = frozenset(
    {
        "text/html", "text/css", "text/javascript", "text/plain", "text/csv", "image/svg+xml", "application/json",
        "application/x-ndjson", "application/xml", "text/xml",
    }
)  # fmt: skip
_HEAD = b"\x1f\x8b\x08\x08\x00\x00\x00\x00\x00\xff"
"""Gzip with a name, of no time and no system (RFC 1952); the name is the blur, and readers pass over it."""


def unpacked(scope: Scope) -> None:
    """Send the answer to the call of *scope* as it is: it shows a secret."""
    scope[_PLAIN] = True


class Packed:
    """Packs every answer of *app* that gains by it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one call."""
        if scope["type"] != "http" or scope["method"] == "HEAD":
            await self._app(scope, receive, send)
            return
        answer = _Answer(scope, send)
        await self._app(scope, receive, answer.send)


class _Answer:
    """One answer; its head waits for the first piece of its body, which tells whether packing is worth it."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope = scope
        self._send = send
        self._head: Message | None = None
        self._packing: _Packing | None = None

    async def send(self, message: Message) -> None:
        """Send a piece of it."""
        if message["type"] == "http.response.start":
            if _may_be_packed(message):
                # a copy: whoever kept the answer sends it again to somebody else
                self._head = {**message, "headers": [*message.get("headers", ())]}
                return
        elif message["type"] == "http.response.body":
            message = await self._body(message)
        await self._send(message)

    async def _body(self, message: Message) -> Message:
        body, is_last = bytes(message.get("body", b"")), not message.get("more_body", False)
        head, self._head = self._head, None
        if head is not None and self._is_worth(len(body), is_whole=is_last):
            self._packing = _Packing()
        packed = body if self._packing is None else await self._packing.pack(body, is_last=is_last)
        if head is not None:
            self._tell(MutableHeaders(scope=head), len(packed) if is_last else None)
            await self._send(head)
        return {**message, "body": packed}

    def _is_worth(self, length: int, *, is_whole: bool) -> bool:
        is_long = not is_whole or length >= LEAST_BYTES
        return is_long and not self._scope.get(_PLAIN) and _takes_gzip(Headers(scope=self._scope))

    def _tell(self, headers: MutableHeaders, length: int | None) -> None:
        """Say in the head what packing changed, and that another client may get other bytes."""
        if "accept-encoding" not in headers.get("vary", "").lower():
            headers.add_vary_header("Accept-Encoding")
        if self._packing is None:
            return
        headers["Content-Encoding"] = "gzip"
        del headers["Content-Length"]
        if length is not None:
            headers["Content-Length"] = str(length)
        mark = headers.get("ETag", "")
        if mark and not mark.startswith("W/"):
            headers["ETag"] = f"W/{mark}"  # the same content in other bytes


class _Packing:
    """The bytes of one gzip file, piece by piece."""

    def __init__(self) -> None:
        self._deflate = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        self._check = 0
        self._length = 0
        self._is_begun = False

    async def pack(self, body: bytes, *, is_last: bool) -> bytes:
        """Return what goes over the wire for *body*."""
        if len(body) >= _BESIDE:
            return await run_in_threadpool(self._packed, body, is_last)
        return self._packed(body, is_last)

    def _packed(self, body: bytes, is_last: bool) -> bytes:
        return b"".join(self._pieces(body, is_last=is_last))

    def _pieces(self, body: bytes, *, is_last: bool) -> Iterator[bytes]:
        if not self._is_begun:
            self._is_begun = True
            yield _HEAD + b"." * secrets.randbelow(BLUR + 1) + b"\x00"
        self._check = zlib.crc32(body, self._check)
        self._length += len(body)
        yield self._deflate.compress(body)
        if is_last:
            yield self._deflate.flush()
            yield struct.pack("<LL", self._check, self._length & 0xFFFF_FFFF)


def _may_be_packed(head: Message) -> bool:
    headers = Headers(raw=head["headers"])
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    is_text = kind in _KINDS or (kind.startswith("application/") and kind.endswith("+json"))
    return is_text and "content-encoding" not in headers and head["status"] not in (204, 206, 304)


def _takes_gzip(headers: Headers) -> bool:
    for part in ",".join(headers.getlist("accept-encoding")).split(","):
        name, _, weight = part.partition(";")
        if name.strip().lower() in ("gzip", "*"):
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
