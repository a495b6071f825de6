"""The clocks of a dispute that nobody has: a report to be passed on, a returned referral to be assigned anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from hub.core.clocks.lines.sheet import Sheet, Span, Whose
from hub.core.codes import Channel
from hub.core.dispute import DisputeState, Referral, Report
from hub.core.machines import CaseState, DisputeStatus, ReferralState

_LIVE = (ReferralState.CONSENT_PENDING, ReferralState.DELIVERED)


def first_taken(state: DisputeState) -> datetime | None:
    """Return when somebody first took the matter in hand, settled it on the spot, or was refused."""
    return min(_takings(state), default=None)


def _takings(state: DisputeState) -> Iterator[datetime]:
    for referral in state.referrals.values():
        yield referral.created_at
        if referral.withheld_at is not None:
            yield referral.withheld_at
    for case in state.cases:
        yield case.opened_at
    yield from state.onsite.values()
    if state.withheld_at is not None:
        yield state.withheld_at


def nobody_has_it(state: DisputeState) -> bool:
    """Whether the dispute waits for somebody to be found."""
    return (
        bool(state.reports)
        and state.status is DisputeStatus.REPORTED
        and not state.onsite
        and not any(referral.state in _LIVE for referral in state.referrals.values())
    )


def lines(state: DisputeState, sheet: Sheet) -> None:
    """Put down the clocks of triage and of assigning anew."""
    before = len(sheet.lines)
    for referral in state.referrals.values():
        _anew(state, referral, sheet)
    anew = sheet.lines[before:]
    report = state.primary
    if report is None:
        return
    taken = first_taken(state)
    if nobody_has_it(state) and taken is not None and not any(line.is_running for line in anew):
        # it had somebody who let it go without a referral of its own to be assigned anew
        _triage(report, sheet, Span(max(_takings(state)), None))
    elif report.channel != Channel.PETITION or report.suit:
        done = None if taken is None else max(taken, report.occurred_at)
        _triage(report, sheet, Span(report.occurred_at, done))


def _triage(report: Report, sheet: Sheet, span: Span) -> None:
    whose = Whose(None, report.agency, sheet.at(report.agency))
    sheet.put("TRIAGE", whose, span)


def _anew(state: DisputeState, referral: Referral, sheet: Sheet) -> None:
    """Put down that a referral which came back must go to somebody else, unless somebody has the matter already."""
    since = referral.returned_at or referral.withdrawn_at
    if since is None or _somebody_had_it(state, referral, since):
        return
    done = min((at for at in _takings(state) if at >= since), default=None)
    whose = Whose(None, referral.agency, sheet.at(referral.agency))
    sheet.put(f"REASSIGN:{referral.ref}", whose, Span(since, done))


def _somebody_had_it(state: DisputeState, referral: Referral, at: datetime) -> bool:
    working = any(
        case.opened_at <= at and (case.ended_at is None or case.ended_at > at or case.outcome is not None)
        for case in state.cases
        if case.state is not CaseState.JOINED
    )
    asked = any(
        other is not referral and other.created_at <= at and (other.stopped_at is None or other.stopped_at > at)
        for other in state.referrals.values()
    )
    return working or asked or bool(state.onsite)
