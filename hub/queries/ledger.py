"""The hub's side of a comparison: the rows of one body and month, as known now and when the form was made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hub.core.daytime import end_of, month_bounds
from hub.core.ledger_rules import HubLedger
from hub.core.ports import HubReader
from hub.core.reporting_bodies import ReportingBody, units_of
from hub.core.reports import ReportLine
from hub.core.units import Registry

CASE_LINE = "case"
"""Measure of a line that lists one case: its row is the case's number (a 卷号 or 案号)."""


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


def ledger_of(reader: HubReader, registry: Registry, asked: Question, lines: Sequence[ReportLine]) -> HubLedger:
    """Return the hub's ledger for the comparison *asked*."""
    units = None if asked.body is None else units_of(asked.body, registry, month_bounds(asked.month)[1])
    listed = [line.row for line in lines if line.measure == CASE_LINE and line.row]
    return HubLedger(
        month=asked.month,
        units=units,
        now=tuple(reader.rows(end_of(asked.day))),
        history=tuple(reader.row_history()),
        made_at=asked.made_at,
        unheard=tuple(number for number in listed if not asked.is_known(number)),
        held=asked.held,
    )
