"""
One shard: a file that holds the logs of its partitions, and an outbox for every other shard.

A write is one transaction (:class:`Writing`). What belongs to another shard waits in the writer's outbox; the receiver
fetches it inside its own transaction together with the last sequence it took, so a crash on either side loses nothing
and takes nothing twice. The sender forgets an entry once the receiver's committed position has passed it.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from hub.bus.embedded.tables import LOG_TABLES, OFFSET_BITS, open_writer
from hub.bus.entries import Entry
from hub.core.errors import StaleOwnerError
from hub.sqlite import open_reader, store_errors, whole

ARRIVALS = 4000
"""Entries fetched from one other shard at once: bounds memory, far above what a live batch sends."""


class Writing:
    """
    One transaction of a shard: entries get their place in the log or outbox at once and are written by :meth:`flush`.

    ``fresh`` holds the entries appended in this transaction by topic, with the offset of the first.
    """

    def __init__(self, connection: sqlite3.Connection, shard: int) -> None:
        self.connection = connection
        self.shard = shard
        self.heads: dict[str, int] = {}
        self.ids: dict[str, int] = {}
        for topic_id, name, head in connection.execute("SELECT id, name, next FROM topics"):
            self.ids[name] = topic_id
            self.heads[name] = head
        self.lanes: dict[int, int] = dict(connection.execute("SELECT dest, next FROM lanes"))
        self.fresh: dict[str, tuple[int, list[Entry]]] = {}
        self.outgoing: list[tuple[int, int, Entry]] = []
        self.taken: dict[int, int] = {}

    def topic_id(self, topic: str) -> int:
        """Return the number of *topic* in this file, a new one for a topic never seen."""
        number = self.ids.get(topic)
        if number is None:
            number = self.ids[topic] = max(self.ids.values(), default=0) + 1
            self.heads[topic] = 0
            self.connection.execute("INSERT INTO topics (id, name, next) VALUES (?, ?, 0)", (number, topic))
        return number

    def append(self, entry: Entry) -> None:
        """Append *entry* to this shard's log of its topic."""
        topic = entry.topic
        fresh = self.fresh.get(topic)
        if fresh is None:
            self.topic_id(topic)
            fresh = self.fresh[topic] = (self.heads[topic], [])
        fresh[1].append(entry)

    def send(self, dest: int, entry: Entry) -> None:
        """Append *entry* to the log of shard *dest*, by the outbox where that is another file."""
        if dest == self.shard:
            self.append(entry)
            return
        sequence = self.lanes.get(dest, 1)
        self.lanes[dest] = sequence + 1
        self.outgoing.append((dest, sequence, entry))

    def last_from(self, source: int) -> int:
        """Return the last sequence taken from *source*."""
        if source not in self.taken:
            found = self.connection.execute("SELECT last FROM received WHERE source = ?", (source,)).fetchone()
            return int(found[0]) if found else 0
        return self.taken[source]

    def receive(self, source: int, arrivals: Sequence[tuple[int, Entry]]) -> int:
        """
        Append what *source* sent: only what follows the last one taken, in sequence; return how many were new.

        An entry that was taken before is dropped, one after a gap is left for the next time.
        """
        first = last = self.last_from(source)
        for sequence, entry in arrivals:
            if self.follows(sequence, last):
                self.append(entry)
                last = sequence
        if last != first:
            self.taken[source] = last
        return last - first

    def follows(self, sequence: int, last: int) -> bool:
        """Return whether *sequence* is the next one after *last*."""
        return sequence == last + 1

    def forget(self, dest: int, sequence: int) -> None:
        """Drop what *dest* has taken, up to *sequence*."""
        self.connection.execute("DELETE FROM outbox WHERE dest = ? AND seq <= ?", (dest, sequence))

    def flush(self) -> None:
        """Write log, outbox and what was received."""
        execute, many = self.connection.execute, self.connection.executemany
        for topic, (start, entries) in self.fresh.items():
            place = self.ids[topic] << OFFSET_BITS | start
            many(
                "INSERT INTO entries (place, kind, key, value, time, identity, headers) VALUES (?, ?, ?, ?, ?, ?, ?)",
                [(place + index, *entry[1:7]) for index, entry in enumerate(entries)],
            )
            self.heads[topic] = start + len(entries)
            execute("UPDATE topics SET next = ? WHERE id = ?", (self.heads[topic], self.ids[topic]))
        if self.outgoing:
            many(
                "INSERT INTO outbox (dest, seq, topic, kind, key, value, time, identity, headers)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [(dest, sequence, *entry[:7]) for dest, sequence, entry in self.outgoing],
            )
            many(
                "INSERT INTO lanes (dest, next) VALUES (?, ?) ON CONFLICT (dest) DO UPDATE SET next = excluded.next",
                list(self.lanes.items()),
            )
        many(
            "INSERT INTO received (source, last) VALUES (?, ?) ON CONFLICT (source) DO UPDATE SET last = excluded.last",
            list(self.taken.items()),
        )


class Shard:
    """
    One shard file: a writing connection and a reading one, each used by one thread at a time.

    Readers of other threads and processes see only what is committed.
    """

    writing_type: type[Writing] = Writing

    def __init__(self, path: Path, number: int) -> None:
        self.path = path
        self.number = number
        self._write_lock = threading.Lock()
        self._read_lock = threading.Lock()
        with store_errors(path):
            self.connection = open_writer(path)
            self.connection.executescript(LOG_TABLES)
            self._reader = open_reader(path)

    @contextmanager
    def transaction(self, *, closed_too: bool = False) -> Iterator[Writing]:
        """
        Open one transaction; what the block leaves is committed as a whole, or nothing of it after any exception.

        Raises:
            StaleOwnerError: the hub is being moved elsewhere or has been; only who moves it writes (*closed_too*).
            BusUnavailableError: the file can't be written now.
        """
        with self._write_lock, store_errors(self.path), whole(self.connection):
            if not closed_too:
                self._check_open()
            yield self.writing_type(self.connection, self.number)

    def _check_open(self) -> None:
        if self.connection.execute("SELECT 1 FROM meta WHERE name = 'closed'").fetchone():
            raise StaleOwnerError(
                "the hub is being moved, or was moved, to another place",
                where=self.path.name,
                remedy="finish the move, or undo it, then start the hub again",
            )

    def query(self, sql: str, parameters: Sequence[str | int] = ()) -> list[tuple[str | int | bytes | None, ...]]:
        """Return the committed rows of a small query."""
        with self._read_lock, store_errors(self.path):
            return self._reader.execute(sql, parameters).fetchall()

    def heads(self) -> dict[str, int]:
        """Return the next offset of every topic."""
        with self._read_lock, store_errors(self.path):
            return dict(self._reader.execute("SELECT name, next FROM topics").fetchall())

    def waiting(self, dest: int, after: int, limit: int = ARRIVALS) -> Sequence[tuple[int, Entry]]:
        """Return what waits in the outbox for shard *dest* after sequence *after*."""
        with self._read_lock, store_errors(self.path):
            found = self._reader.execute(
                "SELECT seq, topic, kind, key, value, time, identity, headers FROM outbox"
                " WHERE dest = ? AND seq > ? ORDER BY seq LIMIT ?",
                (dest, after, limit),
            ).fetchall()
        return [(row[0], Entry(*row[1:])) for row in found]

    def received(self) -> dict[int, int]:
        """Return the last sequence taken from each other shard."""
        with self._read_lock, store_errors(self.path):
            return dict(self._reader.execute("SELECT source, last FROM received").fetchall())

    def unforgotten(self, dest: int) -> tuple[int, int]:
        """Return the first and last sequence that the outbox still holds for *dest*, (0, 0) for none."""
        with self._read_lock, store_errors(self.path):
            first, last = self._reader.execute(
                "SELECT (SELECT min(seq) FROM outbox WHERE dest = :dest),"
                " (SELECT max(seq) FROM outbox WHERE dest = :dest)",
                {"dest": dest},
            ).fetchone()
        return first or 0, last or 0

    def close(self) -> None:
        """Let go of the file; the last closer leaves no journal behind."""
        with self._write_lock, self._read_lock:
            self._reader.close()
            self.connection.close()
