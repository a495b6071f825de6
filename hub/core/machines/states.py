"""The states of everything that moves, each with its labels."""

from __future__ import annotations

from hub.core.codes import LabelledCode


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
