"""The five papers: filled, named as they must be, readable as text, with their own typefaces inside."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from hub.core.deliveries import PartyDossier
from hub.core.events import Event
from hub.core.papers import Paper, PaperKind
from hub.documents import papers as written
from hub.documents.paper_pdf import MISSING, unprintable, write_paper
from hub.documents.papers import People, Printed
from tests.story import Story

AT = datetime(2026, 3, 3, 4, tzinfo=UTC)
PRINTED = Printed(number="〔2026〕向非诉登字第12号", unit="向阳区非诉讼纠纷化解中心", officer="K3-07", at=AT)
PARTIES = (
    PartyDossier(
        position=1,
        role="申请人",
        kind="NATURAL",
        name="王喆堃",
        id_kind="111",
        id_number="11010519491231002X",
        phone="13904540001",
    ),
    PartyDossier(position=2, role="被申请人", kind="NATURAL", name="李桂兰"),
)
TOLD = written.RegistrationText(
    type="NEIGHBOUR",
    channel="PARTY",
    place="西林街道",
    narrative="楼上漏水，\n要求赔偿 <2,000> 元 & 修复",
    consents=True,
    what_next="受理",
)


def settled() -> Story:
    story = Story().report("03-01").tell("03-02", Event.CASE_OPENED, unit="K3", channel="PARTY")
    return story.tell(
        "03-03", Event.AGREEMENT_REACHED, unit="K3", form="WRITTEN", amount_fen=123_456_700, due="2026-04-30"
    )


def failed() -> Story:
    story = Story().report("03-01").tell("03-02", Event.CASE_OPENED, unit="K3", channel="PARTY")
    return story.tell("03-03", Event.MEDIATION_FAILED, unit="K3", escalation="declined")


def all_papers() -> dict[PaperKind, Paper]:
    people = People(parties=PARTIES)
    shift = written.ShiftText(
        since=AT, done=[("101号", "签收受理", "10:02", "已生效")] * 60, owed=[("102号", "签收", "03-05", "期内")]
    )
    made = [
        written.registration(PRINTED, people, TOLD),
        written.notice(PRINTED, people, settled().state()),
        written.termination(PRINTED, people, failed().state()),
        written.agreement(PRINTED, people, settled().state(), "楼上漏水"),
        written.handover(PRINTED, shift),
    ]
    return {paper.kind: paper for paper in made}


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


@pytest.mark.parametrize("kind", PaperKind)
def test_every_paper_is_a_pdf_with_its_typefaces_inside_and_its_text_to_be_read(kind: PaperKind) -> None:
    paper = all_papers()[kind]
    pdf = write_paper(paper)
    assert pdf == write_paper(paper)  # equal content, equal bytes
    reader = PdfReader(BytesIO(pdf))
    fonts = {
        name: font.get_object()["/FontDescriptor"].get_object()
        for page in reader.pages
        for name, font in page["/Resources"]["/Font"].items()
        if "/FontDescriptor" in font.get_object()
    }
    assert fonts
    assert all("/FontFile2" in descriptor for descriptor in fonts.values())
    text = "".join(text_of(pdf).split())
    for part in (paper.title, paper.number, paper.unit, "2026年3月3日", *(value for _, value in paper.fields)):
        assert "".join(part.split()) in text, part


def test_a_name_of_rare_characters_is_printed_and_one_that_no_typeface_has_is_said() -> None:
    people = People(parties=(PARTIES[0], PartyDossier(position=2, role="", kind="NATURAL", name="张\U00020bb7䶮")))
    paper = written.registration(PRINTED, people, TOLD)
    assert unprintable(paper) == ("\U00020bb7",)
    text = text_of(write_paper(paper))
    assert "王喆堃" in text
    assert f"张{MISSING}䶮" in text
    assert "请手写字库所缺之字：U+20BB7" in text


def test_minors_and_family_violence_stand_with_the_family_name_alone() -> None:
    people = People(parties=PARTIES, hidden=frozenset({1, 2}))
    for paper in (written.registration(PRINTED, people, TOLD), written.notice(PRINTED, people, settled().state())):
        text = text_of(write_paper(paper))
        assert "王某" in text
        assert not [part for part in ("喆", "桂兰", "13904540001", "110105") if part in text]


def test_the_identity_number_is_never_printed_whole() -> None:
    text = text_of(write_paper(written.registration(PRINTED, People(parties=PARTIES), TOLD)))
    assert "11**************2X" in "".join(text.split())
    assert "11010519491231002X" not in text


def test_the_agreement_says_amount_and_day_and_the_termination_why_and_what_is_open() -> None:
    agreed = text_of(write_paper(all_papers()[PaperKind.AGREEMENT]))
    assert "1,234,567.00" in agreed
    assert "2026年4月30日前" in agreed
    ended = text_of(write_paper(all_papers()[PaperKind.TERMINATION]))
    assert "未能达成一致意见" in ended
    assert "诉讼" in ended


def test_a_long_shift_goes_on_over_pages_with_its_headings(tmp_path_factory: pytest.TempPathFactory) -> None:
    pdf = write_paper(all_papers()[PaperKind.HANDOVER])
    reader = PdfReader(BytesIO(pdf))
    assert len(reader.pages) >= 2
    assert "纠纷编号" in reader.pages[1].extract_text()
    assert date(2026, 3, 3) == PRINTED.day


@pytest.mark.parametrize("rows", range(22, 28))
def test_the_title_of_a_table_never_ends_a_page(rows: int) -> None:
    shift = written.ShiftText(
        since=AT,
        done=[("101号", "签收受理", "10:02", "已生效")] * rows,
        owed=[],
        waiting=[("103号", "签收", "10:03", "待发送")],
    )
    pages = PdfReader(BytesIO(write_paper(written.handover(PRINTED, shift)))).pages
    assert [text for page in pages if "三、" in (text := page.extract_text()) and "103号" not in text] == []
