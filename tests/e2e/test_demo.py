"""A small demo through the real adapters, looked at in the departments' own tables."""

from __future__ import annotations

import dataclasses
import json
import shlex
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import cast

import pytest

from hub.bootstrap.holdings import read_hub
from hub.bus.embedded import EmbeddedBus
from hub.connectors.files.workbook import read_workbook
from hub.contracts import Serde
from hub.core.daytime import local_day
from hub.demo.account import Account, Volume
from hub.demo.departments import Department, Stage
from hub.demo.departments.justice import BUREAU
from hub.demo.month import Plan
from hub.demo.report import render_report
from hub.demo.run import DemoOptions, Surroundings, Troupe, perform
from hub.demo.stage_folder import fresh_folder
from hub.demo.wiring import FULL_CAST, SHARDS, DemoHub
from hub.service.monthly import MonthlyBook
from hub.settings.loading import SETTINGS_FILE, load_settings
from tests.published import published_totals

# February closes on 10 March: a fortnight of quarrels is enough to see a month closed twice.
PLAN = Plan(seed=5, quarrels=60, opens=date(2026, 2, 24), closes=date(2026, 3, 3), double_share=0.25)


def _options(folder: Path) -> DemoOptions:
    return DemoOptions(folder=folder, plan=PLAN, month="2026-02", last_day=date(2026, 3, 12))


@dataclass(frozen=True)
class Played:
    account: Account
    folder: Path


def _play(folder: Path, troupe: Troupe = FULL_CAST) -> Played:
    account = perform(_options(folder), fresh_folder(folder), troupe, lambda _progress: None)
    return Played(account, folder)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    return _play(tmp_path_factory.mktemp("demo") / "out")


def test_the_offices_monthly_forms_are_reports_of_bodies(played: Played) -> None:
    """INFO-1, by the same door as anything: what adds up is accepted, what doesn't waits, nothing is dropped."""
    holdings = read_hub(load_settings(played.folder / SETTINGS_FILE))
    reports = [report for report in holdings.reports() if report.key.period == "2026-02"]
    sent = [report for report in reports if report.versions]
    forms = list(played.folder.rglob("*-2026-02.xlsx"))
    assert sent and len(sent) <= len(forms)
    for report in sent:
        for version in report.versions:
            assert (version.number > 0) is not bool(version.findings), "no form that doesn't add up counts by itself"
        assert holdings.bodies.find(report.key.body, report.key.kind, report.key.period) is not None


def _count(path: Path, query: str) -> int:
    connection = sqlite3.connect(path)
    try:
        return int(connection.execute(query).fetchone()[0])
    finally:
        connection.close()


def test_feedback_stands_in_the_courts_own_exchange_table(played: Played) -> None:
    court = next(row for row in played.account.landed if row.agency.code == "court")
    table = "SELECT COUNT(*) FROM T_WB_JSRK WHERE HUB_SDBH LIKE '%/FEEDBACK'"
    assert court.sent == _count(played.folder / "native" / "court" / "court.db", table) > 0


def test_every_feedback_reached_the_referrer_that_waits_for_it(played: Played) -> None:
    assert {"court", "police"} <= {row.agency.code for row in played.account.landed}
    for row in played.account.landed:
        assert row.native == row.sent, row
        assert 0 <= row.acknowledged <= row.sent


def test_referrals_went_out_and_came_back(played: Played) -> None:
    flows = {(flow.sender.code, flow.receiver.code, flow.kind.code): flow.count for flow in played.account.flows}
    assert flows["court", "justice", "REFERRAL"] > 0
    assert flows["police", "justice", "REFERRAL"] > 0
    assert flows["grid", "justice", "ASSIGNMENT"] > 0
    assert flows["hub", "petition", "GATE_DECISION"] > 0
    assert flows["justice", "court", "FEEDBACK"] > 0


def test_the_month_is_closed_twice_and_its_figures_hold(played: Played) -> None:
    form = played.account.form
    assert form is not None
    assert [local_day(revision.as_known_at) for revision in form.revisions] == [date(2026, 3, 10), date(2026, 3, 12)]
    assert all(check.holds for revision in form.revisions for check in revision.checks)
    accepted = next(row for row in form.headline if row.key.code == "acc").cells[-1]
    assert int(accepted.text) == len(accepted.disputes) > 0
    known = {line.dispute for line in played.account.disputes}
    assert set(accepted.disputes) <= known


def test_the_justice_bureau_finds_each_revision_as_a_form_with_the_published_figures(played: Played) -> None:
    log = EmbeddedBus.open(played.folder / "var" / "log", shards=SHARDS)
    revisions = MonthlyBook(log, Serde()).all_revisions()
    log.close()
    folder = played.folder / "native" / "justice" / BUREAU
    names = [f"人民调解统计月报-2026-02-R{revision.revision}.xlsx" for revision in revisions]
    assert [path.name for path in sorted(folder.iterdir())] == names and len(names) == 2
    for name, revision in zip(names, revisions, strict=True):
        (sheet,) = read_workbook((folder / name).read_bytes(), where=name)
        total = next(row for row in sheet.rows if row[0] == "合计")
        figures = published_totals(revision)
        assert list(total[1:3]) == [figures["cases"], figures.get("success", 0)]
        assert sum(float(str(cell)) for cell in total[1:] if cell) == pytest.approx(_sum_in_columns(figures))
        assert any(revision.hash in str(cell) for row in sheet.rows for cell in row)


def _sum_in_columns(figures: Mapping[str, int]) -> float:
    """Return what the cells of the total's row add up to: amounts stand there in 万元."""
    return sum(value / 1_000_000 if measure == "amount_fen" else value for measure, value in figures.items())


def test_reports_of_one_quarrel_are_brought_together(played: Played) -> None:
    linking = played.account.linking
    assert linking.told_twice >= 8
    # Grid workers often write no identity number down, and without one the hub leaves it to a clerk.
    assert linking.found >= 3
    assert linking.wrong < linking.found
    assert any(line.reports > 1 for line in played.account.disputes)


def test_nothing_that_was_told_vanished(played: Played) -> None:
    reports = sum(line.reports for line in played.account.disputes)
    held = sum(row.count for row in played.account.quarantined)
    told = played.account.volume.tellings
    # The grid app's double taps are reports of their own.
    assert told - held <= reports <= told + 5


def test_no_adapter_is_in_trouble_at_the_end(played: Played) -> None:
    assert played.account.faults == ()


def test_names_and_numbers_of_people_stay_out_of_the_hubs_log(played: Played) -> None:
    court = sqlite3.connect(played.folder / "native" / "court" / "court.db")
    people = [row for row in court.execute("SELECT XM, ZJHM FROM T_DSR WHERE length(ZJHM) = 18")]
    court.close()
    log = b"".join(path.read_bytes() for path in (played.folder / "var" / "log").iterdir())
    assert len(people) > 10
    for name, number in people:
        assert str(number).encode() not in log
        assert len(name) < 3 or str(name).encode() not in log


def test_the_report_names_nobody(played: Played) -> None:
    page = render_report(played.account)
    court = sqlite3.connect(played.folder / "native" / "court" / "court.db")
    people = list(court.execute("SELECT XM, ZJHM, DH FROM T_DSR"))
    court.close()
    for name, number, phone in people:
        assert len(name) < 3 or name not in page
        assert not number or number not in page
        assert not phone or str(phone) not in page


def test_other_commands_find_the_demos_hub(played: Played) -> None:
    settings = load_settings(played.folder / SETTINGS_FILE)
    assert sorted(settings.adapters) == ["court", "grid", "justice", "petition", "police"]
    assert settings.data == played.folder / "var"
    written = (played.folder / SETTINGS_FILE).read_text(encoding="utf-8")
    assert "{here}/native/court/court.db" in written and str(played.folder) not in written, "works from anywhere"


def test_what_it_names_to_look_at_next_works_as_it_is_typed(played: Played) -> None:
    named = [command for command, _ in played.account.commands]
    assert len(named) >= 5
    for command in named:
        typed = [str(Path(sys.executable).with_name("hub")), *shlex.split(command)[1:]]
        assert Path(shlex.split(command)[0]).name == "hub"
        done = subprocess.run(typed, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode in (0, 1), f"{command}\n{done.stderr}"
        assert "Traceback" not in done.stderr


def _figures(account: Account) -> str:
    # Speeds and the folder's name are all that may differ.
    timeless = dataclasses.replace(account, volume=Volume(), commands=())
    return json.dumps(dataclasses.asdict(timeless), default=str, sort_keys=True)


@pytest.mark.slow
def test_two_runs_of_one_seed_give_the_same_figures(played: Played, tmp_path: Path) -> None:
    assert _figures(_play(tmp_path / "again").account) == _figures(played.account)


def test_everything_is_let_go_when_a_department_breaks_down(tmp_path: Path) -> None:
    stopped: list[str] = []

    class Silent:
        def __init__(self, code: str, *, breaks: bool) -> None:
            self.code = code
            self.breaks = breaks

        def install(self, folder: Path) -> None:
            if self.breaks:
                raise RuntimeError("the disk is full")

        def stop(self) -> None:
            stopped.append(self.code)

    def players(_stage: Stage) -> Mapping[str, Department]:
        made = {"a": Silent("a", breaks=False), "b": Silent("b", breaks=True)}
        return cast("Mapping[str, Department]", made)

    def no_hub(_around: Surroundings) -> DemoHub:
        raise AssertionError("nobody should open a hub")

    with pytest.raises(RuntimeError, match="disk is full"):
        perform(_options(tmp_path), tmp_path, Troupe(no_hub, players), lambda _progress: None)
    assert stopped == ["b", "a"]
