"""A hub's people for tests: cheap hashing, drawn from a seed, a clock that is told, and three administrators."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from argon2 import PasswordHasher

from hub.bootstrap.people import people_of
from hub.core.amendments import Amendment
from hub.core.daytime import local_day
from hub.core.permissions import Grant, Role
from hub.people.deeds import Actor
from hub.people.house import Means, People, open_people
from hub.people.rules import SignInPolicy
from hub.people.secrets import PasswordHashing
from hub.people.sessions import Session
from hub.people.signing_in import Enrolled, Pending
from hub.people.totp import hotp, step_of
from hub.settings.whole import HubSettings
from hub.vault import MasterKey, SoftwareProvider

START = datetime(2026, 4, 7, 1, 0, tzinfo=UTC)
MASTER = MasterKey("0a0b0c0d", bytes(range(32)))
MACHINE = Actor("machine:root", "console")
SECURITY, SYSTEM, AUDITOR = Actor("A-SEC", "10.0.0.2"), Actor("A-SYS", "10.0.0.3"), Actor("A-AUD", "10.0.0.4")
PASSWORD = "Westwood-77-lane"

CHEAP = PasswordHashing(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


def open_cheaply(settings: HubSettings) -> People:
    """
    Open the people of the hub of *settings* to make accounts whose passwords cost little.

    What is kept of a password names its own cost, so the hub itself checks it as cheaply, and then keeps it anew.
    """
    return people_of(settings, CHEAP)


@dataclass(slots=True)
class PeopleRig:
    """The people, and what time it is."""

    people: People
    now: datetime = START

    def later(self, **duration: float) -> datetime:
        self.now += timedelta(**duration)
        return self.now

    @property
    def today(self) -> date:
        return local_day(self.now)

    def found(self) -> None:
        """Appoint the three administrators."""
        for actor, role in ((SECURITY, Role.SECURITY_ADMIN), (SYSTEM, Role.SYSTEM_ADMIN), (AUDITOR, Role.AUDITOR)):
            self.people.accounts.add(actor.code, role.zh, MACHINE, self.now)
            if role is not Role.AUDITOR:
                self.people.grants.found(actor.code, role, "C4", MACHINE, self.now)
        self.grant(AUDITOR.code, Role.AUDITOR, "C4")

    def grant(self, account: str, role: Role, unit: str = "C3", days: int = 90) -> int:
        """Let two administrators grant *role*."""
        grant = Grant(role, unit, self.today, self.today + timedelta(days=days))
        line = self.people.grants.propose(account, grant, SECURITY, self.now)
        return self.people.grants.confirm(line.id, SYSTEM, self.now).id

    def clerk(self, code: str, role: Role, unit: str = "C3") -> str:
        """Add an account with a granted *role*; return its first password."""
        password = self.people.accounts.add(code, role.zh, SECURITY, self.now)
        self.grant(code, role, unit)
        return password

    def code_of(self, secret: bytes) -> str:
        """Return what the authenticator shows now."""
        return hotp(secret, step_of(self.now))

    def first_sign_in(self, code: str, first: str, source: str = "10.0.0.9") -> tuple[Session, bytes, tuple[str, ...]]:
        """Sign in for the first time: new password, authenticator; return session, secret and recovery codes."""
        door = self.people.signing_in
        pending = door.begin(code, first, source, self.now)
        assert isinstance(pending, Pending), pending
        pending = door.change_password(pending.token, PASSWORD, self.now)
        assert isinstance(pending, Pending), pending
        secret = door.enrolment(pending.token, self.now)
        assert isinstance(secret, bytes)
        enrolled = door.confirm_enrolment(pending.token, self.code_of(secret), self.now)
        assert isinstance(enrolled, Enrolled), enrolled
        return enrolled.session, secret, enrolled.recovery_codes


def amend(people: People, amendment: Amendment, now: datetime) -> None:
    """Let the founded administrators decide *amendment* of a hub that has none yet."""
    rig = PeopleRig(people, now)
    rig.found()
    line = people.amendments.propose(amendment, SYSTEM, now, lambda _: None)
    people.amendments.confirm(line.id, SECURITY, now, lambda _: None)


def open_rig(folder: Path, policy: SignInPolicy | None = None, seed: int = 7) -> PeopleRig:
    """Open the people of *folder*."""
    means = Means(
        master=MASTER,
        provider=SoftwareProvider(),
        random_bytes=random.Random(seed).randbytes,
        hashing=CHEAP,
        policy=policy or SignInPolicy(),
    )
    return PeopleRig(open_people(folder, means))
