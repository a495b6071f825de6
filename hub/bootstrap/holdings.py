"""What a hub holds, for whoever reads beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import hub
from hub.bootstrap.amended import settled
from hub.bootstrap.engines import open_bus, open_reader
from hub.bootstrap.registry import load_bodies, registry_of
from hub.bootstrap.rules import rules_mark, rules_of, terms_of
from hub.contracts import Serde
from hub.core.knowledge import Knowledge, Rules
from hub.core.ports import Bus, HubReader
from hub.core.reporting import Report, report_of
from hub.core.reporting_bodies import Bodies, bodies_of
from hub.core.reports import report_key
from hub.core.units import Registry
from hub.engines.ports import EngineReader
from hub.processors import Lifecycle
from hub.processors.codec import MsgpackCodec
from hub.processors.lifecycle import LifecycleState
from hub.processors.reporting import Reporting, ReportingState
from hub.queries.live import live
from hub.queries.search import Index, open_index
from hub.readmodel.projection import Projection
from hub.readmodel.store import ReadModel
from hub.reference.definitions import load_definitions
from hub.settings.whole import HubSettings


@dataclass(frozen=True, slots=True)
class Holdings:
    """What a hub holds, open for reading beside a running hub."""

    reader: HubReader
    registry: Registry
    rules: Rules
    bodies: Bodies
    index: Index | None = None

    def close(self) -> None:
        """Let go of all files."""
        self.reader.close()
        if self.index is not None:
            self.index.model.close()

    def count_disputes(self) -> int:
        """Return how many disputes there are: from the read model, with what changed since, else by reading all."""
        if self.index is None:
            return sum(1 for _ in live(self.disputes()))
        changed = (self.dispute(key) for key in self.index.changed)
        return self.index.count_unchanged() + sum(1 for _ in live(one for one in changed if one is not None))

    def disputes(self) -> Iterator[Knowledge]:
        """Yield what the hub knows of every dispute."""
        codec = MsgpackCodec(LifecycleState)
        for _, state in self.reader.states(Lifecycle.name):
            yield codec.decode(state).knowledge

    def dispute(self, key: str) -> Knowledge | None:
        """Return what the hub knows of the dispute *key*."""
        state = self.reader.state(Lifecycle.name, key)
        return None if state is None else MsgpackCodec(LifecycleState).decode(state).knowledge

    def report(self, root: str, known_at: datetime | None = None) -> Report | None:
        """Return the report *root* as known at *known_at* (by default now), None when nobody has stated anything."""
        state = self.reader.state(Reporting.name, root)
        if state is None:
            return None
        facts = MsgpackCodec(ReportingState).decode(state).facts.values()
        return report_of(root, (fact for fact in facts if known_at is None or fact.received_at <= known_at))

    def reports(self, known_at: datetime | None = None, period: str | None = None) -> Iterator[Report]:
        """Yield every report, or those of *period*, of which anything was stated by *known_at*."""
        for root, _ in self.reader.states(Reporting.name):
            if period is not None and report_key(root).period != period:
                continue  # its name says it: what was stated of it needn't be read
            found = self.report(root, known_at)
            if found is not None:
                yield found


def read_hub(settings: HubSettings) -> Holdings:
    """
    Open what the hub of *settings* holds; nothing is ever written.

    Raises:
        UnknownRecordError: no hub has run there yet.
    """
    settings = settled(settings)
    reader = open_reader(settings)
    index = open_index(read_model_path(settings), reader)
    registry = registry_of(settings)
    bodies = bodies_of(registry, load_bodies(settings.units))
    return Holdings(reader, registry, rules_of(settings), bodies, index)


def read_model_path(settings: HubSettings) -> Path:
    """Return where the read model stands."""
    return settings.data / "read-model.db"


def open_projection(settings: HubSettings, reader: EngineReader, bus: Bus) -> Projection:
    """Open the sink that keeps the read model of *settings*."""
    terms = terms_of(settings)
    definitions = load_definitions(settings.forms)
    model = ReadModel.open(read_model_path(settings))
    return Projection(reader, bus, Serde(), terms, definitions, model, f"{hub.__version__}/{rules_mark(settings)}")


def open_projection_beside(settings: HubSettings) -> Projection:
    """
    Open the sink of the read model beside a running hub.

    Raises:
        UnknownRecordError: no hub has run there yet.
    """
    return open_projection(settings, open_reader(settings), open_bus(settings))
