"""Finding a case, seeing who holds it, opening parties by a reason, mending rows, stopping a department."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import openpyxl
import pytest
from starlette.testclient import TestClient

from hub.core.permissions import Role
from hub.people.journal import Sought
from hub.service.heartbeat import Heartbeat
from hub.service.links import link_items
from tests.console_rig import OFFICE, Rig, open_rig
from tests.mapping_site import SAMPLES

NAME = str(SAMPLES.name_of(1))


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Rig:
    """A rig that this module may change."""
    return open_rig(tmp_path_factory.mktemp("reading"))


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def send(client: TestClient, path: str, page: str, **values: str) -> str:
    """Send a form that stands on *page* and return the text of what follows."""
    mark = re.search(r'name="form_mark" value="([0-9a-f]+)"', client.get(page).text)
    assert mark is not None
    answer = client.post(path, data={**values, "form_mark": mark[1]})
    while answer.status_code == 303:
        answer = client.get(answer.headers["location"])
    return f"{answer.status_code} {text_of(answer.text)}"


def one_of(rig: Rig, serial: int) -> str:
    return f"{OFFICE}:向市监调〔2026〕{serial}号"


def test_any_form_of_a_number_finds_the_case(rig: Rig) -> None:
    client = rig.client(Role.DUTY_CLERK)
    for spoken in ("民诉前调101号", "101", "〔２０２６〕向市监调[2026]3号"):
        answer = client.get("/cases", params={"q": spoken})
        assert answer.status_code in (200, 303)
    whole = client.get("/cases", params={"q": "向市监调(2026)3号"})
    assert whole.headers["location"] == f"/cases/{quote(one_of(rig, 3), safe=':')}"
    several = client.get("/cases", params={"q": "向市监调 2026"})
    assert several.status_code == 200 and "只列前 20 件" in several.text
    assert "没有找到“没有这个号”" in client.get("/cases", params={"q": "没有这个号"}).text


def test_the_page_of_a_dispute_says_who_holds_it_by_which_rule_until_when(rig: Rig) -> None:
    page = text_of(rig.client(Role.STATISTICIAN).get("/cases/D7").text)
    assert re.search(r"现由谁办 .+ 依据 .+ 自 2026-\d\d-\d\d 期限 2026-\d\d-\d\d", page)
    assert "AH-D7" in page and "经过" in page and "移交与回执" in page
    english = text_of(rig.client(Role.STATISTICIAN, hub_lang="en").get("/cases/D7").text)
    assert "Who holds it" in english and "What happened" in english


def test_a_day_of_the_past_is_told_as_it_was_known(rig: Rig) -> None:
    client = rig.client(Role.STATISTICIAN)
    assert len(client.get("/cases/D7").text) > len(client.get("/cases/D7", params={"as_of": "2026-03-12"}).text)


def test_what_is_others_shows_holder_and_dates_or_nothing(rig: Rig) -> None:
    duty = rig.client(Role.DUTY_CLERK).get("/cases/D7").text
    assert "现由谁办" in duty and "经过" not in text_of(duty) and "不属于您的单位" in duty
    clerk = rig.client(Role.CLERK, "X1")
    assert clerk.get("/cases/D7").status_code == 404
    assert clerk.get("/cases", params={"q": "AH-D7"}).status_code == 200
    assert "AH-D7</a>" not in clerk.get("/cases", params={"q": "AH-D7"}).text
    assert rig.client(Role.CLERK, "X2").get("/cases/D7").status_code == 200
    assert rig.client(Role.LEADER).get("/cases/D7").status_code == 403


@pytest.mark.parametrize(
    ("role", "path"),
    [
        (Role.STATISTICIAN, "/cases/D7?as_of=9999-12-31"),
        (Role.AUDITOR, f"/audit?before={'9' * 40}"),
        (Role.AUDITOR, "/audit?since=0001-01-01"),
        (Role.AUDITOR, "/audit?until=9999-12-31"),
        (Role.SECURITY_ADMIN, f"/settings/changes/{'9' * 40}"),
    ],
)
def test_a_number_or_a_day_beyond_all_that_are_kept_is_a_misfit_and_no_failure(rig: Rig, role: Role, path: str) -> None:
    answer = rig.client(role).get(path)
    assert answer.status_code == 422
    assert "E-CALL-01" in answer.text


def test_a_half_of_another_millennium_is_none(rig: Rig) -> None:
    assert rig.client(Role.STATISTICIAN).get("/meeting?half=9999-H2").status_code == 404


def test_parties_are_hidden_until_a_reason_is_given(own: Rig) -> None:
    client = own.client(Role.CLERK, OFFICE)
    path = f"/cases/{quote(one_of(own, 1), safe=':')}"
    before = client.get(path).text
    assert NAME not in before and "已隐去" in before
    assert send(client, path.replace("/cases/", "/parties/"), path).startswith("409")
    assert not [one for one in own.record.lines if one[1] == one_of(own, 1)] and NAME not in client.get(path).text
    after = send(client, path.replace("/cases/", "/parties/"), path, reason="HANDLING")
    assert NAME in after and "留痕" in after
    assert re.search(r"99\*{10,}", after)
    assert own.record.lines[-1][1:] == (one_of(own, 1), "HANDLING")
    assert NAME not in own.client(Role.CLERK, OFFICE).get(path).text


def test_who_may_not_open_parties_never_sees_them(rig: Rig) -> None:
    path = f"/parties/{quote(one_of(rig, 1), safe=':')}"
    for role in (Role.STATISTICIAN, Role.ADAPTER_OPERATOR, Role.SUPERVISION_ISSUER, Role.LEADER):
        assert send(rig.client(role), path, "/keyboard", reason="HANDLING").startswith("403")
    assert send(rig.client(Role.DUTY_CLERK), path, "/keyboard", reason="HANDLING").startswith("403")
    assert send(rig.client(Role.CLERK, "X1"), path, "/keyboard", reason="HANDLING").startswith("404")


def test_a_second_person_is_waited_for(own: Rig) -> None:
    client = own.client(Role.STATISTICS_CHIEF)
    path = f"/cases/{quote(one_of(own, 2), safe=':')}"
    told = send(client, path.replace("/cases/", "/parties/"), path, reason="HANDLING")
    assert "等待第二人同意" in told


def test_a_name_is_found_by_its_token_with_a_reason(own: Rig) -> None:
    client = own.client(Role.CLERK, OFFICE)
    assert send(client, "/cases/by-name", "/cases", name=NAME).startswith("409")
    found = send(client, "/cases/by-name", "/cases", name=f" {NAME[0]} {NAME[1:]} ", reason="CALLER")
    assert "向市监调〔2026〕1号" in found and "1 件" in found
    person, subject, reason = own.record.lines[-1]
    assert subject.startswith("name:") and NAME not in subject and reason == "CALLER" and person
    other = own.client(Role.CLERK, "X1")
    assert "没有此姓名的" in send(other, "/cases/by-name", "/cases", name=NAME, reason="CALLER")
    assert send(own.client(Role.STATISTICIAN), "/cases/by-name", "/cases", name=NAME, reason="CALLER").startswith("403")


def test_parties_of_cases_are_exported_by_two_persons_masked_and_once(own: Rig) -> None:
    asker, second = own.client(Role.STATISTICS_CHIEF), own.client(Role.SUPERVISION_ISSUER)
    asked = {"deed": "PERSONAL_EXPORT", "reason": "检察院调卷"}
    assert send(asker, "/joint/propose", "/joint", **asked, subject="没有这个号").startswith("404")
    assert send(second, "/joint/propose", "/joint", **asked, subject=one_of(own, 1)).startswith("403")
    assert "待第二人" in send(
        asker, "/joint/propose", "/joint", **asked, subject="向市监调(2026)1号\n向市监调(2026)3号"
    )
    (one,) = own.console.people.joint.of(own.seats.taken[asker.cookies[own.console.session_cookie]].code)
    assert one.subjects == (one_of(own, 1), one_of(own, 3))
    assert send(asker, f"/joint/{one.id}/carry-out", "/joint").startswith("409")
    send(second, f"/joint/{one.id}/agree", "/joint")
    mark = re.search(r'name="form_mark" value="([0-9a-f]+)"', asker.get("/joint").text)
    assert mark is not None
    answer = asker.post(f"/joint/{one.id}/carry-out", data={"form_mark": mark[1]})
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert NAME in [row[2] for row in rows] and len({row[0] for row in rows[1:-1]}) == 2
    assert all("*" in str(row[3]) for row in rows[1:-1] if row[3]), "no identity number is whole"
    assert send(asker, f"/joint/{one.id}/carry-out", "/joint").startswith("409")


def test_what_is_done_and_refused_on_any_page_is_a_line_of_the_journal_without_words(own: Rig) -> None:
    """The door writes it, not the page: of a deed once, of who may not, and of what is refused; never of a draft."""
    operator, clerk = own.client(Role.ADAPTER_OPERATOR, OFFICE), own.client(Role.CLERK, OFFICE)
    codes = {client: own.seats.taken[client.cookies[own.console.session_cookie]].code for client in (operator, clerk)}
    item = held(own, Role.CLERK, OFFICE)[-1]
    send(operator, f"/adapters/{OFFICE}/pause", "/adapters", paused="true")
    send(operator, f"/adapters/{OFFICE}/pause", "/adapters", paused="false")
    send(clerk, f"/adapters/{OFFICE}/pause", "/keyboard", paused="true")
    send(clerk, f"/quarantine/{item}/discard", f"/quarantine/{item}", why="")
    clerk.get("/audit")
    found = {who: own.console.people.journal.found(Sought(who=codes[who])) for who in (operator, clerk)}
    assert [(one.deed, one.subject, one.result, one.details["paused"]) for one in reversed(found[operator])] == [
        ("PAGE_ACTION", OFFICE, "DONE", "true"), ("PAGE_ACTION", OFFICE, "DONE", "false"),
    ]  # fmt: skip
    assert [(one.deed, one.subject, one.result) for one in reversed(found[clerk])] == [
        ("ACCESS_DENIED", OFFICE, "REFUSED"), ("PAGE_ACTION", item, "REFUSED"), ("ACCESS_DENIED", "/audit", "REFUSED"),
    ]  # fmt: skip
    send(clerk, "/parties/x", "/keyboard", reason="HANDLING", note=NAME)
    send(
        own.client(Role.SUPERVISION_ISSUER),
        "/supervision",
        "/keyboard",
        act="issue",
        dispute=NAME,
        cause="x",
        reason=NAME,
    )
    lines = own.console.people.journal.lines()
    assert not [one for one in lines if NAME in f"{one.subject}{one.details}"], "a name typed anywhere isn't kept"


def held(rig: Rig, role: Role, unit: str) -> list[str]:
    return sorted(set(re.findall(r"Q-[a-z0-9-]+-1\d{3}", rig.client(role, unit).get("/quarantine").text)))


def test_held_rows_say_place_field_value_reason_and_proposal(rig: Rig) -> None:
    page = text_of(rig.client(Role.DUTY_CLERK).get("/quarantine").text)
    assert "第31行 处理结果 已** E-CODE-02" in page and "和解" in page
    technical = text_of(rig.client(Role.ADAPTER_OPERATOR, OFFICE).get("/quarantine").text)
    assert "第31行 处理结果" in technical and "已**" not in technical and "和解" not in technical
    other = rig.client(Role.CLERK, "X1")
    assert held(rig, Role.CLERK, "X1") == [] and "没有待处理的行" in other.get("/quarantine").text
    assert other.get(f"/quarantine/Q-{OFFICE}-1004").status_code == 404


def test_the_return_list_is_a_workbook_without_personal_data(rig: Rig) -> None:
    answer = rig.client(Role.DUTY_CLERK).get("/quarantine/return-list", params={"agency": OFFICE})
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert len(rows) == 5 and rows[0][0] == "隔离编号"
    assert any("第12行" in str(row) and "99**" in str(row) for row in rows)
    operator = rig.client(Role.ADAPTER_OPERATOR, OFFICE)
    assert operator.get("/quarantine/return-list", params={"agency": OFFICE}).status_code == 403


def test_a_row_is_mended_by_its_proposal_or_by_hand_and_enters(own: Rig) -> None:
    office = own.client(Role.CLERK, OFFICE)
    item = f"/quarantine/Q-{OFFICE}-1004"
    assert "已入库" in send(office, f"{item}/accept", item)
    assert f"Q-{OFFICE}-1004" not in held(own, Role.DUTY_CLERK, "C3-230803")
    item = f"/quarantine/Q-{OFFICE}-1003"
    wrong = send(office, f"{item}/fix", item, value="不是数", why="试")
    assert "仍不能入库" in wrong and wrong.startswith("200")
    assert "已入库" in send(office, f"{item}/fix", item, value="1200", why="核对台账")
    with own.console.workbench() as bench, closing(bench.store(OFFICE)) as store:
        closed = bench.quarantine(store).show(f"Q-{OFFICE}-1003")
    assert (closed.state.value, closed.closed_why) == ("FIXED", "核对台账") and closed.closed_by.startswith("K")


def test_a_row_is_given_up_only_with_a_reason_and_by_whom_it_belongs_to(own: Rig) -> None:
    item = f"/quarantine/Q-{OFFICE}-1002"
    office = own.client(Role.CLERK, OFFICE)
    assert send(office, f"{item}/discard", item, why="  ").startswith("409")
    assert send(own.client(Role.ADAPTER_OPERATOR, OFFICE), f"{item}/discard", item, why="试").startswith("403")
    assert send(own.client(Role.STATISTICIAN), f"{item}/discard", item, why="试").startswith("403")
    assert "已作废" in send(office, f"{item}/discard", item, why="当事人无证件")


@pytest.fixture
def running(own: Rig) -> Iterator[None]:
    import os

    heart = Heartbeat(os.getpid(), own.clock.now().isoformat(), "", {}, {OFFICE: own.clock.now().isoformat()})
    heart.write(own.console.settings.data)
    yield
    (own.console.settings.data / "running.json").unlink()


@pytest.mark.usefixtures("running")
def test_every_department_says_when_it_was_read_and_what_drifts(own: Rig) -> None:
    page = text_of(own.client(Role.DUTY_CLERK).get("/adapters").text)
    assert "枢纽在运行，最近一轮 2026-04-13 12:00" in page and "暂停" not in page
    assert re.search(r"正常 2026-04-13 12:00 2026-04-13 12:00", page)


def test_a_department_is_stopped_and_goes_on(own: Rig) -> None:
    operator = own.client(Role.ADAPTER_OPERATOR, OFFICE)
    path = f"/adapters/{OFFICE}/pause"
    assert "枢纽没有在运行" in operator.get("/adapters").text
    assert "已暂停，没有丢失" in send(operator, path, "/adapters", paused="true")
    with own.console.workbench() as bench, closing(bench.store(OFFICE)) as store:
        assert store.is_paused
    assert "已恢复" in send(operator, path, "/adapters", paused="false")
    assert send(own.client(Role.ADAPTER_OPERATOR, "court"), path, "/adapters", paused="true").startswith("403")
    assert send(own.client(Role.DUTY_CLERK), path, "/adapters", paused="true").startswith("403")


def test_a_pair_is_judged_and_the_judgement_taken_back(own: Rig) -> None:
    with own.console.books() as books:
        items = list(link_items(books.reader))
    assert items
    duty = own.client(Role.DUTY_CLERK)
    decided = next(item for item in items if not item.waits)
    page = text_of(duty.get(f"/links/{decided.id}").text)
    assert "先报 后报" in page and "历次判断" in page
    assert "此理由不适用" in send(duty, f"/links/{decided.id}", "/links", verdict="same", reason="MISTAKE")
    told = send(duty, f"/links/{decided.id}", f"/links/{decided.id}", verdict="undo", reason="NEW_EVIDENCE")
    assert told.startswith("200") and "已撤销" in told
    assert (
        send(own.client(Role.STATISTICIAN), f"/links/{decided.id}", "/links", verdict="undo", reason="MISTAKE")[:3]
        == "403"
    )
    assert own.client(Role.CLERK, "X3").get(f"/links/{decided.id}").status_code == 404


@pytest.mark.parametrize("path", ["/quarantine", "/adapters", "/links", "/cases/D7"])
def test_a_part_asked_for_alone_is_a_part_of_the_page(rig: Rig, path: str) -> None:
    client = rig.client(Role.DUTY_CLERK)
    part = client.get(path, headers={"HX-Request": "true"})
    assert part.status_code == 200 and "<html" not in part.text
    assert text_of(part.text) in text_of(client.get(path).text)


def test_nothing_personal_stands_on_any_page(rig: Rig) -> None:
    names = {str(SAMPLES.name_of(serial)) for serial in range(1, 50)}
    for role in Role:
        for path in ("/", "/cases?q=向市监调 2026", "/quarantine", "/adapters", "/links", f"/cases/{one_of(rig, 1)}"):
            page = rig.client(role, OFFICE).get(path).text
            assert not {name for name in names if name in page}, (role, path)


def test_a_damaged_read_model_stops_nothing_and_a_lost_hub_is_told(tmp_path: Path) -> None:
    rig = open_rig(tmp_path)
    (rig.console.settings.data / "read-model.db").write_bytes(b"no database at all" * 99)
    client = rig.client(Role.DUTY_CLERK)
    assert client.get("/cases", params={"q": "AH-D7"}).headers["location"] == "/cases/D7"  # every dispute is read
    rig.console.settings.data.rename(tmp_path / "away")
    lost = client.get("/cases", params={"q": "AH-D7"})
    assert lost.status_code == 404 and "这里还没有运行过枢纽" in lost.text and "先运行一次" in lost.text
