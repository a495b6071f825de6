"""What the clerks answered in ``hub_in``, and the supervision orders a centre signed, as submissions."""

from __future__ import annotations

from collections.abc import Callable

from hub.connectors.parsing import is_blank, parse_count, parse_required_text, parse_text, reject
from hub.core.codes import Channel, ConsentState
from hub.core.deliveries import DeliveryKind
from hub.core.events import Details, Event
from hub.plugins.spec import Translation
from hub_justice import words
from hub_justice.people import APPLICANT, RESPONDENT
from hub_justice.records import InboxRow, SupervisionRow
from hub_justice.story import Story
from hub_justice.words import TASK_OF

WAITING = "待签收"
SIGNED = "已签收"
RETURNED = "退回"
REFUSED = "不同意"
SEEN = "已阅"
REPLIED = "已答复"
ORDERED = "已发督办"
STATUSES = frozenset({WAITING, SIGNED, RETURNED, REFUSED, SEEN, REPLIED, ORDERED})

_SUBJECTS = {APPLICANT: "p1", RESPONDENT: "p2"}


def translate_answer(row: InboxRow, story: Story) -> Translation:
    """
    Say what the clerk's answer to one delivery states; a line that nobody has touched states nothing.

    Raises:
        RowRejectedError: the answer can't be understood.
    """
    status = parse_text(row.status, "状态", task_of=TASK_OF)
    if status not in STATUSES:
        reject(row.status, "状态", f"unknown status; known: {'、'.join(sorted(STATUSES))}", "E-CODE-02", TASK_OF)
    story.correlation = row.delivery_id
    if status not in (WAITING, SEEN) or (row.kind, status) in _ANSWERS:
        story.unit = _needed(row.unit, "调委会代码")
        _answer_of(row, status)(row, story)
    return Translation(submissions=tuple(story.submissions))


def _needed(text: str, column: str) -> str:
    return parse_required_text(text, column, longest=200, task_of=TASK_OF)


def _accept_referral(row: InboxRow, story: Story) -> None:
    at, ref = story.moment(row.answered_at, "处理时间"), _needed(row.hub_ref, "hub_ref")
    if words.CONSENT.translate_optional(row.consent, "同意情况") == ConsentState.GIVEN:
        # The committee asked both sides itself, so it speaks for everyone that the hub named in the delivery.
        for position in range(1, (parse_count(row.people, "人数", task_of=TASK_OF) or 2) + 1):
            given: Details = {"subject": f"p{position}", "state": ConsentState.GIVEN.value, "ref": ref}
            story.say_of(Event.CONSENT_RECORDED, at, story.native_id, None, given)
    details: Details = {"ref": ref}
    if not is_blank(row.channel):
        details["channel"] = words.CHANNELS.translate(row.channel, "来源")
    story.say(Event.REFERRAL_ACCEPTED, at, **details)


def _return_referral(row: InboxRow, story: Story) -> None:
    reason = words.RETURN_REASONS.translate(row.return_reason, "退回原因")
    at = story.moment(row.answered_at, "处理时间")
    story.say(Event.REFERRAL_RETURNED, at, ref=_needed(row.hub_ref, "hub_ref"), reason=reason)


def _refuse(row: InboxRow, story: Story) -> None:
    at = story.moment(row.answered_at, "处理时间")
    side = words.SIDES.translate_optional(row.refusing_side, "不同意方") or RESPONDENT
    details: Details = {"subject": _SUBJECTS[side], "state": ConsentState.WITHHELD.value}
    if not is_blank(row.hub_ref):
        details["ref"] = row.hub_ref
    story.say_of(Event.CONSENT_WITHHELD, at, story.native_id, None, details)
    if number := parse_text(row.document, "文书号"):
        story.say(Event.TERMINATION_NOTICE_ISSUED, at, number=number)


def _accept_assignment(row: InboxRow, story: Story) -> None:
    channel = words.CHANNELS.translate_optional(row.channel, "来源") or Channel.UPPER.value
    story.say(Event.CASE_OPENED, story.moment(row.answered_at, "处理时间"), channel=channel)


def _return_assignment(row: InboxRow, story: Story) -> None:
    if not is_blank(row.hub_ref):
        _return_referral(row, story)
        return
    reject(
        row.status,
        "状态",
        "an assignment without a referral can't be returned: accept it, or ask the upper centre to assign it elsewhere",
        "E-STA-01",
        TASK_OF,
    )


def _transfer(row: InboxRow, sender: str) -> Details:
    details: Details = {"frm": sender}
    count = parse_count(row.count, "次数", task_of=TASK_OF) or 1
    if count > 1:
        details["v"] = count
    return details


def _accept_escalation(row: InboxRow, story: Story) -> None:
    at = story.moment(row.answered_at, "处理时间")
    story.say(Event.ESCALATION_ACCEPTED, at, **_transfer(row, _needed(row.sender, "来文单位")))


def _return_escalation(row: InboxRow, story: Story) -> None:
    # The lower unit goes on with its case: it's the one concerned, the upper one stands in ``frm``.
    details = _transfer(row, row.unit)
    details["reason"] = words.RETURN_REASONS.translate(row.return_reason, "退回原因")
    at = story.moment(row.answered_at, "处理时间")
    story.say_of(Event.ESCALATION_RETURNED, at, story.native_id, _needed(row.sender, "来文单位"), details)


def _acknowledge(row: InboxRow, story: Story) -> None:
    at = story.moment(row.answered_at, "处理时间")
    story.say(Event.CASCADE_ACKNOWLEDGED, at, frm=_needed(row.sender, "来文单位"))


def _hear(row: InboxRow, story: Story) -> None:
    """An upper unit has the result of what it assigned down (转办、交办): the referral closes."""
    at = story.moment(row.answered_at, "处理时间")
    story.say_of(Event.FEEDBACK_ACKNOWLEDGED, at, story.native_id, None, {"ref": _needed(row.hub_ref, "hub_ref")})


def _join(row: InboxRow, story: Story) -> None:
    at = story.moment(row.answered_at, "处理时间")
    details: Details = {"invitee": row.unit, "subject": row.unit, "result": "ACCEPTED"}
    story.say_of(Event.INVITATION_ANSWERED, at, story.native_id, None, details)


def _reply(row: InboxRow, story: Story) -> None:
    story.say(Event.SUPERVISION_REPLIED, story.moment(row.answered_at, "处理时间"), cause=_needed(row.cause, "事由"))


def _follow_up(row: InboxRow, story: Story) -> None:
    """The unit says that it did what the half-yearly meeting asked (MECH-2)."""
    story.say(Event.DOCKET_FOLLOWED, story.moment(row.answered_at, "处理时间"), half=_needed(row.cause, "事由"))


def _order(row: InboxRow, story: Story) -> None:
    story.say(Event.SUPERVISION_ORDERED, story.moment(row.answered_at, "处理时间"), cause=_needed(row.cause, "事由"))


_Answer = Callable[[InboxRow, Story], None]
_NO_DUTY = frozenset(
    {
        DeliveryKind.INFORMATION.value,
        DeliveryKind.GATE_DECISION.value,
        DeliveryKind.REFERRAL_WITHDRAWN.value,
        DeliveryKind.ESCALATION_RETURNED.value,
        DeliveryKind.FEEDBACK.value,
    }
)
_ANSWERS: dict[tuple[str, str], _Answer] = {
    (DeliveryKind.REFERRAL.value, SIGNED): _accept_referral,
    (DeliveryKind.REFERRAL.value, RETURNED): _return_referral,
    (DeliveryKind.REFERRAL.value, REFUSED): _refuse,
    (DeliveryKind.ASSIGNMENT.value, SIGNED): _accept_assignment,
    (DeliveryKind.ASSIGNMENT.value, RETURNED): _return_assignment,
    (DeliveryKind.ASSIGNMENT.value, REFUSED): _refuse,
    (DeliveryKind.ESCALATION.value, SIGNED): _accept_escalation,
    (DeliveryKind.ESCALATION.value, RETURNED): _return_escalation,
    (DeliveryKind.RESULT_DOWN.value, SIGNED): _acknowledge,
    (DeliveryKind.RESULT_DOWN.value, SEEN): _acknowledge,
    (DeliveryKind.FEEDBACK.value, SIGNED): _hear,
    (DeliveryKind.FEEDBACK.value, SEEN): _hear,
    (DeliveryKind.INVITATION.value, SIGNED): _join,
    (DeliveryKind.SUPERVISION.value, SIGNED): _reply,
    (DeliveryKind.SUPERVISION.value, REPLIED): _reply,
    (DeliveryKind.SUPERVISION.value, ORDERED): _order,
    (DeliveryKind.DOCKET_TASK.value, REPLIED): _follow_up,
}
"""What each answer to each kind of delivery means; any other pair is refused, so that no answer is lost unheard."""


def _answer_of(row: InboxRow, status: str) -> _Answer:
    found = _ANSWERS.get((row.kind, status))
    if found is None and row.kind in _NO_DUTY:
        return _take_note
    return found or reject(
        row.status, "状态", f"a delivery of kind {row.kind[:20]} can't be answered so", "E-STA-02", TASK_OF
    )


def _take_note(_row: InboxRow, _story: Story) -> None:
    """Nothing is stated: the delivery asked for nothing."""


def translate_supervision(row: SupervisionRow, story: Story) -> Translation:
    """Say which order a centre's signatory issued, raised or closed."""
    cause = _needed(row.cause, "事由")
    story.unit = _needed(row.issuer, "签发单位")
    story.say(Event.SUPERVISION_ORDERED, story.moment(row.ordered_on, "督办日期"), cause=cause)
    if raised_at := story.optional_moment(row.raised, "升级"):
        native_id = f"{story.native_id}/raised"
        story.say_of(Event.SUPERVISION_ORDERED, raised_at, native_id, story.unit, {"cause": cause, "result": "RAISED"})
    if closed_at := story.optional_moment(row.closed_on, "办结日期"):
        story.say(Event.SUPERVISION_CLOSED, closed_at, cause=cause)
    return Translation(submissions=tuple(story.submissions))
