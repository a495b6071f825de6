"""The generated year agrees with its parameters: volume, mix, success by channel, medians, at a fixed seed."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from statistics import median

import pytest

from hub.core.codes import Outcome
from hub.core.daytime import local_day, month_of
from hub.core.errors import ConfigurationError
from hub.core.events import Event
from hub.core.mediation import OUTCOMES
from hub.core.units import Registry
from hub.scenarios.reader import Line
from hub.simulation import Cast, life_of, packaged_parameters, read_parameters
from hub.simulation.parameters import ASSUMED
from hub.testing.simulated import plan_of

PLAN = plan_of(20260101, 8_000, 12, "2026-01")
PARAMETERS = packaged_parameters()
LIVES = [life_of(PLAN, serial) for serial in range(PLAN.volume)]
FIRST = [life[0].submission for life in LIVES]


def close(found: float, expected: float, cases: int) -> bool:
    """Whether a count of *cases* trials is within four standard deviations of what's expected (one in 15,000)."""
    share = expected / cases
    return abs(found - expected) <= 4 * math.sqrt(max(1.0, cases * share * (1 - share)))


def event_of(life: list[Line], *events: Event) -> Line | None:
    return next((line for line in life if line.submission.event in events and not line.hub_output), None)


def test_volume_falls_on_months_as_working_days_and_seasons_have_it() -> None:
    found = Counter(month_of(local_day(report.occurred_at)) for report in FIRST)
    for month in {month_of(day) for day in PLAN.days}:
        # offices put what was told on a rest day on the next working day: a little moves over the month's end
        assert abs(found[month] - PLAN.expected(month)) <= 4 * math.sqrt(PLAN.expected(month)) + 25, month
    assert sum(found.values()) == PLAN.volume


def test_types_follow_the_mix_of_their_month() -> None:
    expected: Counter[str] = Counter()
    for report in FIRST:
        types = PARAMETERS.types[local_day(report.occurred_at).month]
        expected.update({name: types.of_name(name) for name in types.names})
    found = Counter(report.details["type"] for report in FIRST)
    assert all(close(found[name], count, len(FIRST)) for name, count in expected.items())


def test_wages_peak_before_the_spring_festival() -> None:
    wages = Counter(local_day(r.occurred_at).month for r in FIRST if r.details["type"] == "MIGRANT_WAGE")
    assert wages[1] > 2 * wages[6]


def test_channels_follow_their_shares_among_those_that_fit() -> None:
    expected: Counter[str] = Counter()
    for report in FIRST:
        channels = PARAMETERS.channels[report.details["type"]]
        expected.update({name: channels.of_name(name) for name in channels.names})
    found = Counter(report.details["channel"] for report in FIRST)
    assert all(close(found[name], count, len(FIRST)) for name, count in expected.items())


def test_success_by_channel_is_that_of_the_parameters() -> None:
    """Of disputes that end at the first two levels, where no further factor lowers it."""
    rated: dict[str, Counter[bool]] = defaultdict(Counter)
    for life in LIVES:
        end = event_of(life, *OUTCOMES)
        low = end is not None and (end.submission.unit or "").startswith(("L1-", "L2-"))
        if end is None or not low or OUTCOMES[end.submission.event] in (Outcome.SETTLED, Outcome.WITHDRAWN):
            continue
        success = end.submission.event is Event.AGREEMENT_REACHED
        rated[life[0].submission.details["channel"]][success] += 1
    assert len(rated) >= 7
    for channel, found in rated.items():
        expected = found.total() * PARAMETERS.number("success", channel)
        assert close(found[True], expected, found.total()), channel


@pytest.mark.parametrize("level", [1, 2])
def test_work_takes_the_median_that_the_parameters_give(level: int) -> None:
    """From the first meeting to an end at the same level; a desk opens the next morning, which adds half a day."""
    days = []
    for life in LIVES:
        start, end = event_of(life, Event.MEDIATION_STARTED), event_of(life, *OUTCOMES)
        eventful = event_of(life, Event.CASE_SUSPENDED, Event.INVITATION_SENT, Event.ESCALATION_REQUESTED)
        if start is None or end is None or eventful or life[0].submission.details["channel"] == "PETITION":
            continue
        if (end.submission.unit or "").startswith(f"L{level}-"):
            days.append((end.submission.occurred_at - start.submission.occurred_at).total_seconds() / 86_400)
    expected = PARAMETERS.quantiles[f"delay/mediate.{level}"].at(0.5)
    assert expected - 0.5 <= median(days) <= expected + 2.5


@pytest.mark.parametrize(
    ("chance", "event", "among"),
    [
        ("second_report", Event.DISPUTE_LINKED, Event.AGREEMENT_REACHED),
        ("type_corrected", Event.DISPUTE_CORRECTED, Event.DISPUTE_REPORTED),
        ("suspended", Event.CASE_SUSPENDED, Event.MEDIATION_STARTED),
    ],
)
def test_chances_come_true_as_often_as_they_say(chance: str, event: Event, among: Event) -> None:
    chosen = [life for life in LIVES if event_of(life, among) is not None]
    hit = sum(any(line.submission.event is event for line in life) for life in chosen)
    assert close(hit, len(chosen) * PARAMETERS.chances[chance], len(chosen))


def test_every_number_has_a_grade_and_what_is_graded_has_a_source() -> None:
    assert {line.grade for line in PARAMETERS.lines} <= {"A", "B", "C", "D", "R", ASSUMED}
    assert [line for line in PARAMETERS.lines if line.grade != ASSUMED and not line.source] == []


def test_some_parameters_can_be_replaced(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("group,key,value,grade,source\nchance,onsite,0.5,-,tried\n", encoding="utf-8")
    mine = read_parameters(file)
    assert mine.chances["onsite"] == 0.5
    assert mine.chances["oral"] == PARAMETERS.chances["oral"]


@pytest.mark.parametrize(
    "text",
    [
        "group,key,value,grade,source\nchance,nothing_like_it,0.5,-,\n",
        "group,key,value,grade,source\nchance,onsite,often,-,\n",
        "no,such\nfile,at all\n",
        f"group,key,value,grade,source\nchance,onsite,{'9' * 200_000},-,\n",
    ],
)
def test_a_parameter_file_that_does_not_fit_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError):
        read_parameters(file)


def test_a_registry_without_levels_has_no_cast() -> None:
    with pytest.raises(ConfigurationError):
        Cast.of(Registry())


def test_a_later_serial_never_arises_earlier() -> None:
    serials = range(0, PLAN.volume, 3)
    assert all(PLAN.arises(serial, 0.99) <= PLAN.arises(serial + 1, 0.0) for serial in serials)
    assert PLAN.days[0] == date(2026, 1, 1)
