"""Agreements after they were reached: effect, instalments, breach, and all ends of a confirmation (domain §2.5)."""

from __future__ import annotations

from datetime import date

import pytest

from hub.core.confirmation import Obstacle, precheck, state_on
from hub.core.dispute import Agreement
from hub.core.events import Event as E
from hub.core.findings import Deviation
from hub.core.machines import ConfirmationState as J
from hub.core.performance import steps
from tests.story import Story


def agreed(**data: object) -> Story:
    story = Story().report().tell("03-03", E.CASE_OPENED, unit="V1", channel="GRID")
    told = {"form": "WRITTEN", "amount": 500} | data
    return story.tell("03-05", E.AGREEMENT_REACHED, unit="V1", **told)


def agreement(story: Story) -> Agreement:
    return story.state().agreements[-1]


def performance(story: Story) -> list[tuple[str, str]]:
    return [(f"{day:%m-%d}", status.value) for day, status in steps(agreement(story).promise)]


TWO_ITEMS = ["2026-04-30=20000", "2026-03-31=30000"]


def test_instalments_go_from_not_due_over_partial_to_performed() -> None:
    """Domain §2.5: items with due dates, performed one after the other."""
    story = agreed(items=TWO_ITEMS)
    story.tell("03-30", E.AGREEMENT_PERFORMED, unit="V1", amount=300, subject="1")
    story.tell("04-29", E.AGREEMENT_PERFORMED, unit="V1", amount=200, subject="2")
    assert performance(story) == [("03-05", "NOT_DUE"), ("03-30", "PARTIAL"), ("04-29", "PERFORMED")]
    assert story.view().performance_cohort == {"PARTIAL": 1}
    assert story.view("2026-04", "05-12").performance_stock == {"PERFORMED": 1}


def test_what_is_overdue_is_made_up_and_breached_in_the_end() -> None:
    """Domain §2.5: PARTIAL → OVERDUE → PARTIAL when the arrears are paid; then OVERDUE → BREACHED."""
    story = agreed(items=TWO_ITEMS)
    story.tell("03-20", E.AGREEMENT_PERFORMED, unit="V1", amount=100, subject="1")
    story.tell("04-10", E.AGREEMENT_PERFORMED, unit="V1", amount=200, subject="2")
    story.tell("05-20", E.AGREEMENT_BREACHED, unit="V1")
    assert performance(story) == [
        ("03-05", "NOT_DUE"),
        ("03-20", "PARTIAL"),
        ("04-01", "OVERDUE"),
        ("04-10", "PARTIAL"),
        ("05-01", "OVERDUE"),
        ("05-20", "BREACHED"),
    ]
    assert story.view().performance_cohort == {"PARTIAL": 1}


def test_performed_without_a_sum_is_the_whole() -> None:
    """Most registers only tick a box."""
    story = agreed(due="2026-03-20").tell("03-19", E.AGREEMENT_PERFORMED, unit="V1")
    assert performance(story) == [("03-05", "NOT_DUE"), ("03-19", "PERFORMED")]


def test_a_corrected_sum_changes_what_performs_it() -> None:
    """Convention 12: a typing error is mended; what was paid then is the whole."""
    story = agreed(due="2026-03-20").tell("03-19", E.AGREEMENT_PERFORMED, unit="V1", amount=50)
    assert performance(story)[-1] == ("03-21", "OVERDUE")
    story.tell("03-22", E.AGREEMENT_CORRECTED, unit="V1", v=2, supersedes="justice-D1/AgreementReached", amount=50)
    assert performance(story)[-1] == ("03-19", "PERFORMED")


def test_items_that_nobody_can_read_are_on_record() -> None:
    """Nothing is silently dropped: the agreement counts, the fault stands beside it."""
    story = agreed(items=["soon=500"])
    assert [finding.deviation for finding in story.state().findings] == [Deviation.ITEMS_UNREADABLE]
    assert story.view().outcomes == {"SUCCESS": 1}


def test_the_window_runs_from_the_effective_day() -> None:
    """人民调解法 29: written agreements bind when signed and sealed, or on the later day that they name."""
    story = agreed(effective="2026-03-10")
    assert story.clock("JC_WINDOW:v1").start == date(2026, 3, 10)
    assert story.view().outcomes == {"SUCCESS": 1}


def confirming(*steps_told: E) -> Story:
    story = agreed()
    for number, event in enumerate(steps_told):
        story.tell(f"03-{10 + number}", event, agency="court")
    return story


@pytest.mark.parametrize(
    ("told", "ends", "counted"),
    [
        ((E.CONFIRMATION_DISMISSED,), J.NOT_ACCEPTED, {"Dismissed": 1}),
        ((E.CONFIRMATION_WITHDRAWN,), J.WITHDRAWN, {"Withdrawn": 1}),
        ((E.CONFIRMATION_ACCEPTED, E.CONFIRMATION_DISMISSED), J.DISMISSED, {"Accepted": 1, "Dismissed": 1}),
        ((E.CONFIRMATION_ACCEPTED, E.CONFIRMATION_WITHDRAWN), J.WITHDRAWN, {"Accepted": 1, "Withdrawn": 1}),
        ((E.CONFIRMATION_ACCEPTED, E.CONFIRMATION_GRANTED), J.CONFIRMED, {"Accepted": 1, "Granted": 1}),
        ((E.CONFIRMATION_GRANTED,), J.CONFIRMED, {"Granted": 1}),
    ],
)
def test_every_end_of_a_confirmation(told: tuple[E, ...], ends: J, counted: dict[str, int]) -> None:
    """Domain §2.5: APPLIED → ACCEPTED | NOT_ACCEPTED → CONFIRMED | DISMISSED | WITHDRAWN."""
    story = confirming(E.CONFIRMATION_APPLIED, *told)
    assert agreement(story).confirmation.state is ends
    shown = {step: count for step, count in story.view().confirmations.items() if count}
    assert shown == {"Applied": 1} | counted
    assert story.clock("JC_ACCEPT:v1").done is not None


def test_a_dismissed_confirmation_leads_to_a_new_version_with_a_window_of_its_own() -> None:
    """Domain §2.5: DISMISSED → new Agreement version."""
    story = confirming(E.CONFIRMATION_APPLIED, E.CONFIRMATION_ACCEPTED, E.CONFIRMATION_DISMISSED)
    story.tell("03-20", E.AGREEMENT_REACHED, unit="V1", form="WRITTEN", amount=400, v=2)
    story.tell("03-23", E.CONFIRMATION_APPLIED, agency="court", v=2)
    assert [a.confirmation.state for a in story.state().agreements] == [J.DISMISSED, J.APPLIED]
    assert story.view().outcomes == {"SUCCESS": 1}


def test_the_window_lapses_by_time_alone_and_an_application_after_it_is_on_record() -> None:
    """人民调解法 33: thirty days; the court decides on what comes too late."""
    story = agreed()
    assert state_on(agreement(story), date(2026, 4, 7), date(2026, 4, 7)) is J.WINDOW_OPEN
    assert state_on(agreement(story), date(2026, 4, 7), date(2026, 4, 8)) is J.LAPSED
    fed = Story(derive=False).report().tell("03-03", E.CASE_OPENED, unit="V1", channel="GRID")
    fed.tell("03-05", E.AGREEMENT_REACHED, unit="V1", form="WRITTEN", amount=1)
    fed.tell("04-08", E.CONFIRMATION_LAPSED, agency="hub", v=1)
    assert agreement(fed).confirmation.state is J.LAPSED
    fed.tell("04-09", E.CONFIRMATION_APPLIED, agency="court", v=1)
    assert agreement(fed).confirmation.state is J.APPLIED
    assert [finding.deviation for finding in fed.state().findings] == [Deviation.OUT_OF_TIME]


@pytest.mark.parametrize(
    ("kind", "obstacles"),
    [
        ("MARRIAGE_FAMILY", (Obstacle.STATUS,)),
        ("HOUSING_LAND", (Obstacle.TITLE,)),
        ("FOREST_LAND", (Obstacle.TITLE,)),
        ("IP", (Obstacle.IP_OWNERSHIP,)),
        ("CONTRACT", ()),
    ],
)
def test_the_parties_are_guided_and_warned(kind: str, obstacles: tuple[Obstacle, ...]) -> None:
    """COURT-4, 民诉解释 355: guided at the agreement, warned where the content may be one that isn't confirmed."""
    story = Story().report(type=kind).tell("03-03", E.CASE_OPENED, unit="V1", channel="GRID")
    story.tell("03-05", E.AGREEMENT_REACHED, unit="V1", form="WRITTEN", amount=1)
    assert precheck(story.state()) == obstacles
    guided = story.events(E.CONFIRMATION_GUIDED)
    assert [event.fact.details.get("reason", "") for event in guided] == [" ".join(obstacles)]
    assert agreement(story).guided_at is not None


def test_a_second_breach_reopens_a_second_time() -> None:
    """Domain §2.4: reopenSeq + 1 for each breach; none of them is a new acceptance."""
    story = agreed()
    for number in (1, 2):
        story.tell(f"03-{8 + 5 * number}", E.AGREEMENT_BREACHED, unit="V1", native=f"b{number}")
        story.tell(f"03-{9 + 5 * number}", E.CASE_OPENED, unit="V1", channel="GRID", reopen=number, native=f"c{number}")
        story.tell(
            f"03-{10 + 5 * number}",
            E.AGREEMENT_REACHED,
            unit="V1",
            form="ORAL",
            amount=9,
            v=number + 1,
            native=f"a{number}",
        )
    view = story.view()
    assert (view.reopened, view.reopened_concluded, view.reopened_pending) == (2, {"SUCCESS": 2}, 0)
    assert view.city["acc"] == 1 and view.outcomes == {"SUCCESS": 1}
