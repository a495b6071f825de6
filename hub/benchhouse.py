"""Wires the workbench: the clerks' desk for the console's pages, and the sender that brings their acts to the hub."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from hub.bootstrap import Surroundings, Workshop, known_plugins, open_beside, open_reader, registry_of, terms_of
from hub.core.clocks import Terms
from hub.core.errors import ConfigurationError, UnknownRecordError
from hub.core.knowledge import Knowledge
from hub.core.ports import Clock, HubReader
from hub.core.privacy import Tokeniser, Vault
from hub.core.units import Registry
from hub.processors import Lifecycle
from hub.processors.codec import MsgpackCodec
from hub.processors.lifecycle import LifecycleState
from hub.service.links import side_of
from hub.settings import HubSettings
from hub.vault import KeyedTokeniser, SealedVault, SoftwareProvider, load_key_file
from hub.workbench.database import Database
from hub.workbench.desk import ClerkDesk
from hub.workbench.drafts import Drafts
from hub.workbench.outbox import Outbox
from hub.workbench.papers import Papers
from hub.workbench.registration import Window
from hub.workbench.sealing import Sealer
from hub.workbench.sender import Sender


@dataclass(frozen=True, slots=True)
class HubKnown:
    """What the hub knows, by any root of a dispute: reports that were joined lead to the dispute that they joined."""

    reader: HubReader | None

    def of_root(self, root: str) -> Knowledge | None:
        """Return what the hub knows of the dispute to which *root* belongs now."""
        if self.reader is None:
            return None
        side = side_of(self.reader, root)
        state = self.reader.state(Lifecycle.name, root if side is None else side.dispute)
        return None if state is None else MsgpackCodec(LifecycleState).decode(state).knowledge


@contextmanager
def known_of(settings: HubSettings) -> Iterator[HubKnown]:
    """Open what the hub of *settings* knows, for a short time; of one that never ran that's nothing."""
    try:
        reader = open_reader(settings)
    except UnknownRecordError:
        yield HubKnown(None)
        return
    try:
        yield HubKnown(reader)
    finally:
        reader.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchParts:
    """What a desk is made of besides settings."""

    clock: Clock
    vault: Vault
    tokeniser: Tokeniser
    registry: Registry
    terms: Terms


def open_desk(settings: HubSettings, clock: Clock) -> ClerkDesk:
    """
    Open the clerks' desk.

    Raises:
        ConfigurationError: the key is missing, the file can't be opened, or the workbench's agency has an adapter.
    """
    check_workbench(settings)
    master, provider = load_key_file(settings.key), SoftwareProvider()
    parts = BenchParts(
        clock=clock,
        vault=SealedVault(settings.data / "vault.db", master, provider, clock),
        tokeniser=KeyedTokeniser(master, provider),
        registry=registry_of(settings),
        terms=terms_of(settings),
    )
    return _desk(settings, parts, Sealer.of(master, provider))


def check_workbench(settings: HubSettings) -> None:
    """
    Compare the ``[workbench]`` table with the rest.

    Raises:
        ConfigurationError: another connection has its agency's code, or a unit isn't registered.
    """
    bench = settings.workbench
    if bench.agency in settings.adapters or bench.agency in settings.gateway.agencies:
        raise ConfigurationError(
            f"{bench.agency} speaks by an adapter or over the gateway too",
            where="[workbench]",
            remedy="give the console an agency code of its own",
        )
    installed = {kind.info.code for kind in known_plugins(settings).adapters}
    unknown = [code for code in bench.units if code not in registry_of(settings).units]
    if bench.agency in installed or unknown:
        what = f"no unit {', '.join(unknown)}" if unknown else f"an adapter is called {bench.agency}"
        raise ConfigurationError(what, where="[workbench]", remedy="compare it with hub's registry of units")


def _desk(settings: HubSettings, parts: BenchParts, sealer: Sealer) -> ClerkDesk:
    bench = settings.workbench
    database = Database(bench_path(settings))
    return ClerkDesk(
        agency=bench.agency,
        outbox=Outbox(database),
        drafts=Drafts(database, sealer),
        papers=Papers(database, sealer),
        vault=parts.vault,
        window=Window(bench.agency, parts.registry, parts.tokeniser),
        registry=parts.registry,
        terms=parts.terms,
        clock=parts.clock,
        undo_for=timedelta(seconds=bench.undo_seconds),
        marks=bench.marks,
    )


def bench_path(settings: HubSettings) -> Path:
    """Return where the workbench keeps its file."""
    return settings.data / "workbench.db"


class BenchSender:
    """The sender with its own door, for one thread; :meth:`round` never keeps the hub's files open."""

    def __init__(self, settings: HubSettings, around: Surroundings | None = None) -> None:
        around = around or Surroundings()
        check_workbench(settings)
        self._settings = settings
        self._workshop: Workshop = open_beside(settings, around)
        self._database = Database(bench_path(settings))
        self.drafts_kept = timedelta(days=settings.workbench.draft_days)
        self.sender = Sender(
            outbox=Outbox(self._database),
            door=self._workshop.door,
            vault=self._workshop.vault,
            registry=self._workshop.context.registry,
            clock=around.clock,
            agency=settings.workbench.agency,
            name=f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}",
        )

    def round(self) -> int:
        """
        Send what is due and note what came into force; return how many acts were sent.

        Raises:
            BusUnavailableError: the hub can't be reached; everything waits for a later round.
        """
        with known_of(self._settings) as known:
            return self.sender.round(known)

    def close(self) -> None:
        """Let go of files and of the lease."""
        self.sender.close()
        self._workshop.door.close()
        self._database.close()
