"""
Files that departments hand over: tables, workbooks, archives and markup, each with limits.

What can't be read as a whole (cut, bomb, wrong encoding) raises :class:`~hub.core.errors.ClosedInputError` and
nothing of it is taken.
"""

from hub.connectors.files.archive import read_archive, write_archive
from hub.connectors.files.cells import append_row, new_book, printable, sheet_title, write_text, write_value
from hub.connectors.files.delimited import read_csv, write_csv
from hub.connectors.files.encodings import decode_text
from hub.connectors.files.legacy_workbook import is_legacy_workbook, read_legacy_workbook
from hub.connectors.files.limits import FileLimits, read_bytes, write_atomically
from hub.connectors.files.markup import element_fields, parse_markup
from hub.connectors.files.workbook import Sheet, TableRow, find_table, read_workbook

__all__ = [
    "FileLimits",
    "Sheet",
    "TableRow",
    "append_row",
    "decode_text",
    "element_fields",
    "find_table",
    "is_legacy_workbook",
    "new_book",
    "parse_markup",
    "printable",
    "read_archive",
    "read_bytes",
    "read_csv",
    "read_legacy_workbook",
    "read_workbook",
    "sheet_title",
    "write_archive",
    "write_atomically",
    "write_csv",
    "write_text",
    "write_value",
]
