"""Who acts on the command line: an administrator signs in with password and code, as at the console."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import typer

from hub.bootstrap.people import people_of
from hub.bootstrap.surroundings import SystemClock
from hub.catalogue import people as said
from hub.cli.terminal import Terminal
from hub.core.daytime import local_day
from hub.core.errors import AccessDeniedError, HubError
from hub.core.permissions import Area, Deed, JointDeed, Ownership, permits
from hub.core.second_person import Proposal
from hub.people.deeds import MACHINE, Actor
from hub.people.house import People
from hub.people.joint import Person
from hub.people.sessions import Session
from hub.people.signing_in import Pending, Refused, Step
from hub.settings.loading import load_settings, settings_path

SOURCE = "cli"


@dataclass(frozen=True, slots=True)
class Told:
    """What was handed over instead of typing: passwords and codes, in the order in which they're asked for."""

    lines: list[str] = field(default_factory=list, repr=False)

    @classmethod
    def of(cls, place: Path | None) -> Told:
        """Read the file *place*, ``-`` for standard input."""
        if place is None:
            return cls()
        text = sys.stdin.read() if str(place) == "-" else place.read_text(encoding="utf-8")
        return cls([line.strip() for line in text.splitlines() if line.strip()])

    def next(self, question: str) -> str:
        """Return the next answer; it's asked for where none was handed over."""
        return self.lines.pop(0) if self.lines else str(typer.prompt(question, hide_input=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What two persons do together at one terminal: the deed, what it's about, why, and both accounts."""

    deed: JointDeed
    subjects: tuple[str, ...]
    reason: str
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Desk:
    """The people of the hub, and what time it is."""

    terminal: Terminal
    people: People
    now: datetime

    def machine(self) -> Actor:
        """Return who acts at the machine itself: for a hub that has no administrators yet."""
        return Actor(f"{MACHINE}{getpass.getuser()}", SOURCE)

    def actor(self, code: str | None, told: Told, area: Area, deed: Deed) -> Actor:
        """
        Return who acts, signed in and entitled to *deed* in *area*; at a new hub, the machine.

        Raises:
            AccessDeniedError: nobody was named, sign-in failed, or the person may not.
        """
        if code is None and not self.people.grants.is_founded():
            return self.machine()
        if code is None:
            raise AccessDeniedError(
                self.terminal.text(said.NEEDS_AS), where=area.value, remedy=self.terminal.text(said.SAY_AS)
            )
        person = self.person(code, told)
        if not permits(person.grants, area, deed, Ownership.OWN, local_day(self.now)):
            raise AccessDeniedError(
                self.terminal.text(said.NOT_ENTITLED, code=code), remedy=self.terminal.text(said.ASK_SECURITY)
            )
        return person.actor

    def person(self, code: str, told: Told) -> Person:
        """
        Return who signs in as *code*, with what the person holds.

        Raises:
            AccessDeniedError: sign-in failed.
        """
        actor = self._signed_in(code, told)
        return Person(actor, self.people.grants.of_actor(actor, self.now))

    @contextmanager
    def two_persons(self, wanted: Wanted, told: Told) -> Iterator[tuple[Proposal, Actor]]:
        """
        Let both persons of *wanted* sign in, one propose, the other agree, and the block carry it out.

        It's the rule of the console's page, told and recorded in the same way; both only stand at one terminal.

        Raises:
            AccessDeniedError: sign-in failed, the two are one, or one of them isn't entitled to it.
            PermanentError: the reason doesn't do.
        """
        first, second = self.person(wanted.first, told), self.person(wanted.second, told)
        joint = self.people.joint
        proposal = joint.propose(wanted.deed, wanted.subjects, wanted.reason, first, self.now)
        try:
            joint.agree(proposal.id, second, self.now)
        except HubError:
            joint.withdraw(proposal.id, first, self.now)
            raise
        with joint.carried_out(proposal.id, first, self.now) as agreed:
            yield agreed, first.actor

    def _signed_in(self, code: str, told: Told) -> Actor:
        door = self.people.signing_in
        came: Session | Pending | Refused = door.begin(
            code, told.next(self.terminal.text(said.ASK_PASSWORD, code=code)), SOURCE, self.now
        )
        if isinstance(came, Pending) and came.step is Step.SECOND_FACTOR:
            came = door.second_factor(came.token, told.next(self.terminal.text(said.ASK_CODE, code=code)), self.now)
        if isinstance(came, Session):
            door.end(came.token, self.now)
            return Actor(code, SOURCE)
        why = (
            self.terminal.label(came.why.zh, came.why.en) if isinstance(came, Refused)
            else self.terminal.text(said.FIRST_AT_CONSOLE)
        )  # fmt: skip
        raise AccessDeniedError(self.terminal.text(said.NOT_SIGNED_IN, why=why), where=code)


@contextmanager
def desk(terminal: Terminal) -> Iterator[Desk]:
    """Open the people of the hub whose settings *terminal* was given."""
    with closing(people_of(load_settings(settings_path(terminal.settings)))) as people:
        yield Desk(terminal, people, SystemClock().now())
