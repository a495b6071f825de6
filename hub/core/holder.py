"""Who holds a dispute, by which rule, until when: always one answer (design §1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hub.core.clocks import Deadline, DeadlineStatus, Terms, cascade_clock, deadlines
from hub.core.codes import LabelledCode
from hub.core.daytime import local_day
from hub.core.dispute import DisputeState
from hub.core.machines import CaseState, DisputeStatus, FeedbackState, ReferralState

CLOSED = frozenset(
    {
        DisputeStatus.RESOLVED,
        DisputeStatus.UNRESOLVED,
        DisputeStatus.UNRESOLVED_FINAL,
        DisputeStatus.WITHDRAWN,
        DisputeStatus.NOT_MEDIATED,
        DisputeStatus.VOID,
    }
)


class HoldingRule(LabelledCode):
    """Why somebody holds a dispute: what they owe next."""

    CASE = "CASE", "正在办理", "Has the case"
    ESCALATION = "ESCALATION", "已上报，待上级受理", "Escalated, not yet accepted above"
    CASCADE = "CASCADE", "结果下传，待签收", "Result to acknowledge"
    FEEDBACK = "FEEDBACK", "反馈待签收", "Feedback to acknowledge"
    CONSENT = "CONSENT", "待征得当事人同意", "Consent to obtain"
    REFERRAL = "REFERRAL", "移交待签收", "Referral to sign for"
    REPORT = "REPORT", "已报送，待分流", "Reported, to be passed on or settled"


@dataclass(frozen=True, slots=True)
class Holder:
    """One holder: a unit or an agency, the rule that makes it so, since and until when."""

    who: str
    rule: HoldingRule
    since: date
    until: date | None


def holder(state: DisputeState, terms: Terms) -> Holder | None:
    """Return who must act next, None when nobody owes anything."""
    running = [line for line in deadlines(state, terms) if line.done is None and not line.moot]
    case = state.active
    if case is not None:
        rule = HoldingRule.ESCALATION if case.state is CaseState.ESCALATING else HoldingRule.CASE
        return Holder(case.unit.code, rule, local_day(case.opened_at), _until(running, case.unit.code))
    waiting = _waiting_for(state, running)
    if waiting is not None:
        return waiting
    report = state.primary
    if state.status is DisputeStatus.REPORTED and report is not None and not state.onsite:
        until = min((line.due for line in running), default=None)
        return Holder(report.agency, HoldingRule.REPORT, local_day(report.occurred_at), until)
    return None


def _waiting_for(state: DisputeState, running: list[Deadline]) -> Holder | None:
    due = {line.clock: line.due for line in running}
    for hop in state.hops:
        if hop.acknowledged_at is None:
            since = local_day(hop.sent_at)
            until = due.get(cascade_clock(state, hop))
            return Holder(hop.lower, HoldingRule.CASCADE, since, until)
    for referral in state.referrals.values():
        since = local_day(referral.created_at)
        if referral.feedback is FeedbackState.SENT and referral.feedback_at is not None:
            told = local_day(referral.feedback_at)
            return Holder(referral.agency, HoldingRule.FEEDBACK, told, due.get(f"FEEDBACK_ACK:{referral.ref}"))
        if referral.state is ReferralState.CONSENT_PENDING:
            return Holder(referral.agency, HoldingRule.CONSENT, since, None)
        if referral.state is ReferralState.DELIVERED and referral.unit is not None:
            until = due.get(f"DELIVERED_3WD:{referral.ref}")
            return Holder(referral.unit.code, HoldingRule.REFERRAL, since, until)
    return None


def _until(running: list[Deadline], unit: str) -> date | None:
    return min((line.due for line in running if line.unit == unit), default=None)


def overdue(state: DisputeState, terms: Terms, at: date) -> list[Deadline]:
    """Return the clocks that are past their last day at the end of *at* and not satisfied."""
    return [line for line in deadlines(state, terms) if not line.moot and line.status(at) is DeadlineStatus.OVERDUE]
