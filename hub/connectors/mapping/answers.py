"""What a clerk answers on a slip, as statements."""

from __future__ import annotations

from collections.abc import Mapping as Map

from hub.connectors.mapping import slips
from hub.connectors.mapping.story import CLOSING, moment
from hub.connectors.native import Native
from hub.connectors.parsing import CodeMap, parse_day, parse_required_text, reject
from hub.connectors.statements import Speaker
from hub.core.codes import ReturnReason
from hub.core.deliveries import DeliveryKind
from hub.core.events import Details, Event, Submission

_YES = frozenset({"", "签收", "受理", "参加", "接受", "同意", "答复"})
_NO = frozenset({"退回", "不参加", "拒绝", "不受理"})
_REASONS = CodeMap.of({word: code.value for code in ReturnReason for word in (code.value, code.zh)})


def kind_of(fields: Map[str, Native], task_of: str) -> DeliveryKind:
    """Return what kind of slip was answered."""
    word = str(fields.get(slips.KIND) or "")
    for kind in DeliveryKind:
        if kind.zh == word:
            return kind
    return reject(word, slips.KIND, "isn't a slip of the hub", "E-STA-02", task_of)


def answer(fields: Map[str, Native], speaker: Speaker, unit: str, task_of: str) -> tuple[Submission, ...]:
    """
    Return what an answered slip states.

    Raises:
        RowRejectedError: the day or the word can't be read, or this kind takes no answer.
    """
    kind = kind_of(fields, task_of)
    at = moment(parse_day(fields.get(slips.ANSWERED_ON), slips.ANSWERED_ON, task_of=task_of), CLOSING)
    word = str(fields.get(slips.ANSWER) or "").strip()
    if word not in _YES | _NO:
        reject(word, slips.ANSWER, f"write one of: {'、'.join(sorted((_YES | _NO) - {''}))}", "E-STA-02", task_of)
    event, details = _stated(kind, fields, is_no=word in _NO, task_of=task_of)
    return (speaker.say(event, at, details, unit=unit),)


def _stated(kind: DeliveryKind, fields: Map[str, Native], *, is_no: bool, task_of: str) -> tuple[Event, Details]:
    if kind is DeliveryKind.SUPERVISION:
        return Event.SUPERVISION_REPLIED, {"cause": _cause(fields, task_of)}
    if kind is DeliveryKind.DOCKET_TASK and not is_no:
        return Event.DOCKET_FOLLOWED, {"half": _cause(fields, task_of)}
    if kind is DeliveryKind.INVITATION:
        return Event.INVITATION_ANSWERED, _joining(fields, is_no=is_no, task_of=task_of)
    return _about_a_referral(kind, fields, is_no=is_no, task_of=task_of)


def _cause(fields: Map[str, Native], task_of: str) -> str:
    return parse_required_text(fields.get(slips.CAUSE), slips.CAUSE, task_of=task_of)


def _joining(fields: Map[str, Native], *, is_no: bool, task_of: str) -> Details:
    """Return whether the invited body comes; it declines with a reason (HAND-3)."""
    invitee = parse_required_text(fields.get(slips.UNIT), slips.UNIT, task_of=task_of)
    if not is_no:
        return {"invitee": invitee, "subject": invitee, "result": "ACCEPTED"}
    reason = _REASONS.translate(fields.get(slips.REASON), slips.REASON)
    return {"invitee": invitee, "subject": invitee, "result": "DECLINED", "reason": reason}


def _about_a_referral(
    kind: DeliveryKind, fields: Map[str, Native], *, is_no: bool, task_of: str
) -> tuple[Event, Details]:
    # The reference comes back exactly as it was given: it may hold characters that have a half-width form.
    ref = str(fields.get(slips.REF) or "").strip()
    if not ref:
        reject(None, slips.REF, "is missing from the slip", "E-REQ-01", task_of)
    if kind is DeliveryKind.FEEDBACK:
        return (Event.FEEDBACK_REJECTED if is_no else Event.FEEDBACK_ACKNOWLEDGED), {"ref": ref}
    if kind is DeliveryKind.REFERRAL and is_no:
        reason = _REASONS.translate(fields.get(slips.REASON), slips.REASON)
        return Event.REFERRAL_RETURNED, {"ref": ref, "reason": reason}
    if kind is DeliveryKind.REFERRAL:
        return Event.REFERRAL_ACCEPTED, {"ref": ref}
    return reject(kind.value, slips.KIND, "takes no answer", "E-STA-02", task_of)
