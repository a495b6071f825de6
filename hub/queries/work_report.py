"""
The volumes of a half-yearly work report, of the city or of one unit, from the rows known at a cut (INFO-2).

Every figure has its definition and the disputes that it's made of. Flows are the sums of the half's six monthly
reports, stocks those of its first and last month.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from hub.core.codes import CODE_LISTS, Outcome, Risk
from hub.core.halfyear import half_bounds, half_months
from hub.core.ports import Row
from hub.core.reports import CITY_BODY
from hub.core.statistics import MonthlyView, median, monthly_view, success_rate
from hub.queries.form import opened_cells
from hub.queries.layout import days_text, rate_text, yuan_text


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the half: what it's called, its value as text, how it's defined, its disputes."""

    code: str
    zh: str
    en: str
    text: str
    definition_zh: str
    definition_en: str
    disputes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Accepted and concluded disputes by one dimension."""

    zh: str
    en: str
    rows: tuple[tuple[str, str, int, int], ...]
    """Each: label in Chinese, in English, accepted, concluded."""


@dataclass(frozen=True, slots=True)
class Volumes:
    """The volumes of one body and half."""

    half: str
    body: str
    figures: tuple[Figure, ...]
    breakdowns: tuple[Breakdown, ...]


def rows_of(rows: Iterable[Row], body: str) -> list[Row]:
    """Return the rows that count for *body*: all of them for the city, else those of its own unit."""
    return [row for row in rows if body in (CITY_BODY, row.unit)]


def volumes(rows: Iterable[Row], half: str, body: str = CITY_BODY) -> Volumes:
    """Return the volumes of *half* from *rows*, those known at the cut."""
    mine = rows_of(rows, body)
    views = [monthly_view(mine, month) for month in half_months(half)]
    return Volumes(half, body, tuple(_figures(mine, half, views)), tuple(_breakdowns(views)))


def _figures(rows: Sequence[Row], half: str, views: Sequence[MonthlyView]) -> Iterable[Figure]:
    first, last = (day.isoformat() for day in half_bounds(half))
    months = half_months(half)
    for line in _LINES:
        if line.measure in _STOCKS:
            disputes = _stock(rows, months[0] if line.measure == "open" else months[-1], line.measure)
        else:
            disputes = {
                row.label
                for row in rows
                if row.measure == line.measure
                and first <= row.day <= last
                and (not line.items or row.item in line.items)
            }
        yield Figure(line.code, line.zh, line.en, line.say(views), line.rule_zh, line.rule_en, tuple(sorted(disputes)))


_STOCKS = ("open", "pend")


def _stock(rows: Sequence[Row], month: str, column: str) -> set[str]:
    cells = opened_cells(rows, month)
    return {label for (table, _, name), found in cells.items() if (table, name) == ("unit", column) for label in found}


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the report: how it's said from the six months, and the rows that it's made of."""

    code: str
    zh: str
    en: str
    say: Callable[[Sequence[MonthlyView]], str]
    rule_zh: str
    rule_en: str
    measure: str
    items: tuple[str, ...] = ()


def _total(say: Callable[[MonthlyView], int]) -> Callable[[Sequence[MonthlyView]], str]:
    return lambda views: str(sum(map(say, views)))


def _outcomes(views: Sequence[MonthlyView]) -> Counter[str]:
    return sum((Counter(view.outcomes) for view in views), Counter[str]())


def _rate(views: Sequence[MonthlyView]) -> str:
    return rate_text(success_rate(_outcomes(views)))


def _days(views: Sequence[MonthlyView]) -> str:
    return days_text(median([value for view in views for value in view.days_to_conclude.values()]))


def _amount(views: Sequence[MonthlyView]) -> str:
    return yuan_text(sum(view.amount_fen for view in views))


def _column(column: str) -> Callable[[Sequence[MonthlyView]], str]:
    return _total(lambda view: view.city[column])


def _of_outcome(outcome: Outcome) -> _Line:
    return _Line(
        outcome.value.lower(),
        outcome.zh,
        outcome.en,
        lambda views: str(_outcomes(views)[outcome]),
        "办结中该结果的件数",
        "Concluded with this outcome",
        "concluded",
        (outcome.value,),
    )


def _prevented(risk: Risk, zh: str, en: str) -> _Line:
    def say(views: Sequence[MonthlyView]) -> str:
        parts = (sum(view.prevented[risk][part] for view in views) for part in ("cases", "people"))
        return "/".join(str(part) for part in parts)

    rule = ("由双人签认，件/人", "Certified by two, cases/people")
    return _Line(f"prevented_{risk.value.lower()}", zh, en, say, *rule, "prevented", (risk.value,))


_RATED = (Outcome.SUCCESS, Outcome.FAILED, Outcome.CONSENT_WITHDRAWN)
_ENDS = (*_RATED, Outcome.WITHDRAWN, Outcome.SETTLED, Outcome.ARB_DOC)
_FORM = ("成功案件的协议形式", "Form of the agreement of a success")

_LINES: tuple[_Line, ...] = (
    _Line("open", "期初在办", "Opening", lambda v: str(v[0].city["open"]), "首月期初在办", "Pending before it", "open"),
    _Line(
        "acc",
        "受理",
        "Accepted",
        _column("acc"),
        "首次受理，按受理月份；并案只计一件",
        "First acceptance, by its month; merged ones once",
        "accepted",
    ),
    _Line(
        "in", "转入", "In", _column("in"), "上报后由上级受理；全市不加", "Escalated, at the receiver", "transferred_in"
    ),
    _Line(
        "concl", "办结", "Concluded", _column("concl"), "有最终结果，按其月份", "Final outcome, by month", "concluded"
    ),
    _Line(
        "out",
        "转出",
        "Out",
        _column("out"),
        "上报后由上级受理；全市不加",
        "Escalated, at the sender",
        "transferred_out",
    ),
    _Line(
        "pend",
        "期末在办",
        "Pending",
        lambda views: str(views[-1].city["pend"]),
        "期初＋受理＋转入－办结－转出",
        "Opening + accepted + in − concluded − out",
        "pend",
    ),
    *(_of_outcome(outcome) for outcome in _ENDS),
    _Line(
        "rate",
        "调解成功率",
        "Success rate",
        _rate,
        "成功÷（成功＋不成＋当事人终止），撤回、和解不计",
        "Success ÷ (success + failed + consent withdrawn)",
        "concluded",
        tuple(outcome.value for outcome in _RATED),
    ),
    _Line(
        "oral", "口头协议", "Oral agreements", _total(lambda v: v.agreements["ORAL"]), *_FORM, "agreement", ("ORAL",)
    ),
    _Line(
        "written",
        "书面协议",
        "Written agreements",
        _total(lambda view: view.agreements["WRITTEN"]),
        *_FORM,
        "agreement",
        ("WRITTEN",),
    ),
    _Line(
        "amount",
        "协议金额（元）",
        "Amount (yuan)",
        _amount,
        "各月达成协议金额之和",
        "Of the months' agreements",
        "amount",
    ),
    _Line(
        "people", "涉及人数", "People", _total(lambda v: v.people), "受理纠纷的当事人", "Parties of accepted", "people"
    ),
    _Line(
        "confirmed",
        "司法确认有效",
        "Judicially confirmed",
        _total(lambda view: view.confirmations["Granted"]),
        "按裁定月份",
        "By the month of the ruling",
        "confirmation",
        ("Granted",),
    ),
    _Line(
        "days",
        "办理天数中位数",
        "Median days",
        _days,
        "首次受理至办结的日历日，含各种结果",
        "Calendar days from first acceptance, all outcomes",
        "days",
    ),
    _prevented(Risk.CIVIL_TO_CRIMINAL, "防止民转刑", "Crimes prevented"),
    _prevented(Risk.MASS, "防止群体性上访", "Mass petitions prevented"),
)
"""The lines of the report in order."""

_DIMENSIONS = (
    ("type", "按纠纷类别", "By type", "disputeType"),
    ("channel", "按来源渠道", "By channel", "channel"),
    ("level", "按层级", "By level", ""),
)


def _breakdowns(views: Sequence[MonthlyView]) -> Iterable[Breakdown]:
    for table, zh, en, codes in _DIMENSIONS:
        accepted: Counter[str] = Counter()
        concluded: Counter[str] = Counter()
        for view in views:
            for key, cells in view.tables[table].items():
                accepted[key] += cells["acc"]
                concluded[key] += cells["concl"]
        labels = {member.value: member for member in CODE_LISTS[codes]} if codes else {}
        rows = (
            (
                labels[key].zh if key in labels else key,
                labels[key].en if key in labels else key,
                accepted[key],
                concluded[key],
            )
            for key in sorted(accepted)
            if accepted[key] or concluded[key]
        )
        yield Breakdown(zh, en, tuple(rows))
