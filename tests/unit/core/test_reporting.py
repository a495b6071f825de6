"""One report as the set of facts about it makes it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from hub.core.daytime import start_of
from hub.core.errors import RowRejectedError
from hub.core.events import Details, Event, Fact, event_id
from hub.core.machines import ReportState
from hub.core.measures import form_findings
from hub.core.report_rows import TOTALS, report_rows
from hub.core.reporting import Report, report_of
from hub.core.reports import ReportKey, ReportKind, ReportLine, report_key, totals_of

KEY = ReportKey(ReportKind.MONTHLY, "2026-03", "SCJG")
DUE_DAY = date(2026, 4, 7)


def at(day: str, hour: int = 10) -> datetime:
    return start_of(date.fromisoformat(f"2026-{day}")) + timedelta(hours=hour)


def fact(event: Event, received: datetime, **given: object) -> Fact:
    details: Details = {"body": KEY.body, "period": KEY.period, **given}  # type: ignore[typeddict-item]
    return Fact(
        event=event,
        event_id=event_id(event.value, "test", KEY.root, None, details),
        root=KEY.root,
        agency="justice",
        system="test",
        native_id=KEY.root,
        unit=None,
        occurred_at=received,
        received_at=received,
        details=details,
    )


def due(**given: object) -> Fact:
    return fact(Event.MONTHLY_REPORT_DUE, at("04-01", 0), until=DUE_DAY, **given)


def form(subject: str, received: datetime, *lines: ReportLine) -> Fact:
    return fact(Event.MONTHLY_REPORT_SUBMITTED, received, subject=subject, lines=list(lines))


GOOD = (ReportLine("", "cases", 3), ReportLine("甲", "cases", 1), ReportLine("乙", "cases", 2))
BAD = (ReportLine("", "cases", 4), ReportLine("甲", "cases", 1), ReportLine("乙", "cases", 2))


def report(*facts: Fact) -> Report:
    return report_of(KEY.root, facts)


def test_an_owed_report_is_due_until_its_day_is_over() -> None:
    assert report(due()).state_on(DUE_DAY) is ReportState.DUE
    assert report(due()).state_on(DUE_DAY + timedelta(1)) is ReportState.OVERDUE


def test_a_form_that_adds_up_is_accepted_and_a_later_one_restates_it() -> None:
    first, second = form("a", at("04-03"), *GOOD), form("b", at("04-20"), ReportLine("", "cases", 5))
    assert report(due(), first).state_on(DUE_DAY) is ReportState.ACCEPTED
    both = report(due(), second, first)
    assert both.state_on(DUE_DAY) is ReportState.RESTATED
    assert both.counting is not None and (both.counting.number, both.counting.totals) == (2, {"cases": 5})


def test_a_form_that_does_not_add_up_counts_only_when_a_person_accepts_it() -> None:
    bad = form("a", at("04-03"), *BAD)
    held = report(due(), bad)
    assert held.state_on(DUE_DAY) is ReportState.CHECK_FAILED and held.counting is None
    assert held.versions[0].findings == (ReportLine("", "total:cases", 4, 3),)
    decision = fact(
        Event.MONTHLY_REPORT_CHECKED, at("04-04"), subject="a", result="ACCEPTED", signer="统计科长", reason="已核"
    )
    accepted = report(due(), decision, bad)
    assert accepted.state_on(DUE_DAY) is ReportState.ACCEPTED
    assert accepted.versions[0].decided_by == "统计科长"


def test_a_failed_later_form_leaves_the_accepted_one_standing() -> None:
    facts = (due(), form("a", at("04-03"), *GOOD), form("b", at("04-05"), *BAD))
    assert report(*facts).state_on(DUE_DAY) is ReportState.ACCEPTED
    counting = report(*facts).counting
    assert counting is not None and counting.subject == "a"


def test_the_highest_version_of_the_due_day_counts() -> None:
    moved = fact(Event.MONTHLY_REPORT_DUE, at("04-02"), until=date(2026, 4, 9), v=2)
    assert report(moved, due()).due == date(2026, 4, 9)


def test_a_signed_form_is_open_again_after_two_persons_reopened_it() -> None:
    signed = fact(Event.FORM_SIGNED, at("04-07"), v=1, number="abc", signer="局长", role="单位负责人")
    opened = fact(Event.FORM_REOPENED, at("04-08"), v=1, signer="统计科长", second="分管领导", reason="漏报")
    assert report(signed).is_signed
    assert not report(signed, opened).is_signed


def test_an_adjustment_is_taken_back_by_a_counter_line() -> None:
    line = fact(
        Event.FIGURE_ADJUSTED, at("04-07"), subject="A1", measure="cases", value=2, signer="统计员", reason="补录"
    )
    back = fact(
        Event.FIGURE_ADJUSTED,
        at("04-08"),
        subject="A2",
        measure="cases",
        value=-2,
        signer="统计员",
        reason="冲回",
        supersedes="A1",
    )
    assert report(line).adjusted == {"cases": 2}
    assert report(line, back).adjusted == {} and len(report(line, back).adjustments) == 2


def test_totals_of_a_totals_only_body_are_rows_that_know_since_when_they_count() -> None:
    facts = [due(road="TOTALS"), form("a", at("04-03"), *GOOD), form("b", at("04-20"), ReportLine("", "cases", 5))]
    rows = [row for row in report_rows(KEY, facts) if row.measure == TOTALS]
    assert [(row.item, row.value, row.known_from, row.known_until) for row in rows] == [
        ("cases", 3, at("04-03"), at("04-20")),
        ("cases", 5, at("04-20"), None),
    ]
    assert not list(report_rows(KEY, [due(road="MAPPING"), *facts[1:]]))


def test_checks_within_a_form_say_what_is_stated_and_what_it_comes_to() -> None:
    lines = (
        ReportLine("甲", "cases", 3),
        ReportLine("甲", "type.NEIGHBOUR", 1),
        ReportLine("甲", "type.LABOUR", 1),
        ReportLine("甲", "success", 2),
        ReportLine("甲", "form.ORAL", 2),
        ReportLine("甲", "people", -1),
    )
    assert set(form_findings(lines)) == {
        ReportLine("甲", "types", 3, 2),
        ReportLine("甲", "negative:people", -1, 0),
    }


def test_a_balance_is_checked_where_all_its_figures_stand() -> None:
    figures = {"opening": 1, "cases": 7, "transferred_in": 0, "concluded": 7, "transferred_out": 0, "pending": 2}
    lines = [ReportLine("", measure, value) for measure, value in figures.items()]
    assert form_findings(lines) == (ReportLine("", "balance", 2, 1),)
    assert form_findings(lines[:-1]) == ()


def test_the_total_is_the_stated_one_else_the_sum() -> None:
    assert totals_of(BAD) == {"cases": 4}
    assert totals_of(BAD[1:]) == {"cases": 3}


@pytest.mark.parametrize(
    "root", ["report:MONTHLY:2026-13:X", "report:WORK:2026-03:X", "report:MONTHLY:2026-03:", "D1", "report:X:2026-03:B"]
)
def test_a_root_that_names_no_report_is_refused(root: str) -> None:
    with pytest.raises(RowRejectedError):
        report_key(root)
