"""The pages of the statistics people, on the worked example: figures that open, a month signed, trends told fairly."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from starlette.testclient import TestClient

from hub.bootstrap.engines import open_bus
from hub.bootstrap.surroundings import Surroundings
from hub.console.app import create_app
from hub.consolehouse import open_console
from hub.contracts import Serde
from hub.core.fairness import Signal
from hub.core.messages import IndicatorObservation
from hub.core.permissions import Role
from hub.service.indicators import IndicatorBook
from hub.settings.loading import load_settings
from tests.console_rig import Rig, open_rig
from tests.report_rig import at

MONTH = "2026-03"


def mark_in(text: str) -> str:
    found = re.search(r'name="form_mark" value="([0-9a-f]{64})"', text)
    assert found is not None
    return found[1]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """A hub of its own whose month is closed, revised and signed here; K1 to K9 are officers in every role."""
    rig = open_rig(tmp_path_factory.mktemp("office"), at("04-14", 12), ledger=False)
    roles = 'roles = ["filler", "statistics", "head"]'
    officers = [f'[officers.K{number}-ST]\noffice = "统计科"\n{roles}' for number in range(1, 30)]
    rig.city.path.write_text(rig.city.path.read_text("utf-8") + "\n".join(officers), encoding="utf-8")
    rig.city.settings = load_settings(rig.city.path)
    rig.city.round("04-11")
    rig.city.send("MR", MONTH, "04-12", {"cases": 2, "success": 1})
    rig.city.round("04-14")
    bus = open_bus(rig.city.settings)
    try:
        IndicatorBook(bus, Serde()).state(list(_suits()), rig.clock.now())
    finally:
        bus.close()
    rig.console = open_console(rig.city.settings, Surroundings(clock=rig.clock), rig.seats)
    rig.app = create_app(rig.console)
    return rig


def _suits() -> Iterator[IndicatorObservation]:
    for year, count in ((2022, 60), (2025, 50), (2026, 30)):
        for number in (1, 2, 3):
            yield IndicatorObservation(
                body="中院", region="230800", month=f"{year}-{number:02d}", series="SUITS", count=count, people=None,
                version=1, stated_by="TJ-01",
            )  # fmt: skip


def sent(client: TestClient, page: str, path: str, **fields: object):
    mark = mark_in(client.get(page).text)
    return client.post(path, data={"form_mark": mark, **fields})


# --- figures ---------------------------------------------------------------------------------------------------------


def test_every_figure_of_the_page_opens(office: Rig) -> None:
    client = office.client(Role.STATISTICIAN)
    text = client.get(f"/figures?month={MONTH}").text
    links = sorted(set(re.findall(r'href="(/figures/[^"]+)"', text)))
    assert len(links) > 100 and "71.43 %" in text and "75.00 %" in text
    for link in links[::17]:
        assert client.get(link.replace("&amp;", "&")).status_code == 200, link


def test_the_live_view_refreshes_its_figures_alone(office: Rig) -> None:
    client = office.client(Role.LEADER)
    asked = re.search(r'hx-get="([^"]+)"', client.get(f"/figures?month={MONTH}").text)
    assert asked is not None
    part = client.get(asked[1].replace("&amp;", "&"), headers={"HX-Request": "true", "X-Unattended": "1"}).text
    assert part.lstrip().startswith('<div id="figures"') and "<html" not in part and "75.00 %" in part


def test_a_rate_opens_into_its_disputes_rules_and_signed_change(office: Rig) -> None:
    text = office.client(Role.STATISTICS_CHIEF).get(f"/figures/rate?month={MONTH}").text
    for said in (
        "75.00 %",
        "+3.57",
        "迟到的事实",
        "2026-04-13",
        "期末仍在办：未办结",
        "/cases/D9",
        "人民调解月报/2026-1",
    ):
        assert said in text, said
    first = office.client(Role.STATISTICS_CHIEF).get(f"/figures/acc?month={MONTH}&revision=1").text
    assert "共 7 件" in first and "一方不同意调解" in first


def test_leaders_see_totals_and_no_dispute(office: Rig) -> None:
    text = office.client(Role.LEADER).get(f"/figures/rate?month={MONTH}").text
    assert "75.00 %" in text and "您可见合计" in text
    assert not re.search(r">D\d+<", text) and "/cases/" not in text


def test_who_has_a_unit_of_his_own_sees_that_alone(office: Rig) -> None:
    client = office.client(Role.LIAISON, "X2")
    text = client.get(f"/figures?month={MONTH}").text
    assert "/figures/unit%3AX2" in text.replace(":", "%3A") and "C2:" not in text and "71.43" not in text
    assert client.get(f"/figures/unit:X2:acc?month={MONTH}").status_code == 200
    assert client.get(f"/figures/unit:C2:acc?month={MONTH}").status_code == 403
    assert client.get(f"/figures/rate?month={MONTH}").status_code == 403


def test_an_empty_month_and_a_broken_one_say_what_to_do(office: Rig) -> None:
    client = office.client(Role.STATISTICIAN)
    assert "这个月还没有数据" in client.get("/figures?month=2024-01").text
    for broken in ("/figures?month=2026-13", "/figures/nothing?month=2026-03", "/months?month=x"):
        answer = client.get(broken)
        assert answer.status_code == 404 and "下一步" in answer.text, broken
    assert client.get("/figures?month=2026-03&page=0").status_code == 422


def test_a_figure_of_many_disputes_is_paged(rig: Rig) -> None:
    client = rig.client(Role.STATISTICIAN)
    counted = []
    for page in (1, 2):
        text = client.get(f"/figures/acc?month={MONTH}&page={page}").text
        assert f"第 {page} 页，共 2 页，54 条" in text
        counted.append(set(re.findall(r"/cases/([^\"]+)", text[text.index("计入 <") : text.index("未计入<")])))
    assert [len(one) for one in counted] == [50, 4] and not counted[0] & counted[1]


# --- the month -------------------------------------------------------------------------------------------------------


def test_the_month_says_what_stands_in_its_way_and_what_changed_since_the_first_revision(office: Rig) -> None:
    text = office.client(Role.STATISTICIAN).get(f"/months?month={MONTH}").text
    for said in (
        "逾期未报",
        "R1 以来的变动",
        "+1200.00",
        f"/months/{MONTH}/bodies/MR",
        "form.pdf?revision=2",
    ):
        assert said in text, said
    assert "以填表人身份签字" not in text, "a statistician prepares and doesn't sign"


def test_a_body_s_form_lies_beside_the_hubs(office: Rig) -> None:
    text = office.client(Role.STATISTICIAN).get(f"/months/{MONTH}/bodies/MR").text
    assert "与枢纽比对" in text and "原因不明" in text
    assert office.client(Role.STATISTICIAN).get(f"/months/{MONTH}/bodies/X1").status_code == 404


def test_the_chief_closes_a_month_from_the_page_once_for_what_differs(tmp_path: Path) -> None:
    rig = open_rig(tmp_path, at("04-16", 12), ledger=False)
    rig.city.round("04-11")
    before = rig.city.revisions(MONTH)
    rig.city.late_acceptance("04-12")
    page = f"/months?month={MONTH}"
    chief = rig.client(Role.STATISTICS_CHIEF)
    assert 'action="/months/close"' in chief.get(page).text
    answer = sent(chief, page, "/months/close", month=MONTH, reason="")
    assert answer.status_code == 303, answer.text[:500]
    after = rig.city.revisions(MONTH)
    assert len(after) == len(before) + 1 and after[-1].revision == before[-1].revision + 1
    assert f"R{after[-1].revision}" in chief.get(answer.headers["location"]).text
    assert sent(chief, page, "/months/close", month=MONTH, reason="").status_code == 303
    assert rig.city.revisions(MONTH) == after, "nothing differs, nothing is published"


def test_a_paper_form_is_compared_and_not_kept(office: Rig) -> None:
    client = office.client(Role.STATISTICIAN)
    mark = mark_in(client.get(f"/months?month={MONTH}").text)
    book = openpyxl.Workbook()
    book.active.append(["受理", 9])
    content = io.BytesIO()
    book.save(content)
    for name, data, status in (("月报.xlsx", content.getvalue(), 200), ("月报.xlsx", b"no workbook", 400)):
        answer = client.post(f"/months/{MONTH}/parallel", data={"form_mark": mark}, files={"file": (name, data)})
        assert answer.status_code == status, answer.text[:500]


def test_only_the_chief_signs_three_times_and_the_form_is_frozen(office: Rig) -> None:
    page = f"/months?month={MONTH}"
    clerk = office.client(Role.STATISTICIAN)
    assert "还不能签字" in clerk.get(page).text, "bodies haven't filed yet"
    asked = {"month": MONTH, "revision": 2, "role": "filler", "digest": "x"}
    assert sent(clerk, page, "/months/sign", **asked).status_code == 403
    assert sent(clerk, page, "/months/close", month=MONTH).status_code == 403
    chief = office.client(Role.STATISTICS_CHIEF)
    assert sent(chief, page, "/months/sign", **asked).status_code == 409, "other figures than those on the page"
    for role in ("filler", "statistics", "head"):
        office.clock.advance(timedelta(minutes=1))
        text = chief.get(page).text
        digest = re.search(r'name="digest" value="([0-9a-f]{64})"', text)
        assert digest is not None and f'name="role" value="{role}"' in text
        answer = sent(chief, page, "/months/sign", month=MONTH, revision=2, role=role, digest=digest[1])
        assert answer.status_code == 303, answer.text[:500]
    text = chief.get(page).text
    assert "R2 已全部签字并冻结" in text
    frozen = sorted(path.suffix for path in (office.city.settings.data / "forms").iterdir())
    assert frozen == [".pdf", ".xlsx"]
    pdf = chief.get(f"/months/{MONTH}/form.pdf?revision=2")
    assert pdf.content == next((office.city.settings.data / "forms").glob("*.pdf")).read_bytes()
    assert sent(chief, page, "/months/close", month=MONTH).status_code == 409, "what is signed isn't published anew"
    line = {"month": MONTH, "measure": "cases", "by": 1, "reason": "补录"}
    assert sent(chief, page, "/months/adjust", **line).status_code == 409, "a signed month takes two persons"
    _reopened_by_two(office, clerk, chief, page)


def _reopened_by_two(office: Rig, clerk: TestClient, chief: TestClient, page: str) -> None:
    """Let the statistician propose on the page of the month, the chief agree, the statistician carry it out, once."""
    asked = {"deed": "MONTH_REOPENING", "subject": MONTH, "reason": "市场监管局补报"}
    assert sent(office.client(Role.LEADER), page, "/joint/propose", **asked).status_code == 403
    assert sent(clerk, page, "/joint/propose", **{**asked, "subject": "2026-02"}).status_code == 409, "nothing signed"
    assert 'value="MONTH_REOPENING"' in clerk.get(page).text
    assert sent(clerk, page, "/joint/propose", **asked).headers["location"] == "/joint"
    (one,) = office.console.people.joint.of(office.seats.taken[clerk.cookies[office.console.session_cookie]].code)
    assert f"/joint/{one.id}/agree" not in clerk.get("/joint").text, "not the own proposal"
    assert sent(clerk, "/joint", f"/joint/{one.id}/carry-out").status_code == 409
    assert "市场监管局补报" in chief.get("/joint").text
    assert sent(chief, "/joint", f"/joint/{one.id}/agree").status_code == 303
    assert sent(chief, "/joint", f"/joint/{one.id}/carry-out").status_code == 403, "its proposer does it"
    done = sent(clerk, "/joint", f"/joint/{one.id}/carry-out")
    assert done.headers["location"] == f"/months?month={MONTH}"
    text = clerk.get(page).text
    assert "R2 已重开" in text and "R2 已全部签字并冻结" not in text
    assert sent(clerk, "/joint", f"/joint/{one.id}/carry-out").status_code == 409, "once"
    with office.console.bureau() as bureau:
        (opened,) = bureau.desk(MONTH).report.reopenings
    second = office.seats.taken[chief.cookies[office.console.session_cookie]].code
    assert (opened.signer, opened.second, opened.reason) == (one.proposed_by, second, "市场监管局补报")


def test_a_signed_line_stands_beside_the_figure_and_is_taken_back_by_a_counter_line(office: Rig) -> None:
    page, clerk = "/months?month=2026-02", office.client(Role.STATISTICIAN)
    line = {"month": "2026-02", "measure": "cases", "by": 2, "reason": "补录两件"}
    assert sent(clerk, page, "/months/adjust", **{**line, "reason": " "}).status_code == 409
    assert sent(clerk, page, "/months/adjust", **line).status_code == 303
    text = clerk.get(page).text
    assert "补录两件" in text
    number = re.search(r'name="takes_back" value="([^"]+)"', text)
    assert number is not None
    office.clock.advance(timedelta(minutes=1))
    assert sent(clerk, page, "/months/adjust", month="2026-02", takes_back=number[1], reason="误录").status_code == 303
    assert 'name="takes_back"' not in clerk.get(page).text


# --- trends ----------------------------------------------------------------------------------------------------------


def test_a_fall_is_green_only_with_its_counter_measure(office: Rig) -> None:
    text = office.client(Role.LEADER).get(f"/trends?month={MONTH}").text
    assert "-40.00 %" in text and Signal.FALL_ALONE.zh in text
    assert 'class="tag good"' not in text
    assert 'type="application/json"' in text and "对照：诉前委派超期" in text


def test_a_trend_opens_into_who_states_it(office: Rig) -> None:
    text = office.client(Role.STATISTICIAN).get(f"/trends/SUITS?month={MONTH}").text
    assert "中院" in text and "TJ-01" in text and "民商事一审新收" in text
    assert office.client(Role.STATISTICIAN).get("/trends/NOTHING").status_code == 404
    assert office.client(Role.STATISTICIAN).get("/trends?region=999999").status_code == 404
    assert "1 月不单独比较" in office.client(Role.LEADER).get("/trends?month=2026-01").text
    assert office.client(Role.STATISTICIAN).get("/trends?region=230881&month=2020-05").status_code == 200
