"""
The same mapping as an Excel workbook, for people who don't write YAML.

Sheet ``总表`` has key and value (``source.sheet.contains`` 台账); ``列``, ``规则`` have one row each under the names of
the keys; ``代码`` has map, word and code; ``示例`` has one example a row, its headings begin with ``行:`` or ``得到:``.
Several values in one cell are divided by ``；``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hub.connectors.files import Sheet, read_workbook
from hub.connectors.mapping.document import START, Complaints, Listing, Mark, Node, Table, Text
from hub.connectors.mapping.words import SECTIONS, names_of
from hub.core.errors import ClosedInputError, MappingFileError

TOP, COLUMNS, RULES, CODES, EXAMPLES = "总表", "列", "规则", "代码", "示例"
DIVIDER = "；"
_SHEETS = (TOP, COLUMNS, RULES, CODES, EXAMPLES)
_LISTS = frozenset({"key", "from", "find", "stop_at", "check", "content", "require", "events"})
_LIST_WORDS = frozenset(word for section in SECTIONS for word, name in names_of(section).items() if name in _LISTS)
_PREFIXES = {"行": "row", "得到": "gives", "row": "row", "gives": "gives"}


def read_mapping_workbook(content: bytes, file: str) -> Table:
    """
    Return the table that the workbook is.

    Raises:
        MappingFileError: it isn't a workbook, or lacks a sheet.
    """
    try:
        sheets = {sheet.name.strip(): sheet for sheet in read_workbook(content, where=file)}
    except ClosedInputError as fault:
        raise MappingFileError(file, (f"1:1 打不开这个工作簿 / {fault.what}",)) from fault
    complaints = Complaints(file)
    for name in (TOP, COLUMNS):
        if name not in sheets:
            complaints.add(START, f"缺少工作表“{name}”；工作表有：{'、'.join(_SHEETS)}", f"sheet {name} is missing")
    complaints.raise_any()
    entries = list(_top(sheets[TOP]))
    entries.append(_entry(COLUMNS, "columns", _by_name(sheets[COLUMNS], "column")))
    if CODES in sheets:
        entries.append(_entry(CODES, "codes", _codes(sheets[CODES])))
    if RULES in sheets:
        entries.append(_entry(RULES, "rules", Listing(tuple(_rows(sheets[RULES], "rule")), Mark(1, 1, RULES))))
    if EXAMPLES in sheets:
        items = tuple(_example(row, sheets[EXAMPLES]) for row in _filled(sheets[EXAMPLES]))
        entries.append(_entry(EXAMPLES, "examples", Listing(items, Mark(1, 1, EXAMPLES))))
    return Table(tuple(entries), START)


def _entry(sheet: str, key: str, node: Node) -> tuple[Text, Node]:
    return Text(key, Mark(1, 1, sheet)), node


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).strip()
    return text.removesuffix(" 00:00:00")


def _filled(sheet: Sheet, first: int = 1) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(sheet.rows[first:], first + 1):
        texts = [_cell(value) for value in row]
        if any(texts):
            yield number, texts


def _value(key: str, text: str, mark: Mark) -> Node:
    if key in _LIST_WORDS and (DIVIDER in text or ";" in text):
        parts = text.replace(";", DIVIDER).split(DIVIDER)
        return Listing(tuple(Text(part.strip(), mark) for part in parts if part.strip()), mark)
    return Text(text, mark)


def _top(sheet: Sheet) -> Iterator[tuple[Text, Node]]:
    """Yield the keys of the first sheet; ``a.b`` is key b of section a."""
    nested: dict[str, list[tuple[Text, Node]]] = {}
    for number, texts in _filled(sheet, 0):
        path = texts[0].split(".")
        mark = Mark(number, 2, sheet.name)
        value = _value(path[-1], texts[1] if len(texts) > 1 else "", mark)
        if len(path) == 1:
            yield Text(path[0], Mark(number, 1, sheet.name)), value
            continue
        nested.setdefault(path[0], []).append((Text(".".join(path[1:]), Mark(number, 1, sheet.name)), value))
    for name, entries in nested.items():
        yield Text(name, entries[0][0].mark), _nested(entries)


def _nested(entries: Sequence[tuple[Text, Node]]) -> Table:
    plain: list[tuple[Text, Node]] = []
    inner: dict[str, list[tuple[Text, Node]]] = {}
    for key, value in entries:
        name, dot, rest = key.value.partition(".")
        if dot:
            inner.setdefault(name, []).append((Text(rest, key.mark), value))
        else:
            plain.append((key, value))
    plain += [(Text(name, found[0][0].mark), Table(tuple(found), found[0][0].mark)) for name, found in inner.items()]
    return Table(tuple(plain), entries[0][0].mark)


def _rows(sheet: Sheet, section: str, skip: int = 0) -> Iterator[Table]:
    names = names_of(section)
    headings = [_cell(value) for value in sheet.rows[0]] if sheet.rows else []
    for number, texts in _filled(sheet):
        entries = [
            (Text(heading, Mark(number, place + 1, sheet.name)), _value(names.get(heading, heading), text, mark))
            for place, (heading, text) in enumerate(zip(headings, texts, strict=False))
            if place >= skip and heading and text
            for mark in (Mark(number, place + 1, sheet.name),)
        ]
        yield Table(tuple(entries), Mark(number, 1, sheet.name))


def _by_name(sheet: Sheet, section: str) -> Table:
    names = [texts[0] for _, texts in _filled(sheet)]
    tables = list(_rows(sheet, section, skip=1))
    pairs = tuple((Text(name, table.mark), table) for name, table in zip(names, tables, strict=True))
    return Table(pairs, Mark(1, 1, sheet.name))


def _codes(sheet: Sheet) -> Table:
    maps: dict[str, list[tuple[Text, Node]]] = {}
    for number, texts in _filled(sheet):
        name, word, code = ([*texts, "", "", ""])[:3]
        entry = (Text(word, Mark(number, 2, sheet.name)), Text(code, Mark(number, 3, sheet.name)))
        maps.setdefault(name, []).append(entry)
    tables = tuple(
        (Text(name, found[0][0].mark), Table(tuple(found), found[0][0].mark)) for name, found in maps.items()
    )
    return Table(tables, Mark(1, 1, sheet.name))


def _example(row: tuple[int, list[str]], sheet: Sheet) -> Table:
    number, texts = row
    headings = [_cell(value) for value in sheet.rows[0]]
    parts: dict[str, list[tuple[Text, Node]]] = {}
    plain: list[tuple[Text, Node]] = []
    for place, (heading, text) in enumerate(zip(headings, texts, strict=False)):
        mark = Mark(number, place + 1, sheet.name)
        part, colon, name = heading.replace("：", ":").partition(":")
        if colon and part in _PREFIXES and text:
            parts.setdefault(_PREFIXES[part], []).append((Text(name, mark), Text(text, mark)))
        elif text:
            plain.append((Text(heading, mark), _value(heading, text, mark)))
    at = Mark(number, 1, sheet.name)
    plain += [(Text(part, at), Table(tuple(found), at)) for part, found in parts.items()]
    return Table(tuple(plain), at)
