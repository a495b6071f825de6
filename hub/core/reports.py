"""
What a report is: who owes it, which kind, for which period, and the lines that a form or a file states.

A report's key is its root: one string that names kind, period and body, so that a report enters by the same door as
any submission and all that concerns it meets in one place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from hub.core.codes import LabelledCode
from hub.core.daytime import month_bounds
from hub.core.errors import RowRejectedError

CITY_BODY = "CITY"
"""The body whose report is the city's own: its form is signed, reopened and adjusted under this code."""

REPORT_PREFIX = "report:"

TOTALS = "totals"
"""Measure of the rows of a body that sends only totals; ``item`` is the figure's own measure."""

ADJUSTED = "adjusted"
"""Measure of the rows of adjustments; ``item`` is the figure's measure, ``part`` the adjustment."""

_PERIOD = re.compile(r"\d{4}-(0[1-9]|1[0-2]|H[12])")


class ReportKind(LabelledCode):
    """Which of the two owed reports (INFO-1, INFO-2)."""

    MONTHLY = "MONTHLY", "月报", "Monthly report"
    WORK = "WORK", "半年工作报告", "Half-yearly work report"


@dataclass(frozen=True, slots=True, order=True)
class ReportKey:
    """One report: *period* is ``2026-03`` for a monthly one, ``2026-H1`` for a work report."""

    kind: ReportKind
    period: str
    body: str

    @property
    def root(self) -> str:
        """
        The root under which everything about this report is stated.

        >>> ReportKey(ReportKind.MONTHLY, "2026-03", "SCJG-230803").root
        'report:MONTHLY:2026-03:SCJG-230803'
        """
        return f"{REPORT_PREFIX}{self.kind.value}:{self.period}:{self.body}"

    @property
    def bounds(self) -> tuple[date, date]:
        """First and last day of the period."""
        if self.kind is ReportKind.MONTHLY:
            return month_bounds(self.period)
        year, half = int(self.period[:4]), self.period[-1]
        return (date(year, 1, 1), date(year, 6, 30)) if half == "1" else (date(year, 7, 1), date(year, 12, 31))


def report_key(root: str) -> ReportKey:
    """
    Return the report that *root* names.

    Raises:
        RowRejectedError: it names none.

    >>> report_key("report:WORK:2026-H1:SCJG-230803").bounds
    (datetime.date(2026, 1, 1), datetime.date(2026, 6, 30))
    """
    kind, _, rest = root.removeprefix(REPORT_PREFIX).partition(":")
    period, _, body = rest.partition(":")
    half = "H" in period
    known = {member.value for member in ReportKind}
    if not root.startswith(REPORT_PREFIX) or kind not in known or not body or not _PERIOD.fullmatch(period):
        raise RowRejectedError(field="root", value=root, code="E-REP-01", reason="names no report of a body and period")
    if half is not (ReportKind(kind) is ReportKind.WORK):
        raise RowRejectedError(
            field="period", value=period, code="E-REP-01", reason="a month is YYYY-MM, a half year YYYY-H1 or YYYY-H2"
        )
    return ReportKey(ReportKind(kind), period, body)


@dataclass(frozen=True, slots=True)
class ReportLine:
    """
    One figure that a report states, or one check of it that failed.

    ``row`` is empty for the report's own total, else the row's label as its sender writes it. ``measure`` is one of
    :mod:`hub.core.measures` or the name of a check; amounts are in fen. ``computed`` stands beside ``value`` in the
    lines of a failed check alone: what the other cells of the form come to.
    """

    row: str
    measure: str
    value: int
    computed: int | None = None


def totals_of(lines: Iterable[ReportLine]) -> dict[str, int]:
    """Return the report's total by measure: the stated one, else the sum of its rows."""
    stated: dict[str, int] = {}
    summed: dict[str, int] = {}
    for line in lines:
        if line.row:
            summed[line.measure] = summed.get(line.measure, 0) + line.value
        else:
            stated[line.measure] = line.value
    return dict(sorted((summed | stated).items()))
