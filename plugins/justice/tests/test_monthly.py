"""The monthly form, in and out: a second ledger that is read whole or not at all, and never corrected."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.core.codes import Channel, DisputeType
from hub.core.errors import ClosedInputError, RowRejectedError
from hub.core.events import Event
from hub.core.reports import ReportLine
from hub_justice.forms import Finding, findings_of, read_form
from hub_justice.monthly import COLUMNS, RMC_KINDS, FormHeader, MonthlyForm, write_form

HEADER = FormHeader(
    unit="西林街道司法所",
    month="2026-03",
    number="司人调统1表",
    authority="司法部",
    valid_until="2027年12月",
    head="王敏",
    statistician="李建国",
    clerk="张海燕",
    reported_on="2026-04-07",
)
VILLAGE = {
    "cases": 3,
    "success": 2,
    f"type.{DisputeType.NEIGHBOUR.value}": 3,
    f"channel.{Channel.GRID.value}": 3,
    "form.ORAL": 1,
    "form.WRITTEN": 1,
    "amount_fen": 800_000,
    "mass_cases": 1,
    "mass_people": 12,
}
FORM = MonthlyForm(header=HEADER, rows={"村调委会": VILLAGE, "社区调委会": {"screenings": 4}})


def edited(change) -> bytes:
    """Return the form after a clerk worked on it in a spreadsheet."""
    book = openpyxl.load_workbook(io.BytesIO(write_form(FORM)))
    change(book.active)
    stream = io.BytesIO()
    book.save(stream)
    book.close()
    return stream.getvalue()


def cell_of(sheet, text: str):
    """Return the first cell that says *text*."""
    return next(cell for row in sheet.iter_rows() for cell in row if cell.value == text)


figures = st.dictionaries(st.sampled_from([column.measure for column in COLUMNS]), st.integers(0, 10**9))


@given(st.dictionaries(st.sampled_from([kind.zh for kind in RMC_KINDS]), figures, min_size=1))
@settings(max_examples=25, deadline=None)
def test_what_is_written_is_read(rows) -> None:
    """Every figure, to the fen, and everything above and below it comes back."""
    form = MonthlyForm(header=HEADER, rows=rows)
    back = read_form(write_form(form), "x.xlsx")
    assert back.header == HEADER
    assert {label: {m: v for m, v in row.items() if v} for label, row in back.rows.items()} == {
        label: {m: v for m, v in row.items() if v} for label, row in rows.items()
    }
    assert back.total == form.sums()


def test_headings_are_merged_and_signed_lines_there() -> None:
    """The layout that people sign: merged group headings, number, authority, validity, four signatures."""
    sheet = openpyxl.load_workbook(io.BytesIO(write_form(FORM))).active
    assert {str(block) for block in sheet.merged_cells.ranges} >= {"A4:A5", "B4:C4"}
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    for label in ("表号：", "制定机关：", "有效期至：", "单位负责人：", "统计负责人：", "填表人：", "报出日期："):
        assert [text for text in texts if text.startswith(label) and len(text) > len(label)]


def test_findings_are_noted_not_mended() -> None:
    """Total ≠ sum, types ≠ cases, more successes than cases: three findings, the figures stay as stated."""

    def spoil(sheet) -> None:
        row = cell_of(sheet, "村调委会").row
        total = cell_of(sheet, "合计").row
        sheet.cell(total, 2).value = 9
        sheet.cell(row, 3).value = 5

    form = read_form(edited(spoil), "x.xlsx")
    assert form.total["cases"] == 9 and form.rows["村调委会"]["success"] == 5
    assert set(findings_of(form)) >= {
        Finding("合计", "cases", 9, 3),
        Finding("合计", "success", 2, 5),
        Finding("村调委会", "forms", 5, 2),
        Finding("村调委会", "success", 5, 3),
    }
    assert findings_of(read_form(write_form(FORM), "x.xlsx")) == ()


def test_headings_are_found_where_they_are() -> None:
    """A row put above the headings and blanks within them don't matter; texts do."""

    def move(sheet) -> None:
        sheet.cell(5, 2).value = " 件 数 "
        blocks = [str(block) for block in sheet.merged_cells.ranges]
        for block in blocks:
            sheet.unmerge_cells(block)
        sheet.insert_rows(2)

    assert read_form(edited(move), "x.xlsx").rows["村调委会"]["cases"] == 3


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda sheet: sheet.delete_cols(5), "columns are missing: 纠纷类别/邻里"),
        (lambda sheet: cell_of(sheet, "村调委会").offset(0, 1).__setattr__("value", "三件"), "holds no number"),
        (lambda sheet: cell_of(sheet, "报告期：2026年3月").__setattr__("value", "报告期：三月"), "报告期"),
        (lambda sheet: sheet.delete_rows(4), "columns are missing|no heading"),
    ],
)
def test_a_changed_form_is_refused_whole(change, message: str) -> None:
    """What was changed is named; nothing of the form is taken."""
    with pytest.raises(ClosedInputError, match=message):
        read_form(edited(change), "x.xlsx")


def _bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    return stream.getvalue()


def _entities() -> bytes:
    stream = io.BytesIO()
    evil = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    with zipfile.ZipFile(io.BytesIO(write_form(FORM))) as good, zipfile.ZipFile(stream, "w") as packed:
        for name in good.namelist():
            packed.writestr(name, evil if name == "xl/workbook.xml" else good.read(name))
    return stream.getvalue()


@pytest.mark.parametrize(
    "content",
    [b"", b"not a workbook", write_form(FORM)[:-600], _bomb(), _entities(), b"\xd0\xcf\x11\xe0 an old .xls"],
    ids=["empty", "text", "cut", "bomb", "entities", "xls"],
)
def test_a_bad_file_is_a_fault_not_a_crash(justice_site, content: bytes) -> None:
    """It's named with what to do, kept, said once; the ledgers beside it are read as ever."""
    (justice_site.forms / "西林2026年3月.xlsx").write_bytes(content)
    adapter = justice_site.open()
    batches = list(adapter.poll(None))
    (fault,) = [fault for batch in batches for fault in batch.faults]
    assert (fault.place, fault.content) == ("西林2026年3月.xlsx", content) and fault.reason
    assert sum(len(batch.records) for batch in batches) == 3
    assert not [fault for batch in adapter.poll(batches[-1].cursor) for fault in batch.faults]


def test_a_form_is_read_again_when_it_changed(justice_site) -> None:
    """Its hash says so, not its name or date; it states nothing about single disputes."""
    path = justice_site.forms / "西林2026年3月.xlsx"
    path.write_bytes(write_form(FORM))
    adapter = justice_site.open()
    batches = list(adapter.poll(None))
    record = batches[-1].records[-1]
    assert record.fields["unit"] == "西林街道司法所" and record.fields["month"] == "2026-03"
    (stated,) = adapter.translate(record).submissions
    assert (stated.event, stated.root) == (Event.MONTHLY_REPORT_SUBMITTED, "report:MONTHLY:2026-03:JO-230803007")
    lines = stated.details["lines"]
    assert ReportLine("", "cases", 3) in lines and ReportLine("村调委会", "mass_people", 12) in lines
    path.touch()
    assert not [r for batch in adapter.poll(batches[-1].cursor) for r in batch.records if r.source == "月报"]
    path.write_bytes(edited(lambda sheet: cell_of(sheet, "村调委会").offset(0, 1).__setattr__("value", 4)))
    (again,) = [r for batch in adapter.poll(batches[-1].cursor) for r in batch.records if r.source == "月报"]
    assert again.native_id == record.native_id and again.version != record.version
    assert again.fields["findings"]
    (changed,) = adapter.translate(again).submissions
    assert changed.root == stated.root and changed.event_id != stated.event_id


def test_a_form_of_nobody_who_reports_is_held(justice_site) -> None:
    """Whose figures they are is never guessed."""
    strange = MonthlyForm(header=replace(HEADER, unit="西河街道司法所"), rows=FORM.rows)
    (justice_site.forms / "西河2026年3月.xlsx").write_bytes(write_form(strange))
    adapter = justice_site.open()
    record = list(adapter.poll(None))[-1].records[-1]
    with pytest.raises(RowRejectedError, match="none of the reporting bodies") as held:
        adapter.translate(record)
    assert (held.value.field, held.value.code) == ("填报单位", "E-REP-02")
