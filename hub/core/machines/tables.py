"""
The state machines of domain §2 as tables.

A move whose guard can't be expressed by states names it in words; the function that applies the event checks it.
"""

from __future__ import annotations

from hub.core.codes import Performance
from hub.core.events import Event
from hub.core.machines.moves import Condition, Machine, Move
from hub.core.machines.states import (
    CaseState,
    ConfirmationState,
    DisputeStatus,
    DocketState,
    InvitationState,
    ReferralState,
    ReportState,
    SupervisionState,
)

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
