"""A web service on loopback that repeats, throttles, lies and goes away."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from hub.connectors.rest import CursorPaging, RestClient, RestLimits
from hub.core.errors import AgencyUnavailableError, ClosedInputError

Reply = tuple[int, dict[str, str], bytes]


class Service:
    """Answers by a function of method, path, query, headers and body; remembers what came."""

    def __init__(self) -> None:
        self.reply: Callable[[str, dict[str, str]], Reply] = lambda _path, _query: (200, {}, b"{}")
        self.seen: list[tuple[str, dict[str, str], bytes]] = []
        service = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                split = urlsplit(self.path)
                query = {name: values[0] for name, values in parse_qs(split.query).items()}
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                service.seen.append((split.path, dict(self.headers.items()), body))
                status, headers, content = service.reply(split.path, query)
                self.send_response(status)
                for name, value in {"Content-Length": str(len(content)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = answer

            def log_message(self, format: str, *args: object) -> None:
                """Stay silent."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def stop(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def service() -> Iterator[Service]:
    service = Service()
    yield service
    service.stop()


@pytest.fixture
def slept() -> list[float]:
    return []


@pytest.fixture
def client(service: Service, slept: list[float]) -> Iterator[RestClient]:
    limits = RestLimits(seconds=2, body_bytes=10_000, throttled_times=2, pages=20)
    client = RestClient(service.url, where="grid", limits=limits, sleep=slept.append)
    yield client
    client.close()


def paged(pages: dict[str | None, object]) -> Callable[[str, dict[str, str]], Reply]:
    return lambda _path, query: (200, {}, json.dumps(pages[query.get("cursor")]).encode())


def test_pages_by_cursor_to_the_end(service: Service, client: RestClient) -> None:
    """Every page gives the cursor from which to go on; from any of them the rest comes."""
    service.reply = paged(
        {
            None: {"items": [{"eventId": "1"}], "next": "a"},
            "a": {"items": [{"eventId": "1"}, {"eventId": "2"}], "next": "b"},
            "b": {"items": [], "next": "b"},
        }
    )
    paging = CursorPaging(path="/events")
    pages = list(paging.pages(client, None))
    assert [[item["eventId"] for item in page.items] for page in pages] == [["1"], ["1", "2"]]
    assert [page.cursor for page in pages] == ["a", "b"]
    assert [len(page.items) for page in paging.pages(client, "a")] == [2]
    assert list(paging.pages(client, "b")) == []


def test_a_service_that_circles_ends(service: Service, client: RestClient) -> None:
    """A cursor seen before ends the pass; pages without end are an error, not a hang."""
    service.reply = paged(
        {None: {"items": [{}], "next": "a"}, "a": {"items": [{}], "next": "b"}, "b": {"items": [{}], "next": "a"}}
    )
    assert len(list(CursorPaging(path="/events").pages(client, None))) == 3
    service.reply = lambda _path, query: (
        200,
        {},
        json.dumps({"items": [{}], "next": query.get("cursor", "") + "x"}).encode(),
    )
    with pytest.raises(ClosedInputError, match="without an end"):
        list(CursorPaging(path="/events").pages(client, None))


def test_throttling_waits_as_told(service: Service, client: RestClient, slept: list[float]) -> None:
    """429 waits for Retry-After, in seconds or as a date, bounded; lasting 429 is an outage."""
    answers = iter(
        [
            (429, {"Retry-After": "7"}, b""),
            (429, {"Retry-After": "Sun, 06 Nov 1994 08:49:37 GMT", "Date": "Sun, 06 Nov 1994 08:49:07 GMT"}, b""),
            (200, {}, b'{"ok": true}'),
        ]
    )
    service.reply = lambda _path, _query: next(answers)
    assert client.get("/events").body == {"ok": True}
    assert slept[0] == 7 and len(slept) == 2
    service.reply = lambda _path, _query: (429, {"Retry-After": "99999"}, b"")
    with pytest.raises(AgencyUnavailableError, match="429"):
        client.get("/events")
    assert max(slept) == 60


@pytest.mark.parametrize("status", [500, 502, 503])
def test_server_errors_are_outages(service: Service, client: RestClient, status: int) -> None:
    """Whatever the body says."""
    service.reply = lambda _path, _query: (status, {}, b"<html>")
    with pytest.raises(AgencyUnavailableError, match=str(status)):
        client.get("/events")


def test_no_server_is_an_outage(service: Service) -> None:
    """A port where nobody listens."""
    client = RestClient("http://127.0.0.1:1", where="grid", limits=RestLimits(seconds=1))
    with pytest.raises(AgencyUnavailableError, match="grid"):
        client.get("/events")
    client.close()


@pytest.mark.parametrize("body", [b"<html>", b"\xff", b"[" * 5000, b'{"a": "' + b"x" * 20_000 + b'"}'])
def test_odd_bodies_are_closed(service: Service, client: RestClient, body: bytes) -> None:
    """No JSON, too deep, too long: nothing of it is taken."""
    service.reply = lambda _path, _query: (200, {}, body)
    with pytest.raises(ClosedInputError):
        client.get("/events")


def test_a_cut_body_is_an_outage(service: Service, client: RestClient) -> None:
    """A connection that ends early."""
    service.reply = lambda _path, _query: (200, {"Content-Length": "500", "Connection": "close"}, b'{"items": []')
    with pytest.raises(AgencyUnavailableError):
        client.get("/events")


def test_odd_pages_are_closed(service: Service, client: RestClient) -> None:
    """JSON of another shape, or a client error."""
    for status, body in ((200, b"[]"), (200, b'{"items": {}}'), (404, b"{}")):
        service.reply = lambda _path, _query, status=status, body=body: (status, {}, body)
        with pytest.raises(ClosedInputError):
            list(CursorPaging(path="/events").pages(client, None))
    service.reply = lambda _path, _query: (401, {}, b"{}")
    with pytest.raises(AgencyUnavailableError, match="account"):
        list(CursorPaging(path="/events").pages(client, None))


def test_post_is_repeatable(service: Service, client: RestClient) -> None:
    """Every attempt of one POST carries the same Idempotency-Key; 4xx is the adapter's to read."""
    answers = iter([(429, {}, b""), (201, {}, b'{"id": 7}')])
    service.reply = lambda _path, _query: next(answers)
    answer = client.post("/events/1/feedback", {"root": "grid:1", "说明": "已办"}, idempotency_key="d-1")
    assert (answer.status, answer.body) == (201, {"id": 7})
    assert [
        headers["idempotency-key"] if "idempotency-key" in headers else headers["Idempotency-Key"]
        for _, headers, _ in service.seen
    ] == ["d-1", "d-1"]
    assert json.loads(service.seen[1][2]) == {"root": "grid:1", "说明": "已办"}
    service.reply = lambda _path, _query: (409, {}, b"")
    assert client.post("/x", None, idempotency_key="d-2").status == 409
