"""The workbench's pages, with a browser that runs no scripts: everything works without them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from hub.bootstrap.holdings import open_projection_beside
from hub.core.events import Event
from hub.core.machines import ReferralState
from hub.core.permissions import Role
from hub.people.deeds import Recorded
from hub.people.journal import Sought
from hub.workbench.records import ActionState
from tests.bench_console import CENTRE, TOWN, Centre, centre_in, hidden
from tests.bench_rig import FORM
from tests.bench_steps import act, register
from tests.console_rig import Rig
from tests.integration.console.test_frame import mark_in


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    with centre_in(tmp_path) as found:
        yield found


def test_nothing_owed_is_said_when_it_is_true(centre: Centre) -> None:
    page = centre.client().get("/bench").text
    assert "今天没有待办事项" in page
    assert "Nothing is owed today" in centre.client(hub_lang="en").get("/bench").text


def test_register_refer_sign_and_settle_by_pages_alone(centre: Centre) -> None:
    dispute = register(centre, next="refer", unit=TOWN, all_agree="yes")
    waiting = centre.client().get("/bench").text
    assert "待发送" in waiting
    assert "〔2026〕向非诉登字第1号" in waiting
    assert "刚登记，尚未发送" in centre.client().get("/bench/case", params={"dispute": dispute}).text
    centre.bench.later()
    inbox = centre.client(TOWN).get("/bench").text
    assert "待签收" in inbox
    assert "〔2026〕向非诉登字第1号" in inbox
    (ref,) = centre.bench.state(dispute).referrals
    act(centre, TOWN, dispute, f"accept:{ref}")
    centre.bench.later()
    assert centre.bench.state(dispute).referrals[ref].state is ReferralState.ACCEPTED
    assert "待反馈" in centre.client(TOWN).get("/bench").text
    act(centre, TOWN, dispute, "agree:", form="WRITTEN", amount_fen="2,000", due="2026-04-30")
    centre.bench.later()
    assert "签收反馈" in centre.client().get("/bench").text
    act(centre, CENTRE, dispute, f"acknowledge-feedback:{ref}")
    centre.bench.later()
    assert centre.bench.state(dispute).referrals[ref].state is ReferralState.CLOSED
    assert "今天没有待办事项" in centre.client().get("/bench").text


def test_undo_and_send_now_by_the_bar(centre: Centre) -> None:
    assert 'data-go="r"' in centre.client().get("/bench").text, "who has a desk here registers"
    first = register(centre)
    client = centre.client()
    fields = hidden(client.get("/bench").text)
    assert client.post("/bench/undo", data=fields).status_code == 303
    centre.bench.later()
    assert centre.bench.facts(first) == []
    second = register(centre)
    fields = hidden(client.get("/bench").text)
    client.post("/bench/send-now", data=fields)
    centre.bench.later(timedelta(seconds=1))
    assert len(centre.bench.facts(second)) == 3


def test_a_form_that_does_not_fit_names_its_fields_and_keeps_what_was_typed(centre: Centre) -> None:
    client = centre.client()
    fields = hidden(client.get("/register").text)
    answer = client.post("/register", data={**FORM, **fields, "id-1": "110105194912310021", "type": ""})
    assert answer.status_code == 422
    assert "证件号码校验不符" in answer.text
    assert 'value="王建国"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert "2 处需要改" in answer.text


def test_places_of_the_own_county_are_offered_by_name_where_a_code_is_typed(centre: Centre) -> None:
    page = centre.client().get("/register").text
    (listed,) = re.findall(r'list="(f-division-likely)"', page)
    offered = re.search(rf'<datalist id="{listed}">(.*?)</datalist>', page)
    own = centre.console.desk.registry.find(CENTRE, centre.bench.clock.now().date()).division[:6]
    codes = re.findall(r'value="(\d+)"', offered[1])
    assert {code[:6] for code in codes} == {own}
    assert {len(code) for code in codes} == {6, 9, 12}


def test_a_draft_is_restored_and_gone_once_it_was_sent(centre: Centre) -> None:
    client = centre.client()
    fields = hidden(client.get("/register").text)
    saved = client.post("/bench/draft", data={**fields, "draft": "register", "name-1": "赵喆", "narrative": "半途"})
    assert "已保存" in saved.text
    assert 'value="赵喆"' in client.get("/register").text
    assert "半途" in centre.client().get("/register").text
    assert "赵喆" not in centre.client(TOWN).get("/register").text
    assert "未完成的表" in client.get("/bench").text
    sent = hidden(client.get("/register").text)
    client.post("/register", data={**FORM, **sent})
    assert "赵喆" not in client.get("/register").text
    # the page asked to keep the draft while it was already being sent
    assert client.post("/bench/draft", data={**FORM, **sent, "draft": "register"}).text == ""
    assert "王建国" not in client.get("/register").text


def test_what_is_known_already_is_hinted_without_naming_anybody(centre: Centre) -> None:
    dispute = register(centre)
    centre.bench.later()
    client = centre.client()
    fields = hidden(client.get("/register").text)
    hint = client.post("/register/hint", data={**fields, **FORM}).text
    assert dispute.replace(":", "%3A") in hint or dispute in hint
    assert "可能已有同一纠纷" in hint
    assert "王建国" not in hint
    other = {**FORM, "name-1": "钱多多", "id-1": "", "phone-1": "13900000009", "name-2": "孙小妹", "phone-2": ""}
    assert "没有发现相同的纠纷" in client.post("/register/hint", data={**fields, **other}).text


@pytest.mark.parametrize("role", [Role.CLERK, Role.LIAISON])
def test_what_another_unit_registered_is_unknown_here_and_nothing_can_be_done_to_it(centre: Centre, role: Role) -> None:
    for is_sent in (False, True):
        dispute = register(centre)
        if is_sent:
            centre.bench.later()
        other = centre.client(TOWN, role)
        known, unknown = (
            other.get("/bench/case", params={"dispute": named}) for named in (dispute, "centre:" + "0" * 24)
        )
        assert (known.status_code, unknown.status_code) == (404, 404)
        assert "登字第" not in known.text
        mark = mark_in(other.get("/keyboard").text)
        for key in ("flag-risk:", f"correct-report:{dispute}", f"retract-report:{dispute}", "take-on:", "refer:"):
            assert other.get("/bench/act", params={"dispute": dispute, "do": key}).status_code == 404
            form = {"form_mark": mark, "dispute": dispute, "do": key, "click": "ab" * 12, "risk": "ESCALATION"}
            assert other.post("/bench/act", data=form).status_code == 404
        drawn = {"form_mark": mark, "dispute": dispute, "kind": "NOTICE", "reason": "HANDLING"}
        assert other.post("/bench/papers", data=drawn).status_code == 409
        assert other.get("/bench/acts", params={"dispute": dispute}).status_code == 404
        assert "登字第" not in other.get("/bench").text
        assert centre.client(CENTRE, role).get("/bench/case", params={"dispute": dispute}).status_code == 200
    assert centre.opened.lines == []


def test_what_a_unit_registered_and_nobody_has_yet_is_found_by_its_clerks_alone(centre: Centre) -> None:
    dispute = register(centre, next="register")
    centre.bench.later()
    for unit, answer in ((CENTRE, 200), (TOWN, 404)):
        client = centre.client(unit, Role.CLERK)
        assert client.get(f"/cases/{quote(dispute, safe=':')}").status_code == answer
    assert (
        "登字第" in centre.client(CENTRE, Role.CLERK).get("/cases", params={"q": dispute}, follow_redirects=True).text
    )


def test_an_invited_unit_knows_the_dispute_to_which_it_is_asked(centre: Centre) -> None:
    dispute = register(centre)
    act(centre, CENTRE, dispute, "invite:", invitee=TOWN)
    centre.bench.later()
    asked = centre.client(TOWN, Role.CLERK).get("/bench/case", params={"dispute": dispute})
    assert "answer-invitation" in asked.text
    assert "correct-report" not in asked.text


def test_a_hint_of_others_disputes_says_no_number_and_is_on_record(centre: Centre) -> None:
    dispute = register(centre)
    centre.bench.later()
    other = centre.client(TOWN, Role.CLERK)
    fields = hidden(other.get("/register").text)
    for _ in range(2):
        hint = other.post("/register/hint", data={**fields, **FORM, "own": TOWN}).text
        assert "另一单位已有的纠纷" in hint
        assert "登字第" not in hint
        assert dispute not in html.unescape(hint)
    lines = centre.console.people.journal.found(Sought(deed=Recorded.LIKENESS_SHOWN.value))
    assert [(line.who, line.subject) for line in lines] == [(centre.person(TOWN, Role.CLERK), dispute)]


def test_a_click_on_what_has_moved_is_told_with_what_can_be_done_instead(centre: Centre) -> None:
    dispute = register(centre)
    centre.bench.later()
    page = centre.client().get("/bench/act", params={"dispute": dispute, "do": "start:"})
    fields = {name: html.unescape(value) for name, value in hidden(page.text).items()}
    act(centre, CENTRE, dispute, "settle:")
    answer = centre.client().post("/bench/act", data=fields)
    assert answer.status_code == 409
    assert "状态已变" in answer.text


def test_one_click_sent_twice_is_one_act(centre: Centre) -> None:
    client = centre.client()
    fields = hidden(client.get("/register").text)
    for _ in range(2):
        assert client.post("/register", data={**FORM, **fields}).status_code == 303
    assert len(centre.console.desk.papers.of_units([CENTRE], 0, 10)) == 1
    assert len(centre.console.desk.outbox.of_person(centre.person(), [ActionState.WAITING])) == 1


def test_who_has_no_unit_of_the_workbench_looks_and_does_nothing(centre: Centre) -> None:
    stranger = centre.client("L3-230804")
    assert "不含工作台单位" in stranger.get("/bench").text
    assert stranger.get("/register").status_code == 403
    assert stranger.get("/bench/acts", params={"dispute": "centre:x"}).text == ""
    assert centre.client(CENTRE, Role.LEADER).get("/register").status_code == 403


def test_a_hub_without_workbench_says_what_to_do(rig: Rig) -> None:
    assert "[workbench]" in rig.client(Role.DUTY_CLERK).get("/bench").text


def test_every_act_has_a_form_in_both_languages(centre: Centre) -> None:
    dispute = register(centre)
    centre.bench.later()
    page = centre.client().get("/bench/case", params={"dispute": dispute}).text
    keys = re.findall(r'href="/bench/act\?dispute=[^"&]+&amp;do=([^"]+)"', page)
    assert len(keys) >= 10
    for key in keys:
        for lang in ("zh", "en"):
            shown = centre.client(hub_lang=lang).get(f"/bench/act?dispute={dispute}&do={key}")
            assert shown.status_code == 200, key


def test_a_refused_act_stands_on_the_workbench_until_it_was_dealt_with(centre: Centre) -> None:
    dispute = register(centre)
    act(centre, CENTRE, dispute, "settle:")
    outbox = centre.console.desk.outbox
    late = outbox.of_person(centre.person(), [ActionState.WAITING])[-1]
    outbox.note_end(late.click, ActionState.REFUSED, "NOT_NOW")
    page = centre.client().get("/bench").text
    assert "未生效，需处理" in page
    assert "按现状办理" in page
    client = centre.client()
    fields = {"form_mark": hidden(page)["form_mark"], "click": late.click}
    assert client.post("/bench/dealt-with", data=fields).status_code == 303
    assert "未生效，需处理" not in client.get("/bench").text
    assert Event.CASE_SETTLED not in {fact.event for fact in centre.bench.facts(dispute)}


def test_the_bar_and_the_acts_are_parts_of_other_pages_too(centre: Centre) -> None:
    dispute = register(centre)
    client = centre.client()
    assert "待发送" in client.get("/bench/waiting").text
    part = client.get("/bench/acts", params={"dispute": dispute}).text
    assert "可以办理" in part
    assert "<html" not in part
    centre.bench.later()
    assert client.get("/bench/waiting").text.count("<form") == 0
    page = client.get(f"/cases/{dispute}").text
    assert "/bench/acts?dispute=" in page
    assert "centre" in page


def test_the_read_model_finds_the_same_work_as_reading_all(centre: Centre) -> None:
    dispute = register(centre, next="refer", unit=TOWN, all_agree="yes")
    other = register(centre)
    centre.bench.later()
    act(centre, CENTRE, other, "invite:", invitee=TOWN)
    centre.bench.later()
    (ref,) = centre.bench.state(dispute).referrals
    projection = open_projection_beside(centre.bench.settings)
    projection.refresh()
    projection.model.close()
    with centre.console.books() as books:
        assert books.index is not None
        assert books.index.changed == frozenset()
    page = centre.client(TOWN).get("/bench").text
    assert f"do={'accept:' + ref}".replace(":", "%3A") in page.replace(":", "%3A")
    assert "同意联调" in page
    assert other.partition(":")[2] in page
    (centre.bench.settings.data / "read-model.db").unlink()
    again = centre.client(TOWN).get("/bench").text
    assert re.findall(r"do=[^\"]+", again) == re.findall(r"do=[^\"]+", page)
