"""INFO-1, INFO-3, ADM-1, MECH-1, OFF-1: the monthly duty, end to end through processors and command line."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from hub.bootstrap.people import people_of
from hub.bootstrap.surroundings import SystemClock
from hub.cli.app import main
from hub.core.events import Event
from hub.core.messages import MonthlyStatistics
from hub.core.permissions import Role
from tests.people_rig import PASSWORD, PeopleRig
from tests.report_rig import City

BODIES = (
    {
        "code": "SCJG",
        "name": "向阳区市场监督管理局",
        "kind": "ADMIN",
        "division": "230803",
        "road": "MAPPING",
        "units": ["MR"],
        "reports_to": "JB-230803",
        "contact": "消保科 6033",
        "successor": "法制科 6035",
    },
    {
        "code": "WYXH",
        "name": "向阳区物业协会",
        "kind": "INDUSTRY",
        "division": "230803",
        "road": "TOTALS",
        "reports_to": "JB-230803",
        "contact": "协会秘书处 8110",
    },
    {
        "code": "OLD",
        "name": "已撤并单位",
        "kind": "ADMIN",
        "division": "230803",
        "road": "MAPPING",
        "valid_to": "2026-02-28",
    },
)


@pytest.fixture
def city(tmp_path: Path) -> City:
    return City(tmp_path, BODIES)


class Ask:
    """Runs verbs on a city's hub."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capsys = capsys
        monkeypatch.setenv("COLUMNS", "160")

    def __call__(self, city: City, *arguments: str) -> tuple[int, str]:
        self._capsys.readouterr()
        code = main(["--settings", str(city.path), *arguments])
        shown = self._capsys.readouterr()
        return code, shown.out + shown.err

    def json(self, city: City, *arguments: str) -> dict[str, object]:
        _, text = self(city, *arguments, "--json")
        document = json.loads(text)
        assert isinstance(document, dict)
        return document


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Ask:
    return Ask(capsys, monkeypatch)


def test_INFO_1_who_owes_is_dated_data(city: City, ask: Ask) -> None:
    """A body that ended in February owes February's report and none of March."""

    def codes(month: str) -> set[str]:
        found = ask.json(city, "report", "owed", "--month", month)["bodies"]
        assert isinstance(found, list)
        return {body["code"] for body in found}

    assert {"SCJG", "WYXH", "MD", "JO-230803007"} <= codes("2026-03")
    assert codes("2026-02") - codes("2026-03") == {"OLD"}
    assert ask.json(city, "report", "owed", "--month", "2026-03")["due"] == "2026-04-07"


def test_INFO_1_reminders_breaches_and_the_late_list(city: City, ask: Ask) -> None:
    """Due, warned a working day before, breached after the day; the list names owner, successor and what to write."""
    city.round("04-01")
    city.send("WYXH", "2026-03", "04-02", {"cases": 4, "success": 3})
    city.round("04-06")
    assert city.report_events(Event.DEADLINE_WARNED) == [("DeadlineWarned", "MD"), ("DeadlineWarned", "SCJG")]
    code, text = ask(city, "report", "status", "--month", "2026-03", "--as-of", "2026-04-08")
    city.round("04-08")
    assert city.report_events(Event.DEADLINE_BREACHED) == [("DeadlineBreached", "MD"), ("DeadlineBreached", "SCJG")]
    assert code == 1 and "消保科 6033" in text and "法制科 6035" in text
    assert "向阳区市场监督管理局应于 2026-04-07 前报送 2026-03 月报，截至 2026-04-08 已逾期 1 日" in text
    city.send("SCJG", "2026-03", "04-13", {"cases": 1, "success": 1})
    city.round("04-13", 12)
    document = ask.json(city, "report", "status", "--month", "2026-03", "--as-of", "2026-04-13")
    reports = document["reports"]
    assert isinstance(reports, list)
    late = {one["body"]: one["days_late"] for one in reports if one["days_late"]}
    assert late == {"SCJG": 6, "MD": 6}
    assert {one["body"] for one in reports if one["missing"]} == {"MD"}


def test_INFO_1_a_form_that_does_not_add_up_waits_for_a_person(city: City, ask: Ask) -> None:
    """CHECK_FAILED shows the lines; accepting takes a name and a reason; nothing of the form is changed."""
    city.round("04-01")
    city.send("SCJG", "2026-03", "04-02", {"cases": 4}, 甲={"cases": 1}, 乙={"cases": 2})
    city.round("04-02")
    code, text = ask(city, "report", "show", "SCJG", "--month", "2026-03", "--as-of", "2026-04-02")
    assert code == 0 and "审核未通过" in text and "表内不符 合计 total:cases：所报 4，应为 3" in text
    arguments = (
        "report",
        "check",
        "SCJG",
        "--month",
        "2026-03",
        "--accept",
        "--signer",
        "TJ-01",
        "--why",
        "已电话核实",
    )
    assert ask(city, *arguments)[0] == 2, "a script must say --yes"
    assert ask(city, *arguments, "--yes")[0] == 0
    city.round("04-03")
    # the decision was stated by this machine's clock, which is later than the city's days
    _, text = ask(city, "report", "show", "向阳区市场监督管理局", "--month", "2026-03", "--as-of", "2099-12-31")
    assert "已接受" in text and "由 TJ-01 决定：已电话核实" in text and "表内不符" in text
    assert city.report_events(Event.MONTHLY_REPORT_CHECKED) == [("MonthlyReportChecked", "SCJG")] * 2


def test_INFO_1_a_second_form_restates_the_first(city: City) -> None:
    """ACCEPTED → RESTATED(2); the same form again is no event at all."""
    city.round("04-01")
    for _ in range(2):
        city.send("SCJG", "2026-03", "04-02", {"cases": 1})
    city.send("SCJG", "2026-03", "04-05", {"cases": 2})
    city.round("04-05", 12)
    assert city.report_events(Event.MONTHLY_REPORT_SUBMITTED) == [("MonthlyReportSubmitted", "SCJG")] * 2
    assert city.report_events(Event.MONTHLY_REPORT_RESTATED) == [("MonthlyReportRestated", "SCJG")]


def cells(statistics: MonthlyStatistics, table: str) -> dict[tuple[str, str], tuple[int | None, str | None]]:
    return {(cell.key, cell.measure): (cell.value, cell.basis) for cell in statistics.cells if cell.table == table}


def test_INFO_1_bodies_that_send_only_totals_stand_beside_the_events(city: City) -> None:
    """City cells stay those of events; totals and both are marked; a late file is the city's next revision."""
    city.round("04-01")
    city.round("04-11")
    (first,) = city.revisions("2026-03")
    assert cells(first, "totals") == {} and cells(first, "city")["", "acc"] == (7, None)
    city.send("WYXH", "2026-03", "04-12", {"cases": 4, "success": 3, "amount_fen": 120_000})
    city.round("04-12", 12)
    city.round("04-13")
    second = city.revisions("2026-03")[-1]
    assert second.revision == 2 and all(check.holds for check in second.checks)
    assert cells(second, "city")["", "acc"] == (7, None), "D9 is known from the 13th only"
    assert cells(second, "totals") == {
        ("WYXH", "cases"): (4, "TOTALS"),
        ("WYXH", "success"): (3, "TOTALS"),
        ("WYXH", "amount_yuan"): (120_000, "TOTALS"),
    }
    assert cells(second, "both")["", "cases"] == (11, "BOTH")
    assert cells(second, "both")["", "amount_yuan"] == (15_700_000 + 120_000, "BOTH")


def test_INFO_1_a_late_fact_restates_later_openings(city: City) -> None:
    """D9 of March comes on 13 April; a fact of March that comes after April's close restates April's opening too."""
    city.round("04-11")
    city.round("05-15")
    opening = [cells(one, "city")["", "open"][0] for one in city.revisions("2026-04")]
    assert opening == [1]
    city.late_acceptance("05-16")
    city.round("05-16", 23)
    city.round("05-17")
    assert [cells(one, "city")["", "acc"][0] for one in city.revisions("2026-03")] == [7, 8, 9]
    assert [cells(one, "city")["", "open"][0] for one in city.revisions("2026-04")] == [1, 2]
    assert [cells(one, "city")["", "pend"][0] for one in city.revisions("2026-04")][-1] == 2


def test_INFO_1_a_hub_that_slept_over_a_close_still_closes_each_month(city: City) -> None:
    """Months that passed while it was off are closed in their order, each as known at its own close."""
    city.round("04-11")
    city.round("06-20")
    assert [city.revisions(month)[0].month for month in ("2026-03", "2026-04", "2026-05")] == [
        "2026-03",
        "2026-04",
        "2026-05",
    ]


def test_INFO_1_an_adjustment_is_a_signed_line_beside_the_figure(city: City, ask: Ask) -> None:
    """The computed figure stays; the line is in the next revision, and only a counter-line takes it back."""
    city.round("04-11")
    city.adjust("A1", "cases", 2, "04-12")
    city.round("04-12", 12)
    city.round("04-13")
    second = city.revisions("2026-03")[-1]
    assert cells(second, "city")["", "acc"] == (7, None)
    assert cells(second, "adjusted") == {("A1", "cases"): (2, "ADJUSTED")}
    shown = ask.json(city, "stats", "show", "--month", "2026-03", "--as-of", "2026-04-12")["tables"]
    assert isinstance(shown, dict) and shown["adjusted"] == {"A1/cases": {"value": "2"}}
    _, difference = ask(city, "stats", "diff", "--month", "2026-03", "--as-of", "2026-04-12")
    assert "人工调整" in difference
    asked = ("stats", "explain", "adjusted:A1/cases:value", "--month", "2026-03", "--as-of", "2026-04-12")
    assert "A1 cases +2 统计员 2026-04-12：补录" in ask(city, *asked)[1]
    city.adjust("A2", "cases", -2, "04-14", takes_back="A1")
    city.round("04-14", 12)
    _, text = ask(city, "report", "show", "CITY", "--month", "2026-03", "--as-of", "2026-04-15")
    assert "A1 cases +2" in text and "A2 cases -2" in text


def test_MECH_1_a_signed_form_takes_a_second_person(city: City, ask: Ask) -> None:
    """After the signature a line by one person alone doesn't count; the verb says so before it writes."""
    city.round("04-11")
    city.state(Event.FORM_SIGNED, "CITY", "2026-03", "04-11", v=1, number="abc", signer="局长", role="单位负责人")
    city.adjust("A1", "cases", 2, "04-12")
    city.adjust("A2", "cases", 3, "04-13", second="分管领导")
    city.round("04-13", 12)
    alone = (
        "stats",
        "adjust",
        "--month",
        "2026-03",
        "--figure",
        "cases",
        "--by",
        "1",
        "--signer",
        "TJ-02",
        "--why",
        "x",
    )
    code, text = ask(city, *alone, "--yes")
    assert code == 2 and "第二经办人" in text
    assert ask(city, *alone, "--second", "TJ-02", "--yes")[0] == 2, "one person twice is one person"
    assert ask(city, *alone, "--second", "张三", "--yes")[0] == 2, "a name stands in no stream"
    assert ask(city, *alone, "--second", "TJ-01", "--yes")[0] == 0
    _second_signs_in(city, ask, alone)
    view = ask.json(city, "stats", "show", "--month", "2026-03", "--as-of", "2026-04-13")["tables"]
    assert isinstance(view, dict) and view["adjusted"] == {"A2/cases": {"value": "3"}}


def _second_signs_in(city: City, ask: Ask, alone: tuple[str, ...]) -> None:
    """Where the hub has accounts, the second person is whoever signs in so, entitled to months: a typed code isn't."""
    told = city.path.parent / "told"
    with closing(people_of(city.settings)) as people:
        rig = PeopleRig(people, SystemClock().now())
        rig.found()
        for code, role in (("TJ-03", Role.STATISTICIAN), ("K3-07", Role.CLERK)):
            codes = rig.first_sign_in(code, rig.clerk(code, role))[2]
            (told.parent / code).write_text(f"{PASSWORD}\n{codes[0]}\n", "utf-8")
    told.write_text("nobody\n", "utf-8")
    for second, file, result in (("TJ-01", "told", 2), ("K3-07", "K3-07", 2), ("TJ-03", "TJ-03", 0)):
        code, text = ask(city, *alone, "--second", second, "--sign-in", str(told.parent / file), "--yes")
        assert code == result, text


def test_INFO_1_a_bodys_form_is_a_second_ledger(city: City, ask: Ask) -> None:
    """X2's office files a form: what differs from its ledger has a cause; neither figure changes."""
    city.round("04-01")
    # 协议金额 50,000 before its correction of 13 March would be 5,000; here the office typed 万元 as yuan for D3
    figures = {"cases": 2, "success": 2, "form.WRITTEN": 2, "amount_fen": 300_000 + 500, "screenings": 8}
    city.send("JO-230803007", "2026-03", "04-02", figures)
    city.round("04-02", 12)
    code, text = ask(city, "report", "findings", "JO-230803007", "--month", "2026-03", "--as-of", "2026-04-10")
    assert code == 1 and "万元/元单位" in text and "重复计数" not in text
    document = ask.json(city, "report", "findings", "JO-230803007", "--month", "2026-03", "--as-of", "2026-04-10")
    (amount,) = [one for one in document["differences"] if one["measure"] == "amount_fen"]  # type: ignore[attr-defined]
    assert (amount["stated"], amount["hub"]) == (300_500, 5_300_000)
    assert document["not_compared"] == ["screenings"]


def test_INFO_1_a_parallel_month_names_each_difference(city: City, ask: Ask, tmp_path: Path) -> None:
    """The paper form of March as of its close beside the hub that knows D9: late; D1's two reports: counted twice."""
    paper = tmp_path / "paper.csv"
    paper.write_text(
        "受理,8\n办结,7\n调解成功,5\n口头协议,1\n书面协议,4\n协议金额,157000\n涉及人数,25\n回访,3\n", encoding="utf-8"
    )
    book = tmp_path / "out.xlsx"
    arguments = ("stats", "parallel", "--month", "2026-03", "--form", str(paper), "--made-on", "2026-04-10")
    code, text = ask(city, *arguments, "--as-of", "2026-04-13", "--to", str(book), "--yes")
    assert code == 1 and "迟录" in text and "回访：3" in text and book.is_file()
    document = ask.json(city, *arguments, "--as-of", "2026-04-13")
    causes = {one["measure"]: [c["cause"] for c in one["causes"]] for one in document["differences"]}  # type: ignore[attr-defined]
    assert causes == {
        "concluded": ["LATE"],
        "success": ["LATE"],
        "form.WRITTEN": ["LATE"],
        "amount_fen": ["LATE"],
        "people": ["LATE"],
    }
    assert "cases" in document["agreed"]  # type: ignore[operator]


def test_INFO_1_a_rehearsal_says_what_would_fail_and_whose_task_it_is(city: City, ask: Ask) -> None:
    """Who has not filed, which form doesn't add up, which facts wait: each with its figures and whose task it is."""
    city.round("04-01")
    city.send("WYXH", "2026-03", "04-02", {"cases": 4}, 甲={"cases": 3})
    city.orphan("04-02")
    city.round("04-02", 12)
    code, text = ask(city, "stats", "rehearse", "--month", "2026-03", "--as-of", "2026-04-02")
    assert code == 1 and "应于 2026-04-07 报出" in text
    found = ask.json(city, "stats", "rehearse", "--month", "2026-03", "--as-of", "2026-04-02")["obstacles"]
    assert isinstance(found, list)
    told = {(one["kind"], one["what"].partition(":")[0]): one for one in found}
    assert {kind for kind, _ in told} == {"BODY", "FORM", "WAITING"}
    assert told["BODY", "向阳区市场监督管理局"]["task_of"] == "消保科 6033"
    assert told["FORM", "向阳区物业协会"]["command"] == "hub report show WYXH --month 2026-03"
    waiting = told["WAITING", "达成协议 AgreementReached"]
    assert "success_rate" in waiting["cells"] and waiting["task_of"] == "justice"


def test_INFO_3_stability_problems_come_with_the_monthly_form(city: City, ask: Ask) -> None:
    """The risk section is part of the form: counted by kind, shown, compared with nothing and lost by nobody."""
    city.round("04-01")
    city.send("SCJG", "2026-03", "04-02", {"cases": 1, "risk.MASS": 2, "risk.CIVIL_TO_CRIMINAL": 1})
    city.round("04-02", 12)
    document = ask.json(city, "report", "show", "SCJG", "--month", "2026-03", "--as-of", "2026-04-02")
    lines = document["counting"]["lines"]  # type: ignore[index]
    assert {line["measure"]: line["value"] for line in lines if line["measure"].startswith("risk.")} == {
        "risk.MASS": 2,
        "risk.CIVIL_TO_CRIMINAL": 1,
    }
    _, text = ask(city, "report", "findings", "SCJG", "--month", "2026-03", "--as-of", "2026-04-10")
    assert "风险：群体性" in text


def test_OFF_1_the_month_in_the_order_of_the_provincial_screen(city: City, ask: Ask, tmp_path: Path) -> None:
    """A justice office types its month from a list in screen order, or imports a file with the same figures."""
    screen = tmp_path / "screen.toml"
    entries = (("案件受理数", "cases"), ("达成协议金额（元）", "amount_fen"), ("口头", "form.ORAL"))
    screen.write_text("".join(f'[[field]]\nname = "{name}"\nmeasure = "{code}"\n' for name, code in entries), "utf-8")
    target = tmp_path / "import.csv"
    arguments = (
        "report",
        "fields",
        "JO-230811104",
        "--month",
        "2026-03",
        "--screen",
        str(screen),
        "--as-of",
        "2026-04-10",
    )
    found = ask.json(city, *arguments, "--to", str(target), "--yes")["fields"]
    assert isinstance(found, list)
    assert [(one["field"], one["value"]) for one in found] == [
        ("案件受理数", "3"),
        ("达成协议金额（元）", "104000.00"),
        ("口头", "0"),
    ]
    assert target.read_text("utf-8-sig").splitlines()[0] == "案件受理数,3"
    screen.write_text('[[field]]\nname = "x"\nmeasure = "nonsense"\n', "utf-8")
    assert ask(city, *arguments)[0] == 2


def test_ADM_1_an_organ_reports_by_its_own_road(city: City, ask: Ask) -> None:
    """Its report is due to the county's justice bureau, by a mapping file, from its own units' figures."""
    bodies = ask.json(city, "report", "owed", "--month", "2026-03")["bodies"]
    assert isinstance(bodies, list)
    (organ,) = [body for body in bodies if body["code"] == "SCJG"]
    assert (organ["road"], organ["reports_to"], organ["units"]) == ("MAPPING", "JB-230803", ["MR"])
    city.round("04-01")
    city.send("SCJG", "2026-03", "04-13", {"cases": 1, "success": 1, "form.WRITTEN": 1, "amount_fen": 120_000})
    city.round("04-13", 22)
    code, text = ask(city, "report", "findings", "SCJG", "--month", "2026-03", "--as-of", "2026-04-13")
    assert code == 0 and "没有差异" in text, "D9 of the market regulator's own ledger is in the hub by then"


def test_JUS_1_bodies_change_by_dated_entries(city: City, ask: Ask) -> None:
    """The registry answers for each period: who there was, by what name, under whom."""
    february = ask.json(city, "report", "owed", "--month", "2026-02")["bodies"]
    assert isinstance(february, list)
    assert {"OLD"} == {body["code"] for body in february if body["name"] == "已撤并单位"}
    code, text = ask(city, "report", "show", "已撤并单位", "--month", "2026-03")
    assert code == 1 and "不在填报单位之中" in text


def test_INFO_1_a_revision_is_a_signed_difference_by_dispute(city: City, ask: Ask) -> None:
    """R2 of the worked example is D9 and nothing else, each figure with its sign and the day on which it came."""
    city.round("04-11")
    city.adjust("A1", "cases", 2, "04-12")
    city.round("04-12", 12)
    found = ask.json(city, "stats", "changes", "--month", "2026-03", "--as-of", "2026-04-13")["changes"]
    assert isinstance(found, list)
    by_dispute = {one["measure"]: one for one in found if one["shares"][0]["cause"] == "LATE"}
    signed = {measure: one["now"] - one["before"] for measure, one in by_dispute.items()}
    assert {measure: signed[measure] for measure in ("cases", "concluded", "success", "amount_fen", "people")} == {
        "cases": 1,
        "concluded": 1,
        "success": 1,
        "amount_fen": 120_000,
        "people": 2,
    }
    assert {share["known_on"] for one in by_dispute.values() for share in one["shares"]} == {"2026-04-13"}
    assert len({share["label"] for one in by_dispute.values() for share in one["shares"]}) == 1
    (line,) = [one for one in found if one["shares"][0]["cause"] == "ADJUSTED"]
    assert (line["measure"], line["shares"][0]["label"], line["shares"][0]["value"]) == ("cases", "A1", 2)
    _, text = ask(city, "stats", "changes", "--month", "2026-03", "--as-of", "2026-04-13")
    assert "+1200.00 迟到的事实 04-13" in text
