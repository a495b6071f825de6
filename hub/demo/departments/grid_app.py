"""
The grid app's own server, as a vendor ships it: a real HTTP server with a change log, pages, repeats and 429.

It knows nothing of the hub: someone reads ``GET /events?cursor=`` and posts feedback to its events.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]
Event = dict[str, Json]

_REPEATED = 2
"""Events before the cursor that a page brings again: the vendor pages by a time that several events share."""


@dataclass(slots=True)
class GridStore:
    """Events of the app and the order in which they changed."""

    events: dict[str, Event] = field(default_factory=dict)
    changes: list[str] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def put(self, event: Event) -> None:
        """Keep a new or changed event; its version counts up."""
        with self.lock:
            event_id = str(event["eventId"])
            former = self.events.get(event_id)
            version = former.get("version", 0) if former else 0
            self.events[event_id] = {**event, "version": (version if isinstance(version, int) else 0) + 1}
            self.changes.append(event_id)

    def change(self, event_id: str, changes: Event) -> None:
        """Change some fields of an event."""
        with self.lock:
            self.put({**self.events[event_id], **changes})

    def page(self, cursor: int, size: int) -> tuple[list[Event], int]:
        """Return the events that changed after *cursor* and the next cursor."""
        with self.lock:
            following = min(cursor + size, len(self.changes))
            if following <= cursor:
                return [], cursor
            touched = dict.fromkeys(self.changes[max(0, cursor - _REPEATED) : following])
            return [dict(self.events[event_id]) for event_id in touched], following

    def feed(self, event_id: str, key: str, body: Event) -> tuple[int, Event]:
        """Keep a feedback to an event, once for each idempotency key; return status and answer."""
        with self.lock:
            if key in self.keys:
                return 200, {"id": self.keys[key], "duplicate": True}
            if event_id not in self.events:
                return 404, {"error": "no such event"}
            native = f"FB{len(self.keys) + 1:06d}"
            self.keys[key] = native
            feedbacks = self.events[event_id].get("feedbacks")
            former = feedbacks if isinstance(feedbacks, list) else []
            changes: Event = {"feedbacks": [*former, {**body, "id": native}]}
            if not self.events[event_id].get("hubRef"):
                changes["hubRef"] = body.get("hubRef")
            self.change(event_id, changes)
            return 201, {"id": native}

    def drop_in(self, key: str, body: Event) -> tuple[int, Event]:
        """Keep a matter that nobody here reported, once for each reference and each key."""
        with self.lock:
            reference = str(body.get("hubRef") or key)
            event_id = next(
                (
                    str(e["eventId"])
                    for e in self.events.values()
                    if e["status"] == "INBOX" and e["hubRef"] == reference
                ),
                "",
            )
            if not event_id and key not in self.keys:
                event_id = f"SJ{len(self.events) + 1:06d}"
                self.put({"eventId": event_id, "status": "INBOX", "hubRef": reference, "reportTime": body.get("time")})
            return self.feed(event_id, key, body)

    def count_feedback(self) -> int:
        """Return how many distinct feedbacks stand in the app."""
        with self.lock:
            return sum(
                isinstance(entry, dict) and entry.get("kind") == "FEEDBACK"
                for event in self.events.values()
                for entry in _listed(event.get("feedbacks"))
            )


def _listed(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


class GridServer:
    """Serves a :class:`GridStore` on loopback in a thread of its own."""

    def __init__(self, store: GridStore, *, throttle_every: int = 0) -> None:
        self.store = store
        self._throttle_every = throttle_every
        self._requests = 0
        self._server: ThreadingHTTPServer | None = None
        self._port = 0

    @property
    def url(self) -> str:
        """Address of the interface; the same after a restart."""
        return f"http://127.0.0.1:{self._port}/"

    def start(self) -> None:
        """Serve, on the port that the first start found."""
        self._server = ThreadingHTTPServer(("127.0.0.1", self._port), _handler(self))
        self._server.daemon_threads = True
        self._port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self) -> None:
        """Take the interface away."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def is_throttled(self) -> bool:
        """Count a request and return whether it's one too many."""
        with self.store.lock:
            self._requests += 1
            return self._throttle_every > 0 and self._requests % self._throttle_every == 0

    def get(self, path: str, query: dict[str, list[str]]) -> tuple[int, Event]:
        """Answer a GET."""
        if path != "/events":
            return 404, {"error": "no such page"}
        cursor = query.get("cursor", ["0"])[0]
        size = query.get("size", ["100"])[0]
        if not (cursor.isdigit() and size.isdigit()):
            return 400, {"error": "cursor and size are numbers"}
        events, following = self.store.page(int(cursor), max(1, min(int(size), 100)))
        return 200, {"events": list(events), "next": str(following)}

    def post(self, path: str, key: str, body: Event) -> tuple[int, Event]:
        """Answer a POST."""
        parts = path.strip("/").split("/")
        if not key:
            return 400, {"error": "Idempotency-Key is missing"}
        if parts == ["inbox"]:
            return self.store.drop_in(key, body)
        if len(parts) == 3 and parts[0] == "events" and parts[2] == "feedback":
            return self.store.feed(unquote(parts[1]), key, body)
        return 404, {"error": "no such page"}


def _handler(server: GridServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"  # no connection outlives the server

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            self._answer(lambda: server.get(parts.path, parse_qs(parts.query)))

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", "0"))) or b"{}")
            self._answer(lambda: server.post(self.path, self.headers.get("Idempotency-Key", ""), body))

        def _answer(self, answer: Callable[[], tuple[int, Event]]) -> None:
            throttled = server.is_throttled()
            status, body = (429, {"error": "too many requests"}) if throttled else answer()
            content = json.dumps(body, ensure_ascii=False).encode()
            self.send_response(status)
            if throttled:
                self.send_header("Retry-After", "0")
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing on the console."""

    return Handler
