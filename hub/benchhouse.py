"""Wires the workbench: the clerks' desk for the console's pages, and the sender that brings their acts to the hub."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from hub.bootstrap.amended import amendments_of, settled
from hub.bootstrap.engines import open_reader
from hub.bootstrap.registry import registry_of
from hub.bootstrap.rules import terms_of
from hub.bootstrap.surroundings import Surroundings
from hub.bootstrap.workshop import Workshop, known_plugins, letters_beside, open_beside
from hub.contracts import Serde
from hub.core.clocks import Terms
from hub.core.errors import ConfigurationError, HubError, UnknownRecordError
from hub.core.events import Submission
from hub.core.messages import RootUpdate
from hub.core.ports import Clock
from hub.core.privacy import Tokeniser, Vault
from hub.core.units import Registry
from hub.engines.ports import Letters
from hub.engines.processing.letters import DeadLetter
from hub.service.roots import HubKnown
from hub.settings.whole import HubSettings
from hub.vault import KeyedTokeniser, SealedVault, SoftwareProvider, load_key_file
from hub.workbench.database import Database
from hub.workbench.desk import ClerkDesk
from hub.workbench.drafts import Drafts
from hub.workbench.held import Held
from hub.workbench.outbox import Outbox
from hub.workbench.papers import Papers
from hub.workbench.registration import Window
from hub.workbench.sealing import Sealer
from hub.workbench.sender import Sender

_LOG = logging.getLogger("hub.workbench")


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
    settings = settled(settings)
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


def desk_under(desk: ClerkDesk, settings: HubSettings) -> ClerkDesk:
    """Return *desk* with the units and clocks that *settings* say: its files stay open, what waits there stays."""
    registry = registry_of(settings)
    return replace(desk, registry=registry, terms=terms_of(settings), window=replace(desk.window, registry=registry))


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


def open_drafts(settings: HubSettings) -> Drafts:
    """
    Open the drafts of a console at which no unit works.

    Raises:
        ConfigurationError: the key is missing, or the file can't be opened.
    """
    settings = settled(settings)
    sealer = Sealer.of(load_key_file(settings.key), SoftwareProvider())
    return Drafts(Database(bench_path(settings)), sealer)


def bench_path(settings: HubSettings) -> Path:
    """Return where the workbench keeps its file."""
    return settings.data / "workbench.db"


@dataclass(slots=True)
class HeldLetters:
    """What stands on the dead-letter topic, by the event ids of the statements in it."""

    opened: Callable[[], Letters]
    serde: Serde
    _letters: Letters | None = None

    def look(self) -> dict[str, Held]:
        """Return what is quarantined; the first letter of a statement names it."""
        self._letters = self._letters or self.opened()
        found: dict[str, Held] = {}
        for letter in self._letters.pending():
            held = Held(f"{letter.partition}/{letter.offset}", letter.code)
            for event_id in self._stated(letter):
                found.setdefault(event_id, held)
        return found

    def _stated(self, letter: DeadLetter) -> Iterator[str]:
        if letter.timer is not None:
            return
        try:
            record = self.serde.decode(letter.topic, letter.value)
        except HubError:
            return  # what can't be read isn't the workbench's: the door reads back what it takes
        if isinstance(record, Submission):
            yield record.event_id
        elif isinstance(record, RootUpdate):
            yield from (fact.event_id for fact in record.facts)


class BenchSender:
    """The sender with its own door, for one thread; :meth:`round` never keeps the hub's files open."""

    def __init__(self, settings: HubSettings, around: Surroundings | None = None) -> None:
        around, settings = around or Surroundings(), settled(settings)
        check_workbench(settings)
        self._settings = settings
        self._workshop: Workshop = open_beside(settings, around)
        self._database = Database(bench_path(settings))
        master, provider = load_key_file(settings.key), SoftwareProvider()
        self._drafts = Drafts(self._database, Sealer.of(master, provider))
        self.sender = Sender(
            outbox=Outbox(self._database),
            door=self._workshop.door,
            vault=self._workshop.vault,
            registry=self._workshop.context.registry,
            clock=around.clock,
            agency=settings.workbench.agency,
            held=HeldLetters(lambda: letters_beside(self._workshop), Serde()),
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

    @property
    def under(self) -> HubSettings:
        """The settings that it was opened with, of one version."""
        return self._settings

    def forget_drafts(self) -> int:
        """Forget half-filled forms that nobody touched for too long; return how many there were."""
        kept = timedelta(days=self._settings.workbench.draft_days)
        return self._drafts.expire(self.sender.clock.now(), kept)

    def close(self) -> None:
        """Let go of files and of the lease."""
        self.sender.close()
        self._workshop.door.close()
        self._database.close()


def sender_in_force(
    settings: HubSettings, around: Surroundings | None = None, former: BenchSender | None = None
) -> BenchSender:
    """
    Return the sender under the version of the settings that stands: *former*, else a new one after that was let go.

    Raises:
        HubError: it can't be opened now.
    """
    if former is not None and amendments_of(settings) == former.under.under:
        return former
    _close(former)
    return BenchSender(settings, around)


@contextmanager
def sending(settings: HubSettings) -> Iterator[None]:
    """
    Send in a thread of its own for the time of the block; nothing where no unit works in the console.

    Console and hub both do: whoever has the lease sends.

    What goes wrong is tried again: a hub that can't be reached, or a disk that is full, leaves every act waiting.
    """
    if not settings.workbench.units:
        yield
        return
    stopped = threading.Event()
    thread = threading.Thread(target=_send_until, args=(settings, stopped), name="workbench-sender", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join(timeout=_LAST_ROUND_SECONDS)


_EVERY_SECONDS = 1.0
_AFTER_TROUBLE_SECONDS = 5.0
_LAST_ROUND_SECONDS = 20.0
_FORGOTTEN_EVERY = 3_600


def _send_until(settings: HubSettings, stopped: threading.Event) -> None:
    sender: BenchSender | None = None
    rounds = 0
    while not stopped.wait(_EVERY_SECONDS):
        try:
            sender = sender_in_force(settings, former=sender)
            sender.round()
            if rounds % _FORGOTTEN_EVERY == 0:
                sender.forget_drafts()
            rounds += 1
        except HubError as error:
            _LOG.warning("the workbench's sender waits: %s %s", error.code, error.what)
            _close(sender)
            sender = None
            stopped.wait(_AFTER_TROUBLE_SECONDS)
    _close(sender)


def _close(sender: BenchSender | None) -> None:
    if sender is None:
        return
    try:
        sender.close()
    except HubError as error:
        _LOG.warning("the workbench's sender waits: %s %s", error.code, error.what)
