"""One published revision as the bureau's form: lines by unit with subtotals, stocks by level, notes, what changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from hub.core.daytime import SHANGHAI, month_bounds
from hub.core.definitions import Definition
from hub.core.form_figures import NOT_COUNTED, unit_figures
from hub.core.forms import (
    Difference,
    Figures,
    FormLayout,
    FormLine,
    FormSheet,
    LineKind,
    StockLine,
)
from hub.core.messages import MonthlyStatistics
from hub.core.ports import Row
from hub.core.reporting import Report
from hub.core.reports import ADJUSTED, CITY_BODY
from hub.core.statistics import COLUMNS, MonthlyView, monthly_view
from hub.core.units import Registry
from hub.queries.layout import days_text, rate_text

NO_UNIT = "未列明单位"
NOT_REGISTERED = "名册外单位"
ADJUSTED_LABEL = "人工调整"
TOTAL_LABEL = "合计"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetSources:
    """
    What a form is made from.

    Attributes:
        published: The revision as it stands on the stream.
        rows: The rows known at its instant.
        former: The rows of the revision before, None for revision 1.
        bases: The definitions by which the month is shown: its own first.
        reports: The owed reports of the month, as known at its instant.
    """

    layout: FormLayout
    published: MonthlyStatistics
    rows: Sequence[Row]
    former: Sequence[Row] | None
    bases: tuple[Definition, ...]
    registry: Registry
    reports: Sequence[Report] = field(default_factory=tuple)


def form_sheet(sources: SheetSources) -> FormSheet:
    """Return the form of one published revision, unsigned."""
    published, layout = sources.published, sources.layout
    lines = _lines(sources, sources.rows)
    view = monthly_view(sources.rows, published.month, sources.bases[0])
    former = None if sources.former is None else _lines(sources, sources.former)
    return FormSheet(
        layout=layout,
        month=published.month,
        revision=published.revision,
        as_known_at=published.as_known_at,
        definition=published.definition,
        statistics=published.hash,
        lines=tuple(lines),
        stocks=tuple(_stocks(view)),
        notes=tuple(_notes(sources, lines)),
        differences=() if former is None else tuple(differences(former, lines, layout)),
        bases=tuple(_bases(sources)) if len(sources.bases) > 1 else (),
    )


def _lines(sources: SheetSources, rows: Sequence[Row]) -> list[FormLine]:
    """Return the units with figures by group, each group's subtotal, the adjustments and the total."""
    month = sources.published.month
    adjusted = [row for row in rows if row.measure == ADJUSTED]
    by_group: dict[str, list[FormLine]] = defaultdict(list)
    for code, figures in unit_figures((row for row in rows if row.measure != ADJUSTED), month).items():
        group, label = _place(code, sources)
        by_group[group].append(FormLine(LineKind.UNIT, code or "-", label, _counted(figures, sources.layout)))
    lines: list[FormLine] = []
    for group, label in (*((one.code, one.label) for one in sources.layout.groups), ("OTHER", sources.layout.others)):
        units = sorted(by_group.get(group, ()), key=lambda line: (line.code == "-", line.code))
        lines += units
        lines.append(FormLine(LineKind.SUBTOTAL, group, label, _sum(units, sources.layout)))
    lines += _adjustments(adjusted, month, sources.layout)
    whole = [line for line in lines if line.kind is not LineKind.SUBTOTAL]
    return [*lines, FormLine(LineKind.TOTAL, CITY_BODY, TOTAL_LABEL, _sum(whole, sources.layout))]


def _place(code: str, sources: SheetSources) -> tuple[str, str]:
    """Return group and label of a unit; one that was merged away within the month is still the one that mediated."""
    if not code:
        return "OTHER", NO_UNIT
    days = reversed(month_bounds(sources.published.month))
    found = next((unit for day in days if (unit := sources.registry.find(code, day))), None)
    if found is None:
        return "OTHER", NOT_REGISTERED
    groups = sources.layout.groups
    return next((group.code for group in groups if found.org_kind in group.kinds), "OTHER"), found.name


def _counted(figures: Figures, layout: FormLayout) -> dict[str, int]:
    return {
        column.measure: figures.get(column.measure, 0)
        for column in layout.columns
        if column.measure not in NOT_COUNTED or column.measure in figures
    }


def _sum(lines: Iterable[FormLine], layout: FormLayout) -> dict[str, int]:
    total = _counted({}, layout)
    for line in lines:
        for measure, value in line.figures.items():
            total[measure] = total.get(measure, 0) + value
    return total


def _adjustments(rows: Sequence[Row], month: str, layout: FormLayout) -> Iterator[FormLine]:
    first, last = (day.isoformat() for day in month_bounds(month))
    sums: dict[str, int] = {}
    for row in rows:
        if first <= row.day <= last:
            sums[row.item] = sums.get(row.item, 0) + row.value
    shown = {column.measure: sums.get(column.measure, 0) for column in layout.columns if sums.get(column.measure)}
    if shown:
        yield FormLine(LineKind.ADJUSTED, "ADJUSTED", ADJUSTED_LABEL, shown)


def _stocks(view: MonthlyView) -> Iterator[StockLine]:
    for level in ("L1", "L2", "L3", "L4"):
        cells = view.tables["level"].get(level, dict.fromkeys(COLUMNS, 0))
        yield StockLine(level, f"第{level[1:]}级", tuple(cells[column] for column in COLUMNS))
    yield StockLine(CITY_BODY, "全市", tuple(view.city[column] for column in COLUMNS))


def differences(before: Sequence[FormLine], now: Sequence[FormLine], layout: FormLayout) -> Iterator[Difference]:
    """Yield each cell that differs between two revisions, lines of either."""
    old: Mapping[str, FormLine] = {line.code: line for line in before}
    new: Mapping[str, FormLine] = {line.code: line for line in now}
    for code in dict.fromkeys([*new, *old]):
        line = new.get(code) or old[code]
        for column in layout.columns:
            former = old[code].figures.get(column.measure, 0) if code in old else 0
            latter = new[code].figures.get(column.measure, 0) if code in new else 0
            if former != latter:
                heading = f"{column.group}·{column.heading}"
                yield Difference(line.label, heading, former, latter, is_amount=column.is_amount)


def _bases(sources: SheetSources) -> Iterator[tuple[str, str, str]]:
    for definition in sources.bases:
        view = monthly_view(sources.rows, sources.published.month, definition)
        yield definition.id, rate_text(view.success_rate), days_text(view.median_days)


def _notes(sources: SheetSources, lines: Sequence[FormLine]) -> Iterator[str]:
    published = sources.published
    yield "金额单位为万元；“—”为枢纽未统计的项目，由填报单位填写。"
    broken = [check.name for check in published.checks if not check.holds]
    if broken:
        yield f"未通过的平衡关系：{'、'.join(broken)}。"
    monthly = [report for report in sources.reports if report.key.period == published.month]
    late = sorted(report.key.body for report in monthly if report.is_late)
    if late:
        yield f"迟报单位：{'、'.join(late)}。"
    totals = sorted(report.key.body for report in monthly if report.road == "TOTALS")
    if totals:
        yield f"只报总数、无法下钻到案件的单位：{'、'.join(totals)}。"
    for report in monthly:
        for line in report.adjustments:
            day = line.at.astimezone(SHANGHAI).date()
            yield f"人工调整 {report.key.body} {line.measure} {line.value:+d}：{line.reason}（{line.signer}，{day}）。"
    if any(line.kind is LineKind.UNIT and line.label == NOT_REGISTERED for line in lines):
        yield "名册外单位：受理时名册中没有的单位，请更新名册。"
