"""
Calls at a fixed pace, whatever becomes of those before them: the time of a call begins when it was due.

A client that waits for an answer before it sends the next call would hide what a slow gateway costs.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import statistics
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from bench.gateway.site import SENDERS, Site, statement
from hub.bootstrap.surroundings import SystemClock
from hub.core.events import Event

CONNECTIONS = 64
"""Connections that find the capacity."""
MOST_CONNECTIONS = 400
"""Connections at a pace: more are opened while all wait for an answer."""


@dataclass(frozen=True)
class Call:
    """One call: whose, the ids it states, and its bytes."""

    agency: str
    ids: tuple[str, ...]
    content: bytes


@dataclass
class Level:
    """What came of the calls of one pace."""

    name: str
    asked: float
    """Statements a second."""
    each: int
    """Statements of a call."""
    taken: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    statuses: Counter[int] = field(default_factory=Counter)
    waits: list[int] = field(default_factory=list)
    """What Retry-After said."""
    seconds: list[float] = field(default_factory=list)
    """How long the calls that were taken took."""
    lasted: float = 0.0
    memory: int = 0

    @property
    def per_second(self) -> float:
        """Statements a second that were taken in."""
        return len(self.taken) / self.lasted

    def percentile(self, share: int) -> float:
        """Return in milliseconds what *share* percent of the calls that were taken in stayed below."""
        if len(self.seconds) < 2:
            return max(self.seconds, default=0.0) * 1e3
        return statistics.quantiles(self.seconds, n=100, method="inclusive")[share - 1] * 1e3


class Calls:
    """Makes calls that no call before has made."""

    def __init__(self, each: int) -> None:
        self.each = each
        self._numbers = itertools.count(1)

    def made(self, count: int) -> list[Call]:
        """Return *count* calls, of the senders in turns."""
        now = SystemClock().now()
        found = []
        for _, agency in zip(range(count), itertools.cycle(SENDERS), strict=False):
            told = [statement(Event.DISPUTE_REPORTED, agency, str(next(self._numbers)), now) for _ in range(self.each)]
            found.append(Call(agency, tuple(one.event_id for one in told), msgspec.json.encode(told)))
        return found


class Client:
    """A pool of connections that speak as little HTTP/1.1 as will do: the gateway is measured, not they."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._free: asyncio.LifoQueue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.LifoQueue()
        self._opened = 0
        self._tokens = {agency: site.headers(agency)["Authorization"] for agency in SENDERS}

    async def _connection(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._free.empty() and self._opened < MOST_CONNECTIONS:
            self._opened += 1
            return await asyncio.open_connection("127.0.0.1", self._site.port)
        return await self._free.get()

    async def close(self) -> None:
        """Close them all."""
        while not self._free.empty():
            _, writer = self._free.get_nowait()
            writer.close()
            await writer.wait_closed()

    async def send(self, call: Call) -> tuple[int, dict[str, str], bytes]:
        """Make *call*; return status, headers and body of the answer."""
        reader, writer = await self._connection()
        writer.write(
            b"POST /v1/submissions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: "
            + self._tokens[call.agency].encode()
            + b"\r\nContent-Length: %d\r\n\r\n" % len(call.content)
            + call.content
        )
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:])}
        body = await reader.readexactly(int(headers["content-length"]))
        self._free.put_nowait((reader, writer))
        return int(head[0].split()[1]), headers, body


async def _one(client: Client, call: Call, due: float, level: Level) -> None:
    status, headers, body = await client.send(call)
    level.statuses[status] += 1
    if status == 200:
        results = json.loads(body)["results"]
        wrong = [one for one in results if one["fate"] != "TAKEN"]
        if wrong:
            raise RuntimeError(f"the workload doesn't fit the rules: {wrong[0]}")
        level.taken.update(call.ids)
        level.seconds.append(time.perf_counter() - due)
        return
    level.refused.update(call.ids)
    if "retry-after" in headers:
        level.waits.append(int(headers["retry-after"]))


async def _at_pace(site: Site, calls: Sequence[Call], pace: float, level: Level) -> None:
    client = Client(site)
    begun = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number, call in enumerate(calls):
            due = begun + number / pace
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            group.create_task(_one(client, call, due, level))
    level.lasted = time.perf_counter() - begun
    await client.close()


def at_pace(site: Site, calls: Calls, level: Level, seconds: float) -> Level:
    """Call at the pace of *level* for *seconds*."""
    pace = level.asked / level.each
    asyncio.run(_at_pace(site, calls.made(max(2, round(pace * seconds))), pace, level))
    return level


async def _at_most(site: Site, calls: Calls, seconds: float, level: Level) -> None:
    client = Client(site)
    begun = time.perf_counter()

    async def on_and_on() -> None:
        while (now := time.perf_counter()) < begun + seconds:
            (call,) = calls.made(1)
            await _one(client, call, now, level)

    await asyncio.gather(*(on_and_on() for _ in range(CONNECTIONS)))
    level.lasted = time.perf_counter() - begun
    await client.close()


def at_most(site: Site, calls: Calls, seconds: float) -> Level:
    """Find the capacity: every connection makes its next call as soon as the one before is answered."""
    level = Level("capacity", 0.0, calls.each)
    asyncio.run(_at_most(site, calls, seconds, level))
    return level
