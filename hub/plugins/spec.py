"""
What an adapter plugin provides.

A hook registers, it never carries messages: ``hub_register_adapters`` runs once and returns adapter types; all work is
on the adapter object that the host opens with the department's settings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, runtime_checkable

import pluggy
from pydantic import BaseModel

from hub.core.deliveries import Delivery, DeliveryKind, Dossier, Receipt
from hub.core.events import Event, Submission
from hub.core.ports import Clock
from hub.core.privacy import Tokeniser
from hub.core.reporting_bodies import Bodies, ReportingBody, bodies_of
from hub.core.units import Registry

PROJECT = "hub"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)

Cursor = str
"""Opaque resume position that only the adapter reads."""

Native = str | int | float | bool | None | list["Native"] | dict[str, "Native"]
"""A value as a native system gives it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyInfo:
    """
    Who an adapter speaks for.

    Attributes:
        code: Agency code, the name of its inbox (``court``).
        submits: Events that it may state.
        receives: Deliveries that it can write back.
        contact: Whose task a broken row is by default, in the words of the people there.
    """

    code: str
    name_zh: str
    name_en: str
    submits: frozenset[Event]
    receives: frozenset[DeliveryKind]
    contact: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NativeRecord:
    """
    One record as the native system holds it, with its children inside ``fields``.

    ``place`` tells a person where it stands (``T_TJAJ BH=123``, ``第12行``); ``version`` changes when the content does.
    """

    source: str
    native_id: str
    version: str
    fields: Mapping[str, Native]
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFault:
    """A file, page or snapshot that couldn't be read as a whole; nothing of it was taken, the cursor passed it."""

    source: str
    place: str
    code: str
    reason: str
    content: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class NativeBatch:
    """
    Records read in one go and the cursor from which to go on once they are safe in the hub.

    ``read`` names inputs (source, place) that could be read now: what was held of them before is released.
    """

    records: tuple[NativeRecord, ...]
    cursor: Cursor
    faults: tuple[InputFault, ...] = ()
    read: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """What one native record says: submissions for the shared streams, and the dossier that is sealed."""

    submissions: tuple[Submission, ...]
    dossier: Dossier | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdapterContext:
    """What the hub lends an adapter: time, tokens, the dated registry of units and who owes reports."""

    clock: Clock
    tokeniser: Tokeniser
    registry: Registry
    stated_bodies: tuple[ReportingBody, ...] = ()

    @property
    def bodies(self) -> Bodies:
        """Who owes reports: what the registry file states, and what follows from the registry of units."""
        return bodies_of(self.registry, self.stated_bodies)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckLine:
    """One line of ``hub adapter check``: what was looked at, whether it holds, and what to do when it doesn't."""

    zh: str
    en: str
    ok: bool
    detail: str = ""
    remedy: str = ""


class Adapter(Protocol):
    """The object that stands for one department's system."""

    info: AgencyInfo

    def poll(self, cursor: Cursor | None) -> Iterator[NativeBatch]:
        """
        Yield what changed since *cursor*, in batches, resumable after each.

        Raises:
            AgencyUnavailableError: the system doesn't answer; the host tries again later.
        """

    def translate(self, record: NativeRecord) -> Translation:
        """
        Say in canonical terms what *record* states as a whole, pure: the same record gives the same submissions.

        Unchanged statements keep their event ids, so a re-poll is no new event.

        Raises:
            RowRejectedError: a field can't be translated; the host quarantines the whole row.
        """

    def deliver(self, delivery: Delivery, dossiers: Sequence[Dossier]) -> Receipt:
        """
        Write *delivery* into the native system, once for each ``delivery_id``; *dossiers* are those it's entitled to.

        Raises:
            AgencyUnavailableError: the system doesn't answer; the host tries again later.
        """

    def check(self) -> Sequence[CheckLine]:
        """Look at connection, rights, tables and change detection without leaving a trace."""

    def close(self) -> None:
        """Let go of connections and files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyFigures:
    """
    One published revision of a month, unit by unit, for the department that signs it.

    ``rows`` holds unit code → measure → figure, amounts in fen; the code is empty for what no unit stands behind, a
    measure that isn't there is 0. Measures: ``cases``, ``success``, ``type.X``, ``channel.X``, ``form.X``,
    ``amount_fen``, ``performed``, ``confirmed``, ``criminal_cases``, ``criminal_people``, ``mass_cases``,
    ``mass_people``. ``hash`` is that of the revision's published figures.
    """

    month: str
    revision: int
    as_known_on: date
    definition: str
    hash: str
    rows: Mapping[str, Mapping[str, int]]


@runtime_checkable
class TakesMonthlyForms(Protocol):
    """What an adapter has besides when its department signs the monthly form."""

    @property
    def wants_monthly_forms(self) -> bool:
        """Whether there's a place for them."""

    def put_monthly_form(self, figures: MonthlyFigures) -> str:
        """
        Put the form of one revision into the native system, once, and return its place there.

        What people wrote into a form that is there already stays.

        Raises:
            AgencyUnavailableError: the system doesn't answer; the hub tries again in the next round.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRow:
    """One row that waits in quarantine, as the department may see it: its value masked."""

    id: str
    place: str
    field: str
    masked: str
    code: str
    reason: str
    proposal: str


@runtime_checkable
class TakesHeldRows(Protocol):
    """What an adapter has besides when its department wants to be told which of its rows are held."""

    @property
    def wants_held_rows(self) -> bool:
        """Whether there's a place for them."""

    def put_held_rows(self, rows: Sequence[HeldRow]) -> str:
        """
        Put the list of rows that are held now into the native system, over the former list; return its place.

        Raises:
            AgencyUnavailableError: the system doesn't answer; the list comes again in the next round.
        """


class AdapterType(Protocol):
    """What a plugin registers: who it is for, its settings, and how to open it."""

    info: AgencyInfo
    Settings: type[BaseModel]

    def open(self, settings: BaseModel, context: AdapterContext) -> Adapter:
        """Return the adapter for these *settings*; don't connect yet."""


@dataclass(frozen=True, slots=True)
class RegisterHook:
    """The hook of this project, as pluggy sees it."""

    @hookspec
    def hub_register_adapters(self) -> Sequence[AdapterType]:
        """Return the adapter types of this distribution. Called once, at start-up; must not connect or read files."""
        return ()


@dataclass(slots=True)
class PluginFault:
    """A distribution that couldn't be loaded; its deliveries wait, ``hub doctor`` is red."""

    distribution: str
    reason: str
    remedy: str = field(default="")
