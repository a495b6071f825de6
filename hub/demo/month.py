"""
A month of quarrels of 佳木斯市, from one seed: who quarrelled about what, and who told whom when.

Types follow the national yearbook's mix, volumes per agency the published shares of court and police work. What no
source gives is an assumption and says so. The truth about who told of the same quarrel stays here.
"""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import TypeVar

from hub.core.calendar import WorkingCalendar
from hub.core.codes import DisputeType
from hub.core.daytime import ONE_DAY, start_of
from hub.demo.people import Townsfolk
from hub.demo.quarrels import Person, Quarrel, respelt
from hub.demo.tellings import cause, narrative
from hub.reference import Village, divisions, load_calendar, type_mix
from hub.simulation import Plan as Period
from hub.simulation.plan import day_of

_W = TypeVar("_W")

TOWNSHIPS = (
    "230803007", "230803008", "230803009", "230803010", "230803011",
    "230804007", "230804008",
    "230811008", "230811104", "230811105",
    "230822106", "230822107",
)  # fmt: skip
"""Where the demo plays: twelve townships of four counties."""

SHARES = {"court": 0.34, "police": 0.24, "grid": 0.22, "petition": 0.10, "justice": 0.10}
"""
Who hears of a quarrel first. 45 % of 2022's mediations came from courts, stations handled 6.05 M quarrels in 2021
(statistics); some of both are second tellings here, the split of the rest is an assumption.
"""

FITTING = {
    DisputeType.TRAFFIC: ("police", "court"),
    DisputeType.MEDICAL: ("court", "petition", "justice"),
    DisputeType.EXPROPRIATION: ("petition", "court"),
    DisputeType.CONTRACT: ("court", "justice", "grid"),
    DisputeType.BUSINESS_OP: ("court", "petition", "justice"),
    DisputeType.FOREST_LAND: ("grid", "petition", "court", "justice"),
    DisputeType.NEIGHBOUR: ("grid", "police", "justice"),
    DisputeType.VILLAGE_AFFAIRS: ("grid", "petition"),
    DisputeType.ENVIRONMENT: ("petition", "grid"),
}
"""Agencies to which a quarrel of a type comes at all; a type that isn't here may come to any."""

FIRM_TYPES = frozenset(
    {
        DisputeType.LABOUR,
        DisputeType.MIGRANT_WAGE,
        DisputeType.CONSUMER,
        DisputeType.PROPERTY_MGMT,
        DisputeType.MEDICAL,
        DisputeType.ENVIRONMENT,
        DisputeType.BUSINESS_OP,
    }
)
"""Types in which the other side is a firm."""

SECOND_TELLING_HOURS = (0.5, 1.72, 10.29, 169.9, 240.0)
"""Quantiles 0, ¼, ½, ¾, 1 of the time until another agency hears of it (those of created→closed, NYC 311)."""

OFFICE_HOURS = frozenset({"court", "petition", "justice"})
"""Agencies whose desks are closed on rest days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """
    What to generate.

    Attributes:
        seed: Two plans of one seed give the same quarrels.
        quarrels: How many first tellings.
        opens: Day of the first telling: a little before the month, so that it has an opening stock.
        closes: Day of the last first telling.
        double_share: Share of quarrels of which a second agency hears.
        townships: Nine-digit codes of where it plays.
        pattern: A simulated period whose seasons, working days and mix of types it takes; None spreads them evenly.
    """

    seed: int = 20260301
    quarrels: int = 600
    opens: date = date(2026, 2, 24)
    closes: date = date(2026, 3, 31)
    double_share: float = 0.12
    townships: tuple[str, ...] = TOWNSHIPS
    pattern: Period | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """One agency hears of one quarrel."""

    at: datetime
    agency: str
    quarrel: Quarrel


@dataclass(frozen=True, slots=True)
class Month:
    """Every telling in order of time, and which quarrel each was about."""

    tellings: tuple[Telling, ...]
    truth: Mapping[str, str]
    """Id of a telling's quarrel → id of the real quarrel."""


@dataclass(slots=True)
class _Scene:
    """Random source and everything drawn from so far."""

    plan: Plan
    rng: random.Random
    calendar: WorkingCalendar
    villages: Sequence[Village]
    people: Townsfolk = field(init=False)
    known: list[Person] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.people = Townsfolk(self.rng)


def clerks_calendar() -> WorkingCalendar:
    """
    Return the calendar by which clerks plan ahead; the hub itself never guesses one (convention 18).

    A year whose notice isn't published has weekends and New Year's Day, as people assume.
    """
    known = load_calendar().years
    years = range(min(known), max(known) + 3)
    return WorkingCalendar({year: known.get(year) or {date(year, 1, 1): True} for year in years})


def month_of_quarrels(plan: Plan) -> Month:
    """Return the quarrels of *plan* and their tellings."""
    villages = [village for village in divisions().villages if village.township in plan.townships]
    scene = _Scene(plan, random.Random(plan.seed), clerks_calendar(), villages)  # noqa: S311 - a play, not a lottery
    tellings: list[Telling] = []
    for number in range(1, plan.quarrels + 1):
        tellings.extend(_tell(scene, _quarrel(scene, number)))
    tellings.sort(key=lambda telling: (telling.at, telling.quarrel.id))
    return Month(tuple(tellings), {t.quarrel.id: t.quarrel.same_as or t.quarrel.id for t in tellings})


def _quarrel(scene: _Scene, number: int) -> Quarrel:
    rng = scene.rng
    told_on, kind = _told(scene, number)
    fitting = FITTING.get(kind, tuple(SHARES))
    first = _weighted(rng, {agency: SHARES[agency] for agency in fitting})
    others = [agency for agency in fitting if agency not in (first, "justice")] or ["grid"]
    second = (rng.choice(others),) if rng.random() < scene.plan.double_share else ()
    village = rng.choice(scene.villages)
    return Quarrel(
        id=f"Q{number:05d}",
        type=kind,
        division=village.code,
        occurred_at=start_of(told_on) + timedelta(minutes=rng.randrange(7 * 60, 22 * 60)),
        parties=_parties(scene, kind, village),
        narrative=narrative(first, kind, village.code, rng),
        cause=cause(kind, rng),
        amount_fen=_amount(kind, rng),
        consent=_weighted(rng, {True: 0.82, False: 0.07, None: 0.11}),
        serious=rng.random() < 0.08,
        target_unit=_target(first, kind, village, scene),
        reporters=(first, *second),
    )


def _told(scene: _Scene, number: int) -> tuple[date, DisputeType]:
    """Return the day on which the *number*-th quarrel is told, and what it's about."""
    rng, pattern = scene.rng, scene.plan.pattern
    if pattern is not None:
        day = day_of(pattern.arises(number - 1, rng.random()))
        return day, DisputeType(pattern.parameters.types[day.month].at(rng.random()))
    days = (scene.plan.closes - scene.plan.opens).days + 1
    kind = _weighted(rng, {entry.dispute_type: entry.share for entry in type_mix()})
    return scene.plan.opens + timedelta(days=rng.randrange(days)), kind


def _tell(scene: _Scene, quarrel: Quarrel) -> list[Telling]:
    """Return the first telling and, where another agency hears of it, that one's in its own spelling."""
    first = Telling(_desk_time(scene, quarrel.reporters[0], quarrel.occurred_at), quarrel.reporters[0], quarrel)
    if len(quarrel.reporters) == 1:
        return [first]
    agency = quarrel.reporters[1]
    copy = respelt(quarrel, scene.rng)
    village = next(village for village in scene.villages if village.code == quarrel.division)
    told_again = replace(
        copy,
        narrative=narrative(agency, quarrel.type, quarrel.division, scene.rng),
        target_unit=_target(agency, quarrel.type, village, scene),
    )
    later = quarrel.occurred_at + timedelta(hours=_quantile(scene.rng, SECOND_TELLING_HOURS))
    return [first, Telling(_desk_time(scene, agency, later), agency, told_again)]


def _desk_time(scene: _Scene, agency: str, arose: datetime) -> datetime:
    """Return when a clerk of *agency* types it in: at once, or when the desk is open again."""
    typed = arose + timedelta(minutes=scene.rng.randrange(5, 90))
    local = typed + timedelta(hours=8)
    if agency not in OFFICE_HOURS:
        return typed
    day = local.date()
    if local.hour >= 17:
        day += ONE_DAY
    opened = scene.calendar.roll(day)
    if opened == local.date() and local.hour >= 8:
        return typed
    return start_of(opened) + timedelta(hours=8, minutes=scene.rng.randrange(5, 240))


def _parties(scene: _Scene, kind: DisputeType, village: Village) -> tuple[Person, ...]:
    rng, people = scene.rng, scene.people
    county = village.county
    count = rng.randrange(3, 14) if kind is DisputeType.MIGRANT_WAGE and rng.random() < 0.5 else 1
    applicants = [people.person(county, "APPLICANT") for _ in range(count)]
    if scene.known and rng.random() < 0.03:
        # Someone who is in another quarrel too: linking must not take the two for one.
        applicants[0] = replace(rng.choice(scene.known), role="APPLICANT")
    else:
        scene.known.append(applicants[0])
    if kind in FIRM_TYPES:
        name = divisions().name_of(county)
        return (*applicants, people.firm(county, name, "RESPONDENT"))
    return (*applicants, people.person(county, "RESPONDENT"))


def _target(agency: str, kind: DisputeType, village: Village, scene: _Scene) -> str:
    """Return the unit to which *agency* would pass it; now and then it takes the neighbouring township."""
    if kind is DisputeType.MEDICAL:
        return f"IND-MED-{village.county}"
    if kind is DisputeType.TRAFFIC and agency == "court":
        return f"IND-TRAFFIC-{village.county}"
    if agency == "petition":
        return f"L3-{village.county}"
    if agency in ("grid", "justice"):
        return f"L1-{village.code}"
    if scene.rng.random() < 0.04:
        return f"L2-{scene.rng.choice(scene.plan.townships)}"
    return f"L2-{village.township}"


def _amount(kind: DisputeType, rng: random.Random) -> int:
    """Return fen: nothing, or a sum as people name them (lognormal, median about 4,000 yuan: an assumption)."""
    if kind in (DisputeType.NEIGHBOUR, DisputeType.VILLAGE_AFFAIRS) and rng.random() < 0.6:
        return 0
    yuan = rng.lognormvariate(8.3, 1.2)
    step = 100 if yuan < 20_000 else 1_000
    return max(1, round(yuan / step)) * step * 100


def _weighted(rng: random.Random, weights: Mapping[_W, float]) -> _W:
    values = list(weights)
    reached = list(accumulate(weights.values()))
    return values[min(bisect(reached, rng.random() * reached[-1]), len(values) - 1)]


def _quantile(rng: random.Random, quantiles: Sequence[float]) -> float:
    place = rng.random() * (len(quantiles) - 1)
    low = int(place)
    return quantiles[low] + (quantiles[low + 1] - quantiles[low]) * (place - low)
