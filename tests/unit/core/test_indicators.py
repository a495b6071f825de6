"""The six reductions: hand-computed examples, and the arithmetic against an independent naive one (domain §6.3)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core.calendar import WorkingCalendar
from hub.core.fairness import (
    SMALL_BASE,
    Signal,
    Untold,
    compare,
    comparisons,
    signal,
    working_days,
)
from hub.core.indicators import (
    REDUCTIONS,
    Counter,
    Monthly,
    Series,
    Stated,
    in_region,
    latest,
    monthly,
    overlapping,
)
from hub.core.messages import IndicatorObservation
from hub.reference import load_calendar

CALENDAR = load_calendar()


def year(number: int, *counts: int) -> dict[str, int]:
    return {f"{number}-{month:02d}": count for month, count in enumerate(counts, 1)}


def observed(body: str, month: str, count: int, **changes: object) -> IndicatorObservation:
    values = {"region": "230803", "series": "SUITS", "people": None, "version": 1, "stated_by": "TJ-1"} | changes
    return IndicatorObservation(body=body, month=month, count=count, **values)  # type: ignore[arg-type]  # by name


# Spring Festival 2025 began on 28 January, 2026 on 15 February: January alone would rise, February alone fall.
SUITS = Monthly(counts=year(2024, *[100] * 12) | year(2025, 40, 80, 100, 110, 90, 100, 100, 100, 100, 100, 100, 120)
                | year(2026, 90, 30, 80))  # fmt: skip


def test_january_and_february_are_compared_together() -> None:
    february = comparisons(SUITS, "2026-02", CALENDAR, base_year=2024)
    assert february.months == ("2026-01", "2026-02")
    assert (february.yoy.now, february.yoy.base, february.yoy.absolute) == (120, 120, 0)
    assert february.yoy.percent == Decimal("0.00")
    assert (february.mom.now, february.mom.base, february.mom.percent) == (120, 220, Decimal("-45.45"))
    assert february.vs_base.percent == Decimal("-40.00")
    january = comparisons(SUITS, "2026-01", CALENDAR)
    assert {one.why for one in (january.mom, january.yoy, january.ytd, january.vs_base)} == {Untold.JOINED}
    assert january.yoy.percent is None and january.yoy.absolute is None


def test_march_is_compared_with_january_and_february_per_working_day_alone() -> None:
    """2026: January has 21 working days, February 16, March 22: 80/22 a day against 120/37."""
    assert [working_days([f"2026-0{month}"], CALENDAR) for month in (1, 2, 3)] == [21, 16, 22]
    march = comparisons(SUITS, "2026-03", CALENDAR)
    assert march.mom.why is Untold.UNEQUAL and march.mom.percent is None and march.mom.absolute is None
    expected = (Fraction(80, 22) / Fraction(120, 37) - 1) * 100
    assert march.mom_per_day.percent == Decimal(round(expected, 2).numerator) / Decimal(round(expected, 2).denominator)
    assert march.yoy.percent == Decimal("-20.00")
    assert (march.ytd.now, march.ytd.base, march.ytd.percent) == (200, 220, Decimal("-9.09"))


@pytest.mark.parametrize(("base", "told"), [(19, None), (20, Decimal("-50.00"))])
def test_a_base_below_twenty_gives_an_absolute_change_and_no_percentage(base: int, told: Decimal | None) -> None:
    change = compare(Monthly(counts={"2025-05": base, "2026-05": 10}), ("2026-05",), ("2025-05",))
    assert change.percent == told and change.absolute == 10 - base
    assert change.why is (Untold.SMALL_BASE if told is None else None)


def test_a_small_base_has_no_percentage_per_working_day_either() -> None:
    figure = Monthly(counts=year(2025, *[19] * 12) | year(2026, *[30] * 4))
    found = comparisons(figure, "2026-04", CALENDAR)
    changes = (found.mom, found.yoy)
    assert [one.percent for one in changes] == [Decimal("0.00"), None]
    assert found.mom_per_day.percent is not None, "its base is March 2026: 30"
    assert comparisons(figure, "2025-05", CALENDAR).mom_per_day.why is Untold.SMALL_BASE


def test_missing_months_are_named_and_nothing_is_told() -> None:
    change = compare(Monthly(counts={"2026-05": 50}), ("2026-05",), ("2025-05",))
    assert (change.why, change.missing, change.absolute, change.percent) == (Untold.MISSING, ("2025-05",), None, None)


def test_a_missing_calendar_is_said_not_guessed() -> None:
    figure = Monthly(counts=year(2026, *[50] * 12))
    found = comparisons(figure, "2026-05", WorkingCalendar({}))
    assert found.mom_per_day.why is Untold.NO_CALENDAR and found.mom_per_day.percent is None
    assert found.mom.percent == Decimal("0.00")


def test_a_rate_is_compared_as_a_rate() -> None:
    """30 of 200 (15 %) after 40 of 160 (25 %): minus 10 points, minus 40 %."""
    figure = Monthly(counts={"2025-05": 40, "2026-05": 30}, over={"2025-05": 160, "2026-05": 200})
    change = compare(figure, ("2026-05",), ("2025-05",))
    assert (change.absolute, change.percent) == (Decimal("-10.00"), Decimal("-40.00"))
    small = Monthly(counts={"2025-05": 19, "2026-05": 30}, over={"2025-05": 160, "2026-05": 200})
    assert compare(small, ("2026-05",), ("2025-05",)).why is Untold.SMALL_BASE
    few = Monthly(counts={"2025-05": 40, "2026-05": 10}, over={"2025-05": 160, "2026-05": 19})
    assert compare(few, ("2026-05",), ("2025-05",)).percent is None


def test_a_silent_body_makes_the_month_unknown_not_smaller() -> None:
    seen = [observed("A", "2026-04", 10), observed("B", "2026-04", 5), observed("A", "2026-05", 10)]
    figure = monthly(seen, [Series.SUITS], "230803")
    assert figure.counts == {"2026-04": 15} and figure.silent == {"2026-05": ("B 230803",)}
    assert monthly([*seen, observed("B", "2026-05", 0)], [Series.SUITS], "230803").counts["2026-05"] == 10


def test_a_region_is_the_sum_of_its_bodies_old_codes_included() -> None:
    seen = [
        observed("A", "2026-04", 1),
        observed("B", "2026-04", 2, region="230833"),
        observed("C", "2026-04", 4, region="230104"),
    ]
    assert monthly(seen, [Series.SUITS], "230800").counts == {"2026-04": 3}
    assert monthly(seen, [Series.SUITS], "230883").counts == {"2026-04": 2}
    assert in_region("230803007", "230803") and not in_region("230804", "230803")


def test_person_times_are_summed_beside_items() -> None:
    seen = [
        observed("A", "2026-04", 3, series="PETITIONS_FIRST", people=30),
        observed("A", "2026-04", 1, series="PETITIONS_REPEAT", people=5),
    ]
    both = (Series.PETITIONS_FIRST, Series.PETITIONS_REPEAT)
    assert monthly(seen, both, "230803").counts == {"2026-04": 4}
    assert monthly(seen, both, "230803", people=True).counts == {"2026-04": 35}


AT = datetime(2026, 5, 5, tzinfo=UTC)


def test_a_higher_version_corrects_and_knowledge_has_a_day() -> None:
    first, second = observed("A", "2026-04", 10), observed("A", "2026-04", 12, version=2)
    stated = [Stated(second, AT + timedelta(days=3)), Stated(first, AT)]
    assert [one.count for one in latest(stated, AT).values()] == [10]
    assert [one.count for one in latest(stated, AT + timedelta(days=3)).values()] == [12]
    assert latest(reversed(stated), AT) == latest(stated, AT)


def test_a_body_counts_no_matter_twice() -> None:
    county = observed("A", "2026-04", 10)
    assert overlapping(observed("A", "2026-04", 3, region="230803007"), [county]) == "230803"
    assert overlapping(observed("A", "2026-04", 3, region="230804"), [county]) is None
    assert overlapping(observed("A", "2026-05", 3, region="230803007"), [county]) is None


def test_every_reduction_of_the_domain_is_there_with_its_counter_measure() -> None:
    assert {one.code: one.counter for one in REDUCTIONS} == {
        "SUITS": Counter.OVERDUE_ENTRUST,
        "PETITIONS": Counter.GATE_WAITS,
        "PETITIONERS": Counter.GATE_WAITS,
        "PETITIONS_REPEAT": Counter.GATE_WAITS,
        "PENALTY_RATE": Counter.REPEATS_90,
        "CIVIL_TO_CRIMINAL": None,
        "RECONSIDERATION": None,
        "LABOUR_ARBITRATION": None,
    }


def test_a_fall_is_green_only_beside_a_counter_measure_that_does_not_rise() -> None:
    def moved(now: int, base: int) -> Monthly:
        return Monthly(counts={"2025-05": base, "2026-05": now})

    def change(now: int, base: int):
        return compare(moved(now, base), ("2026-05",), ("2025-05",))

    fall = change(30, 60)
    unknown = compare(Monthly(counts={}), ("2026-05",), ("2025-05",))
    assert signal(fall, change(5, 5)) is Signal.FALL_COUNTER_STEADY
    assert signal(fall, change(6, 5)) is Signal.FALL_COUNTER_ROSE
    assert signal(fall, None) is signal(fall, unknown) is Signal.FALL_ALONE
    assert signal(change(61, 60), change(5, 5)) is Signal.RISE
    assert signal(change(60, 60), None) is Signal.LEVEL
    assert signal(unknown, change(5, 5)) is Signal.UNKNOWN
    assert [one for one in Signal if one.may_be_green] == [Signal.FALL_COUNTER_STEADY]


def naive_percent(now: Fraction, base: Fraction) -> Decimal:
    """Percent by whole-number arithmetic, half away from zero: written without the code under test."""
    exact = (now - base) / base * 10_000
    sign = -1 if exact < 0 else 1
    whole = int(abs(exact) + Fraction(1, 2))
    return Decimal(sign * whole) / 100


months_known = st.dictionaries(
    st.sampled_from([f"{y}-{m:02d}" for y in (2022, 2025, 2026) for m in range(1, 13)]),
    st.integers(0, 400),
)


@given(counts=months_known, month=st.integers(2, 12))
def test_every_comparison_agrees_with_a_naive_one(counts: dict[str, int], month: int) -> None:
    found = comparisons(Monthly(counts=counts), f"2026-{month:02d}", CALENDAR)
    one = [1, 2] if month == 2 else [month]
    spans = {
        "yoy": ([f"2026-{m:02d}" for m in one], [f"2025-{m:02d}" for m in one]),
        "ytd": ([f"2026-{m:02d}" for m in range(1, month + 1)], [f"2025-{m:02d}" for m in range(1, month + 1)]),
        "vs_base": ([f"2026-{m:02d}" for m in range(1, month + 1)], [f"2022-{m:02d}" for m in range(1, month + 1)]),
        "mom": (
            [f"2026-{m:02d}" for m in one],
            {2: ["2025-11", "2025-12"], 3: ["2026-01", "2026-02"]}.get(month, [f"2026-{month - 1:02d}"]),
        ),
    }
    for name, (now, base) in spans.items():
        change = getattr(found, name)
        if any(m not in counts for m in now + base):
            assert change.why is Untold.MISSING and change.absolute is None and change.percent is None
            continue
        new, old = sum(counts[m] for m in now), sum(counts[m] for m in base)
        if len(now) != len(base):
            assert change.why is Untold.UNEQUAL and change.percent is None
            continue
        assert change.absolute == new - old
        assert change.percent == (naive_percent(Fraction(new), Fraction(old)) if old >= SMALL_BASE else None)


@given(counts=months_known, month=st.integers(2, 12))
def test_per_working_day_agrees_with_a_naive_one(counts: dict[str, int], month: int) -> None:
    found = comparisons(Monthly(counts=counts), f"2026-{month:02d}", CALENDAR)
    now = ["2026-01", "2026-02"] if month == 2 else [f"2026-{month:02d}"]
    base = ["2025-11", "2025-12"] if month == 2 else ["2026-01", "2026-02"] if month == 3 else [f"2026-{month - 1:02d}"]
    if any(m not in counts for m in now + base) or sum(counts[m] for m in base) < SMALL_BASE:
        assert found.mom_per_day.percent is None
        return

    def daily(months: list[str]) -> Fraction:
        days = 0
        for name in months:
            day = date.fromisoformat(f"{name}-01")
            while f"{day:%Y-%m}" == name:
                days += not CALENDAR.is_rest_day(day)
                day += timedelta(days=1)
        return Fraction(sum(counts[m] for m in months), days)

    assert found.mom_per_day.percent == naive_percent(daily(now), daily(base))
