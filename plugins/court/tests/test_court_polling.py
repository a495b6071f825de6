"""Change detection and write-back on the court's own tables."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from defusedxml.ElementTree import fromstring

from hub.core.deliveries import DeliveryKind, ReceiptStatus
from hub.core.events import Event
from hub.plugins.spec import AdapterContext
from hub.testing import ClearTokeniser, FixedClock, sample_delivery, sample_dossier
from hub_court.adapter import CourtAdapter
from hub_court.exchange import document


def drain(adapter: CourtAdapter, cursor: str | None) -> tuple[list[str], str | None]:
    found: list[str] = []
    for batch in adapter.poll(cursor):
        found += [record.native_id for record in batch.records]
        cursor = batch.cursor
    return found, cursor


def test_transaction_that_commits_late_is_found_within_the_overlap(sqlite_site, adapter: CourtAdapter) -> None:
    sqlite_site.update("TJ2026000101", GXSJ="2026-03-16 09:00:00")
    _, cursor = drain(adapter, None)
    sqlite_site.add_case({"BH": "LATE", "GXSJ": "2026-03-16 08:52:00"}, (("赵长河", "", ""),))
    assert "LATE" in drain(adapter, cursor)[0]


def test_overlap_has_an_end(sqlite_site, adapter: CourtAdapter) -> None:
    sqlite_site.update("TJ2026000101", GXSJ="2026-03-16 09:00:00")
    _, cursor = drain(adapter, None)
    assert drain(adapter, cursor)[0] == ["TJ2026000101"]


def test_many_rows_of_one_instant_are_paged_without_loss(sqlite_site, clock: FixedClock) -> None:
    for number in range(25):
        sqlite_site.add_case({"BH": f"M{number:03d}", "GXSJ": "2026-03-10 08:00:00"}, (("赵长河", "", ""),))
    small = sqlite_site.settings.model_copy(update={"page": 4})
    adapter = CourtAdapter(
        small, AdapterContext(clock=clock, tokeniser=ClearTokeniser(), registry=sqlite_site.registry)
    )
    found, _ = drain(adapter, None)
    adapter.close()
    assert sorted(set(found)) == sorted(found) and len(found) == 29


def test_party_added_later_comes_with_its_case(sqlite_site, adapter: CourtAdapter) -> None:
    sqlite_site.insert("T_DSR", {"BH": "x", "AJBH": "TJ2026000101", "SSDW": "3", "XM": "李四", "ZJHM": "", "DH": ""})
    sqlite_site.update("TJ2026000101")
    records = [r for batch in adapter.poll(None) for r in batch.records if r.native_id == "TJ2026000101"]
    assert adapter.translate(records[-1]).submissions[0].details["parties"] == 3


def test_messages_that_nobody_has_read_are_no_records(sqlite_site, adapter: CourtAdapter) -> None:
    _, cursor = drain(adapter, None)
    adapter.deliver(sample_delivery(DeliveryKind.FEEDBACK, "court", reporter_native_id="TJ2026000101"), ())
    assert not [native_id for native_id in drain(adapter, cursor)[0] if not native_id.startswith("TJ")]


def test_feedback_is_acknowledged_under_its_reference(sqlite_site, adapter: CourtAdapter, clock: FixedClock) -> None:
    _, cursor = drain(adapter, None)
    delivery = sample_delivery(DeliveryKind.FEEDBACK, "court", reporter_native_id="TJ2026000101")
    adapter.deliver(delivery, ())
    clock.advance(timedelta(minutes=45))
    sqlite_site.answer(delivery)
    said = [s for batch in adapter.poll(cursor) for r in batch.records for s in adapter.translate(r).submissions]
    acknowledged = [s for s in said if s.event is Event.FEEDBACK_ACKNOWLEDGED]
    assert [(s.root, s.details["ref"], s.correlation) for s in acknowledged] == [
        (delivery.root, delivery.ref, delivery.delivery_id)
    ]


def test_exchange_row_shows_the_clerk_his_own_case_number(sqlite_site, adapter: CourtAdapter) -> None:
    adapter.deliver(sample_delivery(DeliveryKind.FEEDBACK, "court", reporter_native_id="TJ2026000101"), ())
    assert "（２０２６）黑0803民诉前调１０１号" in sqlite_site.written()[0]


def test_document_is_well_formed_whatever_stands_in_the_dossier(adapter: CourtAdapter) -> None:
    delivery = sample_delivery(DeliveryKind.FEEDBACK, "court", reporter_native_id="TJ2026000101")
    dossier = sample_dossier(delivery.root)
    odd = type(dossier.parties[0])(position=3, role="THIRD", kind="NATURAL", name='<甲> & "乙"\x00\x0b')
    text = document(delivery, [type(dossier)(root=dossier.root, parties=(*dossier.parties, odd))])
    root = fromstring(text)
    assert [party.text for party in root.iter("DSR")][-1] == '<甲> & "乙"'
    assert root.findtext("HUB_ROOT") == delivery.root
    outcome = next(detail for detail in root.iter("XX") if detail.get("MC") == "outcome")
    assert (outcome.text, outcome.get("ZW")) == ("SUCCESS", "调解成功")


def test_missing_column_turns_the_check_red(sqlite_site, adapter: CourtAdapter) -> None:
    sqlite_site.execute('ALTER TABLE "T_WB_JSRK" RENAME COLUMN "HUB_REF" TO "HUBREF"')
    red = [line for line in adapter.check() if not line.ok]
    assert [line.detail for line in red] == ["HUB_REF"] and red[0].remedy


@pytest.mark.postgresql
def test_padding_and_timestamps_of_a_real_server(postgresql_site, clock: FixedClock) -> None:
    context = AdapterContext(clock=clock, tokeniser=ClearTokeniser(), registry=postgresql_site.registry)
    adapter = CourtAdapter(postgresql_site.settings, context)
    records = {r.native_id: r for batch in adapter.poll(None) for r in batch.records}
    assert records["TJ2026000101"].fields["AYDM"] == "9130    "
    reported = adapter.translate(records["TJ2026000101"]).submissions[0]
    assert reported.occurred_at.isoformat() == "2026-03-02T01:00:00+00:00"
    adapter.close()


@pytest.mark.postgresql
def test_account_that_may_only_read_is_told_so_and_reads(postgresql, postgresql_site, clock: FixedClock) -> None:
    if not _has_role(postgresql_site):
        postgresql_site.execute("CREATE ROLE reader LOGIN")
    postgresql_site.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
    url = postgresql.url("court").replace("postgres@", "reader@")
    context = AdapterContext(clock=clock, tokeniser=ClearTokeniser(), registry=postgresql_site.registry)
    adapter = CourtAdapter(type(postgresql_site.settings)(url=url, system="court-230803"), context)
    assert len([r for batch in adapter.poll(None) for r in batch.records]) == 4
    red = [line.en for line in adapter.check() if not line.ok]
    adapter.close()
    assert red == ["Right to write"]


def _has_role(site) -> bool:
    with site.engine.connect() as connection:
        query = sa.text("SELECT COUNT(*) FROM pg_roles WHERE rolname = 'reader'")
        return bool(connection.execute(query).scalar_one())


@pytest.mark.postgresql
def test_two_hubs_that_deliver_at_once_write_once(postgresql_site, clock: FixedClock) -> None:
    context = AdapterContext(clock=clock, tokeniser=ClearTokeniser(), registry=postgresql_site.registry)
    adapter = CourtAdapter(postgresql_site.settings, context)
    delivery = sample_delivery(DeliveryKind.FEEDBACK, "court", reporter_native_id="TJ2026000101")
    other = postgresql_site.engine.connect()
    insert = 'INSERT INTO "T_WB_JSRK" ("YWLX", "HUB_SDBH", "HUB_ROOT") VALUES (\'FK\', :id, :root)'
    other.execute(sa.text(insert), {"id": delivery.delivery_id, "root": delivery.root})
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(adapter.deliver, delivery, ())
        _await_lock(postgresql_site)
        other.commit()
        receipt = waiting.result(timeout=120)
    other.close()
    adapter.close()
    assert (receipt.status, receipt.native_ref) == (ReceiptStatus.DUPLICATE, "T_WB_JSRK LSH=1")
    assert len(postgresql_site.written()) == 1


def _await_lock(site) -> None:
    """Return when one session waits for another's transaction."""
    query = sa.text("SELECT COUNT(*) FROM pg_locks WHERE NOT granted")
    for _ in range(2000):
        with site.engine.connect() as connection:
            if connection.execute(query).scalar_one():
                return
    raise AssertionError("nobody waits")
