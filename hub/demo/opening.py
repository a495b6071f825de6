"""The end of the demo: the console on what was played, one sign-in for each role, made on the spot and kept nowhere."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import uvicorn

from hub.benchhouse import BenchSender
from hub.bootstrap.holdings import open_projection_beside
from hub.bootstrap.running import open_hub
from hub.bootstrap.surroundings import Surroundings
from hub.console.app import create_app
from hub.console.patience import SECONDS
from hub.consolehouse import open_console
from hub.core.daytime import local_day
from hub.core.errors import ConfigurationError, HubError
from hub.core.permissions import ADMINISTRATORS, Grant, Role
from hub.demo.posts import POSTS
from hub.people.deeds import Actor
from hub.people.house import People
from hub.people.totp import hotp, step_of
from hub.service.heartbeat import Heartbeat
from hub.settings.doors import WorkbenchSettings
from hub.settings.whole import HubSettings
from hub.web.serving import Address, server_of

_LOG = logging.getLogger("hub.demo")
CENTRE = "L3-230822"
"""The county centre whose clerks work in the console."""
_MACHINE = Actor("machine:demo", "demo")
_UNITS = {Role.CLERK: CENTRE, Role.DUTY_CLERK: CENTRE, Role.LIAISON: "court", Role.ADAPTER_OPERATOR: "court"}
_CITY = "L4-230800-CENTRE"
_GRANTED_FOR = timedelta(days=300)
_ROUND_SECONDS = 4.0


@dataclass(frozen=True, slots=True)
class LogIn:
    """What one types: the account, its password, and one-time codes that stand for the second factor."""

    role: Role
    code: str
    password: str = field(repr=False)
    recovery_codes: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class GoingOn:
    """A clock that goes on from the end of the play as the machine's own does."""

    start: datetime
    _began: float = field(default_factory=time.monotonic)

    def now(self) -> datetime:
        """Return the instant of the demo's world."""
        return self.start + timedelta(seconds=time.monotonic() - self._began)


@dataclass(frozen=True, slots=True)
class OpenedConsole:
    """The console before it serves: its address, and who may sign in."""

    url: str
    log_ins: tuple[LogIn, ...]
    server: uvicorn.Server
    listening: socket.socket

    def serve(self) -> None:
        """Serve until Ctrl-C."""
        self.server.run(sockets=[self.listening])


@contextmanager
def opened_console(settings: HubSettings, start: datetime) -> Iterator[OpenedConsole]:
    """
    Open the console on the hub of *settings*, whose world goes on from *start*; the hub does its rounds meanwhile.

    The departments' systems have been taken down: nothing is read from them any more, everything else works.
    """
    shown = settings.model_copy(update={"workbench": WorkbenchSettings(units=(CENTRE,), marks={CENTRE: "桦南"})})
    around = Surroundings(clock=GoingOn(start))
    projection = open_projection_beside(shown)
    projection.refresh()
    projection.model.close()
    console = open_console(shown, around)
    log_ins = tuple(make_log_ins(console.people, around.clock.now()))
    listening = _listening(shown.console.port)
    address = Address(host="127.0.0.1", port=listening.getsockname()[1], table="console")
    server = server_of(create_app(console, SECONDS), address)
    try:
        with _rounds(shown, around):
            yield OpenedConsole(address.url, log_ins, server, listening)
    finally:
        listening.close()
        console.people.close()


def make_log_ins(people: People, now: datetime) -> Iterator[LogIn]:
    """Yield an account for each role, with password and second factor; the administrators grant, two of them each."""
    day = local_day(now)
    for role, code in POSTS.items():
        people.accounts.add(code, role.zh, _MACHINE, now)
        unit = _UNITS.get(role, _CITY)
        if role in ADMINISTRATORS and not people.grants.is_founded():
            people.grants.found(code, role, unit, _MACHINE, now)
        else:
            wanted = Grant(role, unit, day, day + _GRANTED_FOR)
            proposed = people.grants.propose(code, wanted, Actor(POSTS[Role.SECURITY_ADMIN], "demo"), now)
            people.grants.confirm(proposed.id, Actor(POSTS[Role.SYSTEM_ADMIN], "demo"), now)
        yield _with_factors(people, role, code, now)


def _with_factors(people: People, role: Role, code: str, now: datetime) -> LogIn:
    actor, account = Actor(code, "demo"), people.accounts.named(code)
    password = people.passwords.tools.draw.password()
    faults = people.passwords.change(account, password, actor, now)
    secret = people.factors.offered(code)
    codes = people.factors.confirm(code, hotp(secret, step_of(now)), actor, now)
    if faults or codes is None:
        raise ConfigurationError("the demo's account couldn't be made", where=code)
    return LogIn(role, code, password, codes)


def _listening(port: int) -> socket.socket:
    """Return a socket on *port* of this machine, on another one where that is taken."""
    for wanted in (port, 0):
        found = socket.socket()
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            found.bind(("127.0.0.1", wanted))
        except OSError:
            found.close()
        else:
            return found
    raise ConfigurationError("no port of this machine is free", where="127.0.0.1")


@contextmanager
def _rounds(settings: HubSettings, around: Surroundings) -> Iterator[None]:
    """Let the hub do its rounds, and send what clerks click, in a thread of its own for the time of the block."""
    stopped = threading.Event()
    _beat(settings, around)
    thread = threading.Thread(target=_until, args=(settings, around, stopped), name="demo-hub", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join(timeout=20)


def _beat(settings: HubSettings, around: Surroundings) -> None:
    """Say that the hub is running: pages leave what is stated to it and open no engine of their own."""
    Heartbeat(os.getpid(), around.clock.now().isoformat(), "", {}).write(settings.data)


def _until(settings: HubSettings, around: Surroundings, stopped: threading.Event) -> None:
    alone = settings.model_copy(update={"adapters": {}})
    hub = open_hub(alone, around)
    sender = BenchSender(settings, around)
    try:
        while not stopped.wait(_ROUND_SECONDS):
            try:
                sender.round()
                hub.run_round()
                _beat(settings, around)
            except HubError as error:
                _LOG.warning("the demo's hub waits: %s %s", error.code, error.what)
    finally:
        sender.close()
        hub.close()
