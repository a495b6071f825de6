"""Change detection by the trigger log with its gaps, encodings of a real server, and write-back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa

from hub.core.deliveries import DeliveryKind, ReceiptStatus
from hub.core.errors import RowRejectedError
from hub.plugins.spec import AdapterContext, NativeBatch, NativeRecord
from hub.testing import ClearTokeniser, FixedClock, sample_delivery, sample_dossier
from hub_police.adapter import PoliceAdapter

NUMBERS = tuple(f"23080300700020260302{serial:04d}" for serial in range(1, 5))


def drain(adapter: PoliceAdapter, cursor: str | None) -> tuple[list[NativeBatch], str | None]:
    batches = list(adapter.poll(cursor))
    return batches, batches[-1].cursor if batches else cursor


def records(batches: list[NativeBatch]) -> list[NativeRecord]:
    return [record for batch in batches for record in batch.records]


@pytest.fixture
def real(mariadb_site, clock: FixedClock) -> Iterator[PoliceAdapter]:
    """Open the adapter on the real server."""
    context = AdapterContext(clock=clock, tokeniser=ClearTokeniser(), registry=mariadb_site.registry)
    adapter = PoliceAdapter(mariadb_site.settings, context)
    yield adapter
    adapter.close()


def test_tickets_from_before_the_triggers_are_loaded_once(sqlite_site, adapter: PoliceAdapter) -> None:
    sqlite_site.execute("DELETE FROM BD_LOG")
    batches, cursor = drain(adapter, None)
    assert sorted(record.native_id for record in records(batches)) == sorted(NUMBERS)
    assert records(drain(adapter, cursor)[0]) == []


def test_change_of_a_person_brings_the_ticket(sqlite_site, adapter: PoliceAdapter) -> None:
    _, cursor = drain(adapter, None)
    sqlite_site.execute("UPDATE JQ_RY SET XM = '赵长和' WHERE JJDBH = :key AND XH = 1", {"key": NUMBERS[1]})
    assert [record.native_id for record in records(drain(adapter, cursor)[0])] == [NUMBERS[1]]


def test_deleted_ticket_is_reported_as_removed(sqlite_site, adapter: PoliceAdapter) -> None:
    _, cursor = drain(adapter, None)
    sqlite_site.execute("DELETE FROM JQ_RY WHERE JJDBH = :key", {"key": NUMBERS[1]})
    sqlite_site.execute("DELETE FROM JQ_JJ WHERE JJDBH = :key", {"key": NUMBERS[1]})
    found = records(drain(adapter, cursor)[0])
    assert [(record.native_id, record.fields["CZ"]) for record in found] == [(NUMBERS[1], "D")]


def test_ticket_deleted_and_typed_again_is_there(sqlite_site, adapter: PoliceAdapter) -> None:
    _, cursor = drain(adapter, None)
    sqlite_site.execute("DELETE FROM JQ_JJ WHERE JJDBH = :key", {"key": NUMBERS[3]})
    sqlite_site.add_ticket({"JJDBH": NUMBERS[3]}, ())
    found = records(drain(adapter, cursor)[0])
    assert [record.fields.get("CZ") for record in found] == [None]


def _late_entry(site) -> int:
    """Let a transaction take a number of the log and stay open, and another behind it commit."""
    site.update(NUMBERS[0], SFDZ="甲")
    site.update(NUMBERS[1], SFDZ="乙")
    with site.engine.connect() as connection:
        late = connection.execute(sa.text("SELECT MAX(XH) - 1 FROM BD_LOG")).scalar_one()
    site.execute("DELETE FROM BD_LOG WHERE XH = :late", {"late": late})
    return int(late)


def _commit_late(site, late: int) -> None:
    row = {"late": late, "key": NUMBERS[0]}
    site.execute(
        "INSERT INTO BD_LOG (XH, TABM, ZJ, CZ, CZSJ) VALUES (:late, 'JQ_JJ', :key, 'U', '2026-03-16 09:00:00')", row
    )


def test_gap_is_remembered_and_filled(sqlite_site, adapter: PoliceAdapter, clock: FixedClock) -> None:
    _, cursor = drain(adapter, None)
    late = _late_entry(sqlite_site)
    batches, cursor = drain(adapter, cursor)
    assert [record.native_id for record in records(batches)] == [NUMBERS[1]]
    clock.advance(timedelta(minutes=10))
    batches, cursor = drain(adapter, cursor)
    assert records(batches) == []
    _commit_late(sqlite_site, late)
    batches, cursor = drain(adapter, cursor)
    assert [record.native_id for record in records(batches)] == [NUMBERS[0]]
    assert records(drain(adapter, cursor)[0]) == []


def test_gap_ages_out(sqlite_site, adapter: PoliceAdapter, clock: FixedClock) -> None:
    _, cursor = drain(adapter, None)
    late = _late_entry(sqlite_site)
    _, cursor = drain(adapter, cursor)
    clock.advance(timedelta(minutes=31))
    batches, cursor = drain(adapter, cursor)
    assert not records(batches) and str(late) not in str(cursor)


def test_log_that_was_emptied_before_it_was_read_is_a_fault(sqlite_site, adapter: PoliceAdapter) -> None:
    _, cursor = drain(adapter, None)
    sqlite_site.update(NUMBERS[0], SFDZ="甲")
    sqlite_site.execute("DELETE FROM BD_LOG")
    sqlite_site.update(NUMBERS[1], SFDZ="乙")
    batches, cursor = drain(adapter, cursor)
    assert [fault.code for batch in batches for fault in batch.faults] == ["E-LOG-01"]
    assert [record.native_id for record in records(batches)] == [NUMBERS[1]]
    assert not [fault for batch in drain(adapter, cursor)[0] for fault in batch.faults]


def test_log_that_was_emptied_after_it_was_read_is_none(sqlite_site, adapter: PoliceAdapter) -> None:
    _, cursor = drain(adapter, None)
    sqlite_site.execute("DELETE FROM BD_LOG")
    sqlite_site.update(NUMBERS[1], SFDZ="乙")
    assert not [fault for batch in drain(adapter, cursor)[0] for fault in batch.faults]


def test_invitation_and_supervision_are_answered(sqlite_site, adapter: PoliceAdapter, clock: FixedClock) -> None:
    _, cursor = drain(adapter, None)
    asked = [
        sample_delivery(kind, "police", unit="PS-230803007")
        for kind in (DeliveryKind.INVITATION, DeliveryKind.SUPERVISION)
    ]
    for delivery in asked:
        adapter.deliver(delivery, ())
        sqlite_site.answer(delivery)
    said = [s for r in records(drain(adapter, cursor)[0]) for s in adapter.translate(r).submissions]
    assert [(s.event.value, s.root) for s in said] == [
        ("InvitationAnswered", asked[0].root),
        ("SupervisionReplied", asked[1].root),
    ]
    assert said[0].details["invitee"] == "X2" and said[1].details["cause"] == "FEEDBACK"


def test_result_stands_in_words_that_officers_read(sqlite_site, adapter: PoliceAdapter) -> None:
    adapter.deliver(sample_delivery(DeliveryKind.FEEDBACK, "police", reporter_native_id=NUMBERS[0]), ())
    written = sqlite_site.written()[0]
    assert "'调解成功'" in written and "金额：5,000.00元" in written and "SUCCESS" not in written


@pytest.mark.mariadb
def test_rolled_back_transaction_leaves_a_harmless_gap(mariadb_site, real: PoliceAdapter, clock: FixedClock) -> None:
    _, cursor = drain(real, None)
    with mariadb_site.engine.connect() as connection:
        connection.execute(sa.text("UPDATE JQ_JJ SET SFDZ = '甲' WHERE JJDBH = :key"), {"key": NUMBERS[0]})
        connection.rollback()
    mariadb_site.update(NUMBERS[1], SFDZ="乙")
    batches, cursor = drain(real, cursor)
    assert [record.native_id for record in records(batches)] == [NUMBERS[1]]
    clock.advance(timedelta(minutes=31))
    assert records(drain(real, cursor)[0]) == []


@pytest.mark.mariadb
def test_open_transaction_on_a_real_server_is_found_when_it_commits(mariadb_site, real: PoliceAdapter) -> None:
    _, cursor = drain(real, None)
    slow = mariadb_site.engine.connect()
    slow.execute(sa.text("UPDATE JQ_JJ SET SFDZ = '甲' WHERE JJDBH = :key"), {"key": NUMBERS[0]})
    mariadb_site.update(NUMBERS[1], SFDZ="乙")
    batches, cursor = drain(real, cursor)
    assert [record.native_id for record in records(batches)] == [NUMBERS[1]]
    slow.commit()
    slow.close()
    assert [record.native_id for record in records(drain(real, cursor)[0])] == [NUMBERS[0]]


@pytest.mark.mariadb
def test_columns_of_the_real_server_are_gbk(mariadb_site, real: PoliceAdapter) -> None:
    with mariadb_site.engine.connect() as connection:
        charset = connection.execute(
            sa.text("SELECT CHARACTER_SET_NAME FROM information_schema.COLUMNS WHERE COLUMN_NAME = 'JYAQ'")
        ).scalar_one()
        stored = connection.execute(sa.text("SELECT HEX(XM) FROM JQ_RY WHERE XH = 1 LIMIT 1")).scalar_one()
    assert charset == "gbk" and bytes.fromhex(stored) == "赵长河".encode("gbk")
    found = next(record for record in records(drain(real, None)[0]) if record.native_id == NUMBERS[0])
    dossier = real.translate(found).dossier
    assert dossier is not None and dossier.parties[0].name == "赵长河" and dossier.parties[0].phone == "13904541234"


@pytest.mark.mariadb
def test_character_that_gbk_lacks_is_written_as_missing(mariadb_site, real: PoliceAdapter) -> None:
    delivery = sample_delivery(DeliveryKind.FEEDBACK, "police", reporter_native_id=NUMBERS[0])
    dossier = sample_dossier(delivery.root)
    rare = type(dossier.parties[0])(position=1, role="APPLICANT", kind="NATURAL", name="王䶮")
    receipt = real.deliver(delivery, [type(dossier)(root=dossier.root, parties=(rare,))])
    assert receipt.status is ReceiptStatus.WRITTEN and "王〓" in mariadb_site.written()[0]


@pytest.fixture
def binary_names(mariadb_site) -> Iterator[None]:
    """Let names be kept as bytes, as the oldest stations do."""
    mariadb_site.execute("ALTER TABLE JQ_RY MODIFY XM VARBINARY(60)")
    yield
    mariadb_site.execute("DELETE FROM JQ_RY")
    mariadb_site.execute("ALTER TABLE JQ_RY MODIFY XM VARCHAR(60) CHARACTER SET gbk")


@pytest.mark.mariadb
@pytest.mark.usefixtures("binary_names")
def test_bytes_in_gbk_are_read_and_others_held(mariadb_site, real: PoliceAdapter) -> None:
    by_key = "UPDATE JQ_RY SET XM = :name WHERE JJDBH = :key"
    mariadb_site.execute(by_key, {"name": "赵长河".encode("gbk"), "key": NUMBERS[0]})
    mariadb_site.execute(by_key, {"name": "赵长河".encode(), "key": NUMBERS[1]})
    found = {record.native_id: record for record in records(drain(real, None)[0])}
    dossier = real.translate(found[NUMBERS[0]]).dossier
    assert dossier is not None and dossier.parties[0].name == "赵长河"
    with pytest.raises(RowRejectedError) as caught:
        real.translate(found[NUMBERS[1]])
    assert (caught.value.field, caught.value.code, caught.value.value) == ("XM", "E-ENC-01", "")
    mariadb_site.execute("DELETE FROM JQ_RY")


@pytest.mark.mariadb
def test_reader_leaves_no_read_only_session_behind(mariadb_site, real: PoliceAdapter) -> None:
    for number in range(3):
        drain(real, None)
        delivery = sample_delivery(DeliveryKind.FEEDBACK, "police", reporter_native_id=NUMBERS[0], number=number)
        assert real.deliver(delivery, ()).status is ReceiptStatus.WRITTEN
    assert len(mariadb_site.written()) == 3


@pytest.mark.mariadb
def test_renamed_column_turns_the_check_red(mariadb_site, real: PoliceAdapter) -> None:
    mariadb_site.execute("ALTER TABLE WB_SJX RENAME COLUMN LTDW TO LTDWDM")
    red = [line.detail for line in real.check() if not line.ok]
    mariadb_site.execute("ALTER TABLE WB_SJX RENAME COLUMN LTDWDM TO LTDW")
    assert red == ["LTDW"]
