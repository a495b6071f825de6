"""The signed monthly form, what is published of it, and the extracts that others get: end to end through ``hub``."""

from __future__ import annotations

import csv
import json
import random
import shutil
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib.resources import files
from itertools import product
from pathlib import Path

import pytest
from openpyxl import load_workbook

from hub.bootstrap.engines import open_engine
from hub.bureau import open_bureau, settle
from hub.cli.app import main
from hub.core import topics
from hub.core.daytime import end_of
from hub.core.errors import PermanentError
from hub.core.messages import MonthlyCheck
from hub.core.ports import Row
from hub.core.publishing import PublicTable, public_month
from hub.core.statistics import known_at, monthly_view
from hub.demo.opening import LogIn, make_log_ins
from hub.documents.pdf import write_pdf
from hub.documents.workbook import write_workbook
from hub.processors.codec import MsgpackCodec
from hub.processors.reporting import Reporting, ReportingState
from hub.scenarios.reader import read_scenario
from hub.scenarios.replay import ReplayOptions, feed
from hub.service.signing import city_report
from hub.settings.loading import load_settings
from hub.settings.whole import HubSettings
from hub.vault import create_key_file
from tests.people_rig import open_cheaply

EXAMPLE = Path(__file__).parents[2] / "examples" / "scenarios" / "worked-example"
OFFICERS = """
[officers.S01]
office = "市司法局统计科"
roles = ["filler"]
[officers.S02]
office = "市司法局综合科"
roles = ["statistics"]
[officers.S03]
office = "市司法局"
roles = ["head"]
"""
MONTH = "2026-03"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hub that has taken in the worked example and isn't running."""
    home = tmp_path_factory.mktemp("hub")
    scenario = read_scenario(EXAMPLE)
    units = [unit for versions in scenario.registry.units.values() for unit in versions]
    lines = [
        f'[[unit]]\ncode = "{u.code}"\nname = "{u.name}"\nlevel = {u.level}\nkind = "{u.kind}"\n'
        f'org_kind = "{u.org_kind}"\ndivision = "{u.division}"\nagency = "{u.agency}"\n'
        for u in units
    ]
    (home / "units.toml").write_text("\n".join(lines), encoding="utf-8")
    (home / "hub.toml").write_text(f'data = "var"\nunits = "units.toml"\n{OFFICERS}', encoding="utf-8")
    engine = open_engine(load_settings(home / "hub.toml"))
    fed = feed(scenario.lines, ReplayOptions(derive=True))
    entries = [(line.submission.root, line.submission, line.received_at, {}) for line in fed]
    engine.append(topics.SOURCE_SUBMISSIONS, entries)
    engine.run_until_idle()
    engine.close()
    return home


@pytest.fixture
def home(template: Path, tmp_path: Path) -> Path:
    shutil.copytree(template, tmp_path / "hub")
    return tmp_path / "hub"


class Desk:
    """``hub`` at work on one folder."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.home = home
        self.capsys = capsys
        self.log_ins: dict[str, LogIn] = {}
        self.codes: dict[str, list[str]] = {}

    @property
    def settings(self) -> HubSettings:
        return load_settings(self.home / "hub.toml")

    def run(self, *words: str, code: int = 0) -> str:
        self.capsys.readouterr()
        assert main(["--settings", str(self.home / "hub.toml"), *words]) == code, self.capsys.readouterr()
        out, err = self.capsys.readouterr()
        return out + err

    def json(self, *words: str, code: int = 0) -> dict[str, object]:
        return json.loads(self.run(*words, "--json", code=code))

    def close(self, day: str) -> dict[str, object]:
        return self.json("stats", "close", "--month", MONTH, "--as-of", day, "--yes")

    def sign(self, officer: str, role: str, code: int = 0) -> dict[str, object]:
        return self.json("stats", "sign", "--month", MONTH, "--officer", officer, "--role", role, "--yes", code=code)

    def reopen(self, reason: str, first: str, second: str, code: int = 0) -> str:
        """Let two accounts sign in and reopen the month; a recovery code stands for the one of the telephone."""
        if not self.log_ins:
            create_key_file(self.settings.key)
            with closing(open_cheaply(self.settings)) as people:
                self.log_ins.update({one.code: one for one in make_log_ins(people, datetime.now(UTC))})
            self.codes.update({one.code: list(one.recovery_codes) for one in self.log_ins.values()})
        known = [self.log_ins[person] for person in (first, second) if person in self.log_ins]
        told = self.home / "told"
        told.write_text("\n".join(f"{one.password}\n{self.codes[one.code].pop()}" for one in known) + "\nx\nx\n")
        words = (
            "stats",
            "reopen",
            "--month",
            MONTH,
            "--why",
            reason,
            "--as",
            first,
            "--with",
            second,
            "--yes",
            "--json",
        )
        return self.run(*words, "--sign-in", str(told), code=code)

    def sign_all(self) -> list[Path]:
        self.sign("S01", "filler")
        self.sign("S02", "statistics")
        return [Path(path) for path in self.sign("S03", "head")["frozen"]]


@pytest.fixture
def desk(home: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(home, capsys)


def test_INFO_1_a_month_is_closed_signed_and_frozen(desk: Desk) -> None:
    """The figures of §7 stand on the form; it's frozen after the last signature; each file proves itself."""
    closed = desk.close("2026-04-10")
    assert (closed["revision"], closed["failed"]) == (1, [])
    refused = desk.sign("S02", "statistics", code=2)
    assert "填表人" in str(refused["what"]) or "filler" in str(refused["what"])
    assert desk.sign("S01", "head", code=2)["error"] == "E-PER-00"
    assert desk.sign("S01", "filler")["waiting"] == ["statistics", "head"]
    assert desk.sign("S01", "filler", code=2)["error"] == "E-PER-00"
    desk.sign("S02", "statistics")
    frozen = [Path(path) for path in desk.sign("S03", "head")["frozen"]]
    assert sorted(path.suffix for path in frozen) == [".pdf", ".xlsx"]
    for path in frozen:
        proof = desk.json("stats", "verify", str(path))
        assert (proof["equal"], proof["revision"], proof["differences"]) == (True, 1, [])
    rows = {row[1]: row for row in load_workbook(frozen[0]).worksheets[0].iter_rows(values_only=True) if row[1]}
    assert rows["X2"][2:4] == (2, 2)
    texts = [cell for row in load_workbook(frozen[0]).worksheets[0].iter_rows(values_only=True) for cell in row]
    total = next(row for row in load_workbook(frozen[0]).worksheets[0].iter_rows(values_only=True) if row[0] == "合计")
    assert (total[2], total[3]) == (7, 5)
    assert 15.7 in total
    assert "单位负责人：市司法局（S03）" in texts


def test_INFO_1_a_signed_revision_never_changes_and_a_later_one_is_signed_anew(desk: Desk) -> None:
    """Two persons reopen it; the first files stay as they are; R2 shows what differs since R1."""
    desk.close("2026-04-10")
    first = {path: path.read_bytes() for path in desk.sign_all()}
    refused = desk.run("stats", "close", "--month", MONTH, "--as-of", "2026-04-13", "--yes", code=2)
    assert "R1" in refused
    assert "没有" in desk.reopen("市场监管局补报", "TJ-01", "TJ-99", code=2), "whoever can't sign in is nobody"
    desk.reopen("市场监管局补报", "TJ-02", "TJ-02", code=2)
    desk.reopen("市场监管局补报", "TJ-01", "LD-01", code=2)
    assert json.loads(desk.reopen("市场监管局补报", "TJ-01", "TJ-02"))["revision"] == 1
    desk.reopen("市场监管局补报", "TJ-01", "TJ-02", code=2)
    assert desk.close("2026-04-13")["revision"] == 2
    second = desk.sign_all()
    assert {path: path.read_bytes() for path in first} == first
    changes = {tuple(row) for row in load_workbook(second[0])["与上一修订相比"].iter_rows(min_row=3, values_only=True)}
    assert ("合计", "调解案件·件数", "7", "8", "+1") in changes
    assert ("合计", "协议情况·金额（万元）", "15.70", "15.82", "+0.12") in changes
    assert desk.json("stats", "verify", str(second[1]))["equal"] is True
    assert desk.json("stats", "verify", str(next(iter(first))))["equal"] is True


def test_INFO_1_a_changed_figure_is_found_in_its_cell(desk: Desk, tmp_path: Path) -> None:
    desk.close("2026-04-10")
    target = tmp_path / "form.xlsx"
    desk.run("stats", "export", "--month", MONTH, "--revision", "1", "--to", str(target), "--yes")
    book = load_workbook(target)
    sheet = book.worksheets[0]
    row = next(cells for cells in sheet.iter_rows() if cells[1].value == "X2" and cells[0].value != "X2")
    row[2].value = 3
    book.save(target)
    proof = desk.json("stats", "verify", str(target), code=1)
    assert proof["equal"] is False
    assert proof["differences"] == [{"line": "X2", "column": "调解案件·件数", "file": 3, "stream": 2}]
    book = load_workbook(target)
    book.worksheets[0]["A1"].value = "另一张表"
    book.save(target)
    assert desk.json("stats", "verify", str(target), code=1)["revision"] == 1
    target.write_bytes(b"no workbook")
    desk.run("stats", "verify", str(target), code=2)


def test_INFO_1_equal_figures_give_equal_bytes(desk: Desk) -> None:
    """Drawn twice, by two readers of the same revision: the same files."""
    desk.close("2026-04-10")
    sheets = [open_bureau(desk.settings).sheet(MONTH) for _ in range(2)]
    assert write_pdf(sheets[0]) == write_pdf(sheets[1])
    assert write_workbook(sheets[0]) == write_workbook(sheets[1])


def test_INFO_1_a_close_by_hand_needs_a_past_day_and_an_override_a_known_officer(desk: Desk) -> None:
    desk.run("stats", "close", "--month", MONTH, "--as-of", "2999-01-01", "--yes", code=2)
    desk.run("stats", "close", "--month", MONTH, "--as-of", "2026-04-10", "--override", "S99", "--yes", code=1)
    closed = desk.json("stats", "close", "--month", MONTH, "--as-of", "2026-04-10", "--yes")
    assert closed["checks"]["balance"] is True


def test_INFO_1_an_override_is_on_record_with_the_failed_checks_and_the_reason(desk: Desk) -> None:
    desk.close("2026-04-10")
    bureau = open_bureau(desk.settings)
    broken = replace(bureau.revisions(MONTH)[-1], checks=(MonthlyCheck("balance", False, 8, 9),))
    now = datetime(2026, 4, 11, tzinfo=UTC)
    with pytest.raises(PermanentError, match="reason"):
        bureau.desk(MONTH).override(broken, "S03", " ", now)
    bureau.desk(MONTH).override(broken, "S03", "口径差异已书面说明", now)
    settle(desk.settings)
    state = open_bureau(desk.settings).holdings.reader.state(Reporting.name, city_report(MONTH).root)
    assert state is not None
    (fact,) = MsgpackCodec(ReportingState).decode(state).facts.values()
    assert (fact.details["signer"], fact.details["reason"]) == ("S03", "口径差异已书面说明")
    assert [(line.measure, line.value, line.computed) for line in fact.details["lines"]] == [("check:balance", 8, 9)]


def test_GOV_2_appraisal_counts_per_body_and_period(desk: Desk, tmp_path: Path) -> None:
    """One line a body and month, of its own last revision; the figures of §7."""
    desk.close("2026-04-10")
    desk.close("2026-04-13")
    target = tmp_path / "appraisal.csv"
    desk.run("stats", "extract", "appraisal", "--from", MONTH, "--to", str(target), "--yes")
    lines = list(csv.DictReader(target.read_text(encoding="utf-8-sig").splitlines()))
    by_unit = {line["单位代码"]: line for line in lines}
    assert {unit: line["修订"] for unit, line in by_unit.items() if line["修订"] != "R1"} == {
        "CITY": "R2",
        "LEVEL_3": "R2",
    }
    flows = ("期初", "受理", "转入", "办结", "转出", "期末在办")
    assert [by_unit["X2"][name] for name in flows] == ["0", "2", "0", "2", "0", "0"]
    assert [by_unit["MR"][name] for name in flows] == ["0", "1", "0", "1", "0", "0"]
    assert (by_unit["CITY"]["成功率（%）"], by_unit["CITY"]["金额（元）"]) == ("75.00", "158200.00")
    desk.run("stats", "extract", "appraisal", "--from", MONTH, "--to", str(tmp_path / "a.xlsx"), "--yes")
    desk.run("stats", "extract", "appraisal", "--from", "2020-01", "--to", str(target), "--yes", code=1)


def test_GRID_2_grid_data_for_analysis_without_personal_data(desk: Desk, tmp_path: Path) -> None:
    """What the grid found, by county and type: D1 and D2 of §7; no token, number or id of a dispute."""
    desk.close("2026-04-10")
    target = tmp_path / "grid.csv"
    desk.run("stats", "extract", "grid", "--from", MONTH, "--to", str(target), "--yes")
    text = target.read_text(encoding="utf-8-sig")
    lines = list(csv.DictReader(text.splitlines()))
    assert {(line["纠纷类别"], line["受理"], line["办结"]) for line in lines} == {
        ("NEIGHBOUR", "1", "1"), ("HOUSING_LAND", "1", "1"),
    }  # fmt: skip
    assert set(lines[0]) == {"月份", "区县代码", "区县", "纠纷类别", "受理", "办结", "成功", "期末在办"}
    assert "-p1" not in text
    assert "D2" not in text


NEW_BASIS = """
id = "试验口径/2026-2"
zh = "和解计入成功率"
en = "settled counts"
valid_from = 2026-03-01
success = ["SUCCESS", "SETTLED"]
rated = ["SUCCESS", "FAILED"]
in_median = ["SUCCESS"]
counts_first_day = true
"""


def test_INFO_1_both_bases_stand_side_by_side_in_the_year_of_change(desk: Desk) -> None:
    """A revision signed by the old definition stays as it is; later ones are counted by the new, both are shown."""
    desk.close("2026-04-10")
    frozen = {path: path.read_bytes() for path in desk.sign_all()}
    folder = desk.home / "rules" / "definitions"
    folder.mkdir(parents=True)
    packaged = files("hub").joinpath("data", "reporting", "definitions", "2026-1.toml").read_text(encoding="utf-8")
    (folder / "2026-1.toml").write_text(f"valid_to = 2026-02-28\n{packaged}", encoding="utf-8")
    (folder / "2026-2.toml").write_text(NEW_BASIS, encoding="utf-8")
    text = (desk.home / "hub.toml").read_text(encoding="utf-8")
    (desk.home / "hub.toml").write_text('forms = "rules"\n' + text, encoding="utf-8")
    assert desk.json("stats", "verify", str(next(iter(frozen))))["equal"] is True
    shown = desk.json("stats", "show", "--month", MONTH, "--as-of", "2026-04-10")["headline"]
    assert (shown["rate"], shown["rate@人民调解月报/2026-1"]) == (["83.33 %"], ["71.43 %"])
    assert (shown["median"], shown["median@人民调解月报/2026-1"]) == (["10"], ["9"])
    explained = desk.run("stats", "explain", "rate@人民调解月报/2026-1", "--month", MONTH, "--as-of", "2026-04-10")
    assert "71.43" in explained
    desk.reopen("新口径", "TJ-01", "TJ-02")
    assert desk.close("2026-04-13")["revision"] == 2
    workbook = next(path for path in desk.sign_all() if path.suffix == ".xlsx")
    rows = [row for row in load_workbook(workbook).worksheets[0].iter_rows(values_only=True) if row[0]]
    bases = {row[0]: row[2] for row in rows if row[0] in ("试验口径/2026-2", "人民调解月报/2026-1")}
    assert bases == {"试验口径/2026-2": "85.71 %", "人民调解月报/2026-1": "75.00 %"}
    year = desk.json("stats", "year", "--year", "2026")
    assert [(line["definition"], line["success_rate"], line["is_own"]) for line in year] == [
        ("试验口径/2026-2", "85.71 %", True), ("人民调解月报/2026-1", "75.00 %", False),
    ]  # fmt: skip
    assert {path: path.read_bytes() for path in frozen} == frozen


def feasible(table: PublicTable) -> Mapping[str, set[int]]:
    """Return every value that each hidden cell may have, for whoever sees the table (cells up to 9)."""
    hidden = sorted(table.hidden)
    if table.total is None:
        return {key: {0, 1} for key in hidden}
    rest = table.total - sum(value for value in table.cells.values() if value is not None)
    if len(hidden) > 4:
        return {key: set(range(rest + 1)) for key in hidden}
    found: dict[str, set[int]] = {key: set() for key in hidden}
    for values in product(range(rest + 1), repeat=len(hidden)):
        if sum(values) == rest:
            for key, value in zip(hidden, values, strict=True):
                found[key].add(value)
    return found


def test_INFO_1_published_cells_cannot_be_computed(desk: Desk, tmp_path: Path) -> None:
    """§6.4: no cell of 1 to 4 is shown and none can be computed from what is; the owed form hides nothing."""
    desk.close("2026-04-10")
    target = tmp_path / "public.json"
    desk.run("stats", "export", "--public", "--month", MONTH, "--to", str(target), "--yes")
    document = json.loads(target.read_text(encoding="utf-8"))
    types = next(one for one in document["tables"] if (one["by"], one["measure"]) == ("type", "acc"))
    shown = {key for key, value in types["cells"].items() if value}
    assert shown == set()
    for kind in ("csv", "xlsx"):
        desk.run("stats", "export", "--public", "--month", MONTH, "--to", str(tmp_path / f"p.{kind}"), "--yes")
    assert "*" in (tmp_path / "p.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("seed", range(150))
def test_no_hidden_cell_has_one_possible_value(seed: int) -> None:
    """Random months: whatever the cells, each hidden one could be at least two numbers, and no small one is shown."""
    rng = random.Random(seed)
    outcomes = ["SUCCESS", "FAILED", "CONSENT_WITHDRAWN", "SETTLED"]
    rows = []
    for number in range(rng.choice([1, 2, 4, 5, 7, 9, 30, 120])):
        where = {
            "unit": "U",
            "level": rng.randrange(1, 5),
            "kind": rng.choice(["PEOPLE", "ADMIN"]),
            "county": rng.choice(["230803", "230811"]),
        }
        fixed = {
            "part": None,
            "end_day": None,
            "cohort": None,
            "agency": None,
            "value": 1,
            "known_until": None,
            "known_from": end_of(date(2026, 3, 5)),
            "day": "2026-03-05",
            "label": f"D{number}",
            "type": rng.choice(["NEIGHBOUR", "CONTRACT", "LABOUR"]),
            "channel": rng.choice(["GRID", "COURT"]),
        }
        rows.append(Row(id="acc", measure="accepted", item="", **where, **fixed))
        outcome = rng.choice(outcomes)
        if rng.random() < 0.8:
            rows.append(Row(id="concl", measure="concluded", item=outcome, **where, **fixed))
            if outcome == "SUCCESS":
                rows.append(Row(id="agr", measure="agreement", item=rng.choice(["ORAL", "WRITTEN"]), **where, **fixed))
    view = monthly_view(known_at(rows, date(2026, 4, 10)), MONTH)
    published = public_month(view)
    by_measure: dict[str, list[PublicTable]] = {}
    for table in published.tables:
        by_measure.setdefault(table.measure, []).append(table)
        assert not any(value is not None and 0 < value <= 4 for value in table.cells.values())
        assert table.total is None or table.total == 0 or table.total > 4
        for key, values in feasible(table).items():
            assert len(values) > 1, (table.name, table.measure, key, dict(table.cells), table.total)
    for tables in by_measure.values():
        totals = {table.total for table in tables}
        assert len(totals) == 1
        if totals == {None}:
            assert all(table.hidden for table in tables)
    success = next(t for t in published.tables if t.name == "outcome").cells["SUCCESS"]
    agreement = next(t for t in published.tables if t.name == "agreement")
    if success is None:
        assert agreement.total is None
