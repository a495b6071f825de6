"""The half-year end to end through the hub's own door: GOAL-1, INFO-2, INFO-3, MECH-1, MECH-2, OFF-3."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from pathlib import Path
from shutil import copytree

import openpyxl
import pytest

from hub.bootstrap.engines import open_engine
from hub.bootstrap.holdings import read_hub
from hub.contracts import Serde
from hub.core.daytime import end_of
from hub.core.deliveries import Delivery, DeliveryKind
from hub.core.leading_group import ROLES
from hub.core.machines import DocketState
from hub.core.statistics import monthly_view
from hub.core.topics import inbox_of
from hub.settings.loading import load_settings
from tests.halfyear_site import H1, Site, build

MEETING = date(2026, 7, 8)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("built")).parent


@pytest.fixture
def site(built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setenv("COLUMNS", "200")
    copytree(built, tmp_path / "hub")
    return Site(tmp_path / "hub/hub.toml", capsys)


def criteria(site: Site, *more: str) -> dict[str, set[str]]:
    told = site.json("halfyear", "docket", "--half", H1, "--as-of", "2026-07-06", *more)
    return {entry["dispute"]: set(entry["criteria"]) for entry in told["entries"]}


def test_GOAL_1_six_reductions_stand_beside_their_counter_measures(site: Site) -> None:
    file = site.settings.parent / "六减少.csv"
    rows = ["报送单位,区划,月份,指标,件数"]
    rows += [
        f"向阳区法院,230803,{year}-{month:02d},民商事一审新收,{count}"
        for year, count in ((2025, 60), (2026, 30))
        for month in range(1, 4)
    ]
    file.write_text("\n".join(rows), encoding="utf-8")
    assert site.ask("trends", "import", str(file), "--who", "TJ-1", "--yes")[0] == 0
    lines = {line["code"]: line for line in site.json("trends", "show", "--month", "2026-03")["lines"]}
    assert len(lines) == 8 and lines["SUITS"]["yoy"]["percent"] == -50.0
    assert lines["SUITS"]["counter"] == "OVERDUE_ENTRUST"
    assert lines["SUITS"]["signal"] == "FALL_ALONE" and not lines["SUITS"]["may_be_green"]
    assert [code for code, line in lines.items() if line["may_be_green"]] == []


def test_INFO_2_the_draft_has_every_figure_with_definition_and_disputes(site: Site) -> None:
    to = site.settings.parent / "报告.md"
    arguments = ("--half", H1, "--as-of", "2026-07-10")
    assert site.ask("halfyear", "draft", *arguments, "--to", str(to), "--yes")[0] == 0
    text = to.read_text("utf-8")
    assert "应报日期：2026-07-10" in text and "| 受理 | 9 |" in text and "75.00 %" in text
    assert text.count("【待填写：") == 5, "what only people can write is a marked gap"
    for line in text.splitlines():
        if "hub halfyear explain" in line:
            _, value, definition, command = (cell.strip() for cell in line.strip("| ").split("|"))
            assert definition and value
            told = site.json(*command.split()[1:], "--as-of", "2026-07-10")
            assert told["figure"]["text"] == value
            if value.isdigit() and told["figure"]["code"] not in ("people", "days", "in", "out"):
                assert len(told["figure"]["disputes"]) == int(value), line


def test_INFO_2_the_flows_are_the_sums_of_the_monthly_reports(site: Site) -> None:
    rows = list(read_hub(load_settings(site.settings)).reader.rows(end_of(date(2026, 7, 10))))
    views = [monthly_view(rows, f"2026-{month:02d}") for month in range(1, 7)]
    told = site.json("halfyear", "explain", "acc", "--half", H1, "--as-of", "2026-07-10")
    assert int(told["figure"]["text"]) == sum(view.city["acc"] for view in views) == 9


def test_INFO_2_a_unit_has_its_own_report_in_word_and_workbook(site: Site) -> None:
    for ending in (".docx", ".xlsx"):
        to = site.settings.parent / f"X2{ending}"
        assert (
            site.ask(
                "halfyear", "draft", "--half", H1, "--as-of", "2026-07-10", "--body", "X2", "--to", str(to), "--yes"
            )[0]
            == 0
        )
    with zipfile.ZipFile(site.settings.parent / "X2.docx") as archive:
        document = archive.read("word/document.xml").decode()
    assert "西林街道 RMC2026年上半年" in document and "【待填写：下一步工作打算】" in document
    book = openpyxl.load_workbook(io.BytesIO((site.settings.parent / "X2.xlsx").read_bytes()))
    figures = {row[0]: row[1] for row in book["一、工作量"].iter_rows(values_only=True) if row[0]}
    assert (figures["受理"], figures["办结"]) == ("2", "2")
    assert site.ask("halfyear", "draft", "--half", H1, "--to", "x.pdf2", "--yes")[0] == 2
    assert site.ask("halfyear", "draft", "--half", H1, "--body", "NOBODY", "--to", "x.md", "--yes")[0] == 1


def test_INFO_3_screening_lists_what_rises_and_says_what_it_cannot_know(site: Site) -> None:
    told = site.json("trends", "screen", "--month", "2026-03")
    assert told["missing"] == ["2025-03"] and told["rising"] == []


def test_MECH_1_every_role_receives_its_papers_and_no_other(site: Site) -> None:
    to = site.settings.parent / "上报"
    assert site.ask("halfyear", "hand-up", "--half", H1, "--as-of", "2026-07-10", "--to", str(to), "--yes")[0] == 0
    for role in ROLES:
        there = {path.stem for path in (to / H1 / role.zh).iterdir()}
        assert there == {paper.zh for paper in role.papers}, role
    assert [one["code"] for one in site.json("halfyear", "roles")] == [role.code for role in ROLES]


def test_MECH_2_rules_name_the_hard_cases_with_evidence(site: Site) -> None:
    assert criteria(site) == {
        "D4": {"SUIT_LINKED"},
        "D5": {"RISK"},
        "D6": {"UNRESOLVED", "PETITION_LINKED"},
        "D7": {"OPEN_60", "SUIT_LINKED"},
        "D8": {"UNRESOLVED", "SUIT_LINKED"},
        "D10": {"RISK"},
    }


def figures_of(site: Site) -> object:
    return site.json("stats", "show", "--month", "2026-03", "--as-of", "2026-04-13")


def test_MECH_2_the_meeting_decides_and_its_decisions_come_back_as_tasks(site: Site) -> None:
    before = figures_of(site)
    sheet = site.settings.parent / "会商.xlsx"
    asked = ("halfyear", "docket", "--half", H1, "--as-of", "2026-07-06", "--to", str(sheet), "--yes")
    assert site.ask(*asked)[0] == 0
    day, wrong = MEETING.isoformat(), {"决定": "交办", "责任单位": "X9", "期限": "2026-07-31", "决定日期": "2026-07-08"}
    decided: dict[str, dict[str, object]] = {
        "D7": {"决定": "交办", "责任单位": "X3", "期限": "2026-07-31", "决定日期": day},
        "D6": {"决定": "结转", "决定日期": day},
        "D8": {"决定": "办结", "决定日期": MEETING},
        "D5": {"决定": "落实", "决定日期": day},
        "D10": wrong,
    }
    site.fill(sheet, decided.get)
    code, out, _ = site.ask("halfyear", "import-decisions", str(sheet), "--who", "ZB-01", "--yes", "--json")
    told = json.loads(out)
    assert code == 1 and (told["taken"], told["blank"], told["rejected"]) == (3, 1, 2)
    assert {(one["field"], one["reason"]) for one in told["returned"]} == {("决定", "NOT_NOW"), ("责任单位", "NO_UNIT")}
    assert (site.settings.parent / "会商.退回.xlsx").is_file()
    site.step()
    assert site.state("D7").docket[H1].state is DocketState.PLANNED
    assert site.state("D8").docket[H1].state is DocketState.CLOSED
    assert site.state("D6").docket["2026-H2"].carried_from == H1
    again = json.loads(site.ask("halfyear", "import-decisions", str(sheet), "--who", "ZB-01", "--yes", "--json")[1])
    assert (again["taken"], again["unchanged"]) == (0, 3), "the same sheet twice is one decision"
    assert figures_of(site) == before, "no monthly figure knows of the meeting"
    in_time = site.ask("halfyear", "tasks", "--as-of", "2026-07-31", "--json")
    late = site.ask("halfyear", "tasks", "--as-of", "2026-08-01", "--json")
    assert (in_time[0], late[0]) == (0, 1)
    (task,) = json.loads(late[1])
    assert (task["dispute"], task["owner"], task["due"], task["status"]) == ("D7", "X3", "2026-07-31", "overdue")


def test_MECH_2_the_task_is_delivered_to_its_owner_alone(site: Site) -> None:
    sheet = site.settings.parent / "会商.csv"
    sheet.write_text(
        "半年,纠纷标识,决定,责任单位,期限,决定日期\n2026-H1,D7,交办,X3,2026-07-31,2026-07-08\n", encoding="utf-8"
    )
    assert site.ask("halfyear", "import-decisions", str(sheet), "--who", "ZB-01", "--yes")[0] == 0
    engine = open_engine(load_settings(site.settings))
    engine.run_until_idle()
    topic, found = inbox_of("justice"), []
    for partition in range(engine.bus.partitions(topic)):
        for record in engine.bus.read(topic, partition, 0, 1_000):
            value = Serde().decode(topic, record.value)
            if isinstance(value, Delivery) and value.kind is DeliveryKind.DOCKET_TASK:
                found.append((value.unit, value.due, value.details["half"], value.dossiers))
    engine.close()
    assert found == [("X3", date(2026, 7, 31), H1, ())]


def test_MECH_2_a_person_nominates_and_rules_nominate_once(site: Site) -> None:
    arguments = ("halfyear", "nominate", "--half", H1, "--who", "ZB-01", "--yes")
    assert site.ask(*arguments, "--dispute", "D1", "--reason", "LEADER")[0] == 0
    assert site.ask(*arguments, "--dispute", "NONE")[0] == 1
    assert site.ask(*arguments, "--dispute", "D1", "--reason", "张三家又闹")[0] == 2, "a code, nothing of the case"
    site.step()
    assert site.state("D1").docket[H1].reasons == ["LEADER"]
    told = site.json(*arguments)
    assert "D1" not in told["nominated"] and set(told["nominated"]) >= {"D6", "D8"}
    site.step()
    assert site.json(*arguments)["nominated"] == []


def test_OFF_3_a_township_has_its_own_extract(site: Site) -> None:
    """D3 to D8 arose nowhere in particular: they lie with the unit that works on them, 西林街道 or 长发镇."""
    assert set(criteria(site, "--region", "230811104")) == {"D7", "D10"}
    assert set(criteria(site, "--region", "230803007")) == {"D5"}
