"""What a dirty cell is read as, what is held with which proposal, and what a written cell can never do."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlwt

from hub.connectors.mapping.drift import lost_columns
from hub.connectors.mapping.keys import is_serial
from hub.connectors.mapping.loading import parse_mapping
from hub.connectors.mapping.periods import FilePattern, year_for
from hub.connectors.mapping.profiles import PROFILES
from hub.connectors.mapping.proposal import propose, read_ledger
from hub.connectors.mapping.rows import RawRow, RowReader
from hub.connectors.mapping.slips import register_with, slip_of
from hub.connectors.mapping.snapshot import Memory, Seen, restarted, shrunk, take
from hub.connectors.mapping.story import Story
from hub.connectors.mapping.tables import read_source
from hub.connectors.statements import Speaker
from hub.core.codes import Channel
from hub.core.deliveries import DeliveryKind, Dossier, PartyDossier
from hub.core.errors import ClosedInputError, RowRejectedError
from hub.core.units import Registry
from hub.plugins.mapping import MappingSettings, mapped_type
from hub.plugins.mapping.reading import FilePoll
from hub.testing import ClearTokeniser, FixedClock, sample_delivery
from tests.mapping_site import EXAMPLES, MAPPINGS, SAMPLES, cells_of

PATH = EXAMPLES / "market-supervision" / MAPPINGS["market-supervision"]
MAPPING = parse_mapping(PATH.read_text("utf-8"), "scjg.map.yaml")
ROW = dict(zip(SAMPLES.HEADINGS, SAMPLES.ledger_rows()[17], strict=True))


def read(period: str = "2026-03", usual: int | None = None, **cells: object):
    fields = {name: cells.get(name, value) for name, value in ROW.items()}
    received = date(2026, 4, 7)
    usuals = {} if usual is None else {"达成金额(元)": usual}
    return RowReader(MAPPING).read(RawRow(fields=fields, period=period, received_on=received, usual=usuals))


def refused(**cells: object) -> RowRejectedError:
    with pytest.raises(RowRejectedError) as caught:
        read(usual=135_000, **cells)
    return caught.value


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026.3.25", date(2026, 3, 25)),
        ("2026/3/18", date(2026, 3, 18)),
        ("3月25日", date(2026, 3, 25)),
        ("２０２６年３月２５日", date(2026, 3, 25)),
        (46106, date(2026, 3, 25)),
        ("2026-03-25 00:00:00", date(2026, 3, 25)),
    ],
)
def test_a_day_in_every_way_that_people_write_it(typed: object, day: date) -> None:
    assert read(达成日期=typed).values["concluded_on"] == day


def test_a_day_without_a_year_belongs_to_the_files_period() -> None:
    assert (year_for(12, 25, "2026-01"), year_for(1, 4, "2025-12"), year_for(2, 29, "2027-03")) == (2025, 2026, 2028)
    assert year_for(3, 25, "") is None


def test_the_worked_examples_row_in_fen_and_codes() -> None:
    values = read().values
    assert (values["amount"], values["outcome"], values["form"]) == (120_000, "SUCCESS", "WRITTEN")
    assert values["consent"] == "GIVEN" and values["performed_on"] == date(2026, 3, 25)


@pytest.mark.parametrize(
    ("cell", "proposal", "code"),
    [
        ("0.12", "1,200元", "E-AMT-05"),
        (0.12, "1,200元", "E-AMT-05"),
        ("0.1255", "0.1255万元", "E-AMT-02"),
        ("约一千", "", "E-AMT-01"),
    ],
)
def test_an_amount_of_the_other_unit_is_held_with_what_it_comes_to(cell: object, proposal: str, code: str) -> None:
    refusal = refused(**{"达成金额(元)": cell})
    assert (refusal.field, refusal.code, refusal.proposal) == ("达成金额(元)", code, proposal)


def test_a_proposal_taken_in_is_read_as_it_says() -> None:
    assert read(usual=135_000, **{"达成金额(元)": "1,200元"}).values["amount"] == 120_000
    assert read(证件号码="未填").values["complainant_id"] is None


def test_what_a_spreadsheet_cut_off_is_held_and_a_wrong_digit_only_weakens() -> None:
    assert refused(证件号码="990000199001100000").code == "E-ID-02"
    assert refused(证件号码=990000199001100000).proposal == "未填"
    row = read(证件号码="990000199001011231")
    assert row.identities == {} and row.values["complainant"] == "钱 示例"


def test_an_unknown_word_is_held_with_the_nearest_known_one() -> None:
    refusal = refused(处理结果="已和谐")
    assert (refusal.code, refusal.proposal, refusal.task_of) == ("E-CODE-02", "和解", "消保科 内线 6033")
    assert "已和谐" not in f"{refusal.value} {refusal}"


def test_rules_name_the_column_as_the_department_knows_it() -> None:
    late = refused(达成日期="3月1日")
    assert (late.field, late.code) == ("达成日期", "E-RULE-01")
    assert refused(协议形式="").field == "协议形式"
    assert refused(处理结果="不成").code == "E-RULE-01", "performed, but no agreement"


def test_a_column_of_a_condition_is_left_alone_when_it_is_not_met() -> None:
    assert "form" not in read(处理结果="撤回", 协议形式="口头?", 履行日期="").values


@pytest.mark.parametrize(("keys", "serial"), [(["1", "2", "3"], True), (["1"], False), (["1", "3"], False)])
def test_a_number_that_only_counts_rows_is_no_key(keys: list[str], serial: bool) -> None:
    assert is_serial(keys) is serial


def file_poll(folder: Path, text: str) -> FilePoll:
    (folder / "收件").mkdir()
    return FilePoll(parse_mapping(text, "x"), folder / "收件", FixedClock(datetime(2026, 4, 7, 1, tzinfo=UTC)))


SERIAL = PATH.read_text("utf-8").replace("key: 受理编号", "key: 序号").replace("市场监管/收件", "收件")


def test_a_serial_number_is_refused_as_key_and_a_compound_one_proposed(tmp_path: Path) -> None:
    poll = file_poll(tmp_path, SERIAL)
    rows = [[number, *row] for number, row in enumerate(SAMPLES.ledger_rows()[:4], 1)]
    book = openpyxl.Workbook()
    book.worksheets[0].title = "台账"
    for line in (["序号", *SAMPLES.HEADINGS], *rows):
        book.worksheets[0].append(line)
    book.save(tmp_path / "收件/行政调解台账2026年3月.xlsx")
    (batch,) = poll.batches(None)
    (fault,) = batch.faults
    assert batch.records == () and fault.code == "E-KEY-01" and "key: [受理日期, 序号]" in fault.reason
    mended = FilePoll(
        parse_mapping(SERIAL.replace("key: 序号", "key: [受理日期, 序号]"), "x"), poll.inbox, FixedClock()
    )
    (again,) = mended.batches(batch.cursor)
    assert again.records[0].native_id == "2026-03-02/1"


PLAIN = PATH.read_text("utf-8").replace("市场监管/收件", "收件")


def codes_by_month(folder: Path, *months: list[list[object]]) -> list[set[str]]:
    """Return the codes of what is held of each month's ledger, read in the month that follows."""
    cursor, held = None, []
    file_poll(folder, PLAIN)
    for month, rows in enumerate(months, 3):
        clock = FixedClock(datetime(2026, month + 1, 7, 1, tzinfo=UTC))
        poll = FilePoll(parse_mapping(PLAIN, "x"), folder / "收件", clock)
        (poll.inbox / f"行政调解台账2026年{month}月.xlsx").write_bytes(SAMPLES.ledger(rows))
        batches = list(poll.batches(cursor))
        cursor = batches[-1].cursor
        codes = {fault.code for batch in batches for fault in batch.faults}
        codes |= {f"{cell}" for batch in batches for row in batch.records for cell in row.fields.values()}
        held.append({code for code in codes if code.startswith("E-")} - {"E-SUM-01"})
    return held


def test_a_ledger_that_lost_more_than_half_takes_no_row_back(tmp_path: Path) -> None:
    rows = SAMPLES.ledger_rows()
    assert codes_by_month(tmp_path, rows, rows[:5])[1] == {"E-SNP-01"}


def test_a_row_that_was_taken_back_comes_again_only_under_a_new_number(tmp_path: Path) -> None:
    rows = SAMPLES.ledger_rows()
    fewer = [row for place, row in enumerate(rows) if place != 17]
    assert codes_by_month(tmp_path, rows, fewer, fewer, rows)[3] == {"E-KEY-02"}


def test_a_cell_that_holds_more_than_one_value_is_no_cell() -> None:
    assert refused(处理结果=["成功", "不成"]).code == "E-ROW-02"


def seen(*pairs: str) -> list[Seen]:
    return [Seen(pair.split(":")[0], pair, is_report=True) for pair in pairs]


def test_a_row_is_taken_back_after_two_periods_and_a_part_of_the_ledger_takes_nothing_back() -> None:
    memory = Memory()
    take(memory, seen("a:1", "b:1", "c:1"), "2026-03", counts_missing=True)
    assert take(memory, seen("a:1", "b:1"), "2026-04", counts_missing=True) == []
    assert take(memory, seen("a:1", "b:1"), "2026-04", counts_missing=True) == [], "the same period again"
    assert take(memory, seen("a:1", "b:1"), "2026-05", counts_missing=True) == ["c"]
    assert take(memory, seen("a:1", "b:1"), "2026-06", counts_missing=True) == []
    assert shrunk(memory, seen("d:1"), "2026-07") and not shrunk(memory, seen("a:1"), "2026-07")


def test_a_number_that_means_other_people_in_the_next_file_has_started_anew() -> None:
    memory = Memory()
    take(memory, seen("7:x", "8:y"), "2026-03", counts_missing=True)
    assert restarted(memory, seen("7:p", "8:q"), "2026-04")
    assert not restarted(memory, seen("7:x", "8:q", "9:z"), "2026-04")
    assert not restarted(memory, seen("7:p", "8:q"), "2026-03"), "a corrected file of the same period"


def test_a_lost_heading_names_the_new_one_that_it_may_have_become() -> None:
    headings = [*SAMPLES.HEADINGS]
    headings[headings.index("纠纷类别")] = "纠纷类型"
    (lost,) = lost_columns(MAPPING, headings)
    assert (lost.column.name, lost.candidate) == ("type", "纠纷类型")


def legacy(rows: list[list[object]]) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("调解台账")
    sheet.write_merge(0, 0, 0, len(SAMPLES.HEADINGS) - 1, "向阳区市场监督管理局行政调解台账")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for place, heading in enumerate(SAMPLES.HEADINGS):
        sheet.write(1, place, heading)
    for number, row in enumerate(rows, 2):
        for place, cell in enumerate(row):
            sheet.write(number, place, cell, *([day] if isinstance(cell, datetime) else []))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_an_xls_is_read_like_an_xlsx_whatever_its_name_ends_in() -> None:
    rows = SAMPLES.ledger_rows()[:6]
    old = read_source(legacy(rows), MAPPING.source, where="a.xls")
    new = read_source(SAMPLES.ledger(rows), MAPPING.source, where="a.xlsx")
    assert [row.fields["受理编号"] for row in old.rows] == [row.fields["受理编号"] for row in new.rows]
    received = {"period": "2026-03", "received_on": date(2026, 4, 7)}
    for one, other in zip(old.rows, new.rows, strict=True):
        read_old = RowReader(MAPPING).read(RawRow(fields=one.fields, **received)).values
        assert read_old == RowReader(MAPPING).read(RawRow(fields=other.fields, **received)).values


def test_what_is_no_workbook_or_a_bomb_is_refused_whole() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (40 * 1024 * 1024))
    cut = legacy(SAMPLES.ledger_rows()[:6])[:900]
    for content in (b"", b"PK\x03\x04", bomb.getvalue(), cut, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600):
        with pytest.raises(ClosedInputError):
            read_source(content, MAPPING.source, where="a.xlsx")


def test_a_written_cell_is_never_a_formula() -> None:
    delivery = sample_delivery(DeliveryKind.FEEDBACK, "scjg-230803", reporter_native_id='=HYPERLINK("x")')
    party = PartyDossier(position=1, role="APPLICANT", kind="NATURAL", name="@SUM(A1)")
    slip = slip_of(delivery, [Dossier(root="r", parties=(party,), narrative="=cmd|' /C calc'!A0")])
    register = register_with(None, delivery)
    assert register is not None
    for content in (slip, register):
        book = openpyxl.load_workbook(io.BytesIO(content))
        cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value]
        assert {cell.data_type for cell in cells} == {"s"}
        assert all(cell.quotePrefix for cell in cells if str(cell.value).startswith(("=", "+", "-", "@")))
    assert register_with(register, delivery) is None, "listed once"


def test_a_mapping_proposed_from_a_file_names_what_it_knows_and_leaves_the_rest_to_a_person() -> None:
    text = propose(
        read_ledger(SAMPLES.ledger(), SAMPLES.LEDGER), PROFILES["行政调解台账"], name=SAMPLES.LEDGER, adapter="scjg-1"
    )
    assert 'file: "行政调解台账（向阳）{年}年{月}月.xlsx"' in text
    assert "accepted_on: {from: 受理日期, type: 日期}  # 把握 100%" in text
    assert 'amount: {from: "达成金额*", type: 金额' in text
    assert "消费: CONSUMER" in text and "网购: ___" in text and "已和谐: SETTLED  # 可能是“和解”" in text
    assert not [row[3] for row in SAMPLES.ledger_rows() if row[3] in text], "no name of a person"
    filled = (
        text.replace('"___"', '"230803"')
        .replace("level: ___", "level: 3")
        .replace("org_kind: ___", "org_kind: ADMIN_ORGAN")
    )
    filled = (
        filled.replace("是: ___", "是: GIVEN")
        .replace("网购: ___", "网购: ECOMMERCE")
        .replace("终止: ___", "终止: WITHDRAWN")
    )
    mapping = parse_mapping(filled.replace("___", "X1"), "x")
    assert mapping.columns["type"].codes is not None and mapping.source.kind == "xlsx"


def test_file_names_say_their_period() -> None:
    pattern = FilePattern.of("台账{年}{月}*.csv")
    assert pattern.period_of("台账202603终.csv") == "2026-03"
    assert pattern.period_of("台账202613.csv") is None and pattern.period_of("~台账202603.csv") is None
    with pytest.raises(ValueError, match="日"):
        FilePattern.of("台账{日}.csv")


def test_an_english_reader_finds_the_same_adapter(tmp_path: Path) -> None:
    kind = mapped_type(PATH)
    assert kind.info.name_en and kind.info.contact == "消保科 内线 6033"
    with pytest.raises(ValueError, match="no_such"):
        MappingSettings.model_validate({"mapping": PATH, "no_such": 1})
    assert cells_of(SAMPLES.ledger())[0][0] == "向阳区市场监督管理局行政调解台账"


@pytest.mark.parametrize(("typed", "told"), [("消费", "SHOWN"), ("物业", "HIDDEN")])
def test_a_code_of_the_department_says_whose_people_are_hidden(typed: str, told: str) -> None:
    text = PATH.read_text("utf-8")
    text = text.replace("columns:\n", "columns:\n  veiled: {from: 纠纷类别, codes: 隐名}\n", 1)
    text = text.replace(
        "\n  结果: {", "\n  隐名: {消费: SHOWN, 网购: SHOWN, 知识产权: SHOWN, 物业: HIDDEN}\n  结果: {", 1
    )
    raw = RawRow(fields={**ROW, "纠纷类别": typed}, period="2026-03", received_on=date(2026, 4, 7))
    assert RowReader(parse_mapping(text, "scjg.map.yaml")).read(raw).text("veiled") == told


@pytest.mark.parametrize(("typed", "told"), [("是", "HIDDEN"), ("否", "SHOWN"), ("", "")])
def test_a_column_says_whose_people_are_hidden(typed: str, told: str) -> None:
    text = PATH.read_text("utf-8").replace("columns:\n", "columns:\n  veiled: {from: 涉家暴}\n", 1)
    mapping = parse_mapping(text, "scjg.map.yaml")
    raw = RawRow(fields={**ROW, "涉家暴": typed}, period="2026-03", received_on=date(2026, 4, 7))
    row = RowReader(mapping).read(raw)
    assert row.text("veiled") == told
    at = datetime(2026, 4, 7, tzinfo=UTC)
    speaker = Speaker(agency="a", system="s", native_id="1", version="1", root="s:1", recorded_at=at)
    story = Story(
        mapping=mapping, row=row, speaker=speaker, registry=Registry(), tokeniser=ClearTokeniser(),
        default_channel=Channel.ADMIN,
    )  # fmt: skip
    assert story.reported().get("veiled", False) is (told == "HIDDEN")
