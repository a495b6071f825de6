"""The month's form as plain figures, already counted: what the command line, the report and an export show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


def rate_text(percent: float | None) -> str:
    """
    Return a rate as people read it; a dash where there is nothing to divide by.

    >>> rate_text(71.43), rate_text(None)
    ('71.43 %', '—')
    """
    return "—" if percent is None else f"{percent:.2f} %"


def days_text(days: float | None) -> str:
    """
    Return a median of days as people read it; a dash where nothing was concluded.

    >>> days_text(9.0), days_text(8.5), days_text(None)
    ('9', '8.5', '—')
    """
    return "—" if days is None else f"{days:g}"


def yuan_text(fen: int) -> str:
    """
    Return an amount, kept in fen, in yuan.

    >>> yuan_text(15_700_050)
    '157,000.50'
    """
    return f"{fen / 100:,.2f}"


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
