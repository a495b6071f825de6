"""
What reports contribute to the figures, as bitemporal rows beside those of the disputes.

Bodies that send only totals count by their last accepted form; adjustments are lines of their own. Their measures have
names of their own (:data:`TOTALS`, :data:`ADJUSTED`), so no figure made of disputes can take one in by mistake.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from hub.core.events import Fact
from hub.core.ports import Row
from hub.core.reporting import Report, report_of
from hub.core.reports import ADJUSTED, TOTALS, ReportKey, ReportKind
from hub.core.units import county_of

TOTALS_ONLY = "TOTALS"
"""The road of a body that sends only totals."""


def report_rows(key: ReportKey, facts: Sequence[Fact]) -> Iterator[Row]:
    """Yield the rows of the report *key*; *facts* stand in the order in which they became known."""
    if key.kind is not ReportKind.MONTHLY:
        return
    yield from _adjustments(key, facts)
    instants = sorted({fact.received_at for fact in facts})
    stays: list[tuple[datetime, tuple[tuple[str, int], ...], Report]] = []
    for instant in instants:
        report = report_of(key.root, (fact for fact in facts if fact.received_at <= instant))
        counted = tuple(_counted(report).items())
        if counted != (stays[-1][1] if stays else ()):
            stays.append((instant, counted, report))
    for at, (since, counted, report) in enumerate(stays):
        until = stays[at + 1][0] if at + 1 < len(stays) else None
        for measure, value in counted:
            yield _row(report, f"{TOTALS}:{measure}@{since.isoformat()}", (TOTALS, measure, value), (since, until))


def _counted(report: Report) -> dict[str, int]:
    counting = report.counting
    return {} if counting is None or report.road != TOTALS_ONLY else counting.totals


def _adjustments(key: ReportKey, facts: Sequence[Fact]) -> Iterator[Row]:
    report = report_of(key.root, facts)
    for line in report.adjustments:
        figure = (ADJUSTED, line.measure, line.value)
        yield _row(report, f"{ADJUSTED}:{line.id}", figure, (line.at, None), part=line.id)


def _row(
    report: Report,
    identity: str,
    figure: tuple[str, str, int],
    known: tuple[datetime, datetime | None],
    part: str | None = None,
) -> Row:
    measure, item, value = figure
    return Row(
        label=report.key.root,
        id=identity,
        measure=measure,
        item=item,
        part=part,
        day=report.key.bounds[0].isoformat(),
        end_day=None,
        cohort=None,
        unit=report.key.body,
        level=None,
        kind=None,
        county=None if report.division is None else county_of(report.division),
        type=None,
        channel=None,
        agency=None,
        value=value,
        known_from=known[0],
        known_until=known[1],
    )
