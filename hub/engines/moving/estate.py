"""What is carried from where to where, whichever engine keeps it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

from hub.bus.entries import Entry
from hub.engines.rebuild import Ground


@dataclass(frozen=True, slots=True)
class Reading:
    """Where a reader group stands on a topic: its next offset on each shard (0 where it never read), newest epoch."""

    group: str
    topic: str
    positions: tuple[int, ...]
    epoch: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Belongings:
    """
    What one shard of the target gets besides log and states.

    ``readers`` are (group, topic, position, epoch); ``settled`` the dead letters that wait no longer, by their new
    offsets; ``cuts`` the markers that every shard has passed, with their time; ``generations`` of processors that were
    rebuilt alone.
    """

    readers: Sequence[tuple[str, str, int, int]] = ()
    settled: Sequence[int] = ()
    cuts: Sequence[tuple[str, int]] = ()
    generations: Mapping[str, int] = field(default_factory=dict)


class Source(Protocol):
    """A hub that is to be carried away; it runs on until :meth:`stop` and is never changed but for a mark."""

    @property
    def ground(self) -> Ground:
        """Log and live tables."""

    @property
    def moves(self) -> int:
        """How often this hub was moved before."""

    def topics(self) -> Sequence[str]:
        """Return every topic of which there are entries."""

    def end(self, shard: int, topic: str) -> int:
        """Return the next offset that will be given."""

    def readings(self) -> Sequence[Reading]:
        """Return where each reader group stands."""

    def settled(self) -> frozenset[tuple[int, int]]:
        """Return the dead letters that wait no longer, by shard and offset."""

    def cuts(self) -> Sequence[tuple[str, int]]:
        """Return the close markers that every shard has passed, with their time."""

    def stop(self) -> None:
        """
        Take in all that has been sent, then close: nobody writes any more, neither who ran it nor who starts again.

        Raises:
            BusUnavailableError: it can't be closed now; it goes on as before.
        """

    def resume(self) -> None:
        """Open what :meth:`stop` has closed: nothing was moved."""

    def leave(self, whereto: str) -> None:
        """Mark as moved to *whereto*: from now on this is the past."""

    def close(self) -> None:
        """Let go of files and connections."""


class Target(Protocol):
    """Where a hub is carried to; empty at first, and nobody's until the source has been left."""

    @property
    def ground(self) -> Ground:
        """Log and live tables."""

    @property
    def name(self) -> str:
        """What the source is told it has moved to."""

    def note(self, shard: int, topic: str) -> str | None:
        """Return what was noted with the last write to *topic* on *shard*, None when nothing was written."""

    def head(self, shard: int, topic: str) -> int:
        """Return the offset that the next entry of *topic* on *shard* gets."""

    def write(self, shard: int, topic: str, entries: Sequence[Entry], note: str) -> None:
        """Append *entries* and keep *note*, both or neither."""

    def install(self, shard: int, states: Mapping[str, sqlite3.Connection], belongings: Belongings) -> None:
        """Put tables (of each processor, from its own file) and *belongings* in place; the same call may come twice."""

    def hold(self) -> AbstractContextManager[None]:
        """Keep every other move to this target out."""

    def seal(self, generation: int, moves: int) -> None:
        """Declare whole what is there: from now on an engine may open it."""

    def drop(self) -> None:
        """Take away all that was written; only before the source has been left."""

    def close(self) -> None:
        """Let go of files and connections."""
