"""Polls the monthly forms that a mapped body files itself, and states them as its report."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from hub.connectors.files import read_bytes
from hub.connectors.mapping.model import Mapping
from hub.connectors.mapping.own_form import form_figures, lines_of, month_of
from hub.connectors.mapping.periods import end_of_period
from hub.connectors.mapping.snapshot import digest
from hub.connectors.mapping.story import CLOSING, moment
from hub.connectors.mapping.tables import LIMITS
from hub.connectors.native import Native
from hub.connectors.parsing import reject
from hub.connectors.statements import Speaker
from hub.core.errors import AgencyUnavailableError, PermanentError
from hub.core.events import Details, Event, Submission
from hub.core.ports import Clock
from hub.core.reports import ReportKey, ReportKind, ReportLine
from hub.plugins.mapping.notes import PERIOD, RECEIVED
from hub.plugins.spec import Cursor, InputFault, NativeBatch, NativeRecord

FORM = "月报"
SUBJECT = "@内容"


class FormPoll:
    """The forms in the inbox of a body; each content is stated once."""

    def __init__(self, mapping: Mapping, inbox: Path, clock: Clock) -> None:
        self._mapping = mapping
        self._inbox = inbox
        self._clock = clock

    def batches(self, cursor: Cursor | None) -> Iterator[NativeBatch]:
        """Yield one batch for each form that is new or was filed anew."""
        form = self._mapping.monthly_form
        if form is None or not form.compares or not self._inbox.is_dir():
            return
        known: dict[str, str] = json.loads(cursor) if cursor else {}
        for path in sorted(self._inbox.iterdir()):
            period = form.pattern.period_of(path.name)
            if period is None or not path.is_file():
                continue
            content = read_bytes(path, LIMITS)
            mark = digest(content)
            if known.get(path.name) == mark:
                continue
            known[path.name] = mark
            yield self._batch(path.name, content, period, json.dumps(known, ensure_ascii=False, sort_keys=True))

    def _batch(self, name: str, content: bytes, period: str, cursor: Cursor) -> NativeBatch:
        try:
            month = period or month_of(content, name)
            figures = form_figures(content, name)
        except AgencyUnavailableError:
            raise
        except PermanentError as fault:
            refused = InputFault(
                source=FORM, place=name, code=fault.code, reason=f"{fault.what} {fault.remedy}".strip()
            )
            return NativeBatch(records=(), cursor=cursor, faults=(refused,))
        mark = digest(content)
        notes: dict[str, Native] = {PERIOD: month, RECEIVED: self._clock.now().isoformat(), SUBJECT: mark}
        record = NativeRecord(
            source=FORM, native_id=f"{FORM}/{month}", version=mark, fields={**figures, **notes}, place=name
        )
        return NativeBatch(records=(record,), cursor=cursor, read=((FORM, name),))


def report_said(record: NativeRecord, mapping: Mapping, speaker: Speaker) -> Submission:
    """
    Return that the body filed its form; the hub's own figures stay beside it, untouched.

    Raises:
        RowRejectedError: the record names no month.
    """
    period = str(record.fields.get(PERIOD) or "")
    last = end_of_period(period)
    if last is None or len(period) != len("2026-03"):
        return reject(period, PERIOD, "names no month", "E-REQ-01", mapping.contact)
    lines = [ReportLine("", code, value) for code, value in lines_of(record.fields)]
    if not lines:
        return reject(None, FORM, "states no figure", "E-REQ-01", mapping.contact)
    details: Details = {
        "body": mapping.unit.code,
        "period": period,
        "subject": str(record.fields.get(SUBJECT) or record.version),
        "lines": lines,
    }
    return speaker.say(Event.MONTHLY_REPORT_SUBMITTED, moment(last, CLOSING), details)


def report_root(record: NativeRecord, mapping: Mapping) -> str:
    """Return the root of the report that a form is."""
    return ReportKey(ReportKind.MONTHLY, str(record.fields.get(PERIOD) or ""), mapping.unit.code).root
