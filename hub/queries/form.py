"""The month's form from contribution rows: every figure with the disputes it is made of, revision beside revision."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from hub.core.codes import CODE_LISTS, LabelledCode
from hub.core.daytime import month_bounds
from hub.core.definitions import STANDARD, Definition
from hub.core.ports import Row
from hub.core.statistics import CHECK_ALLOWED_TO_FAIL, COLUMNS, DIMENSIONS, MonthlyView, monthly_view
from hub.queries.beside import beside
from hub.queries.layout import (
    Check,
    FormCell,
    FormRow,
    FormTable,
    Label,
    MonthForm,
    Revision,
    days_text,
    rate_text,
    yuan_text,
)

COLUMN_LABELS = (
    Label("open", "期初", "Opening"),
    Label("acc", "受理", "Accepted"),
    Label("in", "转入", "In"),
    Label("concl", "办结", "Concluded"),
    Label("out", "转出", "Out"),
    Label("pend", "期末在办", "Pending"),
)

TABLES = (
    Label("level", "按层级", "By level"),
    Label("type", "按纠纷类别", "By dispute type"),
    Label("channel", "按来源渠道", "By channel"),
    Label("kind", "按调解种类", "By kind of mediation"),
    Label("division", "按区县", "By county"),
    Label("unit", "按单位", "By unit"),
)

_CODES: dict[str, type[LabelledCode]] = {
    "type": CODE_LISTS["disputeType"],
    "channel": CODE_LISTS["channel"],
    "kind": CODE_LISTS["mediationKind"],
}
_COLUMN_OF = {"accepted": "acc", "transferred_in": "in", "concluded": "concl", "transferred_out": "out"}
BY_DEFINITION = frozenset({"rate", "median"})
"""Headline figures that a change of definition can change."""

REPORTS = frozenset({"reports", "来源记录（累计）"})
"""Names of the one figure that every report adds to, whenever it came."""

_SIGN = {"acc": 1, "in": 1, "concl": -1, "out": -1}

Names = Callable[[str], str]
"""Gives the name of a unit or division by its code."""

Opened = Mapping[tuple[str, str, str], tuple[str, ...]]
"""Table, key and column of a figure → the disputes it is made of."""


@dataclass(frozen=True, slots=True)
class KnownRows:
    """The rows that count in one revision."""

    as_known_at: datetime
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One revision, counted."""

    view: MonthlyView
    opened: Opened
    rows: Mapping[tuple[str, str], tuple[str, ...]]


def month_form(
    month: str, revisions: Sequence[KnownRows], names: Names, bases: Sequence[Definition] = (STANDARD,)
) -> MonthForm:
    """
    Return the form of *month*: the last revision, with the former figure beside each that differs.

    It's counted by the first of *bases*; in a year of change, what the others make of it stands beside it, labelled.
    """
    sheets = [_sheet(known.rows, month, bases[0]) for known in revisions]
    if not sheets:
        return MonthForm(month, (), (), ())
    former = sheets[-2] if len(sheets) > 1 else None
    return MonthForm(
        month,
        tuple(
            Revision(number, known.as_known_at, _checks(sheet.view))
            for number, (known, sheet) in enumerate(zip(revisions, sheets, strict=True), 1)
        ),
        tuple(_headline(month, revisions, sheets, bases)),
        (
            *(_table(title, sheets[-1], former, names) for title in TABLES),
            *beside(sheets[-1].view, None if former is None else former.view, names),
        ),
    )


def _headline(
    month: str, revisions: Sequence[KnownRows], sheets: Sequence[_Sheet], bases: Sequence[Definition]
) -> Iterator[FormRow]:
    """Yield the headline figures; those that depend on the definition once for each basis, where there are several."""
    others = [(one, [_sheet(known.rows, month, one) for known in revisions]) for one in bases[1:]]
    for label, say, part in _HEADLINE:
        several = bool(others) and label.code in BY_DEFINITION
        yield _headline_row(_on_basis(label, bases[0]) if several else label, say, part, sheets)
        for definition, counted in others if several else ():
            other = Label(f"{label.code}@{definition.id}", label.zh, label.en)
            yield _headline_row(_on_basis(other, definition), say, part, counted)


def _headline_row(
    label: Label, say: Callable[[MonthlyView], str], part: tuple[str, str], sheets: Sequence[_Sheet]
) -> FormRow:
    return FormRow(label, tuple(FormCell(say(sheet.view), None, sheet.rows.get(part, ())) for sheet in sheets))


def _on_basis(label: Label, definition: Definition) -> Label:
    return Label(label.code, f"{label.zh}（{definition.id}）", f"{label.en} ({definition.id})")


def _sheet(rows: Sequence[Row], month: str, definition: Definition) -> _Sheet:
    opened = opened_cells(rows, month)
    lines = _opened_lines(rows, month)
    for column in ("open", "pend"):
        parts = [labels for (table, _, name), labels in opened.items() if (table, name) == ("level", column)]
        lines[column, ""] = tuple(sorted({label for labels in parts for label in labels}))
    lines["rated", ""] = tuple(
        sorted({label for item in definition.rated for label in lines.get(("concluded", item), ())})
    )
    lines["reported", ""] = tuple(sorted({row.label for row in rows if row.measure == "report"}))
    return _Sheet(monthly_view(rows, month, definition), opened, lines)


def _checks(view: MonthlyView) -> tuple[Check, ...]:
    return tuple(
        Check(name, holds or name == CHECK_ALLOWED_TO_FAIL, "", "") for name, holds in sorted(view.checks.items())
    )


def opened_cells(rows: Iterable[Row], month: str) -> Opened:
    """Return of which disputes each figure of the form's tables is made; stocks hold those not gone before the cut."""
    first, last = (day.isoformat() for day in month_bounds(month))
    counts: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for row in rows:
        column = _COLUMN_OF.get(row.measure)
        if column is None or row.day > last:
            continue
        for table, key in DIMENSIONS.items():
            name = key(row)
            if name is None:
                continue
            counts[table, name, "open" if row.day < first else column][row.label] += (
                _SIGN[column] * row.value if row.day < first else row.value
            )
            counts[table, name, "pend"][row.label] += _SIGN[column] * row.value
    return {
        place: tuple(sorted(label for label, count in labels.items() if count > 0)) for place, labels in counts.items()
    }


def _opened_lines(rows: Iterable[Row], month: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the disputes behind the headline figures, by measure and item; item ``""`` is all of a measure."""
    first, last = (day.isoformat() for day in month_bounds(month))
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        if first <= row.day <= last:
            found[row.measure, row.item].add(row.label)
            found[row.measure, ""].add(row.label)
    return {place: tuple(sorted(labels)) for place, labels in found.items()}


def _table(title: Label, sheet: _Sheet, former: _Sheet | None, names: Names) -> FormTable:
    table = sheet.view.tables[title.code]
    before = former.view.tables[title.code] if former else {}
    rows = []
    for key in sorted(table, key=lambda name: (-table[name]["acc"], name) if title.code == "unit" else (0, name)):
        cells = []
        for column in COLUMNS:
            value = table[key][column]
            old = before.get(key, {}).get(column, 0)
            changed = str(old) if former is not None and old != value else None
            cells.append(FormCell(str(value), changed, sheet.opened.get((title.code, key, column), ())))
        rows.append(FormRow(_row_label(title.code, key, names), tuple(cells)))
    return FormTable(title, COLUMN_LABELS, tuple(rows))


def _row_label(table: str, key: str, names: Names) -> Label:
    codes = _CODES.get(table)
    if codes is not None and key in {member.value for member in codes}:
        code = codes(key)
        return Label(key, code.zh, code.en)
    if table == "level":
        return Label(key, f"第{key[1:]}级", f"Level {key[1:]}")
    return Label(key, names(key), names(key))


def _sum_of(values: Mapping[str, int]) -> str:
    return str(sum(values.values()))


def _yuan(view: MonthlyView) -> str:
    return yuan_text(view.amount_fen)


def _rate(view: MonthlyView) -> str:
    return rate_text(view.success_rate)


def _median(view: MonthlyView) -> str:
    return days_text(view.median_days)


_HEADLINE: tuple[tuple[Label, Callable[[MonthlyView], str], tuple[str, str]], ...] = (
    (Label("open", "期初在办", "Opening"), lambda view: str(view.city["open"]), ("open", "")),
    (Label("acc", "受理", "Accepted"), lambda view: str(view.city["acc"]), ("accepted", "")),
    (Label("concl", "办结", "Concluded"), lambda view: str(view.city["concl"]), ("concluded", "")),
    (Label("pend", "期末在办", "Pending"), lambda view: str(view.city["pend"]), ("pend", "")),
    (
        Label("success", "调解成功", "Success"),
        lambda view: str(view.outcomes.get("SUCCESS", 0)),
        ("concluded", "SUCCESS"),
    ),
    (Label("failed", "调解不成", "Failed"), lambda view: str(view.outcomes.get("FAILED", 0)), ("concluded", "FAILED")),
    (
        Label("consent_withdrawn", "当事人终止", "Consent withdrawn"),
        lambda view: str(view.outcomes.get("CONSENT_WITHDRAWN", 0)),
        ("concluded", "CONSENT_WITHDRAWN"),
    ),
    (Label("rate", "调解成功率", "Success rate"), _rate, ("rated", "")),
    (Label("oral", "口头协议", "Oral agreements"), lambda view: str(view.agreements["ORAL"]), ("agreement", "ORAL")),
    (
        Label("written", "书面协议", "Written agreements"),
        lambda view: str(view.agreements["WRITTEN"]),
        ("agreement", "WRITTEN"),
    ),
    (Label("amount", "协议金额（元）", "Amount (yuan)"), _yuan, ("amount", "")),
    (Label("people", "涉及人数", "People"), lambda view: str(view.people), ("people", "")),
    (
        Label("confirmed", "司法确认裁定有效", "Judicially confirmed"),
        lambda view: str(view.confirmations["Granted"]),
        ("confirmation", "Granted"),
    ),
    (
        Label("not_mediated", "不同意调解", "Consent withheld"),
        lambda view: str(len(view.not_mediated)),
        ("not_mediated", ""),
    ),
    (
        Label("onsite", "网格当场化解", "Settled on the spot"),
        lambda view: str(view.onsite_settled),
        ("onsite_settled", ""),
    ),
    (Label("transfers", "上报受理", "Escalations accepted"), lambda view: str(view.transfers), ("transferred_in", "")),
    (Label("reports", "来源记录（累计）", "Reports (cumulative)"), lambda view: str(view.reports), ("reported", "")),
    (Label("median", "办理天数中位数", "Median days to conclude"), _median, ("days", "")),
)
"""The headline figures: what they are called, how the view says them, and the rows they open into."""
