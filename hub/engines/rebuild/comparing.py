"""Two states of one processor compared key by key."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

import msgspec

from hub.core.ports import StateCodec
from hub.engines.rebuild.holdings import Holding

LISTED = 1_000
"""Differences that are named; all are counted."""

_WHOLE = 1 << 256


class Kind(StrEnum):
    """What differs."""

    ONLY_LIVE = "only_live"
    ONLY_REBUILT = "only_rebuilt"
    STATE = "state"
    VERSION = "version"
    TIMERS = "timers"
    ROWS = "rows"
    PROGRESS = "progress"


class Why(StrEnum):
    """Why a key may differ, as far as the logs say."""

    HELD_BEFORE = "held_before"
    """The live processor had put a record of the key aside that the rebuild could take."""
    HELD_NOW = "held_now"
    """The rebuild couldn't take a record that the live processor had taken."""
    RULES = "rules"
    """Neither: the rules that made the two states aren't the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One key on which the two disagree; ``fields`` are the outermost fields of the state that differ."""

    shard: int
    key: str
    kinds: tuple[Kind, ...]
    fields: tuple[str, ...] = ()
    why: Why = Why.RULES


@dataclass(slots=True, kw_only=True)
class Comparison:
    """
    How two states stand to each other.

    ``live`` and ``rebuilt`` are sums of the hashes of all keys: equal exactly when every key is, in whatever order or
    shard they lie.
    """

    keys: int = 0
    timers: int = 0
    rows: int = 0
    differing: int = 0
    counts: Counter[Kind] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)
    live: int = 0
    rebuilt: int = 0

    @property
    def is_equal(self) -> bool:
        """Whether every key agrees."""
        return not self.differing

    def note(self, difference: Difference) -> None:
        """Count *difference*, and name it unless there are too many."""
        self.differing += 1
        self.counts.update(difference.kinds)
        if len(self.differences) < LISTED:
            self.differences.append(difference)

    def take(self, holding: Holding | None, *, live: bool) -> None:
        """Add one key to the sum of its side."""
        if holding is None:
            return
        if live:
            self.live = (self.live + digest(holding)) % _WHOLE
            self.keys += 1
            self.timers += len(holding.timers)
            self.rows += len(holding.rows)
        else:
            self.rebuilt = (self.rebuilt + digest(holding)) % _WHOLE


@dataclass(frozen=True, slots=True)
class Held:
    """Keys of which a record was put aside, by the live processor and by the rebuild."""

    live: frozenset[str] = frozenset()
    rebuilt: frozenset[str] = frozenset()

    def why(self, key: str) -> Why:
        """Return why *key* may differ."""
        if key in self.live and key not in self.rebuilt:
            return Why.HELD_BEFORE
        if key in self.rebuilt and key not in self.live:
            return Why.HELD_NOW
        return Why.RULES


def digest(holding: Holding) -> int:
    """Return the hash of one key as a whole."""
    return int.from_bytes(hashlib.sha256(msgspec.msgpack.encode(holding)).digest())


def plain(codec: StateCodec[object], holding: Holding) -> Holding:
    """
    Return *holding* as this version's code would write it.

    A state that an older version wrote lacks the fields that came since; what it says is the same.
    """
    try:
        return holding._replace(state=codec.encode(codec.decode(holding.state)))
    except Exception:  # noqa: BLE001 - a codec may raise anything; a state that it can't read differs as it is
        return holding


def compare(
    comparison: Comparison,
    sides: tuple[Iterable[Holding], Iterable[Holding]],
    codec: StateCodec[object],
    held: Held,
    shard: int,
) -> None:
    """Compare what is live with what was rebuilt (*sides*, each in order of keys) and add it to *comparison*."""
    for live, rebuilt in _side_by_side(*sides):
        if live is not None and rebuilt is not None and live != rebuilt:
            live, rebuilt = plain(codec, live), plain(codec, rebuilt)
        comparison.take(live, live=True)
        comparison.take(rebuilt, live=False)
        if live != rebuilt:
            comparison.note(_difference(shard, live, rebuilt, held))


def _side_by_side(
    live: Iterable[Holding], rebuilt: Iterable[Holding]
) -> Iterator[tuple[Holding | None, Holding | None]]:
    """Yield the holdings of the same key together, None on the side that hasn't the key."""
    left, right = iter(live), iter(rebuilt)
    one, other = next(left, None), next(right, None)
    while one is not None or other is not None:
        if other is None or (one is not None and one.key < other.key):
            yield one, None
            one = next(left, None)
        elif one is None or other.key < one.key:
            yield None, other
            other = next(right, None)
        else:
            yield one, other
            one, other = next(left, None), next(right, None)


def _difference(shard: int, live: Holding | None, rebuilt: Holding | None, held: Held) -> Difference:
    if live is None or rebuilt is None:
        kind = Kind.ONLY_REBUILT if live is None else Kind.ONLY_LIVE
        key = live.key if live is not None else rebuilt.key if rebuilt is not None else ""
        return Difference(shard=shard, key=key, kinds=(kind,), why=held.why(key))
    kinds = [
        kind
        for kind, differs in (
            (Kind.STATE, live.state != rebuilt.state),
            (Kind.VERSION, live.version != rebuilt.version),
            (Kind.TIMERS, live.timers != rebuilt.timers),
            (Kind.ROWS, live.rows != rebuilt.rows),
        )
        if differs
    ]
    fields = _fields(live.state, rebuilt.state) if Kind.STATE in kinds else ()
    return Difference(shard=shard, key=live.key, kinds=tuple(kinds), fields=fields, why=held.why(live.key))


def _fields(live: bytes, rebuilt: bytes) -> tuple[str, ...]:
    """Return the names of the outermost fields that differ, where both states are maps; names are no personal data."""
    try:
        one, other = msgspec.msgpack.decode(live), msgspec.msgpack.decode(rebuilt)
    except msgspec.DecodeError:
        return ()
    if not (isinstance(one, dict) and isinstance(other, dict)):
        return ()
    missing = object()
    return tuple(str(name) for name in {**one, **other} if one.get(name, missing) != other.get(name, missing))
