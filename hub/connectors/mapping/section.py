"""One section of a mapping file: its values by canonical key, complained of where they don't fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from hub.connectors.mapping.document import START, Complaints, Listing, Mark, Node, Table, Text
from hub.connectors.mapping.words import NO, SECTIONS, YES, code_by_word, names_of
from hub.core.codes import LabelledCode


class Section:
    """Values of *node*, which should be the section *name*; keys may be in either language."""

    def __init__(self, node: Node, name: str, complaints: Complaints) -> None:
        self.mark: Mark = node.mark
        self._complaints = complaints
        self._values: dict[str, Node] = {}
        names = names_of(name)
        if not isinstance(node, Table):
            complaints.add(node, "这里应是“键: 值”", "keys and values belong here")
            return
        for key, value in node.entries:
            known = names.get(key.value)
            if known is None:
                complaints.unknown(key, ("这一节里", "key"), list(names))
            elif known in self._values:
                complaints.add(key, f"“{key.value}”与另一处同义，留一处", f"{known} is there already")
            else:
                self._values[known] = value
        for needed in SECTIONS[name]:
            if needed.required:
                self.require(needed.name)

    def require(self, name: str) -> None:
        """Complain when *name* isn't there."""
        if name not in self._values:
            self._complaints.add(self.mark, f"缺少“{name}”，请补上", f"{name} is missing")

    def has(self, name: str) -> bool:
        """Return whether *name* is there."""
        return name in self._values

    def node(self, name: str) -> Node:
        """Return what stands under *name*; the section's beginning when nothing does."""
        return self._values.get(name, Text("", self.mark if self.mark else START))

    def text(self, name: str) -> str:
        """Return one value, empty when it isn't there."""
        node = self._values.get(name)
        if node is None:
            return ""
        if isinstance(node, Text):
            if len(node.value) > 2000:
                self._complaints.add(node, "过长", "too long")
            return node.value.strip()
        self._complaints.add(node, f"“{name}”只能写一个值", f"{name} takes one value")
        return ""

    def texts(self, name: str) -> list[str]:
        """Return one or several values."""
        node = self._values.get(name)
        if isinstance(node, Listing):
            for item in node.items:
                if not isinstance(item, Text):
                    self._complaints.add(item, "这里应是一个词", "one word belongs here")
            return [item.value.strip() for item in node.items if isinstance(item, Text) and item.value.strip()]
        text = self.text(name)
        return [text] if text else []

    def items(self, name: str) -> Sequence[Node]:
        """Return the items of a list."""
        node = self._values.get(name)
        if node is None:
            return ()
        if isinstance(node, Listing):
            return node.items
        self._complaints.add(node, f"“{name}”是一个列表，每项前写 -", f"{name} is a list")
        return ()

    def table(self, name: str) -> Table | None:
        """Return the table under *name*."""
        node = self._values.get(name)
        if node is None or isinstance(node, Table):
            return node
        self._complaints.add(node, f"“{name}”应是“键: 值”", f"{name} holds keys and values")
        return None

    def section(self, name: str, kind: str) -> Section | None:
        """Return the section under *name*, None when there is none."""
        table = self.table(name)
        return None if table is None else Section(table, kind, self._complaints)

    def pairs(self, name: str) -> Mapping[str, str]:
        """Return texts by key."""
        table = self.table(name)
        found: dict[str, str] = {}
        for key, value in table.entries if table is not None else ():
            if isinstance(value, Text):
                found[key.value] = value.value
            else:
                self._complaints.add(value, "这里应是一个值", "one value belongs here")
        return found

    def flag(self, name: str) -> bool:
        """Return a yes or no, no when it isn't there."""
        text = self.text(name).lower()
        if text in YES or text in NO or not text:
            return text in YES
        self._complaints.add(self.node(name), f"“{name}”写 是 或 否", f"{name} is yes or no")
        return False

    def number(self, name: str, allowed: range) -> int | None:
        """Return a whole number within *allowed*, None when it isn't there."""
        text = self.text(name)
        if not text:
            return None
        if text.isascii() and text.isdigit() and len(text) < 10 and int(text) in allowed:
            return int(text)
        low, high = allowed.start, allowed.stop - 1
        self._complaints.add(self.node(name), f"“{name}”应为 {low} 到 {high}", f"{name} is {low} to {high}")
        return None

    def day(self, name: str) -> date | None:
        """Return a day, None when it isn't there."""
        text = self.text(name)
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self._complaints.add(self.node(name), "日期写成 2026-03-01", "write a day as 2026-03-01")
            return None

    def one_of(self, name: str, words: Mapping[str, str]) -> str:
        """Return what the word under *name* stands for in *words*, empty when it isn't there or isn't known."""
        text = self.text(name)
        if text and text not in words:
            self._complaints.unknown(Text(text, self.node(name).mark), (f"“{name}”的值里", name), list(words))
        return words.get(text, "")

    def code(self, name: str, codes: type[LabelledCode]) -> str | None:
        """Return a code of *codes*, given as code or in Chinese; None when it isn't there or isn't known."""
        return self.one_of(name, {word: code.value for word, code in code_by_word(codes).items()}) or None

    def codes(self, name: str, codes: type[LabelledCode]) -> list[str]:
        """Return several codes of *codes*."""
        words = {word: code.value for word, code in code_by_word(codes).items()}
        found: list[str] = []
        for text in self.texts(name):
            if text in words:
                found.append(words[text])
            else:
                self._complaints.unknown(Text(text, self.node(name).mark), (f"“{name}”的值里", name), list(words))
        return found
