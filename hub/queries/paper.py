"""A paper for people as plain data: headings, sentences and tables; how it's written to a file stands elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Table:
    """One table; every row has as many cells as there are headings."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One section; a sentence in ``open`` is a gap that a person fills."""

    title: str
    lines: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """The whole paper."""

    title: str
    head: tuple[str, ...]
    sections: Sequence[Section] = field(default_factory=tuple)


GAP = "【待填写：{what}】"
"""How a gap looks: nobody takes it for text."""


def markdown(paper: Paper) -> str:
    """
    Return *paper* as Markdown.

    >>> print(markdown(Paper("报告", ("一行",), (Section("措施", gaps=("措施",)),))))
    # 报告
    <BLANKLINE>
    一行
    <BLANKLINE>
    ## 措施
    <BLANKLINE>
    【待填写：措施】
    <BLANKLINE>
    """
    lines = [f"# {paper.title}", ""]
    lines += [part for line in paper.head for part in (line, "")]
    for section in paper.sections:
        lines += [f"## {section.title}", ""]
        lines += [part for line in section.lines for part in (line, "")]
        for table in section.tables:
            lines += [_row(table.headings), _row(["---"] * len(table.headings)), *map(_row, table.rows), ""]
        lines += [part for what in section.gaps for part in (GAP.format(what=what), "")]
    return "\n".join(lines)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
