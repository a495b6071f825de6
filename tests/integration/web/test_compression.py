"""Packed answers: what is packed and what never is, the same content in fewer bytes, lengths that say less."""

from __future__ import annotations

import gzip
import json
from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.testclient import TestClient

from hub.web.compression import BLUR, LEAST_BYTES, Packed, unpacked

PAGE = "<p>纠纷 dispute</p>" * 200
LARGE = json.dumps([{"number": number} for number in range(20_000)])


async def _pieces() -> AsyncIterator[str]:
    for number in range(300):
        yield f"line {number}\n"


def secret(request: Request) -> HTMLResponse:
    unpacked(request.scope)
    return HTMLResponse(PAGE)


KEPT = HTMLResponse(PAGE)
ANSWERS = {
    "kept": lambda: KEPT,
    "page": lambda: HTMLResponse(PAGE, headers={"ETag": '"1"', "Vary": "Cookie"}),
    "short": lambda: HTMLResponse("x" * (LEAST_BYTES - 1)),
    "problem": lambda: JSONResponse({"why": "x" * LEAST_BYTES}, 422, media_type="application/problem+json"),
    "large": lambda: Response(LARGE, media_type="application/json"),
    "lines": lambda: StreamingResponse(_pieces(), media_type="text/csv"),
    "events": lambda: StreamingResponse(_pieces(), media_type="text/event-stream"),
    "workbook": lambda: Response(b"x" * 5_000, media_type="application/vnd.openxmlformats-officedocument"),
    "packed": lambda: Response(
        gzip.compress(PAGE.encode()), media_type="text/html", headers={"Content-Encoding": "gzip"}
    ),
    "nothing": lambda: Response(status_code=204),
}


@pytest.fixture(scope="module")
def client() -> TestClient:
    app = FastAPI()
    for name, made in ANSWERS.items():
        app.add_api_route(f"/{name}", made, methods=["GET", "HEAD"], response_model=None)
    app.add_api_route("/secret", secret, response_model=None)
    app.add_api_route("/plain", lambda: PlainTextResponse(PAGE), response_model=None)
    app.add_middleware(Packed)
    return TestClient(app)


def raw(client: TestClient, path: str, takes: str = "gzip", method: str = "GET") -> tuple[dict[str, str], bytes]:
    with client.stream(method, path, headers={"Accept-Encoding": takes}) as answer:
        return dict(answer.headers), b"".join(answer.iter_raw())


@pytest.mark.parametrize(("path", "content"), [("/page", PAGE), ("/large", LARGE), ("/plain", PAGE)])
def test_what_is_packed_is_the_same_in_fewer_bytes(client: TestClient, path: str, content: str) -> None:
    headers, body = raw(client, path)
    assert headers["content-encoding"] == "gzip" and int(headers["content-length"]) == len(body)
    assert gzip.decompress(body).decode() == content and len(body) < len(content) / 4
    assert client.get(path).text == content, "as any client reads it"


def test_a_head_says_that_it_depends_on_what_the_client_takes(client: TestClient) -> None:
    headers, _ = raw(client, "/page")
    assert (headers["vary"], headers["etag"]) == ("Cookie, Accept-Encoding", 'W/"1"')
    headers, body = raw(client, "/page", "identity")
    assert (headers["vary"], headers["etag"], body) == ("Cookie, Accept-Encoding", '"1"', PAGE.encode())
    headers, body = raw(client, "/page", method="HEAD")
    assert "content-encoding" not in headers and body == b""


@pytest.mark.parametrize(
    ("takes", "packed"),
    [
        ("gzip, deflate, br", True), ("br;q=1.0, gzip;q=0.8", True), ("*", True), ("GZIP", True),
        ("", False), ("br", False), ("gzip;q=0", False), ("gzip; q=0.0", False), ("x-gzip-not", False),
    ],
)  # fmt: skip
def test_it_is_packed_for_who_takes_it(client: TestClient, takes: str, packed: bool) -> None:
    headers, body = raw(client, "/plain", takes)
    assert (headers.get("content-encoding") == "gzip") is packed
    assert packed or body == PAGE.encode()


@pytest.mark.parametrize("path", ["/short", "/events", "/workbook", "/secret", "/nothing"])
def test_what_is_short_a_secret_packed_already_or_a_stream_of_events_goes_as_it_is(
    client: TestClient, path: str
) -> None:
    assert "content-encoding" not in raw(client, path)[0]


def test_what_is_packed_already_is_not_packed_again(client: TestClient) -> None:
    _, body = raw(client, "/packed")
    assert gzip.decompress(body).decode() == PAGE


def test_an_answer_that_is_kept_is_packed_for_each_who_takes_it(client: TestClient) -> None:
    for takes, packed in (("gzip", True), ("identity", False), ("gzip", True)):
        headers, body = raw(client, "/kept", takes)
        assert (gzip.decompress(body) if packed else body) == PAGE.encode()
        assert int(headers["content-length"]) == len(body) and ("content-encoding" in headers) is packed


def test_an_answer_in_pieces_is_one_file(client: TestClient) -> None:
    headers, body = raw(client, "/lines")
    assert headers["content-encoding"] == "gzip" and "content-length" not in headers
    assert gzip.decompress(body).decode().splitlines() == [f"line {number}" for number in range(300)]


def test_a_refusal_is_packed_too(client: TestClient) -> None:
    headers, body = raw(client, "/problem")
    assert headers["content-type"] == "application/problem+json" and len(gzip.decompress(body)) > LEAST_BYTES


def test_the_length_of_the_same_page_differs_from_time_to_time(client: TestClient) -> None:
    lengths = {len(raw(client, "/plain")[1]) for _ in range(30)}
    assert len(lengths) > 5 and max(lengths) - min(lengths) <= BLUR
