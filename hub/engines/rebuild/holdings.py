"""What one processor holds in an engine's tables, key by key."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import NamedTuple

Cell = str | int | None


class Holding(NamedTuple):
    """
    One key: its state with version, its timers (id, due) and its contribution rows.

    Rows are those whose label is the key (design §3 rule 4: rows live with their key).
    """

    key: str
    version: int
    state: bytes
    timers: tuple[tuple[str, int], ...]
    rows: tuple[tuple[Cell, ...], ...]


class _Grouped:
    """A cursor ordered by its first column, taken group by group."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor
        self._head = cursor.fetchone()

    def take(self, key: str) -> Iterator[tuple[Cell, ...]]:
        """Yield the group of *key*; groups before it are passed over."""
        while self._head is not None and self._head[0] <= key:
            head, self._head = self._head, self._cursor.fetchone()
            if head[0] == key:
                yield head


def holdings(connection: sqlite3.Connection, processor: str, measures: Sequence[str]) -> Iterator[Holding]:
    """Yield every key of *processor*, in order, with the rows of *measures*."""
    timers = _Grouped(
        connection.execute("SELECT key, id, due FROM timers WHERE processor = ? ORDER BY key, id", (processor,))
    )
    rows = _Grouped(connection.execute("SELECT * FROM rows ORDER BY label, id"))
    states = connection.execute("SELECT key, version, value FROM states WHERE processor = ? ORDER BY key", (processor,))
    own = frozenset(measures)
    for key, version, value in states:
        waiting = tuple((str(timer_id), int(due or 0)) for _, timer_id, due in timers.take(key))
        yield Holding(key, version, bytes(value), waiting, tuple(row for row in rows.take(key) if row[2] in own))


def measures_of(connection: sqlite3.Connection) -> set[str]:
    """Return every measure of which there are rows."""
    return {str(measure) for (measure,) in connection.execute("SELECT DISTINCT measure FROM rows")}


def position_of(connection: sqlite3.Connection, processor: str) -> int:
    """Return the next entry of its log that *processor* hasn't taken."""
    found = connection.execute("SELECT position FROM progress WHERE processor = ?", (processor,)).fetchone()
    return int(found[0]) if found else 0


def progress_of(connection: sqlite3.Connection, processor: str) -> list[tuple[Cell, ...]]:
    """Return where *processor* stands in the log and in time, and what upstream has forwarded to it."""
    found = connection.execute(
        "SELECT position, time, tick, marker FROM progress WHERE processor = ?", (processor,)
    ).fetchall()
    gates = connection.execute(
        "SELECT source, time, marker FROM gates WHERE processor = ? ORDER BY source", (processor,)
    ).fetchall()
    return [*found, *gates]


def copy_holdings(
    source: sqlite3.Connection, target: sqlite3.Connection, processor: str, measures: Sequence[str]
) -> None:
    """Make what *target* holds of *processor* equal to what *source* holds, within the transaction that is open."""
    forget_holdings(target, processor, measures)
    for columns, table in (
        ("processor, position, time, tick, marker", "progress"),
        ("processor, source, time, marker", "gates"),
        ("processor, key, version, value", "states"),
        ("processor, key, id, due", "timers"),
    ):
        marks = ", ".join("?" * (columns.count(",") + 1))
        target.executemany(
            f"INSERT INTO {table} ({columns}) VALUES ({marks})",  # noqa: S608 - names from the list above
            source.execute(f"SELECT {columns} FROM {table} WHERE processor = ? ORDER BY 1, 2", (processor,)),  # noqa: S608
        )
    own = frozenset(measures)
    target.executemany(
        f"INSERT OR REPLACE INTO rows VALUES ({', '.join('?' * 18)})",  # noqa: S608 - placeholders alone
        (
            row
            for row in source.execute(
                "SELECT * FROM rows WHERE label IN (SELECT key FROM states WHERE processor = ?) ORDER BY label, id",
                (processor,),
            )
            if row[2] in own
        ),
    )


def forget_holdings(connection: sqlite3.Connection, processor: str, measures: Sequence[str]) -> None:
    """Drop what *connection* holds of *processor*."""
    for measure in measures:
        connection.execute(
            "DELETE FROM rows WHERE measure = ? AND label IN (SELECT key FROM states WHERE processor = ?)",
            (measure, processor),
        )
    for table in ("states", "timers", "gates", "progress"):
        connection.execute(f"DELETE FROM {table} WHERE processor = ?", (processor,))  # noqa: S608 - names from the list above
