"""LOOP-0 triage and domain §2.4: several reporters, one dispute; what a rule may do, what a person must, and back."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hub.bootstrap.engines import open_engine
from hub.cli.app import main
from hub.core import topics
from hub.core.deliveries import DeliveryKind
from hub.core.dispute import DisputeState
from hub.core.events import Details, Event, Submission, event_id
from hub.core.machines import FeedbackState
from hub.core.statistics import MonthlyView
from hub.settings.loading import load_settings
from hub.testing.tokens import strong_token, weak_tokens
from tests.story import Story

WANG, LI, ZHAO = "11010519491231002X", "440524188001010014", "91350100M000100Y43"
LINKED = {"tokens": [strong_token(1, WANG), strong_token(2, LI)], "division": "230803007001"}
ONLY_WANG = {"tokens": [strong_token(1, WANG)], "division": "230803007001"}


def live(view: MonthlyView) -> tuple[int, int, int]:
    """Accepted, concluded and pending of the city."""
    return view.city["acc"], view.city["concl"], view.city["pend"]


def two_tellings(**second: object) -> Story:
    """A grid report that V1 accepts; then a police transfer of the same quarrel that T2 accepts."""
    told = Story().report("03-02", **LINKED).tell("03-03", Event.CASE_OPENED, unit="V1", channel="GRID")
    told.report("03-04", root="D2", agency="police", **(LINKED | second))
    told.tell("03-04", Event.REFERRAL_CREATED, root="D2", agency="police", unit="T2", ref="f1", kind="TRANSFER")
    return told.tell("03-05", Event.REFERRAL_ACCEPTED, root="D2", unit="T2", ref="f1", channel="POLICE")


def test_LOOP_0_two_reports_of_the_same_people_are_one_dispute_by_rule() -> None:
    """The earliest acceptance stays with its unit and channel; the absorbed dispute is in no count."""
    told = two_tellings()
    view = told.view()
    assert live(view) == (1, 0, 1)
    assert view.tables["unit"]["V1"]["acc"] == 1 and "T2" not in view.tables["unit"]
    assert view.tables["channel"]["GRID"]["acc"] == 1 and "POLICE" not in view.tables["channel"]
    assert set(told.state("D1").reports) == {"D1", "D2"} and not told.state("D2").reports


def test_HAND_2_every_referrer_of_a_merged_dispute_gets_feedback() -> None:
    """The police asked under the absorbed report: it's answered when the surviving dispute ends."""
    told = two_tellings()
    told.tell("03-09", Event.AGREEMENT_REACHED, unit="V1", form="ORAL", amount=0)
    assert told.state("D1").referrals["f1"].feedback is FeedbackState.SENT
    sent = [d for d in told.deliveries() if d.kind is DeliveryKind.FEEDBACK]
    assert [(d.agency, d.root, d.ref) for d in sent] == [("police", "D2", "f1")]


def test_HAND_2_a_withdrawn_referral_of_a_merged_dispute_owes_none() -> None:
    told = two_tellings()
    told.tell("03-05", Event.REFERRAL_WITHDRAWN, root="D2", agency="police", unit="T2", ref="f1")
    told.tell("03-09", Event.AGREEMENT_REACHED, unit="V1", form="ORAL", amount=0)
    assert not [d for d in told.deliveries() if d.kind is DeliveryKind.FEEDBACK]


@pytest.mark.parametrize("tokens", [ONLY_WANG, {**LINKED, "type": "CONTRACT"}], ids=["one number", "another type"])
def test_LOOP_0_less_than_two_people_of_one_matter_waits_for_a_clerk(tokens: dict[str, object]) -> None:
    """Nothing is joined until a person says so."""
    told = two_tellings(**tokens)
    assert live(told.view()) == (2, 0, 2)
    told.tell("03-06", Event.DISPUTES_MERGED, root="D2", agency="hub", survivor="D1", absorbed="D2")
    assert live(told.view()) == (1, 0, 1)


def revision(told: Story) -> tuple[MonthlyView, MonthlyView]:
    """March as it closed, and as known on 20 April."""
    return told.view(as_known="04-10"), told.view(as_known="04-20")


def difference(first: MonthlyView, second: MonthlyView) -> dict[tuple[str, str], int]:
    """Return the signed difference of the units' cells that are filled in either revision."""
    units = first.tables["unit"].keys() | second.tables["unit"].keys()
    cells = {(unit, name) for unit in units for name in ("acc", "concl", "pend")}
    told = [
        (view.tables["unit"].get(unit, {}).get(name, 0), unit, name) for view in (first, second) for unit, name in cells
    ]
    filled = {(unit, name) for value, unit, name in told if value}
    return {
        (unit, name): second.tables["unit"].get(unit, {}).get(name, 0) - first.tables["unit"].get(unit, {}).get(name, 0)
        for unit, name in filled
    }


def test_a_merge_in_a_closed_month_is_a_revision_with_a_signed_difference() -> None:
    """Convention 3: it acts on the month of the first acceptance; the closed revision stays as it was."""
    told = two_tellings(**ONLY_WANG)
    told.tell("04-14", Event.DISPUTES_MERGED, root="D2", agency="hub", survivor="D1", absorbed="D2")
    first, second = revision(told)
    assert (live(first), live(second)) == ((2, 0, 2), (1, 0, 1))
    assert difference(first, second) == {("V1", "acc"): 0, ("V1", "pend"): 0, ("T2", "acc"): -1, ("T2", "pend"): -1}
    assert all(first.checks.values()) and all(second.checks.values())


def test_a_split_in_a_closed_month_is_a_revision_with_a_signed_difference() -> None:
    told = two_tellings()
    told.tell("04-14", Event.DISPUTE_SPLIT, root="D2", agency="hub", survivor="D1", restored="D2")
    first, second = revision(told)
    assert (live(first), live(second)) == ((1, 0, 1), (2, 0, 2))
    assert difference(first, second) == {("V1", "acc"): 0, ("V1", "pend"): 0, ("T2", "acc"): 1, ("T2", "pend"): 1}
    assert second.tables["channel"]["POLICE"]["acc"] == 1
    assert all(first.checks.values()) and all(second.checks.values())


def test_split_and_merged_again_gives_the_figures_back() -> None:
    told = two_tellings()
    before = told.view(as_known="04-10")
    told.tell("04-14", Event.DISPUTE_SPLIT, root="D2", agency="hub", survivor="D1", restored="D2", native="x1")
    told.tell("04-15", Event.DISPUTES_MERGED, root="D2", agency="hub", survivor="D1", absorbed="D2", native="x2")
    after = told.view(as_known="04-20")
    assert (after.city, after.tables) == (before.city, before.tables)


def test_a_split_takes_out_exactly_the_one_report() -> None:
    """Three reports of one dispute: the third stays with the first when the second is split off."""
    told = two_tellings()
    told.report("03-06", root="D3", agency="petition", **LINKED)
    assert set(told.state("D1").reports) == {"D1", "D2", "D3"}
    told.tell("03-07", Event.DISPUTE_SPLIT, root="D2", agency="hub", survivor="D1", restored="D2")
    assert roots(told.state("D1")) == {"D1", "D3"} and roots(told.state("D2")) == {"D2"}


def roots(state: DisputeState) -> set[str]:
    return {report.root for report in state.reports.values()}


# --- through the command line, on the engine, over restarts ----------------------------------------------------------

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
NAMES = [*weak_tokens(1, name="王建国", phone="13904541234"), *weak_tokens(2, name="李玉梅", phone="13904545678")]


def report(system: str, number: str, days: int, *, strong: bool) -> tuple[datetime, Submission]:
    details: Details = {
        "type": "NEIGHBOUR",
        "channel": "GRID",
        "parties": 2,
        "tokens": [strong_token(1, WANG), strong_token(2, LI)] if strong else [],
        "weak_tokens": NAMES,
        "division": "230803007001",
        "number": number,
    }
    at = AT + timedelta(days=days)
    submission = Submission(
        event=Event.DISPUTE_REPORTED,
        event_id=event_id("DisputeReported", system, number, None, details),
        root=f"{system}:{number}",
        agency=system,
        system=system,
        native_id=number,
        occurred_at=at,
        recorded_at=at,
        details=details,
    )
    return at, submission


class Desk:
    """A hub in a folder; the engine is opened, run and closed each time, as after a restart."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.settings = folder / "hub.toml"
        self.capsys = capsys
        assert main(["init", str(folder), "--yes"]) == 0

    def process(self, *reports: tuple[datetime, Submission]) -> None:
        engine = open_engine(load_settings(self.settings))
        try:
            entries = [(submission.root, submission, at, {}) for at, submission in reports]
            if entries:
                engine.append(topics.SOURCE_SUBMISSIONS, entries)
            engine.run_until_idle()
        finally:
            engine.close()

    def ask(self, *arguments: str) -> tuple[int, str]:
        self.capsys.readouterr()
        code = main(["--settings", str(self.settings), *arguments])
        shown = self.capsys.readouterr()
        return code, shown.out + shown.err

    def queue(self) -> list[dict[str, object]]:
        return json.loads(self.ask("links", "list", "--json")[1])

    def pair(self, spoken: str) -> dict[str, object]:
        return json.loads(self.ask("links", "show", spoken, "--json")[1])


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


def test_LOOP_0_a_clerk_judges_what_weak_evidence_proposes(desk: Desk) -> None:
    """Names and telephones of both parties agree, no number does: asked, judged, taken back, judged anew."""
    desk.process(report("grid", "G-1", 0, strong=False), report("police", "P-1", 2, strong=False))
    waiting = desk.queue()
    assert len(waiting) == 1 and waiting[0]["state"] == "PROPOSED" and waiting[0]["one_dispute"] is False
    spoken = str(waiting[0]["pair"])[:8]
    assert desk.ask("links", "list")[0] == 1
    status = json.loads(desk.ask("status", "--json")[1])["links_waiting"]
    assert status["count"] == 1 and status["since"].startswith("2026-03-04")

    assert desk.ask("links", "accept", spoken, "--officer", "K3-07", "--yes")[0] == 0
    desk.process()
    assert desk.queue() == []
    accepted = desk.pair(spoken)
    assert (accepted["state"], accepted["one_dispute"]) == ("ACCEPTED", True)

    assert desk.ask("links", "accept", spoken, "--officer", "K3-08", "--yes")[0] == 2, "one decision for a pair"
    assert desk.ask("links", "undo", spoken, "--officer", "K3-08", "--reason", "误判", "--yes")[0] == 0
    desk.process()
    undone = desk.queue()
    assert [(pair["state"], pair["one_dispute"]) for pair in undone] == [("UNDONE", False)]

    assert desk.ask("links", "reject", spoken, "--officer", "K3-07", "--reason", "OTHER_MATTER", "--yes")[0] == 0
    desk.process()
    assert desk.queue() == []
    decided = desk.pair(spoken)["decisions"]
    assert [(d["action"], d["by"], d["reason"]) for d in decided[1:]] == [  # type: ignore[index]
        ("LINK", "K3-07", "SAME_MATTER"),
        ("SPLIT", "K3-08", "MISTAKE"),
        ("REJECT", "K3-07", "OTHER_MATTER"),
    ]


def test_LOOP_0_an_automatic_link_can_be_undone(desk: Desk) -> None:
    desk.process(report("grid", "G-1", 0, strong=True), report("police", "P-1", 2, strong=True))
    linked = json.loads(desk.ask("links", "list", "--state", "linked", "--json")[1])
    assert [pair["one_dispute"] for pair in linked] == [True] and desk.queue() == []
    spoken = linked[0]["pair"]
    assert desk.ask("links", "undo", spoken, "--officer", "K3-07", "--yes")[0] == 0
    desk.process()
    assert [(pair["state"], pair["one_dispute"]) for pair in desk.queue()] == [("UNDONE", False)]


def test_a_third_report_that_links_two_disputes_leaves_the_clerk_to_join_them(desk: Desk) -> None:
    """Whole disputes are joined on account of a pair: whoever follows a report comes along."""
    desk.process(
        report("grid", "G-1", 0, strong=False),
        report("police", "P-1", 1, strong=True),
        report("court", "C-1", 2, strong=True),
    )
    first = desk.queue()[0]
    assert desk.ask("links", "accept", str(first["pair"]), "--officer", "K3-07", "--yes")[0] == 0
    desk.process()
    every = json.loads(desk.ask("links", "list", "--state", "all", "--json")[1])
    assert len(every) == 3 and all(pair["one_dispute"] for pair in every)
    assert desk.queue() == []


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("accept", "nothere", "--officer", "K3"), 1),
        (("show", "nothere"), 1),
        (("list", "--state", "lost"), 2),
        (("reject", "", "--officer", "K3"), 1),
    ],
)
def test_what_is_not_there_is_said(desk: Desk, arguments: tuple[str, ...], code: int) -> None:
    desk.process(report("grid", "G-1", 0, strong=False))
    found = desk.ask("links", *arguments, *(["--yes"] if "--officer" in arguments else []))
    assert found[0] == code and "Traceback" not in found[1]


def test_an_officer_is_a_code_and_a_reason_one_of_the_list(desk: Desk) -> None:
    """Decisions are kept for ever on a shared stream: no name, no free text."""
    desk.process(report("grid", "G-1", 0, strong=False), report("police", "P-1", 2, strong=False))
    spoken = str(desk.queue()[0]["pair"])
    assert desk.ask("links", "accept", spoken, "--officer", "王建国", "--yes")[0] == 2
    assert desk.ask("links", "reject", spoken, "--officer", "K3", "--reason", "他说不是", "--yes")[0] == 2
    assert desk.ask("links", "accept", spoken, "--officer", "K3")[0] == 2, "a script must say --yes"
    desk.process()
    assert [pair["state"] for pair in desk.queue()] == ["PROPOSED"]


def test_nothing_shown_stands_for_a_person(desk: Desk) -> None:
    desk.process(report("grid", "G-1", 0, strong=True), report("police", "P-1", 2, strong=True))
    spoken = json.loads(desk.ask("links", "list", "--state", "all", "--json")[1])[0]["pair"]
    for shown in (desk.ask("links", "show", spoken)[1], desk.ask("links", "show", spoken, "--json")[1]):
        assert "test.0." not in shown and "王" not in shown and WANG not in shown
