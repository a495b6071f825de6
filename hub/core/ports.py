"""
The seam between rules and engines.

A processor is pure and keyed. An engine gives it the records of one log in order, keeps its state, sends its outputs
and fires its timers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, Protocol, TypeVar, runtime_checkable


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """
    One row of the topic table: who writes, who reads, how it's keyed and kept.

    ``days`` is how long a topic with cleanup "delete" keeps a record.
    """

    name: str
    key: str
    writers: tuple[str, ...]
    readers: tuple[str, ...]
    cleanup: str
    zh: str
    en: str
    single_partition: bool = False
    per_agency: bool = False
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """
    One record of a log, decoded.

    ``time`` is received_at: given once, by the hub, when the record was taken in (UTC).
    """

    topic: str
    key: str
    value: object
    time: datetime


@dataclass(frozen=True, slots=True)
class Output:
    """A record that a step sends. The engine adds identity, time (that of the step) and partition."""

    topic: str
    key: str
    value: object


@dataclass(frozen=True, slots=True)
class Timer:
    """A durable wake-up of one key; a timer of the same id replaces the former one. ``due`` is UTC."""

    key: str
    id: str
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """
    One contribution of one dispute to the figures: bitemporal, an upsert by ``(label, id)``.

    A row counts in views as known at an instant k with ``known_from <= k < known_until``. ``day`` .. ``end_day``
    (exclusive, None = open) is when it holds in the world. ``value`` is what a total sums. ``part`` names what within
    the dispute it is about (a referral, an agreement version, an invited body).
    """

    label: str
    id: str
    measure: str
    item: str
    part: str | None
    day: str
    end_day: str | None
    cohort: str | None
    unit: str | None
    level: int | None
    kind: str | None
    county: str | None
    type: str | None
    channel: str | None
    agency: str | None
    value: int
    known_from: datetime
    known_until: datetime | None


S = TypeVar("S")


@dataclass(slots=True)
class Step(Generic[S]):
    """What one record or timer did: the new state and everything that leaves with it in one transaction."""

    state: S
    outputs: list[Output] = field(default_factory=list)
    set_timers: list[Timer] = field(default_factory=list)
    cancel_timers: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


class StateCodec(Protocol[S]):
    """Turns a processor's state into bytes and back; what version N writes, N-1 can read."""

    def encode(self, state: S) -> bytes:
        """Return *state* as bytes."""

    def decode(self, data: bytes) -> S:
        """Return the state that *data* holds."""


class Processor(Protocol[S]):
    """
    A pure keyed step function.

    ``name`` is consumer group and state store, ``input`` exactly one topic. ``step`` and ``fire`` must not keep or
    read anything but their arguments and must not change the state they are given in place when they raise.
    """

    name: str
    input: str
    codec: StateCodec[S]

    def step(self, state: S | None, record: Record) -> Step[S]:
        """Take *record* of this key into *state* (None for a key never seen)."""

    def fire(self, state: S, timer: Timer) -> Step[S]:
        """Act on *timer*; the only time there is, is ``timer.due``."""


class Serde(Protocol):
    """Turns what a topic carries into bytes and back; what comes back equals what went in."""

    def encode(self, topic: str, value: object) -> bytes:
        """Return *value* as *topic* carries it."""

    def decode(self, topic: str, data: bytes) -> object:
        """
        Return what *data* of *topic* holds.

        Raises:
            SchemaMismatchError: *data* isn't a record of *topic*.
        """


@dataclass(frozen=True, slots=True)
class Marker:
    """A close marker: it stands in every partition behind all that was received before ``at`` (UTC)."""

    id: str
    at: datetime


@runtime_checkable
class Cutting(Protocol):
    """A processor that wants to see the rows of its partition at an aligned cut."""

    def cut(self, rows: Iterator[Row], marker: Marker) -> Sequence[Output]:
        """Look at *rows* as they stand when everything before *marker* is taken in; return what must be sent."""


class Clock(Protocol):
    """The one source of now, injected at the edge."""

    def now(self) -> datetime:
        """Return the current UTC instant."""


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record as a log keeps it: ``value`` is Confluent wire format (magic 0, schema id, Avro body)."""

    topic: str
    partition: int
    offset: int
    key: str
    value: bytes
    time: datetime
    headers: Mapping[str, str]


class Bus(Protocol):
    """
    The log: ordered, durable, partitioned by key.

    Appends are atomic per call and durable when the call returns. A consumer group's position moves only by
    :meth:`commit`, which a stale epoch can't do.
    """

    def append(self, topic: str, entries: Sequence[tuple[str, bytes, datetime, Mapping[str, str]]]) -> None:
        """Append (key, value, time, headers) entries to *topic*, each to its key's partition."""

    def partitions(self, topic: str) -> int:
        """Return how many partitions *topic* has."""

    def read(self, topic: str, partition: int, offset: int, limit: int) -> Sequence[StoredRecord]:
        """Return up to *limit* committed records from *offset* on."""

    def committed(self, group: str, topic: str, partition: int) -> int:
        """Return the next offset that *group* has not taken, 0 at first."""

    def claim(self, group: str, topic: str, partition: int) -> int:
        """Take over *group*'s partition and return the new epoch; former owners are fenced off."""

    def commit(self, group: str, topic: str, partition: int, offset: int, epoch: int) -> None:
        """
        Move the position to *offset*.

        Raises:
            StaleOwnerError: *epoch* isn't the newest claim.
        """


class HubReader(Protocol):
    """Read access to what an engine has committed, for queries beside a running hub."""

    def state(self, processor: str, key: str) -> bytes | None:
        """Return one encoded state, None for a key never seen."""

    def states(self, processor: str) -> Iterator[tuple[str, bytes]]:
        """Yield every (key, encoded state) of *processor*, ordered by key within a shard."""

    def rows(self, known_at: datetime) -> Iterator[Row]:
        """Yield every contribution row that counts in a view as known at *known_at*."""

    def row_history(self) -> Iterator[Row]:
        """Yield every contribution row, superseded ones too."""

    def close(self) -> None:
        """Let go of all files."""
