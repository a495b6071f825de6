"""The door and the monthly duty on a real engine: what goes in, what comes out, who may open what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from hub.contracts import Serde
from hub.core import topics
from hub.core.daytime import end_of
from hub.core.deliveries import DeliveryKind, Dossier, PartyDossier, Receipt, ReceiptStatus
from hub.core.errors import PermanentError, StaleOwnerError
from hub.core.events import Details, Event, Submission, event_id
from hub.core.knowledge import Rules
from hub.engines.embedded import DeadLetters, EmbeddedEngine, EngineOptions
from hub.processors import default_processors
from hub.service.door import EngineDoor
from hub.service.monthly import MonthlyBook, MonthlyDuty, close_month, failed_checks, marker_of
from hub.service.safe import Safe
from hub.testing.clocks import FixedClock
from hub.testing.deliveries import sample_delivery
from hub.vault import KeyedTokeniser, SealedVault, SoftwareProvider, create_key_file
from tests.story import REGISTRY, TERMS

NOON = datetime(2026, 3, 3, 4, tzinfo=UTC)
ROOT = "court-1:A1"


@dataclass
class Site:
    engine: EmbeddedEngine
    door: EngineDoor
    clock: FixedClock
    serde: Serde
    safe: Safe

    def state(self, event: Event, *, unit: str | None = None, at: datetime = NOON, **details: object) -> Submission:
        told: Details = details  # type: ignore[assignment]  # a test names exactly the details of its event
        agency = "justice" if unit is not None and event is not Event.REFERRAL_CREATED else "court"
        return Submission(
            event=event,
            event_id=event_id(event.value, f"{agency}-1", "A1", unit, told),
            root=ROOT,
            agency=agency,
            system=f"{agency}-1",
            native_id="A1",
            unit=unit,
            occurred_at=at,
            recorded_at=at,
            details=told,
        )

    def submit(self, *submissions: Submission, dossier: Dossier | None = None) -> None:
        result = self.door.submit(submissions[0].agency, submissions, dossier)
        assert not result.refused
        self.door.settle(submissions[0].agency)
        self.engine.run_until_idle()

    def refer(self, dossier: Dossier | None = None) -> None:
        self.submit(
            self.state(Event.DISPUTE_REPORTED, type="CONTRACT", channel="COURT", parties=2),
            self.state(Event.REFERRAL_CREATED, unit="T2", ref="R", kind="ENTRUST_PRE"),
            dossier=dossier,
        )


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    clock, serde, provider = FixedClock(NOON), Serde(), SoftwareProvider()
    engine = EmbeddedEngine.open(
        tmp_path / "log", default_processors(REGISTRY, Rules(TERMS)), serde, EngineOptions(shards=2)
    )
    key = create_key_file(tmp_path / "hub.key")
    vault = SealedVault(tmp_path / "vault.db", key, provider, clock)
    safe = Safe(tmp_path / "dossiers.db", vault, KeyedTokeniser(key, provider))
    door = EngineDoor(engine.bus, serde, safe, clock)
    yield Site(engine, door, clock, serde, safe)
    door.close()
    vault.close()
    engine.close()


DOSSIER = Dossier(root=ROOT, parties=(PartyDossier(position=1, role="申请人", kind="NATURAL", name="王小明"),))


def test_a_referral_reaches_the_target_with_the_dossier_it_needs(site: Site) -> None:
    """Privacy: the receiver of a delivery opens the dossier, nobody else, and the log holds no name."""
    site.refer(DOSSIER)
    ((position, delivery),) = site.door.inbox("justice", 10)
    assert delivery.kind is DeliveryKind.REFERRAL and delivery.root == ROOT and delivery.ref == "R"
    opened = site.door.dossier(ROOT, "justice", "R")
    assert opened == DOSSIER
    with pytest.raises(PermanentError, match="entitles"):
        site.door.dossier(ROOT, "police", "curious")
    for topic in (topics.SOURCE_SUBMISSIONS, topics.DISPUTE_EVENTS, topics.PARTY_DOSSIERS, topics.inbox_of("justice")):
        for partition in range(site.engine.bus.partitions(topic)):
            for record in site.engine.bus.read(topic, partition, 0, 100):
                assert "王小明".encode() not in record.value
    receipt = Receipt(
        delivery_id=delivery.delivery_id,
        agency="justice",
        status=ReceiptStatus.WRITTEN,
        native_ref="hub_in/1",
        written_at=NOON,
    )
    site.door.acknowledge("justice", position, receipt)
    site.door.acknowledge("justice", position, receipt)
    site.door.settle("justice")
    assert site.door.inbox("justice", 10) == []


def test_an_agency_speaks_only_for_itself(site: Site) -> None:
    """Nobody states the hub's own events, or another agency's; the rest of the batch goes in."""
    report = site.state(Event.DISPUTE_REPORTED, type="CONTRACT", channel="COURT", parties=2)
    forged = replace(report, agency="police", event_id="f1")
    feedback = replace(report, event=Event.FEEDBACK_SENT, details={"ref": "R"}, event_id="f2")
    result = site.door.submit("court", [report, forged, feedback], None)
    assert result.taken == (report.event_id,)
    assert [refusal.event_id for refusal in result.refused] == ["f1", "f2"]


def test_an_unknown_unit_goes_to_the_dead_letters_whole(site: Site) -> None:
    """Nothing vanishes: the record is kept with its reason and whose task it is, and can be taken in again."""
    site.refer()
    site.submit(site.state(Event.CASE_OPENED, unit="NOBODY", channel="COURT"))
    (letter,) = DeadLetters(site.engine.bus).pending()
    assert letter.code == "E-UNIT-01" and letter.processor == "intake" and "NOBODY" in letter.reason
    assert site.serde.decode(letter.topic, letter.value) == site.state(
        Event.CASE_OPENED, unit="NOBODY", channel="COURT"
    )


def test_a_month_closes_once_and_is_revised_by_late_facts(site: Site) -> None:
    """Domain §6.1: revision 1 at the close, the next one only when a figure differs, the old one kept."""
    site.refer()
    accepted = datetime(2026, 3, 4, 2, tzinfo=UTC)
    site.submit(site.state(Event.REFERRAL_ACCEPTED, unit="T2", at=accepted, ref="R", channel="COURT"))
    first = close_month(site.engine, site.serde, "2026-03", date(2026, 4, 10))
    assert first is not None and first.revision == 1 and not failed_checks(first)
    assert close_month(site.engine, site.serde, "2026-03", date(2026, 4, 10)) is None
    assert close_month(site.engine, site.serde, "2026-03", date(2026, 4, 11)) is None
    site.clock.set(datetime(2026, 4, 13, 4, tzinfo=UTC))
    agreed = datetime(2026, 3, 25, 2, tzinfo=UTC)
    site.submit(site.state(Event.AGREEMENT_REACHED, unit="T2", at=agreed, form="ORAL", amount_fen=100))
    second = close_month(site.engine, site.serde, "2026-03", date(2026, 4, 13))
    assert second is not None and second.revision == 2
    book = MonthlyBook(site.engine.bus, site.serde)
    assert [published.statistics for published in book.revisions("2026-03")] == [first, second]
    assert book.months() == ["2026-03"]

    def figure(revision: int, measure: str) -> int | None:
        cells = book.revisions("2026-03")[revision - 1].statistics.cells
        return next(c.value for c in cells if (c.table, c.measure) == ("city", measure))

    assert (figure(1, "concl"), figure(2, "concl")) == (0, 1)
    assert (figure(1, "success_rate"), figure(2, "success_rate")) == (None, 10_000)


def test_the_duty_closes_on_its_day_and_revises_once_a_day(site: Site) -> None:
    """INFO-1, convention 9: nothing before the close day is over, then revision 1, then at most one a day."""
    duty = MonthlyDuty(site.engine, site.serde, TERMS.calendar)
    assert duty.perform(datetime(2026, 4, 12, tzinfo=UTC)) == []
    site.refer()
    site.submit(site.state(Event.REFERRAL_ACCEPTED, unit="T2", ref="R", channel="COURT"))
    assert duty.perform(datetime(2026, 4, 10, 12, tzinfo=UTC)) == []
    (first,) = duty.perform(datetime(2026, 4, 11, 1, tzinfo=UTC))
    assert (first.month, first.revision) == ("2026-03", 1)
    site.clock.set(datetime(2026, 4, 12, 4, tzinfo=UTC))
    site.submit(site.state(Event.AGREEMENT_REACHED, unit="T2", form="ORAL", amount_fen=0))
    assert duty.perform(datetime(2026, 4, 12, 5, tzinfo=UTC)) == []
    (second,) = duty.perform(datetime(2026, 4, 13, 1, tzinfo=UTC))
    assert (second.revision, second.as_known_at) == (2, end_of(date(2026, 4, 12)))
    assert duty.perform(datetime(2026, 4, 13, 2, tzinfo=UTC)) == []


def test_a_cut_that_nobody_published_is_published_after_all(site: Site) -> None:
    """The hub is killed between a cut and its publication: the next one looks at it once more."""
    site.refer()
    site.submit(site.state(Event.REFERRAL_ACCEPTED, unit="T2", ref="R", channel="COURT"))
    close = TERMS.calendar.monthly_close("2026-03", 5)
    site.engine.close_cut(marker_of("2026-03", close), end_of(close))
    site.engine.run_until_idle()
    assert site.engine.is_cut_complete(marker_of("2026-03", close))
    duty = MonthlyDuty(site.engine, site.serde, TERMS.calendar)
    (first,) = duty.perform(datetime(2026, 4, 11, 1, tzinfo=UTC))
    assert (first.month, first.revision) == ("2026-03", 1)
    assert duty.perform(datetime(2026, 4, 11, 2, tzinfo=UTC)) == []
    assert MonthlyDuty(site.engine, site.serde, TERMS.calendar).perform(datetime(2026, 4, 11, 3, tzinfo=UTC)) == []


def test_a_dossier_changed_alone_is_kept(site: Site) -> None:
    """Only the narrative changed: no statement is new, the receiver still opens the newest dossier."""
    site.refer(DOSSIER)
    site.door.submit("court", [], replace(DOSSIER, narrative="补充：围墙又高了"))
    site.door.settle("court")
    assert site.door.inbox("justice", 10)
    opened = site.door.dossier(ROOT, "justice", "R")
    assert opened is not None and opened.narrative == "补充：围墙又高了"


def test_what_was_not_settled_comes_again(site: Site) -> None:
    """A crash between writing natively and settling: the delivery is handed out again, never forgotten."""
    site.refer()
    ((position, delivery),) = site.door.inbox("justice", 10)
    receipt = Receipt(
        delivery_id=delivery.delivery_id,
        agency="justice",
        status=ReceiptStatus.WRITTEN,
        native_ref="hub_in/1",
        written_at=NOON,
    )
    site.door.acknowledge("justice", position, receipt)
    other = EngineDoor(site.engine.bus, site.serde, site.safe, site.clock)
    assert other.inbox("justice", 10) == [(position, delivery)]
    with pytest.raises(StaleOwnerError):
        site.door.settle("justice")


def test_an_inbox_hands_out_in_the_order_of_its_log_whatever_the_times(site: Site) -> None:
    """A position moves over all before it, so that a later one handed out first would pass an earlier one over."""
    topic = topics.inbox_of("justice")
    for number, hour in ((1, 9), (2, 3), (3, 6)):
        delivery = replace(sample_delivery(DeliveryKind.REFERRAL, "justice"), delivery_id=f"D{number}")
        entry = ("court-1:A1", site.serde.encode(topic, delivery), NOON.replace(hour=hour), {})
        site.engine.bus.append(topic, [entry])
    found = site.door.inbox("justice", 10)
    assert [delivery.delivery_id for _, delivery in found] == ["D1", "D2", "D3"]
