"""
The state machines of domain §2 as tables; the fold moves only along them and docs draw them.

A move whose guard can't be expressed by states names it in words; the function that applies the event checks it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from hub.core.codes import LabelledCode, Performance
from hub.core.events import Event


class Condition(LabelledCode):
    """A trigger that is no event of its own but becomes true through others."""

    ALL_CONSENT = "all consent", "各方均同意", "every party consents"
    REPLY_REJECTED = "reply rejected", "答复被退回", "SupervisionReplied with result REJECTED"
    RAISED = "raised", "提级督办", "SupervisionOrdered with result RAISED: one level up"
    PART_PERFORMED = "part performed", "部分履行", "AgreementPerformed with less than what remains"
    ARREARS_MADE_UP = "arrears made up", "补足到期款项", "AgreementPerformed: what was overdue, not yet all"
    DUE_DAY_PASSED = "due day passed", "履行期限届满", "the last day of an item is over"
    DECLINES = "declines", "不参加", "InvitationAnswered with result DECLINED"
    STAYS_AWAY = "stays away", "未到场", "InvitationAttended with result ABSENT"
    CASCADE_COMPLETE = "cascade complete", "结果已逐级下传", "outcome known and cascaded to the origin"
    CHECKS_HOLD = "checks hold", "表内校验成立", "the form's own checks hold"
    CHECKS_FAIL = "checks fail", "表内校验不成立", "a check within the form fails"


Trigger = Event | Condition


class ReferralState(LabelledCode):
    """移交状态 (domain §2.2)."""

    CONSENT_PENDING = "CONSENT_PENDING", "待同意", "Consent pending"
    DELIVERED = "DELIVERED", "已送达", "Delivered"
    ACCEPTED = "ACCEPTED", "已受理", "Accepted"
    DECLINED = "DECLINED", "当事人不同意", "Declined"
    RETURNED = "RETURNED", "已退回", "Returned"
    WITHDRAWN = "WITHDRAWN", "已撤回", "Withdrawn"
    FEEDBACK_DUE = "FEEDBACK_DUE", "待反馈", "Feedback due"
    FEEDBACK_SENT = "FEEDBACK_SENT", "已反馈", "Feedback sent"
    CLOSED = "CLOSED", "已办结", "Closed"


class FeedbackState(LabelledCode):
    """反馈状态: what is still owed to the referrer."""

    NONE = "NONE", "未到反馈", "Not yet owed"
    SENT = "SENT", "已反馈", "Sent"
    ACKNOWLEDGED = "ACKNOWLEDGED", "已签收", "Acknowledged"


class CaseState(LabelledCode):
    """调解案件状态 (domain §2.3)."""

    OPEN = "OPEN", "已受理", "Open"
    MEDIATING = "MEDIATING", "调解中", "Mediating"
    SUSPENDED = "SUSPENDED", "中止", "Suspended"
    ESCALATING = "ESCALATING", "上报中", "Escalating"
    AGREED = "AGREED", "达成协议", "Agreed"
    TERMINATED = "TERMINATED", "终止", "Terminated"
    FAILED = "FAILED", "调解不成", "Failed"
    ESCALATED = "ESCALATED", "已上报", "Escalated"
    WITHDRAWN = "WITHDRAWN", "撤回", "Withdrawn"
    SETTLED = "SETTLED", "和解", "Settled"
    HANDED_DOWN = "HANDED_DOWN", "已转办", "Assigned down"
    JOINED = "JOINED", "并入在办案件", "Joined to the active case"
    VOID = "VOID", "作废", "Void"


class DisputeStatus(LabelledCode):
    """纠纷状态 (domain §2.4)."""

    REPORTED = "REPORTED", "已报送", "Reported"
    OPEN = "OPEN", "在办", "Open"
    ESCALATING = "ESCALATING", "上报中", "Escalating"
    RESOLVED = "RESOLVED", "已化解", "Resolved"
    UNRESOLVED = "UNRESOLVED", "未化解", "Unresolved"
    UNRESOLVED_FINAL = "UNRESOLVED_FINAL", "终极未化解", "Unresolved at the last instance"
    WITHDRAWN = "WITHDRAWN", "撤回", "Withdrawn"
    NOT_MEDIATED = "NOT_MEDIATED", "不同意调解", "Not mediated"
    VOID = "VOID", "作废", "Void"


class ConfirmationState(LabelledCode):
    """司法确认状态 (domain §2.5)."""

    WINDOW_OPEN = "WINDOW_OPEN", "可申请", "Window open"
    APPLIED = "APPLIED", "已申请", "Applied"
    ACCEPTED = "ACCEPTED", "已受理", "Accepted"
    NOT_ACCEPTED = "NOT_ACCEPTED", "不予受理", "Not accepted"
    CONFIRMED = "CONFIRMED", "裁定有效", "Confirmed"
    DISMISSED = "DISMISSED", "裁定驳回", "Dismissed"
    WITHDRAWN = "WITHDRAWN", "撤回申请", "Application withdrawn"
    LAPSED = "LAPSED", "逾期未申请", "Lapsed"


class SupervisionState(LabelledCode):
    """督办状态 (domain §2.5)."""

    PROPOSED = "PROPOSED", "拟督办", "Proposed"
    ISSUED = "ISSUED", "已督办", "Issued"
    REPLIED = "REPLIED", "已答复", "Replied"
    REJECTED = "REJECTED", "答复退回", "Reply rejected"
    WITHDRAWN = "WITHDRAWN", "拟督办已撤销", "Proposal withdrawn"
    CLOSED = "CLOSED", "已办结", "Closed"


class DocketState(LabelledCode):
    """半年会商状态 (domain §6.2)."""

    NOMINATED = "NOMINATED", "已提请", "Nominated"
    DISCUSSED = "DISCUSSED", "已会商", "Discussed"
    PLANNED = "PLANNED", "已交办", "Planned"
    FOLLOWED = "FOLLOWED", "已落实", "Followed up"
    CLOSED = "CLOSED", "已办结", "Closed"
    CARRIED = "CARRIED", "已结转", "Carried"


class InvitationState(LabelledCode):
    """联调邀请状态 (domain §2.5)."""

    SENT = "SENT", "已邀请", "Sent"
    ACCEPTED = "ACCEPTED", "同意参加", "Accepted"
    DECLINED = "DECLINED", "不参加", "Declined"
    OVERDUE = "OVERDUE", "逾期未复", "Overdue"
    ATTENDED = "ATTENDED", "已到场", "Attended"
    ABSENT = "ABSENT", "未到场", "Absent"


class ReportState(LabelledCode):
    """报表状态 (domain §2.5)."""

    DUE = "DUE", "应报", "Due"
    OVERDUE = "OVERDUE", "逾期未报", "Overdue"
    SUBMITTED = "SUBMITTED", "已报送", "Submitted"
    CHECK_FAILED = "CHECK_FAILED", "审核未通过", "Check failed"
    ACCEPTED = "ACCEPTED", "已接受", "Accepted"
    RESTATED = "RESTATED", "已重报", "Restated"


@dataclass(frozen=True, slots=True)
class Move:
    """One row of a machine: from *source* (None = birth) by *trigger* to *target*."""

    source: LabelledCode | None
    trigger: Trigger
    target: LabelledCode
    guard: str = ""
    emits: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Machine:
    """A named table of moves; final states are those that no move leaves."""

    name: str
    zh: str
    source: str
    moves: tuple[Move, ...]
    _index: dict[tuple[LabelledCode | None, Trigger], Move] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_index", {(move.source, move.trigger): move for move in self.moves})

    def move(self, state: LabelledCode | None, trigger: Trigger) -> Move | None:
        """Return the move that *trigger* makes from *state*, None when there is none."""
        return self._index.get((state, trigger))

    @property
    def final_states(self) -> frozenset[LabelledCode]:
        """States that nothing leaves."""
        sources = {move.source for move in self.moves if move.target is not move.source}
        return frozenset(move.target for move in self.moves if move.target not in sources)


_R, _C, _E = ReferralState, CaseState, Event

REFERRAL = Machine(
    "Referral",
    "移交",
    "domain §2.2",
    (
        Move(None, _E.REFERRAL_CREATED, _R.CONSENT_PENDING, "consent pending", (_E.REFERRAL_CREATED,)),
        Move(None, Condition.ALL_CONSENT, _R.DELIVERED, "consent given", (_E.REFERRAL_DELIVERED,)),
        Move(_R.CONSENT_PENDING, Condition.ALL_CONSENT, _R.DELIVERED, "", (_E.CONSENT_RECORDED, _E.REFERRAL_DELIVERED)),
        Move(_R.CONSENT_PENDING, _E.CONSENT_WITHHELD, _R.DECLINED, "any party", (_E.FEEDBACK_SENT,)),
        Move(_R.CONSENT_PENDING, _E.CONSENT_WITHDRAWN, _R.DECLINED, "any party", (_E.FEEDBACK_SENT,)),
        Move(_R.CONSENT_PENDING, _E.REFERRAL_ACCEPTED, _R.ACCEPTED, "acceptance proves consent", (_E.CASE_OPENED,)),
        Move(_R.CONSENT_PENDING, _E.REFERRAL_RETURNED, _R.RETURNED, "reason", (_E.FEEDBACK_SENT,)),
        Move(_R.CONSENT_PENDING, _E.REFERRAL_WITHDRAWN, _R.WITHDRAWN),
        Move(_R.DELIVERED, _E.CONSENT_WITHHELD, _R.DECLINED, "any party, before acceptance", (_E.FEEDBACK_SENT,)),
        Move(_R.DELIVERED, _E.CONSENT_WITHDRAWN, _R.DECLINED, "any party, before acceptance", (_E.FEEDBACK_SENT,)),
        Move(_R.DELIVERED, _E.REFERRAL_ACCEPTED, _R.ACCEPTED, "registered", (_E.CASE_OPENED,)),
        Move(_R.DELIVERED, _E.REFERRAL_RETURNED, _R.RETURNED, "reason", (_E.FEEDBACK_SENT,)),
        Move(_R.DELIVERED, _E.REFERRAL_WITHDRAWN, _R.WITHDRAWN),
        Move(_R.DELIVERED, Condition.CASCADE_COMPLETE, _R.FEEDBACK_DUE, "dispute concluded elsewhere"),
        Move(_R.ACCEPTED, _E.REFERRAL_RETURNED, _R.RETURNED, "before the first meeting", (_E.FEEDBACK_SENT,)),
        Move(_R.ACCEPTED, _E.REFERRAL_WITHDRAWN, _R.WITHDRAWN, "before the outcome"),
        Move(_R.ACCEPTED, Condition.CASCADE_COMPLETE, _R.FEEDBACK_DUE, "outcome of the last case"),
        Move(_R.FEEDBACK_DUE, _E.FEEDBACK_SENT, _R.FEEDBACK_SENT, "", (_E.FEEDBACK_SENT,)),
        Move(_R.FEEDBACK_SENT, _E.FEEDBACK_ACKNOWLEDGED, _R.CLOSED),
        Move(_R.FEEDBACK_SENT, _E.FEEDBACK_REJECTED, _R.FEEDBACK_DUE),
    ),
)
"""DECLINED and RETURNED also owe acknowledged feedback; that side is :class:`FeedbackState`."""

_OPEN_STATES = (_C.OPEN, _C.MEDIATING, _C.SUSPENDED, _C.ESCALATING)


def _from_any_open(trigger: Event, target: CaseState, guard: str, *emits: Event) -> tuple[Move, ...]:
    return tuple(Move(state, trigger, target, guard, emits) for state in _OPEN_STATES)


CASE = Machine(
    "MediationCase",
    "调解案件",
    "domain §2.3",
    (
        Move(None, _E.CASE_OPENED, _C.OPEN),
        Move(None, _E.REFERRAL_ACCEPTED, _C.OPEN, "referral delivered"),
        Move(None, _E.ESCALATION_ACCEPTED, _C.OPEN, "lower case escalating"),
        Move(_C.OPEN, _E.MEDIATION_STARTED, _C.MEDIATING, "all consent; own initiative: nobody refuses"),
        Move(_C.OPEN, _E.CASE_SUSPENDED, _C.SUSPENDED, "appraisal, suspected sham"),
        Move(_C.MEDIATING, _E.CASE_SUSPENDED, _C.SUSPENDED, "appraisal, suspected sham"),
        Move(_C.SUSPENDED, _E.CASE_RESUMED, _C.MEDIATING),
        Move(_C.OPEN, _E.DEADLINE_EXTENDED, _C.OPEN, "all agree"),
        Move(_C.MEDIATING, _E.DEADLINE_EXTENDED, _C.MEDIATING, "all agree"),
        Move(_C.SUSPENDED, _E.DEADLINE_EXTENDED, _C.SUSPENDED, "all agree"),
        *_from_any_open(_E.AGREEMENT_REACHED, _C.AGREED, "written: signed and sealed", _E.CONFIRMATION_GUIDED),
        *_from_any_open(_E.CONSENT_WITHDRAWN, _C.TERMINATED, "any party", _E.TERMINATION_NOTICE_ISSUED),
        Move(_C.OPEN, _E.CONSENT_WITHHELD, _C.VOID, "own initiative, before the first meeting; later as if withdrawn"),
        *_from_any_open(
            _E.MEDIATION_FAILED,
            _C.FAILED,
            "level 4, or escalation declined",
            _E.TERMINATION_NOTICE_ISSUED,
            _E.OTHER_ROUTES_INFORMED,
        ),
        Move(_C.OPEN, _E.ESCALATION_REQUESTED, _C.ESCALATING, "level < 4, parties told"),
        Move(_C.MEDIATING, _E.ESCALATION_REQUESTED, _C.ESCALATING, "level < 4, parties told"),
        Move(_C.ESCALATING, _E.ESCALATION_ACCEPTED, _C.ESCALATED, "parent division, level n+1", (_E.CASE_OPENED,)),
        Move(_C.ESCALATING, _E.ESCALATION_RETURNED, _C.MEDIATING, "reason"),
        *_from_any_open(_E.ARBITRAL_DOCUMENT_ISSUED, _C.AGREED, "outcome ARB_DOC, by an arbitration body"),
        *_from_any_open(_E.CASE_WITHDRAWN, _C.WITHDRAWN, ""),
        *_from_any_open(_E.CASE_SETTLED, _C.SETTLED, ""),
        Move(_C.OPEN, _E.REFERRAL_RETURNED, _C.VOID, "before the first meeting"),
        Move(_C.OPEN, _E.REFERRAL_ACCEPTED, _C.HANDED_DOWN, "assignment downwards or order; undone by its return"),
        Move(_C.MEDIATING, _E.REFERRAL_ACCEPTED, _C.HANDED_DOWN, "assignment downwards or order; undone by its return"),
    ),
)

DISPUTE = Machine(
    "Dispute",
    "纠纷",
    "domain §2.4",
    (
        Move(None, _E.DISPUTE_REPORTED, DisputeStatus.REPORTED),
        Move(DisputeStatus.REPORTED, _E.CASE_OPENED, DisputeStatus.OPEN),
        Move(DisputeStatus.REPORTED, _E.CONSENT_WITHHELD, DisputeStatus.NOT_MEDIATED),
        Move(DisputeStatus.REPORTED, _E.SOURCE_REPORT_RETRACTED, DisputeStatus.VOID, "every report retracted"),
        Move(DisputeStatus.NOT_MEDIATED, _E.CASE_OPENED, DisputeStatus.OPEN),
        Move(DisputeStatus.OPEN, _E.ESCALATION_REQUESTED, DisputeStatus.ESCALATING),
        Move(DisputeStatus.ESCALATING, _E.ESCALATION_ACCEPTED, DisputeStatus.OPEN, "next level"),
        Move(DisputeStatus.ESCALATING, _E.ESCALATION_RETURNED, DisputeStatus.OPEN),
        Move(DisputeStatus.OPEN, _E.AGREEMENT_REACHED, DisputeStatus.RESOLVED),
        Move(DisputeStatus.OPEN, _E.CASE_SETTLED, DisputeStatus.RESOLVED),
        Move(DisputeStatus.OPEN, _E.ARBITRAL_DOCUMENT_ISSUED, DisputeStatus.RESOLVED),
        Move(DisputeStatus.OPEN, _E.CONSENT_WITHDRAWN, DisputeStatus.UNRESOLVED),
        Move(DisputeStatus.OPEN, _E.MEDIATION_FAILED, DisputeStatus.UNRESOLVED_FINAL, "level 4, below it UNRESOLVED"),
        Move(DisputeStatus.OPEN, _E.CASE_WITHDRAWN, DisputeStatus.WITHDRAWN),
        Move(DisputeStatus.OPEN, _E.REFERRAL_RETURNED, DisputeStatus.REPORTED, "case void"),
        Move(DisputeStatus.RESOLVED, _E.AGREEMENT_BREACHED, DisputeStatus.RESOLVED, "until reopened"),
        Move(DisputeStatus.RESOLVED, _E.CASE_OPENED, DisputeStatus.OPEN, "breach: reopenSeq + 1"),
    ),
)

_J, _F, _I, _S = ConfirmationState, Performance, InvitationState, SupervisionState

CONFIRMATION = Machine(
    "JudicialConfirmation",
    "司法确认",
    "domain §2.5",
    (
        Move(None, _E.AGREEMENT_REACHED, _J.WINDOW_OPEN, "", (_E.CONFIRMATION_GUIDED,)),
        Move(_J.WINDOW_OPEN, _E.CONFIRMATION_APPLIED, _J.APPLIED),
        Move(_J.WINDOW_OPEN, _E.CONFIRMATION_LAPSED, _J.LAPSED, "thirtieth day over"),
        Move(_J.LAPSED, _E.CONFIRMATION_APPLIED, _J.APPLIED, "out of time: the court decides, on record"),
        Move(_J.APPLIED, _E.CONFIRMATION_ACCEPTED, _J.ACCEPTED),
        Move(_J.APPLIED, _E.CONFIRMATION_DISMISSED, _J.NOT_ACCEPTED, "before acceptance"),
        Move(_J.APPLIED, _E.CONFIRMATION_GRANTED, _J.CONFIRMED, "unrecorded acceptance"),
        Move(_J.APPLIED, _E.CONFIRMATION_WITHDRAWN, _J.WITHDRAWN, "before the ruling"),
        Move(_J.ACCEPTED, _E.CONFIRMATION_GRANTED, _J.CONFIRMED),
        Move(_J.ACCEPTED, _E.CONFIRMATION_DISMISSED, _J.DISMISSED, "then a new version or suit"),
        Move(_J.ACCEPTED, _E.CONFIRMATION_WITHDRAWN, _J.WITHDRAWN, "before the ruling"),
    ),
)

PERFORMANCE = Machine(
    "Performance",
    "协议履行",
    "domain §2.5",
    (
        Move(None, _E.AGREEMENT_REACHED, _F.NOT_DUE),
        *(
            Move(state, trigger, target)
            for state in (_F.NOT_DUE, _F.PARTIAL)
            for trigger, target in (
                (Condition.PART_PERFORMED, _F.PARTIAL),
                (_E.AGREEMENT_PERFORMED, _F.PERFORMED),
                (Condition.DUE_DAY_PASSED, _F.OVERDUE),
                (_E.AGREEMENT_BREACHED, _F.BREACHED),
            )
        ),
        Move(_F.OVERDUE, Condition.PART_PERFORMED, _F.OVERDUE, "less than what is overdue"),
        Move(_F.OVERDUE, Condition.ARREARS_MADE_UP, _F.PARTIAL),
        Move(_F.OVERDUE, _E.AGREEMENT_PERFORMED, _F.PERFORMED),
        Move(_F.OVERDUE, _E.AGREEMENT_BREACHED, _F.BREACHED, "suit, enforcement if confirmed, payment order"),
        Move(_F.BREACHED, _E.AGREEMENT_PERFORMED, _F.PERFORMED, "after all, or enforced"),
        Move(_F.PERFORMED, _E.AGREEMENT_BREACHED, _F.BREACHED, "what was performed is claimed back"),
    ),
)

INVITATION = Machine(
    "JointMediationInvitation",
    "联调邀请",
    "domain §2.5",
    (
        Move(None, _E.INVITATION_SENT, _I.SENT),
        Move(_I.SENT, _E.INVITATION_ANSWERED, _I.ACCEPTED),
        Move(_I.SENT, Condition.DECLINES, _I.DECLINED, "reason"),
        Move(_I.SENT, _E.INVITATION_OVERDUE, _I.OVERDUE, "last day over"),
        Move(_I.OVERDUE, _E.INVITATION_ANSWERED, _I.ACCEPTED, "late, and counted as late"),
        Move(_I.OVERDUE, Condition.DECLINES, _I.DECLINED, "reason"),
        Move(_I.DECLINED, _E.INVITATION_ANSWERED, _I.ACCEPTED, "comes after all"),
        *(
            Move(state, trigger, target)
            for state in (_I.SENT, _I.ACCEPTED, _I.OVERDUE)
            for trigger, target in ((_E.INVITATION_ATTENDED, _I.ATTENDED), (Condition.STAYS_AWAY, _I.ABSENT))
        ),
        Move(_I.ABSENT, _E.INVITATION_ATTENDED, _I.ATTENDED, "a later meeting"),
    ),
)

SUPERVISION = Machine(
    "SupervisionOrder",
    "督办",
    "domain §2.5",
    (
        Move(None, _E.SUPERVISION_PROPOSED, _S.PROPOSED, "by a rule"),
        Move(None, _E.SUPERVISION_ORDERED, _S.ISSUED, "by a person at L3 or L4"),
        Move(None, Condition.RAISED, _S.ISSUED, "by a person at L4"),
        Move(_S.PROPOSED, _E.SUPERVISION_ORDERED, _S.ISSUED, "by a person at L3 or L4"),
        Move(_S.PROPOSED, _E.SUPERVISION_WITHDRAWN, _S.WITHDRAWN, "late evidence"),
        Move(_S.WITHDRAWN, _E.SUPERVISION_PROPOSED, _S.PROPOSED, "by a rule, anew"),
        Move(_S.WITHDRAWN, _E.SUPERVISION_ORDERED, _S.ISSUED, "by a person at L3 or L4"),
        Move(_S.ISSUED, _E.SUPERVISION_REPLIED, _S.REPLIED),
        Move(_S.ISSUED, Condition.REPLY_REJECTED, _S.REJECTED),
        Move(_S.REPLIED, Condition.REPLY_REJECTED, _S.REJECTED),
        Move(_S.ISSUED, Condition.RAISED, _S.ISSUED, "silence; never by a lower level"),
        Move(_S.REPLIED, Condition.RAISED, _S.ISSUED, "never by a lower level"),
        Move(_S.REPLIED, _E.SUPERVISION_CLOSED, _S.CLOSED),
        Move(_S.ISSUED, _E.SUPERVISION_CLOSED, _S.CLOSED),
        Move(_S.REJECTED, Condition.RAISED, _S.ISSUED, "one level up"),
        Move(_S.REJECTED, _E.SUPERVISION_REPLIED, _S.REPLIED),
        Move(_S.REJECTED, _E.SUPERVISION_CLOSED, _S.CLOSED),
        Move(_S.CLOSED, _E.SUPERVISION_ORDERED, _S.ISSUED, "ordered anew"),
        Move(_S.CLOSED, _E.SUPERVISION_PROPOSED, _S.PROPOSED, "by a rule, anew"),
    ),
)
"""One open order per object and cause: a second one while it's open is put on record and changes nothing."""

_P = ReportState

REPORT = Machine(
    "Report",
    "报表（月报、半年工作报告）",
    "domain §2.5",
    (
        Move(None, _E.MONTHLY_REPORT_DUE, _P.DUE),
        Move(None, _E.MONTHLY_REPORT_SUBMITTED, _P.SUBMITTED, "sent before it was asked for"),
        Move(_P.DUE, _E.MONTHLY_REPORT_SUBMITTED, _P.SUBMITTED),
        Move(_P.DUE, _E.DEADLINE_BREACHED, _P.OVERDUE, "due day over"),
        Move(_P.OVERDUE, _E.MONTHLY_REPORT_SUBMITTED, _P.SUBMITTED, "late"),
        Move(_P.SUBMITTED, Condition.CHECKS_FAIL, _P.CHECK_FAILED, "", (_E.MONTHLY_REPORT_CHECKED,)),
        Move(_P.SUBMITTED, Condition.CHECKS_HOLD, _P.ACCEPTED, "", (_E.MONTHLY_REPORT_CHECKED,)),
        Move(_P.CHECK_FAILED, _E.MONTHLY_REPORT_SUBMITTED, _P.SUBMITTED, "corrected"),
        Move(_P.CHECK_FAILED, _E.MONTHLY_REPORT_CHECKED, _P.ACCEPTED, "by a person, with a reason"),
        Move(_P.ACCEPTED, _E.MONTHLY_REPORT_SUBMITTED, _P.RESTATED, "checks hold", (_E.MONTHLY_REPORT_RESTATED,)),
        Move(_P.RESTATED, _E.MONTHLY_REPORT_SUBMITTED, _P.RESTATED, "checks hold", (_E.MONTHLY_REPORT_RESTATED,)),
    ),
)
"""Work reports move alike, by WorkReport* events. A version that fails its checks leaves an accepted one standing."""

_D = DocketState
_NOT_ENDED = (_D.DISCUSSED, _D.PLANNED, _D.FOLLOWED)

DOCKET = Machine(
    "ReviewDocketItem",
    "半年会商事项",
    "domain §6.2",
    (
        Move(None, _E.DOCKET_NOMINATED, _D.NOMINATED, "by a named rule or by a person"),
        Move(None, _E.DOCKET_CARRIED, _D.NOMINATED, "carried from the half before"),
        Move(_D.NOMINATED, _E.DOCKET_DISCUSSED, _D.DISCUSSED, "the meeting"),
        Move(_D.DISCUSSED, _E.DOCKET_PLANNED, _D.PLANNED, "owner and day"),
        Move(_D.PLANNED, _E.DOCKET_PLANNED, _D.PLANNED, "another owner or day"),
        Move(_D.PLANNED, _E.DOCKET_FOLLOWED, _D.FOLLOWED),
        Move(_D.FOLLOWED, _E.DOCKET_PLANNED, _D.PLANNED, "a further plan"),
        *(Move(state, _E.DOCKET_CLOSED, _D.CLOSED, "the meeting decides") for state in _NOT_ENDED),
        *(Move(state, _E.DOCKET_CARRIED, _D.CARRIED, "the meeting decides") for state in (_D.NOMINATED, *_NOT_ENDED)),
    ),
)
"""One item is a dispute in one half; a carried one begins anew in the next, with its history beside it."""

MACHINES = (DISPUTE, REFERRAL, CASE, CONFIRMATION, PERFORMANCE, INVITATION, SUPERVISION, REPORT, DOCKET)


def mermaid(machine: Machine) -> str:
    """Return *machine* as a Mermaid state diagram."""
    lines = ["stateDiagram-v2"]
    for move in machine.moves:
        source = "[*]" if move.source is None else str(move.source.value)
        label = f"{move.trigger.zh} {move.trigger.value}" + (f" ({move.guard})" if move.guard else "")
        lines.append(f"    {source} --> {move.target.value}: {label}")
    lines.extend(f"    {state.value} --> [*]" for state in sorted(machine.final_states))
    return "\n".join(lines)
