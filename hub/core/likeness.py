"""
How alike two reports are: what agrees between their parties, what contradicts, and the score that comes of it.

The weights were chosen on generated months with known truth and checked on seeds that had no part in the choice
(``hub links measure``, ADR 0046).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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

_SECOND = ((CERTAIN, 0.97), (NEARLY, 0.95), (0.6, 0.90), (0.5, 0.88), (0.4, 0.86), (0.0, 0.70))
"""One person's number is equal: score by how well the best other party agrees."""

_FIRM = ((CERTAIN, 0.80), (NEARLY, 0.80), (0.6, 0.68), (0.5, 0.65), (0.4, 0.55))
_NEARLY = ((NEARLY, 0.78), (0.6, 0.70), (0.5, 0.68), (0.4, 0.60), (0.0, 0.52))
_WEAK = ((0.6, 0.62), (0.5, 0.60), (0.4, 0.52))

_OTHER_TYPE = 0.15
_OTHER_TYPE_WEAK = 0.10
"""Type weighs less where only names and telephones agree: then the clerk sees the pair anyway."""
_AFTER_WINDOW = 0.15
_AFTER_ALL = 0.30
_OTHER_COUNTY = 0.15
_OTHER_TOWNSHIP = 0.04
_OTHER_SIZE = 0.04
_OTHER_NUMBER = 0.35
"""Taken off where both sides give the other party's number and the numbers differ: other people."""

_OTHER_OPPONENT = 0.15
"""Taken off where both name the other party and the names don't even sound alike."""

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
        contradicts: A further party that both reports identify by numbers, which differ.
        renames: A further party that both reports name, and the names don't sound alike.
        apart: Time between the two.
    """

    score: float
    agreements: tuple[Agreement, ...]
    contradicts: bool
    renames: bool
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
            (self.renames, "!name"),
        )
        parts.extend(name for holds, name in flags if holds)
        return " ".join((*parts, f"{self.apart.days}d"))


def compare(one: LinkCandidate, other: LinkCandidate) -> Likeness:
    """Return how alike *one* and *other* are, the same whichever is named first."""
    first, second = (people_of(c.tokens, c.weak_tokens) for c in (one, other))
    agreements = _matched(first, second)
    few = max(len(first.parties), len(second.parties)) <= _FEW
    left = _left(first, (a.one for a in agreements)) & _left(second, (a.other for a in agreements)) if few else set()
    likeness = Likeness(
        score=0.0,
        agreements=agreements,
        contradicts=bool(STRONG & left),
        renames=Mark.SOUND in left,
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
        renames=likeness.renames,
        apart=likeness.apart,
        same_type=likeness.same_type,
        same_county=likeness.same_county,
        same_township=likeness.same_township,
    )


def _score(likeness: Likeness) -> float:
    surest, next_best = [*(a.strength for a in likeness.agreements), 0.0, 0.0][:2]
    if not _is_candidate(likeness, surest, next_best):
        return 0.0
    if any(Mark.PERSON in found.marks for found in likeness.agreements):
        return _step(_SECOND, next_best) - _against(likeness, _OTHER_TYPE)
    if surest >= CERTAIN:
        return min(_step(_FIRM, next_best), FIRM_ALONE_LIMIT) - _against(likeness, _OTHER_TYPE)
    return min(_step(_NEARLY if surest >= NEARLY else _WEAK, next_best), UNPROVEN_LIMIT) - _against(
        likeness, _OTHER_TYPE_WEAK
    )


def _is_candidate(likeness: Likeness, surest: float, next_best: float) -> bool:
    """
    Return whether the two may be one dispute at all (domain §2.4).

    Two numbers always; one party alone with county and type within the window; one party and something of the other
    with the county, within the time in which the same people are still at the same quarrel.
    """
    if next_best >= CERTAIN:
        return True
    if not likeness.same_county:
        return False
    if next_best > 0:
        return likeness.apart <= SAME_PEOPLE_WINDOW
    return likeness.same_type and likeness.apart <= WINDOW


def _against(likeness: Likeness, other_type: float) -> float:
    """Return what is taken off for contradictions."""
    found = 0.0
    if not likeness.same_type:
        found += other_type
    if not likeness.same_county:
        found += _OTHER_COUNTY
    if likeness.contradicts:
        found += _OTHER_NUMBER
    elif likeness.renames:
        found += _OTHER_OPPONENT
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


def _left(people: People, taken: Iterable[int]) -> set[Mark]:
    """Return what is known of the parties of one report that no party of the other was taken for."""
    matched = set(taken)
    return {mark for place, marks in people.parties.items() if place not in matched for mark in marks}
