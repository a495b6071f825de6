"""The exchange table (前置库 ``T_WB_JSRK``): what the hub writes there, and what the clerk's mark on it says."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Sequence

from hub.connectors.parsing import parse_instant, parse_optional_instant, parse_required_text, parse_text
from hub.connectors.statements import Speaker
from hub.connectors.wording import label_of, shown
from hub.core.deliveries import Delivery, DeliveryKind, Dossier
from hub.core.events import Details, Event
from hub.plugins.spec import Translation
from hub_court import codes
from hub_court.records import ExchangeRow

BUSINESS = {
    DeliveryKind.FEEDBACK: codes.FEEDBACK,
    DeliveryKind.INFORMATION: codes.INFORMATION,
    DeliveryKind.INVITATION: codes.INVITATION,
    DeliveryKind.SUPERVISION: codes.SUPERVISION,
    DeliveryKind.DOCKET_TASK: codes.DOCKET_TASK,
    DeliveryKind.RESULT_DOWN: codes.RESULT_DOWN,
    DeliveryKind.REFERRAL: codes.ORDER,
    DeliveryKind.REFERRAL_WITHDRAWN: codes.WITHDRAWAL,
    DeliveryKind.ESCALATION_RETURNED: codes.ESCALATION_RETURNED,
    DeliveryKind.GATE_DECISION: codes.GATE,
}
"""YWLX of each kind of delivery that the court takes."""

_ASKS_A_UNIT = {
    DeliveryKind.INVITATION: "invitee",
    DeliveryKind.SUPERVISION: "cause",
    DeliveryKind.DOCKET_TASK: "half",
    DeliveryKind.RESULT_DOWN: "frm",
}
"""What the answer to each of these must bring back beside the unit: ``HUB_REF`` holds ``what@unit``."""

ANSWERS = frozenset(
    {
        Event.FEEDBACK_ACKNOWLEDGED,
        Event.FEEDBACK_REJECTED,
        Event.INVITATION_ANSWERED,
        Event.SUPERVISION_REPLIED,
        Event.DOCKET_FOLLOWED,
        Event.CASCADE_ACKNOWLEDGED,
    }
)
"""What a mark on the exchange table may say."""

_NOT_IN_XML = re.compile("[^\\t\\n\\r\\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def answer_of(row: ExchangeRow, system: str, version: str) -> Translation:
    """
    Return what the clerk's mark on *row* says.

    Signed for is an acknowledgement, an acceptance, a reply; a fault sends feedback back and declines an invitation. On
    what asks for nothing, or isn't answered here, a mark says nothing.
    """
    state = codes.EXCHANGE_STATES.translate(row.state, "ZT")
    answer = _ANSWERS.get((parse_text(row.business, "YWLX"), state))
    if answer is None:
        return Translation(submissions=())
    updated_at = parse_instant(row.updated_at, "GXSJ", task_of=codes.TASK_OF)
    speaker = Speaker(
        agency=codes.AGENCY,
        system=system,
        native_id=f"WB{row.serial}",
        version=version,
        root=parse_required_text(row.root, "HUB_ROOT", task_of=codes.TASK_OF),
        recorded_at=updated_at,
        correlation=parse_required_text(row.delivery, "HUB_SDBH", task_of=codes.TASK_OF),
    )
    event, unit, details = answer(row, parse_required_text(row.ref, "HUB_REF", task_of=codes.TASK_OF))
    at = parse_optional_instant(row.handled_at, "CLSJ", task_of=codes.TASK_OF) or updated_at
    return Translation(submissions=(speaker.say(event, at, details, unit=unit),))


def reference_of(delivery: Delivery) -> str | None:
    """Return what ``HUB_REF`` holds, so that the answer says to what it is one."""
    asked = _ASKS_A_UNIT.get(delivery.kind)
    if asked is None:
        return delivery.ref
    return f"{delivery.details.get(asked, '')}@{delivery.unit or ''}"


_Said = tuple[Event, str | None, Details]


def _acknowledge(_row: ExchangeRow, ref: str) -> _Said:
    return Event.FEEDBACK_ACKNOWLEDGED, None, {"ref": ref}


def _send_back(_row: ExchangeRow, ref: str) -> _Said:
    return Event.FEEDBACK_REJECTED, None, {"ref": ref}


def _join(_row: ExchangeRow, ref: str) -> _Said:
    invitee = ref.partition("@")[0]
    return Event.INVITATION_ANSWERED, None, {"invitee": invitee, "subject": invitee, "result": "ACCEPTED"}


def _decline(row: ExchangeRow, ref: str) -> _Said:
    invitee = ref.partition("@")[0]
    reason = codes.DECLINING.translate(row.fault, "CWXX")
    details: Details = {"invitee": invitee, "subject": invitee, "result": "DECLINED", "reason": reason}
    return Event.INVITATION_ANSWERED, None, details


def _reply(_row: ExchangeRow, ref: str) -> _Said:
    cause, _, unit = ref.rpartition("@")
    return Event.SUPERVISION_REPLIED, unit or None, {"cause": cause}


def _follow_up(_row: ExchangeRow, ref: str) -> _Said:
    half, _, unit = ref.rpartition("@")
    return Event.DOCKET_FOLLOWED, unit or None, {"half": half}


def _take_down(_row: ExchangeRow, ref: str) -> _Said:
    upper, _, unit = ref.rpartition("@")
    return Event.CASCADE_ACKNOWLEDGED, unit or None, {"frm": upper}


_ANSWERS: dict[tuple[str, str], Callable[[ExchangeRow, str], _Said]] = {
    (codes.FEEDBACK, "signed"): _acknowledge,
    (codes.FEEDBACK, "fault"): _send_back,
    (codes.INVITATION, "signed"): _join,
    (codes.INVITATION, "fault"): _decline,
    (codes.SUPERVISION, "signed"): _reply,
    (codes.DOCKET_TASK, "signed"): _follow_up,
    (codes.RESULT_DOWN, "signed"): _take_down,
}


def document(delivery: Delivery, dossiers: Sequence[Dossier]) -> str:
    """
    Return the XML that the court's system shows to its clerk.

    Codes and figures of the delivery with their words beside them, then the parties of those dossiers that the court
    is entitled to.
    """
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"<WB YWLX={_quoted(BUSINESS[delivery.kind])} SDBH={_quoted(delivery.delivery_id)}>",
        f"  <HUB_ROOT>{_text(delivery.root)}</HUB_ROOT>",
        *([f"  <JSDW>{_text(delivery.unit)}</JSDW>"] if delivery.unit else []),
        f"  <SXRQ>{delivery.due.isoformat() if delivery.due else ''}</SXRQ>",
        *(_detail_line(name, value) for name, value in sorted(delivery.details.items())),
        *_party_lines(dossiers),
        "</WB>",
    ]
    return "\n".join(lines)


def _detail_line(name: str, value: object) -> str:
    words = f"BQ={_quoted(label_of(name))} ZW={_quoted(shown(name, value))}"
    return f"  <XX MC={_quoted(name)} {words}>{_text(value)}</XX>"


def _party_lines(dossiers: Sequence[Dossier]) -> Iterable[str]:
    for dossier in dossiers:
        for party in dossier.parties:
            yield (
                f"  <DSR JS={_quoted(party.role)} ZJHM={_quoted(party.id_number)} DH={_quoted(party.phone)}>"
                f"{_text(party.name)}</DSR>"
            )


def _text(value: object) -> str:
    shown = ",".join(str(entry) for entry in value) if isinstance(value, list | tuple) else str(value)
    return html.escape(_NOT_IN_XML.sub("", shown), quote=True)


def _quoted(value: object) -> str:
    return f'"{_text(value)}"'
