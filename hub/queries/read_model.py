"""
Questions to the read model by plain SQL.

The figures of a month are those of the shipped ``sql/*.sql``: Python passes the parameters and returns what came.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files

from hub.core.daytime import month_bounds
from hub.core.definitions import STANDARD
from hub.core.messages import MonthlyCell
from hub.core.numbers import CaseNumber, parts, said, whole
from hub.readmodel.store import instant_text

MOST_MATCHES = 20
_SHORTEST = 3
"""Characters that the index of numbers needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthAsked:
    """What a table is computed for: a month as known at an instant, by a definition, of the city or one unit."""

    month: str
    known_at: datetime
    definition: str = STANDARD.id
    unit: str | None = None

    @property
    def parameters(self) -> dict[str, str | None]:
        """The parameters of the shipped SQL."""
        first, last = month_bounds(self.month)
        return {
            "first": first.isoformat(),
            "last": last.isoformat(),
            "known_at": instant_text(self.known_at),
            "definition": self.definition,
            "unit": self.unit,
        }


def table_names() -> tuple[str, ...]:
    """Return the tables of the report for which a ``.sql`` file is shipped."""
    folder = files("hub.queries").joinpath("sql")
    return tuple(sorted(path.name.removesuffix(".sql") for path in folder.iterdir() if path.name.endswith(".sql")))


def sql_of(table: str) -> str:
    """Return the shipped SQL of *table*."""
    return files("hub.queries").joinpath("sql", f"{table}.sql").read_text(encoding="utf-8")


def month_cells(model: sqlite3.Connection, asked: MonthAsked) -> Iterator[MonthlyCell]:
    """Yield every figure of the month, as the stream names them."""
    for table in table_names():
        yield from table_cells(model, table, asked)


def table_cells(model: sqlite3.Connection, table: str, asked: MonthAsked) -> Iterator[MonthlyCell]:
    """Yield the figures of one table: a wide one has a column for each measure, a long one names it in a column."""
    found = model.execute(sql_of(table), asked.parameters)
    columns = [column[0] for column in found.description]
    for values in found:
        if columns[:4] == ["key", "measure", "value", "scale"]:
            yield MonthlyCell(table, *values)
            continue
        for measure, value in zip(columns[1:], values[1:], strict=True):
            yield MonthlyCell(table, str(values[0]), measure, value)


def find_disputes(model: sqlite3.Connection, spoken: str) -> list[str]:
    """
    Return the disputes that have a number with every part of *spoken*, at most :data:`MOST_MATCHES`.

    A number said as a whole is that number. Court and serial are looked up as such; else three characters are enough
    for the index, and a shorter part is searched for in all numbers.
    """
    wanted = parts(spoken)
    if not wanted:
        return []
    number, case = whole(spoken), said(spoken)
    found = [] if number is None else _by_whole_number(model, number)
    if not found and case is not None:
        found = _by_case_number(model, case, wanted)
    return found or _by_text(model, wanted)


def _by_whole_number(model: sqlite3.Connection, number: str) -> list[str]:
    found = model.execute("SELECT DISTINCT dispute FROM number WHERE bare = ? LIMIT ?", (number, MOST_MATCHES))
    return [str(row[0]) for row in found]


def _by_case_number(model: sqlite3.Connection, case: CaseNumber, wanted: list[str]) -> list[str]:
    rule = f"serial = ? AND court = ? AND (? IS NULL OR year = ?){_holding(wanted)}"
    sql = f"SELECT DISTINCT dispute FROM number WHERE {rule} LIMIT {MOST_MATCHES}"  # noqa: S608 - only marks
    return [row[0] for row in model.execute(sql, (case.serial, case.court, case.year, case.year, *wanted))]


def _by_text(model: sqlite3.Connection, wanted: list[str]) -> list[str]:
    indexed = [part for part in wanted if len(part) >= _SHORTEST]
    if not indexed or not _has_index(model):
        sql = f"SELECT DISTINCT dispute FROM number WHERE 1{_holding(wanted)} LIMIT {MOST_MATCHES}"  # noqa: S608 - marks
        return [row[0] for row in model.execute(sql, wanted)]
    match = " AND ".join('"' + part.replace('"', '""') + '"' for part in indexed)
    texts = "number_text JOIN number ON number.id = number_text.rowid"
    rule = f"number_text MATCH ?{_holding(wanted)}"
    sql = f"SELECT DISTINCT dispute FROM {texts} WHERE {rule} LIMIT {MOST_MATCHES}"  # noqa: S608 - only marks
    return [row[0] for row in model.execute(sql, (match, *wanted))]


def find_tokens(model: sqlite3.Connection, token: str) -> list[str]:
    """Return the disputes of which a party's name has this *token*, at most :data:`MOST_MATCHES`."""
    rows = model.execute("SELECT dispute FROM party WHERE token = ? LIMIT ?", (token, MOST_MATCHES))
    return [str(row[0]) for row in rows]


def _holding(wanted: list[str]) -> str:
    return " AND instr(number.bare, ?) > 0" * len(wanted)


def _has_index(model: sqlite3.Connection) -> bool:
    return model.execute("SELECT 1 FROM sqlite_master WHERE name = 'number_text'").fetchone() is not None


@dataclass(frozen=True, slots=True)
class Held:
    """What one holder has open: how many, how many past their day, and the next day."""

    holder: str
    open: int
    overdue: int
    next_due: str | None


def held(model: sqlite3.Connection, today: date) -> list[Held]:
    """Return the holders of open disputes, those with most overdue first."""
    sql = (
        "SELECT holder, COUNT(*), SUM(CASE WHEN due < :today THEN 1 ELSE 0 END) AS late,"
        " MIN(CASE WHEN due >= :today THEN due END)"
        " FROM dispute WHERE is_open AND holder IS NOT NULL GROUP BY holder ORDER BY late DESC, holder"
    )
    return [Held(*row) for row in model.execute(sql, {"today": today.isoformat()})]


def count_disputes(model: sqlite3.Connection) -> int:
    """Return how many disputes there are."""
    return int(model.execute("SELECT COUNT(*) FROM dispute").fetchone()[0])
