"""
A mapping file as text, lists and tables with the place of each, so that every complaint names line and column.

YAML's own types are left alone: ``是``, ``2026/3/18`` and ``03`` stay what was typed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import yaml

from hub.core.errors import MappingFileError

LONGEST_FILE = 1024 * 1024
DEEPEST = 12
MOST_NODES = 50_000
_BARE = "tag:yaml.org,2002:"


@dataclass(frozen=True, slots=True)
class Mark:
    """Where something stands, counted from 1; for an Excel sheet ``sheet`` names the sheet and column is a number."""

    line: int
    column: int
    sheet: str = ""

    def __str__(self) -> str:
        """Say it as people look it up."""
        return f"{self.sheet and self.sheet + ':'}{self.line}:{self.column}"


START = Mark(1, 1)
BLANK = "___"
"""What ``hub map new`` leaves where a person must decide."""


@dataclass(frozen=True, slots=True)
class Text:
    """One value as it was typed."""

    value: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Listing:
    """Several values in a row."""

    items: tuple[Node, ...]
    mark: Mark


@dataclass(frozen=True, slots=True)
class Table:
    """Values by key, in the order of the file."""

    entries: tuple[tuple[Text, Node], ...]
    mark: Mark

    def keys(self) -> list[str]:
        """Return the keys."""
        return [key.value for key, _ in self.entries]


Node = Text | Listing | Table


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at one place, and what to do about it."""

    mark: Mark
    zh: str
    en: str

    def __str__(self) -> str:
        """Say it in both languages."""
        return f"{self.mark} {self.zh} / {self.en}"


class Complaints:
    """Collects every problem of a file, so that its author mends them in one go."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def add(self, node: Node | Mark, zh: str, en: str) -> None:
        """Note one problem."""
        self.problems.append(Problem(node if isinstance(node, Mark) else node.mark, zh, en))

    def unknown(self, key: Text, what: tuple[str, str], known: Sequence[str]) -> None:
        """Note that *key* isn't one of *known*, and which it may have been meant to be."""
        near = nearest(key.value, known)
        hint = f"，是不是“{near}”？" if near else f"，可用：{'、'.join(known[:30])}"
        meant = f", did you mean {near}?" if near else f"; known: {', '.join(known[:30])}"
        self.add(key, f"{what[0]}没有“{key.value[:60]}”{hint}", f"no {what[1]} {key.value[:60]}{meant}")

    def raise_any(self) -> None:
        """
        Stop when there is a problem.

        Raises:
            MappingFileError: names file, line, column of each.
        """
        if self.problems:
            raise MappingFileError(self.file, tuple(f"{self.file}:{problem}" for problem in self.problems))


def blanks_left(node: Node) -> Iterator[Text]:
    """Yield every value or key that still is to be filled in."""
    match node:
        case Text():
            if node.value == BLANK:
                yield node
        case Listing():
            for item in node.items:
                yield from blanks_left(item)
        case Table():
            for key, value in node.entries:
                yield from blanks_left(key)
                yield from blanks_left(value)


def nearest(word: str, known: Sequence[str]) -> str:
    """
    Return the one of *known* that *word* was probably meant to be, empty when none is near.

    >>> nearest("colunms", ["columns", "codes"])
    'columns'
    """
    found = get_close_matches(word, known, n=1, cutoff=0.6)
    if found:
        return found[0]
    shared = sorted(((len(set(word) & set(one)) / len(set(one) or "x"), one) for one in known), reverse=True)
    best = [one for score, one in shared if shared and score == shared[0][0] and score >= 0.5]
    return best[0] if len(best) == 1 else ""


def read_yaml(content: str, file: str) -> Table:
    """
    Return the table that a YAML text is.

    Raises:
        MappingFileError: no YAML, too large, too deep, anchors, a key twice, or no table at its top.
    """
    complaints = Complaints(file)
    if len(content) > LONGEST_FILE:
        complaints.add(START, "文件超过 1 MB", "the file is larger than 1 MB")
        complaints.raise_any()
    try:
        _refuse_bombs(content, complaints)
        complaints.raise_any()
        root = yaml.compose(content, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as fault:
        at = fault.problem_mark
        mark = Mark(at.line + 1, at.column + 1) if at is not None else START
        complaints.add(
            mark, f"这里不是有效的 YAML（{fault.problem}），检查缩进、冒号后的空格和引号", "no valid YAML here"
        )
        complaints.raise_any()
    except yaml.YAMLError:
        complaints.add(START, "文件含有不能出现的字符，请存为 UTF-8", "the file holds characters that YAML can't")
        complaints.raise_any()
    reader = _Reader(complaints)
    table = reader.read(root, 1) if root is not None else None
    if not isinstance(table, Table):
        complaints.add(START, "文件应由“键: 值”组成，第一行写 mapping: 1", "the file must be keys and values")
    complaints.raise_any()
    return table if isinstance(table, Table) else Table((), START)


def _refuse_bombs(content: str, complaints: Complaints) -> None:
    """Complain of what would grow or nest without end, before anything is built of it: composing recurses."""
    depth = 0
    for number, event in enumerate(yaml.parse(content, Loader=yaml.SafeLoader)):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST and event.start_mark is not None:
            mark = Mark(event.start_mark.line + 1, event.start_mark.column + 1)
            complaints.add(mark, "层次过深", "too deep")
            return
        if number > MOST_NODES or (isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None):
            at = event.start_mark
            mark = Mark(at.line + 1, at.column + 1) if at is not None else START
            complaints.add(mark, "映射文件不能用锚点（& 和 *），也不能过大，请照写一遍", "no anchors, no endless files")
            return


class _Reader:
    def __init__(self, complaints: Complaints) -> None:
        self._complaints = complaints

    def read(self, node: yaml.Node, depth: int) -> Node:
        mark = Mark(node.start_mark.line + 1, node.start_mark.column + 1)
        if depth > DEEPEST:
            self._complaints.add(mark, "层次过深", "too deep")
            return Text("", mark)
        if isinstance(node, yaml.MappingNode):
            return Table(tuple(self._entries(node, depth)), mark)
        if isinstance(node, yaml.SequenceNode):
            return Listing(tuple(self.read(item, depth + 1) for item in node.value), mark)
        if not node.tag.startswith(_BARE):
            self._complaints.add(mark, f"不能用标签 {node.tag}", f"no tag {node.tag}")
        return Text("" if node.tag == f"{_BARE}null" else str(node.value), mark)

    def _entries(self, node: yaml.MappingNode, depth: int) -> Iterator[tuple[Text, Node]]:
        seen: set[str] = set()
        for key, value in node.value:
            mark = Mark(key.start_mark.line + 1, key.start_mark.column + 1)
            if not isinstance(key, yaml.ScalarNode):
                self._complaints.add(mark, "键应是一个词", "a key must be one word")
                continue
            if key.value in seen:
                self._complaints.add(mark, f"“{key.value}”写了两次，留一处", f"{key.value} occurs twice")
            seen.add(key.value)
            yield Text(str(key.value), mark), self.read(value, depth + 1)
