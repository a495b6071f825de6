"""Through the real host: where bad input stands, whose task it is, and how it leaves quarantine."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hub.core.events import Event
from hub.plugins.ground import HostTools
from hub.plugins.host import AdapterHost
from hub.plugins.records import ItemKind, ItemState
from hub.plugins.spec import AdapterContext
from hub.plugins.store import AdapterStore
from hub.reference.organisations import default_registry
from hub.testing import ClearTokeniser, FixedClock, MemoryDoor
from hub.vault import MasterKey, SealedVault, SoftwareProvider


@pytest.fixture
def door():
    return MemoryDoor()


@pytest.fixture
def clock():
    return FixedClock()


@pytest.fixture
def host_of(office, door, clock, tmp_path):
    """Return a host of the office with a registry of units."""
    opened = []

    def open_host(registry):
        context = AdapterContext(clock=clock, tokeniser=ClearTokeniser(), registry=registry)
        vault = SealedVault(tmp_path / "own.db", MasterKey("0a0b0c0d", bytes(range(32))), SoftwareProvider(), clock)
        tools = HostTools(clock, vault, clock.sleep, registry=registry)
        adapter = office.adapter_type.open(office.settings, context)
        host = AdapterHost(adapter, door, AdapterStore(tmp_path / "own-host.db", "petition"), tools)
        opened.extend((host, vault))
        return host

    yield open_host
    for one in opened:
        one.close()


@pytest.fixture
def host(office, door, clock, tmp_path):
    context = AdapterContext(clock=clock, tokeniser=ClearTokeniser(), registry=office.registry)
    vault = SealedVault(tmp_path / "vault.db", MasterKey("0a0b0c0d", bytes(range(32))), SoftwareProvider(), clock)
    tools = HostTools(clock, vault, clock.sleep)
    adapter = office.adapter_type.open(office.settings, context)
    host = AdapterHost(adapter, door, AdapterStore(tmp_path / "host.db", "petition"), tools)
    yield host
    host.close()
    vault.close()


def test_bad_row_is_the_offices_task_until_the_office_mends_it(office, door, host):
    number, field = office.spoil_record()
    assert host.run_round().trouble == []
    (item,) = host.quarantine.listed()
    assert (item.kind, item.native_id, item.field, item.task_of) == (ItemKind.ROW, number, field, "petition")
    office.register.update(number, {"内容分类": "劳动和社会保障/拖欠工资"})
    office.export()
    assert host.run_round().released == 1
    assert host.quarantine.listed() == []
    assert f"petition:{number}" in {submission.root for submission in door.taken.values()}


@pytest.mark.parametrize(
    ("office_of", "centre", "held"),
    [
        ("230803", "L3-230803", []),
        ("230803", "L4-230800-CENTRE", [("ReferralCreated.unit", "E-ROUTE-03")]),
        ("230800", "L4-230800-CENTRE", []),
        ("230800", "L3-230803", [("ReferralCreated.unit", "E-ROUTE-03")]),
    ],
)
def test_PET_2_an_office_commissions_the_centre_of_its_own_level(office, door, host_of, office_of, centre, held):
    """The number names the office that registered it; a centre of another level is held with row, field and reason."""
    number = f"XF{office_of}202603020077"
    office.register.add({**office.petition, "信访件编号": number, "调解单位": centre, "调解状态": "已委托"})
    office.export()
    host = host_of(default_registry())
    host.run_round()
    listed = [item for item in host.quarantine.listed() if item.native_id == number]
    assert [(item.field, item.code) for item in listed] == held
    assert all("PET-2" in item.reason_en for item in listed)
    commissions = [s for s in door.taken.values() if s.event is Event.REFERRAL_CREATED and s.native_id == number]
    assert [s.details["frm"] for s in commissions] == ([] if held else [f"XF-{office_of}"])


def test_bad_row_that_the_office_takes_back_leaves_quarantine(office, host, clock):
    """Gone for two nights, the row has nobody's task left."""
    number, _ = office.spoil_record()
    host.run_round()
    office.register.remove(number)
    office.export()
    host.run_round()
    assert [item.native_id for item in host.quarantine.listed()] == [number]
    clock.advance(timedelta(days=2))
    office.export()
    host.run_round()
    assert host.quarantine.listed() == []


def test_cut_snapshot_is_held_whole_and_stops_nothing(office, door, host):
    host.run_round()
    before = len(door.taken)
    office.register.update(office.reporter, {"调解状态": "撤回委托"})
    name = office.export(office.next_export()[:300])
    report = host.run_round()
    assert report.trouble == []
    (item,) = host.quarantine.listed(ItemState.OPEN)
    assert (item.kind, item.place, item.code, item.task_of) == (
        ItemKind.INPUT,
        name,
        "E-FIL-01",
        office.adapter_type.info.contact,
    )
    office.export()
    host.run_round()
    assert [s.event.value for s in list(door.taken.values())[before:]] == ["ReferralWithdrawn"]


def test_changed_report_becomes_a_correction(office, door, host):
    host.run_round()
    office.register.update(office.reporter, {"内容分类": "物业管理"})
    office.export()
    assert host.run_round().corrected == 1
    corrected = [s for s in door.taken.values() if s.event.value == "DisputeCorrected"]
    assert [s.details["type"] for s in corrected] == ["PROPERTY_MGMT"]
    assert host.quarantine.listed() == []


def test_another_night_without_change_sends_nothing(office, door, host):
    host.run_round()
    before = dict(door.taken)
    office.export()
    host.run_round()
    assert door.taken == before
    assert door.repeats == 0
