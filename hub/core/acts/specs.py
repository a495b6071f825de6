"""What one act is, and what it says of itself: its event, what it's about, whose it is, its form, its right."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from hub.core.acts.fields import FormField, code_field, day_field, yuan_field
from hub.core.codes import AgreementForm, LabelledCode
from hub.core.events import Details, Event
from hub.core.permissions import Area, Deed


class Act(LabelledCode):
    """One thing that a clerk does with one click."""

    REGISTER = "register", "登记", "Register"
    RETRACT = "retract", "撤销登记", "Take the registration back"
    TAKE_ON = "take-on", "受理", "Accept"
    ACCEPT = "accept", "签收受理", "Sign for and accept"
    RETURN = "return", "退回", "Return"
    CONSENT = "consent", "记录同意", "Record consent"
    REFUSE = "refuse", "记录不同意", "Record refusal"
    WITHDRAW_CONSENT = "withdraw-consent", "当事人终止", "A party withdraws its consent"
    START = "start", "开始调解", "Start mediation"
    SUSPEND = "suspend", "中止", "Suspend"
    RESUME = "resume", "恢复", "Resume"
    EXTEND = "extend", "延期", "Extend"
    REFER = "refer", "移交", "Refer"
    ASSIGN_DOWN = "assign-down", "转办", "Assign down"
    REASSIGN = "reassign", "改派", "Reassign"
    WITHDRAW_REFERRAL = "withdraw-referral", "撤回移交", "Withdraw the referral"
    ESCALATE = "escalate", "上报", "Escalate"
    ACCEPT_ESCALATION = "accept-escalation", "受理上报", "Accept the escalation"
    RETURN_ESCALATION = "return-escalation", "退回上报", "Return the escalation"
    INVITE = "invite", "邀请联调", "Invite to joint mediation"
    ANSWER_INVITATION = "answer-invitation", "同意联调", "Join the mediation"
    DECLINE_INVITATION = "decline-invitation", "不参加联调", "Decline to join"
    AGREE = "agree", "达成协议", "Agreement reached"
    FAIL = "fail", "调解不成", "Mediation failed"
    SETTLE = "settle", "和解", "Settled"
    CASE_WITHDRAWN = "case-withdrawn", "撤回申请", "Application withdrawn"
    PERFORM = "perform", "已履行", "Performed"
    BREACH = "breach", "反悔", "Breached"
    ACKNOWLEDGE_RESULT = "acknowledge-result", "签收结果", "Sign for the result"
    ACKNOWLEDGE_FEEDBACK = "acknowledge-feedback", "签收反馈", "Sign for the feedback"
    ISSUE_NOTICE = "issue-notice", "出具终结告知书", "Issue the termination notice"
    REJECT_FEEDBACK = "reject-feedback", "退回反馈", "Send the feedback back"
    REPLY_SUPERVISION = "reply-supervision", "督办回复", "Reply to the supervision"
    FOLLOW_TASK = "follow-task", "落实反馈", "Report the task done"
    ATTENDED = "attended", "记录到场", "Came to the meeting"
    STAYED_AWAY = "stayed-away", "记录未到场", "Stayed away"
    MEETING_ATTENDED = "meeting-attended", "会商到会", "Attendance at the half-yearly meeting"
    FLAG_RISK = "flag-risk", "风险标记", "Flag a risk"
    CORRECT_REPORT = "correct-report", "更正登记", "Correct the registration"
    CORRECT_AGREEMENT = "correct-agreement", "更正协议", "Correct the agreement"


class About(StrEnum):
    """What an act is about: each dispute has none, one or several of them."""

    REPORT = "report"
    REFERRAL = "referral"
    CONSENT = "consent"
    CASE = "case"
    ESCALATION = "escalation"
    RESULT = "result"
    INVITATION = "invitation"
    AGREEMENT = "agreement"
    DISPUTE = "dispute"
    ORDER = "order"
    TASK = "task"
    MEETING = "meeting"
    GUEST = "guest"
    PART = "part"
    STATEMENT = "statement"


class Part(StrEnum):
    """Who may do it, by the part that a unit has in the dispute."""

    REPORTER = "reporter"
    TRIAGE = "triage"
    SENDER = "sender"
    TARGET = "target"
    EITHER = "either"
    HANDLER = "handler"
    UPPER = "upper"
    LOWER = "lower"
    INVITED = "invited"
    SUPERVISED = "supervised"
    TASKED = "tasked"
    OFFICE = "office"
    ANY_PART = "any-part"


@dataclass(frozen=True, slots=True)
class Right:
    """What a person must be entitled to, to do an act: a cell of the table of roles."""

    area: Area
    deed: Deed


CASE_WORK = Right(Area.CASES, Deed.WRITE)
REPLYING = Right(Area.SUPERVISION, Deed.WRITE)
MEETING_WORK = Right(Area.MEETING, Deed.WRITE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActSpec:
    """
    One row.

    Attributes:
        fields: What the form asks for.
        fixed: Details that the act itself says.
        sample: Details with which the fold is asked whether the act may be done, before a form is filled in.
        names: Detail that says what it's about.
        own: Detail in which the acting unit stands.
        each: Field of which every value makes a statement of its own (consents: one a party).
        ends: Whether it needs a second look: it ends something and can't be said otherwise later.
        corrects: Whether it corrects a statement: the form begins with what stands, and what differs is stated.
        right: What it takes to do it.
        source: The rule.
    """

    event: Event
    about: About
    part: Part
    fields: tuple[FormField, ...] = ()
    fixed: Details = field(default_factory=lambda: Details())
    sample: Details = field(default_factory=lambda: Details())
    names: str | None = None
    own: str | None = None
    each: str | None = None
    ends: bool = False
    corrects: bool = False
    right: Right = CASE_WORK
    source: str


AGREEMENT_FORM = (
    code_field("form", "协议形式", "Form", AgreementForm),
    yuan_field("amount_fen", "金额（元）", "Amount (yuan)"),
    day_field("due", "履行期限", "To perform by", required=False),
)
"""What is said of an agreement, at first and in its correction."""
