"""A centre's paper as a PDF with its own Chinese typefaces: equal content, equal bytes, nothing fetched."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from io import BytesIO

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Paragraph, SimpleDocTemplate, Spacer, TableStyle
from reportlab.platypus import Table as Grid

from hub.core.papers import Paper, Table
from hub.reference.packaged import folder

SONG, RARE = "HubSong", "HubSongRare"
MISSING = "〓"
"""What stands for a character that neither typeface has; the foot says which one it is, to be written by hand."""

_WIDTH = A4[0]
_MARGIN = 22 * mm
_ROOM = _WIDTH - 2 * _MARGIN
_TEXT = ParagraphStyle("text", fontName=SONG, fontSize=12, leading=21, wordWrap="CJK", firstLineIndent=24)
_CELL = ParagraphStyle("cell", parent=_TEXT, fontSize=11, leading=16, firstLineIndent=0)
_LABEL = ParagraphStyle("label", parent=_CELL, alignment=1)
_TITLE = ParagraphStyle("title", parent=_CELL, fontSize=20, leading=30, alignment=1, spaceAfter=4)
_NUMBER = ParagraphStyle("number", parent=_CELL, alignment=2)
_STRONG = ParagraphStyle("strong", parent=_CELL, fontSize=12, leading=18, spaceBefore=8, spaceAfter=3)
_SMALL = ParagraphStyle("small", parent=_CELL, fontSize=9, leading=12.5)
_LABEL_WIDTH = 30 * mm
_BEGINNING = 34 * mm
"""Room for a table's title, its headings and its first rows: a title never ends a page."""
_LINE = ("GRID", (0, 0), (-1, -1), 0.5, colors.black)


@cache
def _faces() -> tuple[frozenset[int], Callable[[], frozenset[int]]]:
    return frozenset(_register(SONG)), cache(lambda: frozenset(_register(RARE)))


def _register(name: str) -> set[int]:
    """Make a packaged typeface known, once a process; the rare one only when a name needs it."""
    font = TTFont(name, BytesIO(folder("font").joinpath(f"{name}.ttf").read_bytes()))
    pdfmetrics.registerFont(font)
    return set(font.face.charToGlyph)


def write_paper(paper: Paper) -> bytes:
    """Return *paper* as a PDF file."""
    _faces()
    missing = unprintable(paper)
    stream = BytesIO()
    document = SimpleDocTemplate(
        stream,
        pagesize=A4,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=20 * mm,
        bottomMargin=20 * mm,
        title=f"{paper.title} {paper.number}",
        author=paper.unit,
        invariant=1,
    )
    footer = _footer(paper, missing)
    document.build(_story(paper), onFirstPage=footer, onLaterPages=footer)
    return stream.getvalue()


def unprintable(paper: Paper) -> tuple[str, ...]:
    """Return the characters of *paper* that neither typeface has."""
    common, rare = _faces()
    texts = [paper.title, paper.number, paper.unit, paper.foot, *paper.text, *paper.signs]
    texts += [part for pair in paper.fields for part in pair]
    texts += [cell for table in paper.tables for row in (table.headings, *table.rows) for cell in row]
    odd = {one for text in texts for one in text if ord(one) not in common and one not in "\n\r\t"}
    return tuple(sorted(one for one in odd if ord(one) not in rare())) if odd else ()


def _marked(text: str) -> str:
    """Return *text* for a paragraph: escaped, and rare characters in the typeface that has them."""
    common, rare = _faces()
    parts: list[str] = []
    for character in text:
        if character == "\n":
            parts.append("<br/>")
        elif ord(character) in common:
            parts.append({"&": "&amp;", "<": "&lt;", ">": "&gt;"}.get(character, character))
        elif ord(character) in rare():
            parts.append(f'<font name="{RARE}">{character}</font>')
        else:
            parts.append(MISSING)
    return "".join(parts)


def _story(paper: Paper) -> list[Flowable]:
    story: list[Flowable] = [
        Paragraph(_marked(paper.title), _TITLE),
        Paragraph(_marked(paper.number), _NUMBER),
        Spacer(1, 3 * mm),
    ]
    if paper.fields:
        story += [_fields(paper), Spacer(1, 4 * mm)]
    story += [Paragraph(_marked(text), _TEXT) for text in paper.text]
    for table in paper.tables:
        story += [CondPageBreak(_BEGINNING), Paragraph(_marked(table.title), _STRONG), _table(table)]
    if paper.signs:
        story += [Spacer(1, 8 * mm), KeepTogether([_signs(paper.signs)])]
    day = f"{paper.day.year}年{paper.day.month}月{paper.day.day}日"
    end = [Spacer(1, 6 * mm), Paragraph(_marked(paper.unit), _NUMBER), Paragraph(day, _NUMBER)]
    return [*story, KeepTogether(end)]


def _fields(paper: Paper) -> Grid:
    rows = [
        [Paragraph(_marked(label), _LABEL), Paragraph(_marked(value) or "　", _CELL)] for label, value in paper.fields
    ]
    grid = Grid(rows, colWidths=[_LABEL_WIDTH, _ROOM - _LABEL_WIDTH])
    grid.setStyle(TableStyle([_LINE, ("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("BOTTOMPADDING", (0, 0), (-1, -1), 5)]))
    return grid


def _table(table: Table) -> Grid:
    whole = sum(table.widths)
    rows = [[Paragraph(_marked(cell), _SMALL) for cell in row] for row in (table.headings, *table.rows)]
    grid = Grid(rows, colWidths=[_ROOM * width / whole for width in table.widths], repeatRows=1)
    shade = ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#eeeeee"))
    grid.setStyle(TableStyle([_LINE, shade, ("VALIGN", (0, 0), (-1, -1), "TOP")]))
    return grid


def _signs(signs: tuple[str, ...]) -> Grid:
    rows = [[Paragraph(_marked(f"{sign}："), _CELL), ""] for sign in signs]
    grid = Grid(rows, colWidths=[_ROOM * 0.5, _ROOM * 0.5], rowHeights=[11 * mm] * len(rows))
    grid.setStyle(TableStyle([("LEFTPADDING", (0, 0), (-1, -1), 0)]))
    return grid


def _footer(paper: Paper, missing: tuple[str, ...]) -> Callable[[Canvas, SimpleDocTemplate], None]:
    note = "" if not missing else "　请手写字库所缺之字：" + " ".join(f"U+{ord(one):04X}" for one in missing)

    def draw(canvas: Canvas, document: SimpleDocTemplate) -> None:
        canvas.setFont(SONG, 8)
        canvas.drawString(_MARGIN, 11 * mm, f"{paper.foot}{note}")
        canvas.drawRightString(_WIDTH - _MARGIN, 11 * mm, f"{paper.number}　第 {document.page} 页")

    return draw
