"""
What changed, told to open pages as server-sent events: kinds of things, never the things themselves.

A page that hears of a kind asks for its own part again, with its own rights. So nothing a viewer may not see goes over
the stream, and a client that lost events needs no more than to know that it did. Changes are seen on the files that the
hub writes: the console holds none of them open.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

LOOK_SECONDS = 1.0
BEAT_SECONDS = 15.0
"""A comment line keeps proxies from closing, and asks again whether the session still stands."""
REMEMBERED = 256
"""Events that a client may have missed and resume behind."""
QUEUE = 16
"""Events that wait for one slow client; beyond it one event says that all may have changed."""
MOST_CLIENTS = 200


class Kind(StrEnum):
    """What may have changed."""

    ROUND = "round"
    DISPUTE = "dispute"
    QUARANTINE = "quarantine"


EVERYTHING = frozenset(Kind)


@dataclass(frozen=True, slots=True)
class Event:
    """One event: its number in this stream, and what may have changed."""

    number: int
    kinds: frozenset[Kind]

    def text(self, stream: str) -> str:
        """Return it as it goes over the wire; the id names the stream of this process too."""
        return f"id: {stream}-{self.number}\nevent: changed\ndata: {' '.join(sorted(self.kinds))}\n\n"


@dataclass(slots=True)
class Client:
    """One open page: what waits for it, never more than :data:`QUEUE` events."""

    waiting: deque[Event] = field(default_factory=deque)
    bell: asyncio.Event = field(default_factory=asyncio.Event)

    def put(self, event: Event) -> None:
        """Let *event* wait; a client that is too slow is told once that all may have changed."""
        if len(self.waiting) >= QUEUE:
            self.waiting.clear()
            event = Event(event.number, EVERYTHING)
        self.waiting.append(event)
        self.bell.set()

    async def take(self, seconds: float) -> list[Event]:
        """Return what waits, after *seconds* at most; nothing when nothing came."""
        try:
            await asyncio.wait_for(self.bell.wait(), seconds)
        except TimeoutError:
            return []
        self.bell.clear()
        found = list(self.waiting)
        self.waiting.clear()
        return found


class Stream:
    """
    The changes of one hub, looked for while somebody listens.

    *marks* says how each kind of thing stands; *name* tells this process's numbers from those of one before.
    """

    def __init__(
        self, name: str, marks: Callable[[], Mapping[Kind, object]], beat: float = BEAT_SECONDS
    ) -> None:  # fmt: skip
        self.name = name
        self.beat = beat
        self._marks = marks
        self._seen: Mapping[Kind, object] = {}
        self._past: deque[Event] = deque(maxlen=REMEMBERED)
        self._number = 0
        self._clients: list[Client] = []
        self._looking: asyncio.Task[None] | None = None
        self._has_ended = False

    @property
    def clients(self) -> int:
        """How many pages listen."""
        return len(self._clients)

    @property
    def is_full(self) -> bool:
        """Whether no more pages may listen; they ask now and then instead."""
        return len(self._clients) >= MOST_CLIENTS

    def look(self) -> Event | None:
        """Look once, and tell everybody what changed since the last look; None when nothing did."""
        found = self._marks()
        kinds = frozenset(kind for kind in found if found[kind] != self._seen.get(kind))
        first, self._seen = not self._seen, found
        if first or not kinds:
            return None
        return self.tell(kinds)

    def tell(self, kinds: Collection[Kind]) -> Event:
        """Tell everybody that *kinds* may have changed."""
        self._number += 1
        event = Event(self._number, frozenset(kinds))
        self._past.append(event)
        for client in self._clients:
            client.put(event)
        return event

    def end(self) -> None:
        """Let every page go: the console stops."""
        self._has_ended = True
        for client in self._clients:
            client.bell.set()

    def since(self, last: str) -> Event:
        """
        Return in one event what changed after the event *last*, everything where that can't be told.

        >>> stream = Stream("s", dict)
        >>> first = stream.tell([Kind.ROUND])
        >>> stream.since("s-1").kinds, len(stream.since("other-1").kinds)
        (frozenset(), 3)
        """
        name, _, number = last.rpartition("-")
        known = number.isdigit() and name == self.name and int(number) <= self._number
        oldest = self._past[0].number if self._past else self._number + 1
        if not known or int(number) + 1 < oldest:
            return Event(self._number, EVERYTHING)
        later = [event.kinds for event in self._past if event.number > int(number)]
        return Event(self._number, frozenset().union(*later))

    async def listen(self, last: str, still_in: Callable[[], object]) -> AsyncIterator[str]:
        """
        Yield events as they come, those missed since *last* first; ends when *still_in* says no.

        That's asked with every beat, whether events came meanwhile or not: a busy hub keeps nobody in.
        """
        client = Client()
        if last:
            missed = self.since(last)
            if missed.kinds:
                client.put(missed)
        self._clients.append(client)
        self._begin()
        try:
            yield f"retry: 3000\nid: {self.name}-{self._number}\nevent: begun\ndata:\n\n"
            clock = asyncio.get_running_loop().time
            asked = clock()
            while not self._has_ended:
                events = await client.take(max(0.0, asked + self.beat - clock()))
                if clock() - asked >= self.beat and not self._has_ended:
                    asked = clock()
                    if not await asyncio.to_thread(still_in):
                        return
                    yield ": still here\n\n"
                for event in events:
                    yield event.text(self.name)
        finally:
            self._clients.remove(client)

    def _begin(self) -> None:
        if self._looking is None or self._looking.done():
            self.look()
            self._looking = asyncio.create_task(self._keep_looking())

    async def _keep_looking(self) -> None:
        while self._clients:
            await asyncio.sleep(LOOK_SECONDS)
            await asyncio.to_thread(self.look_safely)

    def look_safely(self) -> None:
        """Look once; a folder that is away for a moment is looked at again next time."""
        try:
            self.look()
        except OSError:
            return


def marks_of(data: Path) -> Mapping[Kind, object]:
    """Return how the files under the hub's *data* folder stand, by kind."""
    return {
        Kind.ROUND: _newest(data.glob("running.json")),
        Kind.DISPUTE: _newest(data.glob("log*/shard-*.db*")),
        Kind.QUARANTINE: _newest(data.glob("adapters/*.db*")),
    }


def _newest(paths: Iterable[Path]) -> tuple[int, int]:
    # what a reader's own opening touches (-shm, an empty -wal) is no change
    found = [one for path in paths if not path.name.endswith("-shm") and (one := path.stat()).st_size]
    return max((one.st_mtime_ns for one in found), default=0), sum(one.st_size for one in found)
