"""
What all contestants do with a record: decode it, fold it into the state of its key, encode one output.

State is 24 bytes: how many statements, their amount, the latest instant. The Java peer does the same, byte for byte.
"""

from __future__ import annotations

import json
import struct
from io import BytesIO
from pathlib import Path
from typing import NamedTuple, cast

import fastavro

_SCHEMAS = Path(__file__).parent.parent / "schemas"
_PREFIX = b"\x00\x00\x00\x00\x01"
_TOTAL_PREFIX = b"\x00\x00\x00\x00\x02"
"""Confluent wire format: a zero, then the schema's number."""

_STATEMENT = fastavro.parse_schema(json.loads((_SCHEMAS / "statement.avsc").read_text(encoding="utf-8")))
_TOTAL = fastavro.parse_schema(json.loads((_SCHEMAS / "total.avsc").read_text(encoding="utf-8")))
_STATE = struct.Struct("<qqq")


class Total(NamedTuple):
    """State of one dispute."""

    statements: int
    amount_fen: int
    latest_at: int


def encode_statement(statement: dict[str, object]) -> bytes:
    """Return *statement* as it stands on the input topic."""
    out = BytesIO()
    out.write(_PREFIX)
    fastavro.schemaless_writer(out, _STATEMENT, statement)
    return out.getvalue()


def decode_statement(data: bytes) -> dict[str, object]:
    """Return the statement in *data*."""
    return cast("dict[str, object]", fastavro.schemaless_reader(BytesIO(data[5:]), _STATEMENT, None))


def next_total(total: Total | None, statement: dict[str, object]) -> Total:
    """Return the total after *statement*."""
    statements, amount, latest = total or (0, 0, 0)
    said, at = cast("int", statement["amount_fen"]), cast("int", statement["occurred_at"])
    return Total(statements + 1, amount + said, max(latest, at))


def encode_state(total: Total) -> bytes:
    """Return *total* as a store keeps it."""
    return _STATE.pack(*total)


def decode_state(data: bytes) -> Total:
    """Return the total that a store keeps."""
    return Total(*_STATE.unpack(data))


def encode_output(dispute: str, total: Total) -> bytes:
    """Return what goes out after a statement about *dispute*."""
    out = BytesIO()
    out.write(_TOTAL_PREFIX)
    values = {
        "dispute": dispute,
        "statements": total.statements,
        "amount_fen": total.amount_fen,
        "latest_at": total.latest_at,
    }
    fastavro.schemaless_writer(out, _TOTAL, values)
    return out.getvalue()


def fold(state: bytes | None, value: bytes) -> tuple[bytes, bytes]:
    """Return the new state and the output after *value*: decode, read, modify, write."""
    statement = decode_statement(value)
    total = next_total(None if state is None else decode_state(state), statement)
    return encode_state(total), encode_output(cast("str", statement["dispute"]), total)
