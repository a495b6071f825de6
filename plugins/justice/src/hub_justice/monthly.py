"""
The monthly form of people's mediation (人民调解统计月报): what stands in which column, and writing it.

One layout for both directions: what the hub writes, an office may send back filled in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from hub.core.codes import AgreementForm, Channel, DisputeType, OrgKind

FEN_PER_WAN = 1_000_000
TOTAL = "合计"
ROW_HEADING = "调委会类型"
TITLE = "人民调解工作情况统计月报"
RMC_KINDS = tuple(kind for kind in OrgKind if kind.is_rmc)

Measures = Mapping[str, int]
"""Figures by measure name (:data:`COLUMNS`); a measure that isn't there is 0, amounts are in fen."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the measure it holds, its group's heading and its own."""

    measure: str
    group: str
    heading: str
    is_amount: bool = False


def _columns() -> tuple[Column, ...]:
    return (
        Column("cases", "调解案件", "件数"),
        Column("success", "调解案件", "成功"),
        *(Column(f"type.{code.value}", "纠纷类别", code.zh) for code in DisputeType),
        *(Column(f"channel.{code.value}", "案件来源", code.zh) for code in Channel),
        *(Column(f"form.{code.value}", "协议形式", code.zh) for code in AgreementForm),
        Column("amount_fen", "协议情况", "金额（万元）", is_amount=True),
        Column("performed", "协议情况", "已履行"),
        Column("confirmed", "协议情况", "司法确认"),
        Column("criminal_cases", "防止民转刑", "件"),
        Column("criminal_people", "防止民转刑", "人"),
        Column("mass_cases", "防止群体性上访", "件"),
        Column("mass_people", "防止群体性上访", "人"),
        Column("screenings", "排查", "次数"),
    )


COLUMNS = _columns()
"""Every column of the form, in its order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormHeader:
    """
    What stands above and below the figures; blanks are signed by hand.

    The last four stand on the hub's own forms only: they say of which published revision the figures are.
    """

    unit: str
    month: str
    number: str = ""
    authority: str = ""
    valid_until: str = ""
    head: str = ""
    statistician: str = ""
    clerk: str = ""
    reported_on: str = ""
    revision: str = ""
    known_on: str = ""
    definition: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyForm:
    """
    One form: ``rows`` are figures by row label, the total left out.

    Labels are the names of the kinds of committee (``村调委会`` …), or of units where the form lists units.
    """

    header: FormHeader
    rows: Mapping[str, Measures]
    total: Measures = field(default_factory=dict)

    def sums(self) -> dict[str, int]:
        """Return the sum of the rows, by measure."""
        return {
            column.measure: sum(measures.get(column.measure, 0) for measures in self.rows.values())
            for column in COLUMNS
        }


_THIN = Side(style="thin")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_GROUP_ROW, _HEADING_ROW, _FIRST_ROW = 4, 5, 6


def write_form(form: MonthlyForm) -> bytes:
    """
    Return *form* as an XLSX file; the total is the sum of its rows, whatever ``form.total`` says.

    What no row states stays blank: not counted isn't none.
    """
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):
        sheet = book.create_sheet()
    sheet.title = "月报"
    _write_head(sheet, form.header)
    _write_headings(sheet)
    last = _FIRST_ROW
    stated = {measure for measures in form.rows.values() for measure in measures}
    total = {measure: value for measure, value in form.sums().items() if measure in stated}
    for label, measures in (*form.rows.items(), (TOTAL, total)):
        _write_row(sheet, last, label, measures)
        last += 1
    _write_foot(sheet, last + 1, form.header)
    sheet.freeze_panes = sheet.cell(_FIRST_ROW, 2)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _write_head(sheet: Worksheet, header: FormHeader) -> None:
    width = len(COLUMNS) + 1
    sheet.cell(1, 1, TITLE).font = Font(bold=True, size=16)
    sheet.cell(1, 1).alignment = _CENTRE
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
    sheet.cell(2, 1, f"填报单位：{header.unit}")
    sheet.cell(2, 8, f"报告期：{header.month[:4]}年{int(header.month[5:7])}月")
    sheet.cell(2, width - 10, f"表号：{header.number}")
    sheet.cell(3, width - 10, f"制定机关：{header.authority}")
    sheet.cell(3, width - 4, f"有效期至：{header.valid_until}")


def _write_headings(sheet: Worksheet) -> None:
    sheet.cell(_GROUP_ROW, 1, ROW_HEADING)
    sheet.merge_cells(start_row=_GROUP_ROW, start_column=1, end_row=_HEADING_ROW, end_column=1)
    sheet.column_dimensions["A"].width = 18
    start = 2
    for index, column in enumerate(COLUMNS, start=2):
        sheet.cell(_HEADING_ROW, index, column.heading)
        following = COLUMNS[index - 1].group if index - 1 < len(COLUMNS) else None
        if following != column.group:
            sheet.cell(_GROUP_ROW, start, column.group)
            if index > start:
                sheet.merge_cells(start_row=_GROUP_ROW, start_column=start, end_row=_GROUP_ROW, end_column=index)
            start = index + 1
        sheet.column_dimensions[get_column_letter(index)].width = 12 if column.is_amount else 7
    for row in (_GROUP_ROW, _HEADING_ROW):
        for index in range(1, len(COLUMNS) + 2):
            sheet.cell(row, index).alignment = _CENTRE
            sheet.cell(row, index).border = _BOX


def _write_row(sheet: Worksheet, row: int, label: str, measures: Measures) -> None:
    sheet.cell(row, 1, label).border = _BOX
    for index, column in enumerate(COLUMNS, start=2):
        value = measures.get(column.measure)
        cell = sheet.cell(row, index, value / FEN_PER_WAN if column.is_amount and value is not None else value)
        cell.border = _BOX
        if column.is_amount:
            cell.number_format = "#,##0.00####"


def _write_foot(sheet: Worksheet, row: int, header: FormHeader) -> None:
    sheet.cell(row, 1, f"单位负责人：{header.head}")
    sheet.cell(row, 8, f"统计负责人：{header.statistician}")
    sheet.cell(row, 16, f"填表人：{header.clerk}")
    sheet.cell(row, 24, f"报出日期：{header.reported_on}")
    if header.digest:
        sheet.cell(row + 1, 1, f"修订号：{header.revision}")
        sheet.cell(row + 1, 8, f"数据截至：{header.known_on}")
        sheet.cell(row + 1, 16, f"统计口径：{header.definition}")
        sheet.cell(row + 2, 1, f"校验码：{header.digest}")
