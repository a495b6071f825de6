"""Wires the console: what the hub holds, the door for what people state, and who is signed in."""

from __future__ import annotations

import logging
import os
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from queue import Empty, Queue
from typing import TypeVar

from hub.benchhouse import desk_under, open_desk, open_drafts
from hub.bootstrap.amended import amendments_of, check_told, tell_workers
from hub.bootstrap.cluster import settings_taken
from hub.bootstrap.engines import open_bus
from hub.bootstrap.holdings import Holdings, read_hub
from hub.bootstrap.people import people_of
from hub.bootstrap.rules import filed_standing, files_mark
from hub.bootstrap.surroundings import Surroundings
from hub.bootstrap.workshop import Workshop, adapter_context, known_plugins, open_beside
from hub.bureau import close_by_hand, open_bureau, settle
from hub.console.openings import PeoplesOpenings
from hub.console.seam import Books, Console, PeoplesSessions, Sessions, Workbench
from hub.core.errors import BusUnavailableError, HubError
from hub.core.ports import Clock
from hub.core.statistics import MonthlyView
from hub.core.wording import Message
from hub.core.worker_settings import SettingsTaken
from hub.inforce import InForce
from hub.office.bureau import Bureau
from hub.service.heartbeat import Heartbeat
from hub.settings.kafka import EngineKind
from hub.settings.whole import HubSettings

AT_THE_BENCH = Message("本控制台工作台", "The console's workbench")
_LOG = logging.getLogger("hub.console")
_REMINDED_EVERY = timedelta(seconds=10)
_PATIENCE_SECONDS = 4.0
T = TypeVar("T")
_FORMS_KEY = "console-forms.key"


def open_console(
    settings: HubSettings, around: Surroundings | None = None, sessions: Sessions | None = None
) -> Console:
    """
    Open the console of *settings* beside a running hub; of files it holds that of the people alone between two calls.

    Raises:
        ConfigurationError: the key or the registry of units can't be read.
    """
    around = around or Surroundings()
    people = people_of(settings, around.hashing)
    workers = _Workers(settings, around.clock) if settings.engine is EngineKind.KAFKA else None
    renewal = _Renewal(settings, around, workers)
    rooms = renewal.first
    desk = open_desk(rooms.under, around.clock) if settings.workbench.units else None
    return Console(
        settings=settings,
        clock=around.clock,
        books=rooms.books,
        workbench=rooms.workbench,
        bureau=rooms.bureau,
        filed=lambda: filed_standing(settings),
        month_end=rooms.month_end,
        tokeniser=adapter_context(settings, around.clock).tokeniser,
        agencies={
            settings.workbench.agency: AT_THE_BENCH,
        }
        | {kind.info.code: Message(kind.info.name_zh, kind.info.name_en) for kind in known_plugins(settings).adapters},
        people=people,
        sessions=sessions or PeoplesSessions(people, around.clock),
        personal=PeoplesOpenings(people, around.clock),
        forms_key=_forms_key(settings.data / _FORMS_KEY),
        secure=settings.console.is_secure,
        desk=desk,
        drafts=(lambda: desk.drafts) if desk is not None else cache(lambda: open_drafts(settings)),
        version=rooms.version,
        renewed=renewal,
        due=_Due(settings, files_mark(settings)),
        workers=workers,
    )


@dataclass(frozen=True, slots=True)
class _Due:
    """Whose restart is due, the files being others than those that it started under: ``own`` marks the console's."""

    settings: HubSettings
    own: str

    def __call__(self) -> tuple[str, ...]:
        now, heart = files_mark(self.settings), Heartbeat.read(self.settings.data)
        ran = heart is not None and heart.is_alive and bool(heart.files) and heart.files != now
        here = ("hub console run", "hub gateway run") if self.own != now else ()
        return (*(("hub run",) if ran else ()), *here)


def _within_time(ask: Callable[[], T]) -> T:
    """
    Return what *ask* gives: no page waits for a cluster that is away; what was begun goes on beside it.

    Raises:
        BusUnavailableError: it doesn't answer in time.
        HubError: as *ask* does.
    """
    answer: Queue[tuple[T] | HubError] = Queue(1)

    def run() -> None:
        try:
            answer.put((ask(),))
        except HubError as error:
            answer.put(error)

    threading.Thread(target=run, name="ask the cluster", daemon=True).start()
    try:
        found = answer.get(timeout=_PATIENCE_SECONDS)
    except Empty:
        raise BusUnavailableError(
            "the cluster doesn't answer in time", where="settings", remedy="look at the brokers; the hub tries again"
        ) from None
    if isinstance(found, HubError):
        raise found
    return found[0]


class _Workers:
    """The workers of a cluster; what they couldn't be told is told again beside later requests, none waits for it."""

    def __init__(self, settings: HubSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._turn = threading.Lock()
        self._told: int | None = None
        self._tried = datetime.min.replace(tzinfo=UTC)

    def check(self) -> None:
        with suppress(BusUnavailableError):
            _within_time(lambda: check_told(self._settings))

    def tell(self) -> None:
        _within_time(self._tell)

    def _tell(self) -> None:
        with self._turn:
            version = len(amendments_of(self._settings))
            tell_workers(self._settings)
            self._told = version

    def remind(self, version: int) -> None:
        """Tell them beside this request where they aren't known to know *version*."""
        now = self._clock.now()
        if version == self._told or abs(now - self._tried) < _REMINDED_EVERY or self._turn.locked():
            return
        self._tried = now
        threading.Thread(target=self._try, name="tell workers", daemon=True).start()

    def _try(self) -> None:
        try:
            self._tell()
        except HubError as error:
            _LOG.warning("workers aren't told of the settings: %s %s %s", error.code, error.what, error.where)

    def taken(self) -> SettingsTaken:
        return _within_time(lambda: settings_taken(self._settings))

    def files(self) -> str:
        return files_mark(self._settings)


@dataclass(frozen=True, slots=True)
class _Rooms:
    """What of a console depends on the settings as amended."""

    under: HubSettings
    books: Callable[[], AbstractContextManager[Books]]
    workbench: Callable[[], AbstractContextManager[Workbench]]
    bureau: Callable[[], AbstractContextManager[Bureau]]
    month_end: _MonthEnd

    @property
    def version(self) -> int:
        return len(self.under.under or ())


class _Renewal:
    """Gives each request the console under the version that stands; who has one works on with it."""

    def __init__(self, settings: HubSettings, around: Surroundings, workers: _Workers | None) -> None:
        turn = threading.Lock()

        def rooms(under: HubSettings) -> _Rooms:
            return _Rooms(under, _books(under), _workbench(under, around, turn), _bureau(under), _MonthEnd(under))

        self._in_force = InForce(settings, rooms, around.clock)
        self.first = self._in_force.get()
        self._last: tuple[Console, Console, _Rooms] | None = None
        self._workers = workers

    def __call__(self, console: Console) -> Console:
        rooms = self._in_force.get()
        if self._workers is not None:
            self._workers.remind(rooms.version)
        if rooms is self.first:
            return console
        last = self._last
        if last is not None and last[0] is console and last[2] is rooms:
            return last[1]
        taken = replace(
            console,
            books=rooms.books,
            workbench=rooms.workbench,
            bureau=rooms.bureau,
            month_end=rooms.month_end,
            desk=None if console.desk is None else desk_under(console.desk, rooms.under),
            version=rooms.version,
        )
        self._last = console, taken, rooms
        return taken


def _books(settings: HubSettings) -> Callable[[], AbstractContextManager[Books]]:
    @contextmanager
    def opened() -> Iterator[Holdings]:
        with closing(read_hub(settings)) as holdings:
            yield holdings

    return opened


def _bureau(settings: HubSettings) -> Callable[[], AbstractContextManager[Bureau]]:
    @contextmanager
    def opened() -> Iterator[Bureau]:
        with closing(open_bus(settings)) as bus, closing(read_hub(settings)) as holdings:
            yield open_bureau(settings, bus, holdings)

    return opened


@dataclass(frozen=True, slots=True)
class _MonthEnd:
    settings: HubSettings

    def is_running(self) -> bool:
        heart = Heartbeat.read(self.settings.data)
        return heart is not None and heart.is_alive

    def settle(self) -> None:
        if not self.is_running():
            settle(self.settings)

    def look(self, month: str, day: date) -> MonthlyView:
        return close_by_hand(self.settings, month, day, publish=False)[0]

    def close(self, month: str, day: date) -> int | None:
        return close_by_hand(self.settings, month, day, publish=True)[1]


def _workbench(
    settings: HubSettings, around: Surroundings, turn: threading.Lock
) -> Callable[[], AbstractContextManager[Workbench]]:
    @contextmanager
    def opened() -> Iterator[Workshop]:
        # One action at a time: stores and door belong to the thread that opened them.
        with turn:
            workshop = open_beside(settings, around)
            try:
                yield workshop
            finally:
                workshop.door.close()

    return opened


def _forms_key(path: Path) -> bytes:
    """Return the secret of the forms' marks, made once: a form that is open survives a restart of the console."""
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(secrets.token_bytes(32))
        part.replace(path)
    return path.read_bytes()
