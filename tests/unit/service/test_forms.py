"""The figures of the monthly form, unit by unit: what is added up, and that it is what was published."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from hub.core import topics
from hub.core.daytime import end_of
from hub.core.events import Event
from hub.core.messages import MonthlyStatistics
from hub.core.ports import Row
from hub.core.statistics import DEFINITION, known_at, monthly_view
from hub.plugins.spec import MonthlyFigures
from hub.scenarios.reader import read_scenario
from hub.scenarios.replay import ReplayOptions, open_engine
from hub.service.forms import monthly_figures
from hub.service.monthly import cells_of, checks_of, fingerprint
from tests.published import published_totals
from tests.story import Story

WORKED_EXAMPLE = Path(__file__).parents[3] / "examples" / "scenarios" / "worked-example"


def revision_of(rows: list[Row], month: str, at: datetime) -> MonthlyStatistics:
    view = monthly_view(rows, month)
    cells = cells_of(view)
    return MonthlyStatistics("CITY", month, 1, at, DEFINITION, cells, checks_of(view), fingerprint(cells))


def totals(figures: MonthlyFigures) -> dict[str, int]:
    summed: Counter[str] = Counter()
    for row in figures.rows.values():
        summed.update(row)
    return {measure: value for measure, value in summed.items() if value}


def figures_of(story: Story, month: str = "2026-03", as_known: str = "04-10") -> MonthlyFigures:
    day = date.fromisoformat(f"2026-{as_known}")
    rows = known_at(story.engine.rows.values(), day)
    statistics = revision_of(rows, month, end_of(day))
    figures = monthly_figures(rows, statistics)
    assert totals(figures) == published_totals(statistics)
    assert (figures.month, figures.revision, figures.as_known_on) == (month, 1, day)
    assert (figures.definition, figures.hash) == (DEFINITION, statistics.hash)
    return figures


def mediated(story: Story, root: str, unit: str, **agreed: object) -> Story:
    """Tell of a quarrel that *unit* takes up and settles in March."""
    story.report(root=root)
    story.tell("03-03", Event.CASE_OPENED, root=root, unit=unit, channel="GRID")
    story.tell("03-04", Event.MEDIATION_STARTED, root=root, unit=unit)
    return story.tell("03-10", Event.AGREEMENT_REACHED, root=root, unit=unit, **agreed)


def test_every_unit_has_the_figures_of_its_own_cases() -> None:
    """Accepted, agreed, in which form, for how much: each with the unit that handled it."""
    story = Story()
    mediated(story, "D1", "V1", form="ORAL", amount_fen=30_000)
    mediated(story, "D2", "T2", form="WRITTEN", amount_fen=1_200_000)
    story.report(root="D3").tell("03-20", Event.CASE_OPENED, root="D3", unit="T2", channel="GRID")
    common = {"cases": 1, "success": 1, "type.NEIGHBOUR": 1, "channel.GRID": 1}
    assert figures_of(story).rows == {
        "V1": common | {"form.ORAL": 1, "amount_fen": 30_000},
        "T2": common | {"cases": 2, "type.NEIGHBOUR": 2, "channel.GRID": 2, "form.WRITTEN": 1, "amount_fen": 1_200_000},
    }


def test_what_became_of_agreements_counts_by_their_month() -> None:
    """Performed within the month of the agreement counts, later it doesn't; a decision of the court does."""
    story = Story()
    mediated(story, "D1", "V1", form="WRITTEN", amount_fen=100)
    story.tell("03-20", Event.AGREEMENT_PERFORMED, root="D1", unit="V1")
    mediated(story, "D2", "T2", form="WRITTEN", amount_fen=100)
    story.tell("04-02", Event.AGREEMENT_PERFORMED, root="D2", unit="T2")
    for day, event in (
        ("03-12", Event.CONFIRMATION_APPLIED),
        ("03-13", Event.CONFIRMATION_ACCEPTED),
        ("03-16", Event.CONFIRMATION_GRANTED),
    ):
        story.tell(day, event, root="D2", agency="court")
    rows = figures_of(story).rows
    assert rows["V1"]["performed"] == 1 and "performed" not in rows["T2"]
    assert rows["T2"]["confirmed"] == 1 and "confirmed" not in rows["V1"]
    assert "performed" not in figures_of(story, "2026-04", "05-12").rows.get("T2", {})


def test_prevented_escalations_stand_with_the_unit_that_prevented_them() -> None:
    """Cases and people, of the two risks that the form asks for."""
    story = Story()
    mediated(story, "D1", "V1", form="ORAL", amount_fen=0)
    story.tell("03-05", Event.RISK_FLAGGED, root="D1", unit="V1", risk="CIVIL_TO_CRIMINAL", prevented=1, people=3)
    story.tell("03-06", Event.RISK_FLAGGED, root="D1", unit="T2", risk="MASS", prevented=2, people=40)
    story.tell("03-07", Event.RISK_FLAGGED, root="D1", unit="T2", risk="SUICIDE", prevented=1, people=1)
    rows = figures_of(story).rows
    assert (rows["V1"]["criminal_cases"], rows["V1"]["criminal_people"]) == (1, 3)
    assert rows["T2"] == {"mass_cases": 2, "mass_people": 40}


def test_rows_without_a_unit_stay_in_the_total() -> None:
    """What was counted before units stood on a row isn't lost: it stands under no unit."""
    at = datetime(2026, 3, 9, tzinfo=UTC)
    row = Row(
        label="D1", id="prevented:x", measure="prevented", item="MASS", part=None, day="2026-03-09", end_day=None,
        cohort=None, unit=None, level=None, kind=None, county=None, type=None, channel=None, agency=None, value=2,
        known_from=at, known_until=None,
    )  # fmt: skip
    assert monthly_figures([row], revision_of([row], "2026-03", at)).rows == {"": {"mass_cases": 2}}


@pytest.mark.parametrize("day", [date(2026, 4, 10), date(2026, 4, 30)], ids=str)
@pytest.mark.parametrize("month", ["2026-02", "2026-03", "2026-04"])
def test_the_worked_example_adds_up_to_what_is_published(tmp_path: Path, month: str, day: date) -> None:
    """Every figure of the form, summed over the units, is the city's figure of the same revision."""
    scenario = read_scenario(WORKED_EXAMPLE)
    engine = open_engine(scenario, ReplayOptions(), tmp_path)
    engine.append(
        topics.SOURCE_SUBMISSIONS,
        [(line.submission.root, line.submission, line.received_at, {}) for line in scenario.lines],
    )
    engine.run_until_idle()
    rows = list(engine.reader().rows(end_of(day)))
    engine.close()
    statistics = revision_of(rows, month, end_of(day))
    figures = monthly_figures(rows, statistics)
    assert totals(figures) == published_totals(statistics)
    assert "" not in figures.rows
    assert month != "2026-03" or totals(figures)["cases"] > 0
