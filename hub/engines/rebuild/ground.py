"""What a rebuild stands on: the log of every shard and the live tables beside it, whichever engine keeps them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from hub.bus.entries import Entry


class Hold(Protocol):
    """One shard that nobody else can change for now; what is installed stands when the hold ends without an error."""

    @property
    def connection(self) -> sqlite3.Connection:
        """The live tables of the shard."""

    def generation(self, processor: str) -> int:
        """Return the generation of *processor* on this shard: how often it was computed, see design §3 rule 3."""

    def install(self, processor: str, source: sqlite3.Connection, measures: Sequence[str], generation: int) -> None:
        """
        Put the tables of *processor* that *source* holds in the place of the live ones, as *generation*.

        Rows of *measures* are the processor's own; whoever ran the shard before is fenced off.
        """


class Ground(Protocol):
    """Log and live tables of a hub."""

    @property
    def shards(self) -> int:
        """How many shards there are."""

    @property
    def generation(self) -> int:
        """Generation of the engine, see design §3 rule 3."""

    def entries(self, shard: int, topic: str, since: int, until: int) -> Sequence[tuple[int, Entry]]:
        """Return some entries of *topic* with their offsets, the first at or after *since*, all before *until*."""

    def live(self, shard: int) -> AbstractContextManager[sqlite3.Connection]:
        """Give the live tables of *shard* as they stand at one instant, for reading."""

    def hold(self) -> AbstractContextManager[Sequence[Hold]]:
        """
        Hold every shard at once, so that what is compared is what is switched.

        Raises:
            BusUnavailableError: a shard can't be held now; nothing was changed.
        """

    def close(self) -> None:
        """Let go of files and connections."""
