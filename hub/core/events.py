"""
The canonical vocabulary: what an agency can state (a submission) and what the hub holds as true (a fact).

One table, :data:`VOCABULARY`, says for each event its labels, which details it carries and its causal rank;
Avro schemas, documentation and the replay format are checked against it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict

from hub.core.codes import LabelledCode
from hub.core.reports import ReportLine
from hub.core.units import UnitStamp


class Event(LabelledCode):
    """Names of domain §2 (and three of the scenario format: DisputeCorrected, and the hub's own two gate records)."""

    DISPUTE_REPORTED = "DisputeReported", "纠纷报送", "Dispute reported"
    DISPUTE_CORRECTED = "DisputeCorrected", "纠纷更正", "Dispute corrected"
    SOURCE_REPORT_RETRACTED = "SourceReportRetracted", "来源记录撤回", "Source report retracted"
    ONSITE_SETTLED = "OnsiteSettled", "现场化解", "Settled on the spot"
    DISPUTE_LINKED = "DisputeLinked", "关联", "Dispute linked"
    DISPUTES_MERGED = "DisputesMerged", "并案", "Disputes merged"
    DISPUTE_SPLIT = "DisputeSplit", "拆案", "Dispute split"
    LINK_REJECTED = "LinkRejected", "不予并案", "Link rejected"
    LINK_REOPENED = "LinkReopened", "重新判断是否并案", "Link reopened"
    REFERRAL_CREATED = "ReferralCreated", "移交", "Referral created"
    REFERRAL_DELIVERED = "ReferralDelivered", "移交送达", "Referral delivered"
    REFERRAL_ACCEPTED = "ReferralAccepted", "签收受理", "Referral accepted"
    REFERRAL_RETURNED = "ReferralReturned", "退回", "Referral returned"
    REFERRAL_REASSIGNED = "ReferralReassigned", "改派", "Referral reassigned"
    REFERRAL_WITHDRAWN = "ReferralWithdrawn", "移交撤回", "Referral withdrawn"
    CONSENT_RECORDED = "ConsentRecorded", "同意调解", "Consent recorded"
    CONSENT_WITHHELD = "ConsentWithheld", "不同意调解", "Consent withheld"
    CONSENT_WITHDRAWN = "ConsentWithdrawn", "撤回同意", "Consent withdrawn"
    CASE_OPENED = "CaseOpened", "受理", "Case opened"
    MEDIATION_STARTED = "MediationStarted", "开始调解", "Mediation started"
    CASE_SUSPENDED = "CaseSuspended", "中止", "Case suspended"
    CASE_RESUMED = "CaseResumed", "恢复", "Case resumed"
    DEADLINE_EXTENDED = "DeadlineExtended", "延期", "Deadline extended"
    ESCALATION_REQUESTED = "EscalationRequested", "上报", "Escalation requested"
    ESCALATION_ACCEPTED = "EscalationAccepted", "上报受理", "Escalation accepted"
    ESCALATION_RETURNED = "EscalationReturned", "上报退回", "Escalation returned"
    RESULT_CASCADED = "ResultCascaded", "结果下传", "Result cascaded"
    CASCADE_ACKNOWLEDGED = "CascadeAcknowledged", "下传签收", "Cascade acknowledged"
    AGREEMENT_REACHED = "AgreementReached", "达成协议", "Agreement reached"
    AGREEMENT_CORRECTED = "AgreementCorrected", "协议更正", "Agreement corrected"
    AGREEMENT_PERFORMED = "AgreementPerformed", "协议履行", "Agreement performed"
    AGREEMENT_BREACHED = "AgreementBreached", "协议反悔", "Agreement breached"
    MEDIATION_FAILED = "MediationFailed", "调解不成", "Mediation failed"
    CASE_SETTLED = "CaseSettled", "和解", "Case settled"
    CASE_WITHDRAWN = "CaseWithdrawn", "撤回申请", "Case withdrawn"
    ARBITRAL_DOCUMENT_ISSUED = "ArbitralDocumentIssued", "出具仲裁调解书", "Arbitral mediation document issued"
    PARTICIPANT_JOINED = "ParticipantJoined", "参与调解", "Body joins to help"
    TERMINATION_NOTICE_ISSUED = "TerminationNoticeIssued", "调解终结告知书", "Termination notice issued"
    OTHER_ROUTES_INFORMED = "OtherRoutesInformed", "告知其他途径", "Other routes informed"
    FEEDBACK_SENT = "FeedbackSent", "反馈", "Feedback sent"
    FEEDBACK_ACKNOWLEDGED = "FeedbackAcknowledged", "反馈签收", "Feedback acknowledged"
    FEEDBACK_REJECTED = "FeedbackRejected", "反馈退回", "Feedback rejected"
    CONFIRMATION_GUIDED = "ConfirmationGuided", "引导司法确认", "Guided to confirmation"
    CONFIRMATION_APPLIED = "ConfirmationApplied", "申请司法确认", "Confirmation applied for"
    CONFIRMATION_ACCEPTED = "ConfirmationAccepted", "司法确认受理", "Confirmation accepted"
    CONFIRMATION_GRANTED = "ConfirmationGranted", "裁定有效", "Confirmation granted"
    CONFIRMATION_DISMISSED = "ConfirmationDismissed", "裁定驳回", "Confirmation dismissed"
    CONFIRMATION_WITHDRAWN = "ConfirmationWithdrawn", "撤回司法确认申请", "Confirmation application withdrawn"
    CONFIRMATION_LAPSED = "ConfirmationLapsed", "逾期未申请", "Confirmation window lapsed"
    INVITATION_SENT = "InvitationSent", "邀请联调", "Invitation sent"
    INVITATION_ANSWERED = "InvitationAnswered", "联调答复", "Invitation answered"
    INVITATION_OVERDUE = "InvitationOverdue", "联调逾期未复", "Invitation overdue"
    INVITATION_ATTENDED = "InvitationAttended", "联调到场情况", "Attendance at the joint mediation"
    SUPERVISION_PROPOSED = "SupervisionProposed", "拟督办", "Supervision proposed"
    SUPERVISION_ORDERED = "SupervisionOrdered", "督办", "Supervision ordered"
    SUPERVISION_REPLIED = "SupervisionReplied", "督办答复", "Supervision replied"
    SUPERVISION_CLOSED = "SupervisionClosed", "督办办结", "Supervision closed"
    SUPERVISION_WITHDRAWN = "SupervisionWithdrawn", "撤销拟督办", "Supervision proposal withdrawn"
    RISK_FLAGGED = "RiskFlagged", "风险标记", "Risk flagged"
    PENALTY_WAIVED = "PenaltyWaived", "不予处罚", "Penalty waived"
    DOCKET_NOMINATED = "DocketNominated", "提请会商", "Nominated for the docket"
    DOCKET_DISCUSSED = "DocketDiscussed", "会商研判", "Discussed by the meeting"
    DOCKET_PLANNED = "DocketPlanned", "交办方案", "Planned: owner and day"
    DOCKET_FOLLOWED = "DocketFollowed", "落实反馈", "Plan followed up"
    DOCKET_CLOSED = "DocketClosed", "会商办结", "Docket item closed"
    DOCKET_CARRIED = "DocketCarried", "结转下期", "Carried into the next half"
    DOCKET_ATTENDED = "DocketAttended", "会商到会情况", "Attendance at the half-yearly meeting"
    GATE_CHANGED = "GateChanged", "前置结论变更", "Gate decision changed"
    DEADLINE_WARNED = "DeadlineWarned", "期限预警", "Deadline warning"
    DEADLINE_BREACHED = "DeadlineBreached", "超期", "Deadline breached"
    DEADLINE_BREACH_RETRACTED = "DeadlineBreachRetracted", "超期撤销", "Deadline breach retracted"
    MONTHLY_REPORT_DUE = "MonthlyReportDue", "月报应报", "Monthly report due"
    MONTHLY_REPORT_SUBMITTED = "MonthlyReportSubmitted", "月报报送", "Monthly report submitted"
    MONTHLY_REPORT_CHECKED = "MonthlyReportChecked", "月报审核", "Monthly report checked"
    MONTHLY_REPORT_RESTATED = "MonthlyReportRestated", "月报重报", "Monthly report restated"
    WORK_REPORT_DUE = "WorkReportDue", "工作报告应报", "Work report due"
    WORK_REPORT_SUBMITTED = "WorkReportSubmitted", "工作报告报送", "Work report submitted"
    WORK_REPORT_CHECKED = "WorkReportChecked", "工作报告审核", "Work report checked"
    WORK_REPORT_RESTATED = "WorkReportRestated", "工作报告重报", "Work report restated"
    FORM_SIGNED = "FormSigned", "报表签发", "Form signed"
    FORM_REOPENED = "FormReopened", "报表重开", "Form reopened"
    FIGURE_ADJUSTED = "FigureAdjusted", "人工调整", "Figure adjusted by hand"
    DEADLINE_RECOMPUTED = "DeadlineRecomputed", "期限重算", "Deadline recomputed"
    PETITION_TRANSFERRED = "PetitionTransferred", "信访转送", "Petition transferred"
    PETITION_INFORMED = "PetitionInformed", "信访告知", "Petitioner informed"
    PETITION_ACCEPTED = "PetitionAccepted", "信访受理", "Petition accepted"
    PETITION_EXTENDED = "PetitionExtended", "信访办理延期", "Petition extended"
    PETITION_ANSWERED = "PetitionAnswered", "信访答复", "Petition answered"
    PETITION_REVIEW_REQUESTED = "PetitionReviewRequested", "请求复查复核", "Petition review requested"
    PETITION_REVIEWED = "PetitionReviewed", "复查复核意见", "Petition reviewed"
    PROCEEDING_OPENED = "ProceedingOpened", "程序启动", "Proceeding opened"
    PROCEEDING_EXTENDED = "ProceedingExtended", "程序延期", "Proceeding extended"
    PROCEEDING_CLOSED = "ProceedingClosed", "程序办结", "Proceeding closed"


class Details(TypedDict, total=False):
    """What an event carries besides its header. Codes are those of :mod:`hub.core.codes`, days are Shanghai days."""

    type: str
    channel: str
    parties: int
    tokens: list[str]
    weak_tokens: list[str]
    division: str
    mode: str
    suit: bool
    difficulty: str
    ref: str
    pred: str
    kind: str
    procedure: str
    delivered: bool
    reason: str
    subject: str
    state: str
    frm: str
    to: str
    form: str
    amount_fen: int
    due: date
    v: int
    supersedes: str
    reopen: int
    survivor: str
    absorbed: str
    restored: str
    escalation: str
    clock: str
    until: date
    invitee: str
    cause: str
    result: str
    risk: str
    prevented: int
    people: int
    number: str
    outcome: str
    decision: str
    waits: bool
    body: str
    period: str
    road: str
    owner: str
    successor: str
    lines: list[ReportLine]
    measure: str
    value: int
    signer: str
    second: str
    role: str
    half: str
    effective: date
    items: list[str]
    route: str
    participant: str
    assistance: str
    officer: str
    pair: str
    stage: str
    veiled: bool


@dataclass(frozen=True, slots=True)
class DetailSpec:
    """One detail: its Avro type and what it means in both languages."""

    avro: str
    zh: str
    en: str


DETAILS: dict[str, DetailSpec] = {
    "type": DetailSpec("string", "纠纷类别代码", "Dispute type code"),
    "channel": DetailSpec("string", "来源渠道代码", "Channel code"),
    "parties": DetailSpec("int", "当事人数", "Number of parties"),
    "tokens": DetailSpec(
        "strings", "当事人强标识（证件号密文摘要）", "Strong party tokens (keyed digest of id numbers)"
    ),
    "weak_tokens": DetailSpec("strings", "当事人弱标识（姓名、电话密文摘要）", "Weak party tokens (name, phone)"),
    "division": DetailSpec("string", "发生地区划代码", "Division where it arose"),
    "mode": DetailSpec("string", "信访前置方式", "Petition gate mode"),
    "suit": DetailSpec(
        "boolean", "涉法涉诉或举报，不适用前置", "Suit-related or a report of misconduct: bypasses the gate"
    ),
    "difficulty": DetailSpec("string", "难易程度代码", "Difficulty code"),
    "ref": DetailSpec("string", "移交编号", "Referral reference"),
    "pred": DetailSpec("string", "前一移交编号", "Predecessor referral"),
    "kind": DetailSpec("string", "移交种类代码", "Referral kind code"),
    "procedure": DetailSpec("string", "审判程序", "Trial procedure"),
    "delivered": DetailSpec("boolean", "假：尚待当事人同意", "False while consent is pending"),
    "reason": DetailSpec("string", "退回原因代码", "Reason code of a return"),
    "subject": DetailSpec("string", "当事人序号或对象", "Party number or object"),
    "state": DetailSpec("string", "同意状态代码", "Consent state code"),
    "frm": DetailSpec("string", "来自单位", "Unit from which the step comes"),
    "to": DetailSpec("string", "去往单位", "Unit to which the step goes"),
    "form": DetailSpec("string", "协议形式代码", "Agreement form code"),
    "amount_fen": DetailSpec("long", "金额（分）", "Amount in fen"),
    "due": DetailSpec("date", "履行期限", "Day by which to perform"),
    "v": DetailSpec("int", "版本号", "Version number"),
    "supersedes": DetailSpec("string", "所更正的记录（原系统编号/事件）", "What is corrected: native id/event"),
    "reopen": DetailSpec("int", "反悔后重新受理次序", "Sequence of re-opening after a breach"),
    "survivor": DetailSpec("string", "保留的来源记录", "Surviving root"),
    "absorbed": DetailSpec("string", "并入的来源记录", "Absorbed root"),
    "restored": DetailSpec("string", "恢复独立的来源记录", "Restored root"),
    "escalation": DetailSpec("string", "declined：当事人或单位不再上报", "declined: no further escalation"),
    "clock": DetailSpec("string", "期限名称", "Name of the clock"),
    "until": DetailSpec("date", "延至日期", "Extended to this day"),
    "invitee": DetailSpec("string", "被邀单位", "Invited body"),
    "cause": DetailSpec("string", "督办事由", "Cause of supervision"),
    "result": DetailSpec("string", "结果：RAISED、REJECTED", "Result: RAISED or REJECTED"),
    "risk": DetailSpec("string", "风险代码", "Risk code"),
    "prevented": DetailSpec("int", "防止件数", "Cases prevented"),
    "people": DetailSpec("int", "涉及人数", "People concerned"),
    "number": DetailSpec("string", "文书或案号", "Number of a document or case"),
    "outcome": DetailSpec("string", "处理结果代码", "Outcome code"),
    "decision": DetailSpec("string", "前置结论代码", "Gate decision code"),
    "waits": DetailSpec("boolean", "是否标注“待调解文书”", "Whether reception is marked as waiting"),
    "body": DetailSpec("string", "填报单位代码", "Code of the reporting body"),
    "period": DetailSpec("string", "报告期：2026-03 或 2026-H1", "Period: 2026-03 or 2026-H1"),
    "road": DetailSpec("string", "报送途径代码", "By what road the report comes"),
    "owner": DetailSpec(
        "string", "责任岗位（附联系方式）或责任单位", "Post that must act and how to reach it, or the unit"
    ),
    "successor": DetailSpec(
        "string", "责任岗位空缺或逾期后的接替者", "Who acts when the post is vacant or didn't act in time"
    ),
    "lines": DetailSpec("ReportLines", "报表各项数字", "Figures of the report"),
    "measure": DetailSpec("string", "指标", "Measure"),
    "value": DetailSpec("long", "数值（金额为分）", "Value (amounts in fen)"),
    "signer": DetailSpec("string", "签发人（岗位或工号，不含姓名）", "Who signs: a post or an account, no name"),
    "second": DetailSpec("string", "第二经办人（岗位或工号）", "The second person: a post or an account"),
    "role": DetailSpec(
        "string", "签发身份：单位负责人、统计负责人、填表人", "In which capacity: head, statistician, clerk"
    ),
    "half": DetailSpec("string", "半年，如 2026-H1", "Half-year, e.g. 2026-H1"),
    "effective": DetailSpec("date", "协议生效日（晚于协议日时）", "Day from which it binds, where later than agreed"),
    "items": DetailSpec("strings", "分期履行：日期=金额（分）", "Instalments: day=fen"),
    "route": DetailSpec("string", "信访事项法定途径代码", "Statutory route of a petition (code)"),
    "participant": DetailSpec("string", "参与机构代码", "Body that helps in the case"),
    "assistance": DetailSpec("string", "参与方式代码", "As what it helps (code)"),
    "officer": DetailSpec("string", "经办岗位或工号，不写姓名", "Post or staff number, never a name"),
    "pair": DetailSpec("string", "所判断的一对报送", "Pair of reports that was judged"),
    "stage": DetailSpec("string", "哪一次预警", "Which of the two warnings"),
    "veiled": DetailSpec(
        "boolean",
        "各处隐名、地点只到区县（不写缘由）",
        "People hidden everywhere, place to the county; not why",
    ),
}
"""Every detail once; its order is the field order in schemas."""


@dataclass(frozen=True, slots=True)
class EventSpec:
    """
    What one event means to the contract.

    ``rank`` orders events of one instant by cause: a referral is created before it's accepted.
    """

    rank: int
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    unit: bool = False


def _spec(rank: int, required: str = "", optional: str = "", *, unit: bool = False) -> EventSpec:
    return EventSpec(rank, tuple(required.split()), tuple(optional.split()), unit)


VOCABULARY: dict[Event, EventSpec] = {
    Event.DISPUTE_REPORTED: _spec(
        0, "type channel parties", "tokens weak_tokens division mode suit difficulty number route veiled"
    ),
    Event.DISPUTE_LINKED: _spec(1, "survivor absorbed"),
    Event.DISPUTES_MERGED: _spec(1, "survivor absorbed", "reason officer pair"),
    Event.DISPUTE_SPLIT: _spec(2, "survivor restored", "reason officer pair"),
    Event.LINK_REJECTED: _spec(2, "survivor absorbed", "reason officer pair"),
    Event.LINK_REOPENED: _spec(2, "survivor absorbed", "reason officer pair"),
    Event.DISPUTE_CORRECTED: _spec(
        3, "v supersedes", "type channel parties tokens weak_tokens division mode suit difficulty number route veiled"
    ),
    Event.SOURCE_REPORT_RETRACTED: _spec(4, "", "reason"),
    Event.ONSITE_SETTLED: _spec(5, "", "amount_fen"),
    Event.REFERRAL_CREATED: _spec(6, "ref kind", "procedure delivered number reason frm", unit=True),
    Event.CONSENT_RECORDED: _spec(7, "subject state", "ref clock v"),
    Event.CONSENT_WITHHELD: _spec(8, "subject", "ref state reason clock v"),
    Event.REFERRAL_DELIVERED: _spec(9, "ref", unit=True),
    Event.REFERRAL_ACCEPTED: _spec(10, "ref", "channel number", unit=True),
    Event.REFERRAL_RETURNED: _spec(11, "ref reason", unit=True),
    Event.REFERRAL_REASSIGNED: _spec(12, "ref pred kind", "procedure delivered frm", unit=True),
    Event.REFERRAL_WITHDRAWN: _spec(13, "ref", "reason", unit=True),
    Event.CASE_OPENED: _spec(14, "channel", "reopen number", unit=True),
    Event.MEDIATION_STARTED: _spec(15, unit=True),
    Event.CASE_SUSPENDED: _spec(16, "", "reason v", unit=True),
    Event.CASE_RESUMED: _spec(17, "", "v", unit=True),
    Event.DEADLINE_EXTENDED: _spec(18, "clock until", "v", unit=True),
    Event.ESCALATION_REQUESTED: _spec(19, "to", "reason v", unit=True),
    Event.ESCALATION_ACCEPTED: _spec(20, "frm", "v", unit=True),
    Event.ESCALATION_RETURNED: _spec(21, "frm reason", "v", unit=True),
    Event.INVITATION_SENT: _spec(22, "invitee", "subject", unit=True),
    Event.INVITATION_ANSWERED: _spec(23, "invitee", "subject result reason", unit=True),
    Event.SUPERVISION_PROPOSED: _spec(24, "cause", "result subject", unit=True),
    Event.SUPERVISION_ORDERED: _spec(25, "cause", "result subject officer reason", unit=True),
    Event.SUPERVISION_REPLIED: _spec(26, "cause", "result subject officer reason", unit=True),
    Event.SUPERVISION_CLOSED: _spec(27, "cause", "result subject officer reason", unit=True),
    Event.RISK_FLAGGED: _spec(28, "risk", "prevented people", unit=True),
    Event.AGREEMENT_REACHED: _spec(30, "form amount_fen", "due v number effective items", unit=True),
    Event.CONFIRMATION_GUIDED: _spec(31, "", "v until reason", unit=True),
    Event.AGREEMENT_CORRECTED: _spec(32, "v supersedes", "form amount_fen due number items", unit=True),
    Event.AGREEMENT_PERFORMED: _spec(33, "", "v amount_fen subject", unit=True),
    Event.MEDIATION_FAILED: _spec(34, "", "escalation reason", unit=True),
    Event.CONSENT_WITHDRAWN: _spec(35, "subject", "ref state reason", unit=True),
    Event.CASE_SETTLED: _spec(36, "", "reason", unit=True),
    Event.CASE_WITHDRAWN: _spec(37, "", "reason", unit=True),
    Event.TERMINATION_NOTICE_ISSUED: _spec(38, "", "number", unit=True),
    Event.OTHER_ROUTES_INFORMED: _spec(39, "", "number", unit=True),
    Event.RESULT_CASCADED: _spec(40, "frm", "outcome", unit=True),
    Event.CASCADE_ACKNOWLEDGED: _spec(41, "frm", unit=True),
    Event.FEEDBACK_SENT: _spec(42, "ref", "outcome number", unit=True),
    Event.FEEDBACK_ACKNOWLEDGED: _spec(43, "ref", unit=True),
    Event.FEEDBACK_REJECTED: _spec(44, "ref", "reason", unit=True),
    Event.CONFIRMATION_APPLIED: _spec(45, "", "v number"),
    Event.CONFIRMATION_ACCEPTED: _spec(46, "", "v number"),
    Event.CONFIRMATION_GRANTED: _spec(47, "", "v number"),
    Event.CONFIRMATION_DISMISSED: _spec(48, "", "v number reason"),
    Event.CONFIRMATION_LAPSED: _spec(49, "", "v"),
    Event.AGREEMENT_BREACHED: _spec(50, "", "v reason", unit=True),
    Event.PENALTY_WAIVED: _spec(51, "", "number"),
    Event.GATE_CHANGED: _spec(52, "decision mode waits", "number reason"),
    Event.MONTHLY_REPORT_DUE: _spec(80, "body period until", "road owner successor division v reason"),
    Event.MONTHLY_REPORT_SUBMITTED: _spec(81, "body period subject lines", "number reason"),
    Event.MONTHLY_REPORT_CHECKED: _spec(82, "body period subject result", "v lines signer second reason"),
    Event.MONTHLY_REPORT_RESTATED: _spec(83, "body period subject v"),
    Event.WORK_REPORT_DUE: _spec(84, "body period until", "road owner successor division v reason"),
    Event.WORK_REPORT_SUBMITTED: _spec(85, "body period subject lines", "number reason"),
    Event.WORK_REPORT_CHECKED: _spec(86, "body period subject result", "v lines signer second reason"),
    Event.WORK_REPORT_RESTATED: _spec(87, "body period subject v"),
    Event.FORM_SIGNED: _spec(88, "body period v number signer role"),
    Event.FORM_REOPENED: _spec(89, "body period v signer second reason"),
    Event.FIGURE_ADJUSTED: _spec(90, "body period subject measure value signer reason", "second supersedes"),
    Event.DOCKET_NOMINATED: _spec(70, "half", "reason officer v"),
    Event.DOCKET_DISCUSSED: _spec(71, "half", "officer v"),
    Event.DOCKET_PLANNED: _spec(72, "half owner due", "officer v", unit=True),
    Event.DOCKET_FOLLOWED: _spec(73, "half", "officer v", unit=True),
    Event.DOCKET_CLOSED: _spec(74, "half", "officer v reason"),
    Event.DOCKET_CARRIED: _spec(75, "half", "officer v reason"),
    Event.DOCKET_ATTENDED: _spec(79, "half participant", "result officer v"),
    Event.INVITATION_OVERDUE: _spec(56, "invitee", "subject", unit=True),
    Event.INVITATION_ATTENDED: _spec(57, "invitee", "subject result v", unit=True),
    Event.SUPERVISION_WITHDRAWN: _spec(58, "cause", "subject reason", unit=True),
    Event.CONFIRMATION_WITHDRAWN: _spec(59, "", "v number reason"),
    Event.DEADLINE_WARNED: _spec(53, "clock until", "owner successor stage", unit=True),
    Event.DEADLINE_BREACHED: _spec(54, "clock until", "owner successor", unit=True),
    Event.DEADLINE_BREACH_RETRACTED: _spec(55, "clock until", "owner successor", unit=True),
    Event.DEADLINE_RECOMPUTED: _spec(60, "clock until", "due owner successor", unit=True),
    Event.PETITION_TRANSFERRED: _spec(61, "", "to number subject v"),
    Event.PETITION_ACCEPTED: _spec(62, "", "number subject v"),
    Event.PETITION_INFORMED: _spec(63, "", "number subject v"),
    Event.PETITION_EXTENDED: _spec(64, "until", "v number reason subject"),
    Event.PETITION_ANSWERED: _spec(65, "", "number subject v"),
    Event.PETITION_REVIEW_REQUESTED: _spec(66, "", "v number"),
    Event.PETITION_REVIEWED: _spec(67, "", "v number"),
    Event.PROCEEDING_OPENED: _spec(68, "kind", "subject number v"),
    Event.PROCEEDING_EXTENDED: _spec(69, "kind until", "subject number reason v"),
    Event.PROCEEDING_CLOSED: _spec(76, "kind", "subject number result"),
    Event.ARBITRAL_DOCUMENT_ISSUED: _spec(77, "", "v number amount_fen", unit=True),
    Event.PARTICIPANT_JOINED: _spec(78, "participant assistance", "subject", unit=True),
}
"""Causal ranks and details of every event."""

HUB_OUTPUTS = frozenset(
    {
        Event.DISPUTE_LINKED,
        Event.DISPUTES_MERGED,
        Event.RESULT_CASCADED,
        Event.FEEDBACK_SENT,
        Event.REFERRAL_DELIVERED,
        Event.CONFIRMATION_GUIDED,
        Event.CONFIRMATION_LAPSED,
        Event.INVITATION_OVERDUE,
        Event.SUPERVISION_PROPOSED,
        Event.SUPERVISION_WITHDRAWN,
        Event.GATE_CHANGED,
        Event.DEADLINE_WARNED,
        Event.DEADLINE_BREACHED,
        Event.DEADLINE_BREACH_RETRACTED,
        Event.MONTHLY_REPORT_DUE,
        Event.MONTHLY_REPORT_RESTATED,
        Event.WORK_REPORT_DUE,
        Event.WORK_REPORT_RESTATED,
        Event.DEADLINE_RECOMPUTED,
    }
)
"""Events that the hub itself states; agencies can't submit them."""

REPORT_EVENTS = frozenset(
    {
        Event.MONTHLY_REPORT_DUE,
        Event.MONTHLY_REPORT_SUBMITTED,
        Event.MONTHLY_REPORT_CHECKED,
        Event.MONTHLY_REPORT_RESTATED,
        Event.WORK_REPORT_DUE,
        Event.WORK_REPORT_SUBMITTED,
        Event.WORK_REPORT_CHECKED,
        Event.WORK_REPORT_RESTATED,
        Event.FORM_SIGNED,
        Event.FORM_REOPENED,
        Event.FIGURE_ADJUSTED,
    }
)
"""Events about a report and not about a dispute; their root is a :class:`~hub.core.reports.ReportKey`'s."""

CLERKS_DECISIONS = frozenset({Event.DISPUTES_MERGED, Event.DISPUTE_SPLIT, Event.LINK_REJECTED, Event.LINK_REOPENED})
"""Whether reports are one dispute is decided by rule or by a person at the centre, by no agency's system."""

BUREAUS_DECISIONS = frozenset(
    {
        Event.MONTHLY_REPORT_CHECKED,
        Event.WORK_REPORT_CHECKED,
        Event.FORM_SIGNED,
        Event.FORM_REOPENED,
        Event.FIGURE_ADJUSTED,
    }
)
"""What an officer of the statistics office states at the hub's own desk: no system accepts, signs or adjusts."""

NO_AGENCYS = HUB_OUTPUTS | CLERKS_DECISIONS | BUREAUS_DECISIONS
"""Events that no agency's system may state, whatever its adapter says of itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """
    A fact that one agency states about a root.

    Attributes:
        event_id: Identity (see :func:`event_id`); the same statement made twice has one id.
        root: The source record by which the hub first heard of the matter: the hub's reference.
        agency: Who speaks.
        system: System instance, the namespace of ``native_id``.
        native_id: The record's key in that system.
        unit: Code of the mediating unit concerned, where one is.
        occurred_at: Legal time, UTC.
        recorded_at: When the agency's system recorded it, UTC.
        correlation: The delivery that this answers, where it answers one.
    """

    event: Event
    event_id: str
    root: str
    agency: str
    system: str
    native_id: str
    native_version: str = "1"
    unit: str | None = None
    occurred_at: datetime
    recorded_at: datetime
    correlation: str | None = None
    details: Details


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A submission that the hub has taken in: with the instant of receipt and the unit as the registry knew it."""

    event: Event
    event_id: str
    root: str
    agency: str
    system: str
    native_id: str
    unit: UnitStamp | None
    occurred_at: datetime
    received_at: datetime
    details: Details


def event_id(event: str, system: str, native_id: str, unit: str | None, details: Mapping[str, object] | Details) -> str:
    """
    Return the identity of a statement: system, native id, event, unit, referral, subject and version (domain §2.1).

    >>> event_id("CaseOpened", "justice", "X1-01", "X1", {})[:8]
    'ecca30cf'
    """
    parts = (system, native_id, event, unit, details.get("ref"), details.get("subject"), details.get("v"))
    return hashlib.sha256("\x1f".join("" if part is None else str(part) for part in parts).encode()).hexdigest()[:32]
