"""The clocks of referrals: consent, signing, the court's commissions, feedback."""

from __future__ import annotations

from datetime import timedelta

from hub.core.clocks.deadline import Deadline
from hub.core.clocks.lines.sheet import Sheet, Span, Whose
from hub.core.clocks.lines.work import ended
from hub.core.clocks.places import place_of_unit
from hub.core.codes import Outcome, Procedure, ProceedingKind, ReferralKind, SuspensionReason
from hub.core.daytime import local_day
from hub.core.dispute import Case, DisputeState, Referral
from hub.core.duties import feedback_owed_since
from hub.core.machines import FeedbackState

_ENTRUSTED = frozenset({ReferralKind.ENTRUST_PRE.value, ReferralKind.ENTRUST_IN.value})
_UNMEDIATED = frozenset({Outcome.FAILED, Outcome.CONSENT_WITHDRAWN})


def lines(state: DisputeState, sheet: Sheet) -> None:
    """Put down the clocks of every referral."""
    for referral in state.referrals.values():
        unit = referral.unit.code if referral.unit is not None else None
        there = Whose(
            unit,
            unit or referral.agency,
            sheet.at(referral.agency) if referral.unit is None else place_of_unit(referral.unit),
        )
        back = Whose(None, referral.agency, sheet.at(referral.agency))
        _before_acceptance(referral, sheet, there, back)
        if referral.kind in _ENTRUSTED:
            _entrusted(state, referral, sheet, there)
        _feedback(state, referral, sheet, (there, back))


def _before_acceptance(referral: Referral, sheet: Sheet, there: Whose, back: Whose) -> None:
    if referral.consent_asked:
        agreed = referral.delivered_at if referral.delivered_at != referral.created_at else None
        sheet.put(f"CONSENT:{referral.ref}", back, Span(referral.created_at, agreed or referral.stopped_at))
    told = referral.stopped_at is None and referral.feedback is not FeedbackState.NONE
    span = Span(referral.delivered_at, referral.stopped_at)
    silent = there._replace(cause=f"REFERRAL_{there.unit or ''}")
    line = sheet.line(f"DELIVERED_3WD:{referral.ref}", silent, span)
    if line is not None:
        sheet.lines.append(line._replace(moot=True) if told else line)


def case_of_referral(state: DisputeState, ref: str) -> Case | None:
    """Return the case that the acceptance of a referral opened."""
    return next((case for case in state.cases if case.ref == ref), None)


def _entrusted(state: DisputeState, referral: Referral, sheet: Sheet, there: Whose) -> None:
    case = case_of_referral(state, referral.ref)
    reopen = case.reopen if case is not None else 0
    over = referral.withdrawn_at or ended(state, reopen)
    simplified = referral.kind == ReferralKind.ENTRUST_IN and referral.procedure == Procedure.SIMPLIFIED
    span = Span(referral.accepted_at, over, "ENTRUST_IN_SIMPLIFIED" if simplified else None)
    line = sheet.line(f"{referral.kind}:{referral.ref}", there, span)
    if line is not None:
        sheet.lines.append(_without_appraisal(state, line, reopen, sheet))
    asked = min((at for at in (case.started_at if case is not None else None, over) if at is not None), default=None)
    sheet.put(f"ASK_OTHER_SIDE:{referral.ref}", there, Span(referral.accepted_at, asked))
    ending = state.ending_of(reopen)
    if referral.kind != ReferralKind.ENTRUST_PRE or case is None or ending is None or ending.outcome not in _UNMEDIATED:
        return
    sheet.put(f"PAPERS_BACK:{referral.ref}", there, Span(ending.ended_at, referral.feedback_at))
    suit = next((p for p in state.proceedings.values() if p.kind == ProceedingKind.SUIT), None)
    court = Whose(None, referral.agency, sheet.at(referral.agency))
    filed = None if suit is None else suit.opened_at
    sheet.put(f"COURT_FILING:{referral.ref}", court, Span(referral.feedback_at, filed))


def _without_appraisal(state: DisputeState, line: Deadline, reopen: int, sheet: Sheet) -> Deadline:
    """Leave appraisal out of the term (在线调解规则 26); while it goes on the clock stands still."""
    days, paused = timedelta(0), False
    for case in state.cases:
        for pause in case.suspensions if case.reopen == reopen else ():
            if pause.reason != SuspensionReason.APPRAISAL:
                continue
            if pause.until is None:
                paused = True
            else:
                days += local_day(pause.until) - local_day(pause.since)
    later = sheet.moved(line, line.nominal + days) if days else line
    return later._replace(paused=True) if paused else later


def _feedback(state: DisputeState, referral: Referral, sheet: Sheet, ends: tuple[Whose, Whose]) -> None:
    there, back = ends
    owed = feedback_owed_since(state, referral)
    sheet.put(f"FEEDBACK_SEND:{referral.ref}", there, Span(owed, referral.feedback_at))
    sheet.put(f"FEEDBACK_ACK:{referral.ref}", back, Span(referral.feedback_at, referral.acknowledged_at))
