"""
Who holds a dispute, by which rule, since when, until when: always one answer (design §1).

Every duty has a clock with somebody who must act, so that the holder is read off the running clocks: whoever works on
the case, else whoever owes the next step, in the order of :data:`NEXT_STEPS`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from hub.core.clocks import CLOCKS, Deadline, DeadlineStatus, Terms, deadlines
from hub.core.codes import LabelledCode
from hub.core.daytime import local_day
from hub.core.dispute import Case, DisputeState
from hub.core.machines import CaseState, DisputeStatus

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
    SUSPENDED = "SUSPENDED", "中止，待恢复", "Has the case, which stands still"
    ESCALATION = "ESCALATION", "已上报，待上级受理", "Escalated, not yet accepted above"
    RESULT = "RESULT", "结果待下传", "Result to hand down"
    CASCADE = "CASCADE", "结果下传，待签收", "Result to acknowledge"
    FEEDBACK_DUE = "FEEDBACK_DUE", "待反馈", "Feedback to send"
    FEEDBACK = "FEEDBACK", "反馈待签收", "Feedback to acknowledge"
    CONSENT = "CONSENT", "待征得当事人同意", "Consent to obtain"
    REFERRAL = "REFERRAL", "移交待签收", "Referral to sign for"
    REASSIGN = "REASSIGN", "已退回，待改派", "Returned, to be assigned anew"
    REPORT = "REPORT", "已报送，待分流", "Reported, to be passed on or settled"
    CONFIRMATION = "CONFIRMATION", "司法确认办理中", "Confirmation before the court"
    PERFORMANCE = "PERFORMANCE", "跟踪履行", "Watches the performance"
    PETITION = "PETITION", "信访事项办理中", "Petition to handle"


NEXT_STEPS: tuple[tuple[HoldingRule, tuple[str, ...]], ...] = (
    (HoldingRule.RESULT, ("CASCADE_SEND",)),
    (HoldingRule.CASCADE, ("CASCADE_ACK",)),
    (HoldingRule.FEEDBACK_DUE, ("FEEDBACK_SEND",)),
    (HoldingRule.FEEDBACK, ("FEEDBACK_ACK",)),
    (HoldingRule.CONSENT, ("CONSENT",)),
    (HoldingRule.REFERRAL, ("DELIVERED_3WD",)),
    (HoldingRule.REASSIGN, ("REASSIGN",)),
    (HoldingRule.REPORT, ("TRIAGE", "PETITION_COMMISSION")),
    (HoldingRule.CONFIRMATION, ("JC_ACCEPT", "JC_RULING_TARGET")),
    (HoldingRule.PERFORMANCE, ("PERFORMANCE",)),
    (HoldingRule.PETITION, ("PETITION_HANDLING", "PETITION_REVIEW", "PETITION_REREVIEW")),
)
"""What is owed when nobody works on the case, the most pressing first, by the clocks that run for it."""

_ONLY_WHILE_OPEN = frozenset({HoldingRule.REASSIGN, HoldingRule.REPORT})
_WORK = ("LEVEL", "RMC", "ENTRUST")


@dataclass(frozen=True, slots=True)
class Holder:
    """
    One holder: a unit or an agency, the rule that makes it so, since and until when.

    ``clock`` is the deadline that runs for it, ``source`` the obligation or article behind.
    """

    who: str
    rule: HoldingRule
    since: date
    until: date
    clock: str

    @property
    def source(self) -> str:
        """The obligation or article by which it holds the dispute."""
        return CLOCKS[self.clock.partition(":")[0]].source


def is_open(state: DisputeState) -> bool:
    """Whether the dispute still has to find its end: reported by somebody, not closed, not settled on the spot."""
    settled = state.status is DisputeStatus.REPORTED and bool(state.onsite)
    return bool(state.reports) and state.status not in CLOSED and not settled


def holder(state: DisputeState, terms: Terms) -> Holder | None:
    """Return who must act next, None when nobody owes anything; never None while the dispute is open."""
    return holder_by(state, deadlines(state, terms))


def holder_by(state: DisputeState, lines: Sequence[Deadline]) -> Holder | None:
    """Return the :func:`holder` of a dispute whose deadlines are *lines*."""
    running = [line for line in lines if line.is_running]
    case = state.active
    if case is not None:
        return _of_case(case, running)
    for rule, clocks in NEXT_STEPS:
        if rule in _ONLY_WHILE_OPEN and not is_open(state):
            continue
        line = _first(line for line in running if line.rule.name in clocks)
        if line is not None:
            return Holder(line.owner, rule, line.start, line.due, line.clock)
    return None


_RULE_OF_CASE = {
    CaseState.ESCALATING: HoldingRule.ESCALATION,
    CaseState.SUSPENDED: HoldingRule.SUSPENDED,
}


def _of_case(case: Case, running: list[Deadline]) -> Holder | None:
    """While it's escalating the case is still the sender's; what runs is the answer from above."""
    rule = _RULE_OF_CASE.get(case.state, HoldingRule.CASE)
    wanted = ("ESCALATION_REPLY",) if rule is HoldingRule.ESCALATION else _WORK
    theirs = (case.unit.code, case.escalation_to)
    line = _first(line for line in running if line.clock.startswith(wanted) and line.unit in theirs)
    if line is None:
        return None
    return Holder(case.unit.code, rule, local_day(case.opened_at), line.due, line.clock)


def _first(lines: Iterable[Deadline]) -> Deadline | None:
    return min(lines, key=lambda line: (line.due, line.clock), default=None)


def overdue(state: DisputeState, terms: Terms, at: date) -> list[Deadline]:
    """Return the clocks that are past their last day at the end of *at* and not satisfied."""
    return [line for line in deadlines(state, terms) if not line.moot and line.status(at) is DeadlineStatus.OVERDUE]
