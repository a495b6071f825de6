"""Deliveries of every kind, as a hub would send them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from hub.core.deliveries import Delivery, DeliveryKind, Dossier, PartyDossier
from hub.core.events import Details
from hub.testing.clocks import START

_SUMMARY: Details = {"type": "CONTRACT", "parties": 2, "number": "（2026）黑0803民诉前调101号"}
_OUTCOME: Details = {**_SUMMARY, "outcome": "SUCCESS", "form": "WRITTEN", "amount_fen": 500_000}
_DETAILS: dict[DeliveryKind, Details] = {
    DeliveryKind.REFERRAL: {**_SUMMARY, "kind": "ENTRUST_PRE", "delivered": True},
    DeliveryKind.REFERRAL_WITHDRAWN: {},
    DeliveryKind.ESCALATION: {**_SUMMARY, "frm": "X1"},
    DeliveryKind.ESCALATION_RETURNED: {},
    DeliveryKind.RESULT_DOWN: {**_OUTCOME, "frm": "X1"},
    DeliveryKind.FEEDBACK: {**_OUTCOME, "state": "CONCLUDED"},
    DeliveryKind.INFORMATION: {**_SUMMARY, "state": "IN_MEDIATION"},
    DeliveryKind.GATE_DECISION: {**_SUMMARY, "decision": "IN_MEDIATION", "mode": "required", "waits": True},
    DeliveryKind.INVITATION: {**_SUMMARY, "invitee": "X2"},
    DeliveryKind.SUPERVISION: {"cause": "FEEDBACK"},
    DeliveryKind.ASSIGNMENT: {**_SUMMARY, "channel": "GRID", "division": "230803"},
    DeliveryKind.DOCKET_TASK: {**_SUMMARY, "half": "2026-H1", "cause": "2026-H1", "owner": "X2"},
}
_ANSWERS_A_REPORT = frozenset({DeliveryKind.FEEDBACK, DeliveryKind.INFORMATION, DeliveryKind.GATE_DECISION})
_ABOUT_A_REFERRAL = frozenset({DeliveryKind.REFERRAL, DeliveryKind.REFERRAL_WITHDRAWN, DeliveryKind.FEEDBACK})


def sample_delivery(
    kind: DeliveryKind, agency: str, *, unit: str | None = None, reporter_native_id: str | None = None, number: int = 1
) -> Delivery:
    """
    Return one delivery of *kind*; *number* tells several apart.

    *unit* is the receiving unit within the agency, *reporter_native_id* the agency's own record that is answered.
    """
    root = f"sample-{number}:{kind.value}"
    return Delivery(
        delivery_id=f"sample-{agency}-{kind.value}-{number}",
        kind=kind,
        agency=agency,
        unit=unit,
        dispute=f"D-sample-{number}",
        root=root,
        reporter_native_id=reporter_native_id if kind in _ANSWERS_A_REPORT else None,
        ref=f"R-sample-{number}" if kind in _ABOUT_A_REFERRAL else None,
        due=date(2026, 4, 15),
        occurred_at=START,
        details=_DETAILS[kind],
        dossiers=(root,),
    )


def sample_dossier(root: str) -> Dossier:
    """Return the dossier that belongs to *root*: two parties with valid numbers and a narrative."""
    return Dossier(
        root=root,
        parties=(
            PartyDossier(
                position=1,
                role="APPLICANT",
                kind="NATURAL",
                name="孟繁星",
                id_kind="111",
                id_number="11010519491231002X",
                phone="13904540001",
            ),
            PartyDossier(position=2, role="RESPONDENT", kind="NATURAL", name="郝建民", phone="13904540002"),
        ),
        narrative="双方因货款未付发生争执，要求给付。",
        place="向阳区西林路",
    )


def samples_for(
    kinds: Iterable[DeliveryKind], agency: str, *, unit: str | None = None, reporter_native_id: str | None = None
) -> list[Delivery]:
    """Return one delivery of each kind, in order of their codes."""
    return [sample_delivery(kind, agency, unit=unit, reporter_native_id=reporter_native_id) for kind in sorted(kinds)]
