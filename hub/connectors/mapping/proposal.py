"""Proposes a mapping file from a department's own file: guesses with confidence, ``___`` where a person decides."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from hub.connectors.files import Sheet, is_legacy_workbook, read_csv, read_legacy_workbook, read_workbook
from hub.connectors.mapping.code_maps import own_words
from hub.connectors.mapping.document import BLANK, nearest
from hub.connectors.mapping.fields import FIELDS, Field
from hub.connectors.mapping.keys import is_serial
from hub.connectors.mapping.model import title_of
from hub.connectors.mapping.profiles import Profile
from hub.connectors.mapping.tables import LIMITS
from hub.connectors.mapping.words import CellType, SourceKind
from hub.connectors.parsing import RowRejectedError, is_blank, parse_day
from hub.core.codes import LabelledCode
from hub.core.errors import ClosedInputError
from hub.core.privacy import half_width

_LEAST_HEADINGS = 3
_LOOKED_AT = 15
_MOST_WORDS, _LONGEST_WORD = 40, 20
_SURE, _LIKELY = 0.9, 0.65
_STOPS = ("合计", "总计", "填表人", "单位负责人")
_SIDES = {"complainant": "申请方", "respondent": "被申请方"}
_ZH_TYPES = {CellType.DATE: "日期", CellType.AMOUNT: "金额", CellType.INTEGER: "整数", CellType.YES_NO: "是否"}
_NUMBERS = {CellType.RESIDENT: "身份证", CellType.USCC: "信用代码"}
_PLACES = (
    (re.compile(r"(?<!\d)20\d{2}(\s*年\s*)\d{1,2}(\s*月)"), r"{年}\1{月}\2"),
    (re.compile(r"(?<!\d)20\d{2}([-_.])(0[1-9]|1[0-2])(?!\d)"), r"{年}\1{月}"),
    (re.compile(r"(?<!\d)20\d{2}(0[1-9]|1[0-2])(?!\d)"), "{年}{月}"),
)


@dataclass(frozen=True, slots=True)
class Ledger:
    """What was found in the department's file: its sheet, headings and rows below."""

    kind: SourceKind
    sheet: str
    headings: tuple[str, ...]
    rows: tuple[Mapping[str, object], ...]

    def cells(self, heading: str) -> list[object]:
        """Return what stands under *heading*, blanks left out."""
        return [row[heading] for row in self.rows if not is_blank(row.get(heading))]


@dataclass(frozen=True, slots=True)
class Guess:
    """Which heading a field probably is, and how sure that is (0 to 1)."""

    field: Field
    heading: str
    confidence: float


def read_ledger(content: bytes, name: str) -> Ledger:
    """
    Return the table of a department's file, of the sheet with the most rows.

    Raises:
        ClosedInputError: no table is found in it.
    """
    kind, sheets = _sheets(content, name)
    found = [_table(kind, sheet) for sheet in sheets]
    tables = [table for table in found if table is not None]
    if not tables:
        raise ClosedInputError("no table with a heading is found", where=name, remedy="is it the ledger?")
    return max(tables, key=lambda table: len(table.rows))


def _sheets(content: bytes, name: str) -> tuple[SourceKind, Sequence[Sheet]]:
    if is_legacy_workbook(content):
        return SourceKind.XLS, read_legacy_workbook(content, where=name, limits=LIMITS)
    if content.startswith(b"PK"):
        return SourceKind.XLSX, read_workbook(content, where=name, limits=LIMITS)
    return SourceKind.CSV, (read_csv(content, where=name, limits=LIMITS),)


def _table(kind: SourceKind, sheet: Sheet) -> Ledger | None:
    for place, row in enumerate(sheet.rows[:_LOOKED_AT]):
        headings = [title_of(str(cell)) if cell is not None else "" for cell in row]
        if len(set(headings) - {""}) < _LEAST_HEADINGS:
            continue
        below: list[Mapping[str, object]] = []
        for cells in sheet.rows[place + 1 :]:
            first = [title_of(str(cell)) for cell in cells[:3] if cell is not None]
            if any(text.startswith(_STOPS) for text in first):
                break
            if any(not is_blank(cell) for cell in cells):
                below.append({name: cell for name, cell in zip(headings, cells, strict=False) if name})
        return Ledger(kind, sheet.name, tuple(name for name in headings if name), tuple(below))
    return None


def guess_columns(ledger: Ledger) -> list[Guess]:
    """Return the best heading for each field, each heading once, surest first."""
    guesses = [
        Guess(field, heading, confidence)
        for field in FIELDS.values()
        for heading in ledger.headings
        if (confidence := _confidence(field, heading, ledger)) >= _LIKELY
    ]
    chosen: list[Guess] = []
    for guess in sorted(guesses, key=lambda one: (-one.confidence, list(FIELDS).index(one.field.name))):
        if all(guess.field.name != other.field.name and guess.heading != other.heading for other in chosen):
            chosen.append(guess)
    return chosen


def _confidence(field: Field, heading: str, ledger: Ledger) -> float:
    names = [title_of(name).rstrip("*") for name in (*field.guesses, field.zh)]
    plain = re.sub(r"[(（].*", "", heading)
    score = max(SequenceMatcher(None, name, plain).ratio() for name in names)
    cells = ledger.cells(heading)[:30]
    if field.cell is CellType.DATE and cells:
        # A heading that says day, over cells that are none, is something else.
        score *= 0.4 + 0.6 * (sum(_is_day(cell) for cell in cells) / len(cells))
    return round(score, 2)


def _is_day(cell: object) -> bool:
    try:
        parse_day(cell, "", year=2026)
    except RowRejectedError:
        return False
    return True


def propose(ledger: Ledger, profile: Profile, *, name: str, adapter: str) -> str:
    """Return a mapping file's text for *ledger*, as far as it can be guessed."""
    guesses = {guess.field.name: guess for guess in guess_columns(ledger)}
    return "\n".join(
        [
            *_head(ledger, profile, name, adapter, guesses),
            *_columns(profile, guesses),
            *_codes(ledger, guesses),
            *_foot(ledger, guesses),
            "",
        ]
    )


def _head(ledger: Ledger, profile: Profile, name: str, adapter: str, guesses: Mapping[str, Guess]) -> Iterator[str]:
    find = [guess.heading for guess in guesses.values() if guess.confidence >= _SURE][:3] or list(ledger.headings[:2])
    yield f"# 由 hub map new 从 {name} 生成；{BLANK} 处须由人填写，填完执行 hub map check 和 hub map test"
    yield "mapping: 1"
    yield f"adapter: {adapter or BLANK}"
    yield f"name: {BLANK}  # 台账全名，如 向阳区住建局物业纠纷调解台账"
    yield f'unit: {{code: {BLANK}, org_kind: {BLANK}, level: {BLANK}, division: "{BLANK}"}}'
    yield f"profile: {profile.zh}"
    yield f"contact: {BLANK}  # 科室和内线"
    yield "source:"
    yield f"  kind: {ledger.kind.value}"
    yield "  inbox: 收件"
    yield f"  file: {_quoted(_pattern(name))}"
    if ledger.kind is not SourceKind.CSV:
        yield f"  sheet: {{name: {_quoted(ledger.sheet)}}}"
    yield f"  header: {{find: [{', '.join(_quoted(heading) for heading in find)}], within_rows: {_LOOKED_AT}}}"
    yield f"key: {_key(ledger, guesses)}"
    yield "change: {rule: 全量比对}  # 若每期只列新件，写 只增"


def _pattern(name: str) -> str:
    for expression, replacement in _PLACES:
        changed = expression.sub(replacement, name, count=1)
        if changed != name:
            return changed
    return name


def _key(ledger: Ledger, guesses: Mapping[str, Guess]) -> str:
    native = guesses.get("native_id")
    if native is None:
        return f"{BLANK}  # 哪一列永远指同一件？"
    keys = [half_width(str(cell)).removesuffix(".0") for cell in ledger.cells(native.heading)]
    day = next((guesses[name].heading for name in ("accepted_on", "reported_on", "referred_on") if name in guesses), "")
    if is_serial(keys):
        return f"[{_quoted(day or BLANK)}, {_quoted(native.heading)}]  # 序号每期重来，须与日期合用"
    return _quoted(native.heading)


def _columns(profile: Profile, guesses: Mapping[str, Guess]) -> Iterator[str]:
    yield "columns:"
    for name in FIELDS:
        if name in guesses:
            yield f"  {name}: {_column(guesses[name])}"
    for needed in profile.needs:
        if not set(needed.split("|")) & guesses.keys():
            yield f"  {needed.partition('|')[0]}: {{from: {BLANK}}}  # 必需，表里没有认出来；固定值写 value"


def _column(guess: Guess) -> str:
    field = guess.field
    parts = [f"from: {_quoted(_heading_pattern(guess))}"]
    if field.cell in _ZH_TYPES:
        parts.append(f"type: {_ZH_TYPES[field.cell]}")
    if field.cell in _NUMBERS:
        parts.append(f"type: {_NUMBERS[field.cell]}, optional: 是, on_bad: 弱标识")
    if field.cell is CellType.AMOUNT:
        parts.append("unit: 按表头, fallback: 元")
    if field.codes is not None:
        parts.append(f"codes: {field.zh}")
    if field.name in _SIDES:
        parts.append(f"party: {_SIDES[field.name]}, sealed: 是")
    mark = "" if guess.confidence >= _SURE else "  请核对"
    return f"{{{', '.join(parts)}}}  # 把握 {guess.confidence:.0%}{mark}"


def _heading_pattern(guess: Guess) -> str:
    """Return an amount's heading without its unit, so that 元 and 万元 are both found."""
    if guess.field.cell is CellType.AMOUNT and "(" in guess.heading:
        return guess.heading.partition("(")[0] + "*"
    return guess.heading


def _codes(ledger: Ledger, guesses: Mapping[str, Guess]) -> Iterator[str]:
    coded = [guess for guess in guesses.values() if guess.field.codes is not None]
    if coded:
        yield "codes:  # 左边是表里出现的词，右边是枢纽代码；对照 docs/reference/codes.md"
    for guess in coded:
        found = dict.fromkeys(half_width(str(cell)) for cell in ledger.cells(guess.heading))
        words = [word for word in found if len(word) <= _LONGEST_WORD]  # a longer text is no code
        if guess.field.codes is None:
            continue
        yield f"  {guess.field.zh}:"
        yield from (f"    {_quoted(word)}: {_meaning(word, guess.field.codes)}" for word in words[:_MOST_WORDS])


def _meaning(word: str, codes: type[LabelledCode]) -> str:
    known = own_words(codes)
    labels = {entry.native: entry.meaning for entry in known.entries}
    if word in labels:
        return labels[word]
    near = "" if word.isascii() else nearest(word, [label for label in labels if not label.isascii()])
    return f"{labels[near]}  # 可能是“{near}”，请核对" if near else BLANK


def _foot(ledger: Ledger, guesses: Mapping[str, Guess]) -> Iterator[str]:
    yield "writeback: {kind: xlsx, outbox: 回执, content: [隔离行, 督办]}"
    used = {guess.heading for guess in guesses.values()}
    unused = [heading for heading in ledger.headings if heading not in used]
    if unused:
        yield f"# 没有用到的列：{'、'.join(unused)}"


def _quoted(text: str) -> str:
    plain = re.fullmatch(r"[\w（）〔〕][\w（）〔〕()/]*", text) is not None and not text.isdigit()
    return text if plain else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
