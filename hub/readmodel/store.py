"""The file of the read model: opened by one writer, read by anybody with plain SQL."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from hub.core.codes import Outcome
from hub.core.countable import Countable, Standing
from hub.core.definitions import Definition
from hub.core.deliveries import Receipt
from hub.core.errors import ConfigurationError
from hub.core.events import Fact
from hub.core.messages import MonthlyStatistics
from hub.core.numbers import bare, parse
from hub.core.ports import Row
from hub.progress import is_to_stop
from hub.readmodel.course import CourseMarks
from hub.readmodel.header import Header
from hub.readmodel.meeting import MeetingMarks
from hub.readmodel.schema import CONTRIBUTION, DISPUTE, SEARCH, TABLES, VERSION
from hub.sqlite import Keeping, open_reader, open_writer, store_errors, whole

_ROWS = f"INSERT OR REPLACE INTO contribution VALUES ({', '.join('?' * len(CONTRIBUTION.columns))})"  # noqa: S608 - marks
_HEADER = f"INSERT OR REPLACE INTO dispute VALUES ({', '.join('?' * len(DISPUTE.columns))})"  # noqa: S608 - marks
_WITH_LAST_DAYS = (
    "SELECT dispute FROM dispute WHERE is_open OR due IS NOT NULL UNION SELECT dispute FROM spell WHERE kind = ?"
)
# everything here can be made again from the log: losing the last transaction costs its repetition
_KEEPING = Keeping(survives_power_cut=False)
_NUMBER = (
    "INSERT INTO number (id, dispute, number, bare, year, court, serial)"
    " VALUES ((SELECT COALESCE(MAX(id), 0) + 1 FROM number), ?, ?, ?, ?, ?, ?) RETURNING id"
)


def instant_text(instant: datetime) -> str:
    """
    Return *instant* as the read model writes it: UTC, of one width, so that texts sort as instants do.

    >>> instant_text(datetime(2026, 4, 10, 12, tzinfo=UTC))
    '2026-04-10T12:00:00.000000Z'
    """
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"


class ReadModel:
    """The writer's side; every method that writes is one transaction together with the positions it was given."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        with store_errors(path):
            self._connection = open_writer(path, _KEEPING)
        self.has_search = False
        self._make()

    @classmethod
    def open(cls, path: Path) -> ReadModel:
        """
        Open *path*; a damaged file is dropped and begun anew, since everything in it comes from the log.

        Raises:
            BusUnavailableError: the folder can't be written now.
        """
        try:
            return cls(path)
        except ConfigurationError:
            for ending in ("", "-wal", "-shm"):
                path.with_name(path.name + ending).unlink(missing_ok=True)
            return cls(path)

    def _make(self) -> None:
        with self.transaction():
            for statement in (one for table in TABLES for one in table.statements):
                self._connection.execute(statement)
            self.has_search = _try_search(self._connection)
            self._connection.execute("INSERT OR IGNORE INTO meta VALUES ('version', ?)", (VERSION,))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """
        Write everything within, or nothing.

        Raises:
            BusUnavailableError: the file can't be written now.
        """
        with store_errors(self.path), whole(self._connection):
            yield

    def meta(self, name: str) -> int | None:
        """Return the number kept under *name*."""
        found = self._connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return None if found is None else int(found[0])

    def forget(self) -> None:
        """Drop every table: what follows is made anew from the log."""
        with self.transaction():
            for name in (*(table.name for table in TABLES), "number_text"):
                self._connection.execute(f"DROP TABLE IF EXISTS {name}")
        self._make()

    def note_meta(self, name: str, value: int) -> None:
        """Keep *value* under *name*."""
        self._connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def with_last_days(self) -> list[str]:
        """Return every dispute of which a day is kept that comes from the rules: open, owed something, or entrusted."""
        return [str(dispute) for (dispute,) in self._connection.execute(_WITH_LAST_DAYS, (Standing.LATE_ENTRUST,))]

    def position(self, topic: str, partition: int) -> int:
        """Return the next offset of *topic* to read."""
        found = self._connection.execute(
            "SELECT next FROM position WHERE topic = ? AND partition = ?", (topic, partition)
        ).fetchone()
        return 0 if found is None else int(found[0])

    def note_position(self, topic: str, partition: int, following: int) -> None:
        """Keep how far *topic* was read."""
        self._connection.execute("INSERT OR REPLACE INTO position VALUES (?, ?, ?)", (topic, partition, following))

    def put_rows(self, rows: Iterable[Row]) -> None:
        """Upsert contributions by (dispute, id)."""
        self._connection.executemany(_ROWS, [_values(row) for row in rows])

    def put_dispute(self, dispute: str, header: Header | None, numbers: Sequence[str]) -> None:
        """Replace header and numbers of *dispute*; no header when it was joined to another or taken back."""
        write = self._connection.execute
        if self.has_search:
            write("DELETE FROM number_text WHERE rowid IN (SELECT id FROM number WHERE dispute = ?)", (dispute,))
        write("DELETE FROM number WHERE dispute = ?", (dispute,))
        write("DELETE FROM dispute WHERE dispute = ?", (dispute,))
        if header is not None:
            write(_HEADER, header.values)
        for number in numbers:
            said = parse(number)
            case = (None, None, None) if said is None else (said.year, said.court, said.serial)
            (row,) = write(_NUMBER, (dispute, number, bare(number), *case)).fetchone()
            if self.has_search:
                write("INSERT INTO number_text (rowid, bare) VALUES (?, ?)", (row, bare(number)))

    def put_parties(self, dispute: str, tokens: Iterable[str]) -> None:
        """Replace the tokens of the names of *dispute*'s parties."""
        write = self._connection
        write.execute("DELETE FROM party WHERE dispute = ?", (dispute,))
        write.executemany("INSERT OR IGNORE INTO party VALUES (?, ?)", [(token, dispute) for token in tokens])

    def put_waiting(self, dispute: str, facts: Iterable[Fact]) -> None:
        """Replace the facts of *dispute* that wait for their predecessor."""
        write = self._connection
        write.execute("DELETE FROM waiting WHERE dispute = ?", (dispute,))
        counts = Counter((dispute, fact.native_id, fact.event.value, fact.agency) for fact in facts)
        write.executemany("INSERT INTO waiting VALUES (?, ?, ?, ?, ?)", [(*fact, n) for fact, n in counts.items()])

    def put_meeting(self, dispute: str, marks: MeetingMarks | None) -> None:
        """Replace what the half-yearly meeting asks of *dispute*."""
        write = self._connection.execute
        for table in ("docket", "hard", "hard_then"):
            write(f"DELETE FROM {table} WHERE dispute = ?", (dispute,))  # noqa: S608 - names of tables
        if marks is None:
            return
        known_to = instant_text(marks.known_to)
        opened_on = None if marks.opened_on is None else marks.opened_on.isoformat()
        write(
            "INSERT INTO hard VALUES (?, ?, ?, ?, ?)",
            (dispute, marks.last_day.isoformat(), known_to, opened_on, marks.holds),
        )
        for table, halves in (("docket", marks.on_docket), ("hard_then", marks.held_then)):
            for half in halves:
                write(f"INSERT INTO {table} VALUES (?, ?)", (dispute, half))  # noqa: S608 - names of tables

    def put_course(self, dispute: str, marks: CourseMarks) -> None:
        """Replace when *dispute* was handed over, and whether supervision may be about it."""
        write = self._connection
        for table in ("handed", "supervised"):
            write.execute(f"DELETE FROM {table} WHERE dispute = ?", (dispute,))  # noqa: S608 - names of tables
        write.executemany("INSERT INTO handed VALUES (?, ?)", [(dispute, day.isoformat()) for day in marks.handed_on])
        if marks.may_be_supervised:
            write.execute("INSERT INTO supervised VALUES (?)", (dispute,))

    def put_countable(self, dispute: str, of: Countable) -> None:
        """Replace what counts of *dispute* in the six reductions."""
        write = self._connection
        for table in ("reported", "filed", "spell"):
            write.execute(f"DELETE FROM {table} WHERE dispute = ?", (dispute,))  # noqa: S608 - names of tables
        if of.since is not None:
            write.execute("INSERT INTO reported VALUES (?, ?)", (dispute, of.since.isoformat()))
        write.executemany(
            "INSERT INTO filed VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    *(dispute, number, one.root, one.channel, instant_text(one.occurred_at)),
                    *(one.place, one.type, one.parties, json.dumps(one.tokens)),
                )
                for number, one in enumerate(of.filed)
            ],
        )
        write.executemany(
            "INSERT INTO spell VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    *(dispute, number, one.kind.value, one.what, one.place),
                    *(one.first.isoformat(), None if one.last is None else one.last.isoformat()),
                )
                for number, one in enumerate(of.spells)
            ],
        )

    def put_pair(self, pair: str, *, waits: bool) -> None:
        """Note whether *pair* waits for a person."""
        write = self._connection.execute
        write("INSERT OR IGNORE INTO pair VALUES (?)" if waits else "DELETE FROM pair WHERE pair = ?", (pair,))

    def put_receipt(self, receipt: Receipt) -> None:
        """Add what became of one more attempt to deliver."""
        self._connection.execute(
            "INSERT INTO receipt SELECT ?, count(*) + 1, ?, ?, ?, ? FROM receipt WHERE delivery = ?",
            (
                receipt.delivery_id,
                receipt.agency,
                receipt.status.value,
                receipt.native_ref,
                instant_text(receipt.written_at),
                receipt.delivery_id,
            ),
        )

    def put_revision(self, statistics: MonthlyStatistics) -> None:
        """Upsert one published revision with its cells."""
        place = (statistics.unit, statistics.month, statistics.revision)
        self._connection.execute(
            "INSERT OR REPLACE INTO revision VALUES (?, ?, ?, ?, ?, ?)",
            (*place, instant_text(statistics.as_known_at), statistics.definition, statistics.hash),
        )
        self._connection.executemany(
            "INSERT OR REPLACE INTO published_cell VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(*place, c.table, c.key, c.measure, c.value, c.scale, c.basis) for c in statistics.cells],
        )

    def put_definitions(self, definitions: Iterable[Definition]) -> None:
        """Replace the tables of the definitions and of what outcomes count in."""
        write = self._connection
        write.execute("DELETE FROM definition")
        write.execute("DELETE FROM definition_outcome")
        for one in definitions:
            dates = (None if day is None else day.isoformat() for day in (one.valid_from, one.valid_to))
            write.execute("INSERT INTO definition VALUES (?, ?, ?, ?)", (one.id, *dates, one.counts_first_day))
            write.executemany(
                "INSERT INTO definition_outcome VALUES (?, ?, ?, ?, ?)",
                [
                    (one.id, outcome.value, outcome in one.success, outcome in one.rated, outcome in one.in_median)
                    for outcome in Outcome
                ],
            )

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


_STEPS = 100_000
"""Steps of SQLite's machine between two looks at whether a query is to stop: some milliseconds."""


def open_for_reading(path: Path) -> sqlite3.Connection:
    """Open the read model *path* for queries beside its writer; whoever watches a long one may stop it."""
    with store_errors(path):
        reader = open_reader(path)
    reader.set_progress_handler(is_to_stop, _STEPS)
    return reader


def _try_search(connection: sqlite3.Connection) -> bool:
    """Make the index by three characters, where this SQLite can; without it numbers are searched one by one."""
    try:
        connection.execute(SEARCH)
    except sqlite3.OperationalError:
        return False
    return True


def _values(row: Row) -> tuple[str | int | None, ...]:
    return (
        row.label, row.id, row.measure, row.item, row.part, row.day, row.end_day, row.cohort, row.unit, row.level,
        row.kind, row.county, row.type, row.channel, row.agency, row.value, instant_text(row.known_from),
        None if row.known_until is None else instant_text(row.known_until),
    )  # fmt: skip
