"""``hub clocks`` and ``hub deadlines``: what they show, in which language, with which exit code."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from hub.bootstrap.rules import terms_of
from hub.cli.app import main
from hub.core.clocks import CLOCKS, Place
from hub.core.errors import ClockOverrideError, ConfigurationError
from hub.scenarios.replay import ReplayOptions, replay
from hub.settings.loading import load_settings

SCENARIO = Path(__file__).parents[3] / "examples/scenarios/worked-example"
LOCAL = """
[[clocks]]
clock = "LEVEL_L2"
length = 15
from = 2026-01-01
region = "230811"
basis = "郊司〔2026〕3号"
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("hub")
    (found / "var/log").mkdir(parents=True)
    replay(SCENARIO, ReplayOptions(), found / "var/log")
    assert main(["init", str(found), "--yes"]) == 0
    return found


@pytest.fixture
def ask(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "140")

    def asked(*arguments: str, local: str = "") -> tuple[int, str, str]:
        path = folder / "asked.toml"
        head, mark, tables = (folder / "hub.toml").read_text("utf-8").partition("# --- ")
        path.write_text(head + local + mark + tables, encoding="utf-8")
        capsys.readouterr()
        code = main(["--settings", str(path), *arguments])
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return asked


def test_the_list_shows_every_clock_in_either_language(ask) -> None:
    code, out, _ = ask("clocks", "list")
    assert code == 0 and all(name in out for name in CLOCKS) and "法定" in out and "人民调解法 33；民诉法 205" in out
    assert "People's mediation" in ask("--lang", "en", "clocks", "list")[1]
    assert {entry["name"] for entry in json.loads(ask("clocks", "list", "--json")[1])} == set(CLOCKS)


def test_one_clock_shows_what_starts_it_and_the_local_length_in_force(ask) -> None:
    code, out, _ = ask("clocks", "show", "LEVEL_L2", "--on", "2026-03-01", local=LOCAL)
    assert code == 0 and "区划 230811" in out and "15 日" in out and "✓" in out and "郊司〔2026〕3号" in out
    assert "✓" not in ask("clocks", "show", "LEVEL_L2", "--on", "2025-12-31", local=LOCAL)[1]
    local = json.loads(ask("clocks", "show", "LEVEL_L2", "--json", local=LOCAL)[1])["local"]
    assert [(one["length"], one["region"], one["since"]) for one in local] == [(15, "230811", "2026-01-01")]


def test_an_unknown_clock_is_attended_to(ask) -> None:
    code, _, err = ask("clocks", "show", "NIX")
    assert code == 1 and "没有这个期限" in err and "clocks list" in err


def test_a_legal_period_is_refused_with_its_article(ask) -> None:
    code, _, err = ask("clocks", "list", local=LOCAL.replace("LEVEL_L2", "JC_WINDOW"))
    assert code == 2 and "E-CFG-03" in err and "民诉法 205" in err and "法定期限" in err
    assert "E-CFG-03" in ask("doctor", local=LOCAL.replace("LEVEL_L2", "JC_WINDOW"))[1]


def test_a_local_length_needs_a_first_day(ask, folder: Path) -> None:
    code, _, err = ask("clocks", "list", local=LOCAL.replace("from = 2026-01-01\n", ""))
    assert code == 2 and "clocks.0.from" in err
    with pytest.raises(ConfigurationError):
        load_settings(folder / "asked.toml")


def test_the_settings_reach_the_rules(ask, folder: Path) -> None:
    ask("clocks", "list", local=LOCAL)
    terms = terms_of(load_settings(folder / "asked.toml"))
    assert terms.length("LEVEL_L2", date(2026, 3, 1), Place("C2", "justice", "230811104")) == 15
    assert terms.length("LEVEL_L2", date(2026, 3, 1), Place("X2", "justice", "230803007")) == 20
    ask("clocks", "list", local=LOCAL.replace("15", "9999"))
    with pytest.raises(ClockOverrideError, match="9999"):
        terms_of(load_settings(folder / "asked.toml"))


def test_the_duty_list_is_by_owner_with_who_takes_over(ask) -> None:
    """The worked example at the end of March: D6's feedback and D10's acceptance run out in the next days."""
    code, out, _ = ask("deadlines", "--as-of", "2026-03-31")
    assert code == 0 and "超期 0 项" in out and "信访局" in out and "佳木斯市向阳区非诉讼纠纷化解中心" in out
    duties = json.loads(ask("deadlines", "--as-of", "2026-03-31", "--json")[1])["duties"]
    assert {(one["dispute"], one["clock"].partition(":")[0], one["owner"]) for one in duties} == {
        ("D6", "FEEDBACK_ACK", "petition"),
        ("D7", "LEVEL_L2", "C2"),
        ("D10", "JC_ACCEPT", "court"),
    }


def test_overdue_duties_ask_for_attention_and_one_owner_can_be_asked_for(ask) -> None:
    code, out, _ = ask("--lang", "en", "deadlines", "--as-of", "2026-04-13", "--owner", "court")
    assert (
        code == 1 and "11 days over" in out and "Confirmation to accept" in out and "C2" not in out.split("Courts")[0]
    )
    assert (
        ask("deadlines", "--as-of", "2026-03-31", "--owner", "nobody")[1].strip().endswith("没有超期，近期也没有到期的")
    )


def test_a_shorter_local_length_makes_its_unit_late(ask) -> None:
    """D7 is at C2 (郊区) since 03-12: fifteen days instead of twenty are over on 03-27."""
    code, out, _ = ask("deadlines", "--as-of", "2026-03-31", local=LOCAL)
    assert code == 1 and "超期 4 天" in out
