"""The pages of a month count the same whether its rows come from the read model or all are read: figure for figure."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from hub.bootstrap.holdings import Holdings, open_projection_beside, read_hub
from hub.bus.embedded import EmbeddedBus
from hub.core import topics
from hub.core.daytime import ONE_DAY, end_of, local_day, month_bounds, month_of, next_month
from hub.core.halfyear import half_of
from hub.core.ledger_rules import Candidate, candidates
from hub.core.measures import MEASURES
from hub.core.reports import CITY_BODY, ReportKind
from hub.engines.embedded import EmbeddedEngine
from hub.office.readiness import MonthOn, obstacles
from hub.office.reductions import reduction_sources
from hub.queries.changes import changes
from hub.queries.course_rows import handed_over, supervised
from hub.queries.docket import Scope, docket, tasks
from hub.queries.figures import KnownMonth
from hub.queries.flows import Party, flows
from hub.queries.form import REPORTS, KnownRows, month_form
from hub.queries.ledger import Question, ledger_of, ledger_rows
from hub.queries.live import live
from hub.queries.meeting_rows import last_known, may_be_asked, with_tasks
from hub.queries.month_figures import OpenedMonth
from hub.queries.month_rows import MonthRows, last_change, rows_of_month
from hub.queries.orders import order_lines
from hub.queries.trends import trends
from hub.queries.why import WhySources, why
from hub.reference import default_registry
from hub.reference.definitions import load_definitions
from hub.reference.divisions import CITY
from hub.scenarios.reader import Line, Scenario, read_scenario
from hub.scenarios.replay import ReplayOptions, feed, open_engine
from hub.service.reporting import monthly_due_day
from hub.settings.whole import HubSettings
from hub.testing.simulated import statements

EXAMPLE = Path(__file__).parents[2] / "examples/scenarios/worked-example"
BEHIND = 200
"""Statements that the read model hasn't heard of."""


@dataclass(frozen=True)
class Told:
    """One hub: read by index, part of which is behind, and read whole."""

    indexed: Holdings
    whole: Holdings
    days: Sequence[date]
    bus: EmbeddedBus

    @property
    def each(self) -> tuple[Holdings, Holdings]:
        return self.indexed, self.whole

    def alike(self, ask: Callable[[Holdings], object]) -> None:
        assert ask(self.indexed) == ask(self.whole)


def told(folder: Path, scenario: Scenario, lines: Sequence[Line]) -> Iterator[Told]:
    settings = HubSettings(data=folder)
    engine = open_engine(scenario, ReplayOptions(derive=True), folder / "log")
    heard = max(len(lines) // 2, len(lines) - BEHIND)
    take(engine, lines[:heard])
    projection = open_projection_beside(settings)
    projection.refresh()
    projection.model.close()
    take(engine, lines[heard:])
    with closing(read_hub(settings)) as indexed:
        assert indexed.index is not None and indexed.index.changed
        days = sorted({local_day(line.received_at) for line in lines})
        yield Told(indexed, replace(indexed, index=None), days, engine.bus)
    engine.close()


def take(engine: EmbeddedEngine, lines: Sequence[Line]) -> None:
    engine.append(
        topics.SOURCE_SUBMISSIONS,
        [(line.submission.root, line.submission, line.received_at, {}) for line in lines],
    )
    engine.run_until_idle()


@pytest.fixture(scope="module", params=["worked example", "simulated"])
def hub(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    scenario = read_scenario(EXAMPLE)
    lines = feed(scenario.lines, ReplayOptions(derive=True))
    if request.param == "simulated":
        scenario = replace(scenario, registry=default_registry())
        lines = sorted(statements(20261125, 60), key=lambda line: line.received_at)
    yield from told(tmp_path_factory.mktemp("hub"), scenario, lines)


def months_of(hub: Told) -> list[str]:
    found = [month_of(hub.days[0])]
    while found[-1] < month_of(hub.days[-1]):
        found.append(next_month(found[-1]))
    return found


def instants_of(hub: Told, month: str) -> list[datetime]:
    """Close days as they may be, and one on which all is known."""
    first = date.fromisoformat(f"{next_month(month)}-01")
    return [end_of(first + timedelta(days=number)) for number in (-9, 4, 9)] + [end_of(hub.days[-1])]


def known(rows: MonthRows, instants: Sequence[datetime]) -> list[KnownMonth]:
    return [KnownMonth(at, rows.at(at), closed=True) for at in sorted(instants)]


def test_every_form_with_its_revisions_is_the_same(hub: Told) -> None:
    for month in months_of(hub):
        instants, bases = instants_of(hub, month), load_definitions(None).bases_of(month)

        def told_of(holdings: Holdings, month=month, instants=instants, bases=bases) -> object:
            rows = rows_of_month(holdings, month, instants)
            forms = [KnownRows(one.as_known_at, one.rows) for one in known(rows, instants)]
            form = month_form(month, forms, lambda code: code, bases)
            opened = OpenedMonth(form, ())
            changed = [list(changes(rows, month, at, instants[-1])) for at in instants[:-1]]
            return form.revisions, [(one.name, [cell.text for cell in one.cells]) for one in opened.figures()], changed

        hub.alike(told_of)


@pytest.mark.parametrize("month", ["2026-03", "2026-04"])
def test_every_figure_opens_into_the_same_disputes_and_reasons(hub: Told, month: str) -> None:
    instants, bases = instants_of(hub, month)[1:], load_definitions(None).bases_of(month)

    def opened(holdings: Holdings) -> object:
        rows = {each: rows_of_month(holdings, month, instants, each_report=each) for each in (False, True)}
        sources = {
            each: WhySources(month, known(one, instants), one.moved, bases, lambda code: code)
            for each, one in rows.items()
        }
        forms = [KnownRows(one.as_known_at, one.rows) for one in sources[False].revisions]
        names = [one.name for one in OpenedMonth(month_form(month, forms, lambda code: code, bases), ()).figures()]
        names = [*names[:18], *names[18::23], f"form:{CITY_BODY}:cases", f"form:{CITY_BODY}:pending"]
        answers = [why(sources[name in REPORTS], name) for name in names]
        return [
            (one.name, one.excluded, one.balance, one.operands, one.checks,
             [(of.text, dict(of.parts), of.shares) for of in one.revisions])
            for one in answers if one is not None
        ]  # fmt: skip

    hub.alike(opened)


def test_what_stands_in_the_way_is_the_same(hub: Told) -> None:
    for month in months_of(hub):
        day = max(hub.days[-1], date.fromisoformat(f"{next_month(month)}-09"))
        hub.alike(
            lambda holdings, month=month, day=day: list(
                obstacles(
                    holdings, MonthOn(month, day, monthly_due_day(holdings.rules.terms.calendar, month, 5)), (), ()
                )
            )
        )


def test_the_docket_and_its_tasks_are_the_same_on_any_day(hub: Told) -> None:
    days = [*hub.days[:: max(1, len(hub.days) // 6)], hub.days[-1], date(2026, 7, 3), date(2027, 1, 5)]
    entries = 0
    for day in days:
        for half in sorted({half_of(hub.days[0]), half_of(day)}):
            scope = Scope(half, day, CITY)
            hub.alike(lambda one, scope=scope: docket(may_be_asked(one, scope), scope, one.rules.terms))
            entries += len(docket(may_be_asked(hub.indexed, scope), scope, hub.indexed.rules.terms))
    assert entries
    hub.alike(lambda one: tasks(live(with_tasks(one)), one.rules.terms, hub.days[-1]))


def test_the_last_change_is_the_same_on_every_day(hub: Told) -> None:
    hub.alike(last_known)
    for day in (hub.days[0] - ONE_DAY, *hub.days[:: max(1, len(hub.days) // 12)]):
        hub.alike(lambda one, day=day: last_change(one, end_of(day)))


def test_hand_overs_of_any_month_are_the_same(hub: Told) -> None:
    for month in months_of(hub):
        for party in Party:

            def told_of(holdings: Holdings, bounds=month_bounds(month), party=party) -> object:  # noqa: B008
                return flows(live(handed_over(holdings, *bounds)), *bounds, party)

            hub.alike(told_of)


def test_orders_of_supervision_are_the_same_on_any_day(hub: Told) -> None:
    for day in (*hub.days[::20], hub.days[-1] + timedelta(days=200)):

        def told_of(holdings: Holdings, day=day) -> object:
            return order_lines(live(supervised(holdings)), holdings.rules.terms, day)

        hub.alike(told_of)


def test_trends_of_every_region_and_month_are_the_same(hub: Told) -> None:
    now = end_of(hub.days[-1])
    for day in (hub.days[-1], hub.days[-1] + timedelta(days=90)):
        indexed, whole = (reduction_sources(one, hub.bus, day, now) for one in hub.each)
        assert indexed.countable.since == whole.countable.since
        assert Counter(indexed.countable.filed) == Counter(whole.countable.filed)
        assert Counter(indexed.countable.spells) == Counter(whole.countable.spells)
        for month in months_of(hub):
            for region in (CITY, "230803", "230811"):
                assert trends(indexed, region, month) == trends(whole, region, month)


def test_a_form_beside_the_ledger_differs_in_the_same_ways(hub: Told) -> None:
    """Every figure, and every other way of counting it, with the disputes that make it up."""
    found = 0
    for month in months_of(hub)[:3]:
        day = date.fromisoformat(f"{next_month(month)}-20")
        made_at = tuple(end_of(day + timedelta(days=number)) for number in (-9, 12, 40))
        for body in (None, *itertools.islice(hub.whole.bodies.owing(ReportKind.MONTHLY, month), 0, None, 40)):
            asked = Question(body=body, month=month, day=day, made_at=made_at)

            def told_of(holdings: Holdings, asked=asked) -> list[tuple[str, int, list[Candidate]]]:
                ledger = ledger_of(holdings, holdings.registry, asked, ())
                figures = ledger.figures()
                return [(one, figures.value(one), list(candidates(one, ledger, figures))) for one in MEASURES]

            by_index = told_of(hub.indexed)
            assert by_index == told_of(hub.whole)
            found += sum(len(ways) for _, _, ways in by_index)
    assert found


def test_lists_ask_the_read_model_for_fewer_than_all(hub: Told) -> None:
    """Else the tests above would compare all with all."""
    every = sum(1 for _ in hub.whole.disputes())
    assert sum(1 for _ in supervised(hub.indexed)) < every
    asked = months_of(hub)[0], frozenset({"T2"}), (end_of(hub.days[-1]),)
    assert len(ledger_rows(hub.indexed, *asked)) < len(ledger_rows(hub.whole, *asked))
    assert sum(1 for _ in handed_over(hub.indexed, *month_bounds(months_of(hub)[0]))) < every
