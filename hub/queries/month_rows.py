"""
The rows that one month is counted from, as known at several instants: by index from the read model, else every row.

What counts is always counted by the same functions, which are given rows. The read model gives fewer of them: those of
the month, one row for what a dispute left open before it, one for all reports of an agency. Whoever's rows changed
between the first and the last instant comes whole, so that a change opens into its reason.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from hub.core.daytime import month_bounds
from hub.core.ports import HubReader, Row
from hub.core.reports import ADJUSTED, TOTALS
from hub.queries.search import Index
from hub.readmodel.schema import IS_PERFORMANCE, IS_REPORT, IS_STOCK, IS_SUPERSEDED
from hub.readmodel.store import instant_text

_OF_THE_MONTH = (
    *("accepted", "transferred_in", "concluded", "transferred_out", "agreement", "amount", "people", "days"),
    *("confirmation", "prevented", "prevented_people", "not_mediated", "onsite_settled", TOTALS, ADJUSTED),
)
"""Measures of which a form shows what is of the month by its day."""
_KNOWN = "known_from <= :at AND (known_until IS NULL OR known_until > :at)"
_STILL = f"{_KNOWN} AND dispute NOT IN (SELECT value FROM json_each(:moved))"  # noqa: S608 - constants alone
_MOVED_IN_TIME = f"""
    SELECT dispute FROM contribution WHERE known_from > :since AND known_from <= :at AND day <= :last
    UNION
    SELECT dispute FROM contribution
    WHERE {IS_SUPERSEDED} AND known_until > :since AND known_until <= :at AND day <= :last
"""  # noqa: S608 - constants alone
_MOVED_REPORTS = f"""
    UNION SELECT dispute FROM contribution WHERE {IS_REPORT} AND known_from > :since AND known_from <= :at
    UNION SELECT dispute FROM contribution WHERE {IS_REPORT} AND known_until > :since AND known_until <= :at
"""  # noqa: S608 - constants alone
_MONTH = f"""
    SELECT * FROM contribution
    WHERE measure IN ({", ".join(f"'{name}'" for name in _OF_THE_MONTH)}) AND day BETWEEN :first AND :last AND {_STILL}
    UNION ALL
    SELECT * FROM contribution WHERE measure = 'confirmation' AND day < :first AND {_STILL}
    UNION ALL
    SELECT * FROM contribution
    WHERE measure = 'referral' AND item = 'returned' AND day BETWEEN :first AND :last AND {_STILL}
    UNION ALL
    SELECT * FROM contribution
    WHERE {IS_PERFORMANCE} AND cohort BETWEEN :first AND :last AND day <= :last
        AND (end_day IS NULL OR end_day > :last) AND {_STILL}
"""  # noqa: S608 - constants alone
_OPENING = f"""
    SELECT dispute, unit, level, kind, county, type, channel,
        SUM(CASE WHEN measure IN ('accepted', 'transferred_in') THEN value ELSE -value END) AS left_open
    FROM contribution INDEXED BY contribution_stock
    WHERE {IS_STOCK} AND day < :first AND {_STILL}
    GROUP BY dispute, unit, level, kind, county, type, channel
    HAVING left_open <> 0
"""  # noqa: S608 - constants alone
_REPORTS = f"""
    SELECT agency, COUNT(*) FROM contribution INDEXED BY contribution_report
    WHERE {IS_REPORT} AND {_STILL} GROUP BY agency
"""  # noqa: S608 - constants alone
_EACH_REPORT = f"SELECT * FROM contribution WHERE {IS_REPORT} AND {_STILL}"  # noqa: S608 - constants alone
_LAST_CHANGE = f"SELECT known_from FROM contribution WHERE {_STILL} ORDER BY known_from DESC LIMIT 1"  # noqa: S608 - constants alone
_BEFORE = "0001-01-01"
"""Day of what was left open before the month."""


class Sources(Protocol):
    """Where rows stand."""

    @property
    def reader(self) -> HubReader:
        """Read access to all of them."""

    @property
    def index(self) -> Index | None:
        """The read model, where there is one that keeps abreast."""


@dataclass(frozen=True, slots=True)
class MonthRows:
    """
    The rows of one month.

    Attributes:
        still: What is known alike at each instant that was asked for.
        moved: Every row, superseded too, of those whose rows differ between the instants.
        reports: All other reports, known at each instant: whenever they came, the form counts them.
    """

    still: Sequence[Row]
    moved: Sequence[Row]
    reports: Mapping[datetime, Sequence[Row]] = field(default_factory=dict)

    def at(self, instant: datetime) -> list[Row]:
        """Return the rows as known at *instant*, one of those that were asked for."""
        return [*self.still, *self.reports.get(instant, ()), *known_rows(self.moved, instant)]


def known_rows(rows: Iterable[Row], at: datetime) -> Iterator[Row]:
    """Yield the rows that count in a view as known at *at*."""
    return (row for row in rows if row.known_from <= at and (row.known_until is None or at < row.known_until))


def rows_of_month(
    sources: Sources, month: str, instants: Sequence[datetime], *, each_report: bool = False
) -> MonthRows:
    """
    Return what *month*'s form is counted from as known at each of *instants*.

    *each_report* gives each report a row of its own, for who wants to know which they are.
    """
    index, until = sources.index, max(instants)
    if index is None:
        return MonthRows((), [row for row in sources.reader.row_history() if row.known_from <= until])
    first, last = (day.isoformat() for day in month_bounds(month))
    asked = {"since": instant_text(min(instants)), "at": instant_text(until), "first": first, "last": last}
    ask = index.model.execute
    found = ask(f"{_MOVED_IN_TIME}{_MOVED_REPORTS if each_report else ''}", asked)
    moved = sorted({*index.fresh, *(str(label) for (label,) in found)})
    asked["moved"] = json.dumps(moved)
    told = (row for label in moved for row in index.reader.rows_of(label))
    return MonthRows(
        [*read_rows(ask(_MONTH, asked)), *_opening(index, asked)],
        [row for row in told if row.known_from <= until],
        {
            at: list(_reports(index, asked | {"at": instant_text(at)}, each=each_report))
            for at in dict.fromkeys(instants)
        },
    )


def last_change(sources: Sources, until: datetime) -> datetime | None:
    """Return when the last of the rows that are known at *until* became known, None where there are none."""
    index = sources.index
    if index is None:
        return max((row.known_from for row in sources.reader.rows(until)), default=None)
    fresh = sorted(index.fresh)
    asked = {"at": instant_text(until), "moved": json.dumps(fresh)}
    found = [_instant(text) for (text,) in index.model.execute(_LAST_CHANGE, asked)]
    told = known_rows((row for label in fresh for row in index.reader.rows_of(label)), until)
    return max((*found, *(row.known_from for row in told)), default=None)


def _opening(index: Index, asked: dict[str, str]) -> Iterator[Row]:
    for label, unit, level, kind, county, type_, channel, value in index.model.execute(_OPENING, asked):
        yield Row(
            label=label, id="opening", measure="accepted", item="", part=None, day=_BEFORE, end_day=None, cohort=None,
            unit=unit, level=level, kind=kind, county=county, type=type_, channel=channel, agency=None, value=value,
            known_from=datetime.min.replace(tzinfo=UTC), known_until=None,
        )  # fmt: skip


def _reports(index: Index, asked: dict[str, str], *, each: bool) -> Iterator[Row]:
    if each:
        yield from read_rows(index.model.execute(_EACH_REPORT, asked))
        return
    for agency, count in index.model.execute(_REPORTS, asked):
        yield Row(
            label="", id="reports", measure="report", item="", part=None, day=_BEFORE, end_day=None, cohort=None,
            unit=None, level=None, kind=None, county=None, type=None, channel=None, agency=agency, value=count,
            known_from=datetime.min.replace(tzinfo=UTC), known_until=None,
        )  # fmt: skip


def read_rows(found: sqlite3.Cursor) -> Iterator[Row]:
    """Yield the rows of the table ``contribution`` that were found."""
    for values in found:
        label, row_id, measure, item, part, day, end_day, cohort, unit, level, kind, county, type_, channel = values[
            :14
        ]
        agency, value, known_from, known_until = values[14:]
        yield Row(
            label=label, id=row_id, measure=measure, item=item, part=part, day=day, end_day=end_day, cohort=cohort,
            unit=unit, level=level, kind=kind, county=county, type=type_, channel=channel, agency=agency, value=value,
            known_from=_instant(known_from), known_until=None if known_until is None else _instant(known_until),
        )  # fmt: skip


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
