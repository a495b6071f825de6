"""Labelled rows through the real hub: parsers, tokeniser, intake, linking and the clerk's queue on the engine."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hub.connectors.parsing import parse_phone
from hub.connectors.parties import identity_of, parse_name, party_in_clear, token_details
from hub.connectors.statements import Speaker
from hub.contracts import Serde
from hub.core import topics
from hub.core.clocks import Terms
from hub.core.deliveries import PartyDossier
from hub.core.errors import RowRejectedError
from hub.core.events import Details, Event, Submission
from hub.core.knowledge import Rules
from hub.core.privacy import Tokeniser
from hub.core.units import Registry
from hub.demo.linkage.dirt import Dirt, Row, Typed, Typist
from hub.demo.linkage.town import Telling, Town
from hub.engines.embedded import EmbeddedEngine, EngineOptions
from hub.processors import default_processors
from hub.reference import load_calendar
from hub.service.links import LinkItem, link_items, side_of
from hub.vault import KeyedTokeniser, MasterKey, SoftwareProvider

_KEY = MasterKey("trial", bytes(range(32)))
"""Known to everybody: nobody in the town exists."""

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Labelled:
    """One report with the truth about it."""

    root: str
    telling: Telling
    dirt: frozenset[Dirt]
    submission: Submission


@dataclass(frozen=True, slots=True)
class Trial:
    """What the hub made of it: the dispute of each report, and every pair with its score."""

    reports: tuple[Labelled, ...]
    dispute_of: dict[str, str]
    pairs: tuple[LinkItem, ...]


def labelled(seed: int, disputes: int) -> list[Labelled]:
    """Return the reports of a town, in order of receipt."""
    rng = random.Random(seed)  # noqa: S311 - a repeatable town, no secret
    town, typist = Town(rng), Typist(rng)
    tokeniser = KeyedTokeniser(_KEY, SoftwareProvider())
    found = []
    for quarrel in town.quarrels(disputes):
        for telling in town.tellings(quarrel):
            row = typist.row(telling.agency, quarrel.type, quarrel.village.code, quarrel.parties)
            root = f"{telling.agency}:{quarrel.id}"
            dirt = frozenset(row.dirt | ({Dirt.LATE} if telling.is_late else set()))
            found.append(Labelled(root, telling, dirt, _reported(root, telling, row, tokeniser)))
    return sorted(found, key=lambda report: (report.telling.received_at, report.root))


def _reported(root: str, telling: Telling, row: Row, tokeniser: Tokeniser) -> Submission:
    speaker = Speaker(
        agency=telling.agency,
        system=telling.agency,
        native_id=root.partition(":")[2],
        version="1",
        root=root,
        recorded_at=telling.reported_at,
    )
    people = list(_people(row))
    details: Details = {
        "type": row.type.value,
        "channel": "OTHER",
        **token_details(people, tokeniser),
        "division": row.division,
    }
    return speaker.say(Event.DISPUTE_REPORTED, telling.reported_at, details)


def _people(row: Row) -> Iterator[PartyDossier]:
    for position, party in enumerate(row.parties, 1):
        name = parse_name(party.name, "name")
        yield party_in_clear(position, party.role, name, identity_of(party.number, "number"), _telephone(party))


def _telephone(party: Typed) -> str:
    try:
        return parse_phone(party.telephone, "telephone")
    except RowRejectedError:
        return ""


def run_trial(seed: int, disputes: int) -> Trial:
    """Run a town through the hub and return what it made of it."""
    reports = labelled(seed, disputes)
    with tempfile.TemporaryDirectory(prefix="hub-links-") as folder:
        processors = default_processors(Registry.of(()), Rules(Terms(load_calendar())))
        engine = EmbeddedEngine.open(Path(folder), processors, Serde(), EngineOptions(shards=1))
        try:
            for start in range(0, len(reports), _BATCH):
                engine.append(
                    topics.SOURCE_SUBMISSIONS,
                    [(r.root, r.submission, r.telling.received_at, {}) for r in reports[start : start + _BATCH]],
                )
                engine.run_until_idle()
            reader = engine.reader()
            sides = {report.root: side_of(reader, report.root) for report in reports}
            return Trial(
                tuple(reports),
                {root: side.dispute for root, side in sides.items() if side is not None},
                tuple(link_items(reader)),
            )
        finally:
            engine.close()
