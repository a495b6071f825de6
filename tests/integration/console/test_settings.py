"""The settings' pages: what is in force and by whom, amended by two persons from a day ahead; what is broken."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from shutil import copytree

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from hub.bootstrap.registry import registry_of
from hub.bootstrap.rules import calendar_of, files_mark, terms_of
from hub.bootstrap.surroundings import Surroundings
from hub.cli.app import main
from hub.console.app import create_app
from hub.console.seam import Console
from hub.consolehouse import open_console
from hub.core.clocks import Place, deadlines
from hub.core.daytime import local_day
from hub.core.errors import BusUnavailableError, PermanentError
from hub.core.worker_settings import SettingsTaken, WorkerSettings
from hub.people.deeds import Actor
from hub.people.sessions import Way
from hub.queries.live import live
from hub.service.heartbeat import Heartbeat
from hub.settings.loading import load_settings
from hub.settings.whole import HubSettings
from hub.testing import FixedClock
from tests.console_rig import NOON
from tests.people_rig import AUDITOR, SECURITY, SYSTEM, PeopleRig
from tests.report_rig import City

TODAY = local_day(NOON)
PAPER = "佳政办发〔2026〕3号"
AT = Place(division="230803007")


@dataclass
class Site:
    path: Path
    console: Console
    app: FastAPI
    people: PeopleRig

    @property
    def settings(self) -> HubSettings:
        return self.console.settings

    def browser(self, actor: Actor, **look: str) -> TestClient:
        client = TestClient(
            self.app, base_url="http://127.0.0.1", follow_redirects=False, raise_server_exceptions=False
        )
        token = self.people.people.sessions.begin(actor.code, Way.LOCAL, actor.source, NOON).token
        client.cookies.set(self.console.session_cookie, token)
        for name, value in look.items():
            client.cookies.set(name, value)
        return client


def opened(folder: Path) -> Site:
    console = open_console(load_settings(folder / "hub.toml"), Surroundings(clock=FixedClock(NOON)))
    people = PeopleRig(console.people, NOON)
    people.found()
    return Site(folder / "hub.toml", console, create_app(console), people)


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    """A hub that nobody has amended: each test copies it."""
    return City(tmp_path_factory.mktemp("settings") / "city").path.parent


@pytest.fixture
def fresh(city, tmp_path):
    site = opened(copytree(city, tmp_path / "city"))
    yield site
    site.console.people.close()


def sent(browser, path, shown="/settings/clocks", **form):
    mark = re.search(r'name="form_mark" value="([0-9a-f]{64})"', browser.get(shown).text)[1]
    return browser.post(path, data={"form_mark": mark, **form})


def propose(browser, what, **form):
    """Propose an amendment and return the address of its page."""
    answer = sent(browser, f"/settings/{what}/propose", basis=PAPER, **form)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def test_every_part_shows_what_is_in_force_and_what_is_the_laws(fresh):
    browser = fresh.browser(AUDITOR)
    texts = {part: browser.get(f"/settings{part}").text for part in ("", "/calendar", "/clocks", "/codes", "/units")}
    assert "第 0 版" in texts[""] and "还没有修订过" in texts[""] and "没有待确认的修订" in texts[""]
    assert "datetime" not in "".join(texts.values())
    assert "2026-02-15 – 2026-02-23" in texts["/calendar"] and "春节" in texts["/calendar"]
    assert "RMC_30" in texts["/clocks"] and "人民调解工作若干规定 33" in texts["/clocks"] and "法定" in texts["/clocks"]
    assert "disputeType" in texts["/codes"] and "婚姻家庭" in browser.get("/settings/codes?which=disputeType").text
    known = next(iter(registry_of(fresh.settings).all_units()))
    assert known.name in texts["/units"] and "没有这样的机构" in browser.get("/settings/units?q=没有").text
    assert all("/propose" not in text for text in texts.values())
    assert "Law" not in texts["/clocks"] and "law" in fresh.browser(AUDITOR, hub_lang="en").get("/settings/clocks").text
    assert "2027" in browser.get("/settings/calendar?year=2027").text
    assert "还没有载入" in browser.get("/settings/calendar?year=2027").text
    assert browser.get("/settings/codes?which=none").status_code == 404
    assert browser.get("/settings/changes/99").status_code == 404


def test_a_rest_day_is_proposed_its_effect_counted_confirmed_and_in_force(fresh):
    system, security = fresh.browser(SYSTEM), fresh.browser(SECURITY)
    with fresh.console.books() as books:
        ahead = [
            line.due
            for state in live(books.disputes())
            for line in deadlines(state, books.rules.terms)
            if line.is_running and line.due > TODAY and line.rule.rolls
        ]
    day = min(ahead)
    page = propose(system, "calendar", first=day, last=day, rests="true")
    shown = system.get(page).text
    assert "尚未生效" in shown and re.search(rf"[1-{len(ahead)}] 个在跑的期限", shown)
    assert "确认生效" not in shown  # who proposed it doesn't confirm it
    assert not calendar_of(fresh.settings).is_rest_day(day)
    assert sent(system, f"{page}/confirm").status_code == 403
    assert sent(fresh.browser(AUDITOR), f"{page}/withdraw", "/audit").status_code == 403
    assert "确认生效" in security.get(page).text
    assert sent(security, f"{page}/confirm", page).status_code == 303
    assert calendar_of(fresh.settings).is_rest_day(day)
    text = security.get(f"/settings/calendar?year={day.year}").text
    assert day.isoformat() in text and PAPER in text and "A-SYS, A-SEC" in text
    history = fresh.browser(AUDITOR).get("/settings").text
    assert "现行第 1 版" in history and "/audit?deed=SETTINGS_CHANGED&amp;before=" in history
    assert sent(system, "/settings/calendar/propose", first=day, last=day, rests="true", basis=PAPER).status_code == 409


def test_a_clocks_new_length_leaves_what_runs_and_two_versions_are_compared(fresh):
    system, security = fresh.browser(SYSTEM), fresh.browser(SECURITY)
    since = TODAY + timedelta(days=1)
    for length, place in (("15", "230803"), ("", "230803"), ("25", "")):
        page = propose(system, "clocks", clock="LEVEL_L2", length=length, region=place, agency="", since=since)
        assert "保持" in security.get("/settings/clocks").text and "没有在跑的期限因此移动" in security.get(page).text
        assert sent(security, f"{page}/confirm", page).status_code == 303
        since += timedelta(days=10)
    terms = terms_of(fresh.settings)
    lengths = [terms.length("LEVEL_L2", TODAY + timedelta(days=days), AT) for days in (0, 1, 11, 21)]
    assert lengths == [20, 15, 20, 25]
    text = security.get("/settings?low=0&high=3").text
    compared = text.partition('id="compared"')[2].partition("</table>")[0]
    assert "25 日" in compared and "230803" not in compared  # what came and went is no difference
    assert "默认 20 日" in security.get("/settings?low=1&high=2").text
    for wrong in ({"clock": "RMC_30", "length": "9"}, {"clock": "LEVEL_L2", "length": "15", "region": "999999"}):
        form = {"region": "", "agency": "", "basis": PAPER, "since": since, **wrong}
        refused = sent(system, "/settings/clocks/propose", **form)
        assert refused.status_code in (409, 500)
        assert "法定期限" in refused.text or "没有这个区划" in refused.text
    late = sent(system, "/settings/clocks/propose", clock="LEVEL_L3", length="9", since=TODAY, basis=PAPER)
    assert late.status_code == 409 and "首日须在今天之后" in late.text


def test_a_unit_is_renamed_added_and_ended_from_a_day_on(fresh):
    system, security = fresh.browser(SYSTEM), fresh.browser(SECURITY)
    since = TODAY + timedelta(days=1)
    known = next(iter(registry_of(fresh.settings).all_units()))
    same = {"agency": known.agency, "parent": known.parent or "", "since": since}
    new = {"code": "L1-NEW", "name": "新村调委会", "level": 1, "kind": "PEOPLE", "org_kind": "RMC_VILLAGE",
           "division": "230803007009", "agency": known.agency, "since": since}  # fmt: skip
    assert f'value="{known.name}"' in system.get(f"/settings/units?edit={known.code}").text
    for form in ({"code": known.code, "name": "改名调委会", **same}, new):
        page = propose(system, "units", **form)
        assert sent(security, f"{page}/confirm", page).status_code == 303
    ended = propose(system, "units", code="L1-NEW", ends="true", since=since + timedelta(days=9))
    assert sent(security, f"{ended}/confirm", ended).status_code == 303
    registry = registry_of(fresh.settings)
    assert registry.find(known.code, TODAY).name == known.name
    assert registry.find(known.code, since).name == "改名调委会"
    found = [registry.find("L1-NEW", since + timedelta(days=days)) is not None for days in (-1, 0, 8, 9)]
    assert found == [False, True, True, False]
    assert "改名调委会" in security.get("/settings/units?q=改名").text


def test_next_years_notice_is_typed_in_or_loaded_compared_and_in_force_once_confirmed(fresh):
    system, security = fresh.browser(SYSTEM), fresh.browser(SECURITY)
    year = TODAY.year + 1
    address = f"/settings/calendar?year={year}"
    text = system.get(address).text
    assert "notice-basis" in text and "对照" in text and "notice-basis" not in security.get(address).text
    lines = [f"{year}-01-01 {year}-01-03 元旦 休", f"{year}-02-05 {year}-02-11 春节 休", f"{year}-04-05 清明节 休",
             f"{year}-05-01 {year}-05-03 劳动节 休", f"{year}-06-09 端午节 休"]  # fmt: skip
    form = {"year": year, "basis": "国办发明电〔2026〕9号", "notice": "\n".join(lines)}
    half = sent(system, "/settings/calendar/notice", address, **form)
    assert half.status_code == 409 and "缺“中秋”" in half.text
    mark = re.search(r'name="form_mark" value="([0-9a-f]{64})"', system.get(address).text)[1]
    days = [{"name": "全部", "date": f"{year}-10-0{n}", "isOffDay": True} for n in range(1, 8)]
    whole = "\n".join([*lines, f"{year}-10-01 {year}-10-07 国庆节、中秋节 休"])
    assert "不是放假安排文件" in system.post(
        "/settings/calendar/notice",
        data={"form_mark": mark, **form, "notice": whole},
        files={"file": ("2027.json", json.dumps({"days": days}).encode(), "application/json")},
    ).text  # fmt: skip
    page = sent(system, "/settings/calendar/notice", address, **form | {"notice": whole}).headers["location"]
    shown = security.get(page).text
    assert "没有载入" in shown and "放假 22 天" in shown and "春节 02-05–02-11" in shown
    assert year not in calendar_of(fresh.settings).years
    assert sent(security, f"{page}/confirm", page).status_code == 303
    assert calendar_of(fresh.settings).is_rest_day(date(year, 2, 5))
    calendar = system.get(address).text
    assert (
        f"{year}-02-05 – {year}-02-11" in calendar
        and "国办发明电〔2026〕9号 · 由修订录入" in re.sub("<[^>]+>", "", calendar)
        and "A-SYS, A-SEC" in calendar
    )


def test_what_waits_is_withdrawn_and_a_stale_proposal_is_not_confirmed(fresh):
    system, security = fresh.browser(SYSTEM), fresh.browser(SECURITY)
    since = TODAY + timedelta(days=1)
    page = propose(system, "clocks", clock="LEVEL_L2", length="15", since=since)
    assert "待第二人确认" in security.get("/settings").text
    assert sent(system, f"{page}/withdraw", page).headers["location"] == "/settings"
    assert "已撤下" in security.get("/settings").text
    again = propose(system, "clocks", clock="LEVEL_L2", length="15", since=since)
    fresh.console.clock.set(NOON + timedelta(days=1))
    late = TestClient(fresh.app, base_url="http://127.0.0.1", follow_redirects=False)
    token = fresh.people.people.sessions.begin(SECURITY.code, Way.LOCAL, "x", NOON + timedelta(days=1)).token
    late.cookies.set(fresh.console.session_cookie, token)
    refused = sent(late, f"{again}/confirm", again)
    assert refused.status_code == 409 and "首日须在今天之后" in refused.text


def test_what_the_running_hub_has_taken_is_told(fresh):
    Heartbeat(os.getpid(), NOON.isoformat(), "", {}, settings=0).write(fresh.settings.data)
    browser = fresh.browser(AUDITOR)
    assert "已采用第 0 版" in browser.get("/settings").text
    page = propose(fresh.browser(SYSTEM), "clocks", clock="LEVEL_L2", length="15", since=TODAY + timedelta(days=1))
    sent(fresh.browser(SECURITY), f"{page}/confirm", page)
    assert "下一轮自动采用新版" in browser.get("/settings").text


def test_a_request_ends_under_the_version_it_began_with_and_the_next_has_the_new_one(fresh):
    since = TODAY + timedelta(days=1)
    known = next(iter(registry_of(fresh.settings).all_units()))
    begun = fresh.console.renewed(fresh.console)
    assert (begun, begun.version) == (fresh.console, 0)
    form = {"agency": known.agency, "parent": known.parent or "", "since": since, "name": "改名调委会"}
    page = propose(fresh.browser(SYSTEM), "units", code=known.code, **form)
    sent(fresh.browser(SECURITY), f"{page}/confirm", page)
    following = fresh.console.renewed(fresh.console)
    assert following.version == 1 and fresh.console.renewed(fresh.console) is following
    names = []
    for console in (begun, following):
        with console.books() as books, console.workbench() as bench:
            assert len(bench.settings.under) == console.version
            names.append(books.registry.find(known.code, since).name)
    assert names == [known.name, "改名调委会"]


def test_whose_restart_is_due_after_a_file_was_changed_is_told(fresh, capsys):
    heart = Heartbeat(os.getpid(), NOON.isoformat(), "", {}, files=files_mark(fresh.settings))
    heart.write(fresh.settings.data)
    browser = fresh.browser(AUDITOR)
    assert "须重启" not in browser.get("/settings").text
    units = fresh.path.parent / "units.toml"
    units.write_text(units.read_text("utf-8") + "# another\n", "utf-8")
    text = browser.get("/settings").text
    assert "hub run, hub console run, hub gateway run" in text and "须重启" in text
    main(["--settings", str(fresh.path), "--lang", "zh", "doctor", "--json"])
    findings = {one["detail"]: one["outcome"] for one in json.loads(capsys.readouterr().out)["findings"]}
    assert findings["设置文件在 hub run 启动之后改过，须重启才采用"] == "attend"
    assert findings["运行中的枢纽已采用第 0 版"] == "fine"


def test_a_broken_file_is_told_with_what_to_do_and_the_rest_is_shown(fresh):
    units = fresh.path.parent / "units.toml"
    units.write_text("[[unit]\n", "utf-8")
    browser = fresh.browser(SYSTEM)
    for part in ("", "/calendar", "/clocks", "/units"):
        answer = browser.get(f"/settings{part}")
        assert answer.status_code == 200 and "E-CFG" in answer.text and "units.toml" in answer.text, part
    assert browser.get("/settings/codes").status_code == 200


@dataclass
class Elsewhere:
    """The workers of a cluster as they say they are; what they are told isn't taken while it's away."""

    version: int
    workers: dict[str, WorkerSettings | None]
    away: bool = False
    told: int = 0
    older: bool = False

    def check(self) -> None:
        if self.older:
            raise PermanentError("workers were told version 2, of which the people's file here says something else")

    def tell(self) -> None:
        if self.away:
            raise BusUnavailableError("the cluster doesn't answer in time", where="cuts")
        self.told += 1

    def taken(self) -> SettingsTaken:
        if self.away:
            raise BusUnavailableError("the cluster doesn't answer in time", where="cuts")
        return SettingsTaken(version=self.version, workers=self.workers)

    def files(self) -> str:
        return "f"


def under(version: int, files: str = "f", trouble: str = "") -> WorkerSettings:
    return WorkerSettings(version=version, files=files, trouble=trouble, at=NOON)


def test_on_a_cluster_they_are_amended_as_everywhere_and_it_is_shown_how_far_they_have_come(fresh):
    """Confirmed and told at once; where the cluster is away it's said, and the amendment stands all the same."""
    workers = Elsewhere(0, {"yi": under(0)})
    clustered = replace(fresh, app=create_app(replace(fresh.console, workers=workers)))
    system, security = clustered.browser(SYSTEM), clustered.browser(SECURITY)
    since = TODAY + timedelta(days=1)
    first, second = (
        propose(system, "clocks", clock=clock, length="15", region="", agency="", since=since)
        for clock in ("LEVEL_L2", "LEVEL_L3")
    )
    assert "各工作进程均已采用第 0 版" in system.get("/settings").text
    assert sent(security, f"{first}/confirm", first).status_code == 303
    assert workers.told == 1 and "已发给工作进程" in security.get(first).text
    workers.away = True
    assert sent(security, f"{second}/confirm", second).status_code == 303
    shown = security.get(second).text
    assert "工作进程尚未得知（E-BUS-01" in shown and "已确认，第 2 版" in shown
    assert "集群没有应答" in security.get("/settings").text
    workers.away = False
    shown = security.get("/settings").text
    assert "已确认第 2 版，工作进程尚未得知（仍为第 0 版）" in shown
    workers.version = 2
    workers.workers = {"yi": under(1), "er": None, "san": under(2, files="g"), "si": under(2, trouble="E-CFG-01"),
                       "wu": under(2)}  # fmt: skip
    rows = {
        name: row
        for row in security.get("/settings").text.partition('id="workers"')[2].partition("</table>")[0].split("<tr>")
        for name in workers.workers
        if f"<code>{name}</code>" in row
    }
    words = {"yi": "数秒内采用", "er": "没有说明", "san": "设置文件与这里不同", "si": "E-CFG-01", "wu": "正常"}
    assert all(words[name] in row for name, row in rows.items()) and len(rows) == 5
    workers.version, workers.older = 3, True
    assert "是从旧备份恢复的" in security.get("/settings").text
    third = propose(system, "clocks", clock="LEVEL_L4", length="15", region="", agency="", since=since)
    assert sent(security, f"{third}/confirm", third).status_code == 409
    assert "待第二人确认，尚未生效" in security.get(third).text
