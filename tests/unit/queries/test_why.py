"""Why a figure is so, on the worked example: every cell opens into what it says, later facts are told as changes."""

from __future__ import annotations

from datetime import date

import pytest

from hub.bootstrap.holdings import Holdings
from hub.core.form_figures import unit_figures
from hub.core.reports import CITY_BODY
from hub.queries.beside import figure
from hub.queries.changes import ChangeCause
from hub.queries.figures import revisions
from hub.queries.form import KnownRows, month_form
from hub.queries.month_figures import OpenedMonth
from hub.queries.why import LeftOut, Why, WhySources, why
from hub.reference.definitions import load_definitions

MONTH = "2026-03"


@pytest.fixture(scope="module")
def sources(holdings: Holdings) -> WhySources:
    known = revisions(holdings.reader, MONTH, holdings.rules.terms.calendar, date(2026, 4, 13))
    bases = load_definitions(None).bases_of(MONTH)
    return WhySources(MONTH, known, list(holdings.reader.row_history()), bases, lambda code: code)


def opened(sources: WhySources, name: str) -> Why:
    found = why(sources, name)
    assert found is not None
    return found


def test_the_rate_opens_into_numerator_base_exclusions_and_its_signed_change(sources: WhySources) -> None:
    """Users §6: R1 5 ÷ 7 = 71.43 %, R2 6 ÷ 8 = 75.00 %; D9 came late, D4 isn't accepted, D7 is pending."""
    rate = opened(sources, "rate")
    assert [one.text for one in rate.revisions] == ["71.43 %", "75.00 %"]
    assert [len(one.parts) for one in rate.revisions] == [7, 8]
    assert [(one.name, one.text, one.above) for one in rate.operands] == [
        ("success", "6", True), ("failed", "1", False), ("consent_withdrawn", "1", False),
    ]  # fmt: skip
    (share,) = rate.revisions[1].shares
    assert (share.label, share.value, share.cause, share.known_on) == ("D9", 1, ChangeCause.LATE, date(2026, 4, 13))
    assert {one.rule: one.labels for one in rate.excluded} == {LeftOut.PENDING: ("D7",)}
    assert rate.balances and [value for _, value in rate.balance] == [1, 8, 0, 8, 0, 1]


def test_what_was_never_accepted_is_named_with_its_rule(sources: WhySources) -> None:
    left_out = {one.rule: one.labels for one in opened(sources, "acc").excluded}
    assert left_out[LeftOut.WITHHELD] == ("D4",) and left_out[LeftOut.RETURNED] == ("D7",)


def test_amounts_are_sums_of_what_each_dispute_adds(sources: WhySources) -> None:
    amount = opened(sources, "amount")
    assert amount.is_sum and sum(amount.revisions[0].parts.values()) == 15_700_000
    assert [share.value for share in amount.revisions[1].shares] == [120_000]


@pytest.mark.parametrize("place", [0, 1])
def test_every_figure_of_every_table_opens_as_the_month_was_counted(sources: WhySources, place: int) -> None:
    """One code counts the month and opens it: each cell says what the form says, and balances."""
    known = sources.revisions[place]
    form = month_form(MONTH, [KnownRows(known.as_known_at, known.rows)], sources.name_of, sources.bases)
    some = [one for one in OpenedMonth(form, (known,)).figures() if one.name.startswith(("unit:", "acc", "level:L2"))]
    assert len(some) > 40
    for one in some[::5]:
        found = opened(sources, one.name)
        assert found.revisions[place].text == one.cells[-1].text, one.name
        assert len(found.revisions[place].parts) == int(one.cells[-1].text), one.name
        assert found.balances, one.name


def test_every_cell_of_the_bureaus_form_opens_too(sources: WhySources) -> None:
    last = sources.revisions[-1]
    for unit, figures in unit_figures(last.rows, MONTH).items():
        for measure, value in figures.items():
            assert opened(sources, f"form:{unit or '-'}:{measure}").revisions[-1].text == figure(measure, value)
    city = opened(sources, f"form:{CITY_BODY}:cases")
    assert [one.text for one in city.revisions] == ["7", "8"]


@pytest.mark.parametrize("name", ["", "nothing", "unit:X2", "unit:X2:nothing", "form:X2:nothing", "form:NOBODY:cases"])
def test_a_figure_that_is_none_is_none(sources: WhySources, name: str) -> None:
    assert why(sources, name) is None
