"""The exchange table (前置库 ``T_WB_JSRK``): what the hub writes there, and what the clerk's mark on it says."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

from hub.connectors.parsing import parse_instant, parse_optional_instant, parse_required_text, parse_text
from hub.connectors.statements import Speaker
from hub.connectors.wording import label_of, shown
from hub.core.deliveries import Delivery, DeliveryKind, Dossier
from hub.core.events import Details, Event
from hub.plugins.spec import Translation
from hub_court import codes
from hub_court.records import ExchangeRow

BUSINESS = {DeliveryKind.FEEDBACK: codes.FEEDBACK, DeliveryKind.INFORMATION: codes.INFORMATION}
"""YWLX of each kind of delivery that the court takes."""

_NOT_IN_XML = re.compile("[^\\t\\n\\r\\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def answer_of(row: ExchangeRow, system: str, version: str) -> Translation:
    """Return what the clerk's mark on *row* says: signed for is an acknowledgement, a fault sends the feedback back."""
    state = codes.EXCHANGE_STATES.translate(row.state, "ZT")
    if parse_text(row.business, "YWLX") != codes.FEEDBACK or state == "new":
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
    details: Details = {"ref": parse_required_text(row.ref, "HUB_REF", task_of=codes.TASK_OF)}
    event = Event.FEEDBACK_ACKNOWLEDGED if state == "signed" else Event.FEEDBACK_REJECTED
    at = parse_optional_instant(row.handled_at, "CLSJ", task_of=codes.TASK_OF) or updated_at
    return Translation(submissions=(speaker.say(event, at, details),))


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
