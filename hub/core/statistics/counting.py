"""The monthly report counted from contribution rows (domain §6.1)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from hub.core.body_figures import body_figures
from hub.core.codes import AgreementForm, Risk
from hub.core.confirmation import MEASURES as CONFIRMATION_STEPS
from hub.core.daytime import month_bounds
from hub.core.definitions import STANDARD, Definition
from hub.core.ports import Row
from hub.core.reports import ADJUSTED, TOTALS
from hub.core.statistics.arithmetic import median, success_rate, suppress
from hub.core.statistics.view import COLUMNS, Cells, MonthlyView, checks

_FLOW = {"accepted": "acc", "transferred_in": "in", "concluded": "concl", "transferred_out": "out"}
_SIGN = {"acc": 1, "in": 1, "concl": -1, "out": -1}

DIMENSIONS: Mapping[str, Callable[[Row], str | None]] = {
    "unit": lambda row: row.unit,
    "level": lambda row: None if row.level is None else f"L{row.level}",
    "type": lambda row: row.type,
    "channel": lambda row: row.channel,
    "kind": lambda row: row.kind,
    "division": lambda row: row.county,
}
"""The tables of the report. Level, kind and division are those of the handling unit, type and channel the dispute's."""


@dataclass(slots=True)
class _Month:
    """The rows of one view, by measure, with the month's bounds as ISO days."""

    first: str
    last: str
    rows: dict[str, list[Row]]

    def of(self, measure: str) -> list[Row]:
        return self.rows.get(measure, [])

    def within(self, measure: str) -> list[Row]:
        return [row for row in self.of(measure) if self.first <= row.day <= self.last]

    def at_end(self, measure: str) -> list[Row]:
        """Rows of interval measures that hold at the month's end."""
        return [
            row for row in self.of(measure) if row.day <= self.last and (row.end_day is None or row.end_day > self.last)
        ]

    def is_cohort(self, row: Row) -> bool:
        return row.cohort is not None and self.first <= row.cohort <= self.last


def monthly_view(rows: Iterable[Row], month: str, definition: Definition = STANDARD) -> MonthlyView:
    """
    Return the report of *month* (``YYYY-MM``) from *rows*, which are those known at the view's instant.

    It's counted by *definition*, whichever is in force in the month: in a year of change both are asked for.
    """
    first, last = (day.isoformat() for day in month_bounds(month))
    by_measure: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_measure[row.measure].append(row)
    sheet = _Month(first, last, by_measure)
    tables = {name: _table(sheet, key) for name, key in DIMENSIONS.items()}
    outcomes = _count(sheet.within("concluded"))
    confirmations = _count(sheet.within("confirmation"), CONFIRMATION_STEPS)
    days = {row.label: row.value for row in sheet.within("days")}
    feedback = [row for row in sheet.at_end("feedback") if sheet.is_cohort(row)]
    referrals = [row for row in sheet.at_end("referral") if sheet.is_cohort(row)]
    suppressed, complementary = suppress({name: cells["acc"] for name, cells in tables["type"].items()})
    agreements = _count(sheet.within("agreement"), AgreementForm)
    reports = sheet.of("report")
    view = MonthlyView(
        month=month,
        city=_city(sheet),
        tables=tables,
        outcomes=outcomes,
        success_rate=success_rate(outcomes, definition),
        agreements=agreements,
        amount_fen=_sum(sheet.within("amount")),
        people=_sum(sheet.within("people")),
        people_by_dispute={row.label: row.value for row in sheet.within("people")},
        performance_cohort=_count(row for row in sheet.at_end("performance") if sheet.is_cohort(row)),
        performance_stock=_count(sheet.at_end("performance")),
        confirmations=confirmations,
        confirmations_cumulative=_count((r for r in sheet.of("confirmation") if r.day <= last), CONFIRMATION_STEPS),
        prevented=_prevented(sheet),
        notices=_sum(sheet.within("notice")),
        not_mediated=_labels(r for r in sheet.within("not_mediated") if r.end_day is None or r.end_day > last),
        onsite_settled=_sum(sheet.within("onsite_settled")),
        reports=_sum(reports),
        reports_by_agency=_by_agency(reports),
        disputes=len({row.label for row in reports}),
        referrals=_parts(referrals, ("accepted", "withheld", "returned", "withdrawn", "open")),
        referrals_by_agency=dict(sorted(Counter(str(row.agency) for row in referrals).items())),
        escalations_requested=_sum(sheet.within("escalation_requested")),
        transfers=_sum(sheet.within("transferred_in")),
        cascades=_sum(sheet.within("cascade")),
        feedback=_parts(feedback, ("acked", "acked_late", "open_in_time", "open_overdue")),
        feedback_sent=len({(row.label, row.part) for row in feedback}),
        invitations=_count(sheet.within("invitation"), ("in_time", "late", "unanswered")),
        supervision=_count(sheet.within("supervision"), ("ordered", "raised", "closed")),
        reopened=_sum(sheet.within("reopened")),
        reopened_concluded=_count(sheet.within("reopened_concluded")),
        reopened_pending=_until(sheet, "reopened") - _until(sheet, "reopened_concluded"),
        reopened_amount_fen=_sum(sheet.within("reopened_amount")),
        gate_waits=_gate_waits(sheet),
        gates=_gates(sheet.of("gate")),
        days_to_conclude=days,
        median_days=median(_days_counted(sheet, definition)),
        suppressed=suppressed,
        complementary=complementary,
    )
    view.totals, view.adjusted = _stated(sheet, TOTALS), _stated(sheet, ADJUSTED)
    if view.totals:
        view.both = _both(by_measure, view)
    view.checks = checks(view)
    return view


def _stated(sheet: _Month, measure: str) -> dict[str, dict[str, int]]:
    """Return the rows of *measure* by who states them: a body, or an adjustment."""
    found: dict[str, dict[str, int]] = {}
    for row in sheet.within(measure):
        found.setdefault(row.part or row.unit or "", {})[row.item] = row.value
    return {key: dict(sorted(found[key].items())) for key in sorted(found)}


def _both(by_measure: Mapping[str, Iterable[Row]], view: MonthlyView) -> dict[str, int]:
    figures = body_figures((row for rows in by_measure.values() for row in rows), view.month)
    measures = {measure for stated in view.totals.values() for measure in stated}
    return {
        measure: figures.value(measure) + sum(stated.get(measure, 0) for stated in view.totals.values())
        for measure in sorted(measures)
    }


def _sum(rows: Iterable[Row]) -> int:
    return sum(row.value for row in rows)


def _by_agency(rows: Iterable[Row]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for row in rows:
        counts[str(row.agency)] += row.value
    return dict(sorted(counts.items()))


def _until(sheet: _Month, measure: str) -> int:
    return _sum(row for row in sheet.of(measure) if row.day <= sheet.last)


def _count(rows: Iterable[Row], always: Iterable[str] = ()) -> dict[str, int]:
    counts: dict[str, int] = {str(item): 0 for item in always}
    for row in rows:
        counts[row.item] = counts.get(row.item, 0) + (1 if row.measure in ("amount", "performance") else row.value)
    return counts if always else dict(sorted(counts.items()))


def _labels(rows: Iterable[Row]) -> list[str]:
    return sorted({row.label for row in rows})


def _parts(rows: Iterable[Row], items: Iterable[str]) -> dict[str, list[str]]:
    parts: dict[str, list[str]] = {item: [] for item in items}
    for row in rows:
        parts[row.item].append(str(row.part))
    return {item: sorted(found) for item, found in parts.items()}


def _table(sheet: _Month, key: Callable[[Row], str | None]) -> dict[str, Cells]:
    table: dict[str, Cells] = {}
    for measure, column in _FLOW.items():
        for row in sheet.of(measure):
            name = key(row)
            if name is None or row.day > sheet.last:
                continue
            cells = table.setdefault(name, dict.fromkeys(COLUMNS, 0))
            if row.day < sheet.first:
                cells["open"] += _SIGN[column] * row.value
            else:
                cells[column] += row.value
    for cells in table.values():
        cells["pend"] = cells["open"] + sum(_SIGN[column] * cells[column] for column in _SIGN)
    return {name: cells for name, cells in sorted(table.items()) if any(cells.values())}


def _city(sheet: _Month) -> Cells:
    """City totals are roll-ups; in and out stand there for the check, they are never added (domain §6.1)."""
    return _table(sheet, lambda _row: "city").get("city", dict.fromkeys(COLUMNS, 0))


def _days_counted(sheet: _Month, definition: Definition) -> list[int]:
    """Return the days from acceptance to conclusion of the disputes that *definition* puts in the median."""
    more = int(definition.counts_first_day)
    return [row.value + more for row in sheet.within("days") if row.item in definition.in_median]


def _prevented(sheet: _Month) -> dict[str, dict[str, int]]:
    cases = _count(sheet.within("prevented"), (Risk.CIVIL_TO_CRIMINAL, Risk.MASS))
    people = _count(sheet.within("prevented_people"), (Risk.CIVIL_TO_CRIMINAL, Risk.MASS))
    return {str(risk): {"cases": count, "people": people.get(risk, 0)} for risk, count in cases.items()}


def _gate_waits(sheet: _Month) -> list[str]:
    return _labels(
        row
        for row in sheet.of("gate")
        if row.value and row.day <= sheet.last and (row.end_day is None or row.end_day >= sheet.first)
    )


def _gates(rows: Iterable[Row]) -> dict[str, list[dict[str, object]]]:
    gates: dict[str, list[tuple[int, dict[str, object]]]] = defaultdict(list)
    for row in rows:
        number = int(row.id.partition("@")[0].rpartition(":")[2])
        step: dict[str, object] = {
            "from": row.day,
            "decision": row.item,
            "mode": row.part,
            "waits": bool(row.value),
        }
        gates[row.label].append((number, step))
    return {label: [step for _, step in sorted(steps, key=lambda s: s[0])] for label, steps in sorted(gates.items())}
