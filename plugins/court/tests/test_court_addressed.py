"""Whatever can concern a court arrives in its exchange table; the clerk's mark answers it through the hub's rules."""

from __future__ import annotations

from xml.etree.ElementTree import fromstring

import pytest

from hub.core.deliveries import DeliveryKind, ReceiptStatus
from hub.core.errors import RowRejectedError
from hub.core.machines import DocketState, InvitationState, SupervisionState
from hub.core.units import Registry
from hub.plugins.spec import AdapterContext
from hub.reference import default_registry
from hub.testing import ClearTokeniser, FixedClock, sample_delivery
from hub.testing.addressed import HALF, JOINT, RESULT, AddressedHub
from hub_court.adapter import CourtAdapter

COURT = "CT-230803"
ANSWERED = {
    DeliveryKind.INVITATION: ("YQ", f"{COURT}@{COURT}"),
    DeliveryKind.SUPERVISION: ("DB", f"INVITE_{COURT}@{COURT}"),
    DeliveryKind.DOCKET_TASK: ("HY", f"{HALF}@{COURT}"),
    DeliveryKind.RESULT_DOWN: ("XC", f"L4-230800@{COURT}"),
}


def open_on(site, clock: FixedClock) -> CourtAdapter:
    # the site's own cases, read again within the overlap, name bodies of its own
    others = [unit for unit in site.registry.all_units() if unit.code not in default_registry().units]
    registry = Registry.of([*default_registry().all_units(), *others])
    context = AdapterContext(clock=clock, tokeniser=ClearTokeniser(), registry=registry)
    return CourtAdapter(site.settings, context)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def site(request: pytest.FixtureRequest) -> object:
    return request.getfixturevalue(f"{request.param}_site")


def rows(site, columns: str) -> list[tuple[object, ...]]:
    with site.engine.connect() as connection:
        quoted = ", ".join(f'"{name}"' for name in columns.split())
        return [tuple(row) for row in connection.exec_driver_sql(f'SELECT {quoted} FROM "T_WB_JSRK" ORDER BY "LSH"')]


def test_everything_is_written_and_the_clerks_marks_answer_it(site, clock: FixedClock) -> None:
    hub, adapter = AddressedHub(default_registry()), open_on(site, clock)
    hub.address(default_registry().units[COURT][0])
    cursor = hub.passed(adapter)
    given = hub.hand_over(adapter)
    assert set(given) == adapter.info.receives
    assert {receipt.status for each in given.values() for _, receipt in each} == {ReceiptStatus.WRITTEN}
    written = {str(delivery): (str(kind).strip(), ref) for delivery, kind, ref in rows(site, "HUB_SDBH YWLX HUB_REF")}
    for kind, expected in ANSWERED.items():
        ((delivery, _),) = given[kind]
        assert written[delivery.delivery_id] == expected
        site.answer(delivery)
    hub.take(adapter, cursor)
    adapter.close()
    joint = hub.state(JOINT)
    assert [i.state for i in joint.invitations.values()] == [InvitationState.ACCEPTED]
    assert [s.state for s in joint.supervisions.values()] == [SupervisionState.REPLIED]
    assert joint.docket[HALF].state is DocketState.FOLLOWED
    assert [hop.acknowledged_at is not None for hop in hub.state(RESULT).hops] == [True]
    assert hub.engine.dead == []


def test_the_clerk_reads_in_words_what_is_asked(sqlite_site, adapter: CourtAdapter) -> None:
    adapter.deliver(sample_delivery(DeliveryKind.DOCKET_TASK, "court", unit=COURT), ())
    ((text,),) = rows(sqlite_site, "XML")
    root = fromstring(str(text))
    assert (root.get("YWLX"), root.findtext("JSDW"), root.findtext("SXRQ")) == ("HY", COURT, "2026-04-15")
    assert {detail.get("MC"): detail.text for detail in root.iter("XX")}["half"] == "2026-H1"


def said_after(site, adapter: CourtAdapter, kind: DeliveryKind, **mark: str) -> list[tuple[str, dict[str, object]]]:
    cursor = None
    for batch in adapter.poll(None):
        cursor = batch.cursor
    delivery = sample_delivery(kind, "court", unit=COURT)
    adapter.deliver(delivery, ())
    site.answer(delivery, **mark)
    records = [r for batch in adapter.poll(cursor) for r in batch.records if r.source == "T_WB_JSRK"]
    return [(s.event.value, dict(s.details)) for r in records for s in adapter.translate(r).submissions]


def test_an_invitation_is_declined_with_a_reason(sqlite_site, adapter: CourtAdapter) -> None:
    said = said_after(sqlite_site, adapter, DeliveryKind.INVITATION, state="9", fault="不属范围")
    declined = {"invitee": "X2", "subject": "X2", "result": "DECLINED", "reason": "SCOPE"}
    assert said == [("InvitationAnswered", declined)]


def test_an_invitation_declined_without_a_known_reason_is_held(sqlite_site, adapter: CourtAdapter) -> None:
    with pytest.raises(RowRejectedError) as caught:
        said_after(sqlite_site, adapter, DeliveryKind.INVITATION, state="9", fault="忙")
    assert caught.value.field == "CWXX"


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (DeliveryKind.REFERRAL, "1"),
        (DeliveryKind.GATE_DECISION, "1"),
        (DeliveryKind.ESCALATION_RETURNED, "1"),
        (DeliveryKind.SUPERVISION, "9"),
        (DeliveryKind.DOCKET_TASK, "9"),
    ],
)
def test_what_is_not_answered_here_says_nothing(kind: DeliveryKind, state: str, sqlite_site, adapter) -> None:
    assert said_after(sqlite_site, adapter, kind, state=state) == []
