"""Whose adapters and held rows are, and how each department's data stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from hub.console.seam import Console, Viewer, Workbench
from hub.core.errors import ConfigurationError, HubError, TransientError, UnknownRecordError
from hub.core.permissions import Area, Deed, View
from hub.core.units import Registry
from hub.plugins.records import ItemState, QuarantineItem
from hub.service.heartbeat import Heartbeat

T = TypeVar("T")

DRIFT = frozenset({"E-CODE-02", "E-CODE-03", "E-DRF-01"})
"""Codes of what a department changed without a word: a code nobody registered, one out of date, another heading."""


def owners_of_agency(code: str, registry: Registry) -> frozenset[str]:
    """
    Return whose what agency *code* reports is: the agency itself, and its unit where it has one alone.

    An agency of many units (the committees' shared system) doesn't say which of them a held row is of, so that such a
    row is nobody's but the agency's own.
    """
    units = {unit.code for unit in registry.all_units() if unit.agency == code}
    return frozenset({code}) | (units if len(units) == 1 else frozenset())


def codes_at(bench: Workbench) -> tuple[str, ...]:
    """Return the agencies with a store: those with an adapter here, and those that come over the gateway."""
    known = {*bench.codes, *bench.settings.gateway.agencies}
    return tuple(sorted(code for code in known if bench.has_store(code)))


def held_items(bench: Workbench, codes: Iterator[str] | tuple[str, ...]) -> Iterator[QuarantineItem]:
    """Yield what is held of *codes*."""
    for code in codes:
        with closing(bench.store(code)) as store:
            yield from bench.quarantine(store).listed(ItemState.OPEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A department whose store can't be read now: told beside what the others have, which it doesn't hold up."""

    code: str
    error: HubError


def read_each(codes: Iterable[str], read: Callable[[str], T]) -> tuple[list[T], list[Unread]]:
    """Return what *read* gives for each of *codes*, and those whose store is damaged or can't be opened."""
    found: list[T] = []
    unread: list[Unread] = []
    for code in codes:
        try:
            found.append(read(code))
        except (ConfigurationError, TransientError) as error:
            unread.append(Unread(code=code, error=error))
    return found, unread


def held_of_each(bench: Workbench, codes: Iterable[str]) -> tuple[list[QuarantineItem], list[Unread]]:
    """Return what is held of *codes*, and whose store can't be read."""
    found, unread = read_each(codes, lambda code: list(held_items(bench, (code,))))
    return [item for items in found for item in items], unread


def adapter_of(item: str, codes: tuple[str, ...]) -> str:
    """
    Return the agency of the item called *item*.

    Raises:
        UnknownRecordError: there's no such agency.
    """
    code = item.removeprefix("Q-").rpartition("-")[0]
    if code not in codes:
        raise UnknownRecordError("no such item", where=item[:80], remedy="start from the list")
    return code


def visible(viewer: Viewer, area: Area, codes: tuple[str, ...], registry: Registry) -> tuple[str, ...]:
    """Return those of *codes* of which the viewer may read *area*."""
    return tuple(code for code in codes if viewer.may_with(area, Deed.READ, owners_of_agency(code, registry)))


def sees_values(viewer: Viewer, code: str, registry: Registry) -> bool:
    """Return whether the viewer sees the (masked) values of held rows of *code*, or technical facts alone."""
    return viewer.sees(Area.QUARANTINE, owners_of_agency(code, registry)) is not View.TECHNICAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """
    How one department's data arrives.

    Attributes:
        reached: When it was last read well.
        expected: When it's looked at next, None while nothing runs or it's paused.
        drifting: Held rows with a code or heading that nobody registered, by code.
        unread: Why its store can't be read; every count is 0 then.
    """

    code: str
    over_gateway: bool
    paused: bool
    started: bool
    spooled: int
    held: int
    submitted: int
    delivered: int
    reached: datetime | None
    expected: datetime | None
    drifting: tuple[tuple[str, int], ...]
    trouble: tuple[str, ...]
    unread: Unread | None = None

    @property
    def is_troubled(self) -> bool:
        """Whether somebody must look."""
        return bool(self.held or self.trouble or self.paused or self.spooled)


def standings(console: Console, bench: Workbench, codes: tuple[str, ...]) -> list[Standing]:
    """Return how the departments *codes* stand."""
    heart = Heartbeat.read(console.settings.data)
    read, unread = read_each(codes, lambda code: _standing(console, bench, code, heart))
    known = {one.code: one for one in read} | {one.code: _unreadable(bench, one) for one in unread}
    return [known[code] for code in codes]


def _unreadable(bench: Workbench, unread: Unread) -> Standing:
    never = _never(unread.code, is_here=unread.code in bench.codes, trouble=(unread.error.code,))
    return replace(never, unread=unread)


def _standing(console: Console, bench: Workbench, code: str, heart: Heartbeat | None) -> Standing:
    alive = heart is not None and heart.is_alive
    reached = None if heart is None else heart.reached.get(code)
    following = None
    if heart is not None and alive:
        following = datetime.fromisoformat(heart.round_at) + timedelta(seconds=console.settings.poll_seconds)
    troubles = {} if heart is None else dict(heart.troubled())
    is_here = code in bench.codes
    if not bench.has_store(code):
        return _never(code, is_here=is_here, trouble=tuple(troubles.get(code, ())))
    with closing(bench.store(code)) as store:
        counted = store.counters()
        items = bench.quarantine(store).listed()
        paused = store.is_paused
        return Standing(
            code=code,
            over_gateway=not is_here,
            paused=paused,
            started=store.cursor is not None or not is_here,
            spooled=store.spool_length(),
            held=len(items),
            submitted=counted.get("submitted", 0),
            delivered=counted.get("receipt_written", 0),
            reached=None if reached is None else datetime.fromisoformat(reached),
            expected=None if paused or not is_here else following,
            drifting=tuple(sorted(Counter(item.code for item in items if item.code in DRIFT).items())),
            trouble=tuple(troubles.get(code, ())),
        )


def _never(code: str, *, is_here: bool, trouble: tuple[str, ...]) -> Standing:
    return Standing(
        code=code,
        over_gateway=not is_here,
        paused=False,
        started=False,
        spooled=0,
        held=0,
        submitted=0,
        delivered=0,
        reached=None,
        expected=None,
        drifting=(),
        trouble=trouble,
    )
