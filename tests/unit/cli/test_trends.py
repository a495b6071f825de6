"""``hub trends`` on a small hub: a year of counts in, fair comparisons out, small figures never published."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import openpyxl
import pytest

import hub.catalogue
from hub.cli.app import main
from hub.core.fairness import Signal, Untold
from hub.core.indicators import Counter, Series
from hub.scenarios.replay import ReplayOptions, replay

SCENARIO = Path(__file__).parents[3] / "examples/scenarios/worked-example"
HEAD = "报送单位,区划,月份,指标,件数,人次,版本\n"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hub")
    (folder / "var/log").mkdir(parents=True)
    replay(SCENARIO, ReplayOptions(), folder / "var/log")
    assert main(["init", str(folder), "--yes"]) == 0
    lines = []
    for year, counts in ((2022, [40] * 12), (2025, [30, 50, *[60] * 10]), (2026, [60, 20, 45, 30])):
        for month, count in enumerate(counts, 1):
            lines.append(f"向阳区法院,230803,{year}-{month:02d},民商事一审新收,{count},,")
            lines.append(f"抚远市法院,230833,{year}-{month:02d},民商事一审新收,2,,")
            lines.append(f"市公安局,230800,{year}-{month:02d},治安案件办结,{100},,")
            lines.append(f"市公安局,230800,{year}-{month:02d},治安案件处罚,{count},,")
            lines.append(f"市司法局,230800,{year}-{month:02d},行政复议受理,{19 if year == 2025 else 25},,")
    lines.append("市公安局,230800,2026-04,民转刑案件,3,,")
    (folder / "六减少.csv").write_text(HEAD + "\n".join(lines), encoding="utf-8-sig")
    return folder / "hub.toml"


@pytest.fixture
def ask(settings: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "300")
    monkeypatch.setenv("HUB_SETTINGS", str(settings))

    def asked(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(arguments)
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    imported = asked("trends", "import", str(settings.parent / "六减少.csv"), "--who", "TJ-01", "--yes", "--json")
    assert imported[0] == 0, imported
    return asked


def lines_of(out: str) -> dict[str, dict[str, object]]:
    return {line["code"]: line for line in json.loads(out)["lines"]}


def test_import_takes_once_and_corrections_by_version(ask, settings: Path) -> None:
    again = ask("trends", "import", str(settings.parent / "六减少.csv"), "--who", "TJ-01", "--yes", "--json")
    assert again[0] == 0 and json.loads(again[1])["count"] == 0
    file = settings.parent / "更正.csv"
    file.write_text(
        HEAD
        + "市劳动仲裁院,230800,2026-03,劳动仲裁受理,７,,\n"  # full-width digits
        + "向阳区法院,230803,2026-03,民商事一审新收,44,,\n"
        + "向阳区法院,230803,2026-13,民商事一审新收,44,,\n"
        + "某局,230803,2026-03,某指标,44,,\n"
        + "某局,999999,2026-03,民转刑案件,4,,\n"
        + "某局,230803,2026-03,民转刑案件,约4,,\n"
        + "市信访局,230800,2026-03,信访初件,4,,\n"
        + "向阳区法院,230803007,2026-03,民商事一审新收,3,,\n",
        encoding="utf-8-sig",
    )
    code, out, _ = ask("trends", "import", str(file), "--who", "TJ-01", "--yes", "--json")
    told = json.loads(out)
    assert code == 1 and told["count"] + told["unchanged"] == 1
    assert [(one["row"], one["field"], one["reason"]) for one in told["returned"]] == [
        (3, "版本", "OLD_VERSION"),
        (4, "月份", "NO_MONTH"),
        (5, "指标", "NO_SERIES"),
        (6, "区划", "NO_DIVISION"),
        (7, "件数", "NO_NUMBER"),
        (8, "人次", "NO_NUMBER"),
        (9, "区划", "OVERLAP"),
    ]
    sheet = openpyxl.load_workbook(settings.parent / "更正.退回.xlsx").active
    assert sheet.max_row == 8 and sheet["D2"].value.endswith("2")


def test_show_joins_january_and_february(ask) -> None:
    line = lines_of(ask("trends", "show", "--month", "2026-02", "--json", "--as-of", "2026-12-01")[1])["SUITS"]
    assert line["months"] == ["2026-01", "2026-02"]
    assert (line["yoy"]["now"], line["yoy"]["base"], line["yoy"]["percent"]) == (84, 84, 0.0)
    january = lines_of(ask("trends", "show", "--month", "2026-01", "--json", "--as-of", "2026-12-01")[1])["SUITS"]
    assert january["yoy"]["why"] == "JOINED"
    assert "--month 2026-02" in ask("trends", "show", "--month", "2026-01", "--as-of", "2026-12-01")[1]


def test_show_has_no_percentage_below_a_base_of_twenty(ask) -> None:
    code, out, _ = ask("trends", "show", "--month", "2026-04", "--as-of", "2026-12-01", "--json")
    reconsideration = lines_of(out)["RECONSIDERATION"]
    assert code == 0 and reconsideration["yoy"]["percent"] is None and reconsideration["yoy"]["absolute"] == 6
    assert reconsideration["vs_base"]["percent"] == 0.0, "its base, 2022, is 100"
    out = ask("trends", "show", "--month", "2026-04", "--as-of", "2026-12-01")[1]
    row = next(line for line in out.splitlines() if line.startswith("行政复议"))
    assert Untold.SMALL_BASE.zh in row


def test_a_rate_stands_in_points_and_its_counter_measure_beside_it(ask) -> None:
    line = lines_of(ask("trends", "show", "--month", "2026-04", "--json", "--as-of", "2026-12-01")[1])["PENALTY_RATE"]
    assert (line["yoy"]["absolute"], line["yoy"]["percent"], line["counter"]) == (-30.0, -50.0, "REPEATS_90")
    assert line["signal"] == "FALL_ALONE" and not line["may_be_green"], "the hub knows nothing of April 2025"


def test_petitions_are_counted_by_the_hub_where_nobody_states_them(ask) -> None:
    line = lines_of(ask("trends", "show", "--month", "2026-03", "--json", "--as-of", "2026-04-30")[1])["PETITIONS"]
    assert line["source"] == "HUB"


def test_export_for_publishing_hides_small_figures(ask, settings: Path) -> None:
    for public in (False, True):
        to = settings.parent / f"out-{public}.xlsx"
        arguments = ["trends", "export", "--month", "2026-04", "--to", str(to), "--as-of", "2026-12-01", "--yes"]
        assert ask(*arguments, *(["--public"] if public else []))[0] == 0
        counties = openpyxl.load_workbook(to)["分区县"]
        suits = next(row for row in counties.iter_rows(values_only=True) if row[0] == Series.SUITS.zh)
        assert [str(cell) for cell in suits[1:] if cell not in (None, "")] == (["*", "*"] if public else ["30", "2"])
    assert ask("trends", "export", "--to", "x.csv", "--yes")[0] == 2


def test_a_line_for_publishing_tells_of_no_small_figure_even_without_last_year(ask) -> None:
    """Three criminal cases of April 2026 have nothing to be compared with: they must not stand there alone."""
    arguments = ("trends", "show", "--month", "2026-04", "--as-of", "2026-12-01")
    assert "suppressed" not in lines_of(ask(*arguments, "--json")[1])["CIVIL_TO_CRIMINAL"]
    told = lines_of(ask(*arguments, "--public", "--json")[1])
    assert told["CIVIL_TO_CRIMINAL"]["suppressed"] and "yoy" not in told["CIVIL_TO_CRIMINAL"]
    assert "suppressed" not in told["SUITS"] and told["SUITS"]["hub_count"] is None
    shown = {kind: ask(*arguments, *kind)[1] for kind in ((), ("--public",))}
    rows = [next(line for line in out.splitlines() if line.startswith("民转刑")).split() for out in shown.values()]
    assert rows[0][1] == "3" and rows[1][1:10] == ["*"] * 9


def test_screening_says_when_there_is_no_last_year(ask) -> None:
    code, out, _ = ask("trends", "screen", "--month", "2026-03")
    assert code == 0 and "2025-03" in out


def test_who_brings_a_file_is_a_post_and_no_name(ask, settings: Path) -> None:
    code, _, err = ask("trends", "import", str(settings.parent / "六减少.csv"), "--who", "张三", "--yes")
    assert code == 2 and "TJ-01" in err


def test_every_figure_carries_its_definition(ask) -> None:
    lines = lines_of(ask("trends", "show", "--month", "2026-04", "--json")[1])
    assert lines["PENALTY_RATE"]["definition_zh"] == "治安案件处罚÷治安案件办结"
    assert lines["PETITIONERS"]["definition_en"] == "Petitions, first + Petitions, repeated (person-times)"


def test_an_unknown_region_is_named(ask) -> None:
    code, _, err = ask("trends", "show", "--region", "999999")
    assert code == 1 and "999999" in err


CAUSES = (
    "因为", "由于", "导致", "使得", "促使", "归功", "得益", "成效", "源于", "带来", "所以", "因此", "造成",
    "because", "due to", "caused", "thanks to", "led to", "owing to", "as a result", "therefore", "effect of",
)  # fmt: skip
WORDED = ("trends", "halfyear")


@pytest.mark.parametrize("name", WORDED)
def test_no_word_of_the_catalogue_claims_a_cause(name: str) -> None:
    """Domain §6.3: no causal claim."""
    path = Path(hub.catalogue.__file__).parent / f"{name}.py"
    if not path.exists():
        pytest.fail(f"{path} is gone")
    strings = [node.value for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Constant)]
    texts = [text for text in strings if isinstance(text, str)]
    labels = [text for kind in (Signal, Untold, Counter, Series) for one in kind for text in (one.zh, one.en)]
    found = {word for word in CAUSES for text in (*texts, *labels) if word in text.casefold()}
    assert found == set()


def test_a_narrow_terminal_breaks_no_figure(ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """In 80 columns each figure is a line of its own with its comparisons below it: no cell is folded."""
    monkeypatch.setenv("COLUMNS", "80")
    out = ask("trends", "show", "--month", "2026-04", "--as-of", "2026-12-01")[1]
    lines = out.splitlines()
    place = next(number for number, line in enumerate(lines) if line.startswith("治安处罚率"))
    assert lines[place].split()[1:] == ["30/100", "60/100", "-30.00", "个百分点", Signal.FALL_ALONE.zh]
    assert "同比 -50.00 %" in lines[place + 1] and Counter.REPEATS_90.zh in "".join(lines[place + 2 : place + 5])
    public = ask("trends", "show", "--month", "2026-04", "--as-of", "2026-12-01", "--public")[1].splitlines()
    hidden = next(line for line in public if line.startswith("民转刑"))
    assert hidden.split()[1:] == ["*"] * 4


def test_rows_of_a_counts_file_wait_in_the_quarantine_until_the_file_is_mended(ask, settings: Path) -> None:
    file = settings.parent / "补报.csv"

    def bring(*rows: str) -> int:
        file.write_text(HEAD + "\n".join(rows), encoding="utf-8-sig")
        return ask("trends", "import", str(file), "--who", "TJ-02", "--yes", "--json")[0]

    def held() -> list[dict[str, object]]:
        listed = json.loads(ask("quarantine", "list", "--adapter", "imports", "--json")[1])
        return [one for one in listed if one["native_id"] == file.name]

    good, bad = "市劳动仲裁院,230800,2026-02,劳动仲裁受理,4,,", "某局,230803,2026-02,某指标,4,,"
    assert bring(good, bad, "某局,230803,2026-13,行政复议受理,4,,") == 1
    first, second = held()
    assert (first["code"], first["field"], first["masked"], first["task_of"]) == ("E-RET-01", "指标", "某指标", "TJ-02")
    assert first["reason_zh"].startswith("未登记的指标") and "第3行" in str(first["place"])
    code, out, _ = ask("quarantine", "show", str(first["id"]))
    assert code == 0 and "未登记的指标" in out
    assert ask("quarantine", "retry", str(first["id"]), "--yes")[0] == 2, "it's mended in the file"
    assert bring(good, bad) == 1 and [one["id"] for one in held()] == [first["id"]] and held()[0]["count"] == 2
    gone = ask("quarantine", "show", str(second["id"]), "--json")[1]
    assert json.loads(gone)["state"] == "RELEASED"
    assert ask("quarantine", "fix", str(first["id"]), "--discard", "--why", "此指标不报", "--yes")[0] == 0
    assert held() == []
