"""``hub user`` and ``hub audit`` from an empty hub to a verified journal, as its administrators type it."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest

from hub.bootstrap.people import people_of
from hub.bootstrap.registry import registry_of
from hub.bootstrap.rules import calendar_of
from hub.bootstrap.surroundings import SystemClock
from hub.cli.app import main
from hub.core.daytime import local_day
from hub.people.totp import hotp, step_of
from hub.settings.loading import load_settings
from tests.people_rig import PASSWORD, open_cheaply


@dataclass
class Hub:
    folder: Path
    capsys: pytest.CaptureFixture[str]
    codes: dict[str, list[str]] = field(default_factory=dict)

    def say(self, *arguments: str, by: tuple[str, ...] = ()) -> tuple[int, str]:
        """Run a verb; *by* sign in, each with a recovery code, since a one-time code counts once in thirty seconds."""
        settings = ["--settings", str(self.folder / "hub.toml")]
        extra = ["--as", by[0]] if by else []
        if by:
            told = self.folder / "told"
            told.write_text("\n".join(f"{PASSWORD}\n{self.codes[code].pop()}" for code in by))
            extra += ["--sign-in", str(told)]
        result = main([*settings, *arguments, *extra])
        return result, self.capsys.readouterr().out

    def json(self, *arguments: str, by: tuple[str, ...] = ()) -> object:
        result, out = self.say(*arguments, "--json", by=by)
        assert result == 0, out
        return json.loads(out)

    def enrol(self, code: str, first: str) -> None:
        """Finish the first sign-in, as the console does."""
        with closing(open_cheaply(load_settings(self.folder / "hub.toml"))) as people:
            door, now = people.signing_in, SystemClock().now()
            pending = door.change_password(door.begin(code, first, "x", now).token, PASSWORD, now)
            secret = door.enrolment(pending.token, now)
            self.codes[code] = list(
                door.confirm_enrolment(pending.token, hotp(secret, step_of(now)), now).recovery_codes
            )


@pytest.fixture
def hub(tmp_path, capsys):
    assert main(["init", str(tmp_path), "--yes"]) == 0
    capsys.readouterr()
    return Hub(tmp_path, capsys)


def founded(hub):
    for code, role in (("A-SEC", "SECURITY_ADMIN"), ("A-SYS", "系统管理员")):
        hub.enrol(code, hub.json("user", "add", code, "--name", role, "--yes")["first_password"])
        assert hub.json("user", "grant", code, role, "--unit", "C4", "--yes")["confirmed_by"] == "machine:founding"


def test_a_hub_gets_its_people_by_two_persons_and_its_journal_tells_it(hub):
    assert hub.say("user", "list")[1].startswith("还没有账号")
    founded(hub)
    first = hub.json("user", "add", "A-AUD", "--name", "审计", "--yes", by=("A-SEC",))["first_password"]
    hub.enrol("A-AUD", first)
    line = hub.json("user", "grant", "A-AUD", "AUDITOR", "--unit", "C4", "--yes", by=("A-SEC",))
    assert line["confirmed_by"] is None
    assert hub.json("user", "confirm", str(line["grant"]), "--yes", by=("A-SYS",))["confirmed_by"] == "A-SYS"
    listed = {one["account"]: one for one in hub.json("user", "list")}
    assert listed["A-AUD"]["state"] == "active" and listed["A-AUD"]["grants"][0]["role"] == "AUDITOR"
    shown = hub.say("user", "list")[1]
    assert "安全审计员 C4" in shown and first not in shown

    out = hub.folder / "audit.jsonl"
    exported = hub.json("audit", "export", "--out", str(out), by=("A-AUD",))
    lines = [json.loads(text) for text in out.read_text("utf-8").splitlines()]
    assert len(lines) == exported["lines"] and os.stat(out).st_mode & 0o077 == 0
    assert [one["deed"] for one in lines if one["subject"] == "A-AUD"][:3] == [
        "ACCOUNT_ADDED", "PASSWORD_CHANGED", "FACTOR_ENROLLED",
    ]  # fmt: skip
    assert lines[-1]["deed"] == "AUDIT_EXPORTED" and lines[0]["who"].startswith("machine:")
    assert hub.json("audit", "verify", "--against", str(out))["breach"] is None
    syslog = hub.say("audit", "export", "--format", "syslog", by=("A-AUD",))[1]
    assert syslog.startswith("<85>1 ") and len(syslog.splitlines()) > len(lines)

    with sqlite3.connect(hub.folder / "var" / "people.db") as writer:
        writer.execute("DROP TRIGGER journal_never_changes")
        writer.execute("UPDATE journal SET who = 'A-SYS' WHERE number = 2")
    writer.close()
    result, said = hub.say("audit", "verify")
    assert result == 2 and "第 2 行起不可信" in said


def test_after_the_founding_nothing_goes_without_the_right_administrator(hub):
    founded(hub)
    assert hub.say("user", "add", "K3-07", "--name", "窗口", "--yes")[0] == 2
    assert hub.say("user", "add", "K3-07", "--name", "窗口", "--yes", by=("A-SYS",))[0] == 2
    assert hub.say("user", "grant", "A-SEC", "AUDITOR", "--unit", "C4", "--yes")[0] == 2
    hub.json("user", "add", "K3-07", "--name", "窗口", "--yes", by=("A-SEC",))
    line = hub.json("user", "grant", "K3-07", "值班员", "--unit", "C3", "--yes", by=("A-SEC",))
    assert hub.say("user", "confirm", str(line["grant"]), "--yes", by=("A-SEC",))[0] == 2
    assert hub.say("audit", "export", by=("A-SEC",))[0] == 2
    assert hub.say("user", "lock", "K3-07")[0] == 2, "a script says --yes"
    told = hub.folder / "wrong"
    told.write_text("wrong\n123456")
    refused = hub.say("user", "lock", "K3-07", "--yes", "--as", "A-SEC", "--sign-in", str(told))
    assert refused[0] == 2
    assert {one["account"]: one["state"] for one in hub.json("user", "list")}["K3-07"] == "first"


def test_accounts_are_locked_unlocked_reset_and_grants_revoked(hub):
    founded(hub)
    hub.json("user", "add", "K3-07", "--name", "窗口", "--yes", by=("A-SEC",))
    assert hub.json("user", "lock", "K3-07", "--yes", by=("A-SEC",)) == {"account": "K3-07", "locked": True}
    assert {one["account"]: one["state"] for one in hub.json("user", "list")}["K3-07"] == "locked"
    assert hub.json("user", "unlock", "K3-07", "--yes", by=("A-SEC",))["locked"] is False
    assert len(hub.json("user", "reset", "K3-07", "--yes", by=("A-SEC",))["first_password"]) == 23
    line = hub.json("user", "grant", "K3-07", "CLERK", "--unit", "C3", "--yes", by=("A-SEC",))
    assert hub.json("user", "revoke", str(line["grant"]), "--yes", by=("A-SYS",))["ended_by"] == "A-SYS"
    assert hub.say("user", "unused") == (0, "没有长期未用的账号\n")


def test_a_sealed_account_is_made_by_two_and_opened_with_an_alarm_and_a_second_factor_reset_by_two(hub):
    founded(hub)
    whole = ("user", "reset", "K3-07", "--second-factor", "--yes", "--why", "手机丢失")
    hub.json("user", "add", "K3-07", "--name", "窗口", "--yes", by=("A-SEC",))
    assert hub.say(*whole, by=("A-SEC",))[0] == 2, "one administrator isn't enough"
    assert hub.say(*whole, "--with", "A-SEC", by=("A-SEC", "A-SEC"))[0] == 2
    assert len(hub.json(*whole, "--with", "A-SYS", by=("A-SEC", "A-SYS"))["first_password"]) == 23
    sealed = hub.json(
        "user", "break-glass", "seal", "EMG-1", "DUTY_CLERK", "--unit", "C3", "--with", "A-SYS", "--yes",
        by=("A-SEC", "A-SYS"),
    )["code"]  # fmt: skip
    told = hub.folder / "envelope"
    told.write_text("wrong")
    opening = ("user", "break-glass", "open", "EMG-1", "--opener", "K3-07", "--sign-in", str(told), "--yes")
    assert hub.say(*opening)[0] == 2
    told.write_text(sealed)
    result, said = hub.say(*opening)
    assert result == 0 and "EMG-1 已启封" in said
    result, examined = hub.say("doctor")
    assert result and "应急账号启封 1，授权待确认 0" in examined and "安全管理员" in examined
    with closing(people_of(load_settings(hub.folder / "hub.toml"))) as people:
        assert [seal.opened_by for seal in people.seals.open_ones(SystemClock().now())] == ["K3-07"]


def test_the_key_comes_back_from_the_copy_and_its_code_and_replaces_none(hub):
    key = load_settings(hub.folder / "hub.toml").key
    before = key.read_bytes()
    with closing(people_of(load_settings(hub.folder / "hub.toml"))) as people:
        code, copy = people.key_copies.drawn()
    (hub.folder / "copy.json").write_bytes(copy)
    (hub.folder / "code").write_text(code)
    put_back = ("key", "put-back", str(hub.folder / "copy.json"), "--code", str(hub.folder / "code"), "--yes")
    assert hub.say(*put_back)[0] != 0, "a key is there"
    key.unlink()
    assert hub.json(*put_back)["key_id"] in copy.decode()
    assert key.read_bytes() == before and key.stat().st_mode & 0o077 == 0


def notice_of(year):
    """Return a whole notice of *year*, with the Sunday after its first week worked."""
    sunday = next(day for n in range(7) if (day := date(year, 1, 4) + timedelta(days=n)).weekday() == 6)
    new_year = ("01-01", "01-03", "元旦"), ("02-05", "02-11", "春节"), ("04-05", "04-05", "清明节")
    spans = (*new_year, ("05-01", "05-03", "劳动节"), ("06-09", "06-09", "端午节"), ("10-01", "10-07", "国庆中秋"))
    return "\n".join([*(f"{year}-{a} {year}-{b} {name} 休" for a, b, name in spans), f"{sunday} 元旦 班"])


def test_next_years_holidays_are_stated_by_two_persons_at_a_terminal(hub):
    founded(hub)
    settings, year = load_settings(hub.folder / "hub.toml"), local_day(SystemClock().now()).year + 1
    file = hub.folder / "notice.txt"
    asked = ("settings", "propose", "holidays", str(year), str(file), "--basis", "国办发明电〔2026〕9号", "--yes")
    for wrong in (notice_of(year).replace("端午", "龙舟"), "国庆"):
        file.write_text(wrong, "utf-8")
        assert hub.say(*asked, by=("A-SYS",))[0] == 2
    file.write_text(notice_of(year), "utf-8")
    assert hub.say(*asked, by=("A-SEC",))[0] == 2
    number = str(hub.json(*asked, by=("A-SYS",))["number"])
    assert year not in calendar_of(settings).years
    shown = hub.say("--lang", "zh", "settings", "show", number)[1]
    assert "没有载入" in shown and "放假 22 天，上班 1 天" in shown and "春节 02-05–02-11 放假" in shown
    assert hub.say("settings", "confirm", number, "--yes", by=("A-SYS",))[0] == 2
    assert hub.json("settings", "confirm", number, "--yes", by=("A-SEC",))["version"] == 1
    assert calendar_of(settings).is_rest_day(date(year, 2, 5))
    assert hub.say("--lang", "zh", *asked, by=("A-SYS",))[0] == 2  # it would change nothing
    listed = hub.json("settings", "list")
    assert listed["version"] == 1 and listed["amendments"][0]["confirmed_by"] == "A-SEC"


def test_a_stated_notice_is_mended_and_the_citys_rest_days_stay_over_it(hub):
    founded(hub)
    settings, year = load_settings(hub.folder / "hub.toml"), local_day(SystemClock().now()).year + 1
    file, basis = hub.folder / "notice.txt", ("--basis", "佳政办发〔2026〕3号", "--yes")
    monday = next(day for n in range(7) if (day := date(year, 3, 1) + timedelta(days=n)).weekday() == 0)

    def decided(*words):
        number = str(hub.json("settings", "propose", *words, *basis, by=("A-SYS",))["number"])
        hub.json("settings", "confirm", number, "--yes", by=("A-SEC",))

    file.write_text(notice_of(year), "utf-8")
    decided("holidays", str(year), str(file))
    rests = (monday - local_day(SystemClock().now())).days < 366  # farther ahead nothing is amended
    if rests:
        decided("rest", monday.isoformat())
    assert calendar_of(settings).is_rest_day(monday) is rests
    file.write_text(notice_of(year).replace("06-09 端午", "06-10 端午"), "utf-8")
    decided("holidays", str(year), str(file))
    calendar = calendar_of(settings)
    assert calendar.is_rest_day(date(year, 6, 10)) and calendar.is_rest_day(monday) is rests
    decided("clock", "LEVEL_L2", "--length", "15")
    number = str(hub.json("settings", "propose", "clock", "LEVEL_L2", *basis, by=("A-SYS",))["number"])
    assert hub.json("settings", "withdraw", number, "--yes", by=("A-SEC",))["withdrawn_by"] == "A-SEC"


def test_an_organisation_is_changed_added_and_ended_at_a_terminal(hub):
    """What isn't said stays; what can't be is refused before anybody is asked."""
    founded(hub)
    settings, basis = load_settings(hub.folder / "hub.toml"), ("--basis", "佳政办发〔2026〕3号", "--yes")
    tomorrow = local_day(SystemClock().now()) + timedelta(days=1)
    known = next(unit for unit in registry_of(settings).all_units() if unit.level == 1 and unit.parent is not None)

    def decided(*words):
        number = str(hub.json("settings", "propose", "unit", *words, *basis, by=("A-SYS",))["number"])
        hub.json("settings", "confirm", number, "--yes", by=("A-SEC",))
        return registry_of(settings)

    changed = decided(known.code, "--name", "新名").find(known.code, tomorrow)
    assert (changed.name, changed.agency, changed.parent) == ("新名", known.agency, known.parent)
    assert decided(known.code, "--roster", "yes", "--parent", "").find(known.code, tomorrow).roster is True
    more = ("X-1", "--name", "新机构", "--agency", known.agency, "--division", known.division, "--parent", known.code)
    added = decided(*more).find("X-1", tomorrow)
    assert (added.parent, added.level, added.roster) == (known.code, 1, None)
    for wrong in ((known.code, "--ends"), ("X-1", "--agency", "nobody"), ("X-1",), ("X-2", "--name", "y")):
        assert hub.say("settings", "propose", "unit", *wrong, *basis, by=("A-SYS",))[0] == 2, wrong
    assert decided("X-1", "--ends").find("X-1", tomorrow) is None
