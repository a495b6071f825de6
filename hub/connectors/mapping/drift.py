"""The drift sentinel for headings: a department that renames a column is noticed before a row is read wrongly."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from difflib import SequenceMatcher
from fnmatch import fnmatchcase

from hub.connectors.mapping.model import Column, Mapping

_SIMILAR = 0.5


@dataclass(frozen=True, slots=True)
class LostColumn:
    """A column none of whose headings is there, and the new heading that it may have become."""

    column: Column
    candidate: str


def lost_columns(mapping: Mapping, headings: Collection[str]) -> tuple[LostColumn, ...]:
    """Return what *headings* lack; a column that may be absent is never lost."""
    used = {name for name in headings if any(_is_of(column, name) for column in mapping.columns.values())}
    fresh = [name for name in headings if name and name not in used and name not in mapping.key]
    lost = [
        column
        for column in mapping.columns.values()
        if column.headings and not column.optional and not any(_is_of(column, name) for name in headings)
    ]
    return tuple(LostColumn(column, _nearest(column, fresh)) for column in lost)


def _is_of(column: Column, heading: str) -> bool:
    return any(fnmatchcase(heading, wanted) for wanted in column.headings)


def _nearest(column: Column, fresh: Collection[str]) -> str:
    scored = [
        (SequenceMatcher(None, wanted.rstrip("*"), name).ratio(), name) for name in fresh for wanted in column.headings
    ]
    best = max(scored, default=(0.0, ""))
    return best[1] if best[0] >= _SIMILAR else ""


def drift_sentence(lost: Collection[LostColumn], file: str) -> str:
    """Return one message for all of them: what is missing, what it may have become, and what to do."""
    told = []
    for one in lost:
        became = f"（疑改为“{one.candidate}”）" if one.candidate else ""
        told.append(f"缺“{'/'.join(one.column.headings)}”{became}")
    renamed = [one for one in lost if one.candidate]
    to_do = (
        f"在映射文件第 {renamed[0].column.mark.line} 行的 from 中加上“{renamed[0].candidate}”"
        if renamed
        else "请单位补上该列，或在该列写 optional: 是"
    )
    return f"headings changed: {'；'.join(told)} → {to_do}，再执行 hub map test {file}"
