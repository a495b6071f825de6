"""What every page is lent: who looks, and what the hub holds and takes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from fastapi import Request

from hub.core.amendments import Standing
from hub.core.codes import LabelledCode
from hub.core.daytime import local_day
from hub.core.knowledge import Knowledge, Rules
from hub.core.permissions import Area, Condition, Deed, Grant, Ownership, View, conditions_of, permits, view_of
from hub.core.ports import Clock, HubReader
from hub.core.privacy import Tokeniser
from hub.core.reporting import Report
from hub.core.reporting_bodies import Bodies
from hub.core.statistics import MonthlyView
from hub.core.units import Registry
from hub.core.wording import Language, Message
from hub.core.worker_settings import SettingsTaken
from hub.office.bureau import Bureau
from hub.people.deeds import Actor
from hub.people.house import People
from hub.plugins.host import AdapterHost
from hub.plugins.manager import Plugins
from hub.plugins.quarantine import Quarantine
from hub.plugins.store import AdapterStore
from hub.queries.search import Index
from hub.service.door import EngineDoor
from hub.settings.whole import HubSettings
from hub.workbench.desk import ClerkDesk
from hub.workbench.drafts import Drafts

SIGN_IN = "/sign-in"
"""Where whoever isn't signed in is sent; the page itself belongs to the accounts."""


NOBODY = Actor("?", "")
"""Who did something in a test that signs nobody in for real."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """
    Who looks, for the time of one call.

    Attributes:
        person: The person's code, such as K3-07; people see it, and no event holds a name.
        display: How the page greets the person.
        today: The day in Asia/Shanghai on which the grants are asked.
        session: A mark of the session that isn't its secret.
        actor: What the audit journal names; an emergency account's session marks all its lines there.
    """

    person: str
    display: str
    grants: tuple[Grant, ...]
    language: Language
    today: date
    session: str = ""
    actor: Actor = NOBODY

    def may(self, area: Area, deed: Deed, ownership: Ownership = Ownership.OWN) -> bool:
        """Return whether one of the grants permits *deed* in *area* with what is own, or others'."""
        return permits(self.grants, area, deed, ownership, self.today)

    def may_somewhere(self, area: Area, deed: Deed) -> bool:
        """Return whether *deed* in *area* is permitted with anything at all: the door of a page, not of a thing."""
        return any(self.may(area, deed, ownership) for ownership in Ownership)

    def may_with(self, area: Area, deed: Deed, owners: Collection[str]) -> bool:
        """Return whether *deed* in *area* is permitted with a thing of the units *owners*."""
        return any(permits([one], area, deed, _whose(one, owners), self.today) for one in self.grants)

    def sees(self, area: Area, owners: Collection[str]) -> View:
        """Return how much the viewer sees of a thing in *area* that is of the units *owners*."""
        views = [view_of([one], area, _whose(one, owners), self.today) for one in self.grants]
        return max(views, key=list(View).index, default=View.NOTHING)

    def opens_personal(self, owners: Collection[str]) -> frozenset[Condition] | None:
        """Return what it takes to open personal data of a thing of *owners*, None where it may not be opened."""
        found = [conditions_of([one], _whose(one, owners), self.today) for one in self.grants]
        return min((one for one in found if one is not None), key=len, default=None)

    @property
    def units(self) -> frozenset[str]:
        """The units that the grants of today name."""
        return frozenset(grant.unit for grant in self.grants if grant.is_valid_on(self.today))


def _whose(grant: Grant, owners: Collection[str]) -> Ownership:
    return Ownership.OWN if grant.unit in owners else Ownership.OTHERS


class Books(Protocol):
    """What a hub holds, open for reading beside it."""

    @property
    def reader(self) -> HubReader:
        """Read access to states and rows."""

    @property
    def registry(self) -> Registry:
        """The dated registry of units."""

    @property
    def rules(self) -> Rules:
        """The rules in force."""

    @property
    def bodies(self) -> Bodies:
        """Who must file a monthly form."""

    @property
    def index(self) -> Index | None:
        """The read model, where there is one."""

    def count_disputes(self) -> int:
        """Return how many disputes there are."""

    def disputes(self) -> Iterator[Knowledge]:
        """Yield what the hub knows of every dispute."""

    def dispute(self, key: str) -> Knowledge | None:
        """Return what the hub knows of one dispute."""

    def report(self, root: str, known_at: datetime | None = None) -> Report | None:
        """Return a monthly report as known at *known_at*."""

    def reports(self, known_at: datetime | None = None, period: str | None = None) -> Iterator[Report]:
        """Yield every report, or those of *period*, as known at *known_at*."""


class Workbench(Protocol):
    """What an action works with, opened for it: the door for statements and the adapters' stores."""

    @property
    def settings(self) -> HubSettings:
        """The hub's settings."""

    @property
    def door(self) -> EngineDoor:
        """The door that every statement takes, people's like systems'."""

    @property
    def plugins(self) -> Plugins:
        """The installed adapters."""

    @property
    def codes(self) -> tuple[str, ...]:
        """The configured agencies."""

    def is_set_aside(self, code: str) -> bool:
        """Return whether the mapping file of *code* can't be used."""

    def has_store(self, code: str) -> bool:
        """Return whether the adapter of *code* has ever run."""

    def store(self, code: str) -> AdapterStore:
        """Open the durable memory of the adapter of *code*."""

    def quarantine(self, store: AdapterStore) -> Quarantine:
        """Return the quarantine of an adapter."""

    def host(self, code: str) -> AdapterHost:
        """Open the host of *code*."""


class MonthEnd(Protocol):
    """What the end of a month takes of a hub: to close it by hand, and to be heard where no hub is running."""

    def is_running(self) -> bool:
        """Return whether a hub is running: it closes months by itself, and takes in what is stated."""

    def settle(self) -> None:
        """Let the processors take in what was stated while no hub is running."""

    def look(self, month: str, day: date) -> MonthlyView:
        """Return *month* as known at the end of *day*, read at an aligned cut; no hub may be running."""

    def close(self, month: str, day: date) -> int | None:
        """Publish the next revision of *month* as known at the end of *day*; None where nothing differs."""


class Sessions(Protocol):
    """Who is signed in; the accounts' own rules of lock, time-out and second factor stand behind it."""

    def viewer(self, secret: str, language: Language, *, is_attended: bool = True) -> Viewer | None:
        """
        Return who holds the session *secret*, None when it has ended or never was.

        What a page asks by itself (*is_attended* is False) doesn't keep a session alive.
        """


@dataclass(frozen=True, slots=True)
class PeoplesSessions:
    """The sessions of the hub's people."""

    people: People
    clock: Clock

    def viewer(self, secret: str, language: Language, *, is_attended: bool = True) -> Viewer | None:
        """Return who holds the session *secret*."""
        now = self.clock.now()
        found = self.people.signing_in.viewer_of(secret, now, touch=is_attended)
        if found is None:
            return None
        return Viewer(
            person=found.account.code,
            display=found.account.display,
            grants=found.grants,
            language=language,
            today=local_day(now),
            session=found.session.number,
            actor=found.actor,
        )


class Personal(Protocol):
    """Opening personal data: by a reason, on the record, for a while."""

    @property
    def reasons(self) -> Sequence[LabelledCode]:
        """The reasons that may be given."""

    def open(self, viewer: Viewer, subject: str, owners: Collection[str], why: Reason) -> bool:
        """
        Open the personal data of *subject*, which is *owners*', and record it; False when a second person must agree.

        Raises:
            AccessDeniedError: the viewer may not open it at all.
            PermanentError: the reason doesn't do.
        """

    def is_open(self, viewer: Viewer, subject: str) -> bool:
        """Return whether the viewer may see the personal data of *subject* now."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody opens personal data: a code of :attr:`Personal.reasons`, and a few words without names."""

    code: str
    note: str = ""


class Workers(Protocol):
    """The workers of a hub on a cluster, as far as settings concern them."""

    def check(self) -> None:
        """
        Hold the people's file to what workers know; nothing is said where the cluster doesn't answer.

        Raises:
            PermanentError: they were told something else: the file is an older copy, and nothing may be confirmed.
        """

    def tell(self) -> None:
        """
        Tell them what was confirmed, where they don't know it.

        Raises:
            HubError: it can't be done now; whoever runs the hub does it later.
        """

    def taken(self) -> SettingsTaken:
        """
        Return what they were told, and under which version each works.

        Raises:
            BusUnavailableError: the cluster doesn't answer.
        """

    def files(self) -> str:
        """Return a mark of the files of settings of this machine: theirs are to be the same."""


def _as_it_is(console: Console) -> Console:
    return console


@dataclass(frozen=True, slots=True, kw_only=True)
class Console:
    """
    Everything that pages use.

    Attributes:
        books: Opens what the hub holds, for the time of one call.
        agencies: How the configured agencies are called.
        workbench: Opens door and stores for one action; actions of this process take turns.
        bureau: Opens the statistics office for the time of one call.
        filed: Lengths, calendar and units as the files say them, before what administrators amended.
        forms_key: Secret of the marks that forms carry.
        secure: Whether browsers reach it by TLS.
        drafts: Gives what people typed into forms and haven't sent.
        desk: Where clerks of a centre without a system of its own work, None where the settings name no such unit.
        version: The version of the amended settings under which it works.
        due: Names the processes that were started under other files of settings: a restart of them is due.
        renewed: Gives the console under the version that stands now.
        workers: Those of a cluster, None where the hub runs in one process.
    """

    settings: HubSettings
    clock: Clock
    books: Callable[[], AbstractContextManager[Books]]
    workbench: Callable[[], AbstractContextManager[Workbench]]
    bureau: Callable[[], AbstractContextManager[Bureau]]
    filed: Callable[[], Standing]
    month_end: MonthEnd
    tokeniser: Tokeniser
    agencies: Mapping[str, Message]
    people: People
    sessions: Sessions
    personal: Personal
    forms_key: bytes = field(repr=False)
    drafts: Callable[[], Drafts] = field(repr=False)
    secure: bool = False
    desk: ClerkDesk | None = None
    version: int = 0
    due: Callable[[], tuple[str, ...]] = field(default=tuple, repr=False)
    renewed: Callable[[Console], Console] = field(default=_as_it_is, repr=False)
    workers: Workers | None = field(default=None, repr=False)

    @property
    def pending_cookie(self) -> str:
        """The name of the cookie of a sign-in that isn't finished."""
        return "__Host-hub_pending" if self.secure else "hub_pending"

    @property
    def session_cookie(self) -> str:
        """The name of the session's cookie; the prefix binds it to this host and to TLS."""
        return "__Host-hub_session" if self.secure else "hub_session"


def console_of(request: Request) -> Console:
    """Return the console that serves *request*: under one version of the settings from its first use to its end."""
    found = getattr(request.state, "console", None)
    if isinstance(found, Console):
        return found
    console = request.app.state.console
    if not isinstance(console, Console):
        raise TypeError("the application has no console")
    taken = console.renewed(console)
    request.state.console = taken
    return taken
