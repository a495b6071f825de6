"""
What the hub itself can count for the six reductions: petitions, and the counter-measures (domain §6.3).

Everything is counted from :mod:`hub.core.countable`; a month before the hub's first record isn't known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from hub.core.codes import Channel
from hub.core.countable import Countable, Filed, Spell, Standing
from hub.core.daytime import local_day, month_bounds, month_of, months_between, next_month
from hub.core.indicators import Counter, Monthly, in_region

REPEAT_WITHIN = timedelta(days=90)
"""A police report of the same person on another day, at most so long after the former, is a repeat."""

Found = dict[str, set[str]]
"""Month → what is counted in it (disputes, referrals, or roots of reports)."""


def _through(filed: Iterable[Filed], channel: Channel, region: str) -> list[Filed]:
    """Return the reports that came through *channel* from *region*, earliest first."""
    found = (one for one in filed if one.channel == channel and _lies(one.place, region))
    return sorted(found, key=lambda one: (one.occurred_at, one.root, one.dispute))


def _lies(place: str | None, region: str) -> bool:
    """What lies nowhere counts in the city alone."""
    return in_region(place, region) if place else region.endswith("00")


def petitions(filed: Iterable[Filed], region: str) -> tuple[Found, Found]:
    """
    Return (first, repeated) petitions by month, as roots.

    A petition repeats when an earlier one is of the same dispute, or of the same person (strong token) and type.
    """
    first: Found = defaultdict(set)
    repeated: Found = defaultdict(set)
    disputes: set[str] = set()
    people: set[tuple[str, str]] = set()
    for one in _through(filed, Channel.PETITION, region):
        keys = {(token, one.type) for token in one.tokens}
        known = one.dispute in disputes or bool(keys & people)
        (repeated if known else first)[month_of(local_day(one.occurred_at))].add(one.root)
        disputes.add(one.dispute)
        people |= keys
    return dict(first), dict(repeated)


def repeats(filed: Iterable[Filed], region: str) -> Found:
    """Return police reports that repeat an earlier one: the same person, another day, within 90 days; by month."""
    found: Found = defaultdict(set)
    last: dict[str, list[date]] = defaultdict(list)
    for one in _through(filed, Channel.POLICE, region):
        day = local_day(one.occurred_at)
        if any(timedelta() < day - earlier <= REPEAT_WITHIN for token in one.tokens for earlier in last[token][-2:]):
            found[month_of(day)].add(one.root)
        for token in one.tokens:
            if not last[token] or last[token][-1] != day:
                last[token].append(day)
    return dict(found)


def standing(spells: Iterable[Spell], kind: Standing, region: str, until: date) -> Found:
    """Return what stood on some day of a month, by month, up to the day *until*."""
    found: Found = defaultdict(set)
    for spell in spells:
        if spell.kind is not kind or not _lies(spell.place, region):
            continue
        last = until if spell.last is None else min(spell.last, until)
        if spell.first <= last:
            for month in months_between(month_of(spell.first), month_of(last)):
                found[month].add(spell.what)
    return dict(found)


def counted(found: Found, since: date | None, until: date) -> Monthly:
    """Return *found* as counts of every whole month between the days *since* and *until*, the empty ones too."""
    if since is None:
        return Monthly(counts={})
    first = month_of(since) if since.day == 1 else next_month(month_of(since))
    whole = (month for month in months_between(first, month_of(until)) if month_bounds(month)[1] <= until)
    return Monthly(counts={month: len(found.get(month, ())) for month in whole})


_STANDS = {Counter.OVERDUE_ENTRUST: Standing.LATE_ENTRUST, Counter.GATE_WAITS: Standing.GATE_WAIT}


def counter(wanted: Counter, of: Countable, region: str, until: date) -> Monthly:
    """Return one counter-measure of *region* by month, known from the hub's first report up to the day *until*."""
    kind = _STANDS.get(wanted)
    found = repeats(of.filed, region) if kind is None else standing(of.spells, kind, region, until)
    return counted(found, of.since, until)


def waived(spells: Iterable[Spell], region: str) -> Found:
    """Return disputes after which the police imposed no penalty, by month: stands beside the penalty rate."""
    return standing(spells, Standing.WAIVED, region, date.max)
