"""What a batch collects while its stages run: where outputs go, which rows change."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from hub.bus.embedded import Entry, Writing
from hub.bus.embedded.entries import from_micros, to_micros
from hub.core.ports import Output, Row, Serde

Place = Callable[[str, str], int]
"""Gives the partition of (topic, key)."""

_UPSERT = "INSERT OR REPLACE INTO rows VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
SELECT_ROWS = "SELECT * FROM rows"


@dataclass(frozen=True, slots=True)
class Sealed:
    """An output that is encoded and has its place."""

    dest: int
    topic: str
    key: str
    value: bytes
    decoded: object


class Outlet:
    """Encodes outputs once and sends them to their shard; keeps the rows of the batch until they're written."""

    def __init__(self, writing: Writing, serde: Serde, place: Place) -> None:
        self.writing = writing
        self.decode = serde.decode
        self._encode = serde.encode
        self._place = place
        self._rows: dict[tuple[str, str], Row] = {}

    def seal(self, outputs: Sequence[Output]) -> list[Sealed]:
        """Encode *outputs*; anything wrong with one shows here, before the step leaves a trace."""
        encode, place = self._encode, self._place
        return [
            Sealed(
                place(output.topic, output.key),
                output.topic,
                output.key,
                encode(output.topic, output.value),
                output.value,
            )
            for output in outputs
        ]

    def send(self, sealed: Sequence[Sealed], origin: str, key: str, time: int) -> None:
        """Send what one step put out; *origin* names processor, generation and version of the key."""
        for index, item in enumerate(sealed):
            self.writing.send(
                item.dest,
                Entry(item.topic, 0, item.key, item.value, time, f"{origin}/{index}/{key}", None, item.decoded),
            )

    def post(self, entry: Entry) -> None:
        """Send an entry of the engine itself to its key's shard."""
        self.writing.send(self._place(entry.topic, entry.key), entry)

    def upsert(self, rows: Sequence[Row]) -> None:
        """Take contribution rows: of one (label, id) the last counts."""
        for row in rows:
            self._rows[row.label, row.id] = row

    def flush_rows(self) -> None:
        """Write the rows taken so far."""
        if self._rows:
            self.writing.connection.executemany(_UPSERT, [row_values(row) for row in self._rows.values()])
            self._rows.clear()


def row_values(row: Row) -> tuple[str | int | None, ...]:
    """Return *row* in the order of the table's columns."""
    return (
        row.label, row.id, row.measure, row.item, row.part, row.day, row.end_day, row.cohort, row.unit, row.level,
        row.kind, row.county, row.type, row.channel, row.agency, row.value, to_micros(row.known_from),
        None if row.known_until is None else to_micros(row.known_until),
    )  # fmt: skip


def read_rows(found: sqlite3.Cursor) -> Iterator[Row]:
    """Yield the rows of a cursor over :data:`SELECT_ROWS`."""
    for values in found:
        (label, row_id, measure, item, part, day, end_day, cohort, unit, level, kind, county, type_, channel) = values[
            :14
        ]
        agency, value, known_from, known_until = values[14:]
        yield Row(
            label=label, id=row_id, measure=measure, item=item, part=part, day=day, end_day=end_day, cohort=cohort,
            unit=unit, level=level, kind=kind, county=county, type=type_, channel=channel, agency=agency, value=value,
            known_from=from_micros(known_from), known_until=None if known_until is None else from_micros(known_until),
        )  # fmt: skip
