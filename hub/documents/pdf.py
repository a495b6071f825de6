"""The form as a PDF with its own Chinese typeface: equal content, equal bytes, nothing fetched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from io import BytesIO

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    Flowable,
    KeepTogether,
    PageBreak,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

from hub.core.forms import STOCK_HEADINGS, FormColumn, FormSheet, LineKind
from hub.documents import texts
from hub.reference.packaged import folder

FONT = "HubSong"
_WIDTH, _HEIGHT = landscape(A4)
_MARGIN = 8 * mm
_UNIT, _CODE, _AMOUNT = 30 * mm, 19 * mm, 13 * mm
_SMALL = 5.2
_TEXT = ParagraphStyle("text", fontName=FONT, fontSize=7.5, leading=10, wordWrap="CJK")
_TITLE = ParagraphStyle("title", parent=_TEXT, fontSize=15, leading=20, alignment=1)
_STRONG = ParagraphStyle("strong", parent=_TEXT, fontSize=8.5, leading=12, spaceBefore=4)


@cache
def _register() -> None:
    """Make the packaged typeface known once a process."""
    data = folder("font").joinpath("HubSong.ttf").read_bytes()
    pdfmetrics.registerFont(TTFont(FONT, BytesIO(data)))


def write_pdf(sheet: FormSheet) -> bytes:
    """Return *sheet* as a PDF file: landscape A4, headings repeated, every page with revision, digest and number."""
    _register()
    # built twice: how many pages there are shows only when all are laid out
    _, pages = _built(sheet, 0)
    return _built(sheet, pages)[0]


def _built(sheet: FormSheet, pages: int) -> tuple[bytes, int]:
    stream = BytesIO()
    document = SimpleDocTemplate(
        stream,
        pagesize=(_WIDTH, _HEIGHT),
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=14 * mm,
        title=f"{sheet.layout.title} {sheet.month} R{sheet.revision}",
        author="Fengqiao Hub",
        invariant=1,
    )
    footer = _footer(sheet, pages)
    document.build(_story(sheet), onFirstPage=footer, onLaterPages=footer)
    return stream.getvalue(), int(document.page)


def _story(sheet: FormSheet) -> list[Flowable]:
    story: list[Flowable] = [
        Paragraph(_escaped(sheet.layout.title), _TITLE),
        _heads(sheet),
        _strong(texts.MAIN),
        _main(sheet),
    ]
    story += [Spacer(1, 3 * mm), KeepTogether([_strong(texts.STOCKS), _stocks(sheet)])]
    if sheet.bases:
        story += [_strong(texts.BASES), _small([texts.BASES_HEADINGS, *sheet.bases], (60 * mm, 30 * mm, 40 * mm))]
    story += [_strong(texts.NOTES)]
    story += [Paragraph(_escaped(f"{number}. {note}"), _TEXT) for number, note in enumerate(sheet.notes, start=1)]
    story += [Spacer(1, 4 * mm), _row(texts.signatures(sheet)), Spacer(1, 2 * mm)]
    story += [Paragraph(_escaped(text), _TEXT) for text in texts.identity(sheet)]
    if sheet.differences:
        rows: list[Sequence[str]] = [texts.SINCE_HEADINGS, *map(texts.difference_row, sheet.differences)]
        title = f"{texts.SINCE}：R{sheet.revision - 1} → R{sheet.revision}"
        story += [PageBreak(), _strong(title), _small(rows, (70 * mm, 60 * mm, 25 * mm, 25 * mm, 25 * mm))]
    return story


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _strong(text: str) -> Paragraph:
    return Paragraph(_escaped(text), _STRONG)


def _plain(size: float) -> list[tuple[object, ...]]:
    return [
        ("FONT", (0, 0), (-1, -1), FONT, size),
        ("LEADING", (0, 0), (-1, -1), size + 1.2),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), 1),
        ("RIGHTPADDING", (0, 0), (-1, -1), 1),
        ("TOPPADDING", (0, 0), (-1, -1), 1.2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.6),
    ]


def _heads(sheet: FormSheet) -> Table:
    table = Table([list(pair) for pair in texts.heads(sheet)], colWidths=[200 * mm, _WIDTH - 2 * _MARGIN - 200 * mm])
    table.setStyle(TableStyle(_plain(8)))
    return table


def _row(parts: tuple[str, ...]) -> Table:
    table = Table([list(parts)], colWidths=[(_WIDTH - 2 * _MARGIN) / len(parts)] * len(parts))
    table.setStyle(TableStyle(_plain(8)))
    return table


def _small(rows: Sequence[Sequence[str]], widths: tuple[float, ...]) -> Table:
    table = Table(list(rows), colWidths=list(widths), repeatRows=1, hAlign="LEFT")
    table.setStyle(TableStyle([*_plain(8), ("GRID", (0, 0), (-1, -1), 0.3, colors.black)]))
    return table


def _heading(column: FormColumn) -> str:
    """Return a heading from top to bottom, as narrow columns are headed; an amount's column is wide enough."""
    return column.heading if column.is_amount else "\n".join(column.heading)


def _main(sheet: FormSheet) -> Table:
    layout = sheet.layout
    groups: list[str] = [texts.UNIT_HEADING, texts.CODE_HEADING]
    style = [*_plain(_SMALL), ("SPAN", (0, 0), (0, 1)), ("SPAN", (1, 0), (1, 1))]
    for group, span in texts.groups(layout):
        start = len(groups)
        groups += [_folded(group, span), *[""] * (span - 1)]
        style.append(("SPAN", (start, 0), (start + span - 1, 0)))
    headings = ["", "", *map(_heading, layout.columns)]
    rows = [[_clipped(line.label), line.code, *texts.cell_texts(line, layout)] for line in sheet.lines]
    amounts = sum(column.is_amount for column in layout.columns)
    room = _WIDTH - 2 * _MARGIN - _UNIT - _CODE - amounts * _AMOUNT
    narrow_width = room / (len(layout.columns) - amounts)
    widths = [_UNIT, _CODE, *(_AMOUNT if column.is_amount else narrow_width for column in layout.columns)]
    table = Table([groups, headings, *rows], colWidths=widths, repeatRows=2)
    style += [
        ("GRID", (0, 0), (-1, -1), 0.3, colors.black),
        ("ALIGN", (0, 0), (-1, 1), "CENTER"),
        ("ALIGN", (2, 2), (-1, -1), "RIGHT"),
    ]
    for place, line in enumerate(sheet.lines, start=2):
        if line.kind is not LineKind.UNIT:
            style.append(("BACKGROUND", (0, place), (-1, place), colors.HexColor("#eeeeee")))
    table.setStyle(TableStyle(style))
    return table


def _folded(text: str, span: int) -> str:
    """Return *text* in lines that fit over *span* narrow columns."""
    width = 3 * span - 1 if span < 3 else len(text)
    return "\n".join(text[start : start + width] for start in range(0, len(text), width))


def _clipped(label: str) -> str:
    """Return *label* on one or two lines of its column."""
    line = int(_UNIT // _SMALL) - 1
    return "\n".join(label[start : start + line] for start in range(0, len(label), line))


def _stocks(sheet: FormSheet) -> Table:
    rows: list[Sequence[str]] = [(texts.STOCK_CORNER, texts.CODE_HEADING, *STOCK_HEADINGS.values())]
    rows += [(line.label, line.code, *map(str, line.figures)) for line in sheet.stocks]
    return _small(rows, (20 * mm, 17 * mm, *[17 * mm] * len(STOCK_HEADINGS)))


def _footer(sheet: FormSheet, total: int) -> Callable[[Canvas, SimpleDocTemplate], None]:
    def draw(canvas: Canvas, document: SimpleDocTemplate) -> None:
        canvas.setFont(FONT, 7)
        canvas.drawString(_MARGIN, 7 * mm, f"{sheet.layout.title} {sheet.month} R{sheet.revision}")
        canvas.drawString(_MARGIN + 80 * mm, 7 * mm, f"表内数字校验码 {sheet.digest}")
        canvas.drawRightString(_WIDTH - _MARGIN, 7 * mm, f"第 {document.page} 页 共 {total} 页")

    return draw
