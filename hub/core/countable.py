"""
What of one dispute counts in the six reductions (domain §6.3): petitions, police reports, and how long something stood.

Nothing here depends on a region, a month or a day of counting: whoever keeps it needn't look at the dispute again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from hub.core.clocks import Deadline, Terms, deadlines
from hub.core.codes import Channel, ReferralKind
from hub.core.daytime import local_day
from hub.core.dispute import DisputeState
from hub.core.gate import gate_history, petition_of

_CHANNELS = frozenset({Channel.PETITION.value, Channel.POLICE.value})
_ENTRUST_CLOCKS = frozenset({"ENTRUST_PRE", "DELIVERED_3WD"})
"""The clocks of a pre-suit referral that count: to conclude, to sign for."""


@dataclass(frozen=True, slots=True)
class Filed:
    """A live petition or police report; ``place`` is its own division, else its dispute's."""

    dispute: str
    root: str
    channel: str
    occurred_at: datetime
    place: str | None
    type: str
    parties: int
    tokens: tuple[str, ...]


class Standing(StrEnum):
    """What stood from a day to a day."""

    LATE_ENTRUST = "late_entrust"
    GATE_WAIT = "gate_wait"
    WAIVED = "waived"


@dataclass(frozen=True, slots=True)
class Spell:
    """
    Something that stood for some days and counts in each of their months.

    Attributes:
        what: What's counted: a dispute, or a referral.
        first: The first day on which it stood; after ``last`` where it never did.
        last: The last day, None while it goes on.
    """

    kind: Standing
    what: str
    place: str | None
    first: date
    last: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Countable:
    """
    What counts of one dispute, or of many.

    Attributes:
        since: Day of the first report, whether it was taken back or not; None without one.
    """

    since: date | None = None
    filed: tuple[Filed, ...] = ()
    spells: tuple[Spell, ...] = ()


def place_of_dispute(state: DisputeState) -> str | None:
    """Return the division of a dispute: where it arose, else that of the unit that works or worked on it."""
    report = state.primary
    if report is not None and report.division:
        return report.division
    case = state.active or state.concluded or state.accepted
    return None if case is None else case.unit.division


def countable_under(state: DisputeState, terms: Terms) -> Countable:
    """Return what of *state* counts under *terms*."""
    return countable(state, deadlines(state, terms) if _entrusts(state) else ())


def countable(state: DisputeState, lines: Iterable[Deadline]) -> Countable:
    """Return what of *state*, whose deadlines are *lines*, counts: nothing where no report of it is left."""
    if state.primary is None or state.is_void:
        return Countable()
    return Countable(
        since=local_day(min(report.occurred_at for report in state.reports.values())),
        filed=tuple(_filed(state)),
        spells=(*_late_entrusts(state, lines), *_gate_waits(state), *_waived(state)),
    )


def together(found: Iterable[Countable]) -> Countable:
    """Return what counts of all *found*."""
    since: date | None = None
    filed: list[Filed] = []
    spells: list[Spell] = []
    for one in found:
        if one.since is not None and (since is None or one.since < since):
            since = one.since
        filed.extend(one.filed)
        spells.extend(one.spells)
    return Countable(since=since, filed=tuple(filed), spells=tuple(spells))


def _filed(state: DisputeState) -> Iterator[Filed]:
    for report in state.reports.values():
        if not report.retracted and report.channel in _CHANNELS:
            yield Filed(
                dispute=state.dispute,
                root=report.root,
                channel=report.channel,
                occurred_at=report.occurred_at,
                place=report.division or place_of_dispute(state),
                type=report.type,
                parties=report.parties,
                tokens=report.tokens,
            )


def _entrusts(state: DisputeState) -> frozenset[str]:
    return frozenset(ref for ref, one in state.referrals.items() if one.kind == ReferralKind.ENTRUST_PRE)


def _late_entrusts(state: DisputeState, lines: Iterable[Deadline]) -> Iterator[Spell]:
    """Yield the days on which a pre-suit referral (委派) was overdue; other rules may make any of them late."""
    entrusts = _entrusts(state)
    for line in lines if entrusts else ():
        clock, _, ref = line.clock.partition(":")
        if clock in _ENTRUST_CLOCKS and ref in entrusts and not line.moot:
            first = line.due + timedelta(days=1)
            yield Spell(Standing.LATE_ENTRUST, ref, place_of_dispute(state), first, line.done)


def _gate_waits(state: DisputeState) -> Iterator[Spell]:
    """Yield the days on which the dispute's petition was marked as waiting (convention 10)."""
    petition = petition_of(state)
    if petition is None:
        return
    place = petition.division or place_of_dispute(state)
    steps = gate_history(state)
    for number, step in enumerate(steps):
        if step.waits:
            end = steps[number + 1].since if number + 1 < len(steps) else None
            yield Spell(Standing.GATE_WAIT, state.dispute, place, step.since, end)


def _waived(state: DisputeState) -> Iterator[Spell]:
    """Yield the day on which the police imposed no penalty after a performed agreement."""
    if state.penalty_waived_at is not None:
        day = local_day(state.penalty_waived_at)
        yield Spell(Standing.WAIVED, state.dispute, place_of_dispute(state), day, day)
