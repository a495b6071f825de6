"""What processors send each other; every class has its Avro schema in the public contract (hub.contracts)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hub.core.events import Fact


@dataclass(frozen=True, slots=True)
class Span:
    """An interval of knowledge time during which a root belongs to a dispute: ``since <= k < until``, None = open."""

    since: datetime | None
    until: datetime | None


@dataclass(frozen=True, slots=True)
class RootUpdate:
    """All that one root states, for one dispute; a dispute keeps the highest version of each root."""

    root: str
    version: int
    spans: tuple[Span, ...]
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class DisputeEvent:
    """
    What is now true of a dispute.

    ``derived`` says that a rule concluded it; ``causation`` is then the event id of the fact that made it due.
    """

    dispute: str
    fact: Fact
    derived: bool
    causation: str | None = None


@dataclass(frozen=True, slots=True)
class LinkCandidate:
    """
    A root that meets others under *token*, sent once for each of its meeting keys, for linking to compare.

    ``county`` is where it arose by county, ``place`` as exactly as the report says; ``system`` is who holds the record.
    """

    token: str
    root: str
    dispute: str
    tokens: tuple[str, ...]
    weak_tokens: tuple[str, ...]
    type: str
    county: str
    reported_at: datetime
    received_at: datetime
    parties: int | None = None
    place: str | None = None
    system: str | None = None


@dataclass(frozen=True, slots=True)
class LinkDecision:
    """
    What was decided of a pair of roots, by rule or by a clerk (see :mod:`hub.core.linking` for the actions).

    Attributes:
        root: The later report, which joins or leaves.
        survivor: The report whose dispute it joins or leaves.
        decided_by: The rule, or the code of the officer.
        known_at: From when on it counts in the time of knowledge.
        reason: What spoke for it: evidence of a rule, reason code of a clerk.
        pair: The pair that the clerk was asked about, where whole disputes were joined on its account.
        survivor_since: When the survivor was reported.
    """

    decision_id: str
    action: str
    root: str
    survivor: str | None
    score: float
    automatic: bool
    decided_by: str
    known_at: datetime
    reason: str
    pair: str | None = None
    survivor_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Follow:
    """
    That *root* follows the next root of its way, and how firmly.

    Attributes:
        by_person: Whether a person said so; else a rule did.
        at: When the person's decision was known; of a rule's link, when the root followed was reported.
    """

    root: str
    by_person: bool
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Way:
    """
    By which roots a root comes to its dispute during *span*.

    ``follows`` are the roots passed, the one itself first. ``end`` is the root behind the last of them: one that stands
    for itself, or, where decisions contradict one another, one of ``follows`` again.
    """

    span: Span
    follows: tuple[Follow, ...]
    end: str


@dataclass(frozen=True, slots=True)
class RootFollowed:
    """
    *child* was linked to *parent* and wants to hear to which dispute *parent* belongs.

    Written up to release 0.1.0 and still read; since then the parent gets the decision itself.
    """

    parent: str
    child: str


@dataclass(frozen=True, slots=True)
class ParentAssigned:
    """
    To which disputes the *parent* of a linked *child* belongs, and when; older versions are ignored.

    ``ways`` say how the parent comes there, for the time during which it follows another root; None when it never does.
    """

    child: str
    parent: str
    version: int
    spans: tuple[tuple[str, Span], ...]
    ways: tuple[Way, ...] | None = None


@dataclass(frozen=True, slots=True)
class ReferenceKnown:
    """A number that people type (案号, 卷号 …) and the root it belongs to."""

    reference: str
    root: str


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A record that can't be taken as it is, kept as bytes, with the reason and whose task it is."""

    topic: str
    partition: int
    offset: int
    key: str
    value: bytes
    reason: str
    code: str
    task_of: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class SealedDossier:
    """Personal data of one root, sealed at the origin; algorithm and key id stand inside ``sealed``."""

    root: str
    agency: str
    system: str
    native_id: str
    sealed: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class MonthlyCell:
    """
    One figure: ``value`` has ``scale`` decimal places (7143, 2 = 71.43); None where it isn't defined.

    ``basis`` says what the figure is made of where it isn't made of events: TOTALS (a body's own total), BOTH (events
    and totals side by side added up), ADJUSTED (a signed line by hand).
    """

    table: str
    key: str
    measure: str
    value: int | None
    scale: int = 0
    basis: str | None = None


@dataclass(frozen=True, slots=True)
class MonthlyCheck:
    """One identity of domain §6.1 and whether it holds; ``left`` and ``right`` are the two sides."""

    name: str
    holds: bool
    left: int
    right: int


@dataclass(frozen=True, slots=True)
class MonthlyStatistics:
    """The figures of one unit (or ``CITY``) for one month, in one revision, as known at one instant."""

    unit: str
    month: str
    revision: int
    as_known_at: datetime
    definition: str
    cells: tuple[MonthlyCell, ...]
    checks: tuple[MonthlyCheck, ...]
    hash: str


@dataclass(frozen=True, slots=True)
class IndicatorObservation:
    """
    One body's own count of one series in one region and month (GOAL-1); a higher version corrects a lower one.

    ``people`` are person-times, where the series has them.
    """

    body: str
    region: str
    month: str
    series: str
    count: int
    people: int | None
    version: int
    stated_by: str
