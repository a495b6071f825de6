"""
The petition gate (PET-3, domain §2.6): one decision for each petition, advisory or required, never in the way.

It never prevents registration, never pauses the petition's own clock, and clears by itself when calendar day 14 ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hub.core.codes import Channel, GateDecision, GateMode, PetitionRoute
from hub.core.daytime import local_day
from hub.core.dispute import DisputeState, Report

CLEARS_AFTER = timedelta(days=14)
_WAITING = frozenset({GateDecision.MEDIATION_SUGGESTED, GateDecision.IN_MEDIATION})
_BYPASSING = frozenset({PetitionRoute.SUIT_RELATED.value, PetitionRoute.MISCONDUCT.value})
_CLEARED = frozenset({GateDecision.CLEARED_REFUSED, GateDecision.CLEARED_TIMEOUT, GateDecision.DOCUMENT_PRESENT})


@dataclass(frozen=True, slots=True)
class GateStep:
    """A decision, the day from which it stands, and whether reception is marked as waiting."""

    since: date
    decision: GateDecision
    mode: GateMode

    @property
    def waits(self) -> bool:
        """Whether the office sees "reception waits for: …"; only ever in required mode."""
        return self.mode is GateMode.REQUIRED and self.decision in _WAITING


def petition_of(state: DisputeState) -> Report | None:
    """Return the earliest petition among the reports, None when there is none."""
    petitions = [r for r in state.reports.values() if r.channel == Channel.PETITION and not r.retracted]
    return min(petitions, key=lambda report: (report.occurred_at, report.root), default=None)


def gate_history(state: DisputeState) -> list[GateStep]:
    """Return every decision in order, the scheduled clearance included; empty without a petition."""
    petition = petition_of(state)
    if petition is None:
        return []
    mode = GateMode(petition.mode or GateMode.ADVISORY)
    first_day = local_day(petition.occurred_at)
    if petition.suit or petition.route in _BYPASSING:
        return [GateStep(first_day, GateDecision.BYPASSED, mode)]
    events = _events(state)
    before = [decision for at, decision in events if at < petition.occurred_at]
    steps = [GateStep(first_day, before[-1] if before else GateDecision.MEDIATION_SUGGESTED, mode)]
    clearance = first_day + CLEARS_AFTER
    for at, decision in events:
        if at < petition.occurred_at:
            continue
        _clear_by_itself(steps, clearance, local_day(at))
        if steps[-1].decision in _CLEARED and decision is GateDecision.IN_MEDIATION:
            continue
        if steps[-1].decision is not decision:
            steps.append(GateStep(local_day(at), decision, mode))
    _clear_by_itself(steps, clearance, date.max)
    return steps


def _clear_by_itself(steps: list[GateStep], clearance: date, until: date) -> None:
    last = steps[-1]
    if last.decision not in _CLEARED and clearance < until:
        steps.append(GateStep(clearance, GateDecision.CLEARED_TIMEOUT, last.mode))


def _events(state: DisputeState) -> list[tuple[datetime, GateDecision]]:
    events: list[tuple[datetime, GateDecision]] = []
    if state.accepted is not None:
        events.append((state.accepted.opened_at, GateDecision.IN_MEDIATION))
    if state.withheld_at is not None:
        events.append((state.withheld_at, GateDecision.CLEARED_REFUSED))
    documents = [agreement.reached_at for agreement in state.agreements[:1]] + list(state.notices.values())
    if documents:
        events.append((min(documents), GateDecision.DOCUMENT_PRESENT))
    return sorted(events, key=lambda event: (event[0], list(GateDecision).index(event[1])))


def document_number(state: DisputeState) -> str | None:
    """Return the number of the document that opens the gate, where one is known."""
    return next(iter(state.notice_numbers.values()), None)
