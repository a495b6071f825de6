"""Reads one native row by a mapping: each column's value, in the hub's codes, days and fen, or why the row is held."""

from __future__ import annotations

import re
from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from hub.connectors.mapping.document import nearest
from hub.connectors.mapping.expressions import Value
from hub.connectors.mapping.fields import FIELDS, RECEIVED
from hub.connectors.mapping.model import Column, Mapping, Rule
from hub.connectors.mapping.money import read_amount
from hub.connectors.mapping.periods import year_for
from hub.connectors.mapping.words import CellType, OnBad
from hub.connectors.native import Native
from hub.connectors.parsing import (
    RowRejectedError,
    is_blank,
    parse_count,
    parse_day,
    parse_identity,
    parse_narrative,
    parse_phone,
    parse_text,
    parse_yes_no,
    reject,
)
from hub.core.codes import IdKind
from hub.core.privacy import half_width

LONGEST_CELL = 32_767
"""Characters that an Excel cell can hold."""
NO_NUMBER = "未填"
"""What a lost identity number is proposed to be: the row then goes on by names alone."""
_NUMBERS = frozenset({CellType.RESIDENT, CellType.USCC, CellType.IDENTITY})


class _Parse(Protocol):
    def __call__(self, value: object, field: str, *, task_of: str = "") -> str | int | bool | None: ...


_PLAIN: dict[CellType, _Parse] = {
    CellType.INTEGER: parse_count,
    CellType.YES_NO: parse_yes_no,
    CellType.PHONE: parse_phone,
}
_SHORT_DAY = re.compile(r"(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})\s*[日号]?")
_LARGEST_EXACT = 10**15
"""Spreadsheets keep fifteen digits of a number; of a longer one the last are lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRow:
    """A row as it was read: cells by heading, the period of its file, and the usual amount of each column in fen."""

    fields: Map[str, Native]
    period: str = ""
    received_on: date | None = None
    usual: Map[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class ReadRow:
    """What a row says: values by meaning, identity numbers by column, and under which heading each was found."""

    values: dict[str, Value] = field(default_factory=dict)
    identities: dict[str, tuple[IdKind, str]] = field(default_factory=dict)
    headings: dict[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return a text, empty when there is none."""
        value = self.values.get(name)
        return value if isinstance(value, str) else ""

    def day(self, name: str) -> date | None:
        """Return a day."""
        value = self.values.get(name)
        return value if isinstance(value, date) else None

    def number(self, name: str) -> int | None:
        """Return a number."""
        value = self.values.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def heading(self, name: str) -> str:
        """Return the heading of a column as the department knows it."""
        known = FIELDS.get(name)
        return self.headings.get(name) or (known.zh if known is not None else name)


@dataclass(frozen=True, slots=True)
class RowReader:
    """Reads rows by one mapping."""

    mapping: Mapping

    def read(self, raw: RawRow) -> ReadRow:
        """
        Return what *raw* says.

        Raises:
            RowRejectedError: a cell can't be read, or a rule is broken; the whole row is held.
        """
        row = ReadRow()
        row.values[RECEIVED] = raw.received_on
        columns = self.mapping.columns.values()
        # A code may depend on the day of acceptance, a condition on the outcome: days first, conditions last.
        for column in sorted(columns, key=lambda one: (one.when is not None, one.type is not CellType.DATE)):
            if column.when is None or column.when.holds(row.values) is True:
                self._read_column(column, raw, row)
        for rule in self.mapping.rules:
            self._keep(rule, row)
        return row

    def _read_column(self, column: Column, raw: RawRow, row: ReadRow) -> None:
        name = column.name
        if column.value is not None:
            row.values[name] = column.value
            return
        found = column.found_in(raw.fields)
        heading = next((one for one in found if not is_blank(raw.fields[one])), found[0] if found else "")
        row.headings[name] = heading or column.headings[0]
        cell = raw.fields.get(heading)
        if isinstance(cell, list | dict):
            reject("", heading, "holds more than one value", "E-ROW-02", self.mapping.contact)
        if is_blank(cell):
            row.values[name] = None
            if column.required:
                reject(None, row.headings[name], "is empty but needed", "E-REQ-01", self.mapping.contact)
            return
        if isinstance(cell, str) and len(cell) > LONGEST_CELL:
            reject(cell[:20], heading, f"longer than {LONGEST_CELL} characters", "E-SIZE-01", self.mapping.contact)
        row.values[name] = self._value(column, cell, heading, raw, row)

    def _value(self, column: Column, cell: Native, heading: str, raw: RawRow, row: ReadRow) -> Value:
        if column.codes is not None:
            return self._code(column, cell, heading, row)
        if column.type is CellType.DATE:
            return read_day(cell, heading, raw.period, self.mapping.contact)
        if column.type is CellType.AMOUNT:
            return read_amount(column, cell, heading, raw.usual.get(heading), self.mapping.contact)
        if column.type in _NUMBERS:
            return self._identity(column, cell, heading, row)
        if column.type is CellType.TEXT:
            return self._text(column, cell, heading)
        return _PLAIN[column.type](cell, heading, task_of=self.mapping.contact)

    def _text(self, column: Column, cell: Native, heading: str) -> str:
        if column.name in ("summary", "place"):
            return parse_narrative(cell, heading, task_of=self.mapping.contact)
        if column.name in ("hub_root", "ref"):
            return str(cell).strip()  # the hub's own reference: it comes back exactly as it was given
        return parse_text(cell, heading, longest=1000, task_of=self.mapping.contact)

    def _code(self, column: Column, cell: Native, heading: str, row: ReadRow) -> str | None:
        codes = column.codes
        if codes is None:
            return None
        day = row.day("accepted_on") or row.day("reported_on") or row.day("referred_on") or row.day(RECEIVED)
        try:
            return codes.translate(cell, heading, day=day)
        except RowRejectedError as refusal:
            if column.default is not None and refusal.code == "E-CODE-02":
                return column.default
            refusal.task_of = refusal.task_of or self.mapping.contact
            refusal.proposal = refusal.proposal or _proposed(cell, [entry.native for entry in codes.entries])
            raise

    def _identity(self, column: Column, cell: Native, heading: str, row: ReadRow) -> str | None:
        if isinstance(cell, int | float) and abs(cell) >= _LARGEST_EXACT:
            cell = f"{int(cell):018d}"[:15] + "000"
        try:
            found = parse_identity(cell, heading, task_of=self.mapping.contact)
        except RowRejectedError as refusal:
            if refusal.code == "E-ID-02":
                refusal.proposal = NO_NUMBER
                raise
            if column.on_bad is OnBad.HOLD:
                raise
            found = None
        if found is not None:
            row.identities[column.name] = found
        return found[1] if found is not None else None

    def _keep(self, rule: Rule, row: ReadRow) -> None:
        if rule.when is not None and rule.when.holds(row.values) is not True:
            return
        for name in rule.require:
            if row.values.get(name) is None:
                reject(None, row.heading(name), f"is needed here: {rule.text}", "E-REQ-01", self.mapping.contact)
        if rule.expect is not None and rule.expect.holds(row.values) is False:
            names = [name for name in rule.expect.names if name != RECEIVED and row.values.get(name) is not None]
            field_name = row.heading(names[-1]) if names else RECEIVED
            told = "、".join(row.heading(name) for name in rule.expect.names)
            reject(None, field_name, f"breaks the rule {rule.text} ({told})", "E-RULE-01", self.mapping.contact)


def read_day(cell: Native, heading: str, period: str, task_of: str) -> date:
    """Return a day; one without a year takes it from the *period* of the file."""
    match = _SHORT_DAY.fullmatch(half_width(str(cell)))
    year = year_for(int(match["m"]), int(match["d"]), period) if match is not None else None
    return parse_day(cell, heading, year=year, task_of=task_of)


def _proposed(cell: Native, known: list[str]) -> str:
    text = half_width(str(cell))
    return "" if text.isascii() else nearest(text, known)
