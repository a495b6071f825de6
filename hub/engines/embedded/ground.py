"""The folder of an embedded hub as what a rebuild stands on; it reads beside a running hub."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from hub.bus.embedded import Entry, Shard, Writing
from hub.bus.embedded.tables import OFFSET_BITS, OFFSET_MASK
from hub.core.errors import UnknownRecordError
from hub.engines.processing.tables import create_engine_tables, generation_of
from hub.engines.rebuild.holdings import copy_holdings
from hub.sqlite import open_reader, store_errors

PAGE = 2_000
"""Entries of the log read at once."""


class EmbeddedGround:
    """A :class:`hub.engines.rebuild.Ground` over the shard files of *folder*."""

    def __init__(self, folder: Path) -> None:
        self._paths = sorted(folder.glob("shard-??.db"))
        if not self._paths:
            raise UnknownRecordError("no hub has run here yet", where=folder.name, remedy="start the hub once")
        with store_errors(self._paths[0]):
            self._readers = [open_reader(path) for path in self._paths]

    @property
    def shards(self) -> int:
        """How many shards there are."""
        return len(self._paths)

    @property
    def generation(self) -> int:
        """Generation of the engine."""
        with store_errors(self._paths[0]):
            found = self._readers[0].execute("SELECT value FROM meta WHERE name = 'generation'").fetchone()
        return int(found[0]) if found else 1

    def entries(self, shard: int, topic: str, since: int, until: int) -> Sequence[tuple[int, Entry]]:
        """Return some entries of *topic* with their offsets, the first at or after *since*, all before *until*."""
        with store_errors(self._paths[shard]):
            reader = self._readers[shard]
            found = reader.execute("SELECT id FROM topics WHERE name = ?", (topic,)).fetchone()
            if found is None:
                return ()
            base = int(found[0]) << OFFSET_BITS
            rows = reader.execute(
                "SELECT place, kind, key, value, time, identity, headers FROM entries"
                " WHERE place >= ? AND place < ? ORDER BY place LIMIT ?",
                (base | since, base | min(until, OFFSET_MASK), PAGE),
            ).fetchall()
        return [(place & OFFSET_MASK, Entry(topic, *rest)) for place, *rest in rows]

    @contextmanager
    def live(self, shard: int) -> Iterator[sqlite3.Connection]:
        """Give the live tables of *shard* as they stand at one instant."""
        with store_errors(self._paths[shard]), closing(open_reader(self._paths[shard])) as connection:
            if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'progress'").fetchone():
                raise UnknownRecordError(
                    "no hub has run here yet", where=self._paths[shard].name, remedy="start the hub once"
                )
            connection.execute("BEGIN")
            yield connection

    @contextmanager
    def hold(self) -> Iterator[Sequence[EmbeddedHold]]:
        """
        Hold every shard at once: whoever runs the hub waits until this ends.

        Each shard is its own file: a process killed between two commits leaves some installed and others not, which a
        second try finishes.
        """
        with ExitStack() as stack:
            held = []
            for number, path in enumerate(self._paths):
                shard = Shard(path, number)
                stack.callback(shard.close)
                held.append(EmbeddedHold(stack.enter_context(shard.transaction())))
            yield held

    def close(self) -> None:
        """Let go of all files."""
        for reader in self._readers:
            reader.close()


@dataclass(frozen=True, slots=True)
class EmbeddedHold:
    """One shard in a transaction of its own."""

    writing: Writing

    @property
    def connection(self) -> sqlite3.Connection:
        """The live tables of the shard."""
        return self.writing.connection

    def generation(self, processor: str) -> int:
        """Return the generation of *processor* on this shard, that of the engine where it was never rebuilt alone."""
        create_engine_tables(self.connection)
        found = self.connection.execute("SELECT value FROM meta WHERE name = 'generation'").fetchone()
        return max(generation_of(self.connection, processor), int(found[0]) if found else 1)

    def install(self, processor: str, source: sqlite3.Connection, measures: Sequence[str], generation: int) -> None:
        """Put the tables of *processor* in place as *generation*; the epoch fences off who ran the shard."""
        copy_holdings(source, self.connection, processor, measures)
        self.connection.execute(
            "INSERT OR REPLACE INTO generations (processor, generation) VALUES (?, ?)", (processor, generation)
        )
        self.connection.execute("UPDATE meta SET value = value + 1 WHERE name = 'epoch'")
