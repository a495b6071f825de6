"""The verbs on a hub that holds the worked example: what they print, in which language, with which exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from shutil import copytree

import openpyxl
import pytest

from hub.cli.app import main, program_first
from hub.scenarios.replay import ReplayOptions, replay
from hub.service.heartbeat import HEARTBEAT, Heartbeat

SCENARIO = Path(__file__).parents[3] / "examples/scenarios/worked-example"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hub")
    (folder / "var/log").mkdir(parents=True)
    replay(SCENARIO, ReplayOptions(), folder / "var/log")
    path = folder / "hub.toml"
    assert main(["init", str(folder), "--yes"]) == 0
    return path


@pytest.fixture
def ask(settings: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("HUB_SETTINGS", str(settings))

    def asked(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(arguments)
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return asked


def test_version(ask) -> None:
    assert ask("--version") == (0, "枫桥枢纽 0.1.0\n", "")
    assert ask("--lang", "en", "--version") == (0, "Fengqiao Hub 0.1.0\n", "")


def test_help_speaks_the_language_asked_for(ask) -> None:
    assert "写出带说明的设置文件" in ask("--help", "--lang", "zh")[1]
    english = ask("--help", "--lang", "en")[1]
    assert "Write a commented settings file" in english
    assert "写出带说明的设置文件" not in english


def test_a_usage_error_says_where_help_is_and_stops(ask) -> None:
    code, _, err = ask("trace")
    assert code == 2
    assert "hub trace --help" in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("language", "complaint", "heading"), [("zh", "用法不对：缺少参数", "选项"), ("en", "Missing argument", "Options")]
)
def test_usage_and_the_headings_of_help_are_in_the_readers_language(ask, language, complaint, heading) -> None:
    assert complaint in ask("trace", "--lang", language)[2]
    out = ask("trace", "--help", "--lang", language)[1]
    assert heading in out and (language == "en" or "Options" not in out)


def test_trace_tells_the_story_by_half_a_number(ask) -> None:
    code, out, _ = ask("trace", "101", "--lang", "en")
    assert code == 0
    assert "民诉前调101号" in out
    assert "Confirmation granted" in out
    assert "Contract" in out


@pytest.mark.parametrize("spoken", ["民诉前调, 101号", "民诉 前调 101", "民诉前调１０１号", "g-0001"])
def test_trace_understands_a_number_as_it_is_said(ask, spoken: str) -> None:
    code, out, _ = ask("trace", spoken, "--json")
    assert code == 0
    assert json.loads(out)["numbers"]


def test_trace_in_json_has_holder_steps_and_deadlines(ask) -> None:
    code, out, _ = ask("trace", "D4", "--json")
    document = json.loads(out)
    assert code == 0
    assert document["status"] == "NOT_MEDIATED"
    assert {step["event"] for step in document["steps"]} >= {"DisputeReported", "ConsentWithheld"}
    assert "tokens" not in json.dumps(document)


def test_trace_as_known_on_an_earlier_day_knows_less(ask) -> None:
    late = json.loads(ask("trace", "D3", "--json")[1])
    early = json.loads(ask("trace", "D3", "--as-of", "2026-03-10", "--json")[1])
    assert len(early["steps"]) < len(late["steps"])
    assert early["status"] == "OPEN" and late["status"] == "RESOLVED"


def test_trace_sees_what_became_overdue_without_anything_happening(ask, settings: Path) -> None:
    untouched = json.loads(ask("trace", "D7", "--json")[1])
    Heartbeat(1, "2026-05-31T01:00:00+00:00", "", {}).write(settings.parent / "var")
    try:
        later = json.loads(ask("trace", "D7", "--json")[1])
    finally:
        (settings.parent / "var" / HEARTBEAT).unlink()
    assert untouched["as_of"] == "2026-04-13", "a replay knows up to its last record, of whatever dispute"
    assert later["as_of"] == "2026-05-31"
    assert later["steps"] == untouched["steps"] and later["overdue"] > untouched["overdue"]


@pytest.mark.parametrize(("language", "held"), [("zh", "正在办理"), ("en", "Has the case")])
def test_trace_says_in_words_who_holds_it_and_why(ask, language: str, held: str) -> None:
    out = ask("trace", "D7", "--lang", language)[1]
    assert held in out
    assert "domain" not in out and "LOOP" not in out


@pytest.mark.parametrize("language", ["zh", "en"])
def test_trace_says_details_and_clocks_in_words(ask, language: str) -> None:
    out = ask("trace", "101", "--lang", language)[1]
    assert ("当事人数 2" if language == "zh" else "Number of parties 2") in out.replace("\n", "")
    assert not any(raw in out for raw in ("parties=", "ref=", "number=", "JC_WINDOW", "ENTRUST_PRE"))


def test_trace_tells_of_one_instant_in_the_order_in_which_it_counts(ask) -> None:
    steps = json.loads(ask("trace", "101", "--json")[1])["steps"]
    events = [step["event"] for step in steps]
    assert events.index("DisputeReported") < events.index("ReferralCreated") < events.index("ReferralAccepted")


def test_agencies_are_called_by_their_names(ask) -> None:
    out = ask("trace", "101", "--lang", "en")[1]
    assert "Courts" in out and "The hub" in out


def test_a_terminal_that_cannot_show_chinese_still_gets_its_answer(settings: Path) -> None:
    asked = "from hub.cli.app import main; raise SystemExit(main(['stats', 'show', '--month', '2026-03']))"
    environment = {**os.environ, "HUB_SETTINGS": str(settings), "PYTHONIOENCODING": "ascii"}
    done = subprocess.run([sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and done.stderr == ""
    assert "71.43 %" in done.stdout and "?" in done.stdout


def test_trace_of_nothing_is_not_understood(ask) -> None:
    code, _, err = ask("trace", " ")
    assert code == 2
    assert "hub trace --help" in err


def test_status_says_in_words_which_department_is_in_trouble(ask, settings: Path) -> None:
    folder = settings.parent / "var"
    Heartbeat(os.getpid(), "2026-04-13T01:00:00+00:00", "", {"grid": {"trouble": ["E-NET-01", "E-NET-01"]}}).write(
        folder
    )
    try:
        code, out, _ = ask("status", "--lang", "en")
    finally:
        (folder / HEARTBEAT).unlink()
    assert code == 1
    assert "grid: E-NET-01 The department's system doesn't answer. Next: hub adapter check grid" in out


def test_hub_alone_shows_its_help_and_nothing_else(ask) -> None:
    code, out, err = ask()
    assert code == 2 and "quarantine" in out and err == ""


@pytest.mark.parametrize("verb", [("stats", "export", "--month", "2026-03", "--yes", "--to"), ("init", "--yes")])
def test_a_path_that_cannot_be_written_is_named_without_a_traceback(ask, tmp_path: Path, verb: tuple[str, ...]) -> None:
    (tmp_path / "file").write_text("a file, no folder", encoding="utf-8")
    code, _, err = ask(*verb, str(tmp_path / "file/inside.xlsx"))
    assert code == 2
    assert "E-PER-00" in err and "file" in err


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("scenario.json", "[]"),
        ("scenario.json", '{"units": {"X1": {}}, "views": []}'),
        ("scenario.json", '{"units": {}, "views": [{"name": "R1", "month": "2026-99", "as_known_at": "2026-04-10"}]}'),
        ("inputs.jsonl", "{{{"),
        ("inputs.jsonl", "5"),
        ("inputs.jsonl", None),
    ],
)
def test_replay_names_the_file_that_it_cannot_read(ask, tmp_path: Path, name: str, broken: str | None) -> None:
    copytree(SCENARIO, tmp_path / "scenario")
    path = tmp_path / "scenario" / name
    path.unlink() if broken is None else path.write_text(broken, encoding="utf-8")
    code, _, err = ask("replay", str(tmp_path / "scenario"))
    assert code == 2
    assert "E-FIL-01" in err and name in err


@pytest.mark.parametrize("amount", ["viele", "NaN"])
def test_replay_names_the_line_that_it_cannot_read(ask, tmp_path: Path, amount: str) -> None:
    copytree(SCENARIO, tmp_path / "scenario")
    path = tmp_path / "scenario/inputs.jsonl"
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    number = next(number for number, line in enumerate(lines) if "amount" in line["data"])
    lines[number]["data"]["amount"] = amount
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    code, _, err = ask("replay", str(tmp_path / "scenario"))
    assert code == 2
    assert f"inputs.jsonl line {number + 1}" in err


def test_trace_of_a_number_that_means_several_lists_them_and_asks_to_attend(ask) -> None:
    code, out, _ = ask("trace", "G-000", "--json")
    assert code == 1
    assert len(json.loads(out)["candidates"]) > 1


def test_trace_of_an_unknown_number_says_so_without_a_traceback(ask) -> None:
    code, _, err = ask("trace", "没有这个号")
    assert code == 1
    assert err.startswith("E-REC-01")
    assert "下一步" in err and "谁来办" in err
    assert "Traceback" not in err


def test_stats_show_has_both_revisions_side_by_side(ask) -> None:
    code, out, _ = ask("stats", "show", "--month", "2026-03")
    assert code == 0
    assert "71.43 %  →  75.00 %" in out
    assert "2026-04-10" in out


def test_stats_show_as_of_the_close_has_one_revision(ask) -> None:
    _, out, _ = ask("stats", "show", "--month", "2026-03", "--as-of", "2026-04-10", "--json")
    document = json.loads(out)
    assert [revision["closed"] for revision in document["revisions"]] == [True]
    assert document["headline"]["acc"] == ["7"]


def test_stats_of_an_open_month_is_marked_so(ask) -> None:
    _, out, _ = ask("stats", "show", "--month", "2026-03", "--as-of", "2026-03-20", "--json")
    assert [revision["closed"] for revision in json.loads(out)["revisions"]] == [False]


def test_stats_explain_opens_a_figure_into_its_disputes(ask) -> None:
    _, out, _ = ask("stats", "explain", "调解成功", "--month", "2026-03", "--json")
    first, second = json.loads(out)["revisions"]
    assert set(second["disputes"]) - set(first["disputes"]) == {"D9"}


def test_stats_explain_lists_a_dispute_once_by_its_number_and_then_what_changed(ask) -> None:
    _, out, _ = ask("stats", "explain", "success", "--month", "2026-03")
    first, second = out.split("第 2 次")
    numbers = json.loads(ask("stats", "explain", "success", "--month", "2026-03", "--json")[1])["numbers"]
    assert [out.count(f"{number}\n") + out.count(f"{number}  ") for number in numbers.values()] == [1] * len(numbers)
    assert f"+ {numbers['D9']}" in second and numbers["D9"] not in first
    assert not any(number in second for dispute, number in numbers.items() if dispute != "D9")


def test_stats_explain_limits_a_long_list_and_says_how_to_see_all(ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.cli.explaining.PAGE", 2)
    _, short, _ = ask("stats", "explain", "acc", "--month", "2026-03")
    _, long, _ = ask("stats", "explain", "acc", "--month", "2026-03", "--all")
    assert "… 另有 5 件，--all" in short
    assert "另有" not in long and len(long.splitlines()) == len(short.splitlines()) + 4


def test_no_revision_is_labelled_with_a_day_that_nobody_has_heard_of_yet(ask) -> None:
    document = json.loads(ask("stats", "show", "--month", "2026-03", "--json")[1])
    # confirmation windows lapse weeks later: the hub knows that already, but it isn't known on any day yet
    assert [one["as_known_at"][:10] for one in document["revisions"]] == ["2026-04-10", "2026-04-13"]


def test_status_counts_the_disputes_that_are_there(ask) -> None:
    candidates = json.loads(ask("trace", "D", "--json")[1])["candidates"]
    assert all(one["numbers"] for one in candidates)
    assert {"D1b", "D5b"}.isdisjoint(one["dispute"] for one in candidates)  # joined: found as what they were joined to
    assert json.loads(ask("status", "--json")[1])["disputes"] == len(candidates)


def test_stats_explain_of_a_rate_says_what_it_is_computed_from(ask) -> None:
    _, out, _ = ask("stats", "explain", "rate", "--month", "2026-03")
    assert "hub stats explain success --month 2026-03" in out


def test_stats_explain_of_no_figure_names_those_there_are(ask) -> None:
    code, _, err = ask("stats", "explain", "nonsense", "--month", "2026-03")
    assert code == 1
    assert "acc" in err


def test_stats_diff_names_what_the_late_record_changed(ask) -> None:
    _, out, _ = ask("stats", "diff", "--month", "2026-03", "--json")
    changed = {line["figure"]: (line["before"], line["now"]) for line in json.loads(out)}
    assert changed["rate"] == ("71.43 %", "75.00 %")
    assert changed["type:CONSUMER:acc"] == ("0", "1")


@pytest.mark.parametrize("name", ["month.xlsx", "month.csv", "month.json"])
def test_stats_export_writes_a_file(ask, tmp_path: Path, name: str) -> None:
    code, _, _ = ask("stats", "export", "--month", "2026-03", "--to", str(tmp_path / name), "--yes")
    assert code == 0
    assert (tmp_path / name).stat().st_size > 500


def test_an_exported_workbook_can_be_proven_and_a_changed_one_is_told(ask, tmp_path: Path) -> None:
    book = tmp_path / "month.xlsx"
    assert ask("stats", "export", "--month", "2026-03", "--to", str(book), "--yes")[0] == 0
    code, out, err = ask("stats", "verify", str(book), "--json")
    found = json.loads(out)
    assert code == 0 and found["equal"] and found["printed"] == found["digest"], err
    changed = openpyxl.load_workbook(book)
    sheet = changed.worksheets[1]
    assert sheet["A2"].value == "L1"
    sheet["D2"] = 99
    changed.save(book)
    code, out, _ = ask("stats", "verify", str(book), "--json")
    told = json.loads(out)
    assert code == 1 and not told["equal"] and told["printed"] != told["digest"]
    assert [(one["row"], one["column"], one["is_now"], one["should_be"]) for one in told["differences"]] == [
        (2, 4, "99", "2")
    ]


def test_a_script_that_does_not_say_yes_writes_nothing(ask, tmp_path: Path) -> None:
    code, _, err = ask("stats", "export", "--month", "2026-03", "--to", str(tmp_path / "month.csv"))
    assert code == 2
    assert "--yes" in err
    assert list(tmp_path.iterdir()) == []


def test_a_month_that_is_none_is_refused(ask) -> None:
    code, _, err = ask("stats", "show", "--month", "March")
    assert code == 2
    assert "YYYY-MM" in err


def test_replay_in_any_order_gives_the_document(ask, tmp_path: Path) -> None:
    _, straight, _ = ask("replay", str(SCENARIO), "--json")
    _, shuffled, _ = ask("replay", str(SCENARIO), "--json", "--seed", "7", "--twice")
    count = len((SCENARIO / "inputs.jsonl").read_text("utf-8").splitlines())
    (tmp_path / "order.json").write_text(json.dumps(list(reversed(range(count)))), encoding="utf-8")
    _, reverse, _ = ask("replay", str(SCENARIO), "--json", "--order", str(tmp_path / "order.json"))
    assert json.loads(straight) == json.loads(shuffled) == json.loads(reverse)


def test_replay_refuses_an_order_that_is_no_permutation(ask, tmp_path: Path) -> None:
    (tmp_path / "order.json").write_text("[0, 0, 1]", encoding="utf-8")
    code, out, _ = ask("replay", str(SCENARIO), "--json", "--order", str(tmp_path / "order.json"))
    assert code == 2
    assert json.loads(out)["error"] == "E-FIL-01"


def test_schemas_list_show_check(ask) -> None:
    listed = json.loads(ask("schemas", "list", "--json")[1])
    assert {"DisputeReported", "Delivery"} <= {entry["subject"] for entry in listed}
    assert json.loads(ask("schemas", "show", "Delivery", "--json")[1])["name"] == "Delivery"
    assert ask("schemas", "check")[0] == 0
    assert ask("schemas", "show", "Delivery", "--version", "99")[0] == 1


def test_init_never_overwrites(ask, tmp_path: Path) -> None:
    assert ask("init", str(tmp_path), "--yes")[0] == 0
    before = (tmp_path / "hub.toml").read_bytes()
    code, _, err = ask("init", str(tmp_path), "--yes")
    assert code == 2
    assert err.startswith("E-CFG-00")
    assert (tmp_path / "hub.toml").read_bytes() == before
    assert (tmp_path / "secrets/hub.key").stat().st_mode & 0o077 == 0


def test_doctor_is_green_after_init(ask) -> None:
    code, out, _ = ask("doctor", "--json")
    findings = json.loads(out)["findings"]
    assert [finding for finding in findings if finding["outcome"] == "stopped"] == []
    assert code == 1
    assert "没有接入任何部门" in [finding["detail"] for finding in findings]


def test_doctor_names_the_settings_it_was_given_in_the_next_step(ask, settings: Path) -> None:
    code, out, _ = ask("doctor", "--settings", str(settings), "--json")
    assert code == 1
    assert f"hub --settings {settings} doctor" in out


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_mistake_in_fix_is_told_in_the_readers_language_and_is_no_case_for_the_doctor(ask, language: str) -> None:
    code, _, err = ask("quarantine", "fix", "Q-court-1", "--lang", language)
    assert code == 2 and err.startswith("E-PER-00")
    assert ("须且只能写一个" in err) == (language == "zh")
    assert "--help" in err and "doctor" not in err


def test_where_no_hub_has_run_that_is_said_in_chinese(ask, tmp_path: Path) -> None:
    assert ask("init", str(tmp_path), "--yes")[0] == 0
    err = ask("status", "--settings", str(tmp_path / "hub.toml"))[2]
    assert "这里还没有运行过枢纽" in err and "先运行一次" in err


def test_doctor_without_settings_says_what_to_do(ask, tmp_path: Path) -> None:
    code, out, _ = ask("--settings", str(tmp_path / "none.toml"), "doctor")
    assert code == 2
    assert "hub init" in out


def test_doctor_names_the_key_that_is_missing(ask, settings: Path, tmp_path: Path) -> None:
    (tmp_path / "hub.toml").write_text('key = "gone.key"\n', encoding="utf-8")
    code, out, _ = ask("--settings", str(tmp_path / "hub.toml"), "doctor", "--lang", "en")
    assert code == 2
    assert "gone.key" in out


def test_doctor_opens_every_adapter(ask, tmp_path: Path) -> None:
    assert ask("init", str(tmp_path), "--yes")[0] == 0
    path = tmp_path / "hub.toml"
    path.write_text('[adapters.court]\nurl = "oracle+cx_oracle://hub:geheim@host/x"\n', encoding="utf-8")
    code, out, err = ask("doctor", "--settings", str(path))
    assert code == 2
    assert "cx_Oracle" in out and "geheim" not in out + err


def test_an_agency_that_is_not_configured_is_named(ask) -> None:
    code, _, err = ask("adapter", "check", "court")
    assert code == 2
    assert err.startswith("E-CFG-02")


def test_settings_and_language_may_stand_behind_the_verb() -> None:
    assert program_first(["stats", "show", "--settings=x.toml", "--month", "2026-03", "--lang", "en"]) == [
        "--settings=x.toml",
        "--lang",
        "en",
        "stats",
        "show",
        "--month",
        "2026-03",
    ]
    assert program_first(["trace", "--", "--lang"]) == ["trace", "--", "--lang"]
