"""A host and a real small system: nothing lost, nothing twice, nothing unexplained."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import time, timedelta
from pathlib import Path

import pytest

from hub.core.deliveries import DeliveryKind, ReceiptStatus
from hub.core.errors import PermanentError, RowRejectedError
from hub.core.events import NO_AGENCYS, Event, Submission
from hub.plugins.desk import parse_patch
from hub.plugins.inspection import check_adapter, try_adapter
from hub.plugins.records import HostPolicy, ItemKind, ItemState
from hub.plugins.spec import NativeRecord, Translation
from hub.testing import sample_delivery
from tests.host_rig import Rig, rig_in
from tests.ledger_site import PERSONAL

LATER = timedelta(minutes=30)


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    rig = rig_in(tmp_path)
    yield rig
    rig.close()


def events(rig: Rig) -> list[str]:
    return sorted(f"{s.native_id}/{s.event.value}" for s in rig.door.taken.values())


def test_round_takes_every_row_once(rig: Rig) -> None:
    """Rows go in once; a second round changes nothing."""
    with rig.host() as host:
        first, second = host.run_round(), host.run_round()
    assert events(rig) == ["M1/DisputeReported", "M2/CaseOpened", "M2/DisputeReported", "M3/DisputeReported"]
    assert (first.submitted, second.submitted, rig.door.repeats) == (4, 0, 0)
    assert second.unchanged == second.polled


def test_new_host_resumes_from_its_cursor(rig: Rig) -> None:
    """Cursor and versions are in the file, not in memory."""
    with rig.host() as host:
        host.run_round()
    with rig.host() as host:
        report = host.run_round()
    assert report.translated == 0 and rig.door.repeats == 0


def test_no_personal_data_in_clear_on_disk(rig: Rig) -> None:
    """Neither spool nor quarantine holds a name or number in clear, even while the hub is away."""
    rig.door.shut = True
    rig.site.spoil_record()
    with rig.host() as host:
        host.run_round()
        files = [path for path in rig.folder.iterdir() if path.name.startswith(("adapter-", "vault"))]
        content = b"".join(path.read_bytes() for path in files)
    assert files and not [value[0] for value in PERSONAL if value.encode() in content]


def test_spool_while_the_hub_is_away(rig: Rig) -> None:
    """Statements wait in the file, survive a restart with their dossiers, and go out in order."""
    rig.door.shut = True
    with rig.host() as host:
        report = host.run_round()
    assert report.spooled == 3 and report.trouble and not rig.door.taken
    rig.door.shut = False
    with rig.host() as host:
        assert host.run_round().spooled == 0
    assert len(rig.door.taken) == 4
    assert rig.door.dossiers["ledger:M1"].parties[0].name == "孟繁星"


def test_spool_is_bounded(tmp_path: Path) -> None:
    """When the spool is full, polling stops; nothing is dropped and all comes later."""
    rig = rig_in(tmp_path, HostPolicy(spool_limit=2))
    rig.door.shut = True
    with rig.host() as host:
        assert host.run_round().skipped == "spool full"
        assert host.run_round().polled == 0
        rig.door.shut = False
        host.run_round()
        host.run_round()
    assert len(rig.door.taken) == 4
    rig.close()


def test_lost_answer_is_no_duplicate(rig: Rig) -> None:
    """The hub took it but the answer was lost: it's sent again and recognised."""
    rig.door.fail_after = 0
    with rig.host() as host:
        host.run_round()
        host.run_round()
    assert len(rig.door.taken) == 4 and rig.door.repeats > 0


def test_unknown_code_holds_the_row_alone(rig: Rig) -> None:
    """One bad field holds its whole row with field, masked value, reason and whose task; the others go in."""
    rig.site.spoil_record()
    with rig.host() as host:
        host.run_round()
        (item,) = host.quarantine.listed()
    assert events(rig) == ["M1/DisputeReported", "M2/CaseOpened", "M2/DisputeReported"]
    assert (item.id, item.field, item.code, item.task_of) == ("Q-ledger-1001", "category", "E-CODE-02", "ledger office")
    assert item.place == "matter M3" and item.kind is ItemKind.ROW and item.masked == "7*"
    assert item.reason_zh == "出现未登记代码" and "known codes" in item.reason_en


def test_held_again_is_one_item(rig: Rig) -> None:
    """Seeing the same bad row again raises its count, it doesn't make a second item."""
    rig.site.spoil_record()
    with rig.host() as host:
        host.run_round()
        rig.clock.advance(timedelta(minutes=5))
        host.run_round()
        (item,) = host.quarantine.listed()
    assert item.count == 2 and item.last_seen > item.first_seen


def test_mended_at_source_is_released(rig: Rig) -> None:
    """When the clerk mends the row, the next poll takes it in and closes the item."""
    native_id, _ = rig.site.spoil_record()
    with rig.host() as host:
        host.run_round()
        rig.clock.advance(LATER)
        rig.site.mend_record(native_id)
        report = host.run_round()
        (item,) = host.quarantine.listed(None)
    assert report.released == 1 and item.state is ItemState.RELEASED
    assert "M3/DisputeReported" in events(rig)


def test_fix_takes_the_row_in(rig: Rig) -> None:
    """A person sets the field; the row goes in, stays in, and the item says who did it."""
    rig.site.spoil_record()
    with rig.host() as host:
        host.run_round()
    with rig.desk() as desk:
        result = desk.fix("Q-ledger-1001", dict([parse_patch("category=01")]), who="王工")
        assert result.entered and result.item.state is ItemState.FIXED and result.item.closed_by == "王工"
        assert parse_patch("x=") == ("x", None)
    with rig.host() as host:
        host.run_round()
        assert host.quarantine.listed() == []
    assert "M3/DisputeReported" in events(rig)
    assert any(record.receiver == "王工" for record in rig.vault.accesses())


def test_fix_with_another_wrong_value_stays(rig: Rig) -> None:
    """A fix that doesn't help leaves the item open with the new reason."""
    rig.site.spoil_record()
    with rig.host() as host:
        host.run_round()
    with rig.desk() as desk:
        result = desk.fix("Q-ledger-1001", {"category": "78"}, who="王工")
        assert not result.entered and result.item.state is ItemState.OPEN and len(result.still) == 1
        with pytest.raises(PermanentError, match="no field"):
            desk.fix("Q-ledger-1001", {"nothing": "1"}, who="王工")


def test_retry_after_nothing_changed_stays(rig: Rig) -> None:
    """Retry alone doesn't make a bad row good."""
    rig.site.spoil_record()
    with rig.host() as host:
        host.run_round()
    with rig.desk() as desk:
        assert [result.entered for result in desk.retry_all(who="王工")] == [False]


def test_proposal_is_taken_only_by_a_person(rig: Rig) -> None:
    """A near word is proposed; accepting it takes the row in, with the person's name."""
    rig.site.set("M3", "category", "邻里纠分")
    with rig.host() as host:
        host.run_round()
        (item,) = host.quarantine.listed()
        assert (item.proposal, item.masked) == ("邻里纠纷", "邻***")
    assert "M3/DisputeReported" not in events(rig)
    with rig.desk() as desk:
        result = desk.accept(item.id, who="王工")
    assert result.entered and (result.item.closed_by, result.item.state) == ("王工", ItemState.FIXED)
    assert "M3/DisputeReported" in events(rig)


def test_nothing_to_accept(rig: Rig) -> None:
    """Without a proposal a person must name the value."""
    rig.site.spoil_record()
    with rig.host() as host:
        host.run_round()
    with rig.desk() as desk, pytest.raises(PermanentError, match="no proposal"):
        desk.accept("Q-ledger-1001", who="王工")


def test_discard_needs_a_reason_and_is_kept(rig: Rig) -> None:
    """Giving up is on the record, and the same version isn't held again."""
    rig.site.spoil_record()
    with rig.host() as host:
        host.run_round()
    with rig.desk() as desk:
        with pytest.raises(PermanentError, match="reason"):
            desk.discard("Q-ledger-1001", who="王工", why=" ")
        assert desk.discard("Q-ledger-1001", who="王工", why="测试数据").state is ItemState.DISCARDED
    with rig.host() as host:
        host.run_round()
        assert host.quarantine.listed() == []


def test_changed_report_becomes_a_correction(rig: Rig) -> None:
    """A report whose content changed goes out as DisputeCorrected with a rising version, then no more."""
    with rig.host() as host:
        host.run_round()
        for category in ("03", "01"):
            rig.clock.advance(LATER)
            rig.site.set("M2", "category", category)
            assert host.run_round().corrected == 1
        host.run_round()
    corrections = [s for s in rig.door.taken.values() if s.event is Event.DISPUTE_CORRECTED]
    assert [c.details["v"] for c in corrections] == [2, 3]
    assert [c.details["type"] for c in corrections] == ["CONSUMER", "NEIGHBOUR"]
    assert {c.details["supersedes"] for c in corrections} == {"M2/DisputeReported"}
    assert len({c.event_id for c in corrections}) == 2


def test_changed_agreement_becomes_a_correction(rig: Rig) -> None:
    """5,000 mended to 50,000 is an AgreementCorrected."""
    rig.site.set("M2", "agreed_at", "2026年3月12日")
    rig.site.set("M2", "amount", "5,000")
    with rig.host() as host:
        host.run_round()
        rig.clock.advance(LATER)
        rig.site.set("M2", "amount", "5万元")
        host.run_round()
    (correction,) = [s for s in rig.door.taken.values() if s.event is Event.AGREEMENT_CORRECTED]
    assert correction.details["amount_fen"] == 5_000_000 and correction.details["v"] == 2
    assert correction.details["supersedes"] == "M2/AgreementReached" and correction.unit == "L1"


def test_other_changed_event_is_held(rig: Rig) -> None:
    """Any other event sent before can't change silently: E-DUP-02, the agency's task; mended back it's released."""
    with rig.host() as host:
        host.run_round()
        rig.clock.advance(LATER)
        rig.site.set("M2", "opened_at", "2026-03-08")
        host.run_round()
        (item,) = host.quarantine.listed()
        assert (item.code, item.field, item.task_of, item.kind) == ("E-DUP-02", "CaseOpened", "ledger", "STATEMENT")
        rig.clock.advance(LATER)
        rig.site.set("M2", "opened_at", "2026.3.9")
        host.run_round()
        assert host.quarantine.listed() == []


@pytest.mark.parametrize("opened", ["2028-03-10", "2000-01-01"])
def test_clock_far_off_is_held(rig: Rig, opened: str) -> None:
    """Two years ahead or more than twenty years back is a wrong clock: E-TIME-01."""
    rig.site.set("M1", "opened_at", opened)
    with rig.host() as host:
        host.run_round()
        (item,) = host.quarantine.listed()
    assert item.code == "E-TIME-01" and item.native_id == "M1"


def test_late_record_is_taken(rig: Rig) -> None:
    """Thirteen months late is late, not wrong."""
    rig.site.set("M1", "opened_at", "2025-02-10")
    with rig.host() as host:
        host.run_round()
        assert host.quarantine.listed() == []
    assert "M1/DisputeReported" in events(rig)


def test_undeclared_event_is_held(rig: Rig) -> None:
    """What the agency may not state holds the row: E-AUTH-01."""
    with rig.host() as host:
        narrowed = dataclasses.replace(host.info, submits=frozenset({Event.DISPUTE_REPORTED}))
        host._admission = dataclasses.replace(host._admission, info=narrowed)
        host.run_round()
        (item,) = host.quarantine.listed()
    assert (item.code, item.field, item.native_id) == ("E-AUTH-01", "CaseOpened", "M2")
    assert events(rig) == ["M1/DisputeReported", "M3/DisputeReported"]


@pytest.mark.parametrize("event", sorted(NO_AGENCYS))
def test_no_adapter_states_what_people_and_the_hub_decide(rig: Rig, event: Event) -> None:
    """Declaring it helps nothing: no system signs the city's form, adjusts a figure, joins disputes or sets alarms."""
    with rig.host() as host:
        info = dataclasses.replace(host.info, submits=frozenset(Event))
        admission = dataclasses.replace(host._admission, info=info)
        now = rig.clock.now()
        statement = Submission(
            event=event, event_id="x", root="ledger:M1", agency=info.code, system="ledger", native_id="M1",
            occurred_at=now, recorded_at=now, details={},
        )  # fmt: skip
        with pytest.raises(RowRejectedError) as fault:
            admission.admit(
                NativeRecord(source="ledger", native_id="M1", version="1", fields={}, place="M1"),
                Translation(submissions=(statement,)),
                now,
            )
    assert fault.value.code == "E-AUTH-01"


def test_ten_megabyte_narrative_is_held(rig: Rig) -> None:
    """A 10 MB narrative holds its row, whole and sealed, and harms no other."""
    rig.site.set("M1", "story", "诉" * (4 * 1024 * 1024))
    with rig.host() as host:
        host.run_round()
        (item,) = host.quarantine.listed()
        assert len(host.quarantine.content(item.id, receiver="test", purpose="look")) > 10 * 1024 * 1024
    assert (item.code, item.native_id) == ("E-SIZE-01", "M1")
    assert len(events(rig)) == 3


def test_outage_then_recovery(rig: Rig) -> None:
    """An outage is retried, opens the circuit, and ends by itself."""
    with rig.host() as host:
        rig.site.stop()
        for _ in range(3):
            assert host.run_round().trouble == ["E-NET-01"]
        assert host.circuit.is_open
        assert host.run_round().skipped == "circuit open"
        rig.site.start()
        rig.clock.advance(timedelta(minutes=5))
        host.run_round()
        assert not host.circuit.is_open and len(rig.door.taken) == 4
        assert host.store.counters()["outages"] == 3


def test_pause_and_resume(rig: Rig) -> None:
    """A paused adapter does nothing, across restarts; resumed it loses nothing."""
    with rig.host() as host:
        host.store.is_paused = True
    with rig.host() as host:
        assert host.run_round().skipped == "paused" and not rig.door.taken
        host.store.is_paused = False
        assert host.run_round().submitted == 4


def test_query_window(tmp_path: Path) -> None:
    """Outside the agreed hours the database isn't asked; a window may reach over midnight."""
    rig = rig_in(tmp_path, HostPolicy(windows=((time(20), time(6)),)))
    with rig.host() as host:
        assert host.run_round().skipped == "outside the query window"
        rig.clock.advance(timedelta(hours=13))
        assert host.run_round().submitted == 4
    rig.close()


def test_rows_per_round(tmp_path: Path) -> None:
    """A round takes a bounded number of rows and the next goes on."""
    rig = rig_in(tmp_path, HostPolicy(rows_per_round=2))
    with rig.host() as host:
        assert host.run_round().polled == 2
        host.run_round()
    assert len(rig.door.taken) == 4
    rig.close()


def test_delivery_is_written_and_acknowledged_once(rig: Rig) -> None:
    """A delivery lands natively once, with its receipt, though it's handed out twice."""
    delivery = sample_delivery(DeliveryKind.FEEDBACK, "ledger")
    rig.door.put(delivery)
    with rig.host() as host:
        host.run_round()
        rig.door.put(delivery)
        host.run_round()
    assert len(rig.site.written()) == 1
    assert rig.door.receipts[delivery.delivery_id].status is ReceiptStatus.WRITTEN
    assert rig.door.inbox("ledger", 10) == []
    assert rig.door.opened and all(receiver == "ledger" for _, receiver, _ in rig.door.opened)


def test_delivery_waits_for_the_system(rig: Rig) -> None:
    """While the system is away deliveries stay in the inbox, in order."""
    rig.door.put(sample_delivery(DeliveryKind.FEEDBACK, "ledger"))
    with rig.host() as host:
        rig.site.stop()
        host.run_round()
        assert len(rig.door.inbox("ledger", 10)) == 1
        rig.site.start()
        host.run_round()
    assert len(rig.site.written()) == 1


def test_undeliverable_is_held_refused_and_retried(rig: Rig) -> None:
    """A delivery that can't be written doesn't block the inbox: held, refused, and delivered by a retry."""
    delivery = sample_delivery(DeliveryKind.FEEDBACK, "ledger")
    rig.door.put(delivery)
    rig.door.put(sample_delivery(DeliveryKind.INFORMATION, "ledger"))
    with rig.host() as host:
        host.run_round()
        rig.site.sql("DELETE FROM hub_in")
    rig.site.sql("ALTER TABLE hub_in RENAME TO gone")
    rig.door.put(broken := sample_delivery(DeliveryKind.FEEDBACK, "ledger", number=2))
    rig.door.put(sample_delivery(DeliveryKind.SUPERVISION, "ledger"))
    with rig.host() as host:
        host.run_round()
        codes = sorted(item.code for item in host.quarantine.listed() if item.kind is ItemKind.DELIVERY)
    assert codes == ["E-ADP-01", "E-AUTH-02"]
    assert rig.door.receipts[broken.delivery_id].status is ReceiptStatus.REFUSED
    rig.site.sql("ALTER TABLE gone RENAME TO hub_in")
    with rig.desk() as desk:
        held = [item for item in desk._quarantine.listed() if item.kind is ItemKind.DELIVERY]
        assert [desk.retry(item.id, who="王工").entered for item in held] == [True, False]
    assert rig.door.receipts[broken.delivery_id].status is ReceiptStatus.WRITTEN
    assert len(rig.site.written()) == 1
    with rig.host() as host:
        host.run_round()
        assert [item.code for item in host.quarantine.listed()] == ["E-AUTH-02"]


def test_check_and_try_send_nothing(rig: Rig) -> None:
    """Check and try translate for real, say whether it may go live, and leave no trace."""
    before = rig.site.content()
    rig.site.set("M3", "category", "77")
    with rig.host() as host:
        check = check_adapter(host.adapter, rig.clock)
        trial = try_adapter(host.adapter, rig.clock, limit=2)
    assert check.may_go_live and check.trial is not None
    assert (check.trial.rows, check.trial.translated, check.trial.leaks) == (3, 2, 0)
    assert check.trial.rejections[0].code == "E-CODE-02" and trial.rows == 2
    assert not rig.door.taken and rig.site.content() != before
    rig.site.stop()
    with rig.host() as host:
        assert not check_adapter(host.adapter, rig.clock).may_go_live


def test_full_disk_is_survived(rig: Rig) -> None:
    """When the adapter's file can't grow, the round ends with trouble, the cursor stays, and all comes later."""
    with rig.host() as host:
        pages = host.store.execute("PRAGMA page_count")[0][0]
        host.store.execute(f"PRAGMA max_page_count = {pages}")
        rig.site.sql("UPDATE matter SET category = ?", "9" * 4000)
        assert "E-BUS-01" in host.run_round().trouble
        assert host.store.cursor is None and not rig.door.taken
        host.store.execute("PRAGMA max_page_count = 100000")
        rig.site.sql("UPDATE matter SET category = '01'")
        host.run_round()
    assert len(rig.door.taken) == 4


def test_erased_dossier_does_not_stop_the_statement(rig: Rig) -> None:
    """A root erased while its statement waited goes out without its dossier."""
    rig.door.shut = True
    with rig.host() as host:
        host.run_round()
    rig.vault.erase("ledger:M1")
    rig.door.shut = False
    with rig.host() as host:
        host.run_round()
        assert host.quarantine.listed() == []
    assert len(rig.door.taken) == 4 and set(rig.door.dossiers) == {"ledger:M2", "ledger:M3"}
