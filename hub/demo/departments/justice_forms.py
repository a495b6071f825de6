"""The offices' own monthly form: counted by hand from the ledger, typed into a spreadsheet, sent to the bureau."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook

from hub.connectors.parsing import parse_optional_day
from hub.core.codes import AgreementForm, Channel, DisputeType, Outcome
from hub.core.daytime import ONE_DAY, local_day, month_of
from hub.core.errors import RowRejectedError
from hub.demo.departments.justice_diary import Offices
from hub.demo.departments.justice_ledgers import Ledger

SEND_DAY = 3
"""Day of the following month on which most offices send it: it's due on the 5th."""

_GROUPS = {
    "调解案件": ("件数", "成功"),
    "纠纷类别": tuple(code.zh for code in DisputeType),
    "案件来源": tuple(code.zh for code in Channel),
    "协议形式": tuple(code.zh for code in AgreementForm),
    "协议情况": ("金额（万元）", "已履行", "司法确认"),
    "防止民转刑": ("件", "人"),
    "防止群体性上访": ("件", "人"),
    "排查": ("次数",),
}
_COLUMNS = [(group, heading) for group, headings in _GROUPS.items() for heading in headings]
_TOTAL_SLIP, _CUT = 0.1, 0.05

Figures = Counter[tuple[str, str]]


def send_forms(offices: Offices, folder: Path, now: datetime) -> None:
    """Send the form of last month from every office that had a case; some add up wrongly, some files are cut."""
    month = month_of(local_day(now).replace(day=1) - ONE_DAY)
    for office, ledger in offices.ledgers.items():
        rows = _counted(ledger, month)
        if not rows:
            continue
        total = sum(rows.values(), Figures())
        if offices.happens(_TOTAL_SLIP):
            total[_COLUMNS[0]] += 1
        content = _sheet(f"{office}司法所", month, [*rows.items(), ("合计", total)])
        if offices.happens(_CUT):
            content = content[: len(content) // 2]
        (folder / f"{office}-{month}.xlsx").write_bytes(content)


def _counted(ledger: Ledger, month: str) -> dict[str, Figures]:
    rows: dict[str, Figures] = defaultdict(Figures)
    levels = {str(row["代码"]): int(row["级别"]) for row in ledger.rows("SELECT 代码, 级别 FROM rmtj_tjwyh")}
    for case in ledger.rows("SELECT * FROM rmtj_case ORDER BY id"):
        day = _day(case["受理日期"])
        if day is None or month_of(day) != month:
            continue
        figures = rows[_row_label(levels.get(str(case["调委会代码"]), 2))]
        figures.update(_marks({name: str(case[name] or "") for name in case.keys()}))  # noqa: SIM118 - a Row, no dict
    return dict(rows)


def _row_label(level: int) -> str:
    return ("村调委会", "乡镇街道调委会", "行业专业调委会", "市调委会")[level - 1]


def _marks(case: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield one mark for each column in which the clerk counts *case*."""
    yield "调解案件", "件数"
    yield "纠纷类别", case["类别"]
    yield "案件来源", case["来源"]
    if case["结果"] == Outcome.SUCCESS.zh:
        yield "调解案件", "成功"
        yield "协议形式", case["协议形式"]
        yield from [("协议情况", "金额（万元）")] * _tenths(case["金额"])
    if case["履行"] == "已履行":
        yield "协议情况", "已履行"
    for group, name in (("防止民转刑", "防民转刑"), ("防止群体性上访", "防群访")):
        if case[f"{name}件"]:
            yield group, "件"
            yield from [(group, "人")] * int(case[f"{name}人"] or 0)


def _tenths(amount: str) -> int:
    """Return tenths of 万元, the precision in which clerks add up."""
    try:
        return int(Decimal(amount) * 10)
    except InvalidOperation:
        return 0


def _day(text: str | None) -> date | None:
    try:
        return parse_optional_day(text, "受理日期")
    except RowRejectedError:
        return None


def _sheet(unit: str, month: str, rows: list[tuple[str, Figures]]) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["人民调解工作情况统计月报"])
    sheet.append([f"填报单位：{unit}", None, None, f"报告期：{month[:4]}年{int(month[5:])}月"])
    sheet.append(["调委会类型", *(group for group, _ in _COLUMNS)])
    sheet.append([None, *(heading for _, heading in _COLUMNS)])
    for label, figures in rows:
        counts = [figures[column] / 10 if column[1] == "金额（万元）" else figures[column] for column in _COLUMNS]
        sheet.append([label, *counts])
    sheet.append([f"单位负责人：    填表人：    报出日期：{month}"])
    sheet.merge_cells(start_row=3, start_column=1, end_row=4, end_column=1)
    column = 2
    for headings in _GROUPS.values():
        sheet.merge_cells(start_row=3, start_column=column, end_row=3, end_column=column + len(headings) - 1)
        column += len(headings)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
