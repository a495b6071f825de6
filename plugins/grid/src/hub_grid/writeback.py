"""What the app is sent: the hub's deliveries in the app's own words."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from hub.connectors.wording import label_of, shown
from hub.core.codes import LabelledCode, Outcome
from hub.core.deliveries import Delivery, Dossier
from hub.plugins.spec import Native

INBOX_PATH = "inbox"


def path_of(delivery: Delivery) -> str:
    """Return where *delivery* goes: to the event that was reported here, else into the app's inbox."""
    native_id = delivery.reporter_native_id
    return f"events/{quote(native_id, safe='')}/feedback" if native_id else INBOX_PATH


def body_of(delivery: Delivery, dossiers: Sequence[Dossier]) -> dict[str, Native]:
    """Return *delivery* as the app takes it."""
    details = delivery.details
    outcome = details.get("outcome", "")
    body: dict[str, Native] = {
        "deliveryId": delivery.delivery_id,
        "kind": delivery.kind.value,
        "kindName": delivery.kind.zh,
        "hubRef": delivery.root,
        "ref": delivery.ref or details.get("ref", ""),
        "unit": delivery.unit or "",
        "frm": details.get("frm", ""),
        "outcome": outcome,
        "outcomeName": _label(Outcome, outcome),
        "number": details.get("number", ""),
        "cause": details.get("cause", ""),
        "detail": _told(delivery),
        "due": delivery.due.isoformat() if delivery.due else "",
        "time": int(delivery.occurred_at.timestamp() * 1000),
    }
    if dossiers:
        body["materials"] = [
            {"people": [party.name for party in dossier.parties], "desc": dossier.narrative} for dossier in dossiers
        ]
    return body


def _told(delivery: Delivery) -> str:
    """Return what the worker reads: each detail in words."""
    return "；".join(f"{label_of(name)}：{shown(name, value)}" for name, value in sorted(delivery.details.items()))


def _label(codes: type[LabelledCode], code: str) -> str:
    return next((member.zh for member in codes if member.value == code), code)
