"""
Why a figure is so: what it's made of as known at each revision, what isn't in it by which rule, what changed it, why.

A figure is named as ``hub stats explain`` names it (``acc``, ``unit:X2:acc``), or as a cell of the bureau's form
(``form:X2:cases``); both are counted by the code that counts the month.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from hub.core.body_figures import body_figures
from hub.core.codes import LabelledCode, Outcome
from hub.core.daytime import month_bounds
from hub.core.definitions import Definition
from hub.core.measures import MEASURES
from hub.core.ports import Row
from hub.core.reports import CITY_BODY
from hub.core.statistics import DIMENSIONS
from hub.queries.beside import figure as figure_text
from hub.queries.beside import measure_label
from hub.queries.changes import Share, shares_of
from hub.queries.figures import KnownMonth
from hub.queries.form import COLUMN_LABELS, KnownRows, month_form
from hub.queries.layout import Check, Label
from hub.queries.month_figures import Figure, OpenedMonth

FORM = "form"
NO_UNIT = "-"
"""The line of the form for rows that name no unit."""

_MEASURE_OF = {
    "open": "opening",
    "acc": "cases",
    "concl": "concluded",
    "pend": "pending",
    "success": "success",
    "failed": "failed",
    "consent_withdrawn": "consent_withdrawn",
    "oral": "form.ORAL",
    "written": "form.WRITTEN",
    "amount": "amount_fen",
    "people": "people",
    "confirmed": "confirmed",
}
"""Headline figures that are sums of what each dispute contributes."""

_STOCKS = {
    "open": "opening",
    "acc": "cases",
    "in": "transferred_in",
    "concl": "concluded",
    "out": "transferred_out",
    "pend": "pending",
}

Names = Callable[[str], str]


class LeftOut(LabelledCode):
    """By which rule of domain §6.1 a dispute of the month isn't in a figure."""

    WITHDRAWN = "WITHDRAWN", "撤回：计入办结，不计入成功率", "Withdrawn: concluded, outside the rate"
    SETTLED = "SETTLED", "和解：计入办结，不计入成功率", "Settled: concluded, outside the rate"
    OTHER_ENDING = "OTHER_ENDING", "其他结果：按口径不计入", "Another outcome: not counted by the definition"
    PENDING = "PENDING", "期末仍在办：未办结", "Still pending: not concluded"
    WITHHELD = "WITHHELD", "一方不同意调解：未受理，另列", "Consent withheld: not accepted, a line of its own"
    RETURNED = "RETURNED", "退回：按移交另列", "Returned: counted by referral, a line of its own"
    ONSITE = "ONSITE", "网格当场化解：未受理，另列", "Settled on the spot: not accepted, a line of its own"


class Formula(LabelledCode):
    """How a figure is made, in one line (domain §6.1)."""

    OPEN = "OPEN", "期初 = 以前各月（受理 + 转入 − 办结 − 转出）", "Opening = earlier (accepted + in − concluded − out)"
    ACC = (
        "ACC",
        "受理 = 本月首次受理的纠纷，记在最先受理的单位、层级和种类",
        "Accepted = first acceptances of the month, at the first accepting unit, level and kind",
    )
    IN = "IN", "转入 = 上级受理的上报", "In = escalations accepted here"
    OUT = "OUT", "转出 = 被上级受理的上报", "Out = escalations accepted above"
    CONCL = (
        "CONCL",
        "办结 = 本月有最终结果的纠纷，记在办结的单位、层级和种类",
        "Concluded = final outcomes of the month, at the concluding unit, level and kind",
    )
    PEND = (
        "PEND",
        "期末 = 期初 + 受理 + 转入 − 办结 − 转出",
        "Pending = opening + accepted + in − concluded − out",
    )
    RATE = (
        "RATE",
        "成功率 = 成功 ÷（成功 + 不成 + 当事人终止）",
        "Rate = success ÷ (success + failed + withdrawn consent)",
    )
    MEDIAN = (
        "MEDIAN",
        "从首次受理到办结的日历天数的中位数；偶数件取中间两数的平均",
        "Median of calendar days from first acceptance to conclusion; of an even count the mean of the middle two",
    )
    SUM = "SUM", "各件之和", "Sum over the disputes"
    STATED = "STATED", "单位自报或签字行，不由案件统计", "Stated by a body, or a signed line: not counted from disputes"


@dataclass(frozen=True, slots=True)
class KnownFigure:
    """The figure in one revision: what it says, and what each dispute adds to it (1 where it's counted)."""

    number: int
    known: KnownMonth
    text: str
    parts: Mapping[str, int]
    shares: tuple[Share, ...] = ()


@dataclass(frozen=True, slots=True)
class Operand:
    """One part of a computed figure: its name, label and what it says."""

    name: str
    label: Label
    text: str
    above: bool


@dataclass(frozen=True, slots=True)
class Excluded:
    """Disputes of the month that aren't in the figure, by one rule."""

    rule: LeftOut
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """
    A figure opened.

    Attributes:
        unit_of: What one dispute adds is counted in this (an amount in fen); None where each adds one.
        balance: The six stocks and flows of the same line, in the order of the form; they must balance.
    """

    name: str
    labels: tuple[Label, ...]
    definition: Definition
    formula: Formula
    revisions: tuple[KnownFigure, ...]
    operands: tuple[Operand, ...]
    excluded: tuple[Excluded, ...]
    balance: tuple[tuple[Label, int], ...]
    checks: tuple[Check, ...]
    measure: str = ""

    @property
    def balances(self) -> bool:
        """Whether the line balances: opening + accepted + in = concluded + out + pending."""
        opening, accepted, came, concluded, left, pending = (value for _, value in self.balance)
        return opening + accepted + came == concluded + left + pending

    def change(self, number: int) -> str | None:
        """
        Return how revision *number* differs from the one before, signed; None for the first.

        A rate differs by points, whatever is counted by what its disputes changed.
        """
        if number < 2:
            return None
        now, before = self.revisions[number - 1], self.revisions[number - 2]
        if self.formula in (Formula.RATE, Formula.MEDIAN):
            values = [_number(one.text) for one in (before, now)]
            return None if None in values else f"{(values[1] or 0) - (values[0] or 0):+.2f}"
        delta = sum(share.value for share in now.shares)
        return f"{delta / 100:+,.2f}" if self.measure == "amount_fen" else f"{delta:+d}"

    @property
    def is_sum(self) -> bool:
        """Whether disputes add different amounts, so that each needs its own figure beside it."""
        return self.measure in ("amount_fen", "people", "criminal_people", "mass_people")


def _number(text: str) -> float | None:
    try:
        return float(text.split()[0])
    except (ValueError, IndexError):
        return None


@dataclass(frozen=True, slots=True)
class WhySources:
    """What a figure is opened from: its month's revisions as known, every row there was, definitions, names."""

    month: str
    revisions: Sequence[KnownMonth]
    history: Sequence[Row]
    bases: tuple[Definition, ...]
    name_of: Names


def why(sources: WhySources, name: str) -> Why | None:
    """Return the figure *name* opened, None where the month has none of that name."""
    months = [_opened(sources, known) for known in sources.revisions]
    if name.startswith(f"{FORM}:"):
        return _cell(sources, months, name)
    last = months[-1].find(name)
    if last is None:
        return None
    found = [month.find(last.name) for month in months]
    measure = _MEASURE_OF.get(last.name.partition("@")[0], "")
    parts = [_parts(sources.month, known, one, measure) for known, one in zip(sources.revisions, found, strict=True)]
    texts = ["0" if one is None else one.cells[-1].text for one in found]
    scope = _scope_of(last.name)
    return Why(
        name=last.name,
        labels=last.labels,
        definition=_definition(sources, last.name),
        formula=_formula(last),
        revisions=tuple(_known(sources, texts, parts)),
        operands=tuple(_operands(last, months[-1])),
        excluded=tuple(_excluded(sources, last.name, scope)),
        balance=_balance(sources, months[-1], scope),
        checks=months[-1].checks,
        measure=measure,
    )


def _opened(sources: WhySources, known: KnownMonth) -> OpenedMonth:
    rows = [KnownRows(known.as_known_at, known.rows)]
    return OpenedMonth(month_form(sources.month, rows, sources.name_of, sources.bases), (known,))


def _parts(month: str, known: KnownMonth, found: Figure | None, measure: str) -> Mapping[str, int]:
    if measure:
        return body_figures(known.rows, month).parts.get(measure, {})
    return {} if found is None else dict.fromkeys(found.cells[-1].disputes, 1)


def _known(sources: WhySources, texts: Sequence[str], parts: Sequence[Mapping[str, int]]) -> Iterator[KnownFigure]:
    for number, (known, text, now) in enumerate(zip(sources.revisions, texts, parts, strict=True), 1):
        before = sources.revisions[number - 2] if number > 1 else None
        shares: tuple[Share, ...] = ()
        if before is not None:
            both = parts[number - 2], now
            shares = shares_of(sources.history, both, before.as_known_at, known.as_known_at)
        in_it = {label: value for label, value in sorted(now.items()) if value}
        yield KnownFigure(number, known, text, in_it, shares)


def _definition(sources: WhySources, name: str) -> Definition:
    wanted = name.partition("@")[2]
    return next((one for one in sources.bases if one.id == wanted), sources.bases[0])


def _formula(found: Figure) -> Formula:
    code = found.name.partition("@")[0] if found.column is None else found.column.code
    if found.table is not None and found.table.code not in DIMENSIONS:
        return Formula.STATED
    known = {one.value for one in Formula}
    return Formula(code.upper()) if code.upper() in known else Formula.SUM


def _operands(found: Figure, month: OpenedMonth) -> Iterator[Operand]:
    for part in found.parts:
        other = month.find(part)
        if other is not None:
            yield Operand(part, other.row, other.cells[-1].text, above=part == "success")


def _scope_of(name: str) -> tuple[str, str] | None:
    table, _, rest = name.partition(":")
    return (table, rest.rpartition(":")[0]) if rest and table in DIMENSIONS else None


def _in_scope(row: Row, scope: tuple[str, str] | None) -> bool:
    return scope is None or DIMENSIONS[scope[0]](row) == scope[1]


def _excluded(sources: WhySources, name: str, scope: tuple[str, str] | None) -> Iterator[Excluded]:
    column = name.rpartition(":")[2].partition("@")[0]
    found: dict[LeftOut, set[str]] = {}
    for rule, label in _left_out(sources, column, scope):
        found.setdefault(rule, set()).add(label)
    for rule in LeftOut:
        if rule in found:
            yield Excluded(rule, tuple(sorted(found[rule])))


def _left_out(sources: WhySources, column: str, scope: tuple[str, str] | None) -> Iterator[tuple[LeftOut, str]]:
    rows = sources.revisions[-1].rows
    first, last = (day.isoformat() for day in month_bounds(sources.month))
    definition = sources.bases[0]
    within = [row for row in rows if first <= row.day <= last and _in_scope(row, scope)]
    if column in ("rate", "success", "failed", "consent_withdrawn"):
        rated = set(definition.rated)
        yield from (
            (_ending(row.item), row.label) for row in within if row.measure == "concluded" and row.item not in rated
        )
    if column in ("concl", "rate", "median"):
        scoped = [row for row in rows if _in_scope(row, scope)]
        pending = body_figures(scoped, sources.month).parts.get("pending", {})
        yield from ((LeftOut.PENDING, label) for label, value in pending.items() if value > 0)
    if column in ("acc", "people", "cases"):
        yield from _not_accepted(within, last)


def _not_accepted(within: Sequence[Row], last: str) -> Iterator[tuple[LeftOut, str]]:
    for row in within:
        holds = row.end_day is None or row.end_day > last
        if row.measure == "not_mediated" and holds:
            yield LeftOut.WITHHELD, row.label
        elif row.measure == "onsite_settled":
            yield LeftOut.ONSITE, row.label
        elif row.measure == "referral" and row.item == "returned" and holds:
            yield LeftOut.RETURNED, row.label


def _ending(outcome: str) -> LeftOut:
    known = {Outcome.WITHDRAWN.value: LeftOut.WITHDRAWN, Outcome.SETTLED.value: LeftOut.SETTLED}
    return known.get(outcome, LeftOut.OTHER_ENDING)


def _balance(sources: WhySources, month: OpenedMonth, scope: tuple[str, str] | None) -> tuple[tuple[Label, int], ...]:
    """Return the six figures of the line of *scope* as its table says them, or of the city, which nothing leaves."""
    if scope is None:
        found = body_figures(sources.revisions[-1].rows, sources.month)
        return tuple((label, found.value(_STOCKS[label.code])) for label in COLUMN_LABELS)
    table = next(one for one in month.form.tables if one.title.code == scope[0])
    row = next((one for one in table.rows if one.key.code == scope[1]), None)
    cells = [0] * len(COLUMN_LABELS) if row is None else [int(cell.text) for cell in row.cells]
    return tuple(zip(COLUMN_LABELS, cells, strict=True))


def _cell(sources: WhySources, months: Sequence[OpenedMonth], name: str) -> Why | None:
    """Open a cell of the bureau's form: one unit's (or the city's) measure."""
    _, _, rest = name.partition(":")
    unit, _, measure = rest.partition(":")
    if measure not in MEASURES:
        return None
    known_rows = [_rows_of(known, unit) for known in sources.revisions]
    if not any(known_rows):
        return None
    parts = [body_figures(rows, sources.month).parts.get(measure, {}) for rows in known_rows]
    texts = [figure_text(measure, sum(found.values())) for found in parts]
    scope = None if unit == CITY_BODY else ("unit", unit)
    column = {one: code for code, one in _MEASURE_OF.items()}.get(measure, "")
    return Why(
        name=name,
        labels=(Label(unit, _name(sources, unit), _name(sources, unit)), measure_label(measure)),
        definition=sources.bases[0],
        formula=Formula(column.upper()) if column.upper() in {one.value for one in Formula} else Formula.SUM,
        revisions=tuple(_known(sources, texts, parts)),
        operands=(),
        excluded=tuple(_excluded(sources, column, scope)) if unit != NO_UNIT else (),
        balance=_balance(sources, months[-1], scope),
        checks=months[-1].checks,
        measure=measure,
    )


def _rows_of(known: KnownMonth, unit: str) -> list[Row]:
    if unit == CITY_BODY:
        return list(known.rows)
    return [row for row in known.rows if (row.unit or NO_UNIT) == unit]


def _name(sources: WhySources, unit: str) -> str:
    return sources.name_of(unit)
