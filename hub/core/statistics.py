"""
The monthly report as a function of contribution rows (domain §6.1): totals, medians, lists, checks, suppression.

A view is given the rows as known at its instant; everything here is counting. Stocks (opening, pending) are sums of
flows: accepted + transferred in − concluded − transferred out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

from hub.core.body_figures import body_figures
from hub.core.codes import AgreementForm, Outcome, Risk
from hub.core.confirmation import MEASURES as CONFIRMATION_STEPS
from hub.core.daytime import ONE_DAY, end_of, local_day, month_bounds, start_of
from hub.core.definitions import STANDARD, Definition
from hub.core.ports import Row
from hub.core.reports import ADJUSTED, TOTALS

DEFINITION = STANDARD.id
"""Identity of the standard counting rules; a change of them is a new, dated definition."""

COLUMNS = ("open", "acc", "in", "concl", "out", "pend")
_FLOW = {"accepted": "acc", "transferred_in": "in", "concluded": "concl", "transferred_out": "out"}
_SIGN = {"acc": 1, "in": 1, "concl": -1, "out": -1}
SMALL_CELL = 4
"""Published cells from 1 to this are suppressed (domain §6.4)."""

DIMENSIONS: Mapping[str, Callable[[Row], str | None]] = {
    "unit": lambda row: row.unit,
    "level": lambda row: None if row.level is None else f"L{row.level}",
    "type": lambda row: row.type,
    "channel": lambda row: row.channel,
    "kind": lambda row: row.kind,
    "division": lambda row: row.county,
}
"""The tables of the report. Level, kind and division are those of the handling unit, type and channel the dispute's."""

Cells = dict[str, int]
T = TypeVar("T")


@dataclass(slots=True)
class MonthlyView:
    """
    One month as known at one instant.

    ``totals`` are those of bodies that send nothing else, ``both`` adds them to the city's event figures, ``adjusted``
    are lines by hand (adjustment → measure → value): they stand beside all other figures, which are made of events.
    """

    month: str
    city: Cells
    tables: dict[str, dict[str, Cells]]
    outcomes: dict[str, int]
    success_rate: float | None
    agreements: dict[str, int]
    amount_fen: int
    people: int
    people_by_dispute: dict[str, int]
    performance_cohort: dict[str, int]
    performance_stock: dict[str, int]
    confirmations: dict[str, int]
    confirmations_cumulative: dict[str, int]
    prevented: dict[str, dict[str, int]]
    notices: int
    not_mediated: list[str]
    onsite_settled: int
    reports: int
    reports_by_agency: dict[str, int]
    disputes: int
    referrals: dict[str, list[str]]
    referrals_by_agency: dict[str, int]
    escalations_requested: int
    transfers: int
    cascades: int
    feedback: dict[str, list[str]]
    feedback_sent: int
    invitations: dict[str, int]
    supervision: dict[str, int]
    reopened: int
    reopened_concluded: dict[str, int]
    reopened_pending: int
    reopened_amount_fen: int
    gate_waits: list[str]
    gates: dict[str, list[dict[str, object]]]
    days_to_conclude: dict[str, int]
    median_days: float | None
    suppressed: list[str]
    complementary: list[str]
    totals: dict[str, dict[str, int]] = field(default_factory=dict)
    both: dict[str, int] = field(default_factory=dict)
    adjusted: dict[str, dict[str, int]] = field(default_factory=dict)
    checks: dict[str, bool] = field(default_factory=dict)


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


def success_rate(outcomes: Mapping[str, int], definition: Definition = STANDARD) -> float | None:
    """
    Return SUCCESS / (SUCCESS + FAILED + CONSENT_WITHDRAWN) in percent, half up to two places; None without a base.

    Which outcomes stand above and below the line is the *definition*'s.

    >>> success_rate({"SUCCESS": 5, "FAILED": 1, "CONSENT_WITHDRAWN": 1, "SETTLED": 3})
    71.43
    """
    base = sum(outcomes.get(outcome, 0) for outcome in definition.rated)
    if not base:
        return None
    percent = Decimal(100 * sum(outcomes.get(outcome, 0) for outcome in definition.success)) / Decimal(base)
    return float(percent.quantize(Decimal("0.01"), ROUND_HALF_UP))


def median(values: Iterable[int]) -> float | None:
    """
    Return the median; of an even count the mean of the middle two (convention 7).

    >>> median([2, 16, 9, 3, 32, 3, 21]), median([2, 16, 9, 3, 32, 3, 21, 7])
    (9, 8.0)
    """
    ordered = sorted(values)
    if not ordered:
        return None
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _days_counted(sheet: _Month, definition: Definition) -> list[int]:
    """Return the days from acceptance to conclusion of the disputes that *definition* puts in the median."""
    more = int(definition.counts_first_day)
    return [row.value + more for row in sheet.within("days") if row.item in definition.in_median]


def suppress(cells: Mapping[str, int]) -> tuple[list[str], list[str]]:
    """
    Return (suppressed, complementary) cells of a published line (domain §6.4, convention 17).

    Cells from 1 to 4 are suppressed. One suppressed cell alone could be computed from the total, so the smallest
    unsuppressed non-zero cell goes with it, ties by code.

    >>> suppress({"A": 2, "B": 9, "C": 7})
    (['A'], ['C'])
    """
    small = sorted(name for name, count in cells.items() if 0 < count <= SMALL_CELL)
    rest = sorted((count, name) for name, count in cells.items() if count > SMALL_CELL)
    return small, [rest[0][1]] if len(small) == 1 and rest else []


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


def is_balanced(cells: Cells) -> bool:
    """Return whether opening + accepted + in = concluded + out + pending."""
    return cells["open"] + cells["acc"] + cells["in"] == cells["concl"] + cells["out"] + cells["pend"]


def checks(view: MonthlyView) -> dict[str, bool]:
    """Return the identities of domain §6.1 and whether each holds."""
    accepted = view.city["acc"]
    cumulative = view.confirmations_cumulative
    return {
        "balance": is_balanced(view.city)
        and all(is_balanced(cells) for table in view.tables.values() for cells in table.values()),
        "no_negative_stock": all(
            cells["open"] >= 0 and cells["pend"] >= 0 for table in view.tables.values() for cells in table.values()
        ),
        "in_equals_out": view.city["in"] == view.city["out"],
        "types_levels_channels": all(
            sum(cells["acc"] for cells in view.tables[name].values()) == accepted
            for name in ("type", "level", "channel")
        ),
        "agreements_equal_success": sum(view.agreements.values()) == view.outcomes.get(Outcome.SUCCESS, 0),
        "confirmation_order": cumulative["Granted"] <= cumulative["Accepted"] <= cumulative["Applied"],
        "confirmation_order_of_month": view.confirmations["Granted"]
        <= view.confirmations["Accepted"]
        <= view.confirmations["Applied"],
    }


CHECK_ALLOWED_TO_FAIL = "confirmation_order_of_month"
"""A month alone may legitimately differ (domain §6.1)."""


def restated_on(history: Iterable[Row], month: str, close: date) -> list[date]:
    """Return the days after *close* on which some row of *month*'s view changes."""
    rows = list(history)
    found: list[date] = []
    former = monthly_view(known_at(rows, close), month)
    for day in _days_of_change(rows, month, close):
        view = monthly_view(known_at(rows, day), month)
        if _cells_of_month(view) != _cells_of_month(former):
            found.append(day)
        former = view
    return found


def _days_of_change(rows: Iterable[Row], month: str, close: date) -> list[date]:
    """Return the days after *close* on which what rows do to *month* isn't what it was; few of all days are."""
    bounds = tuple(day.isoformat() for day in month_bounds(month))
    closed_at = start_of(close + ONE_DAY)
    changes: dict[date, Counter[tuple[object, ...]]] = defaultdict(Counter)
    for row in rows:
        moments = [(at, step) for at, step in ((row.known_from, 1), (row.known_until, -1)) if at and at >= closed_at]
        effect = _effect(row, *bounds) if moments else None
        if effect is not None:
            for at, step in moments:
                changes[local_day(at)][effect] += step
    return sorted(day for day, effects in changes.items() if any(effects.values()))


def _effect(row: Row, first: str, last: str) -> tuple[object, ...] | None:
    """Return what *row* does to the month from *first* to *last*, None when nothing: days outside it are alike."""
    if row.day > last or row.measure == "report":
        return None
    day = row.day if row.day >= first else ""
    end_day = None if row.end_day is None or row.end_day > last else row.end_day
    of_cohort = row.cohort is not None and first <= row.cohort <= last
    return (
        *(row.label, row.measure, row.item, row.part, day, end_day, of_cohort, row.value),
        *(row.unit, row.level, row.kind, row.county, row.type, row.channel, row.agency),
    )


def _cells_of_month(view: MonthlyView) -> MonthlyView:
    """Return *view* without what isn't of its month: all reports known so far, and the gates' whole history."""
    return replace(view, reports=0, reports_by_agency={}, disputes=0, gates={})


def known_at(history: Iterable[Row], day: date) -> list[Row]:
    """Return the rows that count in a view as known at the end of *day*."""
    instant = end_of(day)
    return [
        row for row in history if row.known_from <= instant and (row.known_until is None or instant < row.known_until)
    ]
