"""What a log holds, read beside whoever writes it: nothing is opened for writing, nothing is claimed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from hub.bus.embedded.log import stored_record
from hub.bus.embedded.tables import OFFSET_BITS, OFFSET_MASK
from hub.core.errors import UnknownRecordError
from hub.core.ports import StoredRecord
from hub.sqlite import open_reader, store_errors


def recorded(folder: Path, topic: str) -> Iterator[StoredRecord]:
    """
    Yield every record of *topic* in *folder*, in order within each partition.

    Raises:
        UnknownRecordError: there is no log.
        BusUnavailableError: it can't be read now.
    """
    paths = sorted(folder.glob("shard-??.db"))
    if not paths:
        raise UnknownRecordError("no hub has run here yet", where=folder.name, remedy="start the hub once")
    for number, path in enumerate(paths):
        with store_errors(path), closing(open_reader(path)) as connection:
            found = connection.execute("SELECT id FROM topics WHERE name = ?", (topic,)).fetchone()
            if found is None:
                continue
            base = int(found[0]) << OFFSET_BITS
            rows = connection.execute(
                "SELECT place, key, value, time, identity, headers FROM entries"
                " WHERE place >= ? AND place <= ? AND kind = 0 ORDER BY place",
                (base, base | OFFSET_MASK),
            )
            for row in rows:
                yield stored_record(topic, number, row)
