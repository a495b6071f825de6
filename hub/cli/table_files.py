"""A plain table as a file: CSV or a workbook, told by the file's ending."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path

from hub import catalogue
from hub.cli.terminal import Terminal
from hub.cli.wording import Message
from hub.connectors.files import append_row, new_book, write_csv
from hub.core.errors import PermanentError


def no_such_kind(terminal: Terminal, path: Path, kinds: Message = catalogue.FILE_KINDS) -> PermanentError:
    """Return the error for an ending that isn't among *kinds*."""
    return PermanentError(terminal.text(catalogue.NO_SUCH_KIND_OF_FILE), where=path.name, remedy=terminal.text(kinds))


def table_file(terminal: Terminal, path: Path, title: str, lines: Iterable[Sequence[object]]) -> bytes:
    """
    Return *lines* as the content of *path*.

    Raises:
        PermanentError: its ending is neither .csv nor .xlsx.
    """
    if path.suffix == ".csv":
        return write_csv(lines)
    if path.suffix != ".xlsx":
        raise no_such_kind(terminal, path, catalogue.TABLE_KINDS)
    book, sheet = new_book(title)
    for line in lines:
        append_row(sheet, line)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
