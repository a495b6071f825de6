"""Wires the hub's doors: gateway, forwarder, and adapters that stand beside their departments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from hub.bootstrap.amended import amendments_of
from hub.bootstrap.cluster import needing_the_extra
from hub.bootstrap.engines import places_behind
from hub.bootstrap.holdings import Holdings, read_hub
from hub.bootstrap.registry import registry_of
from hub.bootstrap.surroundings import Surroundings, SystemClock
from hub.bootstrap.workshop import Workshop, adapter_context, adapter_settings, known_plugins, open_beside
from hub.contracts import Serde
from hub.contracts.registry import SchemaRegistry
from hub.core.addressees import concerning
from hub.core.errors import ConfigurationError, UnknownAgencyError, UnknownRecordError
from hub.core.events import NO_AGENCYS, Event
from hub.core.forwarding import Gate
from hub.core.ports import Clock
from hub.core.topics import SOURCE_SUBMISSIONS
from hub.gateway.certificates import AgencyCertificates
from hub.gateway.counter import Counter
from hub.gateway.identity import AgencyKeys, KeyName, TokenSigner
from hub.gateway.limits import Rate, Rates
from hub.gateway.mailbox import Mailbox
from hub.gateway.meters import Meters
from hub.gateway.reception import Reception
from hub.gateway.replies import Replies
from hub.gateway.seam import Books, Gateway
from hub.gateway.systems import Systems
from hub.inforce import InForce
from hub.plugins.ground import HostTools
from hub.plugins.host import AdapterHost
from hub.plugins.spec import AgencyInfo
from hub.plugins.store import AdapterStore
from hub.processors import Intake
from hub.service.cluster_door import ClusterDoor
from hub.service.forwarder import Forwarder
from hub.service.forwarding_turns import OpenForwarder
from hub.service.remote_door import HttpDoor, RemoteTokeniser
from hub.service.remote_identity import GatewayConnection, TlsFiles
from hub.settings.doors import GatewayAgency, GatewayIdentity
from hub.settings.whole import HubSettings
from hub.vault import SealedVault, SoftwareProvider, load_key_file

if TYPE_CHECKING:
    from hub.bus.kafka import KafkaAccess

_COUNTED_FOR = timedelta(seconds=1)
_LOOKED_AT = timedelta(seconds=1)
"""How often it's looked up whether the settings were amended."""


@dataclass(frozen=True, slots=True)
class OpenGateway:
    """A gateway ready to serve; :meth:`close` finishes what waits."""

    gateway: Gateway
    workshop: Workshop

    def close(self) -> None:
        """Take no more, finish what waits, let go of files."""
        self.gateway.counter.close()
        self.gateway.replies.close()
        self.gateway.systems.close()
        for mailbox in self.gateway.mailboxes.values():
            mailbox.store.close()
        self.workshop.door.close()


def open_gateway(settings: HubSettings, around: Surroundings | None = None) -> OpenGateway:
    """
    Open the gateway of *settings* beside a running hub.

    Raises:
        ConfigurationError: no agency is connected, one has an adapter in this hub too, or what it states isn't said.
    """
    around = around or Surroundings()
    named = settings.gateway.agencies
    if not named:
        raise ConfigurationError(
            "no agency is connected over the gateway", where="[gateway.agencies]", remedy="name one, such as traffic"
        )
    both = sorted(named.keys() & settings.adapters.keys())
    if both:
        raise ConfigurationError(
            f"{', '.join(both)} has an adapter in this hub and comes over the gateway",
            where="[gateway.agencies]",
            remedy="keep one of the two: an inbox has one reader",
        )
    workshop = open_beside(settings, around)
    infos = {code: agency_info(code, table, workshop) for code, table in named.items()}
    return OpenGateway(_gateway(settings, workshop, infos), workshop)


def agency_info(code: str, table: GatewayAgency, workshop: Workshop) -> AgencyInfo:
    """
    Return what agency *code* may state and receive.

    Raises:
        ConfigurationError: no adapter of this code is installed and its table doesn't say what it states.
    """
    installed = next((kind.info for kind in workshop.plugins.adapters if kind.info.code == code), None)
    submits = frozenset(table.submits) or (frozenset() if installed is None else installed.submits)
    refused: frozenset[Event] = submits & NO_AGENCYS
    if not submits or refused:
        what = f"no agency states {', '.join(sorted(refused))}" if refused else "what it states isn't said"
        raise ConfigurationError(what, where=f"[gateway.agencies.{code}]", remedy='submits = ["DisputeReported", …]')
    units = [unit for unit in workshop.context.registry.all_units() if unit.agency == code]
    return AgencyInfo(
        code=code,
        name_zh=table.name or (code if installed is None else installed.name_zh),
        name_en=table.name_en or (code if installed is None else installed.name_en),
        submits=submits,
        receives=concerning(units, submits),
        contact=table.contact or (code if installed is None else installed.contact),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class WayToHub:
    """
    How an adapter reaches the hub.

    Attributes:
        address: That of the gateway.
        files: Whom to trust, and the agency's certificate where it's known by one.
        signed: The agency's key and its private half, where it signs tokens instead.
    """

    address: str
    files: TlsFiles
    signed: tuple[KeyName, bytes] | None = None


@dataclass(frozen=True, slots=True)
class RemoteAdapter:
    """
    An adapter beside its department, and how its ways to the hub are let go of.

    ``under`` asks which version of the amended settings the hub's door works under, None where it doesn't say.
    """

    host: AdapterHost
    ways: tuple[Callable[[], None], ...]
    under: Callable[[], int | None]

    def close(self) -> None:
        """Let go of the department's system, of the store, and of all connections."""
        self.host.close()
        for close in self.ways:
            close()


def open_remote_adapter(
    settings: HubSettings, code: str, way: WayToHub, around: Surroundings, access: KafkaAccess | None = None
) -> RemoteAdapter:
    """
    Open the adapter of *code* beside its department, at the hub's gateway: spool and quarantine are kept here.

    Where *access* is given, statements, deliveries and receipts go by the cluster, and only what is personal by the
    gateway (ADR 0103). Tokens are made at the hub, so that the key of the settings here only seals what waits.

    Raises:
        ConfigurationError: the adapter isn't configured here, or a key or the address can't be used.
    """
    signer = None if way.signed is None else TokenSigner(*way.signed, around.clock)
    connection = GatewayConnection(way.address, way.files, around.clock)
    gateway = HttpDoor(connection, code, None if signer is None else signer.token)
    context = replace(adapter_context(settings, around.clock), tokeniser=RemoteTokeniser(gateway))
    vault = SealedVault(settings.data / "vault.db", load_key_file(settings.key), SoftwareProvider(), around.clock)
    if code not in settings.adapters:
        raise UnknownAgencyError(f"agency {code} isn't configured", remedy=f"add [adapters.{code}] to the settings")
    kind = known_plugins(settings).adapter(code)
    adapter = kind.open(adapter_settings(kind, settings.adapters[code]), context)
    store = AdapterStore(settings.data / "adapters" / f"{code}.db", code)
    tools = HostTools(around.clock, vault, around.sleep, around.policy, context.registry)
    if access is None:
        return RemoteAdapter(AdapterHost(adapter, gateway, store, tools), (gateway.close,), gateway.settings_version)
    with needing_the_extra():
        from hub.bus.kafka import KafkaBus
    door = ClusterDoor(KafkaBus(access), Serde(), gateway, around.clock)
    host = AdapterHost(adapter, door, store, tools)
    return RemoteAdapter(host, (door.close, gateway.close), gateway.settings_version)


def open_forwarder(settings: HubSettings, access: KafkaAccess, agencies: Iterable[str]) -> OpenForwarder:
    """
    Connect the forwarder of *agencies* to the cluster of *access*.

    Raises:
        ConfigurationError: the registry of units can't be read.
    """
    with needing_the_extra():
        from hub.engines.kafka.conveyor import KafkaConveyor
    serde, clock = Serde(), SystemClock()
    access = replace(access, version=settings.topic_version)
    gate = InForce(
        settings,
        lambda under: Gate(serde=serde, registry=registry_of(under)),
        clock,
        _LOOKED_AT,
        lambda own: amendments_of(own, access),
    )
    conveyor = KafkaConveyor(access, agencies)
    return OpenForwarder(Forwarder(conveyor=conveyor, gate=gate.get, clock=clock), conveyor.close)


def _gateway(settings: HubSettings, workshop: Workshop, infos: dict[str, AgencyInfo]) -> Gateway:
    own = settings.gateway
    receptions: dict[str, Reception] = {}
    mailboxes: dict[str, Mailbox] = {}
    clock = workshop.around.clock
    units = InForce(settings, registry_of, clock, _LOOKED_AT)
    systems = Systems(settings.data / "systems.db", _system_names(settings))
    for code, info in infos.items():
        store = workshop.store(code)
        held = workshop.quarantine(store)
        receptions[code] = Reception(info, store, held, workshop.door, clock, units.get, systems)
        mailboxes[code] = Mailbox(info, store, held, workshop.door, clock)

    def version() -> int:
        units.get()
        return units.version

    counter = Counter(receptions, _Backlog(settings, clock).count, own.most_backlog)
    return Gateway(
        keys=AgencyKeys(own.keys, clock),
        certificates=AgencyCertificates(own.keys, _certificate_names(own.agencies), clock),
        rates=Rates(Rate(per_second=own.statements_per_second, at_once=own.statements_at_once)),
        counter=counter,
        mailboxes=mailboxes,
        systems=systems,
        replies=Replies(settings.data / "gateway.db", clock),
        door=workshop.door,
        bus=workshop.bus,
        serde=Serde(),
        tokeniser=workshop.context.tokeniser,
        schemas=SchemaRegistry.load(),
        clock=clock,
        meters=Meters(lambda: counter.waiting),
        agencies=frozenset(infos),
        certified=frozenset(
            code for code, table in own.agencies.items() if table.identity is GatewayIdentity.CERTIFICATE
        ),
        statisticians=frozenset(code for code, table in own.agencies.items() if table.statistics),
        books=_books(settings),
        settings=version,
        slowest_body=own.slowest_body_seconds,
    )


def _system_names(settings: HubSettings) -> dict[str, str]:
    """Return whose the names of systems are by the settings: what tables list, and the code of every agency here."""
    codes = {*settings.gateway.agencies, *settings.adapters, settings.workbench.agency}
    found = {code: code for code in codes}
    for code, table in settings.gateway.agencies.items():
        for name in table.systems:
            if found.setdefault(name, code) != code:
                raise ConfigurationError(
                    f"{name} is a system of {found[name]} too",
                    where=f"[gateway.agencies.{code}] systems",
                    remedy="a system is one agency's",
                )
    return found


def _certificate_names(agencies: Mapping[str, GatewayAgency]) -> dict[str, str]:
    found: dict[str, str] = {}
    for code, table in agencies.items():
        for name in table.certificate_names:
            if found.setdefault(name, code) != code:
                raise ConfigurationError(
                    f"{name} is a name of {found[name]} too",
                    where=f"[gateway.agencies.{code}] certificate_names",
                    remedy="a certificate is one agency's",
                )
    return found


def _books(settings: HubSettings) -> Callable[[], AbstractContextManager[Books]]:
    @contextmanager
    def opened() -> Iterator[Holdings]:
        holdings = read_hub(settings)
        try:
            yield holdings
        finally:
            holdings.close()

    return opened


class _Backlog:
    """How far the first processor is behind; looked up once a second at most."""

    def __init__(self, settings: HubSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._counted = 0
        self._at: datetime | None = None

    def count(self) -> int:
        now = self._clock.now()
        if self._at is not None and abs(now - self._at) < _COUNTED_FOR:
            return self._counted
        self._at = now
        try:
            self._counted = places_behind(self._settings, Intake.name, SOURCE_SUBMISSIONS)
        except UnknownRecordError:
            return 0  # no hub has run yet: nothing is behind
        return self._counted
