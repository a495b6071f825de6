"""The offices' files: what happens when one is locked, away, damaged, replaced, or has a wrong clock."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from hub.core.deliveries import DeliveryKind
from hub.core.errors import AgencyUnavailableError, ClosedInputError, RowRejectedError
from hub.plugins.spec import InputFault, NativeRecord
from hub.testing import sample_delivery
from hub_justice.adapter import JusticeSettings


def poll(adapter, cursor: str | None = None) -> tuple[list[NativeRecord], list[InputFault], str | None]:
    """Return everything one poll brings."""
    records, faults = [], []
    for batch in adapter.poll(cursor):
        records += batch.records
        faults += batch.faults
        cursor = batch.cursor
    return records, faults, cursor


@pytest.fixture
def adapter(justice_site):
    justice_site.settings = JusticeSettings(folder=justice_site.ledgers, forms=justice_site.forms, busy_seconds=0)
    opened = justice_site.open()
    yield opened
    opened.close()


def test_a_wrong_clock_hides_nobody(justice_site, adapter, clock) -> None:
    """A computer two years ahead: its row is held by name, and what others type afterwards is still found."""
    ahead = justice_site.type_in({**justice_site.rows("rmtj_case")[0], "id": 90, "updated_at": "2028-03-16 09:00:00"})
    records, _, cursor = poll(adapter)
    row = next(record for record in records if record.native_id == ahead)
    with pytest.raises(RowRejectedError, match="clock"):
        adapter.translate(row)
    clock.advance(timedelta(minutes=30))
    changed = justice_site.change_record()
    again, _, cursor = poll(adapter, cursor)
    assert changed in {record.native_id for record in again}
    clock.advance(timedelta(minutes=30))
    justice_site.change(ahead, {"受理日期": "2026-03-16"})
    mended, _, _ = poll(adapter, cursor)
    assert adapter.translate(next(r for r in mended if r.native_id == ahead)).submissions


def test_a_clock_behind_is_found_by_key(justice_site, adapter) -> None:
    """A new row with an update time of two years ago lies far behind the mark; its key is new."""
    _, _, cursor = poll(adapter)
    late = justice_site.type_in({**justice_site.rows("rmtj_case")[0], "id": 91, "updated_at": "2024-03-16 09:00:00"})
    records, _, _ = poll(adapter, cursor)
    assert late in {record.native_id for record in records}


def test_a_row_without_time_is_not_lost(justice_site, adapter) -> None:
    """It's read, and held with its field."""
    native_id = justice_site.type_in({**justice_site.rows("rmtj_case")[0], "id": 92, "updated_at": None})
    records, _, _ = poll(adapter)
    with pytest.raises(RowRejectedError, match="updated_at"):
        adapter.translate(next(record for record in records if record.native_id == native_id))


def test_a_correction_alone_brings_its_case(justice_site, adapter, clock) -> None:
    """Whoever registers a correction need not touch the case."""
    before, _, cursor = poll(adapter)
    clock.advance(timedelta(hours=1))
    justice_site.type_in({"case_id": 2, "次序": 1, "更正日期": "2026-03-16", "金额": "8"}, table="rmtj_gz")
    records, _, _ = poll(adapter, cursor)
    new = {(record.native_id, record.version) for record in records}
    assert [native_id for native_id, _ in new - {(r.native_id, r.version) for r in before}] == ["230803007/2"]


def test_nothing_is_read_when_nothing_changed(justice_site, adapter) -> None:
    """An unchanged file costs one look at its change counter."""
    _, _, cursor = poll(adapter)
    poll(adapter, cursor)
    assert poll(adapter, cursor)[0] == []


def test_what_the_host_lost_comes_again(justice_site, adapter, clock) -> None:
    """A host that fails while it takes a batch, and polls again at the old cursor, gets the batch again."""
    _, _, cursor = poll(adapter)
    poll(adapter, cursor)
    changed = justice_site.change_record()  # in the same second as before: the mark doesn't move
    taken = next(iter(adapter.poll(cursor)))
    again, _, _ = poll(adapter, cursor)
    assert changed in {r.native_id for r in taken.records} and changed in {r.native_id for r in again}


def test_one_locked_office_does_not_keep_the_others_waiting(justice_site, adapter) -> None:
    """The others are read first; then the host hears that one must be tried again."""
    with closing(sqlite3.connect(justice_site.ledgers / "230800.db")) as clerk:
        clerk.execute("BEGIN EXCLUSIVE")
        batches = adapter.poll(None)
        assert len(next(batches).records) == 3
        with pytest.raises(AgencyUnavailableError, match=r"230800\.db"):
            next(batches)
        with pytest.raises(AgencyUnavailableError):
            adapter.deliver(sample_delivery(DeliveryKind.REFERRAL, "justice", unit="L4-230800"), ())
    assert len(poll(adapter)[0]) == 3


def test_a_damaged_ledger_is_said_once(justice_site, adapter) -> None:
    """The office's file is named with what to do; the others go on, and it isn't repeated at every poll."""
    (justice_site.ledgers / "230803.db").write_bytes(b"this is no database, it was cut on the way" * 30)
    records, faults, cursor = poll(adapter)
    assert len(records) == 3
    assert [(fault.place, "restore" in fault.reason) for fault in faults] == [("230803.db", True)]
    assert poll(adapter, cursor)[1] == []
    red = [line for line in adapter.check() if not line.ok]
    assert red and all("230803" in line.detail and line.remedy for line in red)


def test_a_vanished_ledger_is_said_once(justice_site, adapter) -> None:
    """A file that somebody moved away: named, not retried for ever; back again, it's read on."""
    _, _, cursor = poll(adapter)
    path = justice_site.ledgers / "230803007.db"
    kept = path.rename(path.with_suffix(".away"))
    records, faults, cursor = poll(adapter, cursor)
    assert records == [] and [fault.place for fault in faults] == ["230803007.db"]
    assert poll(adapter, cursor)[1] == []
    kept.rename(path)
    justice_site.change_record()
    records, faults, cursor = poll(adapter, cursor)
    assert records and faults == [] and "gone" not in (cursor or "")


def test_a_restored_backup_is_opened_anew(justice_site, adapter) -> None:
    """The file that takes the place of another is read, not the deleted one."""
    _, _, cursor = poll(adapter)
    path = justice_site.ledgers / "230803007.db"
    copy = path.with_suffix(".new")
    copy.write_bytes(path.read_bytes())
    with closing(sqlite3.connect(copy)) as file:
        file.execute("UPDATE rmtj_case SET 调解员 = '新来的', updated_at = '2026-03-16 09:00:01' WHERE id = 1")
        file.commit()
    copy.replace(path)
    records, _, _ = poll(adapter, cursor)
    assert {record.fields["调解员"] for record in records if record.native_id == "230803007/1"} == {"新来的"}


def test_a_ledger_without_our_columns_is_named(justice_site, adapter) -> None:
    """An update of the office's software that dropped a table holds that office alone."""
    justice_site.run("DROP TABLE hub_in", office="230800")
    records, faults, _ = poll(adapter)
    assert len(records) == 3 and "native.sql" in faults[0].reason
    with pytest.raises(ClosedInputError, match="lacks"):
        adapter.deliver(sample_delivery(DeliveryKind.REFERRAL, "justice", unit="L4-230800"), ())
    lines = {line.zh: line for line in adapter.check()}
    assert not lines["表结构"].ok and "hub_in.delivery_id" in lines["表结构"].detail


def test_check_names_unknown_units_and_wrong_clocks(justice_site, adapter) -> None:
    """Both would hold rows later; the engineer hears of them first."""
    justice_site.run("INSERT INTO rmtj_tjwyh VALUES ('L9', '未登记', 1)")
    justice_site.type_in({"updated_at": "2031-01-01 00:00:00"})
    lines = {line.zh: line for line in adapter.check()}
    assert "L9" in lines["调委会代码"].detail and "1 rows" in lines["时钟"].detail


def test_folder_without_ledgers_is_red(justice_site, adapter) -> None:
    """An empty folder isn't a sound system."""
    for path in justice_site.ledgers.glob("*.db"):
        path.unlink()
    assert not adapter.check()[0].ok
