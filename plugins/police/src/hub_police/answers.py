"""What officers answer on rows that the hub wrote: signatures, replies to invitations and supervision."""

from __future__ import annotations

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
    """Return the station's answer to an invitation or a supervision."""
    answer = codes.ANSWERS.translate_optional(row.answer, "DFZT")
    if not answer:
        return Translation(submissions=())
    at = parse_instant(row.answered_at, "DFSJ", task_of=codes.TASK_OF)
    speaker = _speaker(system, f"SJX{row.serial}", version, (row.root, row.delivery, at))
    kind = parse_text(row.kind, "LX")
    if kind == codes.INVITATION:
        invitee = parse_required_text(row.subject, "DX", task_of=codes.TASK_OF)
        details: Details = {"invitee": invitee, "subject": invitee, "result": answer}
        event = Event.INVITATION_ANSWERED
    elif kind == codes.SUPERVISION:
        details = {"cause": parse_required_text(row.cause, "SY", task_of=codes.TASK_OF)}
        event = Event.SUPERVISION_REPLIED
    else:
        reject(kind, "LX", "is neither an invitation (YQ) nor a supervision (DB)", "E-CODE-02", codes.TASK_OF)
    return Translation(submissions=(speaker.say(event, at, details),))


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
