"""Acts beside the case, by pages: a reply to supervision, who came to the meeting, a risk, a correction; and undo."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from hub.core.acts.catalogue import Act
from hub.core.daytime import local_day
from hub.core.machines import SupervisionState
from hub.core.permissions import Role
from hub.service.decisions import TASK_FORCE, nomination
from hub.workbench.records import ActionState, WhyRefused
from tests.bench_console import CENTRE, TOWN, Centre, centre_in
from tests.bench_rig import FORM, WINDOW
from tests.bench_steps import CAUSE, SECOND, act, ordered, register


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    with centre_in(tmp_path) as found:
        yield found


def fields_of(text: str, action: str) -> dict[str, str]:
    """Return the hidden fields of the form that is sent to *action*."""
    body = text[text.index(f'<form method="post" action="{action}"') :]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', body[: body.index("</form>")])
    return {name: html.unescape(value) for name, value in found}


def fill(client: TestClient, address: str, **form: str) -> None:
    """Open the form at *address*, fill it in and send it."""
    page = client.get(html.unescape(address))
    assert page.status_code == 200, page.text
    path = address.partition("?")[0]
    answer = client.post(path, data={**fields_of(page.text, path), **form})
    assert answer.status_code == 303, answer.text


def later(centre: Centre) -> None:
    """Let everything clicked go out and come into force; pages count anew, as they do within a minute."""
    centre.bench.later(WINDOW + SECOND)
    centre.app.state.kept.forget()


def test_a_liaison_replies_on_the_page_of_supervision_takes_it_back_and_replies_again(centre: Centre) -> None:
    dispute = ordered(centre)
    liaison = centre.client(TOWN, Role.LIAISON)
    text = liaison.get("/supervision").text
    link = re.search(r'href="(/supervision/reply\?[^"]+)"', text)
    assert link is not None, text
    address = html.unescape(link[1])
    assert "督办回复" not in centre.client(TOWN, Role.DUTY_CLERK).get("/supervision").text
    assert centre.client(TOWN, Role.DUTY_CLERK).get(address).status_code == 403
    other = centre.client(CENTRE, Role.LIAISON).get(address)
    assert other.status_code == 409 and "这一步现在不能办" in other.text
    page = liaison.get(address)
    refused = liaison.post("/supervision/reply", data=fields_of(page.text, "/supervision/reply"))
    assert refused.status_code == 422 and "必填" in refused.text
    fill(liaison, address, reason="UNDER_WAY")
    waiting = liaison.get("/supervision").text
    assert "待发送" in waiting and "督办回复" in waiting
    undone = liaison.post("/bench/undo", data=fields_of(waiting, "/bench/undo"))
    assert undone.headers["location"] == "/supervision"
    centre.bench.later()
    assert centre.bench.state(dispute).supervisions[CAUSE].state is SupervisionState.ISSUED
    fill(liaison, address, reason="UNDER_WAY")
    later(centre)
    assert centre.bench.state(dispute).supervisions[CAUSE].state is SupervisionState.REPLIED
    assert "/supervision/reply" not in liaison.get("/supervision").text
    assert "正在办理" in centre.client().get(f"/cases/{dispute}").text


def test_the_workbench_of_a_liaison_leads_to_the_reply_and_a_clerks_does_not(centre: Centre) -> None:
    ordered(centre)
    key = f"do={Act.REPLY_SUPERVISION.value}%3A{CAUSE}"
    assert key in centre.client(TOWN, Role.LIAISON).get("/bench").text
    clerk = centre.client(TOWN, Role.CLERK).get("/bench").text
    assert key not in clerk and "联调" in clerk


def test_who_came_to_the_meeting_is_noted_by_the_office_and_shown_on_the_docket(centre: Centre) -> None:
    dispute = register(centre)
    centre.bench.later()
    with centre.console.workbench() as bench:
        today = local_day(centre.bench.clock.now())
        bench.door.submit(TASK_FORCE, [nomination(dispute, "2026-H1", ["OPEN_60"], today, "TJ-01")], None)
        bench.door.settle(TASK_FORCE)
    centre.bench.later(timedelta(days=1))
    office = centre.client("TJ", Role.STATISTICIAN)
    text = office.get("/meeting?half=2026-H1").text
    link = re.search(r'href="(/meeting/attendance\?[^"]+)"', text)
    assert link is not None, text
    address = html.unescape(link[1])
    assert centre.client("TJ", Role.STATISTICS_CHIEF).get(address).status_code == 403
    assert centre.client(CENTRE, Role.DUTY_CLERK).get(address).status_code == 403
    fill(office, address, participant=TOWN, result="ATTENDED")
    fill(office, address, participant="L4-230800", result="ABSENT")
    assert "待发送" in office.get("/meeting?half=2026-H1").text
    later(centre)
    assert "到会 1，缺席 1" in office.get("/meeting?half=2026-H1").text


def test_a_risk_and_a_correction_go_through_the_bench_and_a_correction_begins_with_what_stands(
    centre: Centre,
) -> None:
    dispute = register(centre)
    centre.bench.later()
    act(centre, CENTRE, dispute, "flag-risk:", risk="CIVIL_TO_CRIMINAL", people="2", prevented="1")
    key = f"correct-report:{dispute}"
    client = centre.client()
    page = client.get("/bench/act", params={"dispute": dispute, "do": key}).text
    assert '<option value="NEIGHBOUR" selected>' in page and 'value="230803007"' in page
    form = {"type": "PROPERTY_MGMT", "channel": "PARTY", "division": "230803007", "veiled": "no"}
    act(centre, CENTRE, dispute, key, **form)
    centre.bench.later(WINDOW + SECOND)
    state = centre.bench.state(dispute)
    assert state.primary is not None and state.primary.type == "PROPERTY_MGMT"
    assert [one.people for one in state.preventions.values()] == [2]
    same = fields_of(client.get("/bench/act", params={"dispute": dispute, "do": key}).text, "/bench/act")
    again = client.post("/bench/act", data={**same, **form})
    assert again.status_code == 422 and "没有变化" in again.text


def test_a_statement_that_is_quarantined_stands_on_the_bench_with_why_and_what_to_do(centre: Centre) -> None:
    dispute = register(centre)
    centre.bench.later()
    act(centre, CENTRE, dispute, "flag-risk:", risk="REPEAT")
    outbox = centre.console.desk.outbox
    (waiting,) = outbox.under_way(dispute)
    outbox.note_sent(waiting.click, centre.bench.clock.now())
    centre.bench.clock.advance(timedelta(minutes=2))
    assert "已送出，枢纽尚未处理" in centre.client().get("/bench").text
    outbox.note_end(waiting.click, ActionState.HELD, f"{WhyRefused.QUARANTINED.value} E-UNIT-01 0/3")
    text = centre.client().get("/bench").text
    for told in ("隔离编号 0/3", "E-UNIT-01", "机构代码不在机构名录中", "不必重办", "已隔离，待修复"):
        assert told in text
    assert "/bench/dealt-with" not in text, "it isn't dealt with before it's mended or put aside"
    assert "Quarantine number 0/3" in centre.client(hub_lang="en").get("/bench").text


def test_a_route_that_stands_against_a_form_is_told_in_the_readers_language(centre: Centre) -> None:
    client = centre.client()
    page = client.get("/register")
    form = {**FORM, "next": "refer", "unit": "CT-230803", "all_agree": "yes", **fields_of(page.text, "/register")}
    answer = client.post("/register", data=form)
    assert (answer.status_code, "E-ROUTE-02" in answer.text) == (422, True), answer.text
    assert "所选单位不接收这种移交" in answer.text and "receives no" not in answer.text
