"""What is clicked in the console counts exactly like what a department's own system states."""

from __future__ import annotations

from dataclasses import asdict

from hub.core import topics
from hub.core.acts.catalogue import Act
from hub.core.acts.statements import Click
from hub.core.daytime import local_day
from hub.core.events import Event
from hub.core.ports import Row
from hub.scenarios.reader import line_of
from hub.vault import KeyedTokeniser, SoftwareProvider
from hub.vault.keys import MasterKey
from hub.workbench.registration import Registration, Window
from tests.bench_rig import FORM, values
from tests.desk_story import START, Desks
from tests.story import REGISTRY, Story

NOT_WHO = ("label", "id", "agency", "part")
"""Columns that name who said it and under which key."""


def rows(story: Story) -> list[dict[str, object]]:
    found = [asdict(row) for row in story.engine.rows.values() if _holds(row)]
    told = [{name: value for name, value in row.items() if name not in NOT_WHO} for row in found]
    return sorted(told, key=repr)


def _holds(row: Row) -> bool:
    return row.known_until is None or row.known_until > row.known_from


def clicked() -> Desks:
    """Register by the short form, accept, escalate, agree above, sign for the result: all by forms."""
    desks = Desks()
    tokeniser = KeyedTokeniser(MasterKey("k1", bytes(32)), SoftwareProvider())
    window = Window("justice", REGISTRY, tokeniser)
    form = window.read(values({**FORM, "own": "T2", "next": "take-on", "division": ""}), "T2", Click("c1", START))
    assert isinstance(form, Registration), form
    for submission in window.state(form, "〔2026〕西林登字第1号").submissions:
        desks.submit(submission)
    desks.dispute = form.root
    desks.do(Act.START, "T2")
    desks.do(Act.ESCALATE, "T2", to="K3")
    desks.do(Act.ACCEPT_ESCALATION, "K3")
    desks.do(Act.AGREE, "K3", form="WRITTEN", amount_fen="8,000", due="2026-04-30")
    desks.do(Act.ACKNOWLEDGE_RESULT, "T2")
    return desks


def told() -> Story:
    """Return the same matter as a township's own system states it, record by record."""
    story = Story()
    report = {"type": "NEIGHBOUR", "channel": "PARTY", "parties": 2, "division": "230803007"}
    lines: list[tuple[str, Event, str | None, dict[str, object]]] = [
        ("09:00", Event.DISPUTE_REPORTED, None, report),
        ("09:00", Event.CASE_OPENED, "T2", {"channel": "PARTY"}),
        ("09:00", Event.CONSENT_RECORDED, None, {"subject": "p1", "state": "GIVEN"}),
        ("09:30", Event.MEDIATION_STARTED, "T2", {}),
        ("10:00", Event.ESCALATION_REQUESTED, "T2", {"to": "K3"}),
        ("10:30", Event.ESCALATION_ACCEPTED, "K3", {"frm": "T2"}),
        ("11:00", Event.AGREEMENT_REACHED, "K3", {"form": "WRITTEN", "amount": 8000, "due": "2026-04-30"}),
        ("11:30", Event.CASCADE_ACKNOWLEDGED, "T2", {"frm": "K3"}),
    ]
    for at, event, unit, data in lines:
        state(story, f"2026-03-02T{at}:00+08:00", event, unit, data)
    return story


def state(story: Story, at: str, event: Event, unit: str | None, data: dict[str, object]) -> None:
    line = line_of(
        {
            "received_at": at,
            "occurred_at": at,
            "agency": "justice",
            "system": "xilin",
            "native_id": "rmtj-12",
            "dispute": "D1",
            "event": event.value,
            "unit": unit,
            "data": data,
        }
    )
    story.engine.submit(topics.SOURCE_SUBMISSIONS, line.submission.root, line.submission, line.received_at)


def test_one_dispute_gives_the_same_rows_by_the_console_and_by_a_system() -> None:
    desks, story = clicked(), told()
    assert rows(desks.story) == rows(story)
    assert len(rows(story)) > 10
    one, other = desks.story.view(), story.view()
    for figure in ("city", "tables", "checks", "outcomes", "agreements", "amount_fen"):
        assert getattr(one, figure) == getattr(other, figure), figure
    assert local_day(START).isoformat() == "2026-03-02"
