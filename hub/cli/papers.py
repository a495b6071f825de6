"""Papers as files: Markdown, a Word document or a workbook, told by the file's ending."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from hub.catalogue import halfyear as said
from hub.cli.terminal import Terminal
from hub.connectors.files import append_row, new_book, printable, sheet_title, write_atomically
from hub.core.errors import PermanentError
from hub.queries.paper import GAP, Paper, Section, markdown

_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1"'
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    ' Target="word/document.xml"/></Relationships>'
)
_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MADE_AT = (1980, 1, 1, 0, 0, 0)
"""One paper is one file, byte for byte, whenever it's written."""
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def write_paper(terminal: Terminal, paper: Paper, to: Path) -> None:
    """
    Write *paper* to the file *to*.

    Raises:
        PermanentError: the file's ending names no kind of paper.
    """
    kinds = {".md": lambda: markdown(paper).encode(), ".docx": lambda: word(paper), ".xlsx": lambda: workbook(paper)}
    kind = kinds.get(to.suffix)
    if kind is None:
        raise PermanentError(terminal.text(said.NO_SUCH_KIND), where=to.name, remedy=terminal.text(said.KINDS))
    write_atomically(to, kind())


def word(paper: Paper) -> bytes:
    """Return *paper* as a Word document."""
    body = "".join(_word_parts(paper))
    document = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<w:document xmlns:w="{_NAMESPACE}"><w:body>{body}</w:body></w:document>'
    )
    buffer = io.BytesIO()
    parts = {"[Content_Types].xml": _TYPES, "_rels/.rels": _RELATIONS, "word/document.xml": document}
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _MADE_AT), text)
    return buffer.getvalue()


def _word_parts(paper: Paper) -> Iterator[str]:
    yield _paragraph(paper.title, size=36, bold=True)
    yield from map(_paragraph, paper.head)
    for section in paper.sections:
        yield _paragraph(section.title, size=28, bold=True)
        yield from _word_section(section)


def _word_section(section: Section) -> Iterator[str]:
    yield from map(_paragraph, section.lines)
    for table in section.tables:
        rows = (table.headings, *table.rows)
        cells = ("".join(f"<w:tc>{_paragraph(cell)}</w:tc>" for cell in row) for row in rows)
        lines = "".join(f"<w:tr>{row}</w:tr>" for row in cells)
        yield f"<w:tbl><w:tblPr><w:tblBorders>{_BORDERS}</w:tblBorders></w:tblPr>{lines}</w:tbl>{_paragraph('')}"
    yield from (_paragraph(GAP.format(what=what), bold=True) for what in section.gaps)


def _paragraph(text: str, *, size: int = 21, bold: bool = False) -> str:
    weight = "<w:b/>" if bold else ""
    style = f'<w:rPr>{weight}<w:sz w:val="{size}"/></w:rPr>'
    return f'<w:p><w:r>{style}<w:t xml:space="preserve">{escape(printable(text))}</w:t></w:r></w:p>'


def workbook(paper: Paper) -> bytes:
    """Return *paper* as a workbook: one sheet a section."""
    book, first = new_book("说明")
    for line in (paper.title, *paper.head):
        append_row(first, [line])
    for section in paper.sections:
        sheet = book.create_sheet(sheet_title(section.title))
        for line in section.lines:
            append_row(sheet, [line])
        for table in section.tables:
            for row in (table.headings, *table.rows, ()):
                append_row(sheet, row)
        for what in section.gaps:
            append_row(sheet, [GAP.format(what=what)])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
