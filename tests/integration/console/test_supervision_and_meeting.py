"""督办, 半年会 and 流向 on the worked example: who acts is a named person with the right, and acts through the door."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import timedelta

import openpyxl
import pytest
from starlette.testclient import TestClient

from hub.console.stuck import standstill
from hub.core.knowledge import state_of
from hub.core.machines import SupervisionState
from hub.core.permissions import Role
from hub.core.wording import Language
from hub.service.decisions import DECIDED, DECISION, DISPUTE, DUE, OWNER
from hub.service.orders import OrderAct
from tests.console_rig import Rig, open_rig


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Rig:
    return open_rig(tmp_path_factory.mktemp("bench"), ledger=False)


def mark_in(text: str) -> str:
    found = re.search(r'name="form_mark" value="([0-9a-f]{64})"', text)
    assert found is not None
    return found[1]


def sent(client: TestClient, page: str, path: str, **fields: object):
    return client.post(path, data={"form_mark": mark_in(client.get(page).text), **fields})


# --- supervision -----------------------------------------------------------------------------------------------------


def order() -> dict[str, object]:
    """D10's station was told on 9 March, replied and is done with; it's issued anew here."""
    return {
        "act": OrderAct.ISSUE.value,
        "dispute": "D10",
        "cause": "INVITE_STATION",
        "subject": "",
        "reason": "再次超期",
    }


def test_who_is_late_and_was_told_is_listed_for_those_who_may_see_it(bench: Rig) -> None:
    text = bench.client(Role.SUPERVISION_ISSUER, "X3").get("/supervision").text
    assert "INVITE_STATION" in text and 'name="act"' in text and "报表逾期" in text
    assert "签发须督办签发人" in bench.client(Role.DUTY_CLERK, "X3").get("/supervision").text
    assert bench.client(Role.STATISTICIAN).get("/supervision").status_code == 403
    own = bench.client(Role.LIAISON, "X2").get("/supervision").text
    assert "INVITE_STATION" not in own and "没有超期" in own


def test_only_an_issuer_of_level_three_or_four_issues_and_the_dispute_moves(bench: Rig) -> None:
    clerk = bench.client(Role.DUTY_CLERK, "X3")
    assert sent(clerk, "/keyboard", "/supervision", **order()).status_code == 403
    below = bench.client(Role.SUPERVISION_ISSUER, "X2")
    assert sent(below, "/supervision", "/supervision", **order()).status_code == 409, "level 2 issues nothing"
    issuer = bench.client(Role.SUPERVISION_ISSUER, "X3")
    wrong = {**order(), "act": OrderAct.REJECT.value}
    assert sent(issuer, "/supervision", "/supervision", **wrong).status_code == 409, "there is no reply to send back"
    assert sent(issuer, "/supervision", "/supervision", **{**order(), "cause": "NOTHING"}).status_code == 404
    answer = sent(issuer, "/supervision", "/supervision", **order())
    assert answer.status_code == 303, answer.text[:400]
    text = issuer.get("/supervision?state=ISSUED").text
    assert "INVITE_STATION" in text and "待答复 1" in text and "前答复" in text
    with bench.console.books() as books:
        knowledge = books.dispute("D10")
        assert knowledge is not None
        order_known = state_of(knowledge).supervisions["INVITE_STATION"]
    assert order_known.state is SupervisionState.ISSUED and order_known.issuer is not None
    assert order_known.issuer.code == "X3" and order_known.officers[-1].endswith("-SU"), "a code, never a name"
    viewer = bench.seats.viewer(bench.seats.seat(Role.SUPERVISION_ISSUER, "X3"), Language.ZH)
    assert viewer is not None
    late = replace(viewer, today=viewer.today + timedelta(days=90))
    (line,) = [one for one in standstill(bench.console, late).lines if one.path.startswith("/supervision")]
    assert (line.who, line.count, line.path) == ("STATION", 1, "/supervision?state=ISSUED")


# --- the meeting -----------------------------------------------------------------------------------------------------


def test_the_docket_goes_out_as_a_sheet_and_decisions_come_back(bench: Rig) -> None:
    page = "/meeting?half=2026-H1"
    clerk, chief = bench.client(Role.STATISTICIAN), bench.client(Role.STATISTICS_CHIEF)
    text = clerk.get(page).text
    assert "未提请" in text and "导入" not in text
    assert "提请全部" not in bench.client(Role.LEADER).get(page).text
    answer = sent(clerk, page, "/meeting/nominate", half="2026-H1")
    assert answer.status_code == 303 and "未提请" not in clerk.get(page).text
    sheet = openpyxl.load_workbook(io.BytesIO(chief.get("/meeting/sheet.xlsx?half=2026-H1").content))
    rows = sheet.active
    headings = {str(cell.value): cell.column for cell in rows[1]}
    first = {DECISION: "交办", OWNER: "X3", DUE: "2026-04-30", DECIDED: "2026-04-13"}
    for name, value in first.items():
        rows.cell(2, headings[name]).value = value
    rows.cell(3, headings[DECISION]).value = "胡写"
    content = io.BytesIO()
    sheet.save(content)
    mark = mark_in(chief.get(page).text)
    file = {"file": ("会议.xlsx", content.getvalue())}
    sent_back = {"form_mark": mark, "half": "2026-H1"}
    assert clerk.post("/meeting/decisions", data=sent_back, files=file).status_code == 403
    text = chief.post("/meeting/decisions", data=sent_back, files=file).text
    assert "已收 1 行" in text and "退回 1 行" in text and "未登记的决定" in text
    assert "2026-04-30" in text
    with bench.console.workbench() as workshop:
        (held,) = workshop.quarantine(workshop.store("imports")).listed()
    assert (held.field, held.masked) == (DECISION, "胡写")
    assert rows.cell(2, headings[DISPUTE]).value in text or "2026-H1" in text


def test_a_half_that_is_none_and_a_file_that_is_none_are_told(bench: Rig) -> None:
    chief = bench.client(Role.STATISTICS_CHIEF)
    assert chief.get("/meeting?half=2026").status_code == 404
    assert "没有符合条件" in chief.get("/meeting?half=2020-H1").text
    mark = mark_in(chief.get("/meeting").text)
    answer = chief.post("/meeting/decisions", data={"form_mark": mark}, files={"file": ("x.xlsx", b"none")})
    assert answer.status_code == 400 and "E-FIL-01" in answer.text


# --- flows -----------------------------------------------------------------------------------------------------------


def test_flows_sort_by_link_and_open_into_their_disputes(bench: Rig) -> None:
    client = bench.client(Role.STATISTICIAN)
    page = "/flows?from=2026-03&to=2026-03"
    text = client.get(page).text
    assert "共 9 件" in text and "不属辖区 1" in text and "33.3 %" in text
    by_rate = client.get(f"{page}&sort=rate&up=true").text
    assert 'aria-sort="ascending"' in by_rate
    line = re.search(r'href="([^"]+line=[^"]+)#opened"', text)
    assert line is not None
    opened = client.get(line[1].replace("&amp;", "&")).text
    assert re.search(r'id="opened".*/cases/D\d+', opened, re.DOTALL)
    leader = bench.client(Role.LEADER).get(line[1].replace("&amp;", "&")).text
    assert not re.search(r">D\d+<", leader) and "您可见合计" in leader
    assert "没有移交" in client.get("/flows?from=2025-01&to=2025-01").text
    assert client.get("/flows?from=x").status_code == 404
    assert "县级非诉中心" in client.get(f"{page}&by=KIND").text
