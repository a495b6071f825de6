"""
A town with known truth: who quarrelled with whom about what, and which agencies heard of it when.

What makes linking hard is in it on purpose: two people of one name, families on one telephone, firms in many disputes,
people who quarrel anew, people with two quarrels at once. Shares are assumptions; they stand here and can be changed.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from hub.core.codes import DisputeType
from hub.demo.month import FIRM_TYPES, FITTING, SECOND_TELLING_HOURS, SHARES, TOWNSHIPS
from hub.demo.people import Townsfolk
from hub.demo.quarrels import Person
from hub.reference import Village, divisions, type_mix

OPENS = datetime(2026, 1, 5, 1, tzinfo=UTC)
DAYS = 240

REPORTERS = ((1, 0.70), (2, 0.20), (3, 0.07), (4, 0.03))
"""How many agencies hear of one quarrel."""

SAME_NAME = 0.04
ONE_TELEPHONE = 0.05
ANEW = 0.06
OTHER_MATTER = 0.04
OTHER_OPPONENT = 0.06
LATE = 0.08
FIRMS = 12
"""Firms that quarrel with everybody: the first of them in most disputes (weights 1/n)."""


class Trap(StrEnum):
    """Why two reports of different quarrels may look like one."""

    SAME_NAME = "same_name"
    ONE_TELEPHONE = "one_telephone"
    FIRM = "firm"
    ANEW = "anew"
    OTHER_MATTER = "other_matter"
    OTHER_OPPONENT = "other_opponent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarrel:
    """One real dispute."""

    id: str
    type: DisputeType
    village: Village
    begun_at: datetime
    parties: tuple[Person, ...]
    trap: Trap | None = None
    like: str | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """One agency hears of one quarrel, the hub hears of it later."""

    quarrel: Quarrel
    agency: str
    reported_at: datetime
    received_at: datetime
    is_late: bool


@dataclass(slots=True)
class Town:
    """Everything drawn from one seed."""

    rng: random.Random
    folk: Townsfolk = field(init=False)
    known: dict[str, list[Person]] = field(default_factory=dict)
    followed: set[str] = field(default_factory=set)
    firms: list[Person] = field(init=False)
    villages: list[Village] = field(init=False)

    def __post_init__(self) -> None:
        """Settle villages and firms."""
        self.folk = Townsfolk(self.rng)
        self.villages = [v for v in divisions().villages if v.township in TOWNSHIPS]
        self.firms = [self.folk.firm("230803", "向阳区", "RESPONDENT") for _ in range(FIRMS)]

    def quarrels(self, count: int) -> Iterator[Quarrel]:
        """Yield *count* quarrels in no order of time."""
        made: list[Quarrel] = []
        while len(made) < count:
            quarrel = self._trap(made, f"q{len(made)}") if made else None
            quarrel = quarrel or self._fresh(f"q{len(made)}")
            made.append(quarrel)
            yield quarrel

    def _fresh(self, identity: str) -> Quarrel:
        kind = self.rng.choices([entry.dispute_type for entry in type_mix()], [entry.share for entry in type_mix()])[0]
        village = self.rng.choice(self.villages)
        begun_at = OPENS + timedelta(hours=self.rng.randrange(DAYS * 24))
        applicant, name_trap = self._person(village.county, "APPLICANT")
        trap: Trap | None = name_trap
        if kind in FIRM_TYPES:
            weights = [1 / (place + 1) for place in range(len(self.firms))]
            other, trap = self.rng.choices(self.firms, weights)[0], Trap.FIRM
        else:
            other, second = self._person(village.county, "RESPONDENT")
            trap = trap or second
        return Quarrel(
            id=identity, type=kind, village=village, begun_at=begun_at, parties=(applicant, other), trap=trap
        )

    def _person(self, county: str, role: str) -> tuple[Person, Trap | None]:
        person = self.folk.person(county, role)
        others = self.known.setdefault(county, [])
        trap: Trap | None = None
        if others and self.rng.random() < SAME_NAME:
            person, trap = replace(person, name=self.rng.choice(others).name), Trap.SAME_NAME
        elif others and self.rng.random() < ONE_TELEPHONE:
            kin = self.rng.choice(others)
            person = replace(person, name=kin.name[0] + person.name[1:], phone=kin.phone)
            trap = Trap.ONE_TELEPHONE
        others.append(person)
        return person, trap

    def _trap(self, made: list[Quarrel], identity: str) -> Quarrel | None:
        """Return a quarrel of people who had one before, now and then."""
        chance = self.rng.random()
        former = self.rng.choice(made)
        if former.id in self.followed:
            return None  # a third quarrel a few days after the second would be the second
        if chance < ANEW:
            after = timedelta(days=self.rng.randrange(45, 300))
            kind = former.type if self.rng.random() < 0.5 else self._other_type(former.type)
            trap, parties = Trap.ANEW, former.parties
        elif chance < ANEW + OTHER_MATTER:
            after, kind = timedelta(days=self.rng.randrange(3, 120)), self._other_type(former.type)
            trap, parties = Trap.OTHER_MATTER, former.parties
        elif chance < ANEW + OTHER_MATTER + OTHER_OPPONENT:
            after, kind = timedelta(days=self.rng.randrange(1, 60)), former.type
            opponent, _ = self._person(former.village.county, "RESPONDENT")
            trap, parties = Trap.OTHER_OPPONENT, (former.parties[0], opponent)
        else:
            return None
        self.followed.add(former.id)
        return replace(
            former,
            id=identity,
            type=kind,
            begun_at=former.begun_at + after,
            parties=parties,
            trap=trap,
            like=former.id,
        )

    def _other_type(self, kind: DisputeType) -> DisputeType:
        return self.rng.choice([other for other in DisputeType if other is not kind])

    def tellings(self, quarrel: Quarrel) -> Iterator[Telling]:
        """Yield who reports *quarrel* when; each agency once."""
        fits = FITTING.get(quarrel.type, tuple(SHARES))
        agencies = sorted(SHARES, key=lambda agency: (agency not in fits, self.rng.random() / SHARES[agency]))
        hearers = self.rng.choices([count for count, _ in REPORTERS], [share for _, share in REPORTERS])[0]
        at = quarrel.begun_at
        for place in range(hearers):
            late = place > 0 and self.rng.random() < LATE
            if place:
                hours = self.rng.uniform(240, 60 * 24) if late else self._hours()
                at += timedelta(hours=hours)
            received = at + timedelta(hours=self.rng.expovariate(1 / 12))
            yield Telling(quarrel, agencies[place], at, received, late)

    def _hours(self) -> float:
        place = self.rng.random() * (len(SECOND_TELLING_HOURS) - 1)
        low = int(place)
        step = SECOND_TELLING_HOURS[low + 1] - SECOND_TELLING_HOURS[low]
        return SECOND_TELLING_HOURS[low] + step * (place - low)
