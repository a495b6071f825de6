"""Through the real host: where bad input stands, whose task it is, and how it leaves quarantine."""

from __future__ import annotations

import pytest

from hub.plugins.ground import HostTools
from hub.plugins.host import AdapterHost
from hub.plugins.records import ItemKind
from hub.plugins.spec import AdapterContext
from hub.plugins.store import AdapterStore
from hub.testing import ClearTokeniser, FixedClock, MemoryDoor
from hub.vault import MasterKey, SealedVault, SoftwareProvider


@pytest.fixture
def door():
    return MemoryDoor()


@pytest.fixture
def host(app, door, tmp_path):
    clock = FixedClock()
    context = AdapterContext(clock=clock, tokeniser=ClearTokeniser(), registry=app.registry)
    vault = SealedVault(tmp_path / "vault.db", MasterKey("0a0b0c0d", bytes(range(32))), SoftwareProvider(), clock)
    adapter = app.adapter_type.open(app.settings, context)
    store = AdapterStore(tmp_path / "host.db", "grid")
    host = AdapterHost(adapter, door, store, HostTools(clock, vault, clock.sleep))
    yield host
    host.close()
    vault.close()


def test_bad_event_is_the_platforms_task_until_it_is_mended(app, door, host):
    native_id, field = app.spoil_record()
    assert host.run_round().trouble == []
    (item,) = host.quarantine.listed()
    assert (item.kind, item.native_id, item.field, item.task_of) == (ItemKind.ROW, native_id, field, "grid")
    app.mend_record(native_id)
    assert host.run_round().released == 1
    assert host.quarantine.listed() == []
    assert f"grid:{native_id}" in {submission.root for submission in door.taken.values()}


def test_bad_event_that_is_deleted_leaves_quarantine(app, host):
    native_id, _ = app.spoil_record()
    host.run_round()
    app.store.change(native_id, {"deleted": True})
    assert host.run_round().released == 1
    assert host.quarantine.listed() == []


def test_event_without_id_is_held_with_its_place(app, host):
    app.store.events["odd"] = {"status": "UPLOADED", "desc": "谁的？"}
    app.store.changes.append("odd")
    host.run_round()
    (item,) = host.quarantine.listed()
    assert (item.field, item.place, item.task_of) == ("eventId", "eventId=?", "grid")


def test_repeated_pages_send_nothing_twice(app, door, host):
    host.run_round()
    app.change_record()
    report = host.run_round()
    assert report.unchanged > 0
    assert door.repeats == 0


def test_changed_event_is_a_correction_and_a_new_description_is_not(app, door, host):
    """Statements are compared, not records: what only changes the sealed dossier corrects nothing."""
    host.run_round()
    app.store.change(app.reporter, {"desc": "又吵起来了。"})
    assert host.run_round().corrected == 0
    assert "又吵起来了" in door.dossiers[f"grid:{app.reporter}"].narrative
    app.store.change(app.reporter, {"category": "0306"})
    assert host.run_round().corrected == 1


def test_outage_is_noted_and_the_next_round_goes_on(app, door, host):
    app.stop()
    assert host.run_round().trouble == ["E-NET-01"]
    app.start()
    host.run_round()
    assert len({submission.root for submission in door.taken.values()}) == 3
