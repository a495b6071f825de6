"""The log of the embedded bus: appends, reads and consumer positions over all shards of a folder."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from hub.bus.embedded.shard import Shard
from hub.bus.embedded.tables import OFFSET_BITS, OFFSET_MASK
from hub.bus.entries import Entry, Kind
from hub.bus.records import check_record, from_micros, shard_of, to_micros
from hub.core.errors import BusUnavailableError, ConfigurationError, StaleOwnerError, TransientError
from hub.core.ports import StoredRecord
from hub.core.topics import TOPICS

IDENTITY = "identity"
"""Header that names the step an output comes from: processor/generation/version/index/key."""

_SINGLE = frozenset(topic.name for topic in TOPICS if topic.single_partition)


class EmbeddedBus:
    """
    A :class:`hub.core.ports.Bus` on SQLite files.

    Every topic has one partition per shard; a key's shard is a stable hash of it. Offsets rise within a partition but
    have gaps where the engine's own control records stand. An append that touches several shards is one transaction of
    one shard, the rest follows through its outbox: it's atomic, and nothing of it is lost in a crash.
    """

    def __init__(self, shards: Sequence[Shard], single: Collection[str] = _SINGLE) -> None:
        self.shards = tuple(shards)
        self._single = frozenset(single)
        self._count = len(self.shards)

    @classmethod
    def open(cls, folder: Path, *, shards: int | None = None, single: Collection[str] = _SINGLE) -> EmbeddedBus:
        """
        Open the bus in *folder*, a new one with *shards* shards (2 unless told) where none is.

        Raises:
            ConfigurationError: the folder has another number of shards; a key would move to another partition.
        """
        return cls(open_shards(folder, shards), single)

    def partitions(self, topic: str) -> int:
        """Return how many partitions *topic* has."""
        return 1 if topic in self._single else len(self.shards)

    def partition_of(self, topic: str, key: str) -> int:
        """Return the partition of *key*, which is also its shard."""
        return 0 if topic in self._single else shard_of(key, self._count)

    def append(self, topic: str, entries: Sequence[tuple[str, bytes, datetime, Mapping[str, str]]]) -> None:
        """
        Append (key, value, time, headers) entries to *topic*, each to its key's partition.

        Raises:
            PermanentError: an entry is too large or no valid record; nothing was appended.
            BusUnavailableError: the store can't be written; nothing was appended.
        """
        self.append_entries([to_entry(topic, *entry) for entry in entries])

    def append_entries(self, entries: Sequence[Entry]) -> None:
        """Append checked *entries*, all or none."""
        if not entries:
            return
        dests = [self.partition_of(entry.topic, entry.key) for entry in entries]
        home = Counter(dests).most_common(1)[0][0]
        with self.shards[home].transaction() as writing:
            for dest, entry in zip(dests, entries, strict=True):
                writing.send(dest, entry)
            writing.flush()
        for dest in sorted(set(dests) - {home}):
            self._fetch(dest)

    def _fetch(self, dest: int) -> None:
        """Take into shard *dest* what waits for it, as its engine would do later."""
        try:
            with self.shards[dest].transaction() as writing:
                for source in self.shards:
                    if source.number != dest:
                        writing.receive(source.number, source.waiting(dest, writing.last_from(source.number)))
                writing.flush()
        except TransientError:
            # The append is already durable in its home shard: the next append or batch brings the rest over, while
            # an error here would make the caller append everything again.
            return

    def read(self, topic: str, partition: int, offset: int, limit: int) -> Sequence[StoredRecord]:
        """Return up to *limit* committed records from *offset* on."""
        shard = self.shards[partition]
        found = shard.query("SELECT id FROM topics WHERE name = ?", (topic,))
        if not found:
            return ()
        base = int(str(found[0][0])) << OFFSET_BITS
        rows = shard.query(
            "SELECT place, key, value, time, identity, headers FROM entries"
            " WHERE place >= ? AND place <= ? AND kind = 0 ORDER BY place LIMIT ?",
            (base | offset, base | OFFSET_MASK, limit),
        )
        return [stored_record(topic, partition, row) for row in rows]

    def committed(self, group: str, topic: str, partition: int) -> int:
        """Return the next offset that *group* has not taken, 0 at first."""
        rows = self.shards[partition].query(
            "SELECT position FROM consumers WHERE name = ? AND topic = ?", (group, topic)
        )
        return int(str(rows[0][0])) if rows else 0

    def claim(self, group: str, topic: str, partition: int) -> int:
        """Take over *group*'s partition and return the new epoch; former owners are fenced off."""
        with self.shards[partition].transaction() as writing:
            (epoch,) = writing.connection.execute(
                "INSERT INTO consumers (name, topic, position, epoch) VALUES (?, ?, 0, 1)"
                " ON CONFLICT (name, topic) DO UPDATE SET epoch = epoch + 1 RETURNING epoch",
                (group, topic),
            ).fetchone()
        return int(epoch)

    def commit(self, group: str, topic: str, partition: int, offset: int, epoch: int) -> None:
        """
        Move the position to *offset*.

        Raises:
            StaleOwnerError: *epoch* isn't the newest claim.
        """
        with self.shards[partition].transaction() as writing:
            moved = writing.connection.execute(
                "UPDATE consumers SET position = ? WHERE name = ? AND topic = ? AND epoch = ?",
                (offset, group, topic, epoch),
            ).rowcount
            if moved != 1:
                raise StaleOwnerError(
                    f"{group} was taken over by another process",
                    where=f"{topic}/{partition}",
                    remedy="claim the partition again or end this process",
                )

    def close(self) -> None:
        """Let go of all files."""
        for shard in self.shards:
            shard.close()


def to_entry(topic: str, key: str, value: bytes, time: datetime, headers: Mapping[str, str]) -> Entry:
    """
    Return the log entry of one record from outside.

    Raises:
        PermanentError: too large, a key that is no valid text, or a time without zone.
    """
    text = json.dumps(dict(headers), ensure_ascii=True) if headers else None
    check_record(topic, key, len(value) + len(text or ""), time)
    return Entry(topic, Kind.RECORD, key, value, to_micros(time), None, text)


def stored_record(topic: str, partition: int, row: tuple[str | int | bytes | None, ...]) -> StoredRecord:
    """
    Return a row of the log (place, key, value, time, identity, headers) as a record.

    Raises:
        BusUnavailableError: the row is damaged.
    """
    place, key, value, time, identity, headers = row
    merged: dict[str, str] = json.loads(headers) if isinstance(headers, str) else {}
    if isinstance(identity, str):
        merged[IDENTITY] = identity
    if not (isinstance(place, int) and isinstance(time, int) and isinstance(value, bytes)):
        raise BusUnavailableError("a log entry is damaged", where=f"{topic}/{partition}", remedy="restore the backup")
    return StoredRecord(topic, partition, place & OFFSET_MASK, str(key), value, from_micros(time), merged)


def open_shards(folder: Path, shards: int | None, shard_type: type[Shard] = Shard) -> list[Shard]:
    """Open the shard files of *folder*, see :meth:`EmbeddedBus.open`."""
    folder.mkdir(parents=True, exist_ok=True)
    first = shard_type(folder / "shard-00.db", 0)
    found = first.query("SELECT value FROM meta WHERE name = 'shards'")
    present = int(str(found[0][0])) if found else 0
    wanted = shards or present or 2
    if present and present != wanted:
        first.close()
        raise ConfigurationError(
            f"has {present} shards, {wanted} were asked for",
            where=folder.name,
            remedy="a topic's partitions never change: keep the number, or replay into a new folder",
        )
    opened = [first, *(shard_type(folder / f"shard-{number:02d}.db", number) for number in range(1, wanted))]
    if not present:
        # last of all: a crash before this line leaves empty files that the next opening takes over
        with first.transaction() as writing:
            writing.connection.execute("INSERT OR IGNORE INTO meta (name, value) VALUES ('shards', ?)", (wanted,))
    return opened
