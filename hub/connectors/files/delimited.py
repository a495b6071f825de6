"""CSV tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from hub.connectors.files.cells import csv_value
from hub.connectors.files.encodings import CHINESE, decode_text
from hub.connectors.files.limits import FileLimits
from hub.connectors.files.workbook import Sheet
from hub.core.errors import ClosedInputError


def read_csv(
    content: bytes, *, where: str, encodings: Sequence[str] = CHINESE, limits: FileLimits | None = None
) -> Sheet:
    """
    Return the cells of a CSV file as a sheet; :func:`find_table` finds its heading.

    Raises:
        ClosedInputError: wrong encoding, too many rows, or an unfinished quotation (a file cut in half).
    """
    bounds = limits or FileLimits()
    text = decode_text(content, where=where, encodings=encodings)
    rows: list[tuple[object, ...]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), strict=True):
            if len(rows) >= bounds.rows or len(row) > bounds.columns:
                raise ClosedInputError(f"more than {bounds.rows} rows or {bounds.columns} columns", where=where)
            rows.append(tuple(row))
    except csv.Error as fault:
        raise ClosedInputError(f"no readable CSV: {fault}", where=where, remedy="export it again") from fault
    return Sheet(where, tuple(rows))


def write_csv(rows: Iterable[Sequence[object]], *, encoding: str = "utf-8-sig") -> bytes:
    """Return *rows* as CSV that Chinese spreadsheets open: with a byte order mark, and no text as a formula."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([csv_value(value) for value in row] for row in rows)
    return text.getvalue().encode(encoding)
