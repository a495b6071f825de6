"""The only place that wires: settings to plugins, engine and readers."""

from __future__ import annotations

import hashlib
import os
import secrets
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, TypeAdapter, ValidationError

import hub
from hub.bus.embedded import EmbeddedBus
from hub.bus.embedded.recorded import recorded
from hub.cluster import (
    Watch,
    WorkersView,
    access_of,
    kafka_places_behind,
    kafka_records,
    look_at_workers,
    open_kafka_bus,
    open_kafka_ground,
    open_kafka_letters,
    open_kafka_reader,
    open_remote_engine,
    open_worker,
)
from hub.cluster_moves import open_move_down, open_move_up, versions_of
from hub.contracts import Serde
from hub.core.amendments import Amendment, Standing, amended_calendar, amended_lengths, amended_registry
from hub.core.calendar import WorkingCalendar
from hub.core.clocks import Overrides, Terms
from hub.core.errors import ConfigurationError, PermanentError, UnknownAgencyError
from hub.core.knowledge import Knowledge, Rules
from hub.core.ports import Bus, Clock, HubReader, StoredRecord
from hub.core.reporting import Report, report_of
from hub.core.reporting_bodies import Bodies, ReportingBody, bodies_of
from hub.core.units import Body, Registry, Unit
from hub.engines.embedded import (
    DeadLetters,
    EmbeddedEngine,
    EmbeddedGround,
    EmbeddedReader,
    EmbeddedSource,
    EmbeddedTarget,
    EngineOptions,
    FileArrivals,
    current_folder,
)
from hub.engines.moving import Crew, Move
from hub.engines.ports import Arrivals, Engine, EngineReader, Letters
from hub.engines.processing.observing import Observer, unobserved
from hub.engines.rebuild import Ground, Rebuild, Subject
from hub.people.amendments import decided
from hub.people.file import FILE as PEOPLE_FILE
from hub.people.house import Means, People, open_people
from hub.people.rules import SignInPolicy
from hub.people.secrets import PasswordHashing
from hub.plugins.ground import HostTools
from hub.plugins.host import AdapterHost
from hub.plugins.manager import Plugins, disabled_from, load_plugins
from hub.plugins.mapped import mapping_fault, with_mapped_units, with_mappings
from hub.plugins.quarantine import Quarantine
from hub.plugins.records import HostPolicy
from hub.plugins.spec import AdapterContext, AdapterType
from hub.plugins.store import AdapterStore
from hub.processors import Lifecycle, default_processors
from hub.processors.codec import MsgpackCodec
from hub.processors.lifecycle import LifecycleState
from hub.processors.reporting import Reporting, ReportingState
from hub.queries.live import live
from hub.queries.search import Index, open_index
from hub.readmodel.projection import Projection
from hub.readmodel.store import ReadModel
from hub.reference import default_registry, load_calendar
from hub.reference.definitions import load_definitions
from hub.service.calendar_watch import CalendarWatch
from hub.service.door import EngineDoor
from hub.service.indicators import IndicatorBook
from hub.service.returned_desk import IMPORTS, ReturnedDesk
from hub.service.rounds import RunningHub
from hub.service.safe import Safe
from hub.settings import EngineKind, HubSettings, OutsideProvider, oidc_secret, with_secrets
from hub.vault import KeyedTokeniser, SealedVault, SoftwareProvider, load_key_file

if TYPE_CHECKING:
    from hub.bus.kafka import KafkaAccess, KafkaBus
    from hub.engines.faust import Worker
    from hub.engines.kafka.versions import Versions
    from hub.people.oidc_provider import Registration

_UNITS: TypeAdapter[list[Unit]] = TypeAdapter(list[Unit])
_BODIES: TypeAdapter[list[ReportingBody]] = TypeAdapter(list[ReportingBody])
_HELPING: TypeAdapter[list[Body]] = TypeAdapter(list[Body])


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """Return the current UTC instant."""
        return datetime.now(UTC)


def installed_plugins() -> Plugins:
    """Load every installed adapter distribution but those that ``HUB_DISABLED_PLUGINS`` names."""
    return load_plugins(disabled=disabled_from(os.environ.get("HUB_DISABLED_PLUGINS")))


def people_of(settings: HubSettings, hashing: PasswordHashing | None = None) -> People:
    """
    Open the people of the hub of *settings*.

    Raises:
        ConfigurationError: there's no key yet, or the file is damaged or a newer hub's.
        BusUnavailableError: the file can't be opened now.
    """
    own = settings.people
    policy = SignInPolicy(
        least_characters=own.least_characters,
        remembered=own.remembered,
        password_days=own.password_days,
        failures=own.failures,
        lock_for=timedelta(minutes=own.lock_minutes),
        idle=timedelta(minutes=own.idle_minutes),
        longest=timedelta(hours=own.longest_hours),
        unused_days=own.unused_days,
    )
    means = Means(
        master=load_key_file(settings.key),
        provider=SoftwareProvider(),
        random_bytes=secrets.token_bytes,
        hashing=hashing or PasswordHashing(),
        policy=policy,
        outside=None if own.oidc is None else _registration(own.oidc),
    )
    return open_people(settings.data, means)


def _registration(oidc: OutsideProvider) -> Registration:
    from hub.people.oidc_provider import Registration  # slow to load: only hubs with an outside provider wait for it

    return Registration(
        issuer=oidc.issuer,
        client=oidc.client,
        secret=oidc_secret(oidc),
        redirect=oidc.redirect,
        account_claim=oidc.account_claim,
        strong=oidc.strong,
    )


def known_plugins(settings: HubSettings) -> Plugins:
    """
    Return installed adapters and those that the mapping files of *settings* make.

    A mapping file that can't be used is set aside like a plugin that can't be loaded: the others run.
    """
    return with_mappings(installed_plugins(), settings.adapters)


def registry_of(settings: HubSettings) -> Registry:
    """
    Return the registry of units as amended; those of the workbench are its agency's.

    Raises:
        ConfigurationError: the units file can't be read or an entry doesn't fit.
    """
    registry = amended_registry(filed_registry(settings), amendments_of(settings))
    bench = settings.workbench
    return registry.spoken_for(bench.units, bench.agency) if bench.units else registry


def filed_registry(settings: HubSettings) -> Registry:
    """
    Return the registry of units as files say it, with the bodies that mapping files name.

    Raises:
        ConfigurationError: the units file can't be read or an entry doesn't fit.
    """
    return with_mapped_units(load_registry(settings.units), settings.adapters)


def amendments_of(settings: HubSettings) -> tuple[Amendment, ...]:
    """
    Return what administrators have decided over the files of *settings*, oldest first; nothing on a cluster.

    Its workers run on machines that don't see the people's file: there the files of each machine alone say the rules.

    Raises:
        BusUnavailableError: the people's file can't be read now.
        ConfigurationError: it's damaged.
    """
    if settings.under is not None:
        return settings.under
    return () if settings.engine is EngineKind.KAFKA else decided(settings.data / PEOPLE_FILE)


def settled(settings: HubSettings) -> HubSettings:
    """
    Return *settings* under what is decided now: everything opened with them is of one version, however long it takes.

    Raises:
        BusUnavailableError: the people's file can't be read now.
        ConfigurationError: it's damaged.
    """
    return settings if settings.under is not None else settings.pinned(amendments_of(settings))


def filed_standing(settings: HubSettings) -> Standing:
    """
    Return lengths, calendar and units as files say them, before any amendment.

    Raises:
        ConfigurationError: a file can't be read or an entry doesn't fit.
    """
    return Standing(
        lengths=tuple(local.override for local in settings.clocks),
        calendar=load_calendar(settings.calendar),
        registry=filed_registry(settings),
    )


def calendar_of(settings: HubSettings) -> WorkingCalendar:
    """Return the working days in force: the State Council's notices, and the city's own rest days."""
    return amended_calendar(load_calendar(settings.calendar), amendments_of(settings))


def load_registry(units: Path | None) -> Registry:
    """
    Return the registry of units: that of the file *units*, else the packaged one.

    Raises:
        ConfigurationError: the file can't be read or an entry doesn't fit.
    """
    if units is None:
        return default_registry()
    try:
        content = tomllib.loads(units.read_text(encoding="utf-8"))
        bodies = _HELPING.validate_python(content.get("participant", []))
        if "unit" not in content:
            # A file of helping bodies alone adds them to the packaged units.
            packaged = default_registry()
            return Registry.of(packaged.all_units(), packaged.version, bodies)
        return Registry.of(_UNITS.validate_python(content["unit"]), str(content.get("version", "1")), bodies)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"can't be read: {error}", where=str(units), remedy="mend the units file") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise ConfigurationError(
            f"unit {'.'.join(map(str, first['loc']))}: {first['msg']}", where=str(units), remedy="mend that entry"
        ) from error


def load_bodies(units: Path | None) -> tuple[ReportingBody, ...]:
    """
    Return the reporting bodies that the registry file *units* states (``[[body]]``); none for the packaged registry.

    Raises:
        ConfigurationError: the file can't be read or an entry doesn't fit.
    """
    if units is None:
        return ()
    try:
        return tuple(_BODIES.validate_python(tomllib.loads(units.read_text(encoding="utf-8")).get("body", [])))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"can't be read: {error}", where=str(units), remedy="mend the units file") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise ConfigurationError(
            f"body {'.'.join(map(str, first['loc']))}: {first['msg']}", where=str(units), remedy="mend that entry"
        ) from error


def rules_of(settings: HubSettings) -> Rules:
    """Return the rules in force."""
    return Rules(terms_of(settings), derive=True)


def terms_of(settings: HubSettings) -> Terms:
    """
    Return the calendar and the lengths of clocks in force.

    Raises:
        ClockOverrideError: a local length doesn't fit, or the period is the law's.
    """
    amendments = amendments_of(settings)
    overrides = Overrides.of(amended_lengths((local.override for local in settings.clocks), amendments))
    return Terms(amended_calendar(load_calendar(settings.calendar), amendments), overrides)


def log_folder(settings: HubSettings) -> Path:
    """
    Return where the engine keeps its shards: the first folder, or the one that the hub has moved to since.

    On Kafka that's where the copy stands from which questions are answered.
    """
    if settings.engine is EngineKind.KAFKA:
        return settings.data / "copy"
    return current_folder(settings.data / "log")


def open_engine(settings: HubSettings, *, batch_seconds: float | None = None, observe: Observer = unobserved) -> Engine:
    """
    Open the hub's engine and take it over from any process that had it.

    On Kafka that's the keeping of time alone: the shards belong to the workers (``hub worker run``).
    """
    settings = settled(settings)
    processors = default_processors(registry_of(settings), rules_of(settings))
    if settings.engine is EngineKind.KAFKA:
        return open_remote_engine(settings, processors, log_folder(settings))
    options = EngineOptions(shards=settings.shards, batch_seconds=batch_seconds, observe=observe)
    return EmbeddedEngine.open(log_folder(settings), processors, Serde(), options)


def open_rebuild(settings: HubSettings, processor: str) -> Rebuild:
    """
    Open what *processor* is rebuilt with, beside a running hub.

    Raises:
        UnknownRecordError: no hub has run there yet, or there's no such processor.
    """
    if settings.engine is EngineKind.KAFKA:
        ground: Ground = open_kafka_ground(settings, settings.data / "rebuild" / "copy")
    else:
        ground = EmbeddedGround(log_folder(settings))
    crew = _crew(settings)
    subject = Subject(processor, crew.processors, crew.made_by)
    return Rebuild(ground, subject, crew.serde, settings.data / "rebuild")


def shards_of(settings: HubSettings) -> int:
    """
    Return how many shards the hub really has, whatever the settings say.

    Raises:
        UnknownRecordError: no hub has run there yet.
    """
    ground = EmbeddedGround(log_folder(settings))
    ground.close()
    return ground.shards


def open_repartition(settings: HubSettings, shards: int) -> Move:
    """
    Open the move of the hub of *settings* to *shards* shards of this machine, beside a running hub.

    Raises:
        UnknownRecordError: no hub has run there yet.
        PermanentError: it has that many already, or a move to another number was begun.
    """
    crew = _crew(settings)
    folder = log_folder(settings)
    source = EmbeddedSource(folder, crew.processors, crew.serde)
    if source.ground.shards == shards:
        source.close()
        raise PermanentError(f"has {shards} shards already", where=folder.name)
    target = EmbeddedTarget(settings.data / f"log-{source.moves + 1}", shards)
    return Move(source, target, crew, settings.data / "moving")


def open_versions(settings: HubSettings, shards: int, administrator: KafkaAccess | None = None) -> Versions:
    """
    Return what the hub on the cluster of *settings* gets *shards* shards with; *administrator* makes the new topics.

    Raises:
        ConfigurationError: there's no ``[kafka]`` table, or the extra isn't installed.
    """
    return versions_of(settings, _crew(settings), shards, administrator)


def open_migration(settings: HubSettings, *, up: bool) -> Move:
    """
    Open the move of the hub of *settings* to its cluster, or from there to this machine.

    Raises:
        PermanentError: it's there already.
        ConfigurationError: there's no ``[kafka]`` table, a topic is missing, or the extra isn't installed.
    """
    here = settings.engine is EngineKind.EMBEDDED
    if here != up:
        raise PermanentError("the hub is there already", where=f"engine = {settings.engine.value}")
    crew = _crew(settings)
    if not up:
        return open_move_down(settings, crew, current_folder(settings.data / "log"))
    source = EmbeddedSource(log_folder(settings), crew.processors, crew.serde)
    return open_move_up(settings, source, crew)


def _crew(settings: HubSettings) -> Crew:
    settings = settled(settings)
    processors = default_processors(registry_of(settings), rules_of(settings))
    return Crew(processors, Serde(), f"{hub.__version__}/{_rules_mark(settings)}")


def _rules_mark(settings: HubSettings) -> str:
    """Return a mark of all settings that rules depend on: a state half made under others is of no use."""
    bench = settings.workbench
    ruled = (settings.clocks, bench.agency, bench.units, *amendments_of(settings))
    marked = hashlib.sha256(repr(ruled).encode())
    for path in (settings.units, settings.calendar):
        if path is not None:
            files = sorted(path.iterdir()) if path.is_dir() else [path]
            marked.update(b"".join(file.read_bytes() for file in files if file.is_file()))
    return marked.hexdigest()[:16]


def files_mark(settings: HubSettings) -> str:
    """Return a mark of the files alone that rules are read from: who runs reads them once, when it starts."""
    return _rules_mark(settings.pinned(()))


def worker_of(settings: HubSettings, name: str, watch: Watch) -> Worker:
    """
    Return the worker *name* of the hub of *settings*, not yet running.

    Raises:
        ConfigurationError: something is missing or doesn't fit.
    """
    settings = settled(settings)
    return open_worker(settings, default_processors(registry_of(settings), rules_of(settings)), name, watch)


def workers_of(settings: HubSettings) -> WorkersView:
    """
    Return who works for the hub of *settings*.

    Raises:
        BusUnavailableError: the cluster doesn't answer.
    """
    return look_at_workers(settings, default_processors(registry_of(settings), rules_of(settings)))


def open_bus(settings: HubSettings) -> EmbeddedBus | KafkaBus:
    """Open the log of the hub of *settings*, beside whoever runs it."""
    if settings.engine is EngineKind.KAFKA:
        return open_kafka_bus(settings)
    return EmbeddedBus.open(log_folder(settings), shards=settings.shards)


def open_letters(settings: HubSettings) -> Letters:
    """
    Open what no processor could take, beside whoever runs the hub.

    Raises:
        UnknownRecordError: no hub has run there yet.
        BusUnavailableError: the cluster doesn't answer.
    """
    if settings.engine is EngineKind.KAFKA:
        return open_kafka_letters(access_of(settings))
    EmbeddedReader(log_folder(settings)).close()  # says in words that no hub has run here yet
    return DeadLetters(EmbeddedBus.open(log_folder(settings), shards=settings.shards))


def letters_beside(workshop: Workshop) -> Letters:
    """
    Return what no processor could take, on the log that *workshop* has open.

    Raises:
        BusUnavailableError: the cluster doesn't answer.
    """
    if isinstance(workshop.bus, EmbeddedBus):
        return DeadLetters(workshop.bus)
    return open_kafka_letters(access_of(workshop.settings))


def recorded_on(settings: HubSettings, topic: str) -> Iterator[StoredRecord]:
    """
    Yield every record of *topic*, in order within each partition, read beside whoever runs the hub.

    Raises:
        UnknownRecordError: no hub has run there yet.
    """
    if settings.engine is EngineKind.KAFKA:
        return kafka_records(settings, topic)
    return recorded(log_folder(settings), topic)


def places_behind(settings: HubSettings, processor: str, topic: str) -> int:
    """
    Return how many places of the log of *topic* its *processor* has not taken yet.

    Raises:
        UnknownRecordError: no hub has run there yet.
        BusUnavailableError: the cluster doesn't answer.
    """
    if settings.engine is EngineKind.KAFKA:
        return kafka_places_behind(settings, topic)
    with closing(EmbeddedReader(log_folder(settings))) as reader:
        return reader.behind(processor, topic)


def _arrivals(settings: HubSettings) -> Arrivals | None:
    """Return what tells a hub at rest that something came in; the workers of a cluster need no telling."""
    if settings.engine is EngineKind.KAFKA:
        return None
    stages = [(one.name, one.input) for one in default_processors(registry_of(settings), rules_of(settings))]
    return FileArrivals(log_folder(settings), stages)


def open_reader(settings: HubSettings) -> EngineReader:
    """
    Open what the engine of *settings* has committed.

    On Kafka that's a copy in the log's folder, brought abreast of the cluster by this call; hub and verbs on one
    machine share it.

    Raises:
        UnknownRecordError: no hub has run there yet.
        BusUnavailableError: the cluster doesn't answer.
    """
    if settings.engine is EngineKind.KAFKA:
        return open_kafka_reader(settings, log_folder(settings))
    return EmbeddedReader(log_folder(settings))


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

    def reports(self, known_at: datetime | None = None) -> Iterator[Report]:
        """Yield every report of which anything was stated by *known_at*, by its root within a shard."""
        for root, _ in self.reader.states(Reporting.name):
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
    return Projection(reader, bus, Serde(), terms, definitions, model, f"{hub.__version__}/{_rules_mark(settings)}")


def open_projection_beside(settings: HubSettings) -> Projection:
    """
    Open the sink of the read model beside a running hub.

    Raises:
        UnknownRecordError: no hub has run there yet.
    """
    return open_projection(settings, open_reader(settings), open_bus(settings))


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a hub lives on besides its settings: time, a way to wait, whoever measures its batches, what hashes cost."""

    clock: Clock = field(default_factory=SystemClock)
    sleep: Callable[[float], None] = time.sleep
    policy: HostPolicy = field(default_factory=HostPolicy)
    observe: Observer = unobserved
    hashing: PasswordHashing = field(default_factory=PasswordHashing)


@dataclass(frozen=True, slots=True)
class Workshop:
    """Everything that adapter hosts need, opened once; :meth:`host` opens one of them."""

    settings: HubSettings
    plugins: Plugins
    around: Surroundings
    vault: SealedVault
    bus: Bus
    door: EngineDoor
    context: AdapterContext

    @property
    def codes(self) -> tuple[str, ...]:
        """The configured agencies."""
        return tuple(sorted(self.settings.adapters))

    def is_set_aside(self, code: str) -> bool:
        """Return whether the mapping file of *code* can't be used; its deliveries wait, the others run."""
        return mapping_fault(self.settings.adapters.get(code, {})) is not None

    def has_store(self, code: str) -> bool:
        """Return whether the adapter of *code* has ever run."""
        return self._store_path(code).is_file()

    def store(self, code: str) -> AdapterStore:
        """Open the durable memory of the adapter of *code*."""
        return AdapterStore(self._store_path(code), code)

    def _store_path(self, code: str) -> Path:
        return self.settings.data / "adapters" / f"{code}.db"

    def quarantine(self, store: AdapterStore) -> Quarantine:
        """Return the quarantine of the adapter whose *store* this is, without opening the adapter."""
        return Quarantine(store, self.vault, self.around.clock)

    @property
    def returned(self) -> ReturnedDesk:
        """The held rows of files that people imported."""
        return ReturnedDesk(self.quarantine(self.store(IMPORTS)))

    def adapter_type(self, code: str) -> AdapterType:
        """
        Return the adapter type of the configured agency *code*.

        Raises:
            UnknownAgencyError: it isn't configured, or no plugin registers it.
        """
        if code not in self.settings.adapters:
            known = ", ".join(self.codes) or "none"
            raise UnknownAgencyError(f"agency {code} isn't configured", remedy=f"configured: {known}")
        fault = mapping_fault(self.settings.adapters[code])
        if fault is not None:
            raise fault
        return self.plugins.adapter(code)

    def host(self, code: str) -> AdapterHost:
        """
        Open the host of agency *code*; its system isn't touched yet.

        Raises:
            ConfigurationError: a setting of it doesn't fit, or a secret is missing.
        """
        kind = self.adapter_type(code)
        adapter = kind.open(adapter_settings(kind, self.settings.adapters[code]), self.context)
        around = self.around
        tools = HostTools(around.clock, self.vault, around.sleep, around.policy, self.context.registry)
        return AdapterHost(adapter, self.door, self.store(code), tools)


def adapter_settings(kind: AdapterType, table: Mapping[str, object]) -> BaseModel:
    """
    Return the checked settings of one adapter, secrets in place.

    Raises:
        ConfigurationError: one doesn't fit; it's named, its value is not.
    """
    code = kind.info.code
    try:
        return kind.Settings.model_validate(with_secrets(code, table))
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise ConfigurationError(
            faults, where=f"[adapters.{code}]", remedy="compare it with a fresh hub init"
        ) from None


def adapter_context(settings: HubSettings, clock: Clock) -> AdapterContext:
    """
    Return what adapters are opened with.

    Raises:
        ConfigurationError: the key or the registry of units can't be read.
    """
    tokeniser = KeyedTokeniser(load_key_file(settings.key), SoftwareProvider())
    return AdapterContext(
        clock=clock,
        tokeniser=tokeniser,
        registry=registry_of(settings),
        stated_bodies=load_bodies(settings.units),
    )


def open_workshop(settings: HubSettings, bus: Bus, around: Surroundings) -> Workshop:
    """
    Open vault and door on *bus*.

    Raises:
        ConfigurationError: the key is missing, or plugins clash.
    """
    vault = SealedVault(settings.data / "vault.db", load_key_file(settings.key), SoftwareProvider(), around.clock)
    context = adapter_context(settings, around.clock)
    safe = Safe(settings.data / "dossiers.db", vault, context.tokeniser)
    door = EngineDoor(bus, Serde(), safe, around.clock)
    return Workshop(settings, known_plugins(settings), around, vault, bus, door, context)


def open_beside(settings: HubSettings, around: Surroundings | None = None) -> Workshop:
    """Open what commands need beside a running hub: the log is appended to, the engine is left to its owner."""
    return open_workshop(settings, open_bus(settings), around or Surroundings())


def open_indicators(settings: HubSettings) -> IndicatorBook:
    """Open the stream of the six reductions beside a running hub, for reading and for stating."""
    return IndicatorBook(open_bus(settings), Serde())


def open_hub(settings: HubSettings, around: Surroundings | None = None) -> RunningHub:
    """
    Open the whole hub, taking it over from a process that had it: engine, and a host for every configured adapter.

    Raises:
        ConfigurationError: something is missing or doesn't fit; nothing was started.
    """
    around, settings = around or Surroundings(), settled(settings)
    engine = open_engine(settings, observe=around.observe)
    reader = engine.reader()
    workshop = open_workshop(settings, engine.bus, around)
    return RunningHub(
        engine=engine,
        reader=reader,
        serde=Serde(),
        hosts={code: workshop.host(code) for code in workshop.codes if not workshop.is_set_aside(code)},
        clock=around.clock,
        calendar=calendar_of(settings),
        report_day=settings.report_day,
        projection=open_projection(settings, reader, engine.bus),
        arrivals=_arrivals(settings),
        definitions=load_definitions(settings.forms),
        watch=CalendarWatch(reader, terms_of(settings)),
        bodies=workshop.context.bodies,
        trouble="; ".join(f"{fault.distribution}: {fault.reason}" for fault in workshop.plugins.faults),
    )
