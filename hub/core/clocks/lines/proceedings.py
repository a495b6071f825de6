"""The clocks of proceedings beside mediation."""

from __future__ import annotations

from datetime import datetime, timedelta

from hub.core.clocks.deadline import PARTIES
from hub.core.clocks.lines.sheet import Sheet, Span, Whose
from hub.core.clocks.rules import CLOCKS
from hub.core.codes import DisputeType, Outcome, ProceedingKind
from hub.core.dispute import DisputeState
from hub.core.statutory import Proceeding

_CLOCK_OF = {
    ProceedingKind.TRAFFIC_DAMAGES.value: "TRAFFIC_DAMAGES",
    ProceedingKind.ARBITRATION.value: "ARBITRATION",
    ProceedingKind.LAND_ARBITRATION.value: "LAND_ARBITRATION",
    ProceedingKind.RECONSIDERATION.value: "RECONSIDERATION",
    ProceedingKind.PUBLIC_ORDER_MEDIATION.value: "PUBLIC_ORDER_SECOND",
    ProceedingKind.POLICE_CASE.value: "POLICE_CASE",
}
_UNMEDIATED = frozenset({Outcome.FAILED, Outcome.CONSENT_WITHDRAWN})


def lines(state: DisputeState, sheet: Sheet) -> None:
    """Put down the clocks of every proceeding, and of those that the parties may ask for."""
    for key, proceeding in state.proceedings.items():
        clock = _CLOCK_OF.get(proceeding.kind)
        if clock is not None:
            _of_one(state, proceeding, f"{clock}{key[len(proceeding.kind) :]}", sheet)
    _traffic(state, sheet)


def _of_one(state: DisputeState, proceeding: Proceeding, clock: str, sheet: Sheet) -> None:
    owner = proceeding.unit or proceeding.agency
    whose = Whose(proceeding.unit, owner, sheet.at(proceeding.agency))
    span = Span(proceeding.opened_at, proceeding.closed_at)
    if proceeding.kind == ProceedingKind.POLICE_CASE:
        span = Span(_police_term_from(state, proceeding), proceeding.closed_at or state.penalty_waived_at)
    longest = timedelta(days=CLOCKS[clock.partition(":")[0]].extra)
    line = sheet.line(clock, whose, span)
    if line is not None:
        until = proceeding.extended_to
        sheet.lines.append(line if until is None else sheet.moved(line, min(until, line.nominal + longest)))


def _police_term_from(state: DisputeState, proceeding: Proceeding) -> datetime | None:
    """
    Return since when the term of a police case runs: from failure or non-performance where it was mediated (185).

    None while it's being mediated, or the agreement holds.
    """
    if not state.cases:
        return proceeding.opened_at
    breached = [a.breached_at for a in state.agreements if a.breached_at is not None]
    if breached:
        return max(proceeding.opened_at, breached[-1])
    ending = state.concluded
    if ending is None or ending.ended_at is None or ending.outcome not in _UNMEDIATED:
        return None
    return max(proceeding.opened_at, ending.ended_at)


def _traffic(state: DisputeState, sheet: Sheet) -> None:
    """Put down until when the parties may ask the traffic police (道路交通事故处理程序规定 85, 86)."""
    asked = next((p for p in state.proceedings.values() if p.kind == ProceedingKind.TRAFFIC_DAMAGES), None)
    applied = None if asked is None else asked.opened_at
    parties = Whose(None, PARTIES)
    for proceeding in state.proceedings.values():
        if proceeding.kind == ProceedingKind.TRAFFIC_CERTIFICATE:
            sheet.put("TRAFFIC_APPLY", parties, Span(proceeding.opened_at, applied))
            break
    report, ending = state.primary, state.concluded
    if report is None or report.type != DisputeType.TRAFFIC or ending is None:
        return
    if ending.outcome in _UNMEDIATED and ending.unit.org_kind.is_rmc:
        sheet.put("TRAFFIC_ASK_POLICE", parties, Span(ending.ended_at, applied))
