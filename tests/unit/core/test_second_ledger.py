"""A body's form beside the hub's ledger: each cause by its arithmetic and its disputes, none by guessing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core.body_figures import body_figures
from hub.core.daytime import end_of
from hub.core.ledger_rules import DifferenceCause, HubLedger
from hub.core.ports import Row
from hub.core.reports import ReportLine
from hub.core.second_ledger import Difference, compare

MARCH = "2026-03"
CLOSE = end_of(date(2026, 4, 10))


def row(label: str, measure: str, day: str = "2026-03-05", *, known: str = "2026-03-05", **given: object) -> Row:
    told: dict[str, object] = {
        "item": "",
        "part": None,
        "end_day": None,
        "cohort": None,
        "unit": "X2",
        "level": 2,
        "kind": "PEOPLE",
        "county": "230803",
        "type": None,
        "channel": None,
        "agency": None,
        "value": 1,
        "known_until": None,
    }
    since = datetime.fromisoformat(f"{known}T20:00:00+08:00")
    told |= {"label": label, "id": f"{measure}:{given.get('item', '')}:{day}", "measure": measure, "day": day}
    return Row(**(told | {"known_from": since} | given))  # type: ignore[arg-type]  # a test names fields of a row


def case(label: str, outcome: str | None = "SUCCESS", amount: int = 0, **given: object) -> list[Row]:
    rows = [row(label, "report", part=label, agency="justice", unit=None), row(label, "accepted", **given)]
    if outcome is not None:
        rows.append(row(label, "concluded", item=outcome, **given))
    if outcome == "SUCCESS":
        form = "WRITTEN" if amount else "ORAL"
        rows += [row(label, "agreement", item=form, **given), row(label, "amount", item=form, value=amount, **given)]
    return rows


def found(rows: list[Row], measure: str, stated: int, *lines: ReportLine, **given: object) -> Difference:
    ledger = HubLedger(month=MARCH, units=frozenset({"X2"}), now=rows, history=rows, **given)  # type: ignore[arg-type]
    (difference,) = compare([ReportLine("", measure, stated), *lines], ledger).differences
    return difference


def cause(difference: Difference) -> DifferenceCause:
    (only,) = difference.causes
    return only.cause


D1, D2, D3 = case("D1"), case("D2", amount=800_000), case("D3", amount=5_000_000)


def test_what_agrees_is_no_finding_and_what_the_hub_cannot_know_is_said() -> None:
    ledger = HubLedger(month=MARCH, units=None, now=[*D1, *D2])
    lines = [ReportLine("", "cases", 2), ReportLine("", "screenings", 9), ReportLine("", "risk.MASS", 1)]
    comparison = compare(lines, ledger)
    assert (comparison.differences, comparison.agreed) == ((), ("cases",))
    assert comparison.not_compared == ("risk.MASS", "screenings")


def test_a_late_entry_names_the_disputes_that_came_after() -> None:
    late = case("D9", known="2026-04-13")
    difference = found([*D1, *D2, *late], "cases", 2, made_at=(CLOSE,))
    assert (difference.delta, cause(difference)) == (-1, DifferenceCause.LATE)
    assert difference.causes[0].disputes == {"D9": -1}


def test_a_merged_dispute_counted_twice_is_a_double_count() -> None:
    twice = row("D1", "report", part="D1b", agency="police", unit=None)
    difference = found([*D1, *D2, twice], "cases", 3)
    assert cause(difference) is DifferenceCause.DUPLICATE and difference.causes[0].disputes == {"D1": 1}


def test_a_matter_passed_up_counted_at_both_levels() -> None:
    passed = [row("D2", "transferred_out"), row("D2", "transferred_in", unit="X3", level=3)]
    rows = [*D1, *D2, *passed]
    city = HubLedger(month=MARCH, units=None, now=rows)
    (difference,) = compare([ReportLine("", "cases", 3)], city).differences
    assert cause(difference) is DifferenceCause.LEVEL and difference.causes[0].disputes == {"D2": 1}
    assert found(rows, "concluded", 3).causes[0].cause is DifferenceCause.LEVEL


@pytest.mark.parametrize(
    ("measure", "stated", "zh"),
    [("success", 2, "成功含和解"), ("success", 0, "成功不含口头协议"), ("concluded", 1, "办结不含和解")],
)
def test_another_definition_is_named(measure: str, stated: int, zh: str) -> None:
    difference = found([*D1, *case("D4", "SETTLED")], measure, stated)
    assert cause(difference) is DifferenceCause.DEFINITION and difference.causes[0].zh == zh


def test_the_month_of_registration_is_another_definition() -> None:
    registered_later = case("D5", known="2026-04-02")
    difference = found([*D1, *registered_later], "cases", 1)
    assert cause(difference) is DifferenceCause.DEFINITION
    assert difference.causes[0].disputes == {"D5": -1}


def test_outcomes_by_month_of_acceptance_are_another_definition() -> None:
    """D6 was accepted in February and ended in March; the body counts the outcomes of March's cases alone."""
    older = [row("D6", "report", part="D6", unit=None), row("D6", "accepted", "2026-02-20", known="2026-02-20")]
    older.append(row("D6", "concluded", item="SUCCESS"))
    difference = found([*D2, *D3, *older], "success", 2)
    assert cause(difference) is DifferenceCause.DEFINITION and difference.causes[0].disputes == {"D6": -1}
    assert difference.causes[0].zh.startswith("按受理月份")


def test_matters_from_below_counted_by_type_and_as_assigned_by_the_upper_level() -> None:
    came = row("D7", "transferred_in", type="LABOUR", channel="GRID")
    assert cause(found([*D1, came], "type.LABOUR", 1)) is DifferenceCause.LEVEL
    assert cause(found([*D1, came], "channel.UPPER", 1)) is DifferenceCause.LEVEL


def test_money_in_the_wrong_unit_as_a_whole_and_of_one_case() -> None:
    rows = [*D2, *D3]
    whole = found(rows, "amount_fen", 5_800_000 * 10_000)
    assert cause(whole) is DifferenceCause.UNIT
    one = found(rows, "amount_fen", 800_000 + 500)
    assert cause(one) is DifferenceCause.UNIT and one.causes[0].disputes == {"D3": 500 - 5_000_000}


def test_a_total_that_is_not_the_sum_of_its_cells_is_typing() -> None:
    difference = found([*D1, *D2], "cases", 5, ReportLine("甲", "cases", 1), ReportLine("乙", "cases", 1))
    assert cause(difference) is DifferenceCause.TYPING


def test_swapped_digits_are_typing_when_nothing_else_comes_to_it() -> None:
    rows = [entry for number in range(12) for entry in case(f"D{number}")]
    assert cause(found(rows, "cases", 21)) is DifferenceCause.TYPING


def test_cases_that_the_hub_never_heard_of() -> None:
    difference = found([*D1], "cases", 2, unheard=("〔2026〕西林民调字第99号",))
    assert cause(difference) is DifferenceCause.MISSING
    assert difference.causes[0].disputes == {"〔2026〕西林民调字第99号": 1}


def test_two_causes_together_explain_when_only_one_pair_does() -> None:
    late = case("D9", known="2026-04-13")
    twice = [row("D1", "report", part=f"D1{n}", agency="justice", unit=None) for n in range(3)]
    difference = found([*D1, *D2, *late, *twice], "cases", 5, made_at=(CLOSE,))
    assert [one.cause for one in difference.causes] == [DifferenceCause.LATE, DifferenceCause.DUPLICATE]
    assert difference.delta == sum(one.delta for one in difference.causes) == 2


def test_unexplained_is_an_answer() -> None:
    difference = found([*D1, *D2], "cases", 9)
    assert cause(difference) is DifferenceCause.UNEXPLAINED and difference.causes[0].disputes == {}


@given(st.integers(0, 40), st.sampled_from(["cases", "success", "concluded", "amount_fen", "form.ORAL", "pending"]))
def test_a_cause_always_comes_to_the_difference_and_never_changes_a_figure(stated: int, measure: str) -> None:
    """Whatever a body states: the causes add up to stated − hub, and both figures are as they were."""
    rows = [*D1, *D2, *case("D4", "SETTLED"), *case("D9", known="2026-04-13"), *case("D6", None)]
    ledger = HubLedger(month=MARCH, units=None, now=rows, history=rows, made_at=(CLOSE,))
    comparison = compare([ReportLine("", measure, stated)], ledger)
    hub = body_figures(rows, MARCH).value(measure)
    for difference in comparison.differences:
        assert (difference.stated, difference.hub) == (stated, hub)
        assert sum(one.delta for one in difference.causes) == stated - hub
    assert bool(comparison.differences) is (stated != hub)


def test_the_figures_of_a_body_are_those_of_its_units() -> None:
    other = [replace(entry, unit="X3") for entry in D2]
    assert body_figures([*D1, *other], MARCH, frozenset({"X2"})).values["cases"] == 1
    assert body_figures([*D1, *other], MARCH).values["cases"] == 2
