"""Through the real host: where bad input stands, whose task it is, and how it leaves quarantine."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hub.plugins.host import AdapterHost, HostTools
from hub.plugins.records import ItemKind, ItemState
from hub.plugins.spec import AdapterContext
from hub.plugins.store import AdapterStore
from hub.testing import ClearTokeniser, FixedClock, MemoryDoor
from hub.vault import MasterKey, SealedVault, SoftwareProvider


@pytest.fixture
def door():
    return MemoryDoor()


@pytest.fixture
def clock():
    return FixedClock()


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
