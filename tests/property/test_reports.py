"""Reports: any order and any repetition give the same state and the same rows; the machine moves as written by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from hub.core import topics
from hub.core.daytime import ONE_DAY, end_of, start_of
from hub.core.events import Details, Event, Submission, event_id
from hub.core.knowledge import Rules
from hub.core.messages import DisputeEvent
from hub.core.ports import Row
from hub.core.reporting import Report, report_of
from hub.core.reports import ReportKey, ReportKind, ReportLine
from hub.processors import default_processors
from hub.processors.codec import MsgpackCodec
from hub.processors.reporting import ReportingState
from hub.testing.engine import MemoryEngine
from tests.story import REGISTRY, TERMS

KEY = ReportKey(ReportKind.MONTHLY, "2026-03", "M3")
DUE_DAY = date(2026, 4, 7)
FIRST = start_of(date(2026, 4, 1))


def statement(event: Event, at: datetime, **given: object) -> tuple[Submission, datetime]:
    details: Details = {"body": KEY.body, "period": KEY.period, **given}  # type: ignore[typeddict-item]
    identity = event_id(event.value, "test", KEY.root, None, details)
    return (
        Submission(
            event=event,
            event_id=identity,
            root=KEY.root,
            agency="justice",
            system="test",
            native_id=KEY.root,
            occurred_at=at,
            recorded_at=at,
            details=details,
        ),
        at,
    )


def due(at: datetime, version: int, road: str) -> tuple[Submission, datetime]:
    return statement(Event.MONTHLY_REPORT_DUE, at, until=DUE_DAY, v=version, road=road)


def form(at: datetime, cases: int, *, adds_up: bool) -> tuple[Submission, datetime]:
    lines = [ReportLine("", "cases", cases), ReportLine("甲", "cases", cases if adds_up else cases + 1)]
    return statement(Event.MONTHLY_REPORT_SUBMITTED, at, subject=f"{cases}/{adds_up}", lines=lines)


def decision(at: datetime, cases: int, *, accepted: bool) -> tuple[Submission, datetime]:
    result = "ACCEPTED" if accepted else "CHECK_FAILED"
    more = {"subject": f"{cases}/False", "result": result, "signer": "统计科长", "v": int(at.timestamp())}
    return statement(Event.MONTHLY_REPORT_CHECKED, at, **more)


def adjustment(at: datetime, number: int) -> tuple[Submission, datetime]:
    line = {"subject": f"A{number}", "measure": "cases", "value": number, "signer": "统计员", "reason": "补录"}
    return statement(Event.FIGURE_ADJUSTED, at, **line)


def signature(at: datetime) -> tuple[Submission, datetime]:
    return statement(Event.FORM_SIGNED, at, v=1, number="abc", signer="局长", role="单位负责人")


instants = st.integers(0, 20 * 24).map(lambda hours: FIRST + timedelta(hours=hours))
statements = st.one_of(
    st.builds(due, instants, st.integers(1, 3), st.sampled_from(["TOTALS", "MAPPING"])),
    st.builds(form, instants, st.integers(1, 4), adds_up=st.booleans()),
    st.builds(decision, instants, st.integers(1, 4), accepted=st.booleans()),
    st.builds(adjustment, instants, st.integers(1, 3)),
    st.builds(signature, instants),
)


def known(entries: list[tuple[Submission, datetime]]) -> tuple[Report | None, list[Row]]:
    engine = MemoryEngine(default_processors(REGISTRY, Rules(TERMS)))
    for submission, at in entries:
        engine.submit(topics.SOURCE_SUBMISSIONS, KEY.root, submission, at)
    stored = engine.state("reporting", KEY.root)
    rows = [row for row in engine.rows.values() if row.known_until is None or row.known_from < row.known_until]
    if stored is None:
        return None, rows
    facts = MsgpackCodec(ReportingState).decode(stored).facts.values()
    return report_of(KEY.root, facts), sorted(rows, key=lambda row: row.id)


def unambiguous(entries: list[tuple[Submission, datetime]]) -> list[tuple[Submission, datetime]]:
    """One content for each identity: a statement said again with other content is refused, which is another rule."""
    contents: dict[str, Details] = {}
    return [
        (submission, at)
        for submission, at in entries
        if contents.setdefault(submission.event_id, submission.details) == submission.details
    ]


@settings(max_examples=120, deadline=None)
@given(st.lists(statements, max_size=9), st.data())
def test_any_order_and_any_repetition_give_the_same_report_and_rows(
    entries: list[tuple[Submission, datetime]], data: st.DataObject
) -> None:
    once = unambiguous(entries)
    report, rows = known(once)
    again = data.draw(st.permutations([*once, *data.draw(st.lists(st.sampled_from(once)) if once else st.just([]))]))
    shuffled, shuffled_rows = known(list(again))
    assert shuffled == report
    assert shuffled_rows == rows


LEGAL = {
    ("DUE", "good"): "ACCEPTED",
    ("DUE", "bad"): "CHECK_FAILED",
    ("DUE", "over"): "OVERDUE",
    ("OVERDUE", "good"): "ACCEPTED",
    ("OVERDUE", "bad"): "CHECK_FAILED",
    ("OVERDUE", "over"): "OVERDUE",
    ("CHECK_FAILED", "good"): "ACCEPTED",
    ("CHECK_FAILED", "bad"): "CHECK_FAILED",
    ("CHECK_FAILED", "accept"): "ACCEPTED",
    ("CHECK_FAILED", "reject"): "CHECK_FAILED",
    ("CHECK_FAILED", "over"): "CHECK_FAILED",
    ("ACCEPTED", "good"): "RESTATED",
    ("ACCEPTED", "bad"): "ACCEPTED",
    ("ACCEPTED", "over"): "ACCEPTED",
    ("RESTATED", "good"): "RESTATED",
    ("RESTATED", "bad"): "RESTATED",
    ("RESTATED", "over"): "RESTATED",
}
"""From a state by what happens to a state: written down from domain §2.5, not from the code."""


class ReportMachine(RuleBasedStateMachine):
    """One report, day by day."""

    def __init__(self) -> None:
        super().__init__()
        self.engine = MemoryEngine(default_processors(REGISTRY, Rules(TERMS)))
        self.now = FIRST + timedelta(hours=9)
        self.state = "DUE"
        self.forms = 0
        self.was_late = False

    def say(self, entry: tuple[Submission, datetime]) -> None:
        submission, at = entry
        self.engine.submit(topics.SOURCE_SUBMISSIONS, KEY.root, submission, at)
        self.now += timedelta(minutes=1)

    @initialize()
    def owe(self) -> None:
        self.say(due(self.now, 1, "MAPPING"))

    @rule(adds_up=st.booleans())
    def submit(self, adds_up: bool) -> None:
        self.forms += 1
        self.say(form(self.now, self.forms, adds_up=adds_up))
        self.state = LEGAL[self.state, "good" if adds_up else "bad"]

    @precondition(lambda self: self.state == "CHECK_FAILED")
    @rule(accepted=st.booleans())
    def decide(self, accepted: bool) -> None:
        self.say(decision(self.now, self.forms, accepted=accepted))
        self.state = LEGAL[self.state, "accept" if accepted else "reject"]

    @rule(days=st.integers(1, 4))
    def pass_days(self, days: int) -> None:
        self.now += days * ONE_DAY
        self.engine.wake(self.now)
        if self.now > end_of(DUE_DAY):
            self.was_late = self.was_late or not self.forms
            self.state = LEGAL[self.state, "over"]

    @invariant()
    def state_is_the_tables(self) -> None:
        stored = self.engine.state("reporting", KEY.root)
        if stored is None:
            return
        facts = MsgpackCodec(ReportingState).decode(stored).facts.values()
        today = (self.now + timedelta(hours=8)).date()
        assert report_of(KEY.root, facts).state_on(today).value == self.state
        assert not self.engine.dead

    @invariant()
    def a_breach_is_said_once_and_only_of_a_late_report(self) -> None:
        said = [
            record.value.fact.event
            for record in self.engine.sent
            if record.topic == topics.REPORT_EVENTS and isinstance(record.value, DisputeEvent)
        ]
        late = self.was_late or (self.state == "OVERDUE")
        assert said.count(Event.DEADLINE_BREACHED) == int(late)
        assert said.count(Event.DEADLINE_WARNED) <= 1


TestReportMachine = ReportMachine.TestCase
TestReportMachine.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)
