"""Reads a mapping file into its model; every problem is told with line, column and what to do."""

from __future__ import annotations

import re
from pathlib import Path

from hub.connectors.files import read_bytes
from hub.connectors.mapping.code_maps import CodeMaps
from hub.connectors.mapping.column_loading import ColumnLoader
from hub.connectors.mapping.document import BLANK, LONGEST_FILE, Complaints, Table, Text, blanks_left, read_yaml
from hub.connectors.mapping.expressions import Expression, ExpressionError, parse
from hub.connectors.mapping.fields import RECEIVED
from hub.connectors.mapping.model import (
    Change,
    Column,
    Example,
    Mapping,
    MonthlyFormSource,
    Rule,
    Source,
    Writeback,
    title_of,
)
from hub.connectors.mapping.periods import FilePattern
from hub.connectors.mapping.profiles import PROFILES
from hub.connectors.mapping.section import Section
from hub.connectors.mapping.sheets import read_mapping_workbook
from hub.connectors.mapping.words import MISSING_TWICE, ChangeRule, Content, SourceKind
from hub.core.codes import MediationKind, OrgKind
from hub.core.errors import MappingFileError
from hub.core.events import Event
from hub.core.units import MAX_LEVEL, Unit

VERSION = "1"
_ADAPTER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_KINDS: dict[OrgKind, MediationKind] = {
    OrgKind.RMC_INDUSTRY: MediationKind.INDUSTRY,
    OrgKind.ARBITRATION: MediationKind.ARBITRATION,
    OrgKind.ADMIN_ORGAN: MediationKind.ADMIN,
    OrgKind.ZZ_CENTRE: MediationKind.ADMIN,
    OrgKind.STATION: MediationKind.ADMIN,
    OrgKind.PETITION: MediationKind.ADMIN,
    OrgKind.COURT: MediationKind.JUDICIAL,
    OrgKind.TRIBUNAL: MediationKind.JUDICIAL,
    OrgKind.LAWFIRM: MediationKind.LAWYER,
    OrgKind.COMMERCIAL: MediationKind.COMMERCIAL,
}
"""Kind of mediation that follows from the kind of body; all others mediate as people's mediation."""


def load_mapping(path: Path) -> Mapping:
    """
    Read the mapping file *path*, YAML or an Excel workbook.

    Raises:
        MappingFileError: it can't be used; every problem is named.
        AgencyUnavailableError: it can't be read now.
    """
    content = read_bytes(path)
    if path.suffix.lower() == ".xlsx":
        return mapping_of(read_mapping_workbook(content, path.name), path.name)
    if len(content) > LONGEST_FILE:
        raise MappingFileError(path.name, (f"{path.name}:1:1 文件超过 1 MB / larger than 1 MB",))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise MappingFileError(path.name, (f"{path.name}:1:1 文件不是 UTF-8，请另存为 UTF-8 / not in UTF-8",)) from None
    return parse_mapping(text, path.name)


def parse_mapping(text: str, file: str) -> Mapping:
    """
    Return the mapping that the YAML *text* is.

    Raises:
        MappingFileError: it can't be used; every problem is named.
    """
    return mapping_of(read_yaml(text, file), file)


def mapping_of(table: Table, file: str) -> Mapping:
    """
    Return the mapping that *table* says.

    Raises:
        MappingFileError: it can't be used; every problem is named.
    """
    complaints = Complaints(file)
    for blank in blanks_left(table):
        complaints.add(blank, f"还有 {BLANK} 没有填写", f"{BLANK} is still to be filled in")
    complaints.raise_any()
    mapping = _Loader(complaints, Section(table, "file", complaints)).load()
    complaints.raise_any()
    if mapping is None:
        raise MappingFileError(file, ("1:1 映射文件不完整 / the mapping isn't complete",))
    return mapping


class _Loader:
    def __init__(self, complaints: Complaints, top: Section) -> None:
        self._complaints = complaints
        self._top = top

    def load(self) -> Mapping | None:
        top, complaints = self._top, self._complaints
        if (version := top.text("mapping")) not in ("", VERSION):
            complaints.add(top.node("mapping"), f"不认识格式版本 {version}，请写 1", f"unknown version {version}")
        adapter = self._adapter_code()
        unit = self._unit(adapter)
        columns = self._columns()
        names = (*columns, RECEIVED)
        rules = tuple(self._rule(Section(node, "rule", complaints), names) for node in top.items("rules"))
        examples = tuple(self._example(Section(node, "example", complaints)) for node in top.items("examples"))
        profile = top.one_of("profile", {word: found.zh for found in PROFILES.values() for word in found.words})
        key = self._key(columns)
        source, change = self._source(), self._change()
        if source is not None and source.kind is SourceKind.SQL:
            self._check_table(key, change)
        self._check_profile(profile, columns)
        if unit is None or source is None or change is None or complaints.problems:
            return None
        return Mapping(
            file=complaints.file,
            adapter=adapter,
            name=top.text("name"),
            name_en=top.text("name_en") or f"Mapped ledger {adapter}",
            unit=unit,
            profile=profile,
            contact=top.text("contact"),
            system=top.text("system") or adapter,
            source=source,
            key=key,
            change=change,
            columns=columns,
            rules=rules,
            monthly_form=self._monthly_form(),
            writeback=self._writeback(),
            examples=examples,
        )

    def _adapter_code(self) -> str:
        code = self._top.text("adapter")
        if code and (_ADAPTER.fullmatch(code) is None or len(code) > 40):
            self._complaints.add(
                self._top.node("adapter"),
                "代号只能用小写字母、数字和连字符，如 scjg-230803",
                "a code has lowercase letters, digits and hyphens",
            )
        return code

    def _unit(self, adapter: str) -> Unit | None:
        section = self._top.section("unit", "unit")
        if section is None:
            return None
        org_kind = section.code("org_kind", OrgKind)
        level = section.number("level", range(1, MAX_LEVEL + 1))
        division = section.text("division")
        if division and not (division.isdigit() and division.isascii() and len(division) in (6, 9, 12)):
            self._complaints.add(
                section.node("division"), "区划代码应为 6、9 或 12 位数字，加引号", "a division has 6, 9 or 12 digits"
            )
        kind = section.code("kind", MediationKind)
        if org_kind is None or level is None:
            return None
        found = OrgKind(org_kind)
        return Unit(
            code=section.text("code"),
            name=section.text("name") or self._top.text("name"),
            level=level,
            kind=MediationKind(kind) if kind else _KINDS.get(found, MediationKind.PEOPLE),
            org_kind=found,
            division=division,
            agency=adapter,
            parent=section.text("parent") or None,
            valid_from=section.day("valid_from"),
            valid_to=section.day("valid_to"),
        )

    def _columns(self) -> dict[str, Column]:
        table = self._top.table("columns")
        if table is None:
            return {}
        maps = CodeMaps(self._complaints, self._top.table("codes"))
        return ColumnLoader(self._complaints, maps).load(table)

    def _key(self, columns: dict[str, Column]) -> tuple[str, ...]:
        node = self._top.node("key")
        key = tuple(title_of(text) for text in self._top.texts("key"))
        secret = {
            heading for column in columns.values() if column.party or column.sealed for heading in column.headings
        }
        if "native_id" not in columns and not key:
            return ()
        for part in key:
            if part in secret:
                self._complaints.add(
                    node,
                    f"主键“{part}”含个人信息，主键会进共享流；请换编号或日期列",
                    f"key {part} holds personal data, and keys are shared",
                )
        if len(key) > 5:
            self._complaints.add(node, "主键最多五列", "a key has at most five columns")
        return key

    def _check_profile(self, name: str, columns: dict[str, Column]) -> None:
        profile = next((found for found in PROFILES.values() if found.zh == name), None)
        for needed in profile.needs if profile is not None else ():
            if not set(needed.split("|")) & columns.keys():
                wanted = needed.replace("|", " 或 ")
                self._complaints.add(
                    self._top.node("columns"),
                    f"“{name}”需要列 {wanted}",
                    f"profile {name} needs column {needed}",
                )

    def _check_table(self, key: tuple[str, ...], change: Change | None) -> None:
        """A table is read on from where it ended, by time and one key: nothing else finds what changed in it."""
        if len(key) > 1:
            self._complaints.add(
                self._top.node("key"), "数据库来源的主键只能是一列，请在视图里拼好", "a table has one key column"
            )
        if change is not None and change.rule is not ChangeRule.UPDATED_AT:
            self._complaints.add(
                self._top.node("change"),
                "数据库来源要写 change: {rule: 更新时间, column: …}",
                "a table needs a column of its update time",
            )

    def _source(self) -> Source | None:
        section = self._top.section("source", "source")
        if section is None:
            return None
        kind = section.code("kind", SourceKind)
        sheet, header = section.section("sheet", "sheet"), section.section("header", "header")
        totals = section.section("totals", "totals")
        if kind is None:
            return None
        is_sql = kind == SourceKind.SQL
        for name in ("table",) if is_sql else ("inbox", "file"):
            section.require(name)
        rows = header.number("within_rows", range(1, 101)) if header else None
        return Source(
            kind=SourceKind(kind),
            inbox=section.text("inbox"),
            pattern=None if is_sql else self._pattern(section),
            sheet_contains=sheet.text("contains") if sheet else "",
            sheet_name=sheet.text("name") if sheet else "",
            find=tuple(title_of(text) for text in header.texts("find")) if header else (),
            within_rows=rows or 12,
            stop_at=tuple(section.texts("stop_at")) or ("合计", "填表人"),
            check_totals=tuple(title_of(text) for text in totals.texts("check")) if totals else (),
            encodings=self._encodings(section),
            rows=section.text("rows"),
            table=section.text("table"),
        )

    def _encodings(self, section: Section) -> tuple[str, ...]:
        word = section.text("encoding").lower()
        known: dict[str, tuple[str, ...]] = {
            "": ("utf-8", "gb18030"),
            "自动": ("utf-8", "gb18030"),
            "auto": ("utf-8", "gb18030"),
        }
        known |= {name: ("gb18030",) for name in ("gb18030", "gbk", "gb2312")}
        known |= {name: ("utf-8",) for name in ("utf-8", "utf8")}
        if word not in known:
            self._complaints.add(section.node("encoding"), "编码写 UTF-8、GB18030 或 自动", "UTF-8, GB18030 or auto")
        return known.get(word, ())

    def _pattern(self, section: Section) -> FilePattern | None:
        text = section.text("file")
        if not text or "/" in text or "\\" in text:
            self._complaints.add(section.node("file"), "这里写文件名，文件夹写在 inbox", "a name, no folder")
            return None
        try:
            return FilePattern.of(text)
        except ValueError as fault:
            self._complaints.add(
                section.node("file"), f"{fault} 不能用；可用 *、{{年}}、{{月}}", f"{fault} can't be used"
            )
            return None

    def _change(self) -> Change | None:
        section = self._top.section("change", "change")
        if section is None:
            return Change(rule=ChangeRule.APPEND)
        rule = section.code("rule", ChangeRule)
        missing = section.text("missing")
        if missing not in ("", MISSING_TWICE, "two periods"):
            self._complaints.add(section.node("missing"), f"这里只能写“{MISSING_TWICE}”", "only: two periods")
        if rule == ChangeRule.UPDATED_AT:
            section.require("column")
        if rule is None:
            return None
        return Change(rule=ChangeRule(rule), retracts=bool(missing), column=section.text("column"))

    def _rule(self, section: Section, names: tuple[str, ...]) -> Rule:
        expect, when = (self._expression(section, name, names) for name in ("expect", "when"))
        require = tuple(section.texts("require"))
        for name in require:
            if name not in names:
                self._complaints.unknown(Text(name, section.node("require").mark), ("列", "column"), names)
        if expect is None and not require and not self._complaints.problems:
            self._complaints.add(section.mark, "规则要写 expect 或 require", "a rule expects or requires something")
        text = section.text("expect") or f"{section.text('when')}: {'、'.join(require)}"
        return Rule(mark=section.mark, text=text, expect=expect, when=when, require=require)

    def _expression(self, section: Section, name: str, names: tuple[str, ...]) -> Expression | None:
        text = section.text(name)
        if not text:
            return None
        try:
            return parse(text, names)
        except ExpressionError as fault:
            self._complaints.add(section.node(name), fault.zh, fault.en)
            return None

    def _monthly_form(self) -> MonthlyFormSource | None:
        section = self._top.section("monthly_form", "monthly_form")
        pattern = self._pattern(section) if section is not None else None
        if section is None or pattern is None:
            return None
        return MonthlyFormSource(pattern=pattern, compares=section.flag("compare_with_hub"))

    def _writeback(self) -> Writeback:
        section = self._top.section("writeback", "writeback")
        if section is None:
            return Writeback()
        if section.text("kind") not in ("", "xlsx"):
            self._complaints.add(section.node("kind"), "回写只有 xlsx", "only xlsx is written back")
        content = frozenset(Content(code) for code in section.codes("content", Content))
        return Writeback(outbox=section.text("outbox") or "回执", content=content)

    def _example(self, section: Section) -> Example:
        row = {title_of(key): value for key, value in section.pairs("row").items()}
        events = tuple(section.texts("events"))
        for event in events:
            if event not in {known.value for known in Event}:
                names = [known.value for known in Event]
                self._complaints.unknown(Text(event, section.node("events").mark), ("事件", "event"), names)
        return Example(
            mark=section.mark,
            row=row,
            gives=section.pairs("gives"),
            events=events,
            period=section.text("period"),
            received=section.day("received"),
        )
