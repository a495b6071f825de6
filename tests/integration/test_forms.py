"""Monthly forms of a running hub: every published revision reaches the bureau's folder once, whatever comes between."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from hub.bootstrap.running import open_hub
from hub.bootstrap.surroundings import Surroundings
from hub.connectors.files.workbook import read_workbook
from hub.core import topics
from hub.core.events import Details, Event, Submission, event_id
from hub.core.messages import MonthlyStatistics
from hub.service.monthly import MonthlyBook, close_month
from hub.service.rounds import RunningHub
from hub.settings.loading import load_settings
from hub.settings.whole import HubSettings
from hub.testing.clocks import FixedClock
from hub.vault import create_key_file
from tests.published import published_totals

MONTH = "2026-03"
R1, R2 = (f"人民调解统计月报-{MONTH}-R{number}.xlsx" for number in (1, 2))
TOWN = "L2-230803007"


@dataclass
class Bureau:
    """A hub's folder and the bureau's; hubs come and go, the folders stay."""

    home: Path
    clock: FixedClock = field(default_factory=lambda: FixedClock(datetime(2026, 3, 3, 4, tzinfo=UTC)))

    def __post_init__(self) -> None:
        for name in ("ledgers", "bureau"):
            (self.home / name).mkdir()
        create_key_file(self.settings().key)

    @property
    def folder(self) -> Path:
        return self.home / "bureau"

    def settings(self, forms_out: str = 'forms_out = "{here}/bureau"') -> HubSettings:
        path = self.home / "hub.toml"
        path.write_text(f'key = "hub.key"\n[adapters.justice]\nfolder = "{{here}}/ledgers"\n{forms_out}\n', "utf-8")
        return load_settings(path)

    @contextmanager
    def hub(self, forms_out: str = 'forms_out = "{here}/bureau"') -> Iterator[RunningHub]:
        around = Surroundings(clock=self.clock, sleep=self.clock.sleep)
        with closing(open_hub(self.settings(forms_out), around)) as opened:
            yield opened

    def state(self, hub: RunningHub, event: Event, at: datetime, **details: object) -> None:
        told: Details = details  # type: ignore[assignment]  # a test names exactly the details of its event
        submission = Submission(
            event=event,
            event_id=event_id(event.value, "justice", "A1", TOWN, told),
            root="justice:A1",
            agency="justice",
            system="justice",
            native_id="A1",
            unit=None if event is Event.DISPUTE_REPORTED else TOWN,
            occurred_at=at,
            recorded_at=at,
            details=told,
        )
        hub.engine.append(topics.SOURCE_SUBMISSIONS, [(submission.root, submission, self.clock.now(), {})])
        hub.engine.run_until_idle()

    def open_case(self, hub: RunningHub) -> None:
        at = datetime(2026, 3, 3, 2, tzinfo=UTC)
        self.state(hub, Event.DISPUTE_REPORTED, at, type="CONTRACT", channel="PARTY", parties=2)
        self.state(hub, Event.CASE_OPENED, at, channel="PARTY")

    def agree_late(self, hub: RunningHub) -> None:
        self.clock.set(datetime(2026, 4, 12, 4, tzinfo=UTC))
        agreed = datetime(2026, 3, 25, 2, tzinfo=UTC)
        self.state(hub, Event.AGREEMENT_REACHED, agreed, form="WRITTEN", amount_fen=1_250_000)

    def names(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir())


@pytest.fixture
def bureau(tmp_path: Path) -> Bureau:
    return Bureau(tmp_path)


def published(hub: RunningHub) -> list[MonthlyStatistics]:
    return MonthlyBook(hub.engine.bus, hub.serde).all_revisions()


def totals(path: Path) -> list[object]:
    """Return the figures of the total's row that aren't 0."""
    (sheet,) = read_workbook(path.read_bytes(), where=path.name)
    row = next(row for row in sheet.rows if row[0] == "合计")
    return [cell for cell in row[1:] if cell]


def test_each_revision_is_put_in_the_round_that_publishes_it(bureau: Bureau) -> None:
    """Closed in April, revised by a late agreement: two files, each with the figures of its own revision."""
    with bureau.hub() as hub:
        bureau.open_case(hub)
        hub.run_round()
        assert bureau.names() == []
        bureau.clock.set(datetime(2026, 4, 11, 1, tzinfo=UTC))
        hub.run_round()
        assert bureau.names() == [R1]
        bureau.agree_late(hub)
        bureau.clock.set(datetime(2026, 4, 13, 1, tzinfo=UTC))
        hub.run_round()
        assert bureau.names() == [R1, R2]
        first, second = published(hub)
        assert published_totals(first) == {"cases": 1, "type.CONTRACT": 1, "channel.PARTY": 1}
        assert published_totals(second)["amount_fen"] == 1_250_000
        assert hub.last["justice"].trouble == []
    assert totals(bureau.folder / R1) == [1, 1, 1]
    assert totals(bureau.folder / R2) == [1, 1, 1, 1, 1, 1.25]


def test_what_was_published_before_a_kill_is_put_after_it(bureau: Bureau) -> None:
    """A process that ends between publishing and putting, twice, owes the bureau nothing after the next start."""
    with bureau.hub() as hub:
        bureau.open_case(hub)
        assert close_month(hub.engine, hub.serde, MONTH, date(2026, 4, 10)) is not None
        bureau.agree_late(hub)
        assert close_month(hub.engine, hub.serde, MONTH, date(2026, 4, 12)) is not None
    assert bureau.names() == []
    bureau.clock.set(datetime(2026, 4, 13, 1, tzinfo=UTC))
    with bureau.hub() as hub:
        hub.run_round()
    assert bureau.names() == [R1, R2]
    assert totals(bureau.folder / R1) == [1, 1, 1], "the first revision is counted as it was known then"


def test_a_kill_between_putting_and_noting_puts_nothing_twice(bureau: Bureau) -> None:
    """The file is there, the store doesn't know: the next start leaves the file as it is."""
    with bureau.hub() as hub:
        bureau.open_case(hub)
        hub.close_month(MONTH, datetime(2026, 4, 10, 4, tzinfo=UTC))
        before = (bureau.folder / R1).read_bytes()
        hub.hosts["justice"].store.note_form(MONTH, 1, "")
    with bureau.hub() as hub:
        hub.put_forms()
        (revision,) = published(hub)
        assert hub.hosts["justice"].store.has_form(MONTH, 1, revision.hash)
    assert bureau.names() == [R1] and (bureau.folder / R1).read_bytes() == before


def test_a_form_that_the_bureau_filed_elsewhere_does_not_come_back(bureau: Bureau) -> None:
    """Signed and taken out of the folder: neither a further round nor a restart puts it again."""
    with bureau.hub() as hub:
        bureau.open_case(hub)
        hub.close_month(MONTH, datetime(2026, 4, 10, 4, tzinfo=UTC))
        (bureau.folder / R1).unlink()
        hub.put_forms()
    bureau.clock.set(datetime(2026, 4, 13, 1, tzinfo=UTC))
    with bureau.hub() as hub:
        hub.run_round()
    assert bureau.names() == []


def test_a_folder_that_is_away_gets_its_forms_when_it_is_back(bureau: Bureau) -> None:
    """The outage is named with the agency, nothing else stops, and the round after it puts everything."""
    away = bureau.folder.rename(bureau.home / "unmounted")
    with bureau.hub() as hub:
        bureau.open_case(hub)
        bureau.clock.set(datetime(2026, 4, 11, 1, tzinfo=UTC))
        hub.run_round()
        assert "E-NET-01" in hub.last["justice"].trouble and len(published(hub)) == 1
        away.rename(bureau.folder)
        hub.run_round()
        assert hub.last["justice"].trouble == []
    assert bureau.names() == [R1]


def test_a_folder_named_later_gets_the_forms_of_before(bureau: Bureau) -> None:
    """A paused department gets none, neither does one that names no folder; from then on all of them."""
    with bureau.hub(forms_out="") as hub:
        bureau.open_case(hub)
        hub.close_month(MONTH, datetime(2026, 4, 10, 4, tzinfo=UTC))
    with bureau.hub() as hub:
        hub.hosts["justice"].store.is_paused = True
        hub.put_forms()
        assert bureau.names() == []
        hub.hosts["justice"].store.is_paused = False
        hub.put_forms()
    assert bureau.names() == [R1]
