"""A department's web service: bounded, patient with 429, and safe to repeat."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

import httpx

from hub.connectors.native import Native
from hub.core.errors import AgencyUnavailableError, ClosedInputError

_PATIENCE_STATUS = frozenset({408, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True, kw_only=True)
class RestLimits:
    """How long to wait for the service and how much to take from it."""

    seconds: float = 15.0
    body_bytes: int = 16 * 1024 * 1024
    throttled_times: int = 5
    longest_pause: float = 60.0
    pages: int = 10_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What the service answered: status and body as native value (None when it had none)."""

    status: int
    body: Native


class RestClient:
    """
    One web service.

    No answer, a 5xx or lasting 429 is :class:`~hub.core.errors.AgencyUnavailableError`; a body that is no JSON or too
    large is :class:`~hub.core.errors.ClosedInputError`. Other 4xx answers are returned: their meaning is the adapter's.
    """

    def __init__(
        self,
        root_url: str,
        *,
        where: str,
        limits: RestLimits | None = None,
        headers: Mapping[str, str] | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.where = where
        self.limits = limits or RestLimits()
        self._sleep = sleep
        # The address is one the department gave: proxies of the environment would lead out of its network.
        self._client = httpx.Client(
            base_url=root_url, timeout=self.limits.seconds, headers=dict(headers or {}), trust_env=False
        )

    def get(self, path: str, parameters: Mapping[str, str] | None = None) -> Answer:
        """Return the answer to a GET."""
        return self._patiently(lambda: self._client.build_request("GET", path, params=dict(parameters or {})))

    def post(self, path: str, body: Native, *, idempotency_key: str) -> Answer:
        """Send *body*; the key lets the service recognise a repeat, so a retry after a lost answer is safe."""
        headers = {"Idempotency-Key": idempotency_key}
        return self._patiently(lambda: self._client.build_request("POST", path, json=body, headers=headers))

    def close(self) -> None:
        """Close connections."""
        self._client.close()

    def _patiently(self, request: Callable[[], httpx.Request]) -> Answer:
        for attempt in range(self.limits.throttled_times + 1):
            status, headers, content = self._send(request())
            if status == 429 and attempt < self.limits.throttled_times:
                self._sleep(min(_retry_after(headers), self.limits.longest_pause))
                continue
            if status in _PATIENCE_STATUS:
                break
            return Answer(status, self._decoded(content))
        raise AgencyUnavailableError(
            f"service answers {status}", where=self.where, remedy="the hub tries again by itself"
        )

    def _send(self, request: httpx.Request) -> tuple[int, httpx.Headers, bytes]:
        content = bytearray()
        try:
            response = self._client.send(request, stream=True)
            try:
                for chunk in response.iter_bytes():
                    content += chunk
                    if len(content) > self.limits.body_bytes:
                        raise ClosedInputError(
                            f"answer is longer than {self.limits.body_bytes} bytes", where=self.where
                        )
            finally:
                response.close()
        except httpx.TransportError as fault:
            raise AgencyUnavailableError(
                f"service doesn't answer ({type(fault).__name__})",
                where=self.where,
                remedy="nothing is lost; the hub tries again by itself",
            ) from fault
        except httpx.DecodingError as fault:
            raise ClosedInputError("answer can't be decompressed", where=self.where) from fault
        return response.status_code, response.headers, bytes(content)

    def _decoded(self, content: bytes) -> Native:
        if not content.strip():
            return None
        try:
            decoded: Native = json.loads(content)
        except (ValueError, RecursionError) as fault:
            raise ClosedInputError(
                "answer is no JSON", where=self.where, remedy="ask the service's operator"
            ) from fault
        return decoded


def _retry_after(headers: httpx.Headers) -> float:
    text = headers.get("Retry-After", "").strip()
    if text.isdigit():
        return float(text)
    try:
        until, said = parsedate_to_datetime(text), parsedate_to_datetime(headers.get("Date", ""))
    except (ValueError, TypeError):
        return 1.0
    return max((until - said).total_seconds(), 0.0) if _same_kind(until, said) else 1.0


def _same_kind(first: datetime, second: datetime) -> bool:
    return (first.tzinfo is None) == (second.tzinfo is None)


@dataclass(frozen=True, slots=True)
class CursorPage:
    """Items of one page and the cursor from which to go on once they are safe."""

    items: tuple[dict[str, Native], ...]
    cursor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CursorPaging:
    """
    ``GET path?cursor=…`` whose answer holds items and the next cursor.

    The service may repeat items and pages; a page that leads nowhere new ends the pass.
    """

    path: str
    items: str = "items"
    next_cursor: str = "next"
    parameter: str = "cursor"
    size_parameter: str = ""
    size: int = 100

    def pages(self, client: RestClient, cursor: str | None) -> Iterator[CursorPage]:
        """
        Yield pages from *cursor* on.

        Raises:
            ClosedInputError: the answer isn't shaped as described, or there's no end to the pages.
        """
        seen: set[str | None] = {cursor}
        for _ in range(client.limits.pages):
            items, following = self._read(client, cursor)
            if items or following not in (None, cursor):
                yield CursorPage(items, following or cursor or "")
            if following is None or following in seen:
                return
            seen.add(following)
            cursor = following
        raise ClosedInputError(f"more than {client.limits.pages} pages without an end", where=client.where)

    def _read(self, client: RestClient, cursor: str | None) -> tuple[tuple[dict[str, Native], ...], str | None]:
        parameters = {} if cursor is None else {self.parameter: cursor}
        if self.size_parameter:
            parameters[self.size_parameter] = str(self.size)
        answer = client.get(self.path, parameters)
        if answer.status in (401, 403):
            raise AgencyUnavailableError(
                f"service refuses the account ({answer.status})", where=client.where, remedy="renew the account's key"
            )
        body = answer.body
        if answer.status != 200 or not isinstance(body, dict) or not isinstance(body.get(self.items), list):
            raise ClosedInputError(f"{self.path} answered {answer.status} without {self.items}", where=client.where)
        entries = body[self.items]
        following = body.get(self.next_cursor)
        records = tuple(entry for entry in entries if isinstance(entry, dict)) if isinstance(entries, list) else ()
        return records, None if following is None or following == "" else str(following)
