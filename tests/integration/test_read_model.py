"""The read model by plain SQL: the month's figures, cell by cell, and finding a dispute by what people say."""

from __future__ import annotations

import importlib.util
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import ModuleType

import pytest

from hub.bootstrap.holdings import Holdings
from hub.contracts import Serde
from hub.core import topics
from hub.core.calendar import WorkingCalendar
from hub.core.clocks import Terms
from hub.core.codes import Outcome
from hub.core.countable import Countable, Standing
from hub.core.daytime import end_of, local_day
from hub.core.definitions import STANDARD, Definition, Definitions
from hub.core.events import Details, Event, Submission, event_id
from hub.core.knowledge import Rules
from hub.core.ledger_rules import HubLedger, candidates
from hub.core.measures import MEASURES
from hub.core.messages import MonthlyCell
from hub.core.ports import Row
from hub.core.reporting_bodies import Bodies
from hub.core.statistics import known_at, monthly_view
from hub.engines.embedded import EmbeddedEngine, EngineOptions
from hub.processors import default_processors
from hub.queries.changes import changes
from hub.queries.form import KnownRows, month_form
from hub.queries.ledger import ledger_rows
from hub.queries.month_figures import OpenedMonth
from hub.queries.month_rows import known_rows, rows_of_month
from hub.queries.read_model import MonthAsked, held, month_cells, table_names
from hub.queries.search import Index, open_index
from hub.queries.trace import find
from hub.queries.trend_rows import countable_now
from hub.readmodel.projection import Projection
from hub.readmodel.schema import TABLES, reference_page
from hub.readmodel.store import ReadModel, open_for_reading
from hub.reference import default_registry, load_calendar
from hub.scenarios.reader import read_scenario
from hub.scenarios.replay import ReplayOptions, feed, open_engine
from hub.service.monthly import cells_of, close_month
from hub.testing.simulated import statements

EXAMPLE = Path(__file__).parents[2] / "examples" / "scenarios" / "worked-example"
OTHER = Definition(
    id="试验口径/2027-1",
    valid_from=date(2027, 1, 1),
    rated=(Outcome.SUCCESS, Outcome.FAILED, Outcome.CONSENT_WITHDRAWN, Outcome.SETTLED),
    success=(Outcome.SUCCESS, Outcome.SETTLED),
    in_median=(Outcome.SUCCESS, Outcome.FAILED),
    counts_first_day=True,
)
DEFINITIONS = Definitions((STANDARD, OTHER))
TERMS = Terms(load_calendar())


def stream_cells(history: list[Row], month: str, day: date, definition: Definition) -> set[MonthlyCell]:
    return set(cells_of(monthly_view(known_at(history, day), month, definition)))


def assert_equal(model: ReadModel, history: list[Row], month: str, day: date) -> None:
    """Every cell of the stream is what the shipped SQL gives, and SQL gives no other."""
    with_sql = open_for_reading(model.path)
    for definition in DEFINITIONS.all:
        expected = stream_cells(history, month, day, definition)
        actual = set(month_cells(with_sql, MonthAsked(month=month, known_at=end_of(day), definition=definition.id)))
        assert actual == expected, (month, day, definition.id)
    for unit in sorted({row.unit for row in history if row.unit})[:1]:
        mine = [row for row in history if row.unit == unit]
        expected = stream_cells(mine, month, day, STANDARD)
        actual = set(month_cells(with_sql, MonthAsked(month=month, known_at=end_of(day), unit=unit)))
        assert actual == expected, (month, day, unit)
    with_sql.close()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[EmbeddedEngine]:
    scenario = read_scenario(EXAMPLE)
    options = ReplayOptions(derive=True)
    opened = open_engine(scenario, options, tmp_path / "log")
    lines = feed(scenario.lines, options)
    opened.append(
        topics.SOURCE_SUBMISSIONS,
        [(line.submission.root, line.submission, line.received_at, {}) for line in lines],
    )
    opened.run_until_idle()
    yield opened
    opened.close()


def projection(engine: EmbeddedEngine, path: Path) -> Projection:
    return Projection(engine.reader(), engine.bus, Serde(), TERMS, DEFINITIONS, ReadModel(path))


def test_the_worked_example_by_sql(engine: EmbeddedEngine, tmp_path: Path) -> None:
    """February and March as known at every day on which something becomes known: R1, R2 and all between."""
    sink = projection(engine, tmp_path / "read.db")
    sink.refresh()
    history = list(engine.reader().row_history())
    days = {local_day(row.known_from) for row in history} | {date(2026, 4, 10), date(2026, 4, 13)}
    for day in sorted(days):
        for month in ("2026-02", "2026-03", "2026-04"):
            assert_equal(sink.model, history, month, day)


def test_published_revisions_stand_beside_the_computed_figures(engine: EmbeddedEngine, tmp_path: Path) -> None:
    """What the stream published is in the read model, and SQL alone shows that it equals the rows."""
    first = close_month(engine, Serde(), "2026-03", date(2026, 4, 10))
    second = close_month(engine, Serde(), "2026-03", date(2026, 4, 13))
    assert first is not None
    assert second is not None
    sink = projection(engine, tmp_path / "read.db")
    sink.refresh()
    with_sql = open_for_reading(sink.model.path)
    for statistics in (first, second):
        stored = {
            MonthlyCell(*row)
            for row in with_sql.execute(
                "SELECT tbl, key, measure, value, scale, basis FROM published_cell"
                " WHERE unit = 'CITY' AND month = ? AND revision = ?",
                (statistics.month, statistics.revision),
            )
        }
        asked = MonthAsked(month=statistics.month, known_at=statistics.as_known_at, definition=statistics.definition)
        assert stored == set(month_cells(with_sql, asked)) == set(statistics.cells)


def test_each_unit_counts_its_own_revisions(engine: EmbeddedEngine, tmp_path: Path) -> None:
    """Convention 8: the late file of MR is its revision 1 and the city's next one; nobody else's figures move."""
    close_month(engine, Serde(), "2026-03", date(2026, 4, 10))
    close_month(engine, Serde(), "2026-03", date(2026, 4, 13))
    sink = projection(engine, tmp_path / "read.db")
    sink.refresh()
    with_sql = open_for_reading(sink.model.path)
    published = with_sql.execute("SELECT unit, MAX(revision) FROM revision WHERE month = '2026-03' GROUP BY unit")
    expected = {"CITY": 2, "LEVEL_1": 1, "LEVEL_2": 1, "LEVEL_3": 2, "LEVEL_4": 1}
    assert dict(published) == expected | dict.fromkeys(("C1", "C2", "C4", "MD", "MR", "X1", "X2", "X3"), 1)
    for unit in ("X1", "X3", "MR", "C2"):
        stored = with_sql.execute(
            "SELECT tbl, key, measure, value, scale, basis FROM published_cell WHERE unit = ? AND revision = 1", (unit,)
        )
        asked = MonthAsked(month="2026-03", known_at=end_of(date(2026, 4, 13)), unit=unit)
        assert {MonthlyCell(*row) for row in stored} == set(month_cells(with_sql, asked)), unit


def test_it_goes_on_where_it_stopped_and_is_made_anew_from_the_log(engine: EmbeddedEngine, tmp_path: Path) -> None:
    """A half-built file, a whole one and one built anew hold the same."""
    sink = projection(engine, tmp_path / "read.db")
    assert sink.refresh() > 0
    assert sink.refresh() == 0
    whole = contents(sink.model.path)
    again = projection(engine, tmp_path / "again.db")
    again.refresh()
    again.rebuild()
    assert contents(again.model.path) == whole
    again.model.note_meta("generation", 0)
    assert again.refresh() > 0
    assert contents(again.model.path) == whole
    again.model.close()
    again.model.path.write_bytes(b"a power cut left this" * 500)
    begun = Projection(
        again.reader, again.bus, again.serde, again.terms, again.definitions, ReadModel.open(again.model.path)
    )
    while begun.refresh(most=1):
        pass
    assert contents(begun.model.path) == whole


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with_sql = open_for_reading(path)
    found = {
        name: sorted(with_sql.execute(f"SELECT * FROM {name}").fetchall(), key=repr)
        for name in (table.name for table in TABLES)
        if name not in ("number", "meta")
    }
    found["number"] = sorted(with_sql.execute("SELECT dispute, number, court FROM number").fetchall())
    return found


def report_of(number: str, native_id: str) -> Submission:
    details: Details = {"type": "CONTRACT", "channel": "COURT", "parties": 2, "number": number}
    at = datetime(2026, 3, 2, tzinfo=UTC)
    return Submission(
        event=Event.DISPUTE_REPORTED,
        event_id=event_id(Event.DISPUTE_REPORTED.value, "court", native_id, None, details),
        root=f"court:{native_id}",
        agency="court",
        system="court",
        native_id=native_id,
        occurred_at=at,
        recorded_at=at,
        details=details,
    )


SPOKEN = (
    "（2026）黑0803民诉前调118号",
    "黑0803, 118号",
    "黑０８０３ 118",
    "2026 黑0803 118",
    "803民诉前调118",
    "调 118号",
    "18号 黑",
)


@pytest.mark.parametrize("kept", [True, False], ids=["read model", "every dispute"])
def test_a_dispute_is_found_by_what_a_caller_says(engine: EmbeddedEngine, tmp_path: Path, kept: bool) -> None:
    """With the read model and without it, and when it has yet to hear of the newest dispute."""
    numbers = ("〔2026〕黑0803民诉前调118号", "（2026）黑0811民诉前调119号", "〔2026〕西林民调字第12号", "N12之3")
    at = datetime(2026, 5, 1, tzinfo=UTC)
    for place, number in enumerate(numbers):
        report = report_of(number, f"N{place}")
        engine.append(topics.SOURCE_SUBMISSIONS, [(report.root, report, at, {})])
        engine.run_until_idle()
        if kept and place < 2:
            projection(engine, tmp_path / "read.db").refresh()
    reader = engine.reader()
    index = open_index(tmp_path / "read.db", reader)
    assert (index is not None) == kept
    for spoken in SPOKEN:
        assert [found.dispute for found in find(reader, spoken, index)] == ["court:N0"], spoken
    for spoken, expected in (
        ("西林民调 12", ["court:N2"]),
        ("黑0803 999999", []),
        ("民诉前调11", ["court:N0", "court:N1"]),
        ("n1", ["court:N1"]),
        ("court:N1", ["court:N1"]),
        ("18", ["court:N0"]),
    ):
        assert sorted(found.dispute for found in find(reader, spoken, index)) == expected, spoken


def test_open_disputes_by_holder(engine: EmbeddedEngine, tmp_path: Path) -> None:
    """The one pending dispute of the example stands under its holder, with its next last day."""
    sink = projection(engine, tmp_path / "read.db")
    sink.refresh()
    with_sql = open_for_reading(sink.model.path)
    in_march = {one.holder: one for one in held(with_sql, date(2026, 3, 13))}["C2"]
    assert (in_march.open, in_march.overdue) == (1, 0)
    assert in_march.next_due is not None and in_march.next_due > "2026-03-13"
    assert {one.holder: one.overdue for one in held(with_sql, date(2026, 4, 10))}["C2"] == 1


def test_last_days_are_worked_out_anew_under_other_rules(engine: EmbeddedEngine, tmp_path: Path) -> None:
    """A rest day is added on the last day of whatever is open: it moves, though nothing became known of a dispute."""
    sink = projection(engine, tmp_path / "read.db")
    sink.refresh()
    with_sql = open_for_reading(sink.model.path)
    asked = "SELECT dispute, due FROM dispute WHERE is_open AND due IS NOT NULL"
    before = dict(with_sql.execute(asked))
    day = date.fromisoformat(min(before.values()))
    years = load_calendar().years
    rested = WorkingCalendar({**years, day.year: {**years[day.year], day: True}})
    sink = replace(sink, terms=Terms(rested), rules="with a rest day")
    assert sink.refresh() == 0
    after = dict(with_sql.execute(asked))
    assert {key for key in before if after[key] != before[key]} == {key for key in before if before[key] == str(day)}


def test_whatever_comes_from_the_rules_is_made_anew_under_others(tmp_path: Path) -> None:
    """Of closed disputes too: what they are still owed, and which pre-suit referrals were overdue."""
    processors = default_processors(default_registry(), Rules(TERMS, derive=True))
    engine = EmbeddedEngine.open(tmp_path / "log", processors, Serde(), EngineOptions(shards=1))
    told = [(one.submission.root, one.submission, one.received_at, {}) for one in statements(20261125, 60)]
    engine.append(topics.SOURCE_SUBMISSIONS, told)
    engine.run_until_idle()
    sink = projection(engine, tmp_path / "read.db")
    sink.refresh()
    before = contents(sink.model.path)
    rested = {year: days | dict.fromkeys(wednesdays(year), True) for year, days in load_calendar().years.items()}
    sink = replace(sink, terms=Terms(WorkingCalendar(rested)), rules="with Wednesdays off")
    assert sink.refresh() == 0
    anew = replace(sink, model=ReadModel(tmp_path / "anew.db"))
    anew.refresh()
    after = contents(anew.model.path)
    assert contents(sink.model.path) == after
    assert before["dispute"] != after["dispute"] and before["spell"] != after["spell"]
    engine.close()


def wednesdays(year: int) -> Iterator[date]:
    first = date(year, 1, 1)
    days = (first + timedelta(days=number) for number in range(365))
    return (day for day in days if day.isoweekday() == 3)


def random_scenarios() -> ModuleType:
    path = Path(__file__).parents[1] / "property" / "test_order_independence.py"
    spec = importlib.util.spec_from_file_location("order_independence", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def stated_rows(rng: random.Random) -> list[Row]:
    """Return what two bodies state that send only totals, and an adjustment: sometimes, of any measure."""
    at = end_of(date(2026, 3, 2))
    measures = [*MEASURES, "transferred_in", "transferred_out", "pending", "amount_fen", "cases"]
    found = []
    for number in range(rng.choice([0, 0, 3, 8])):
        kind, unit = rng.choice([("totals", "B1"), ("totals", "B2"), ("adjusted", "CITY")])
        found.append(
            Row(
                label=f"report:{unit}", id=f"{kind}:{number}", measure=kind, item=measures[-1 - number],
                day="2026-03-01", part=f"line-{number}" if kind == "adjusted" else None,
                unit=unit, value=rng.randrange(-3, 90),
                end_day=None, cohort=None, level=None, kind=None, county=None, type=None, channel=None, agency=None,
                known_from=at, known_until=None,
            )
        )  # fmt: skip
    return found


@pytest.mark.parametrize("block", range(4))
def test_random_scenarios_by_sql(tmp_path: Path, block: int) -> None:
    """200 random scenarios, legal or not, at random days of knowledge."""
    stories = random_scenarios()
    for seed in range(block * 50, block * 50 + 50):
        engine = stories.MemoryEngine(stories.processors(derive=seed % 2 == 0))
        for received_at, submission in stories.scenario(seed):
            engine.submit(topics.SOURCE_SUBMISSIONS, submission.root, submission, received_at)
        history = [*engine.rows.values(), *stated_rows(random.Random(seed))]
        model = ReadModel(tmp_path / f"{seed}.db")
        with model.transaction():
            model.put_definitions(DEFINITIONS.all)
            model.put_rows(history)
        rng = random.Random(seed)
        month = rng.choice(("2026-03", "2026-03", "2026-04"))
        assert_equal(model, history, month, date(2026, 3, 3) + timedelta(days=rng.randrange(40)))
        if seed % 5 == 0:
            assert_counted_alike(model, history, month, rng)
        model.close()


def told_anew(submission: Submission, rng: random.Random) -> Submission:
    """Let some reports come from the police, and some petitions wait at the gate."""
    if submission.event is not Event.DISPUTE_REPORTED:
        return submission
    channel = rng.choice(["GRID", "POLICE", "POLICE", "PETITION"])
    place: Details = rng.choice([{}, {"division": "230803"}, {"division": "230811"}])
    mode = rng.choice(["required", "advisory"])
    return replace(submission, details={**submission.details, "channel": channel, "mode": mode, **place})


def test_random_courses_count_alike_in_trends(tmp_path: Path) -> None:
    """Kept bit by bit, made anew, or counted of every dispute: the same, whatever of it is news to the read model."""
    seen: set[str] = set()
    for seed in range(16):
        of = counted_alike_in_trends(tmp_path / str(seed), seed)
        seen |= {one.channel for one in of.filed} | {one.kind for one in of.spells}
    assert seen == {"POLICE", "PETITION", *Standing}


def counted_alike_in_trends(folder: Path, seed: int) -> Countable:
    rng, stories = random.Random(seed), random_scenarios()
    lines = [(told.root, told_anew(told, rng), at, {}) for at, told in stories.scenario(seed)]
    rng.shuffle(lines)
    rules = Rules(TERMS, derive=bool(seed % 2))
    engine = EmbeddedEngine.open(folder, default_processors(stories.UNITS, rules), Serde(), EngineOptions(shards=1))
    sink = projection(engine, folder / "read.db")
    by_index = Countable()
    for first in range(0, len(lines), 15):
        engine.append(topics.SOURCE_SUBMISSIONS, lines[first : first + 15])
        engine.run_until_idle()
        index = open_index(sink.model.path, engine.reader())
        assert index is not None or not first
        hub = Holdings(engine.reader(), stories.UNITS, rules, Bodies(()), index)
        by_index, whole = countable_now(hub, TERMS), countable_now(replace(hub, index=None), TERMS)
        assert by_index.since == whole.since, seed
        assert Counter(by_index.filed) == Counter(whole.filed), seed
        assert Counter(by_index.spells) == Counter(whole.spells), seed
        hub.close()
        sink.refresh()
    again = projection(engine, folder / "again.db")
    again.refresh()
    assert contents(again.model.path) == contents(sink.model.path), seed
    engine.close()
    return by_index


@dataclass(frozen=True)
class Rows:
    """Rows as an engine's reader gives them; some disputes changed since the read model was refreshed."""

    history: list[Row]

    def rows_of(self, label: str) -> list[Row]:
        return [row for row in self.history if row.label == label]

    def row_history(self) -> list[Row]:
        return self.history


@dataclass(frozen=True)
class Sources:
    reader: Rows
    index: Index | None


def assert_counted_alike(model: ReadModel, history: list[Row], month: str, rng: random.Random) -> None:
    """Form and changes are the same from the few rows of the read model as from all, at three days of knowledge."""
    days = [date(2026, 3, 3) + timedelta(days=rng.randrange(50)) for _ in range(3)]
    instants = sorted({end_of(day) for day in days})
    labels = sorted({row.label for row in history})
    changed = frozenset(rng.sample(labels, min(len(labels), rng.randrange(3))))
    reader, with_sql = Rows(history), open_for_reading(model.path)
    found = []
    for index in (None, Index(with_sql, changed, reader)):  # type: ignore[arg-type]
        rows = rows_of_month(Sources(reader, index), month, instants)  # type: ignore[arg-type]
        form = month_form(month, [KnownRows(at, rows.at(at)) for at in instants], str, DEFINITIONS.all)
        cells = [(one.name, [cell.text for cell in one.cells]) for one in OpenedMonth(form, ()).figures()]
        found.append((form.revisions, cells, list(changes(rows, month, instants[0], instants[-1]))))
    assert found[0] == found[1]
    with_sql.close()


def differences(sources: Sources, month: str, units: frozenset[str] | None, instants: list[datetime]) -> object:
    """Return each figure of a form with every way to come to another one."""
    history = ledger_rows(sources, month, units, instants)  # type: ignore[arg-type]
    now = tuple(known_rows(history, instants[1]))
    ledger = HubLedger(month=month, units=units, now=now, history=history, made_at=(instants[0], instants[-1]))
    figures = ledger.figures()
    return [(one, figures.value(one), list(candidates(one, ledger, figures))) for one in MEASURES]


def random_rows(rng: random.Random) -> Iterator[Row]:
    """Yield rows of a few disputes as no hub would make them, in any combination of days."""
    units = ("A1", "A2", "B2", None)
    days = [date(2026, 1, 15) + timedelta(days=number) for number in range(120)]
    items = ("accepted", "transferred_in", "concluded", "transferred_out", "performance", "report", "agreement")
    for number in range(rng.randrange(10, 40)):
        measure, day, known_from = rng.choice(items), rng.choice(days), rng.choice(days)
        item = {"concluded": "SUCCESS", "performance": "PERFORMED", "agreement": "ORAL"}.get(measure, "")
        until = rng.choice([None, None, known_from + timedelta(days=rng.randrange(1, 60))])
        yield Row(
            label=f"D{rng.randrange(12)}", id=f"{number}", measure=measure, item=item, part=None, value=1,
            day=day.isoformat(), end_day=rng.choice([None, None, rng.choice(days).isoformat()]),
            cohort=rng.choice(days).isoformat() if measure == "performance" else None,
            unit=rng.choice(units), level=1, kind="PEOPLE", county=None, type="IP", channel="GRID",
            agency=rng.choice(["court", "police"]) if measure == "report" else None,
            known_from=end_of(known_from), known_until=None if until is None else end_of(until),
        )  # fmt: skip


def test_a_form_beside_random_rows_differs_in_the_same_ways(tmp_path: Path) -> None:
    """Whatever rows say, and whichever of them are news: each figure and each other way of counting it."""
    model = ReadModel(tmp_path / "read.db")
    with_sql = open_for_reading(model.path)
    for seed in range(150):
        rng = random.Random(seed)
        history = list(random_rows(rng))
        model.forget()
        with model.transaction():
            model.put_rows(history)
        instants = sorted(end_of(date(2026, 2, 10) + timedelta(days=rng.randrange(80))) for _ in range(3))
        asked = rng.choice(("2026-02", "2026-03")), rng.choice((None, frozenset({"A1", "A2"}))), instants
        changed, reader = frozenset(rng.sample(sorted({row.label for row in history}), 2)), Rows(history)
        index = Index(with_sql, changed, reader)  # type: ignore[arg-type]
        assert differences(Sources(reader, index), *asked) == differences(Sources(reader, None), *asked), seed
    with_sql.close()


def test_a_table_of_the_stream_has_its_file() -> None:
    """Every table that the stream publishes has a .sql file, and no file is without a table."""
    assert set(table_names()) == {cell.table for cell in cells_of(monthly_view([], "2026-03"))} | {
        "unit", "level", "type", "channel", "kind", "division", "outcome", "performance_cohort", "performance_stock",
        "referral_by_agency", "reports_by_agency", "reopened_concluded", "totals", "both", "adjusted",
    }  # fmt: skip


def test_the_reference_page_is_made_from_the_tables() -> None:
    """``python -m hub.readmodel.reference`` was run after the last change of a table."""
    page = Path(__file__).parents[2] / "docs" / "reference" / "read-model.md"
    assert page.read_text(encoding="utf-8") == reference_page()
