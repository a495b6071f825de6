"""The worked example's hub, amended in the middle of its month: on a cluster, and on one machine to compare with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

from hub.bootstrap.cluster import access_of, open_remote_engine, settings_notes
from hub.bootstrap.people import people_of
from hub.bootstrap.registry import registry_of
from hub.bootstrap.rules import rules_of
from hub.bus.kafka import KafkaAccess
from hub.contracts import Serde
from hub.core.amendments import Amendment, Length, RestDays
from hub.core.ports import Bus
from hub.core.topics import DISPUTE_EVENTS, SOURCE_SUBMISSIONS
from hub.engines.embedded import EmbeddedEngine, EngineOptions
from hub.engines.ports import Engine
from hub.processors import Lifecycle, default_processors
from hub.scenarios.reader import Line, read_scenario
from hub.settings.whole import HubSettings
from tests.contract.kafka.worker_rig import write_site, write_units
from tests.outcome import outputs
from tests.people_rig import CHEAP, SECURITY, SYSTEM, PeopleRig

FOLDER = Path(__file__).parents[3] / "examples" / "scenarios" / "worked-example"
SHARDS = 3
AMENDED_AT = datetime(2026, 3, 13, 4, tzinfo=UTC)
"""Friday noon; before it the first part of the lines is fed and time has come to it."""

LATER = datetime(2026, 6, 1, tzinfo=UTC)
"""By then every deadline of the month is over."""

AMENDMENTS = (
    Amendment(
        content=RestDays(first=date(2026, 3, 16), last=date(2026, 3, 27)), since=date(2026, 3, 16), basis="1", version=1
    ),
    Amendment(content=Length(clock="LEVEL_L1", length=5), since=date(2026, 3, 14), basis="2", version=2),
)
ONE_MORE = (Amendment(content=Length(clock="LEVEL_L3", length=20), since=date(2026, 3, 14), basis="3", version=3),)
Told = tuple[list[tuple[str, bytes]], dict[str, bytes]]
"""Every event of every dispute, and every dispute's state."""


def found_site(folder: Path, access: KafkaAccess) -> HubSettings:
    """Write the settings of the hub, its units and topics, and appoint its administrators."""
    write_units(folder / "units.toml", read_scenario(FOLDER).registry)
    settings = write_site(folder, access, SHARDS, 'units = "units.toml"')
    settings.data.mkdir()
    settings_notes(access_of(settings))  # topics that were just made have no leader for a moment
    with closing(people_of(settings, CHEAP)) as people:
        PeopleRig(people, AMENDED_AT).found()
    return settings


def fits(_amendment: Amendment) -> None:
    """Say nothing against it."""


def propose(settings: HubSettings, amendment: Amendment) -> int:
    with closing(people_of(settings, CHEAP)) as people:
        return people.amendments.propose(amendment, SYSTEM, AMENDED_AT, fits).id


def confirm(settings: HubSettings, amendments: Iterable[Amendment]) -> None:
    """Let two administrators amend; workers aren't told."""
    for amendment in amendments:
        number = propose(settings, amendment)
        with closing(people_of(settings, CHEAP)) as people:
            people.amendments.confirm(number, SECURITY, AMENDED_AT, fits)


def halves() -> tuple[list[Line], list[Line]]:
    lines = sorted(
        (line for line in read_scenario(FOLDER).lines if not line.hub_output), key=lambda line: line.received_at
    )
    early = sum(line.received_at < AMENDED_AT for line in lines)
    return lines[:early], lines[early:]


def feed(engine: Engine, lines: Sequence[Line], now: datetime) -> None:
    """Let *lines* come in, and time come to *now*."""
    engine.append(SOURCE_SUBMISSIONS, [(line.submission.root, line.submission, line.received_at, {}) for line in lines])
    engine.run_until_idle()
    engine.tick(now)
    engine.run_until_idle()


def told(bus: Bus, engine: Engine) -> Told:
    """Return what came of it."""
    with closing(engine.reader()) as reader:
        return sorted(outputs(bus, DISPUTE_EVENTS)), dict(reader.states(Lifecycle.name))


def processors_of(settings: HubSettings, amendments: tuple[Amendment, ...]) -> Sequence[object]:
    under = settings.pinned(amendments)
    return default_processors(registry_of(under), rules_of(under))


def on_one_machine(folder: Path, settings: HubSettings, amendments: tuple[Amendment, ...]) -> Told:
    """Return what comes of it on the embedded engine, opened anew under *amendments* at the same place of the log."""
    first, second = halves()
    options = EngineOptions(shards=SHARDS)
    engine = EmbeddedEngine.open(folder, processors_of(settings, ()), Serde(), options)
    feed(engine, first, AMENDED_AT)
    engine.close()
    engine = EmbeddedEngine.open(folder, processors_of(settings, amendments), Serde(), options)
    feed(engine, second, LATER)
    found = told(engine.bus, engine)
    engine.close()
    return found


def open_clock(folder: Path, settings: HubSettings) -> Engine:
    """Open the engine as ``hub run`` has it."""
    return open_remote_engine(settings, processors_of(settings, ()), folder / "copy")
