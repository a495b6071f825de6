"""The month's form as plain figures, already counted: what the command line, the report and an export show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Label:
    """A word in both languages; ``code`` is what the systems call it."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class FormCell:
    """One figure of the form; ``before`` is what the former revision said, None when it said the same."""

    text: str
    before: str | None
    disputes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormRow:
    """One line of the form."""

    key: Label
    cells: tuple[FormCell, ...]


@dataclass(frozen=True, slots=True)
class FormTable:
    """One table of the form, by unit, level, type or channel."""

    title: Label
    columns: tuple[Label, ...]
    rows: tuple[FormRow, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """An identity that the figures must keep, and whether they do."""

    name: str
    holds: bool
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Revision:
    """One closed state of the month."""

    number: int
    as_known_at: datetime
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class MonthForm:
    """The month's form: its revisions, its headline figures (one row each) and its tables."""

    month: str
    revisions: tuple[Revision, ...]
    headline: tuple[FormRow, ...]
    tables: tuple[FormTable, ...]
