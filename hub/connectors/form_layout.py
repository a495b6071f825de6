"""
Reading a form that people made: figures found by what stands beside or above them, never by their place.

A layout says which label is which measure. Width, blanks, numbering and merged headings don't matter; a figure whose
label no layout knows is listed, not dropped, and a label that could be two measures is known only under its group.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from hub.connectors.parsing import parse_decimal, reject
from hub.core.codes import Channel, DisputeType
from hub.core.errors import RowRejectedError
from hub.core.measures import MEASURES
from hub.core.privacy import half_width
from hub.core.reports import ReportLine

Grid = Sequence[Sequence[object]]

_TOTAL = frozenset({"合计", "总计", "总数", "全市合计", "本月合计", "合计数"})
_THIS_MONTH = frozenset({"本月", "本期", "本月数", "本期数"})
_OF_WHAT = frozenset({"件", "人", "次", "元", "万元", "人次", "个", "份"})
"""What a form counts in: a word of its own beside a label, never a label."""

_LEADING = re.compile(r"^(?:(?:[一二三四五六七八九十]+|\d+)[、.:,;]+)?(?:其中[:,、]*)?")
_KEPT = re.compile(r"[^\w]+")
_FEN = {"元": 100, "万元": 1_000_000}

_ALIASES = {
    "cases": ("受理", "受理数", "受理件数", "受理案件", "本月受理", "调解案件/件数", "调解案件总数", "案件数", "新收"),
    "success": ("调解成功", "成功", "成功数", "成功件数", "调解成功件数", "调解案件/成功"),
    "failed": ("调解不成", "不成", "调解不成功", "失败"),
    "opening": ("期初在办", "期初", "上月结存", "上期未结"),
    "pending": ("期末在办", "期末", "在办", "未结", "期末未结"),
    "concluded": ("办结", "办结数", "办结件数", "结案"),
    "transferred_in": ("转入", "上报受理"),
    "transferred_out": ("转出", "上报"),
    "form.ORAL": ("口头", "口头协议", "协议形式/口头"),
    "form.WRITTEN": ("书面", "书面协议", "协议形式/书面"),
    "amount_fen": ("协议金额", "金额", "涉案金额", "协议涉及金额", "协议情况/金额"),
    "people": ("涉及人数", "人数", "当事人数", "涉及当事人"),
    "performed": ("已履行", "履行", "协议情况/已履行"),
    "applied": ("申请司法确认",),
    "confirmed": ("司法确认", "确认有效", "裁定有效", "协议情况/司法确认"),
    "criminal_cases": ("防止民转刑/件", "防止民转刑件", "防止民转刑件数", "防止民转刑案件"),
    "criminal_people": ("防止民转刑/人", "防止民转刑人", "防止民转刑人数"),
    "mass_cases": ("防止群体性上访/件", "防止群体性上访件", "防止群体性上访件数"),
    "mass_people": ("防止群体性上访/人", "防止群体性上访人", "防止群体性上访人数"),
    "screenings": ("排查/次数", "排查次数", "排查"),
}


@dataclass(frozen=True, slots=True)
class Layout:
    """Labels, folded, and their measures; ``money`` is the unit of amounts whose label names none."""

    labels: Mapping[str, str]
    money: str = "元"

    def measure(self, group: str, label: str) -> str | None:
        """Return the measure of *label* under *group*, None when the layout doesn't know it."""
        for name in (f"{group}/{label}", label, f"{group}{label}"):
            found = self.labels.get(name)
            if found is not None:
                return found
        return None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a form states; ``unknown`` are figures under labels that the layout doesn't know, with their places."""

    lines: tuple[ReportLine, ...]
    unknown: tuple[str, ...]


@dataclass(slots=True)
class _Found:
    lines: list[ReportLine] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def folded(text: object) -> str:
    """
    Return *text* without width, blanks, brackets and numbering.

    >>> folded("一、其中： 口 头 协议"), folded("金额（万元）")
    ('口头协议', '金额')
    """
    plain = half_width("" if text is None else str(text)).replace("(", " ").replace(")", " ")
    joined = "".join(plain.split()).replace("万元", "").removesuffix("元") if "元" in plain else "".join(plain.split())
    return _KEPT.sub("", _LEADING.sub("", joined, count=1))


def standard_layout(extra: Mapping[str, str] | None = None, money: str = "元") -> Layout:
    """Return the layout that knows every measure by its own name and common ones; *extra* labels go before."""
    labels: dict[str, str] = {}
    ambiguous: set[str] = set()
    for measure, names in _names():
        for name in names:
            if labels.setdefault(name, measure) != measure:
                ambiguous.add(name)
    known = {name: measure for name, measure in labels.items() if name not in ambiguous}
    for label, measure in (extra or {}).items():
        parts = [folded(part) for part in label.split("/")]
        known |= {"/".join(parts): measure, "".join(parts): measure}
    return Layout(known, money)


def _names() -> Iterator[tuple[str, tuple[str, ...]]]:
    for code, measure in MEASURES.items():
        yield code, (folded(code), folded(measure.zh), folded(measure.en))
    for code, names in _ALIASES.items():
        yield code, tuple("/".join(folded(part) for part in name.split("/")) for name in names)
    for group, prefix, codes in (("纠纷类别", "type", DisputeType), ("案件来源", "channel", Channel)):
        for member in codes:
            yield f"{prefix}.{member.value}", (f"{group}/{folded(member.zh)}",)


def read_layout(grid: Grid, layout: Layout) -> Reading:
    """Return what *grid* states: a table with a total row, or a list of labels with figures beside them."""
    width = max((len(row) for row in grid), default=0)
    cells = [[*row, *[None] * (width - len(row))] for row in grid]
    found = _Found()
    total = next((place for place, row in enumerate(cells) if any(folded(cell) in _TOTAL for cell in row[:3])), None)
    if total is not None and sum(_number(cell) is not None for cell in cells[total]) > 1:
        _read_table(cells, total, layout, found)
    else:
        _read_list(cells, layout, found)
    return Reading(tuple(found.lines), tuple(found.unknown))


def _number(cell: object) -> float | int | str | None:
    """Return *cell* when it holds a figure."""
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        return cell
    text = half_width(str(cell)).replace(",", "").replace(" ", "").removesuffix("件").removesuffix("人")
    try:
        parse_decimal(text, "")
    except RowRejectedError:
        return None
    return text


def _value(measure: str, cell: object, label: str, layout: Layout) -> int:
    number = parse_decimal(_number(cell), label)
    if not MEASURES[measure].is_amount:
        return int(number) if number == int(number) else reject(cell, label, "is no whole number", "E-NUM-02")
    unit = "万元" if "万元" in half_width(label) else layout.money
    return int((number * _FEN[unit]).to_integral_value())


def _read_table(cells: list[list[object]], total: int, layout: Layout, found: _Found) -> None:
    first = next(place for place, row in enumerate(cells) if sum(_number(cell) is not None for cell in row) > 1)
    heads = _headings(cells[:first])
    for column in range(len(cells[total])):
        if _number(cells[total][column]) is None:
            continue
        texts = [str(row[column]) for row in heads if folded(row[column])]
        measure = _named(texts, layout)
        if measure is None:
            name = "/".join(texts[-2:]) or f"第{column + 1}列"
            found.unknown.append(f"{name}：{cells[total][column]}")
            continue
        for row in (*range(first, total), total):
            if _number(cells[row][column]) is not None:
                label = "" if row == total else str(cells[row][0] or f"第{row + 1}行")
                found.lines.append(
                    ReportLine(label, measure, _value(measure, cells[row][column], "".join(texts), layout))
                )


def _headings(rows: list[list[object]]) -> list[list[object]]:
    """Return the rows of headings; a group reaches over the blanks to its right below which something stands."""
    heads = [list(row) for row in rows]
    for row in heads[:-1]:
        for column in range(1, len(row)):
            if not folded(row[column]) and folded(heads[-1][column]):
                row[column] = row[column - 1]
    return heads


def _named(texts: list[str], layout: Layout) -> str | None:
    """Return the measure that the last of *texts* names, under the nearest group first; a group alone names none."""
    names = [folded(text) for text in texts]
    for group in (*reversed(names[:-1]), ""):
        measure = layout.measure(group, names[-1]) if names else None
        if measure is not None:
            return measure
    return None


def _read_list(cells: list[list[object]], layout: Layout, found: _Found) -> None:
    month = next((place for row in cells for place, cell in enumerate(row) if folded(cell) in _THIS_MONTH), None)
    for number, row in enumerate(cells, 1):
        texts = [cell for cell in row if isinstance(cell, str) and folded(cell) and _number(cell) is None]
        place = (
            month if month is not None else next((i for i, cell in enumerate(row) if _number(cell) is not None), None)
        )
        if not texts or place is None or place >= len(row) or _number(row[place]) is None:
            continue
        before = [str(cell) for cell in row[:place] if isinstance(cell, str) and folded(cell)] or [str(texts[0])]
        label = [text for text in before if folded(text) not in _OF_WHAT] or before
        measure = _named(label, layout)
        if measure is None:
            found.unknown.append(f"第{number}行 {'/'.join(label)}：{row[place]}")
        else:
            found.lines.append(ReportLine("", measure, _value(measure, row[place], "".join(before), layout)))
