"""An office's monthly form as a submission: the second ledger, in the hub's measures, under the report's own root."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

from hub.connectors.parsing import reject
from hub.connectors.statements import Speaker
from hub.core.daytime import ONE_DAY, month_bounds, start_of
from hub.core.events import Details, Event, Submission
from hub.core.reporting_bodies import Bodies
from hub.core.reports import ReportKey, ReportKind, ReportLine
from hub.plugins.spec import Native, NativeRecord
from hub_justice.story import AGENCY
from hub_justice.words import TASK_OF

MONTHLY = "月报"


def translate_form(record: NativeRecord, system: str, bodies: Bodies) -> Submission:
    """
    Return what the form *record* states.

    It's dated at the end of its month, so that a form for a month that isn't over is held, and its identity is its
    content: the same form sent twice is one statement.

    Raises:
        RowRejectedError: who reports isn't among the reporting bodies of that month.
    """
    name, month = str(record.fields["unit"]), str(record.fields["month"])
    body = bodies.named(name, ReportKind.MONTHLY, month)
    if body is None:
        reject(name, "填报单位", "is none of the reporting bodies of this month", "E-REP-02", TASK_OF)
    key = ReportKey(ReportKind.MONTHLY, month, body.code)
    at = start_of(month_bounds(month)[1] + ONE_DAY)
    lines = list(_lines(record.fields))
    digest = _digest(record, lines)
    speaker = Speaker(
        agency=AGENCY,
        system=system,
        native_id=f"{MONTHLY}/{key.body}/{key.period}",
        version=digest,
        root=key.root,
        recorded_at=at,
    )
    details: Details = {"body": key.body, "period": key.period, "subject": digest, "lines": lines}
    return speaker.say(Event.MONTHLY_REPORT_SUBMITTED, at, details)


def _digest(record: NativeRecord, lines: list[ReportLine]) -> str:
    """Return the identity of what the form says; a new 报出日期 makes it another version, also of former figures."""
    said = [str(record.fields.get("reported_on", "")), *(f"{line.row}|{line.measure}|{line.value}" for line in lines)]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:24]


def _lines(fields: Mapping[str, Native]) -> Iterator[ReportLine]:
    """Yield the figures that the form states; what stands blank or 0 everywhere isn't said."""
    rows = _figures(fields["rows"])
    said = {measure for figures in rows.values() for measure, value in figures.items() if value}
    total = fields["total"]
    for measure, value in sorted(_numbers(total).items()):
        if value or measure in said or measure in ("cases", "success"):
            yield ReportLine("", measure, value)
    for label, figures in rows.items():
        yield from (ReportLine(label, measure, value) for measure, value in sorted(figures.items()) if value)


def _figures(rows: Native) -> dict[str, dict[str, int]]:
    return {label: _numbers(figures) for label, figures in rows.items()} if isinstance(rows, dict) else {}


def _numbers(figures: Native) -> dict[str, int]:
    if not isinstance(figures, dict):
        return {}
    return {measure: value for measure, value in figures.items() if isinstance(value, int)}
