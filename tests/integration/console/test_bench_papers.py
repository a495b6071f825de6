"""Papers by pages: drawn up with names from the sealed dossier, numbered, opened by a reason, voided with one."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from hub.core.papers import PaperKind
from hub.people.deeds import Recorded
from tests.bench_console import CENTRE, TOWN, Centre, centre_in, hidden
from tests.bench_steps import act, register


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    with centre_in(tmp_path) as found:
        yield found


def draw(centre: Centre, dispute: str, kind: PaperKind, unit: str = CENTRE) -> str:
    """Draw a paper up by the dispute's page and return the address of its line."""
    client = centre.client(unit)
    fields = hidden(client.get("/bench/case", params={"dispute": dispute}).text)
    form = {**fields, "dispute": dispute, "kind": kind.value, "reason": "HANDLING"}
    answer = client.post("/bench/papers", data=form)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def opened(centre: Centre, address: str, unit: str = CENTRE) -> str:
    """Open a paper by its page and return its text."""
    client = centre.client(unit)
    mark = hidden(client.get(address).text)["form_mark"]
    answer = client.post(f"{address}/open", data={"form_mark": mark, "reason": "HANDLING"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf"), answer.text
    return "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)


def lines(centre: Centre, deed: Recorded) -> list[dict[str, str]]:
    return [dict(line.details) for line in centre.console.people.journal.lines() if line.deed == deed]


def test_the_registration_form_is_printed_at_once_and_its_opening_is_on_record(centre: Centre) -> None:
    dispute = register(centre)
    text = opened(centre, "/bench/papers/1")
    for part in ("矛盾纠纷登记表", "〔2026〕向非诉登字第1号", "王建国", "李桂兰", "楼上漏水", "同意调解"):
        assert part in text
    assert "11010519491231002X" not in text
    assert [(subject, reason) for _, subject, reason in centre.opened.lines] == [(dispute, "HANDLING")]
    assert {line["act"] for line in lines(centre, Recorded.CASE_ACTION)} == {"register"}


def test_a_notice_names_the_people_before_and_after_the_registration_was_sent(centre: Centre) -> None:
    dispute = register(centre)
    assert "王建国、李桂兰" in opened(centre, draw(centre, dispute, PaperKind.NOTICE))
    centre.bench.later()
    address = draw(centre, dispute, PaperKind.NOTICE)
    assert "〔2026〕向非诉告字第2号" in opened(centre, address)
    mark = hidden(centre.client().get(address).text)["form_mark"]
    gone = centre.client().post(f"{address}/void", data={"form_mark": mark, "why": ""})
    assert gone.status_code == 409
    assert centre.client().post(f"{address}/void", data={"form_mark": mark, "why": "送达人写错"}).status_code == 303
    assert "已作废：送达人写错" in centre.client().get("/bench/papers").text


def test_the_termination_notice_carries_its_number_into_the_hub(centre: Centre) -> None:
    dispute = register(centre)
    act(centre, CENTRE, dispute, "start:")
    act(centre, CENTRE, dispute, "withdraw-consent:", subject="p2")
    centre.bench.later()
    text = opened(centre, draw(centre, dispute, PaperKind.TERMINATION))
    assert "不再同意调解" in text
    centre.bench.later()
    assert list(centre.bench.state(dispute).notice_numbers.values()) == ["〔2026〕向非诉终字第1号"]


def test_the_agreement_is_drawn_up_by_the_unit_that_mediated_it(centre: Centre) -> None:
    dispute = register(centre, next="refer", unit=TOWN, all_agree="yes")
    (ref,) = centre.console.desk.outbox.under_way(dispute)[0].submissions[1].details["ref"].split()
    act(centre, TOWN, dispute, f"accept:{ref}")
    act(centre, TOWN, dispute, "agree:", form="WRITTEN", amount_fen="1,200.50", due="2026-04-30")
    centre.bench.later()
    assert "AGREEMENT" not in centre.client().get("/bench/case", params={"dispute": dispute}).text
    text = opened(centre, draw(centre, dispute, PaperKind.AGREEMENT, TOWN), TOWN)
    assert "1,200.50" in text
    assert "王建国" in text


def test_a_minor_and_family_violence_are_masked_on_paper(centre: Centre) -> None:
    dispute = register(centre, violence="yes")
    centre.bench.later()
    text = opened(centre, draw(centre, dispute, PaperKind.NOTICE))
    assert "王某、李某" in text
    assert "建国" not in text + opened(centre, "/bench/papers/1")


def test_the_hand_over_sheet_lists_what_is_owed_and_done_without_a_name(centre: Centre) -> None:
    dispute = register(centre)
    act(centre, CENTRE, dispute, "start:")
    client = centre.client()
    page = client.get("/bench/handover").text
    assert "本班已办 2 项" in page
    answer = client.post("/bench/handover", data=hidden(page))
    text = opened(centre, answer.headers["location"])
    assert "〔2026〕向非诉交字第1号" in text
    assert "县级办理" in text
    assert "王建国" not in text
    empty = centre.client(TOWN).get("/bench/handover").text
    assert "今天没有待办事项" in empty


def test_no_paper_is_opened_or_drawn_up_without_a_reason(centre: Centre) -> None:
    dispute = register(centre)
    client = centre.client()
    fields = hidden(client.get("/bench/case", params={"dispute": dispute}).text)
    assert client.post("/bench/papers", data={**fields, "dispute": dispute, "kind": "NOTICE"}).status_code == 409
    mark = fields["form_mark"]
    assert client.post("/bench/papers/1/open", data={"form_mark": mark}).status_code == 409
    assert [one.kind for one in centre.console.desk.papers.of_units([CENTRE], 0, 9)] == [PaperKind.REGISTRATION]


def test_another_units_papers_are_not_there(centre: Centre) -> None:
    register(centre)
    assert centre.client(TOWN).get("/bench/papers/1").status_code == 404
    assert "还没有文书" in centre.client(TOWN).get("/bench/papers").text
