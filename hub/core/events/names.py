"""
Every event by its name, and which of them are nobody's but the hub's, a clerk's or the bureau's to state.

A table of data: one line for each event of the domain, however many there are.
"""

from __future__ import annotations

from hub.core.codes import LabelledCode


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
