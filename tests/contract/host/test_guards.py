"""The door-keeper: what a department can still mend is held alone with its reason, the rest of the row goes on."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hub.core.codes import MediationKind, OrgKind
from hub.core.events import Details, Event, Submission, event_id
from hub.core.units import Registry, Unit
from hub.plugins.admission import Admission
from hub.plugins.records import HostPolicy
from hub.plugins.spec import AgencyInfo, NativeRecord, Translation

NOW = datetime(2026, 3, 4, 2, tzinfo=UTC)
STATION = Unit(
    code="PS",
    name="派出所",
    level=2,
    kind=MediationKind.ADMIN,
    org_kind=OrgKind.STATION,
    division="230803007",
    agency="police",
)
INFO = AgencyInfo(
    code="court",
    name_zh="法院",
    name_en="Court",
    submits=frozenset({Event.DISPUTE_REPORTED, Event.REFERRAL_CREATED}),
    receives=frozenset(),
    contact="立案庭",
)


def said(event: Event, unit: str | None, details: Details) -> Submission:
    return Submission(
        event=event,
        event_id=event_id(event.value, "court", "n", unit, details),
        root="D",
        agency="court",
        system="court",
        native_id="n",
        unit=unit,
        occurred_at=NOW,
        recorded_at=NOW,
        details=details,
    )


@pytest.fixture
def admission() -> Admission:
    registry = Registry.of([STATION, _committee()])
    return Admission(INFO, HostPolicy(), lambda _: None, registry)


def _committee() -> Unit:
    return Unit(
        code="T2",
        name="调委会",
        level=2,
        kind=MediationKind.PEOPLE,
        org_kind=OrgKind.RMC_TOWN,
        division="230803007",
        agency="justice",
    )


@pytest.mark.parametrize(("target", "held"), [("PS", ["E-ROUTE-02"]), ("T2", [])])
def test_a_hand_over_by_no_route_is_held_alone(admission: Admission, target: str, held: list[str]) -> None:
    """COURT-2: the report goes on; the referral waits for the court to name another body."""
    reported = said(Event.DISPUTE_REPORTED, None, {"type": "CONTRACT", "channel": "COURT", "parties": 2})
    handed = said(Event.REFERRAL_CREATED, target, {"ref": "R", "kind": "ENTRUST_PRE"})
    record = NativeRecord(source="T_TJAJ", native_id="n", version="1", fields={}, place="T_TJAJ BH=n")
    admitted = admission.admit(record, Translation(submissions=(reported, handed)), NOW)
    assert [item.code for item in admitted.held] == held
    assert all(item.field == "ReferralCreated.unit" and item.reason for item in admitted.held)
    assert [out.event for out in admitted.outgoing] == [Event.DISPUTE_REPORTED] + (
        [] if held else [Event.REFERRAL_CREATED]
    )
