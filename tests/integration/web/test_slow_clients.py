"""Clients that send or read slowly, on real connections: each is given up in its time, and nothing piles up for it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import Response, StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from hub.web.connection import Patience
from hub.web.serving import Address, server_of

SHORT = Patience(head=1, body=1, read=1, connections=4)
LONG = Patience(head=300, body=300, read=300, connections=4)
PIECE = b"x" * 65_536


@dataclass
class Told:
    """What the application saw."""

    pieces: int = 0
    ended: threading.Event = field(default_factory=threading.Event)
    gone: threading.Event = field(default_factory=threading.Event)


class Noting:
    """Notes that a call is over, for whatever reason."""

    def __init__(self, app: ASGIApp, told: Told) -> None:
        self._app = app
        self._told = told

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, receive, send)
        finally:
            self._told.gone.set()


def app_of(told: Told) -> FastAPI:
    app = FastAPI()
    app.add_middleware(Noting, told=told)

    @app.get("/endless")
    async def endless() -> StreamingResponse:
        async def pieces() -> AsyncIterator[bytes]:
            while not told.ended.is_set():
                told.pieces += 1
                yield PIECE

        return StreamingResponse(pieces())

    @app.post("/body")
    async def body(request: Request) -> Response:
        return Response(str(len(await request.body())))

    return app


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture(params=[SHORT])
def port(told: Told, request: pytest.FixtureRequest) -> Iterator[int]:
    server = server_of(app_of(told), Address(host="127.0.0.1", port=0), request.param)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(64)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        yield int(listening.getsockname()[1])
        told.ended.set()
        server.should_exit = True
        thread.join(timeout=120)
        assert not thread.is_alive()


@contextmanager
def connected(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as client:
        yield client


def rest(client: socket.socket) -> bytes:
    """Return what still comes until the other side hangs up."""
    found = b""
    try:
        while piece := client.recv(65_536):
            found += piece
    except ConnectionResetError:
        pass
    return found


def ask(client: socket.socket) -> bytes:
    """Make a whole call; return the whole answer."""
    client.sendall(b"POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab")
    head, body = b"", b""
    while b"\r\n\r\n" not in head:
        piece = client.recv(65_536)
        assert piece, "it hung up without an answer"
        head += piece
    head, _, body = head.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].split()[0])
    while len(body) < length:
        body += client.recv(65_536)
    return head + b"\r\n" + body


@pytest.mark.parametrize("head", [b"", b"GET /endless HTTP/1.1\r\nHost: "])
def test_a_call_that_never_begins_is_given_up(port: int, head: bytes) -> None:
    with connected(port) as client:
        client.sendall(head)
        assert rest(client) == b""


def test_a_second_call_that_never_begins_is_given_up_too(port: int) -> None:
    with connected(port) as client:
        assert ask(client).startswith(b"HTTP/1.1 200")
        client.sendall(b"P")  # from here on uvicorn itself would wait for ever
        assert rest(client) == b""


def test_a_body_that_never_ends_is_given_up(port: int, told: Told) -> None:
    with connected(port) as client:
        client.sendall(b"POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nab")
        assert b"200" not in rest(client)
    assert told.gone.wait(timeout=120)


def test_a_reader_that_does_not_read_is_given_up_and_nothing_piles_up(port: int, told: Told) -> None:
    with connected(port) as client:
        client.sendall(b"GET /endless HTTP/1.1\r\nHost: x\r\n\r\n")
        assert told.gone.wait(timeout=120), "the stream ends though its client is still there"
        held = told.pieces * len(PIECE)
        assert held < 32 * 1024 * 1024, "what the two systems' sockets hold, and a piece"


@pytest.mark.parametrize("port", [LONG], indirect=True)
def test_more_connections_than_agreed_are_told_when_to_come_again(port: int) -> None:
    idle = [socket.create_connection(("127.0.0.1", port), timeout=60) for _ in range(LONG.connections)]
    try:
        with connected(port) as client:
            answer = ask(client)
    finally:
        for one in idle:
            one.close()
    assert answer.startswith(b"HTTP/1.1 503") and b"retry-after: 1\r\n" in answer and b"E-BUSY-01" in answer
    until = time.monotonic() + 120
    answer = b""
    while not answer.startswith(b"HTTP/1.1 200"):  # the other side hears of each that has gone in its own time
        assert time.monotonic() < until, answer
        with connected(port) as client:
            answer = ask(client)
