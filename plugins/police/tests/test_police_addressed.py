"""Whatever can concern a station arrives beside its ticket or in its inbox; the inbox's answers reach the rules."""

from __future__ import annotations

import pytest

from hub.core.deliveries import DeliveryKind, ReceiptStatus
from hub.core.errors import RowRejectedError
from hub.core.machines import DocketState, InvitationState, SupervisionState
from hub.plugins.spec import AdapterContext
from hub.reference import default_registry
from hub.testing import ClearTokeniser, FixedClock, sample_delivery
from hub.testing.addressed import HALF, JOINT, RESULT, AddressedHub
from hub_police.adapter import PoliceAdapter

STATION = "PS-230803007"
ANSWERED = {
    DeliveryKind.INVITATION: ("YQ", STATION, "", STATION),
    DeliveryKind.SUPERVISION: ("DB", STATION, f"INVITE_{STATION}", STATION),
    DeliveryKind.DOCKET_TASK: ("HY", STATION, HALF, STATION),
    DeliveryKind.RESULT_DOWN: ("XC", STATION, "", "L4-230800"),
}


@pytest.fixture(params=["sqlite", pytest.param("mariadb", marks=pytest.mark.mariadb)])
def site(request: pytest.FixtureRequest) -> object:
    return request.getfixturevalue(f"{request.param}_site")


def rows(site, query: str) -> list[tuple[object, ...]]:
    with site.engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(query)]


def test_everything_is_written_and_the_station_answers_it(site, clock: FixedClock) -> None:
    context = AdapterContext(clock=clock, tokeniser=ClearTokeniser(), registry=default_registry())
    hub, adapter = AddressedHub(default_registry()), PoliceAdapter(site.settings, context)
    hub.address(default_registry().units[STATION][0])
    cursor = hub.passed(adapter)
    given = hub.hand_over(adapter)
    assert set(given) == adapter.info.receives
    assert {receipt.status for each in given.values() for _, receipt in each} == {ReceiptStatus.WRITTEN}
    inbox = {row[0]: row[1:] for row in rows(site, "SELECT SDBH, LX, JSDW, SY, LTDW, DX FROM WB_SJX")}
    for kind, (lx, receiver, cause, other) in ANSWERED.items():
        ((delivery, _),) = given[kind]
        written = inbox[delivery.delivery_id]
        assert written[:3] == (lx, receiver, cause) and other in written[3:]
        site.answer(delivery)
    for kind in (DeliveryKind.REFERRAL, DeliveryKind.REFERRAL_WITHDRAWN, DeliveryKind.ESCALATION_RETURNED):
        site.answer(given[kind][0][0])
    hub.take(adapter, cursor)
    adapter.close()
    joint = hub.state(JOINT)
    assert [i.state for i in joint.invitations.values()] == [InvitationState.ACCEPTED]
    assert [s.state for s in joint.supervisions.values()] == [SupervisionState.REPLIED]
    assert joint.docket[HALF].state is DocketState.FOLLOWED
    assert [hop.acknowledged_at is not None for hop in hub.state(RESULT).hops] == [True]
    assert hub.engine.dead == []


def test_gate_decision_goes_by_procedure_beside_the_ticket(site, clock: FixedClock) -> None:
    context = AdapterContext(clock=clock, tokeniser=ClearTokeniser(), registry=site.registry)
    adapter = PoliceAdapter(site.settings, context)
    adapter.deliver(sample_delivery(DeliveryKind.GATE_DECISION, "police", reporter_native_id=site.reporter), ())
    adapter.close()
    assert rows(site, "SELECT YWLX, JJDBH, JG FROM WB_FK") == [("QZ", site.reporter, "前置结论")]


def test_a_task_of_the_meeting_is_done_or_open(sqlite_site, adapter: PoliceAdapter) -> None:
    delivery = sample_delivery(DeliveryKind.DOCKET_TASK, "police", unit=STATION)
    adapter.deliver(delivery, ())
    sqlite_site.change("WB_SJX", ("SDBH", delivery.delivery_id), {"DFZT": "2", "DFSJ": sqlite_site.now()})
    found = [r for batch in adapter.poll(None) for r in batch.records if r.source == "WB_SJX"]
    with pytest.raises(RowRejectedError) as caught:
        adapter.translate(found[-1])
    assert caught.value.field == "DFZT"
