"""
The bureau's form as data: its head, rows and columns (dated), and one revision of it as plain figures.

The digest is that of the figures alone, as canonical JSON: the same figures have the same digest in whatever file they
stand, and a file proves itself by it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from hub.core.codes import LabelledCode, OrgKind
from hub.core.daytime import month_bounds
from hub.core.errors import ConfigurationError
from hub.core.statistics import COLUMNS as STOCK_COLUMNS

FEN_PER_WAN = 1_000_000


class SigningRole(LabelledCode):
    """Who signs a statistical form, in the order in which they sign."""

    FILLER = "filler", "填表人", "Filled in by"
    STATISTICS = "statistics", "统计负责人", "Head of statistics"
    HEAD = "head", "单位负责人", "Head of the office"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormColumn:
    """One column: the measure it shows, its group's heading and its own."""

    measure: str
    group: str
    heading: str
    is_amount: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FormGroup:
    """Units of some kinds, listed together above their subtotal."""

    code: str
    label: str
    kinds: tuple[OrgKind, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormLayout:
    """
    One dated form.

    Attributes:
        number: 表号.
        authority: 制定机关.
        approval: 批准文号.
        valid_until: 有效期至, as printed.
        body: 填报单位.
        others: Group of the units of any other kind, the last one.
    """

    id: str
    title: str
    number: str
    authority: str
    approval: str
    valid_until: str
    body: str
    groups: tuple[FormGroup, ...]
    columns: tuple[FormColumn, ...]
    others: str
    valid_from: date | None = None
    valid_to: date | None = None

    def is_valid_on(self, day: date) -> bool:
        """Return whether it's in force on *day*."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


def layout_of_month(layouts: Iterable[FormLayout], month: str, name: str | None = None) -> FormLayout:
    """
    Return the form in force in *month*, or the one of id *name*.

    Raises:
        ConfigurationError: there's none.
    """
    first, _ = month_bounds(month)
    known = list(layouts)
    found = [one for one in known if (one.id == name if name else one.is_valid_on(first))]
    if not found:
        raise ConfigurationError(
            "no form is in force in this month" if name is None else "there's no such form",
            where=name or month,
            remedy="one of: " + ", ".join(one.id for one in known),
        )
    return max(found, key=lambda one: one.valid_from or date.min)


class LineKind(StrEnum):
    """What a line of the form is."""

    UNIT = "unit"
    SUBTOTAL = "subtotal"
    TOTAL = "total"
    ADJUSTED = "adjusted"


Figures = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class FormLine:
    """One line: figures by measure; a measure that isn't there isn't counted."""

    kind: LineKind
    code: str
    label: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class StockLine:
    """One line of the table of stocks and flows, in the order of :data:`STOCK_COLUMNS`."""

    code: str
    label: str
    figures: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell that differs from the former revision."""

    line: str
    column: str
    before: int
    now: int
    is_amount: bool = False

    @property
    def change(self) -> int:
        """The signed difference."""
        return self.now - self.before


@dataclass(frozen=True, slots=True)
class SignedBy:
    """One signature as the form prints it: role, office and code, day; never a name."""

    role: SigningRole
    officer: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSheet:
    """
    One revision of the form, ready to be drawn.

    Attributes:
        statistics: Hash of the revision on the stream ``statistics.monthly``.
        basis: What the definition is called, where two bases stand side by side.
        differences: What changed since the former revision.
    """

    layout: FormLayout
    month: str
    revision: int
    as_known_at: datetime
    definition: str
    statistics: str
    lines: tuple[FormLine, ...]
    stocks: tuple[StockLine, ...]
    notes: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()
    bases: tuple[tuple[str, str, str], ...] = ()
    signatures: tuple[SignedBy, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of the figures."""
        return digest_of(self.figures)

    @property
    def figures(self) -> dict[str, object]:
        """The figures and of what they are, as canonical JSON holds them."""
        return figures_document(
            (self.layout.id, self.month, self.revision, self.definition, self.statistics),
            [(line.code, figures_shown(line, self.layout)) for line in self.lines],
            [(line.code, list(line.figures)) for line in self.stocks],
        )


Head = tuple[str, str, int, str, str]
"""Form, month, revision, definition, hash on the stream."""


def figures_document(
    head: Head, lines: Iterable[tuple[str, list[int | None]]], stocks: Iterable[tuple[str, list[int]]]
) -> dict[str, object]:
    """Return what the digest is made of."""
    form, month, revision, definition, statistics = head
    return {
        "form": form,
        "month": month,
        "revision": revision,
        "definition": definition,
        "statistics": statistics,
        "lines": [[code, list(figures)] for code, figures in lines],
        "stocks": [[code, list(figures)] for code, figures in stocks],
    }


def figures_shown(line: FormLine, layout: FormLayout) -> list[int | None]:
    """Return the figures of *line* in the order of the columns; None where nothing is counted."""
    return [line.figures.get(column.measure) for column in layout.columns]


def digest_of(figures: Mapping[str, object]) -> str:
    """
    Return the SHA-256 of *figures* as canonical JSON: sorted keys, no blanks, UTF-8.

    >>> digest_of({"a": 1})[:8]
    '015abd7f'
    """
    text = json.dumps(figures, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def wan_text(fen: int) -> str:
    """
    Return an amount in 万元, exact to the fen, with at least two places.

    >>> wan_text(15_700_000), wan_text(12_345), wan_text(-500_000)
    ('15.70', '0.012345', '-0.50')
    """
    whole, rest = divmod(abs(fen), FEN_PER_WAN)
    places = f"{rest:06d}".rstrip("0").ljust(2, "0")
    return f"{'-' if fen < 0 else ''}{whole}.{places}"


def fen_of_wan(text: str) -> int:
    """
    Return the fen of what :func:`wan_text` wrote.

    >>> fen_of_wan("0.012345"), fen_of_wan("-0.50")
    (12345, -500000)
    """
    whole, _, rest = text.removeprefix("-").partition(".")
    fen = int(whole) * FEN_PER_WAN + int(rest.ljust(6, "0") or "0")
    return -fen if text.startswith("-") else fen


STOCK_HEADINGS = dict(zip(STOCK_COLUMNS, ("期初", "受理", "转入", "办结", "转出", "期末在办"), strict=True))
"""Headings of the table of stocks and flows."""
