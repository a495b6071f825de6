"""
Which disputes are put before the half-yearly meeting, each by named rules with their evidence (domain §6.2).

A rule sees the dispute as it stood on the half's last day. Evidence is made of days, unit codes and counts: it needs no
language and names nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from hub.core.codes import Channel, LabelledCode, Risk
from hub.core.daytime import local_day
from hub.core.dispute import DisputeState
from hub.core.halfyear import half_bounds
from hub.core.machines import DisputeStatus

OPEN_DAYS = 60
"""Open longer than this is a hard case (domain §6.2)."""
MANY_REPORTS = 3
MANY_ESCALATIONS = 2
MASS_SIZE = 5
"""Parties from which a dispute is a mass one (domain §4, cfg)."""

_UNRESOLVED = frozenset({DisputeStatus.UNRESOLVED, DisputeStatus.UNRESOLVED_FINAL})
_GRAVE = frozenset({Risk.MASS.value, Risk.CIVIL_TO_CRIMINAL.value})


class Criterion(LabelledCode):
    """The rules of domain §6.2."""

    UNRESOLVED = "UNRESOLVED", "调解未成", "Not resolved"
    ESCALATED_TWICE = "ESCALATED_TWICE", "两次以上上报", "Two or more escalations"
    OPEN_60 = "OPEN_60", "在办超过60日", "Open for more than 60 days"
    RISK = "RISK", "群体性或民转刑风险", "Mass or civil-to-criminal risk"
    PETITION_LINKED = "PETITION_LINKED", "涉访", "Linked with a petition"
    SUIT_LINKED = "SUIT_LINKED", "涉诉", "Linked with a suit"
    REPORTS_3 = "REPORTS_3", "三次以上报送", "Three or more reports"
    BREACHED = "BREACHED", "协议反悔", "Agreement breached"


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that holds, and by what."""

    criterion: Criterion
    evidence: str


def findings(state: DisputeState, half: str, until: date = date.max) -> list[Finding]:
    """Return the rules that put the dispute, as it stood at the end of *half* or *until* then, on the docket."""
    first, end = half_bounds(half)
    last = min(end, until)
    if state.primary is None or state.is_void or not _is_of(state, first):
        return []
    return [
        Finding(criterion, evidence)
        for criterion, rule in RULES.items()
        if (evidence := rule(state, first, last)) is not None
    ]


def holds_in_itself(state: DisputeState) -> bool:
    """Return whether any rule but *open too long* holds of the dispute as it stands, in whichever half."""
    if state.primary is None or state.is_void:
        return False
    rules = (rule for criterion, rule in RULES.items() if criterion is not Criterion.OPEN_60)
    return any(rule(state, date.min, date.max) is not None for rule in rules)


def open_since(state: DisputeState) -> date | None:
    """Return the day from which the open case counts as open (domain §6.2), None where none is open."""
    active = state.active
    if active is None:
        return None
    return local_day(next(case.opened_at for case in state.cases if case.reopen == active.reopen))


def _is_of(state: DisputeState, first: date) -> bool:
    """Whether anything of the dispute still went on in the half that begins on *first*."""
    if state.active is not None:
        return True
    ends = [at for at in (state.concluded_at, state.withheld_at) if at is not None]
    ends.extend(case.ended_at for case in state.cases if case.ended_at is not None)
    ends.extend(state.onsite.values())
    ends.extend(agreement.breached_at for agreement in state.agreements if agreement.breached_at is not None)
    ends.extend(report.occurred_at for report in state.reports.values() if not report.retracted)
    return local_day(max(ends)) >= first


def _days(instants: Iterable[datetime]) -> str:
    return ", ".join(sorted({local_day(at).isoformat() for at in instants}))


def _unresolved(state: DisputeState, first: date, _last: date) -> str | None:
    at = state.concluded_at
    if state.status not in _UNRESOLVED or at is None or local_day(at) < first or state.concluded is None:
        return None
    return f"{state.concluded.unit.code} {local_day(at)}"


def _escalated(state: DisputeState, _first: date, _last: date) -> str | None:
    count = len(state.escalation_requests)
    return f"{count}: {_days(state.escalation_requests)}" if count >= MANY_ESCALATIONS else None


def _open(state: DisputeState, _first: date, last: date) -> str | None:
    since = open_since(state)
    if since is None:
        return None
    return f"{since} +{(last - since).days} d" if (last - since).days > OPEN_DAYS else None


def _risk(state: DisputeState, _first: date, _last: date) -> str | None:
    flagged = sorted({f"{one.risk} {local_day(one.at)}" for one in state.risks.values() if one.risk in _GRAVE})
    if flagged:
        return ", ".join(flagged)
    parties = state.primary.parties if state.primary is not None else 0
    return f"{Risk.MASS.value} {parties}" if parties >= MASS_SIZE else None


def _petition(state: DisputeState, _first: date, _last: date) -> str | None:
    return _linked(state, lambda channel, suit: channel == Channel.PETITION)


def _suit(state: DisputeState, _first: date, _last: date) -> str | None:
    return _linked(state, lambda channel, suit: channel == Channel.COURT or suit)


def _linked(state: DisputeState, wanted: Callable[[str, bool], bool]) -> str | None:
    """What is resolved needs no meeting, whatever it's linked with."""
    if state.active is None and state.is_resolved:
        return None
    found = [r for r in state.reports.values() if not r.retracted and wanted(r.channel, r.suit)]
    return _days(report.occurred_at for report in found) or None


def _reports(state: DisputeState, _first: date, _last: date) -> str | None:
    live = [report.occurred_at for report in state.reports.values() if not report.retracted]
    return f"{len(live)}: {_days(live)}" if len(live) >= MANY_REPORTS else None


def _breached(state: DisputeState, first: date, _last: date) -> str | None:
    found = [a.breached_at for a in state.agreements if a.breached_at is not None and local_day(a.breached_at) >= first]
    return _days(found) or None


RULES: dict[Criterion, Callable[[DisputeState, date, date], str | None]] = {
    Criterion.UNRESOLVED: _unresolved,
    Criterion.ESCALATED_TWICE: _escalated,
    Criterion.OPEN_60: _open,
    Criterion.RISK: _risk,
    Criterion.PETITION_LINKED: _petition,
    Criterion.SUIT_LINKED: _suit,
    Criterion.REPORTS_3: _reports,
    Criterion.BREACHED: _breached,
}
"""Each rule: the state at the half's end, its first and last day → evidence, None where the rule doesn't hold."""
