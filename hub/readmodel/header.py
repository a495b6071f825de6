"""What the read model says of one dispute as it stands: holder, state, level, dates; no personal data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hub.core.clocks import Deadline
from hub.core.daytime import local_day
from hub.core.dispute import DisputeState
from hub.core.holder import CLOSED, holder_by, is_open
from hub.core.knowledge import Knowledge
from hub.core.tokens import Mark, read_token
from hub.core.units import county_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """One row of the table ``dispute``, in the order of its columns."""

    dispute: str
    status: str
    is_open: bool
    type: str
    channel: str
    county: str | None
    unit: str | None
    level: int | None
    holder: str | None
    rule: str | None
    since: str | None
    due: str | None
    reported_on: str
    accepted_on: str | None
    concluded_on: str | None
    outcome: str | None
    reports: int
    reopenings: int
    lacks_holder: bool

    @property
    def values(self) -> tuple[str | int | None, ...]:
        """The columns of the row."""
        return tuple(getattr(self, name) for name in self.__slots__)


def header_of(state: DisputeState, lines: Sequence[Deadline]) -> Header | None:
    """
    Return the header of a dispute whose deadlines are *lines*.

    None when nothing of it is left: joined to another, every report taken back.
    """
    report = state.primary
    if report is None or state.is_void:
        return None
    case = state.active or state.concluded or (state.cases[-1] if state.cases else None)
    held = holder_by(state, lines)
    outcome = None if state.concluded is None else state.concluded.outcome
    return Header(
        dispute=state.dispute,
        status=state.status.value,
        is_open=state.status not in CLOSED,
        type=report.type,
        channel=report.channel,
        county=_county(state),
        unit=None if case is None else case.unit.code,
        level=None if case is None else case.unit.level,
        holder=None if held is None else held.who,
        rule=None if held is None else held.rule.value,
        since=None if held is None else held.since.isoformat(),
        due=None if held is None else _text(held.until),
        reported_on=local_day(report.occurred_at).isoformat(),
        accepted_on=None if state.accepted is None else _day(state.accepted.opened_at),
        concluded_on=_day(state.concluded_at),
        outcome=None if outcome is None else outcome.value,
        reports=sum(1 for one in state.reports.values() if not one.retracted),
        reopenings=len(state.reopenings) - 1,
        lacks_holder=held is None and is_open(state),
    )


def names_of(knowledge: Knowledge) -> Iterator[str]:
    """Yield every number by which people may call the dispute, each once."""
    names = dict.fromkeys([knowledge.dispute])
    for fact in knowledge.facts.values():
        names.setdefault(fact.native_id)
        number = fact.details.get("number")
        if number:
            names.setdefault(number)
    yield from names


def name_tokens_of(knowledge: Knowledge) -> Iterator[str]:
    """Yield the tokens of the names of all parties that reports state."""
    for fact in knowledge.facts.values():
        for text in fact.details.get("weak_tokens") or ():
            token = read_token(text)
            if token.mark is Mark.NAME:
                yield token.value


def _county(state: DisputeState) -> str | None:
    case = state.active or state.concluded or state.accepted
    if case is not None:
        return case.unit.county
    report = state.primary
    return None if report is None or report.division is None else county_of(report.division)


def _day(instant: datetime | None) -> str | None:
    return None if instant is None else local_day(instant).isoformat()


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
