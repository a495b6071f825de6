"""A mapping file, read and checked."""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase

from hub.connectors.mapping.document import Mark
from hub.connectors.mapping.expressions import Expression
from hub.connectors.mapping.fields import Field
from hub.connectors.mapping.periods import FilePattern
from hub.connectors.mapping.words import CellType, ChangeRule, Content, OnBad, Side, SourceKind
from hub.connectors.parsing import CodeMap
from hub.core.privacy import half_width
from hub.core.units import Unit


def title_of(heading: str) -> str:
    """
    Return *heading* as it's compared: half-width, without blanks.

    >>> title_of(" 达成金额（元） ")
    '达成金额(元)'
    """
    return "".join(half_width(heading).split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where rows come from; folders are relative to the mapping file, ``pattern`` is of file names."""

    kind: SourceKind
    inbox: str = ""
    pattern: FilePattern | None = None
    sheet_contains: str = ""
    sheet_name: str = ""
    find: tuple[str, ...] = ()
    within_rows: int = 12
    stop_at: tuple[str, ...] = ("合计", "填表人")
    check_totals: tuple[str, ...] = ()
    encodings: tuple[str, ...] = ("utf-8", "gb18030")
    rows: str = ""
    table: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How changes are found; ``retracts`` says that a row that two periods lack is taken back."""

    rule: ChangeRule
    retracts: bool = False
    column: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """
    One meaning and where it's found.

    Attributes:
        headings: Headings under which it may stand, first with a value wins; ``*`` stands for any characters.
        value: Fixed value instead of a heading.
        default: Code for words that aren't registered; None holds the row.
        by_outcome: An empty cell is inferred from the outcome.
        unit: Unit of an amount; empty means that of the heading, else ``fallback``.
    """

    field: Field
    mark: Mark
    headings: tuple[str, ...] = ()
    value: str | None = None
    type: CellType = CellType.TEXT
    codes: CodeMap[str] | None = None
    default: str | None = None
    half_width: bool = False
    required: bool = False
    optional: bool = False
    on_bad: OnBad = OnBad.HOLD
    by_outcome: bool = False
    when: Expression | None = None
    party: Side | None = None
    sealed: bool = False
    unit: str = ""
    fallback: str = "元"

    @property
    def name(self) -> str:
        """Name of the meaning."""
        return self.field.name

    def found_in(self, fields: Map[str, object]) -> list[str]:
        """Return the headings of a row that are this column's, in the order of ``headings``."""
        found: list[str] = []
        for wanted in self.headings:
            found += [name for name in fields if name not in found and fnmatchcase(name, wanted)]
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What a row must keep: ``expect`` holds, or every column of ``require`` has a value, where ``when`` is met."""

    mark: Mark
    text: str
    expect: Expression | None = None
    when: Expression | None = None
    require: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Writeback:
    """What is written back into which folder."""

    outbox: str = "回执"
    content: frozenset[Content] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyFormSource:
    """The body's own monthly form, compared with the hub's figures and never overwritten."""

    pattern: FilePattern
    compares: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A row and what it must give."""

    mark: Mark
    row: Map[str, str]
    gives: Map[str, str]
    events: tuple[str, ...] = ()
    period: str = ""
    received: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """One mapping file; ``key`` are the headings that together always mean one case."""

    file: str
    adapter: str
    name: str
    name_en: str
    unit: Unit
    profile: str
    contact: str
    system: str
    source: Source
    key: tuple[str, ...]
    change: Change
    columns: Map[str, Column]
    rules: tuple[Rule, ...] = ()
    monthly_form: MonthlyFormSource | None = None
    writeback: Writeback = field(default_factory=Writeback)
    examples: tuple[Example, ...] = ()

    @property
    def parties(self) -> tuple[Column, ...]:
        """Columns that name parties, in the order of the file."""
        return tuple(column for column in self.columns.values() if column.party is not None)
