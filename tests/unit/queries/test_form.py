"""Every figure of the form opens into exactly the disputes that it counts."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from hub.core.ports import Row
from hub.core.statistics import COLUMNS, DIMENSIONS, monthly_view
from hub.queries.form import KnownRows, month_form, opened_cells

MONTH = "2026-03"
KNOWN = datetime(2026, 4, 10, 15, 59, tzinfo=UTC)
UNITS = (("L1-230803007001", 1, "230803"), ("L2-230803007", 2, "230803"), ("L3-230811", 3, "230811"))


def _row(label: str, measure: str, day: date, where: tuple[str, int, str], item: str = "") -> Row:
    unit, level, county = where
    return Row(
        label=label, id=f"{measure}@{day}", measure=measure, item=item, day=day.isoformat(), end_day=None, cohort=None,
        unit=unit, level=level, kind="PEOPLE", county=county, type="NEIGHBOUR", channel="GRID", agency=None, part=None,
        value=1, known_from=KNOWN, known_until=None,
    )  # fmt: skip


def _dispute(number: int, rng: random.Random) -> list[Row]:
    """A dispute accepted some day, perhaps passed up, perhaps concluded, in and around the month."""
    label, here = f"D{number:03d}", rng.choice(UNITS)
    day = date(2026, 2, 10) + timedelta(days=rng.randrange(60))
    rows = [_row(label, "accepted", day, here)]
    if rng.random() < 0.3:
        upper = rng.choice([unit for unit in UNITS if unit != here])
        day += timedelta(days=rng.randrange(9))
        rows += [_row(label, "transferred_out", day, here), _row(label, "transferred_in", day, upper)]
        here = upper
    if rng.random() < 0.7:
        day += timedelta(days=rng.randrange(30))
        rows.append(_row(label, "concluded", day, here, "SUCCESS"))
    return rows


@pytest.mark.parametrize("seed", range(20))
def test_each_cell_opens_into_as_many_disputes_as_it_says(seed: int) -> None:
    rng = random.Random(seed)
    rows = [row for number in range(80) for row in _dispute(number, rng)]
    view, opened = monthly_view(rows, MONTH), opened_cells(rows, MONTH)
    counted = 0
    for table in DIMENSIONS:
        for key, cells in view.tables[table].items():
            for column in COLUMNS:
                assert len(opened.get((table, key, column), ())) == cells[column], (table, key, column)
                counted += cells[column]
    assert counted > 200


def test_a_later_revision_stands_beside_the_former() -> None:
    rng = random.Random(3)
    first = [row for number in range(30) for row in _dispute(number, rng)]
    late = [_row("LATE", "accepted", date(2026, 3, 18), ("MR-1", 3, "230803"))]
    form = month_form(MONTH, [KnownRows(KNOWN, first), KnownRows(KNOWN, first + late)], lambda code: f"<{code}>")
    assert [revision.number for revision in form.revisions] == [1, 2]
    units = next(table for table in form.tables if table.title.code == "unit")
    row = next(row for row in units.rows if row.key.code == "MR-1")
    accepted = row.cells[COLUMNS.index("acc")]
    assert (row.key.zh, accepted.text, accepted.before, accepted.disputes) == ("<MR-1>", "1", "0", ("LATE",))
    levels = next(table for table in form.tables if table.title.code == "level")
    changed = {row.key.code for row in levels.rows if any(cell.before is not None for cell in row.cells)}
    assert changed == {"L3"}
    accepted_of_city = next(row for row in form.headline if row.key.code == "acc")
    one, two = accepted_of_city.cells
    assert int(two.text) == int(one.text) + 1
    assert set(two.disputes) - set(one.disputes) == {"LATE"}


def test_one_revision_says_nothing_of_a_former_one() -> None:
    form = month_form(MONTH, [KnownRows(KNOWN, [_row("D", "accepted", date(2026, 3, 2), UNITS[0])])], str)
    assert all(cell.before is None for table in form.tables for row in table.rows for cell in row.cells)


def test_a_month_without_any_row_is_a_form_without_lines() -> None:
    form = month_form(MONTH, [KnownRows(KNOWN, [])], str)
    assert all(table.rows == () for table in form.tables)
    assert all(check.holds for check in form.revisions[0].checks)
    assert month_form(MONTH, [], str).revisions == ()
