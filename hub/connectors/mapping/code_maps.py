"""The dated code maps of a mapping file (``类别``, ``"类别@2026-07-01"``)."""

from __future__ import annotations

from datetime import date, timedelta

from hub.connectors.mapping.document import Complaints, Table, Text
from hub.connectors.mapping.words import code_by_word
from hub.connectors.parsing import CodeEntry, CodeMap
from hub.core.codes import LabelledCode
from hub.core.privacy import half_width

_ONE_DAY = timedelta(days=1)
Entry = tuple[str, Text, date | None]
"""A native word, what it means, and since when."""


class CodeMaps:
    """The maps by name; a dated map adds to, and where it names the same word replaces, what was before its day."""

    def __init__(self, complaints: Complaints, table: Table | None) -> None:
        self._complaints = complaints
        self._entries: dict[str, list[Entry]] = {}
        for key, node in table.entries if table is not None else ():
            name, at, day = key.value.partition("@")
            since = self._since(key, day) if at else None
            if isinstance(node, Table):
                self._add(name, node, since)
            else:
                complaints.add(node, "代码表是“原代码: 代码”", "a code map is word: code")

    def _since(self, key: Text, day: str) -> date | None:
        try:
            return date.fromisoformat(day)
        except ValueError:
            self._complaints.add(key, "@ 后写生效日期，如 类别@2026-07-01", "a day belongs behind @")
            return None

    def _add(self, name: str, node: Table, since: date | None) -> None:
        entries = self._entries.setdefault(name, [])
        for word, meaning in node.entries:
            if isinstance(meaning, Text):
                entries.append((half_width(word.value), meaning, since))
            else:
                self._complaints.add(meaning, "这里应是一个代码", "one code belongs here")

    def names(self) -> list[str]:
        """Return the names of all maps."""
        return list(self._entries)

    def of(self, name: Text, codes: type[LabelledCode] | None) -> CodeMap[str] | None:
        """Return the map *name*, whose meanings must be of *codes*."""
        entries = self._entries.get(name.value)
        if entries is None:
            self._complaints.unknown(name, ("代码表里", "code map"), self.names())
            return None
        meanings = [self._meaning(meaning, codes) for _, meaning, _ in entries]
        found: list[CodeEntry[str]] = []
        for (word, _, since), meaning in zip(entries, meanings, strict=True):
            others = [other for native, _, other in entries if native == word]
            later = [other for other in others if other is not None and (since is None or other > since)]
            until = min(later) - _ONE_DAY if later else None
            found.append(CodeEntry(word, meaning, since, until))
        return CodeMap(tuple(found))

    def _meaning(self, meaning: Text, codes: type[LabelledCode] | None) -> str:
        if codes is None:
            return meaning.value
        words = code_by_word(codes)
        if meaning.value not in words:
            self._complaints.unknown(meaning, ("代码表", "code"), [code.value for code in codes])
            return meaning.value
        return words[meaning.value].value


def own_words(codes: type[LabelledCode]) -> CodeMap[str]:
    """Return the map of a column that writes the hub's codes or their Chinese labels themselves."""
    return CodeMap.of({half_width(word): code.value for word, code in code_by_word(codes).items()})
