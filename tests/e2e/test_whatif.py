"""``hub whatif``: exactly the differences that the rules make, the same bytes twice, the record untouched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from hub.bus.embedded.recorded import recorded
from hub.cli.app import main
from hub.core.errors import HubError
from hub.core.topics import TOPICS
from hub.whatif.rules import gates_of, overrides_of, threshold_of

WORKED = Path(__file__).parents[2] / "examples" / "scenarios" / "worked-example"

UNITS = {
    "T2": {"level": 2, "kind": "PEOPLE", "division": "230803007", "org_kind": "RMC_TOWN"},
    "U2": {"level": 2, "kind": "PEOPLE", "division": "230811104", "org_kind": "RMC_TOWN"},
    "K3": {"level": 3, "kind": "PEOPLE", "division": "230803", "org_kind": "CENTRE_L3"},
}


def statement(day: str, dispute: str, event: str, unit: str | None = None, **data: object) -> dict[str, object]:
    agency = "justice" if unit else "petition" if data.get("channel") == "PETITION" else "grid"
    at = f"2026-{day}T10:00:00+08:00"
    return {
        "received_at": at,
        "occurred_at": at,
        "agency": agency,
        "system": agency,
        "native_id": f"{dispute}-{unit}",
        "dispute": dispute,
        "event": event,
        "unit": unit,
        "data": data,
    }


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    Three township cases of 8, 15 and 25 days, one in the other county of 15, and a petition refused on day 4.

    Under 20 days only the third is late; under 10 the second and that of the other county as well.
    """
    lines = []
    for number, (unit, ends) in enumerate((("T2", "03-10"), ("T2", "03-17"), ("T2", "03-27"), ("U2", "03-17")), 1):
        case = f"D{number}"
        lines += [
            statement("03-02", case, "DisputeReported", type="NEIGHBOUR", channel="GRID", parties=2),
            statement("03-02", case, "CaseOpened", unit, channel="GRID"),
            statement(ends, case, "AgreementReached", unit, form="ORAL", amount=0),
        ]
    lines += [
        statement(
            "03-02", "P", "DisputeReported", type="OTHER", channel="PETITION", parties=2, division="230803001001"
        ),
        statement("03-06", "P", "ConsentWithheld", subject="p1"),
    ]
    folder = tmp_path_factory.mktemp("whatif")
    (folder / "scenario.json").write_text(json.dumps({"units": UNITS, "views": []}), encoding="utf-8")
    (folder / "inputs.jsonl").write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return folder


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    assert main(["whatif", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)  # type: ignore[no-any-return]  # JSON of our own


def changes(document: dict[str, object], *sections: str) -> dict[tuple[str, str, str, str], int]:
    found = document["figures"]
    assert isinstance(found, list)
    return {
        (f["section"], f["line"], f["level"], f["column"]): f["change"]
        for f in found
        if f["change"] and (not sections or f["section"] in sections)
    }


def test_a_shorter_clock_makes_exactly_the_expected_breaches(
    scenario: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = told(capsys, str(scenario), "--clock", "LEVEL_L2=10")
    assert changes(document, "clocks") == {
        ("clocks", "LEVEL_L2", "L2", "late"): 2,
        ("clocks", "LEVEL_L2", "L2", "met"): -2,
    }
    assert changes(document, "announced")["announced", "LEVEL_L2", "-", "breached"] == 2
    assert changes(document, "load", "outcomes", "gate", "supervision", "pace") == {}, "facts don't change"


def test_a_clock_of_one_region_changes_nothing_elsewhere(scenario: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = changes(told(capsys, str(scenario), "--clock", "LEVEL_L2@230811=10"), "clocks")
    assert found["clocks", "LEVEL_L2", "L2", "late"] == 1


def test_the_other_gate_mode_makes_exactly_the_expected_waits(
    scenario: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The petition of 2 March waits until its consent is refused on the 6th: one dispute, four days (convention 10)."""
    expected = {("gate", "2026-03", "-", "waits"): 1, ("gate", "2026-03", "-", "wait_days"): 4}
    assert changes(told(capsys, str(scenario), "--gate", "required")) == expected
    assert changes(told(capsys, str(scenario), "--gate", "230803=required")) == expected
    assert changes(told(capsys, str(scenario), "--gate", "230811=required")) == {}


def test_a_calendar_without_holidays_lets_clocks_run_out_earlier(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    days = [{"date": "2026-01-01", "isOffDay": True}]
    (tmp_path / "2026.json").write_text(json.dumps({"year": 2026, "days": days}), encoding="utf-8")
    document = told(capsys, str(WORKED), "--calendar", str(tmp_path))
    assert not document["same"] or changes(document) == {}
    assert main(["whatif", str(WORKED), "--calendar", str(tmp_path / "nowhere")]) == 2


def test_a_rule_set_against_itself_makes_no_difference(scenario: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for folder in (scenario, WORKED):
        document = told(capsys, str(folder))
        assert document["same"] is True
        assert changes(document) == {}
    assert main(["whatif", str(scenario), "--clock", "LEVEL_L2=20", "--gate", "advisory"]) == 0
    assert "没有任何差别" in capsys.readouterr().out


def test_the_same_question_gets_the_same_bytes(scenario: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers = set()
    for _ in range(2):
        assert main(["whatif", str(scenario), "--clock", "LEVEL_L2=7", "--gate", "required", "--json"]) == 0
        answers.add(capsys.readouterr().out)
    assert len(answers) == 1


@pytest.fixture(scope="module")
def twice_told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    Three quarrels that two agencies tell, and two of one agency alone.

    The first is told with both people's numbers (0.95); the second with one number and the other party's name (0.90);
    the third with one number alone (0.70), which always waits for a clerk.
    """
    people = {
        "A": ([("a", "b"), ("a", "b")], [(), ()]),
        "B": ([("c", "d"), ("c",)], [("x", "y", "z"), ("x", "y", "z")]),
        "C": ([("e", "f"), ("e", "g")], [(), ()]),
    }
    lines = [
        statement(
            f"03-0{2 + number}",
            f"{name}{number}",
            "DisputeReported",
            type="NEIGHBOUR",
            channel="GRID" if number == 0 else "PETITION",
            parties=2,
            division="230803007001",
            tokens=list(tokens[number]),
            weak_tokens=list(weak[number]),
        )
        for name, (tokens, weak) in people.items()
        for number in (0, 1)
    ]
    lines += [statement("03-05", f"D{number}", "DisputeReported", type="OTHER", channel="GRID") for number in (1, 2)]
    folder = tmp_path_factory.mktemp("linking")
    (folder / "scenario.json").write_text(json.dumps({"units": UNITS, "views": []}), encoding="utf-8")
    (folder / "inputs.jsonl").write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return folder


def test_a_higher_threshold_moves_pairs_to_the_clerk_and_splits_disputes(
    twice_told: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = told(capsys, str(twice_told), "--link-threshold", "0.92")
    figures = document["figures"]
    assert isinstance(figures, list)
    found = {f["column"]: (f["before"], f["after"]) for f in figures if f["section"] == "linking"}
    assert found == {"linked": (2, 1), "queued": (1, 2), "disputes": (6, 7)}
    assert main(["whatif", str(twice_told), "--link-threshold", "0.92"]) == 0
    assert "0.84 → 0.92" in capsys.readouterr().out


def test_a_lower_threshold_joins_what_waited_for_the_clerk(
    twice_told: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = changes(told(capsys, str(twice_told), "--link-threshold", "0.7"), "linking")
    assert {place[-1]: change for place, change in found.items()} == {"linked": 1, "queued": -1, "disputes": -1}


def test_the_threshold_in_force_makes_no_difference(
    scenario: Path, twice_told: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder in (scenario, twice_told, WORKED):
        document = told(capsys, str(folder), "--link-threshold", "0.84")
        assert document["same"] is True and changes(document) == {}


@pytest.mark.parametrize("score", ["0.49", "1.01", "-1", "nan"])
def test_thresholds_that_cannot_be_are_refused(score: str, scenario: Path) -> None:
    with pytest.raises(HubError):
        threshold_of(float(score))
    assert main(["whatif", str(scenario), "--link-threshold", score]) == 2


def test_people_who_respond_are_an_assumption_that_says_so(scenario: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """At half the time nobody is later than before: 8, 15 and 25 days become 4, 7½ and 12½."""
    document = told(capsys, str(scenario), "--clock", "LEVEL_L2=10", "--respond")
    assert changes(document, "clocks") == {}
    assert changes(document, "pace")["pace", "PERIOD", "-", "median_days"] < 0
    assert "假设" in str(document["caveat"])
    rules = document["rules"]
    assert isinstance(rules, dict) and rules["behaviour"] == "responds"


def test_the_record_is_only_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hub = tmp_path / "hub"
    main(["simulate", "--to", str(hub), "--as", "hub", "--volume", "5", "--months", "1", "--yes"])

    def held() -> tuple[list[str], list[object]]:
        names = sorted(path.name for path in hub.rglob("*") if not path.name.endswith(("-shm", "-wal")))
        return names, [record for topic in TOPICS for record in recorded(hub / "var/log", topic.name)]

    before = held()
    assert len(before[1]) > 100
    assert main(["--settings", str(hub / "hub.toml"), "whatif", "--clock", "LEVEL_L1=3"]) == 0
    assert held() == before
    assert "LEVEL_L1" in capsys.readouterr().out


def test_the_workbook_holds_every_figure(scenario: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "other.xlsx"
    document = told(capsys, str(scenario), "--clock", "LEVEL_L2=10", "--xlsx", str(file), "--yes")
    book = load_workbook(file)
    assert len(book.sheetnames) == 9
    rows = sum(sheet.max_row - 1 for sheet in book.worksheets[1:])
    figures = document["figures"]
    assert isinstance(figures, list) and rows == len(figures)
    assert main(["whatif", str(scenario), "--xlsx", str(tmp_path / "never.xlsx"), "--json"]) == 2
    assert not (tmp_path / "never.xlsx").exists(), "a script must say --yes"


@pytest.mark.parametrize(
    "clock", ["LEVEL_L9=3", "RMC_30=10", "LEVEL_L2=soon", "LEVEL_L2=0", "LEVEL_L2", "LEVEL_L2=9999"]
)
def test_clocks_that_cannot_be_are_refused(clock: str, scenario: Path) -> None:
    with pytest.raises(HubError):
        overrides_of([clock])
    assert main(["whatif", str(scenario), "--clock", clock]) == 2


def test_a_gate_mode_that_does_not_exist_is_refused(scenario: Path) -> None:
    with pytest.raises(HubError):
        gates_of(["closed"])
    assert main(["whatif", str(scenario), "--gate", "closed"]) == 2


def test_an_empty_record_and_no_record_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "scenario.json").write_text(json.dumps({"units": {}, "views": []}), encoding="utf-8")
    (tmp_path / "inputs.jsonl").write_text("", encoding="utf-8")
    assert main(["whatif", str(tmp_path)]) == 1
    assert main(["whatif", str(tmp_path / "nowhere")]) == 2
