"""What a batch collects while its stages run: where outputs go, which rows change."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from hub.bus.entries import Entry
from hub.bus.records import RECORD_CAP, from_micros, to_micros
from hub.core.errors import PermanentError
from hub.core.ports import Output, Row, Serde
from hub.engines.processing.states import StateFaultError

Place = Callable[[str, str], int]
"""Gives the partition of (topic, key)."""

_UPSERT = "INSERT OR REPLACE INTO rows VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_UNSTORABLE = (
    OverflowError,
    TypeError,
    UnicodeError,
    sqlite3.IntegrityError,
    sqlite3.InterfaceError,
    sqlite3.ProgrammingError,
)
SELECT_ROWS = "SELECT * FROM rows"


Sealed = list[tuple[int, Entry]]
"""Encoded outputs of one step, each with the shard it goes to."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The processor and generation in the identity of outputs."""

    processor: str
    generation: int

    def of(self, version: int | str) -> str:
        """Return the identity of what *version* of a key sends, up to index and key."""
        return f"{self.processor}/{self.generation}/{version}"


class Journal(Protocol):
    """One transaction of a log, with the file in which the partition's own tables are written meanwhile."""

    @property
    def connection(self) -> sqlite3.Connection:
        """The file, inside a transaction of its own."""

    def send(self, dest: int, entry: Entry) -> None:
        """Append *entry* to its topic's partition *dest* when the transaction is committed."""


J = TypeVar("J", bound=Journal, covariant=True)


class Outlet(Generic[J]):
    """
    Encodes outputs once and sends them to their shard; keeps the rows of the batch until they're written.

    ``written`` are the rows that this batch has written.
    """

    def __init__(self, writing: J, serde: Serde, place: Place) -> None:
        self._writing = writing
        self.decode = serde.decode
        self._encode = serde.encode
        self._place = place
        self._rows: dict[tuple[str, str], Row] = {}
        self.written: list[Row] = []

    @property
    def writing(self) -> J:
        """The transaction that the batch writes."""
        return self._writing

    def seal(self, outputs: Sequence[Output], origin: str, key: str, time: int) -> Sealed:
        """
        Encode *outputs* of a step of *key* and give them identity and place.

        Anything wrong with one shows here, before the step leaves a trace.
        """
        encode, place = self._encode, self._place
        sealed: Sealed = []
        for index, output in enumerate(outputs):
            topic, value = output.topic, output.value
            data = encode(topic, value)
            if len(data) > RECORD_CAP:
                raise PermanentError(f"an output of {len(data)} bytes is over the cap of {RECORD_CAP}", where=topic)
            entry = Entry(topic, 0, output.key, data, time, f"{origin}/{index}/{key}", None, value)
            sealed.append((place(topic, output.key), entry))
        return sealed

    def send(self, sealed: Sealed) -> None:
        """Send what one step put out."""
        send = self._writing.send
        for dest, entry in sealed:
            send(dest, entry)

    def post(self, entry: Entry) -> None:
        """Send an entry of the engine itself to its key's shard."""
        self._writing.send(self._place(entry.topic, entry.key), entry)

    def upsert(self, rows: Sequence[Row]) -> None:
        """Take contribution rows: of one (label, id) the last counts."""
        for row in rows:
            self._rows[row.label, row.id] = row

    def flush_rows(self) -> None:
        """
        Write the rows taken so far, in the order of the table: neighbours share a page.

        Raises:
            StateFaultError: a row has a value that can't be stored.
        """
        if self._rows:
            rows = [self._rows[place] for place in sorted(self._rows)]
            self._write_rows(rows)
            self.written.extend(rows)
            self._rows.clear()

    def try_rows(self, rows: Sequence[Row]) -> None:
        """Write *rows* and take them back, to see whether they can be stored (see :meth:`flush_rows`)."""
        self._writing.connection.execute("SAVEPOINT trial")
        try:
            self._write_rows(rows)
        finally:
            self._writing.connection.execute("ROLLBACK TO trial")
            self._writing.connection.execute("RELEASE trial")

    def _write_rows(self, rows: Sequence[Row]) -> None:
        try:
            self._writing.connection.executemany(_UPSERT, [row_values(row) for row in rows])
        except _UNSTORABLE as error:
            raise StateFaultError(
                "a row can't be stored", where=type(error).__name__, remedy="mend the processor"
            ) from error


def row_values(row: Row) -> tuple[str | int | None, ...]:
    """Return *row* in the order of the table's columns."""
    return (
        row.label, row.id, row.measure, row.item, row.part, row.day, row.end_day, row.cohort, row.unit, row.level,
        row.kind, row.county, row.type, row.channel, row.agency, row.value, to_micros(row.known_from),
        None if row.known_until is None else to_micros(row.known_until),
    )  # fmt: skip


def read_rows(found: Iterable[tuple[Any, ...]]) -> Iterator[Row]:
    """Yield the rows of what was found by :data:`SELECT_ROWS`."""
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
