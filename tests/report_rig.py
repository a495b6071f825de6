"""A city's hub that holds the worked example, for tests of the monthly duty: days pass, bodies send their forms."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from hub.bootstrap.engines import log_folder
from hub.bootstrap.running import open_hub
from hub.bootstrap.surroundings import Surroundings
from hub.bus.embedded import EmbeddedBus
from hub.contracts import Serde
from hub.core import topics
from hub.core.daytime import end_of, start_of
from hub.core.events import Details, Event, Submission, event_id
from hub.core.messages import DisputeEvent, MonthlyStatistics
from hub.core.reports import ReportKey, ReportKind, ReportLine
from hub.scenarios.replay import ReplayOptions, replay
from hub.service.monthly import MonthlyBook
from hub.service.reporting import state_to_hub
from hub.settings.loading import load_settings
from hub.settings.whole import HubSettings
from hub.testing.clocks import FixedClock
from hub.vault import create_key_file

SCENARIO = Path(__file__).parents[1] / "examples" / "scenarios" / "worked-example"


def day(text: str) -> date:
    """Return ``MM-DD`` of 2026."""
    return date.fromisoformat(f"2026-{text}")


def at(text: str, hour: int = 10) -> datetime:
    """Return an hour of ``MM-DD`` of 2026, Shanghai."""
    return start_of(day(text)) + timedelta(hours=hour)


def of_report(event: Event, body: str, month: str, said_at: datetime, **given: object) -> Submission:
    """Return what is stated at *said_at* about the report of *body*."""
    key = ReportKey(ReportKind.MONTHLY, month, body)
    details: Details = {"body": body, "period": month, **given}  # type: ignore[typeddict-item]
    return Submission(
        event=event,
        event_id=event_id(event.value, "forms", key.root, None, details),
        root=key.root,
        agency="justice",
        system="forms",
        native_id=key.root,
        occurred_at=said_at,
        recorded_at=said_at,
        details=details,
    )


class City:
    """The hub of the worked example under *folder*; *bodies* are entries of its registry file."""

    def __init__(self, folder: Path, bodies: Sequence[Mapping[str, object]] = ()) -> None:
        self.path = folder / "hub.toml"
        (folder / "var" / "log").mkdir(parents=True)
        options = ReplayOptions()
        replay(SCENARIO, options, folder / "var" / "log")
        create_key_file(folder / "hub.key")
        units = json.loads((SCENARIO / "scenario.json").read_text(encoding="utf-8"))["units"]
        entries = [{"code": code, "agency": "justice", **unit} for code, unit in units.items()]
        (folder / "units.toml").write_text(
            "\n".join([*_tables("unit", entries), *_tables("body", bodies)]), encoding="utf-8"
        )
        self.path.write_text(
            f'data = "var"\nkey = "hub.key"\nunits = "units.toml"\nshards = {options.shards}\n', encoding="utf-8"
        )
        self.settings: HubSettings = load_settings(self.path)

    def round(self, text: str, hour: int = 10) -> None:
        """Let the hub do one round at an hour of ``MM-DD``."""
        hub = open_hub(self.settings, Surroundings(clock=FixedClock(at(text, hour)), sleep=lambda _seconds: None))
        try:
            hub.run_round()
        finally:
            hub.close()

    def send(self, body: str, month: str, received: str, figures: Mapping[str, int], **rows: Mapping[str, int]) -> None:
        """Let *body* send its form of *month* on ``MM-DD``: *figures* are the total, keywords its rows."""
        lines = [ReportLine("", measure, value) for measure, value in figures.items()]
        lines += [ReportLine(row, measure, value) for row, cells in rows.items() for measure, value in cells.items()]
        subject = json.dumps([[line.row, line.measure, line.value] for line in lines])
        self.state(Event.MONTHLY_REPORT_SUBMITTED, body, month, received, subject=subject, lines=lines)

    def state(self, event: Event, body: str, month: str, received: str, **given: object) -> None:
        """State something about the report of *body*."""
        statement = of_report(event, body, month, at(received, 9), **given)
        bus = EmbeddedBus.open(log_folder(self.settings), shards=self.settings.shards)
        state_to_hub(bus, Serde(), [statement], at(received, 9))
        bus.close()

    def adjust(
        self,
        line: str,
        measure: str,
        value: int,
        received: str,
        *,
        takes_back: str | None = None,
        second: str | None = None,
    ) -> None:
        """Put a signed line beside a figure of the city's March."""
        more = {"supersedes": takes_back, "second": second}
        given = {"subject": line, "measure": measure, "value": value, "signer": "统计员", "reason": "补录"}
        given |= {key: text for key, text in more.items() if text is not None}
        self.state(Event.FIGURE_ADJUSTED, "CITY", "2026-03", received, **given)

    def late_acceptance(self, received: str) -> None:
        """Let X2 tell on ``MM-DD`` of a dispute that it accepted on 20 March and still mediates."""
        self._say("justice", "L9", Event.DISPUTE_REPORTED, received, type="CONTRACT", channel="PARTY", parties=2)
        self._say("justice", "L9", Event.CASE_OPENED, received, unit="X2", channel="PARTY")

    def orphan(self, received: str) -> None:
        """Let X2 tell on ``MM-DD`` of an agreement in a dispute that it never took on."""
        self._say("justice", "L8", Event.DISPUTE_REPORTED, received, type="CONTRACT", channel="PARTY", parties=2)
        self._say("justice", "L8", Event.AGREEMENT_REACHED, received, unit="X2", form="ORAL", amount_fen=0)

    def _say(
        self, system: str, native_id: str, event: Event, received: str, unit: str | None = None, **given: object
    ) -> None:
        details: Details = {**given}  # type: ignore[typeddict-item]
        statement = Submission(
            event=event,
            event_id=event_id(event.value, system, native_id, unit, details),
            root=f"{system}:{native_id}",
            agency="justice",
            system=system,
            native_id=native_id,
            unit=unit,
            occurred_at=at("03-20"),
            recorded_at=at(received),
            details=details,
        )
        bus = EmbeddedBus.open(log_folder(self.settings), shards=self.settings.shards)
        state_to_hub(bus, Serde(), [statement], at(received))
        bus.close()

    def report_events(self, *wanted: Event) -> list[tuple[str, str]]:
        """Return (event, body) of what was said on ``report.events``, of the kinds wanted."""
        bus, serde = EmbeddedBus.open(log_folder(self.settings), shards=self.settings.shards), Serde()
        found: list[tuple[str, str]] = []
        for partition in range(bus.partitions(topics.REPORT_EVENTS)):
            for record in bus.read(topics.REPORT_EVENTS, partition, 0, 10_000):
                value = serde.decode(topics.REPORT_EVENTS, record.value)
                assert isinstance(value, DisputeEvent)
                if value.fact.event in wanted:
                    found.append((value.fact.event.value, value.dispute.rpartition(":")[2]))
        bus.close()
        return sorted(found)

    def revisions(self, month: str) -> list[MonthlyStatistics]:
        """Return the city's published revisions of *month*."""
        bus = EmbeddedBus.open(log_folder(self.settings), shards=self.settings.shards)
        found = [one.statistics for one in MonthlyBook(bus, Serde()).revisions(month)]
        bus.close()
        return found


def _tables(name: str, entries: Sequence[Mapping[str, object]]) -> list[str]:
    lines: list[str] = []
    for entry in entries:
        lines += [f"[[{name}]]", *(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in entry.items())]
    return lines


def closing_day(text: str) -> datetime:
    """Return the last instant of ``MM-DD``."""
    return end_of(day(text))
