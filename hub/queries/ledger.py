"""
The hub's side of a comparison: the rows of one body and month, as known now and when the form was made.

Of the rows in the read model all come of each dispute that a figure of the form, or a way of counting it, may be made
of: the rules of :mod:`hub.core.ledger_rules` look at these.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hub.core.body_figures import STOCK_SIGNS
from hub.core.daytime import end_of, month_bounds, start_of
from hub.core.ledger_rules import HubLedger
from hub.core.ports import Row
from hub.core.reporting_bodies import ReportingBody, units_of
from hub.core.reports import ReportLine
from hub.core.units import Registry
from hub.queries.month_rows import Sources, known_rows, read_rows
from hub.readmodel.schema import IS_PERFORMANCE, IS_STOCK, IS_SUPERSEDED
from hub.readmodel.store import instant_text

CASE_LINE = "case"
"""Measure of a line that lists one case: its row is the case's number (a 卷号 or 案号)."""


_FLOWS = (
    *STOCK_SIGNS,
    *("agreement", "amount", "people", "confirmation", "prevented", "prevented_people"),
)
"""Measures that count by their day."""
_MINE = "(:units IS NULL OR unit IN (SELECT value FROM json_each(:units)))"
_OF_THE_MONTH = f"""
    SELECT dispute FROM contribution
    WHERE measure IN ({", ".join(f"'{name}'" for name in _FLOWS)}) AND day BETWEEN :first AND :last AND {_MINE}
    UNION
    SELECT dispute FROM contribution WHERE {IS_PERFORMANCE} AND cohort BETWEEN :first AND :last AND {_MINE}
"""  # noqa: S608 - constants alone
_REGISTERED = f"""
    SELECT dispute FROM contribution INDEXED BY contribution_by_known_from_day
    WHERE known_from BETWEEN :began AND :ended AND measure IN ('accepted', 'concluded') AND {_MINE}
"""  # noqa: S608 - constants alone
_MOVED = f"""
    SELECT dispute FROM contribution WHERE known_from > :since AND known_from <= :at AND day <= :last AND {_MINE}
    UNION
    SELECT dispute FROM contribution
    WHERE {IS_SUPERSEDED} AND known_until > :since AND known_until <= :at AND day <= :last AND {_MINE}
"""  # noqa: S608 - constants alone
_LEFT_OPEN = f"""
    SELECT dispute FROM contribution INDEXED BY contribution_stock
    WHERE {IS_STOCK} AND day < :first AND known_from <= :at AND (known_until IS NULL OR known_until > :at) AND {_MINE}
    GROUP BY dispute, unit
    HAVING SUM(CASE WHEN measure IN ('accepted', 'transferred_in') THEN value ELSE -value END) <> 0
"""  # noqa: S608 - constants alone
_CONCERNED = " UNION ".join((_OF_THE_MONTH, _REGISTERED, _MOVED, f"SELECT dispute FROM ({_LEFT_OPEN})"))  # noqa: S608
_WHOLE = "SELECT * FROM contribution WHERE dispute IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """
    What is compared: a body's form (None = the city's) of *month* with the hub as known at the end of *day*.

    ``made_at`` are instants at which the form may have been counted, ``held`` the body's rows in quarantine, and
    ``is_known`` tells whether the hub has ever heard of a case number.
    """

    body: ReportingBody | None
    month: str
    day: date
    made_at: tuple[datetime, ...]
    held: tuple[str, ...] = ()
    is_known: Callable[[str], bool] = lambda _number: True


def ledger_of(sources: Sources, registry: Registry, asked: Question, lines: Sequence[ReportLine]) -> HubLedger:
    """Return the hub's ledger for the comparison *asked*."""
    units = None if asked.body is None else units_of(asked.body, registry, month_bounds(asked.month)[1])
    listed = [line.row for line in lines if line.measure == CASE_LINE and line.row]
    now = end_of(asked.day)
    history = ledger_rows(sources, asked.month, units, (now, *asked.made_at))
    return HubLedger(
        month=asked.month,
        units=units,
        now=tuple(known_rows(history, now)),
        history=history,
        made_at=asked.made_at,
        unheard=tuple(number for number in listed if not asked.is_known(number)),
        held=asked.held,
    )


def ledger_rows(
    sources: Sources, month: str, units: frozenset[str] | None, instants: Sequence[datetime]
) -> tuple[Row, ...]:
    """
    Return every row, superseded too, of at least the disputes that *month*'s form of *units* may be made of.

    *instants* are those as known at which it may be asked for.
    """
    index = sources.index
    if index is None:
        return tuple(sources.reader.row_history())
    first, last = month_bounds(month)
    asked = {
        "units": None if units is None else json.dumps(sorted(units)),
        "first": first.isoformat(),
        "last": last.isoformat(),
        "began": instant_text(start_of(first)),
        "ended": instant_text(end_of(last)),
        "since": instant_text(min(instants)),
        "at": instant_text(max(instants)),
    }
    concerned = {str(label) for (label,) in index.model.execute(_CONCERNED, asked)} - index.fresh
    kept = read_rows(index.model.execute(_WHOLE, (json.dumps(sorted(concerned)),)))
    return (*kept, *(row for label in sorted(index.fresh) for row in index.reader.rows_of(label)))
