"""
The six reductions (六减少, GOAL-1): what is counted, by whom, with which counter-measure (domain §6.3).

A body states its own count of one series, region and month; a later version corrects it. Bodies never count for one
another, so a region's figure is the sum over its bodies, and a body that is silent makes it unknown, not smaller.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from hub.core.codes import LabelledCode
from hub.core.messages import IndicatorObservation
from hub.core.units import county_of

BASE_YEAR = 2022
"""The year against which :attr:`Comparisons.vs_base` compares (cfg)."""


class Series(LabelledCode):
    """What one body counts in one month."""

    SUITS = "SUITS", "民商事一审新收", "First-instance civil and commercial suits, new"
    PETITIONS_FIRST = "PETITIONS_FIRST", "信访初件", "Petitions, first"
    PETITIONS_REPEAT = "PETITIONS_REPEAT", "信访重复件", "Petitions, repeated"
    ORDER_CONCLUDED = "ORDER_CONCLUDED", "治安案件办结", "Public-order cases concluded"
    ORDER_PENALISED = "ORDER_PENALISED", "治安案件处罚", "Public-order cases penalised"
    CIVIL_TO_CRIMINAL = "CIVIL_TO_CRIMINAL", "民转刑案件", "Criminal cases arising from a civil dispute"
    RECONSIDERATION = "RECONSIDERATION", "行政复议受理", "Administrative reconsiderations accepted"
    LABOUR_ARBITRATION = "LABOUR_ARBITRATION", "劳动仲裁受理", "Labour arbitrations accepted"


WITH_PEOPLE = frozenset({Series.PETITIONS_FIRST, Series.PETITIONS_REPEAT})
"""Series that state person-times beside items."""


class Counter(LabelledCode):
    """What must be looked at beside a fall, since a fall may mean a shut door (domain §6.3)."""

    OVERDUE_ENTRUST = "OVERDUE_ENTRUST", "诉前委派超期（件）", "Overdue pre-suit mediations"
    GATE_WAITS = "GATE_WAITS", "信访前置等待（件）", "Petitions marked as waiting"
    REPEATS_90 = "REPEATS_90", "90日内再次报警（件）", "Repeated police reports within 90 days"


@dataclass(frozen=True, slots=True)
class Reduction:
    """One of the six: the series that it adds, for a rate the series below the line, and its counter-measure."""

    code: str
    zh: str
    en: str
    series: tuple[Series, ...]
    over: Series | None = None
    counter: Counter | None = None
    people: bool = False

    @property
    def rule_zh(self) -> str:
        """The definition in Chinese: what is added, and what stands below the line."""
        return _rule(self, lambda member: member.zh, "＋", "÷", "人次" if self.people else "件")

    @property
    def rule_en(self) -> str:
        """The definition in English."""
        return _rule(self, lambda member: member.en, " + ", " ÷ ", "person-times" if self.people else "items")


def _rule(one: Reduction, say: Callable[[Series], str], plus: str, over: str, unit: str) -> str:
    above = plus.join(say(series) for series in one.series)
    return above + (f"{over}{say(one.over)}" if one.over is not None else f" ({unit})")


REDUCTIONS: tuple[Reduction, ...] = (
    Reduction("SUITS", "民商事诉讼", "Civil and commercial suits", (Series.SUITS,), counter=Counter.OVERDUE_ENTRUST),
    Reduction(
        "PETITIONS",
        "上访（件）",
        "Petitions (items)",
        (Series.PETITIONS_FIRST, Series.PETITIONS_REPEAT),
        counter=Counter.GATE_WAITS,
    ),
    Reduction(
        "PETITIONERS",
        "上访（人次）",
        "Petitions (person-times)",
        (Series.PETITIONS_FIRST, Series.PETITIONS_REPEAT),
        counter=Counter.GATE_WAITS,
        people=True,
    ),
    Reduction(
        "PETITIONS_REPEAT",
        "重复上访（件）",
        "Repeated petitions (items)",
        (Series.PETITIONS_REPEAT,),
        counter=Counter.GATE_WAITS,
    ),
    Reduction(
        "PENALTY_RATE",
        "治安处罚率",
        "Penalty rate",
        (Series.ORDER_PENALISED,),
        over=Series.ORDER_CONCLUDED,
        counter=Counter.REPEATS_90,
    ),
    Reduction("CIVIL_TO_CRIMINAL", "民转刑", "Civil disputes turned criminal", (Series.CIVIL_TO_CRIMINAL,)),
    Reduction("RECONSIDERATION", "行政复议", "Administrative reconsideration", (Series.RECONSIDERATION,)),
    Reduction("LABOUR_ARBITRATION", "劳动仲裁", "Labour arbitration", (Series.LABOUR_ARBITRATION,)),
)
"""Six reductions in eight lines: petitions stand as items, as person-times and, of these items, as repeated ones."""


def in_region(division: str | None, region: str) -> bool:
    """
    Return whether *division* lies in *region*, old county codes as today's; nothing lies nowhere.

    >>> in_region("230833001", "230883"), in_region("230803", "230800"), in_region(None, "230800")
    (True, True, False)
    """
    if not division:
        return False
    code = county_of(division) + division[6:]
    return code.startswith(region[:4] if region.endswith("00") and len(region) == 6 else region)


@dataclass(frozen=True, slots=True)
class Stated:
    """An observation and the instant at which the hub took it in."""

    observation: IndicatorObservation
    received_at: datetime


Place = tuple[str, str, str, str]


def place_of(observation: IndicatorObservation) -> Place:
    """Return what an observation is about: body, region, month, series."""
    return observation.body, observation.region, observation.month, observation.series


def latest(stated: Iterable[Stated], known_at: datetime) -> dict[Place, IndicatorObservation]:
    """Return the highest version of each place as known at *known_at*; of one version the first receipt counts."""
    found: dict[Place, Stated] = {}
    for one in stated:
        if one.received_at > known_at:
            continue
        former = found.get(place_of(one.observation))
        if former is None or _rank(one) > _rank(former):
            found[place_of(one.observation)] = one
    return {place: one.observation for place, one in found.items()}


def _rank(one: Stated) -> tuple[int, float]:
    return one.observation.version, -one.received_at.timestamp()


@dataclass(frozen=True, slots=True)
class Monthly:
    """
    One figure by month; ``over`` is the figure below the line where it's a rate.

    ``silent`` names the bodies that state this figure in some month but not in that one: the month is unknown.
    """

    counts: dict[str, int]
    over: dict[str, int] | None = None
    silent: dict[str, tuple[str, ...]] | None = None

    def knows(self, month: str) -> bool:
        """Return whether the month's figure is complete."""
        return month in self.counts and (self.over is None or month in self.over)


def monthly(
    observations: Iterable[IndicatorObservation], series: Iterable[Series], region: str, *, people: bool = False
) -> Monthly:
    """
    Return the sum of *series* over all bodies of *region* by month.

    A month in which a body that ever states one of the series is silent isn't known, and isn't in ``counts``.
    """
    wanted = {member.value for member in series}
    cells: dict[str, dict[tuple[str, str], int]] = {}
    bodies: set[tuple[str, str]] = set()
    for one in observations:
        if one.series in wanted and in_region(one.region, region):
            place = (f"{one.body} {one.region}", one.series)
            bodies.add(place)
            cells.setdefault(one.month, {})[place] = (one.people or 0) if people else one.count
    return Monthly(
        counts={month: sum(found.values()) for month, found in sorted(cells.items()) if len(found) == len(bodies)},
        silent={
            month: tuple(sorted({body for body, _ in bodies - found.keys()}))
            for month, found in sorted(cells.items())
            if len(found) < len(bodies)
        },
    )


def overlapping(observation: IndicatorObservation, known: Iterable[IndicatorObservation]) -> str | None:
    """Return a region by which its body already counts the same matters (a county and its township), None if none."""
    for other in known:
        same = (other.body, other.month, other.series) == (observation.body, observation.month, observation.series)
        if same and other.region != observation.region and _nested(other.region, observation.region):
            return other.region
    return None


def _nested(one: str, other: str) -> bool:
    return in_region(one, other) or in_region(other, one)
