"""Four bodies with a mapping file each, and no Python of their own: through the running hub into the month's tables."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copy

import openpyxl
import pytest

from hub.bootstrap.holdings import read_hub
from hub.bootstrap.running import open_hub
from hub.bootstrap.surroundings import Surroundings
from hub.cli.app import main
from hub.core.daytime import local_day
from hub.core.events import Event
from hub.plugins.mapping import mapped_type
from hub.service.rounds import RunningHub
from hub.settings.loading import load_settings
from hub.testing import FixedClock
from tests.mapping_site import EXAMPLES, MAPPINGS, SAMPLES, cells_of

IN_TIME = datetime(2026, 4, 7, 1, tzinfo=UTC)


@dataclass
class Town:
    folder: Path
    clock: FixedClock
    hub: RunningHub
    ask: Callable[..., object]

    def rounds(self, count: int = 1) -> None:
        for _ in range(count):
            self.hub.run_round()
            self.clock.advance(timedelta(hours=1))


def connect(folder: Path, *examples: str) -> str:
    """Put mapping files and samples into *folder* and return the settings that connect them."""
    lines = []
    for example in examples:
        copy(EXAMPLES / example / MAPPINGS[example], folder / MAPPINGS[example])
        SAMPLES.place(example, folder)
        code = mapped_type(folder / MAPPINGS[example]).info.code
        lines.append(f'\n[adapters.{code}]\nmapping = "{MAPPINGS[example]}"')
        if example == "reconsideration-office":
            lines.append(f'url = "sqlite:///file:{folder / "复议局/fyj.db"}?mode=ro&uri=true"')
    return "\n".join(lines)


def open_town(folder: Path, capsys: pytest.CaptureFixture[str], *examples: str) -> Town:
    assert main(["init", str(folder), "--yes"]) == 0
    settings = folder / "hub.toml"
    settings.write_text(settings.read_text("utf-8") + connect(folder, *examples), "utf-8")
    clock = FixedClock(IN_TIME)

    def ask(*arguments: str) -> object:
        capsys.readouterr()
        main(["--settings", str(settings), *arguments, "--json"])
        return json.loads(capsys.readouterr().out)

    return Town(folder, clock, open_hub(load_settings(settings), Surroundings(clock=clock)), ask)


@pytest.fixture
def town(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Town]:
    town = open_town(tmp_path, capsys, *MAPPINGS)
    yield town
    town.hub.close()


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Town]:
    town = open_town(tmp_path, capsys, "market-supervision")
    yield town
    town.hub.close()


def month(town: Town, as_of: str = "2026-04-10") -> dict[str, dict[str, dict[str, int]]]:
    found = town.ask("stats", "show", "--month", "2026-03", "--as-of", as_of)
    return {
        table: {key: {name: int(value) for name, value in row.items()} for key, row in rows.items()}
        for table, rows in found["tables"].items()
    }


def test_every_body_stands_in_the_months_tables(town: Town) -> None:
    town.rounds(2)
    tables = month(town)
    accepted = {kind: row["acc"] for kind, row in tables["kind"].items()}
    assert accepted == {"ADMIN": 46, "ARBITRATION": 7, "INDUSTRY": 5}
    assert {unit: row["acc"] for unit, row in tables["unit"].items()} == {"MR": 46, "LDZC": 7, "YLTW": 5}
    assert tables["channel"]["ADMIN"]["acc"] == 47, "46 of the office, and one matter that the health bureau sent"
    assert tables["type"]["MEDICAL"]["acc"] == 5


def test_held_rows_go_back_as_a_list_and_a_proposal_takes_one_in(office: Town) -> None:
    office.rounds()
    returned = cells_of((office.folder / "市场监管/回执/隔离行.xlsx").read_bytes())
    assert [row[4] for row in returned[1:]] == ["E-SUM-01", "E-ID-02", "E-AMT-05", "E-CODE-02"]
    held = {item["code"]: item for item in office.ask("quarantine", "list")}
    assert held["E-ID-02"]["place"].endswith("第12行")
    assert held["E-AMT-05"]["place"].endswith("第27行") and held["E-AMT-05"]["proposal"] == "1,200元"
    assert held["E-CODE-02"]["place"].endswith("第31行") and held["E-CODE-02"]["proposal"] == "和解"
    before = month(office)["unit"]["MR"]["acc"]
    office.hub.close()
    for code in ("E-AMT-05", "E-CODE-02", "E-ID-02"):
        office.ask("quarantine", "fix", held[code]["id"], "--accept", "--yes")
    office.hub = open_hub(load_settings(office.folder / "hub.toml"), Surroundings(clock=office.clock))
    office.rounds()
    today = local_day(datetime.now(UTC)).isoformat()  # the desk works by the machine's clock
    assert month(office, today)["unit"]["MR"]["acc"] == before + 3
    returned = cells_of((office.folder / "市场监管/回执/隔离行.xlsx").read_bytes())
    assert [row[4] for row in returned[1:]] == ["E-SUM-01"]


def test_the_same_file_again_is_no_news_and_a_corrected_one_corrects(office: Town) -> None:
    office.rounds()
    inbox = office.folder / "市场监管/收件"
    before = month(office)
    copy(inbox / SAMPLES.LEDGER, inbox / "行政调解台账-重发2026年3月.xlsx")
    office.hub.run_round()
    assert office.hub.last["scjg-230803"].submitted == 0 and month(office) == before
    rows = SAMPLES.ledger_rows()
    rows[17][SAMPLES.HEADINGS.index("达成金额(元)")] = "1,250"
    rows[17][SAMPLES.HEADINGS.index("纠纷类别")] = "网购"
    (inbox / SAMPLES.LEDGER).write_bytes(SAMPLES.ledger(rows))
    office.clock.advance(timedelta(hours=1))
    office.hub.run_round()
    assert office.hub.last["scjg-230803"].corrected == 2
    steps = office.ask("trace", "scjg-230803:向市监调〔2026〕18号")["steps"]
    assert {step["event"] for step in steps} >= {Event.DISPUTE_CORRECTED.value, Event.AGREEMENT_CORRECTED.value}
    after = month(office)
    assert after["type"]["CONSUMER"]["acc"] == before["type"]["CONSUMER"]["acc"] - 1
    assert after["type"]["ECOMMERCE"]["acc"] == before["type"]["ECOMMERCE"]["acc"] + 1


def test_a_row_that_two_periods_lack_is_taken_back(office: Town) -> None:
    office.rounds()
    inbox = office.folder / "市场监管/收件"
    before = month(office)["unit"]["MR"]["acc"]
    rows = [row for place, row in enumerate(SAMPLES.ledger_rows()) if place != 17]
    for number in (4, 5):
        office.clock.set(datetime(2026, number + 1, 6, 1, tzinfo=UTC))
        (inbox / f"行政调解台账2026年{number}月.xlsx").write_bytes(SAMPLES.ledger(rows))
        office.hub.run_round()
        taken_back = 1 if number == 5 else 0
        assert month(office, f"2026-{number + 1:02d}-20")["unit"]["MR"]["acc"] == before - taken_back


def test_a_renamed_heading_holds_the_file_with_one_message_until_the_mapping_is_mended(office: Town) -> None:
    path = office.folder / "市场监管/收件" / SAMPLES.LEDGER
    book = openpyxl.load_workbook(path)
    book.worksheets[0].cell(3, 3).value = "纠纷类型"
    book.save(path)
    office.rounds(2)
    (item,) = office.ask("quarantine", "list")
    assert item["code"] == "E-DRF-01" and "纠纷类型" in item["reason_en"] and "第 23 行" in item["reason_en"]
    office.hub.close()
    mapping = office.folder / MAPPINGS["market-supervision"]
    mapping.write_text(mapping.read_text("utf-8").replace("from: 纠纷类别", "from: [纠纷类别, 纠纷类型]"), "utf-8")
    office.hub = open_hub(load_settings(office.folder / "hub.toml"), Surroundings(clock=office.clock))
    office.rounds()
    assert "E-DRF-01" not in {held["code"] for held in office.ask("quarantine", "list")}
    assert month(office)["unit"]["MR"]["acc"] == 46


def test_a_mapping_that_cannot_be_used_stops_nobody_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    town = open_town(tmp_path, capsys, "market-supervision", "labour-arbitration")
    town.hub.close()
    broken = tmp_path / MAPPINGS["labour-arbitration"]
    broken.write_text(broken.read_text("utf-8").replace("主键: AH", "主健: AH"), "utf-8")
    hub = open_hub(load_settings(tmp_path / "hub.toml"), Surroundings(clock=town.clock))
    assert "主健" in hub.trouble
    hub.run_round()
    assert set(hub.last) == {"scjg-230803"}
    hub.close()
    error = town.ask("adapter", "check", "ldzc-230800")
    assert error["error"] == "E-MAP-01" and "15:1" in error["what"] and "主键" in error["what"]


ZZ = """
mapping: 1
adapter: zz-230803
name: 向阳区综治中心例会摘录
unit: {code: ZZ, org_kind: ZZ_CENTRE, level: 3, division: "230803"}
profile: 综治中心摘录
contact: 综治办
source: {kind: csv, inbox: 综治/收件, file: "摘录{年}{月}.csv"}
key: 编号
change: {rule: 只增}
columns:
  native_id: {from: 编号}
  reported_on: {from: 登记, type: 日期}
  type: {from: 类别}
  channel: {from: 来源}
  complainant: {from: 甲方, party: 申请方}
  respondent: {from: 乙方, party: 被申请方}
  risk: {from: 风险}
writeback: {kind: xlsx, outbox: 综治/回执, content: [隔离行]}
"""


def test_OFF_3_the_centres_meeting_gets_what_is_open_in_its_division_and_no_person(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "zz.map.yaml").write_text(ZZ, "utf-8")
    inbox = tmp_path / "综治/收件"
    inbox.mkdir(parents=True)
    rows = "编号,登记,类别,来源,甲方,乙方,风险\n综2026-0001,2026-03-30,物业,热线,甲某、乙某,某物业公司,群体性\n"
    (inbox / "摘录202603.csv").write_text(rows, "utf-8")
    town = open_town(tmp_path, capsys, "medical-committee")
    town.hub.close()
    settings = tmp_path / "hub.toml"
    settings.write_text(settings.read_text("utf-8") + '\n[adapters.zz-230803]\nmapping = "zz.map.yaml"\n', "utf-8")
    town.hub = open_hub(load_settings(settings), Surroundings(clock=town.clock))
    town.rounds()
    town.hub.close()
    made = town.ask("map", "extract", "zz-230803", "--as-of", "2026-04-07", "--yes")
    first, second = made["lines"]
    assert (first["numbers"], first["risks"], first["parties"]) == (["综2026-0001"], ["MASS"], 3)
    assert second["numbers"] == ["医调2026-009"] and second["holder"] == "YLTW" and second["level"] == 3
    (written,) = (tmp_path / "综治/回执").glob("综治摘录-2026-04-07.xlsx")
    cells = cells_of(written.read_bytes())
    assert [row[1] for row in cells[1:]] == ["综2026-0001", "医调2026-009"]
    assert "甲某" not in repr(cells) and SAMPLES.name_of(9) not in repr(cells)


def test_INFO_1_a_form_that_a_body_files_goes_through_the_host_once(office: Town) -> None:
    book = openpyxl.Workbook()
    for row in (["单位", "受理件数", "成功", "金额（元）"], ["消保科", 40, 33, 45_000]):
        book.worksheets[0].append(row)
    book.save(office.folder / "市场监管/收件/行政调解月报2026年3月.xlsx")
    office.rounds(2)
    assert office.hub.last["scjg-230803"].trouble == []
    held = {item["code"] for item in office.ask("quarantine", "list")}
    assert held == {"E-SUM-01", "E-ID-02", "E-AMT-05", "E-CODE-02"}
    office.hub.close()
    report = read_hub(load_settings(office.folder / "hub.toml")).report("report:MONTHLY:2026-03:MR")
    assert report is not None
    (version,) = report.versions
    assert {line.measure: line.value for line in version.lines}["amount_fen"] == 4_500_000
