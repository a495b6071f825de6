"""
What the hub writes into a body's folder: a slip for each delivery that asks for an answer, a register for the rest.

A slip is a small workbook of its own, so that a clerk who has one open keeps no other from being written. What the
clerk fills in below comes back with the hub's reference. Nothing that is written can act as a formula.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import openpyxl
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from hub.connectors.files import new_book, read_workbook, write_text
from hub.connectors.wording import label_of, shown
from hub.core.daytime import local_day
from hub.core.deliveries import Delivery, DeliveryKind, Dossier

ROOT, REF, DELIVERY, KIND, UNIT, CAUSE = "枢纽编号", "移交编号", "送达编号", "种类", "单位", "事由"
ANSWERED_ON, ANSWER, REASON = "签收日期", "处理", "原因"
_ANSWER_ROWS = (ANSWERED_ON, ANSWER, REASON)
_HINTS = {
    DeliveryKind.FEEDBACK: "签收 或 退回",
    DeliveryKind.REFERRAL: "受理 或 退回（退回写原因代码：不属辖区、不属范围、无法联系、材料不全、回避、重复）",
    DeliveryKind.SUPERVISION: "答复",
    DeliveryKind.INVITATION: "参加 或 不参加（不参加写原因代码：不属辖区、不属范围、无法联系、材料不全、回避、重复）",
    DeliveryKind.DOCKET_TASK: "答复",
}
_UNSAFE = re.compile(r"[^\w（）()〔〕-]+")
_WIDTHS = (16, 60)
REGISTER_HEADINGS = (DELIVERY, KIND, ROOT, "本单位编号", "日期", "内容")
HELD_HEADINGS = ("编号", "位置", "列", "值（已遮盖）", "代码", "原因", "建议")


def put(sheet: Worksheet, row: int, column: int, value: object, *, bold: bool = False) -> None:
    """Write *value* as a text that no spreadsheet takes for a formula."""
    cell = sheet.cell(row, column)
    write_text(cell, "" if value is None else str(value))
    if bold:
        cell.font = Font(bold=True)


def slip_name(delivery: Delivery) -> str:
    """Return the one file name of a delivery: the same after a crash."""
    told = _UNSAFE.sub("-", delivery.ref or delivery.root)[-40:].strip("-")
    mark = hashlib.sha256(delivery.delivery_id.encode()).hexdigest()[:8]
    return f"{delivery.kind.zh}-{told}-{mark}.xlsx"


def register_name(delivery: Delivery) -> str:
    """Return the file of the month in which what only informs is listed."""
    return f"情况通报-{local_day(delivery.occurred_at):%Y-%m}.xlsx"


def slip_of(delivery: Delivery, dossiers: Sequence[Dossier]) -> bytes:
    """Return the slip for *delivery*."""
    book, sheet = _book(delivery.kind.zh)
    put(sheet, 1, 1, f"大调解数据枢纽 {delivery.kind.zh}单", bold=True)
    row = 2
    for label, value in _lines(delivery, dossiers):
        put(sheet, row, 1, label, bold=True)
        put(sheet, row, 2, value)
        row += 1
    put(sheet, row, 1, "以下由本单位填写", bold=True)
    put(sheet, row, 2, _HINTS.get(delivery.kind, "签收"))
    for offset, label in enumerate(_ANSWER_ROWS, 1):
        put(sheet, row + offset, 1, label, bold=True)
    return _bytes(book)


def _lines(delivery: Delivery, dossiers: Sequence[Dossier]) -> Iterator[tuple[str, object]]:
    yield KIND, delivery.kind.zh
    yield ROOT, delivery.root
    optional = (
        (REF, delivery.ref),
        (DELIVERY, delivery.delivery_id),
        ("本单位编号", delivery.reporter_native_id),
        (UNIT, delivery.unit),
        ("限期", delivery.due),
    )
    yield from ((label, value) for label, value in optional if value is not None)
    for name, value in delivery.details.items():
        yield (CAUSE, value) if name == "cause" else (label_of(name), shown(name, value))
    for dossier in dossiers:
        for party in dossier.parties:
            yield f"当事人{party.position}", " ".join(filter(None, (party.name, party.id_number, party.phone)))
        if dossier.narrative:
            yield "简要情况", dossier.narrative


def _book(title: str) -> tuple[Workbook, Worksheet]:
    book, sheet = new_book(title)
    for place, width in zip("AB", _WIDTHS, strict=True):
        sheet.column_dimensions[place].width = width
    return book, sheet


def _bytes(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip as it came back: labels and what stands beside them."""

    lines: Mapping[str, str]

    @property
    def is_answered(self) -> bool:
        """Whether the clerk filled in a day or an answer."""
        return bool(self.lines.get(ANSWERED_ON) or self.lines.get(ANSWER))


def read_slip(content: bytes, *, where: str) -> Slip | None:
    """
    Return a slip, None when the file isn't one.

    Raises:
        ClosedInputError: no readable workbook.
    """
    sheets = read_workbook(content, where=where)
    lines: dict[str, str] = {}
    for row in sheets[0].rows if sheets else ():
        label = "" if not row or row[0] is None else str(row[0]).strip()
        if label and len(row) > 1 and row[1] is not None and label not in lines:
            lines[label] = str(row[1]).strip().removesuffix(" 00:00:00")
    return Slip(lines) if DELIVERY in lines and KIND in lines else None


def register_with(content: bytes | None, delivery: Delivery) -> bytes | None:
    """Return the register with one more line, None when the delivery is listed already."""
    if content is None:
        book, sheet = _book("情况通报")
        for place, heading in enumerate(REGISTER_HEADINGS, 1):
            put(sheet, 1, place, heading, bold=True)
    else:
        book = openpyxl.load_workbook(io.BytesIO(content))
        sheet = book.worksheets[0]
        if any(sheet.cell(row, 1).value == delivery.delivery_id for row in range(2, sheet.max_row + 1)):
            return None
    words = [f"{label_of(name)} {shown(name, value)}" for name, value in delivery.details.items()]
    if delivery.due is not None:
        words.append(f"限期 {delivery.due.isoformat()}")
    told = "；".join(words)
    line = (
        delivery.delivery_id,
        delivery.kind.zh,
        delivery.root,
        delivery.reporter_native_id,
        local_day(delivery.occurred_at).isoformat(),
        told,
    )
    row = sheet.max_row + 1
    for place, value in enumerate(line, 1):
        put(sheet, row, place, value)
    return _bytes(book)


def held_rows(rows: Iterable[Sequence[str]]) -> bytes:
    """Return the list of held rows that goes back to the body, to be mended in its own ledger."""
    return listed("隔离行", HELD_HEADINGS, rows)


def listed(title: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a workbook with one plain table."""
    book, sheet = _book(title)
    for place, heading in enumerate(headings, 1):
        put(sheet, 1, place, heading, bold=True)
    for number, row in enumerate(rows, 2):
        for place, value in enumerate(row, 1):
            put(sheet, number, place, value)
    return _bytes(book)
