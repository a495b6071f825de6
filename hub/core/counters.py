"""
What the hub itself can count for the six reductions: petitions, and the counter-measures (domain §6.3).

Everything is read off the disputes as known now; a month before the hub's first record isn't known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hub.core.clocks import Deadline, Terms, deadlines
from hub.core.codes import Channel, ReferralKind
from hub.core.daytime import local_day, month_bounds, month_of, months_between, next_month
from hub.core.dispute import DisputeState, Report
from hub.core.gate import gate_history, petition_of
from hub.core.indicators import Counter, Monthly, in_region

REPEAT_WITHIN = timedelta(days=90)
"""A police report of the same person on another day, at most so long after the former, is a repeat."""


@dataclass(frozen=True, slots=True)
class Filed:
    """A report and the dispute that it belongs to."""

    dispute: str
    report: Report


Found = dict[str, set[str]]
"""Month → what is counted in it (disputes, or roots of reports)."""


def filed(states: Iterable[DisputeState], channel: Channel, region: str) -> list[Filed]:
    """Return the live reports that came through *channel* from *region*, earliest first."""
    found = [
        Filed(state.dispute, report)
        for state in states
        for report in state.reports.values()
        if not report.retracted and report.channel == channel and _lies(report.division, state, region)
    ]
    return sorted(found, key=lambda one: (one.report.occurred_at, one.report.root))


def _lies(division: str | None, state: DisputeState, region: str) -> bool:
    """A report without a division lies where its dispute does; one that lies nowhere counts in the city alone."""
    place = division or place_of_dispute(state)
    return in_region(place, region) if place else region.endswith("00")


def place_of_dispute(state: DisputeState) -> str | None:
    """Return the division of a dispute: where it arose, else that of the unit that works or worked on it."""
    report = state.primary
    if report is not None and report.division:
        return report.division
    case = state.active or state.concluded or state.accepted
    return None if case is None else case.unit.division


def petitions(states: Sequence[DisputeState], region: str) -> tuple[Found, Found]:
    """
    Return (first, repeated) petitions by month, as roots.

    A petition repeats when an earlier one is of the same dispute, or of the same person (strong token) and type.
    """
    first: Found = defaultdict(set)
    repeated: Found = defaultdict(set)
    disputes: set[str] = set()
    people: set[tuple[str, str]] = set()
    for one in filed(states, Channel.PETITION, region):
        keys = {(token, one.report.type) for token in one.report.tokens}
        known = one.dispute in disputes or bool(keys & people)
        (repeated if known else first)[month_of(local_day(one.report.occurred_at))].add(one.report.root)
        disputes.add(one.dispute)
        people |= keys
    return dict(first), dict(repeated)


def repeats(states: Sequence[DisputeState], region: str) -> Found:
    """Return police reports that repeat an earlier one: the same person, another day, within 90 days; by month."""
    found: Found = defaultdict(set)
    last: dict[str, list[date]] = defaultdict(list)
    for one in filed(states, Channel.POLICE, region):
        day = local_day(one.report.occurred_at)
        if any(
            timedelta() < day - earlier <= REPEAT_WITHIN for token in one.report.tokens for earlier in last[token][-2:]
        ):
            found[month_of(day)].add(one.report.root)
        for token in one.report.tokens:
            if not last[token] or last[token][-1] != day:
                last[token].append(day)
    return dict(found)


def gate_waits(states: Iterable[DisputeState], region: str, until: date) -> Found:
    """Return disputes whose petition was marked as waiting, by month (convention 10), up to the day *until*."""
    found: Found = defaultdict(set)
    for state in states:
        petition = petition_of(state)
        if petition is None or not _lies(petition.division, state, region):
            continue
        steps = gate_history(state)
        for number, step in enumerate(steps):
            end = steps[number + 1].since if number + 1 < len(steps) else until
            if step.waits:
                _mark(found, step.since, min(end, until), state.dispute)
    return dict(found)


def overdue_entrusts(states: Iterable[DisputeState], terms: Terms, region: str, until: date) -> Found:
    """Return pre-suit referrals (委派) that were overdue, to sign for or to conclude, on some day of a month."""
    found: Found = defaultdict(set)
    for state in states:
        entrusted = {ref for ref, one in state.referrals.items() if one.kind == ReferralKind.ENTRUST_PRE}
        if not entrusted or not _lies(place_of_dispute(state), state, region):
            continue
        for line in deadlines(state, terms):
            clock, _, ref = line.clock.partition(":")
            if clock in ("ENTRUST_PRE", "DELIVERED_3WD") and ref in entrusted and not line.moot:
                _mark_overdue(found, line, ref, until)
    return dict(found)


def _mark_overdue(found: Found, line: Deadline, ref: str, until: date) -> None:
    first = line.due + timedelta(days=1)
    last = until if line.done is None else min(line.done, until)
    if first <= last:
        _mark(found, first, last, ref)


def _mark(found: Found, first: date, last: date, what: str) -> None:
    month = month_of(first)
    while month_bounds(month)[0] <= last:
        found.setdefault(month, set()).add(what)
        month = next_month(month)


def counted(found: Found, since: date | None, until: date) -> Monthly:
    """Return *found* as counts of every whole month between the days *since* and *until*, the empty ones too."""
    if since is None:
        return Monthly(counts={})
    first = month_of(since) if since.day == 1 else next_month(month_of(since))
    whole = (month for month in months_between(first, month_of(until)) if month_bounds(month)[1] <= until)
    return Monthly(counts={month: len(found.get(month, ())) for month in whole})


def first_day(states: Iterable[DisputeState]) -> date | None:
    """Return the day of the hub's first report, None when it has none."""
    days = [local_day(report.occurred_at) for state in states for report in state.reports.values()]
    return min(days, default=None)


def counter(wanted: Counter, states: Sequence[DisputeState], terms: Terms, region: str, until: date) -> Monthly:
    """Return one counter-measure by month, known from the hub's first report up to the day *until*."""
    ways: dict[Counter, Callable[[], Found]] = {
        Counter.OVERDUE_ENTRUST: lambda: overdue_entrusts(states, terms, region, until),
        Counter.GATE_WAITS: lambda: gate_waits(states, region, until),
        Counter.REPEATS_90: lambda: repeats(states, region),
    }
    return counted(ways[wanted](), first_day(states), until)


def waived(states: Iterable[DisputeState], region: str) -> Found:
    """Return disputes after which the police imposed no penalty, by month: stands beside the penalty rate."""
    found: Found = defaultdict(set)
    for state in states:
        if state.penalty_waived_at is not None and _lies(place_of_dispute(state), state, region):
            found[month_of(local_day(state.penalty_waived_at))].add(state.dispute)
    return dict(found)
