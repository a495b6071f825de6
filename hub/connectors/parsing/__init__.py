"""
Parsers for dirty values.

Each takes the native value, the name of its field and, where it is not the agency itself, whose task a mistake is.
A value that can't be read raises :class:`~hub.core.errors.RowRejectedError` with field, reason, masked value, code.
"""

from hub.connectors.parsing.amounts import parse_amount_fen, parse_count, parse_decimal
from hub.connectors.parsing.codes import CodeEntry, CodeMap
from hub.connectors.parsing.dates import parse_day, parse_instant, parse_optional_day, parse_optional_instant
from hub.connectors.parsing.rows import FieldParsers, NativeRow, RawValue, parse_row, read_by
from hub.connectors.parsing.texts import (
    is_blank,
    parse_identity,
    parse_narrative,
    parse_phone,
    parse_required_text,
    parse_text,
    parse_yes_no,
    reject,
)
from hub.connectors.parsing.units import parse_mediator
from hub.core.errors import RowRejectedError

__all__ = [
    "CodeEntry",
    "CodeMap",
    "FieldParsers",
    "NativeRow",
    "RawValue",
    "RowRejectedError",
    "is_blank",
    "parse_amount_fen",
    "parse_count",
    "parse_day",
    "parse_decimal",
    "parse_identity",
    "parse_instant",
    "parse_mediator",
    "parse_narrative",
    "parse_optional_day",
    "parse_optional_instant",
    "parse_phone",
    "parse_required_text",
    "parse_row",
    "parse_text",
    "parse_yes_no",
    "read_by",
    "reject",
]
