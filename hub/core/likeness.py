"""
How alike two reports are: what agrees between their parties, what contradicts, and the score that comes of it.

The weights were chosen on generated months with known truth and checked on seeds that had no part in the choice
(``hub links measure``, ADR 0046).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import product

from hub.core.messages import LinkCandidate
from hub.core.tokens import STRONG, Mark, People, people_of

WINDOW = timedelta(days=30)
"""What is weaker than two numbers needs the reports within this time (domain §2.4)."""

SAME_PEOPLE_WINDOW = timedelta(days=90)
"""Two numbers within this time may still be one dispute; the same people may quarrel anew later."""

CERTAIN = 1.0
"""An equal number: this is the same person or body."""

NEARLY = 0.9
"""Two weak tokens of one party, as name and telephone: hardly anybody else."""

_ALONE = {Mark.PHONE: 0.6, Mark.BIRTH: 0.6, Mark.NAME: 0.5, Mark.SOUND: 0.4}
"""One weak token alone: a telephone may be a family's, a name may be many people's."""

_OTHER_NAME = 0.2
"""Taken off where telephone or birth date agree but the names don't even sound alike."""

FIRM_ALONE_LIMIT = 0.80
"""At most this where only a firm's number agrees: a bank quarrels with hundreds."""

UNPROVEN_LIMIT = 0.80
"""At most this without any equal number: weak tokens never link by themselves (domain §2.1)."""

ONE_DESK_LIMIT = 0.80
"""At most this between two records of one system: who opens two files means two matters, or must be asked."""

_SECOND = ((CERTAIN, 0.97), (NEARLY, 0.95), (0.6, 0.90), (0.5, 0.88), (0.4, 0.80), (0.0, 0.70))
"""One person's number is equal: score by how well the best other party agrees."""

_FIRM = ((CERTAIN, 0.80), (NEARLY, 0.80), (0.6, 0.68), (0.5, 0.65), (0.4, 0.55))
_NEARLY = ((NEARLY, 0.78), (0.6, 0.70), (0.5, 0.68), (0.4, 0.60), (0.0, 0.52))
_WEAK = ((0.6, 0.62), (0.5, 0.60), (0.4, 0.52))

_OTHER_TYPE = 0.15
_AFTER_WINDOW = 0.15
_AFTER_ALL = 0.30
_OTHER_COUNTY = 0.15
_OTHER_TOWNSHIP = 0.04
_OTHER_SIZE = 0.04
_OTHER_NUMBER = 0.35
"""Taken off where both sides give the other party's number and the numbers differ: other people."""

_FEW = 3
"""Up to so many parties a report names everybody, and a different number means a different opponent."""

_TOWNSHIP = 9


@dataclass(frozen=True, slots=True)
class Agreement:
    """One party of each report, taken for the same: by which tokens, how surely."""

    one: int
    other: int
    marks: tuple[Mark, ...]
    strength: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """
    Two reports side by side.

    Attributes:
        score: How likely they are one dispute, 0 when they are no candidate.
        agreements: Parties that agree, the surest first, each party once.
        contradicts: Parties that both reports identify by numbers which differ.
        apart: Time between the two.
    """

    score: float
    agreements: tuple[Agreement, ...]
    contradicts: bool
    apart: timedelta
    same_type: bool
    same_county: bool
    same_township: bool

    @property
    def evidence(self) -> str:
        """
        What speaks for and against, in codes: ``p+nt`` a person's number and another's name and telephone.

        Read by people beside the two reports, by nothing else.
        """
        parts = ["+".join("".join(sorted(mark.value for mark in found.marks)) for found in self.agreements)]
        flags = (
            (self.same_type, "type"),
            (self.same_township, "township"),
            (not self.same_township and self.same_county, "county"),
            (self.contradicts, "!number"),
        )
        parts.extend(name for holds, name in flags if holds)
        return " ".join((*parts, f"{self.apart.days}d"))


def compare(one: LinkCandidate, other: LinkCandidate) -> Likeness:
    """Return how alike *one* and *other* are, the same whichever is named first."""
    first, second = (people_of(c.tokens, c.weak_tokens) for c in (one, other))
    agreements = _matched(first, second)
    likeness = Likeness(
        score=0.0,
        agreements=agreements,
        contradicts=_contradicts(first, second, agreements),
        apart=abs(one.reported_at - other.reported_at),
        same_type=one.type == other.type,
        same_county=one.county == other.county,
        same_township=one.place is not None and _township(one) == _township(other),
    )
    score = _score(likeness)
    if score <= 0:
        return likeness
    score -= _OTHER_SIZE if _sizes_differ(one, other) else 0.0
    score -= _OTHER_TOWNSHIP if one.place and other.place and not likeness.same_township else 0.0
    if one.system is not None and one.system == other.system:
        score = min(score, ONE_DESK_LIMIT)
    return _scored(likeness, max(round(score, 2), 0.0))


def _township(candidate: LinkCandidate) -> str:
    return (candidate.place or "")[:_TOWNSHIP]


def _scored(likeness: Likeness, score: float) -> Likeness:
    return Likeness(
        score=score,
        agreements=likeness.agreements,
        contradicts=likeness.contradicts,
        apart=likeness.apart,
        same_type=likeness.same_type,
        same_county=likeness.same_county,
        same_township=likeness.same_township,
    )


def _score(likeness: Likeness) -> float:
    surest, next_best = [*(a.strength for a in likeness.agreements), 0.0, 0.0][:2]
    by_person = any(Mark.PERSON in found.marks for found in likeness.agreements)
    two_numbers = next_best >= CERTAIN
    near = likeness.same_county and likeness.apart <= WINDOW
    if by_person:
        if not two_numbers and not (near and (likeness.same_type or next_best > 0)):
            return 0.0
        score = _step(_SECOND, next_best)
    elif surest >= CERTAIN:
        if not two_numbers and not near:
            return 0.0
        score = min(_step(_FIRM, next_best), FIRM_ALONE_LIMIT)
    elif near and likeness.same_type:
        score = min(_step(_NEARLY if surest >= NEARLY else _WEAK, next_best), UNPROVEN_LIMIT)
    else:
        return 0.0
    return score - _against(likeness)


def _against(likeness: Likeness) -> float:
    """Return what is taken off for contradictions."""
    found = 0.0
    if not likeness.same_type:
        found += _OTHER_TYPE
    if not likeness.same_county:
        found += _OTHER_COUNTY
    if likeness.contradicts:
        found += _OTHER_NUMBER
    if likeness.apart > SAME_PEOPLE_WINDOW:
        return found + _AFTER_ALL
    return found + (_AFTER_WINDOW if likeness.apart > WINDOW else 0.0)


def _step(steps: tuple[tuple[float, float], ...], strength: float) -> float:
    return next((score for least, score in steps if strength >= least), 0.0)


def _sizes_differ(one: LinkCandidate, other: LinkCandidate) -> bool:
    sizes = sorted((one.parties or 0, other.parties or 0))
    return sizes[0] > 1 and sizes[1] > 2 * sizes[0]


def _matched(one: People, other: People) -> tuple[Agreement, ...]:
    """Return which party is taken for which, the surest first, each party at most once."""
    found = [
        Agreement(position, place, marks, strength)
        for (position, mine), (place, theirs) in product(one.parties.items(), other.parties.items())
        for marks, strength in [_alike(mine, theirs)]
        if strength > 0
    ]
    found.sort(key=lambda a: (-a.strength, tuple(m.value for m in a.marks), min(a.one, a.other), max(a.one, a.other)))
    taken: list[Agreement] = []
    for agreement in found:
        if all(agreement.one != known.one and agreement.other != known.other for known in taken):
            taken.append(agreement)
    return tuple(taken)


def _alike(mine: Mapping[Mark, str], theirs: Mapping[Mark, str]) -> tuple[tuple[Mark, ...], float]:
    """Return by which tokens two parties agree, and how surely they are one."""
    shared = tuple(mark for mark in Mark if mark in mine and mine[mark] == theirs.get(mark))
    if STRONG.intersection(shared):
        return shared, CERTAIN
    if any(mark in mine and mark in theirs for mark in STRONG):
        # Two numbers that differ are two people, but for one that a spreadsheet cut and that passes by chance.
        return (shared, NEARLY) if {Mark.BIRTH, Mark.SOUND} <= set(shared) else ((), 0.0)
    telling = [mark for mark in shared if mark in _ALONE and not (mark is Mark.SOUND and Mark.NAME in shared)]
    if not telling:
        return (), 0.0
    if Mark.BIRTH not in shared and Mark.BIRTH in mine and Mark.BIRTH in theirs and len(telling) < 2:
        return (), 0.0
    if len(telling) > 1:
        return shared, NEARLY
    strength = _ALONE[telling[0]]
    if telling[0] in (Mark.PHONE, Mark.BIRTH) and Mark.SOUND in mine and Mark.SOUND in theirs:
        strength -= _OTHER_NAME
    return shared, round(strength, 2)


def _contradicts(one: People, other: People, agreements: tuple[Agreement, ...]) -> bool:
    """Return whether both name a further party by number, and not the same."""
    if max(len(one.parties), len(other.parties)) > _FEW:
        return False
    left = {mark for place, marks in one.parties.items() if all(a.one != place for a in agreements) for mark in marks}
    right = {m for place, marks in other.parties.items() if all(a.other != place for a in agreements) for m in marks}
    return bool(STRONG & left & right)
