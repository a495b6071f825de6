"""A console beside the hub of the worked example, at which a test signs in as whom it wants; nothing of it ships."""

from __future__ import annotations

import socket
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from shutil import copy

from fastapi import FastAPI
from starlette.testclient import TestClient

from hub.bootstrap.holdings import open_projection_beside
from hub.bootstrap.running import open_hub
from hub.bootstrap.surroundings import Surroundings
from hub.console.app import create_app
from hub.console.seam import Console, Reason, Viewer
from hub.console.texts import frame as said
from hub.consolehouse import open_console
from hub.core.codes import LabelledCode
from hub.core.daytime import local_day
from hub.core.errors import AccessDeniedError, PermanentError
from hub.core.permissions import Grant, Role
from hub.core.ports import Clock
from hub.core.wording import Language
from hub.people.deeds import Actor
from hub.settings.loading import load_settings
from hub.testing import FixedClock
from hub.web.serving import Address, server_of
from tests.mapping_site import EXAMPLES, MAPPINGS, SAMPLES
from tests.report_rig import City, at

__all__ = ["Person", "Rig", "Seats", "open_rig", "said", "serving"]

LEDGER, OFFICE = "market-supervision", "scjg-230803"
NOON = at("04-13", 12)


class SpokenReason(LabelledCode):
    """Two of the reasons."""

    HANDLING = "HANDLING", "办理本案", "Handling this case"
    CALLER = "CALLER", "当事人来电来访核对", "A party calls or comes"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may sign in; ``session`` is one that the hub's people know, where a page asks them for it."""

    code: str
    role: Role
    unit: str
    session: str = ""

    def grant(self, day: date) -> Grant:
        return Grant(self.role, self.unit, day - timedelta(days=30), day + timedelta(days=300))


@dataclass
class Seats:
    """Sessions that a test fills."""

    clock: Clock
    taken: dict[str, Person] = field(default_factory=dict)

    def seat(self, role: Role, unit: str = "C3-230803") -> str:
        """Sign somebody in and return the secret of the session's cookie."""
        person = Person(f"K{len(self.taken) + 1}-{role.value[:2]}", role, unit)
        secret = f"secret-{len(self.taken)}-{role.value}-{unit}"
        self.taken[secret] = person
        return secret

    def viewer(self, secret: str, language: Language, *, is_attended: bool = True) -> Viewer | None:
        person = self.taken.get(secret)
        if person is None:
            return None
        today = local_day(self.clock.now())
        return Viewer(
            person=person.code,
            display=person.role.zh if language is Language.ZH else person.role.en,
            grants=(person.grant(today),),
            language=language,
            today=today,
            session=person.session or person.code,
            actor=Actor(person.code, "127.0.0.1"),
        )


@dataclass
class Record:
    """Keeps who opened whose personal data, and why; a reason is needed."""

    lines: list[tuple[str, str, str]] = field(default_factory=list)
    reasons: Sequence[LabelledCode] = (SpokenReason.HANDLING, SpokenReason.CALLER)

    def open(self, viewer: Viewer, subject: str, owners: Collection[str], why: Reason) -> bool:
        conditions = viewer.opens_personal(owners)
        if conditions is None:
            raise AccessDeniedError("this role opens no personal data of that case")
        if why.code not in self.reasons:
            raise PermanentError("a reason is needed")
        self.lines.append((viewer.person, subject, why.code))
        return len(conditions) == 1

    def is_open(self, viewer: Viewer, subject: str) -> bool:
        return any((who, what) == (viewer.person, subject) for who, what, _ in self.lines)


@dataclass
class Rig:
    """The console, its hub's folder, and who sits at it."""

    city: City
    clock: FixedClock
    seats: Seats
    record: Record
    console: Console
    app: FastAPI

    def client(self, role: Role | None = None, unit: str = "C3-230803", **cookies: str) -> TestClient:
        """Return a browser without scripts, signed in as *role* of *unit*."""
        client = TestClient(
            self.app, base_url="http://127.0.0.1", follow_redirects=False, raise_server_exceptions=False
        )
        if role is not None:
            client.cookies.set(self.console.session_cookie, self.seats.seat(role, unit))
        for name, value in cookies.items():
            client.cookies.set(name, value)
        return client


def open_rig(folder: Path, now: datetime = NOON, *, ledger: bool = True) -> Rig:
    """Return a console beside a new hub of the worked example in *folder*, with a department's *ledger* beside it."""
    city = City(folder)
    clock = FixedClock(now)
    if ledger:
        _connect_ledger(city, clock)
    projection = open_projection_beside(city.settings)
    projection.refresh()
    projection.model.close()
    seats = Seats(clock)
    record = Record()
    console = replace(open_console(city.settings, Surroundings(clock=clock), seats), personal=record)
    return Rig(city, clock, seats, record, console, create_app(console))


def _connect_ledger(city: City, clock: FixedClock) -> None:
    """Connect a department with a ledger of 49 rows, three of which can't enter, and let the hub read it."""
    copy(EXAMPLES / LEDGER / MAPPINGS[LEDGER], city.path.parent)
    SAMPLES.place(LEDGER, city.path.parent)
    text = city.path.read_text("utf-8")
    city.path.write_text(f'{text}\n[adapters.{OFFICE}]\nmapping = "{MAPPINGS[LEDGER]}"\n', "utf-8")
    city.settings = load_settings(city.path)
    hub = open_hub(city.settings, Surroundings(clock=clock, sleep=lambda _seconds: None))
    try:
        hub.run_round()
    finally:
        hub.close()


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Serve *app* on a free port of this machine, for real."""
    server = server_of(app, Address(host="127.0.0.1", port=0))
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=120)
    assert not thread.is_alive()
    listening.close()
