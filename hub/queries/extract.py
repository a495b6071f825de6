"""The extract of a public-order centre (综治中心, OFF-3): what is open in its division, for the regular meeting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from hub.core.clocks import Terms
from hub.core.codes import DisputeType, Risk
from hub.core.daytime import local_day
from hub.core.dispute import DisputeState
from hub.core.holder import holder, is_open
from hub.core.knowledge import Knowledge
from hub.core.units import HISTORICAL_COUNTIES
from hub.queries.live import live_at


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractLine:
    """
    One open dispute as the meeting may see it: codes, numbers and days, no person.

    ``holder`` is who must act next, by ``rule``, until ``until``; empty when nobody owes anything.
    """

    dispute: str
    numbers: tuple[str, ...]
    type: DisputeType | None
    status: str
    parties: int
    level: int | None
    since: date
    holder: str = ""
    rule: str = ""
    until: date | None = None
    overdue: bool = False
    risks: tuple[Risk, ...] = ()


def open_in(knowledges: Iterable[Knowledge], terms: Terms, division: str, known_at: datetime) -> list[ExtractLine]:
    """Return what is open in *division* as known at *known_at*: risks first, then the longest open."""
    states = (state for state in live_at(knowledges, known_at) if is_open(state) and _lies_in(state, division))
    lines = [_line(state, terms, local_day(known_at)) for state in states]
    return sorted(lines, key=lambda line: (not line.risks, line.since, line.dispute))


def _lies_in(state: DisputeState, division: str) -> bool:
    places = {report.division for report in state.reports.values() if not report.retracted}
    places |= {case.unit.division for case in state.cases}
    return any(_today(place).startswith(division) for place in places if place)


def _today(division: str) -> str:
    return HISTORICAL_COUNTIES.get(division[:6], division[:6]) + division[6:]


def _line(state: DisputeState, terms: Terms, day: date) -> ExtractLine:
    report, active, held = state.primary, state.active, holder(state, terms)
    until = held.until if held is not None else None
    return ExtractLine(
        dispute=state.dispute,
        numbers=tuple(_numbers(state)),
        type=DisputeType(report.type) if report is not None and report.type in tuple(DisputeType) else None,
        status=state.status.zh,
        parties=report.parties if report is not None else 0,
        level=active.unit.level if active is not None else None,
        since=min(local_day(one.occurred_at) for one in state.reports.values()),
        holder=held.who if held is not None else "",
        rule=held.rule.zh if held is not None else "",
        until=until,
        overdue=until is not None and until < day,
        risks=tuple(sorted({Risk(flag.risk) for flag in state.risks.values()})),
    )


def _numbers(state: DisputeState) -> Iterator[str]:
    for report in state.reports.values():
        if report.number and not report.retracted:
            yield report.number
