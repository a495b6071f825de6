"""Reads the columns of a mapping file."""

from __future__ import annotations

from hub.connectors.mapping.code_maps import CodeMaps, own_words
from hub.connectors.mapping.document import Complaints, Table, Text
from hub.connectors.mapping.expressions import Expression, ExpressionError, parse
from hub.connectors.mapping.fields import FIELDS, PARTY_PARTS, Field
from hub.connectors.mapping.model import Column, title_of
from hub.connectors.mapping.section import Section
from hub.connectors.mapping.words import BY_HEADING, BY_OUTCOME, HALF_WIDTH, HOLD, CellType, OnBad, Side
from hub.connectors.parsing import CodeMap
from hub.core.codes import LabelledCode

_AMOUNT_UNITS = ("元", "万元", "千元", "分")
_SEALED = frozenset({"summary", "place"})


class ColumnLoader:
    """Reads ``columns``; code maps come from *maps*."""

    def __init__(self, complaints: Complaints, maps: CodeMaps) -> None:
        self._complaints = complaints
        self._maps = maps

    def load(self, table: Table) -> dict[str, Column]:
        """Return the columns by name."""
        sections = {key.value: (key, Section(node, "column", self._complaints)) for key, node in table.entries}
        parties = [name for name, (_, section) in sections.items() if section.has("party")]
        columns: dict[str, Column] = {}
        for name, (key, section) in sections.items():
            field = self._field(key, parties)
            if field is not None:
                columns[name] = self._column(field, section, list(sections))
        return columns

    def _field(self, key: Text, parties: list[str]) -> Field | None:
        name = key.value
        if name in FIELDS:
            return FIELDS[name]
        if name in parties:
            return Field(name, name, name)
        for ending, cell in PARTY_PARTS.items():
            if name.endswith(ending) and name.removesuffix(ending) in parties:
                return Field(name, name, name, cell)
        self._complaints.unknown(key, ("列名里", "column"), list(FIELDS))
        return None

    def _column(self, field: Field, section: Section, names: list[str]) -> Column:
        headings = tuple(title_of(text) for text in section.texts("from"))
        value = section.text("value") or None
        if bool(headings) == (value is not None):
            self._complaints.add(section.mark, "写 from（取自哪一列）或 value（固定值），二者选一", "from or value")
        codes = self._codes(field, section, value)
        party, cell = section.code("party", Side), section.code("type", CellType)
        on_bad = section.code("on_bad", OnBad)
        return Column(
            field=field,
            mark=section.mark,
            headings=headings,
            value=value,
            type=CellType(cell) if cell is not None else field.cell,
            codes=codes,
            default=self._default(field, section),
            half_width=self._width(section),
            required=section.flag("required"),
            optional=section.flag("optional"),
            on_bad=OnBad(on_bad) if on_bad is not None else OnBad.HOLD,
            by_outcome=self._by_outcome(section),
            when=self._when(section, names),
            party=Side(party) if party else None,
            sealed=section.flag("sealed") or party is not None or field.name in _SEALED,
            unit=self._unit(section, "unit"),
            fallback=self._unit(section, "fallback") or "元",
        )

    def _codes(self, field: Field, section: Section, value: str | None) -> CodeMap[str] | None:
        name = section.text("codes")
        if name:
            return self._maps.of(Text(name, section.node("codes").mark), field.codes)
        if field.codes is None:
            return None
        if value is not None and value not in {code.value for code in field.codes}:
            known = [code.value for code in field.codes]
            self._complaints.unknown(Text(value, section.node("value").mark), (f"{field.zh}代码里", "code"), known)
        return own_words(field.codes)

    def _default(self, field: Field, section: Section) -> str | None:
        word = section.text("default")
        if word in ("", HOLD, "hold"):
            return None
        known: list[LabelledCode] = list(field.codes or ())
        if word not in {code.value for code in known}:
            what = Text(word, section.node("default").mark)
            self._complaints.unknown(what, (f"“default”写 {HOLD} 或代码，代码里", "code"), [c.value for c in known])
        return word

    def _width(self, section: Section) -> bool:
        word = section.text("width")
        if word not in ("", HALF_WIDTH, "half"):
            self._complaints.add(section.node("width"), f"“width”写 {HALF_WIDTH}", "width is half")
        return bool(word)

    def _by_outcome(self, section: Section) -> bool:
        word = section.text("blank")
        if word not in ("", BY_OUTCOME, "by outcome"):
            self._complaints.add(section.node("blank"), f"“blank”只能写 {BY_OUTCOME}", "blank is: by outcome")
        return bool(word)

    def _when(self, section: Section, names: list[str]) -> Expression | None:
        text = section.text("when")
        if not text:
            return None
        try:
            return parse(text, names)
        except ExpressionError as fault:
            self._complaints.add(section.node("when"), fault.zh, fault.en)
            return None

    def _unit(self, section: Section, name: str) -> str:
        word = section.text(name)
        if word in ("", BY_HEADING, "by heading"):
            return ""
        if word not in _AMOUNT_UNITS:
            self._complaints.add(section.node(name), f"金额单位写 {'、'.join(_AMOUNT_UNITS)} 或 {BY_HEADING}", "a unit")
        return word
