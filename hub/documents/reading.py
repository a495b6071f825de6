"""Reading a form back from its own file: the figures that stand on it, whatever was done to it since."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from hub.connectors.files import FileLimits, read_archive, read_bytes
from hub.core.errors import ClosedInputError
from hub.core.forms import FEN_PER_WAN, STOCK_HEADINGS, FormLayout, digest_of, fen_of_wan, figures_document
from hub.documents import texts

LIMITS = FileLimits(file_bytes=20_000_000, unpacked_bytes=100_000_000, rows=20_000)
"""No form is larger: a bureau has some hundreds of units, a line each."""
_FIGURE = re.compile(r"-?\d+(\.\d+)?|—")
_HEAD = re.compile(
    r"报告期：(?P<year>\d{4})年(?P<month>\d{1,2})月.*?修订号：R(?P<revision>\d+)"
    r".*?报表：(?P<form>.+?)统计口径：(?P<definition>.+?)"
    r"修订校验码：(?P<statistics>[0-9a-f]{64})表内数字校验码：(?P<digest>[0-9a-f]{64})"
)

Cell = str | int | float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRead:
    """What a file says of itself: head, the digest printed on it, and its figures by line."""

    form: str
    month: str
    revision: int
    definition: str
    statistics: str
    printed: str
    lines: tuple[tuple[str, list[int | None]], ...]
    stocks: tuple[tuple[str, list[int]], ...]

    @property
    def digest(self) -> str:
        """The digest of the figures that stand in the file."""
        head = (self.form, self.month, self.revision, self.definition, self.statistics)
        return digest_of(figures_document(head, self.lines, self.stocks))


def read_document(path: Path, layouts: Sequence[FormLayout]) -> FormRead:
    """
    Return what the form in *path* (XLSX or PDF) says.

    Raises:
        ClosedInputError: it's no form of the hub, or so changed that its head or lines can't be found.
    """
    content = read_bytes(path, LIMITS)
    try:
        rows = list(_workbook_rows(content, path.name)) if path.suffix.lower() == ".xlsx" else [_pdf_pieces(content)]
    except (PyPdfError, InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise _unreadable(path, f"can't be opened ({type(error).__name__})") from error
    head = _HEAD.search("".join(str(value) for row in rows for value in row if value is not None).replace("　", ""))
    layout = None if head is None else next((one for one in layouts if one.id == head["form"]), None)
    if head is None or layout is None:
        raise _unreadable(path, "has no head of a form that the hub knows")
    lines, stocks = _tables(rows, layout)
    return FormRead(
        form=head["form"],
        month=f"{head['year']}-{int(head['month']):02d}",
        revision=int(head["revision"]),
        definition=head["definition"],
        statistics=head["statistics"],
        printed=head["digest"],
        lines=tuple(lines),
        stocks=tuple(stocks),
    )


def _unreadable(path: Path, what: str) -> ClosedInputError:
    return ClosedInputError(
        what, where=path.name, remedy="give a form that hub stats sign froze, or hub stats export --revision wrote"
    )


def _workbook_rows(content: bytes, where: str) -> Iterator[list[Cell]]:
    read_archive(content, where=where, limits=LIMITS)  # a bomb is refused before it's unpacked
    book = load_workbook(BytesIO(content), read_only=True, data_only=True)
    sheet = book.worksheets[0]
    for row in islice(sheet.iter_rows(values_only=True), LIMITS.rows):
        yield [value if isinstance(value, str | int | float) else None for value in row]


def _pdf_pieces(content: bytes) -> list[Cell]:
    """Return the texts of all pages in the order in which they were drawn, without blanks."""
    pieces: list[Cell] = []

    def take(text: str, *_: object) -> None:
        bare = "".join(text.split())
        if bare:
            pieces.append(bare)

    for page in PdfReader(BytesIO(content)).pages:
        page.extract_text(visitor_text=take)
    return pieces


def _tables(
    rows: Sequence[Sequence[Cell]], layout: FormLayout
) -> tuple[list[tuple[str, list[int | None]]], list[tuple[str, list[int]]]]:
    """Return the lines of the two tables: runs of as many figures as the table has columns, behind a code."""
    lines: list[tuple[str, list[int | None]]] = []
    stocks: list[tuple[str, list[int]]] = []
    columns, few = len(layout.columns), len(STOCK_HEADINGS)
    in_stocks, former, tail = False, "", ""
    for row in rows:
        run: list[Cell] = []
        for value in (*(value for value in row if value is not None), "end"):
            if _is_figure(value):
                run.append(value)
                continue
            code = run[0] if len(run) in (columns + 1, few + 1) else None
            figures = run[1:] if code is not None else run
            if len(figures) == columns and not in_stocks:
                lines.append((former if code is None else str(code), _figures(figures, layout)))
            elif len(figures) == few and in_stocks:
                stocks.append((former if code is None else str(code), [int(str(one)) for one in figures]))
            # a PDF may draw one heading in pieces: its typeface comes in parts
            tail = (tail + str(value))[-len(texts.STOCKS) :]
            in_stocks = in_stocks or tail == texts.STOCKS
            run, former = [], str(value)
    return lines, stocks


def _is_figure(value: Cell) -> bool:
    return isinstance(value, int | float) or (isinstance(value, str) and _FIGURE.fullmatch(value) is not None)


def _figures(values: Sequence[Cell], layout: FormLayout) -> list[int | None]:
    return [_figure(value, is_amount=column.is_amount) for value, column in zip(values, layout.columns, strict=True)]


def _figure(value: Cell, *, is_amount: bool) -> int | None:
    if value == texts.NOT_COUNTED_MARK:
        return None
    if isinstance(value, int | float):
        return round(value * FEN_PER_WAN) if is_amount else round(value)
    return fen_of_wan(str(value)) if is_amount else int(float(str(value)))
