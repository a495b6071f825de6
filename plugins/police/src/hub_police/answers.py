"""What officers answer on rows that the hub wrote: signatures, replies to invitations and supervision."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from hub.connectors.parsing import parse_instant, parse_required_text, parse_text, reject
from hub.connectors.statements import Speaker
from hub.core.events import Details, Event
from hub.plugins.spec import Translation
from hub_police import codes
from hub_police.records import FeedbackRow, InboxRow


def signature_of(row: FeedbackRow, system: str, version: str) -> Translation:
    """Return the acknowledgement of a feedback that was signed for; information needs none."""
    if parse_text(row.business, "YWLX") != codes.FEEDBACK or parse_text(row.state, "ZT") != "1":
        return Translation(submissions=())
    at = parse_instant(row.signed_at, "QSSJ", task_of=codes.TASK_OF)
    speaker = _speaker(system, f"FK{row.serial}", version, (row.root, row.delivery, at))
    details: Details = {"ref": parse_required_text(row.ref, "HUB_REF", task_of=codes.TASK_OF)}
    return Translation(submissions=(speaker.say(Event.FEEDBACK_ACKNOWLEDGED, at, details),))


def reply_of(row: InboxRow, system: str, version: str) -> Translation:
    """Return the station's answer; what asks for nothing, or isn't answered here, is only ticked off."""
    answer = codes.ANSWERS.translate_optional(row.answer, "DFZT")
    kind = parse_text(row.kind, "LX")
    if kind not in codes.INBOX_KINDS:
        reject(kind, "LX", "is no kind of the hub's inbox", "E-CODE-02", codes.TASK_OF)
    said = _ANSWERS.get(kind)
    if not answer or said is None:
        return Translation(submissions=())
    at = parse_instant(row.answered_at, "DFSJ", task_of=codes.TASK_OF)
    speaker = _speaker(system, f"SJX{row.serial}", version, (row.root, row.delivery, at))
    event, details = said(row, answer)
    unit = parse_text(row.receiver, "JSDW") or None
    return Translation(submissions=(speaker.say(event, at, details, unit=unit if event in _BY_A_UNIT else None),))


_Said = tuple[Event, Details]


def _join(row: InboxRow, answer: str) -> _Said:
    invitee = parse_required_text(row.subject, "DX", task_of=codes.TASK_OF)
    return Event.INVITATION_ANSWERED, {"invitee": invitee, "subject": invitee, "result": answer}


def _reply(row: InboxRow, _answer: str) -> _Said:
    return Event.SUPERVISION_REPLIED, {"cause": parse_required_text(row.cause, "SY", task_of=codes.TASK_OF)}


def _follow_up(row: InboxRow, answer: str) -> _Said:
    if answer != "ACCEPTED":
        reject(row.answer, "DFZT", "a task of the meeting is done (1) or still open (0)", "E-CODE-02", codes.TASK_OF)
    return Event.DOCKET_FOLLOWED, {"half": parse_required_text(row.cause, "SY", task_of=codes.TASK_OF)}


def _take_down(row: InboxRow, _answer: str) -> _Said:
    return Event.CASCADE_ACKNOWLEDGED, {"frm": parse_required_text(row.unit, "LTDW", task_of=codes.TASK_OF)}


_ANSWERS: dict[str, Callable[[InboxRow, str], _Said]] = {
    codes.INVITATION: _join,
    codes.SUPERVISION: _reply,
    codes.DOCKET_TASK: _follow_up,
    codes.RESULT_DOWN: _take_down,
}
_BY_A_UNIT = frozenset({Event.DOCKET_FOLLOWED, Event.CASCADE_ACKNOWLEDGED})
"""Answers that stand for the unit that was asked."""


def _speaker(system: str, native_id: str, version: str, brought: tuple[object, object, datetime]) -> Speaker:
    root, delivery, at = brought
    return Speaker(
        agency=codes.AGENCY,
        system=system,
        native_id=native_id,
        version=version,
        root=parse_required_text(root, "HUB_ROOT", task_of=codes.TASK_OF),
        recorded_at=at,
        correlation=parse_required_text(delivery, "SDBH", task_of=codes.TASK_OF),
    )
