"""
The meeting's sheet comes back: every row with a decision becomes statements about its dispute (MECH-2).

A row that can't be taken is named with its field and reason; the others are taken. Measures in words stay in the sheet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hub.connectors.files import TableRow
from hub.core.codes import LabelledCode
from hub.core.daytime import local_day, start_of
from hub.core.dispute import DisputeState, DocketItem
from hub.core.errors import RowRejectedError
from hub.core.events import Details, Event, Submission, event_id
from hub.core.halfyear import is_half
from hub.core.machines import DOCKET, DocketState
from hub.core.privacy import half_width
from hub.service.returned_rows import RejectedRow, RowFault, reject, rejected

TASK_FORCE = "taskforce"
"""The task force (专班) as an agency: it states what the meeting decided."""

HALF, DISPUTE, DECISION, OWNER, DUE, DECIDED = "半年", "纠纷标识", "决定", "责任单位", "期限", "决定日期"
TO_FILL = (DECISION, OWNER, DUE, DECIDED)
HEADINGS = (HALF, DISPUTE, *TO_FILL)

DECISIONS: Mapping[str, Event] = {
    "提请": Event.DOCKET_NOMINATED,
    "会商": Event.DOCKET_DISCUSSED,
    "交办": Event.DOCKET_PLANNED,
    "落实": Event.DOCKET_FOLLOWED,
    "办结": Event.DOCKET_CLOSED,
    "结转": Event.DOCKET_CARRIED,
}
"""What people write, and what it states."""

_IMPLIED: Mapping[Event, tuple[Event, ...]] = {
    Event.DOCKET_DISCUSSED: (Event.DOCKET_NOMINATED,),
    Event.DOCKET_CARRIED: (Event.DOCKET_NOMINATED,),
    Event.DOCKET_PLANNED: (Event.DOCKET_NOMINATED, Event.DOCKET_DISCUSSED),
    Event.DOCKET_CLOSED: (Event.DOCKET_NOMINATED, Event.DOCKET_DISCUSSED),
}
"""What a decision implies where it wasn't stated before."""

_MORNING = timedelta(hours=9)
"""A sheet has days; its statements stand at nine o'clock, in the order of their steps."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """What a sheet states; ``blank`` rows have no decision, ``unchanged`` ones say what is known."""

    submissions: tuple[Submission, ...]
    taken: int
    unchanged: int
    blank: int
    rejected: tuple[RejectedRow, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """What a sheet is checked against: disputes by id, units by code on a day, the day of today, who brings it."""

    dispute: Callable[[str], DisputeState | None]
    is_unit: Callable[[str, date], bool]
    today: date
    officer: str


@dataclass(frozen=True, slots=True)
class _Row:
    half: str
    dispute: str
    event: Event
    decided: date
    owner: str | None = None
    due: date | None = None


def read_decisions(rows: Iterable[TableRow], desk: Desk) -> Decisions:
    """Return what *rows* decide."""
    submissions: list[Submission] = []
    returned: list[RejectedRow] = []
    seen: set[tuple[str, str]] = set()
    taken = unchanged = blank = 0
    for row in rows:
        if not _text(row.fields, DECISION, needed=False):
            blank += 1
            continue
        try:
            decided = _row(row.fields, desk)
            if (decided.half, decided.dispute) in seen:
                raise reject(RowFault.TWICE, DISPUTE, decided.dispute)
            stated = list(_statements(decided, desk))
            seen.add((decided.half, decided.dispute))
        except RowRejectedError as fault:
            returned.append(rejected(row.number, fault))
            continue
        taken, unchanged = taken + bool(stated), unchanged + (not stated)
        submissions.extend(stated)
    return Decisions(tuple(submissions), taken, unchanged, blank, tuple(returned))


def _row(fields: Mapping[str, object], desk: Desk) -> _Row:
    half, word = _text(fields, HALF), _text(fields, DECISION)
    if not is_half(half):
        raise reject(RowFault.OTHER_HALF, HALF, half)
    event = DECISIONS.get(word)
    if event is None:
        raise reject(RowFault.NO_DECISION, DECISION, word, "、".join(DECISIONS))
    decided = _day(fields, DECIDED)
    if decided > desk.today:
        raise reject(RowFault.IN_FUTURE, DECIDED, decided.isoformat())
    row = _Row(half, _text(fields, DISPUTE), event, decided)
    if event is not Event.DOCKET_PLANNED:
        return row
    owner, due = _text(fields, OWNER), _day(fields, DUE)
    if not desk.is_unit(owner, decided):
        raise reject(RowFault.NO_UNIT, OWNER, owner)
    if due < decided:
        raise reject(RowFault.DAY_ORDER, DUE, due.isoformat())
    return _Row(half, row.dispute, event, decided, owner, due)


def _statements(row: _Row, desk: Desk) -> Iterator[Submission]:
    state = desk.dispute(row.dispute)
    if state is None or state.primary is None:
        raise reject(RowFault.NO_DISPUTE, DISPUTE, row.dispute)
    item = state.docket.get(row.half)
    if item is not None and _is_known(row, item):
        return
    steps = steps_to(None if item is None else item.state, row.event)
    if steps is None:
        raise reject(RowFault.NOT_NOW, DECISION, "", "" if item is None else item.state.zh)
    for number, event in enumerate(steps):
        yield _statement(row, event, start_of(row.decided) + _MORNING + timedelta(minutes=number), desk.officer)


def _is_known(row: _Row, item: DocketItem) -> bool:
    if row.event is Event.DOCKET_NOMINATED:
        return True
    same_day = any(name == row.event.value and local_day(at) == row.decided for name, at, _ in item.steps)
    if not same_day or row.event is not Event.DOCKET_PLANNED:
        return same_day
    return any(
        (task.owner, task.due, local_day(task.planned_at)) == (row.owner, row.due, row.decided) for task in item.tasks
    )


def steps_to(state: DocketState | None, event: Event) -> list[Event] | None:
    """
    Return the statements that bring an item from *state* through *event*, None when that can't be decided now.

    A decision implies that the matter was put before the meeting and discussed.

    >>> [step.value for step in steps_to(None, Event.DOCKET_PLANNED)]
    ['DocketNominated', 'DocketDiscussed', 'DocketPlanned']
    """
    steps: list[Event] = []
    at: LabelledCode | None = state
    for step in (*_IMPLIED.get(event, ()), event):
        move = DOCKET.move(at, step)
        if move is not None:
            steps.append(step)
            at = move.target
    return steps if event in steps else None


def _statement(row: _Row, event: Event, at: datetime, officer: str) -> Submission:
    details: Details = {"half": row.half, "officer": officer}
    plan = event is Event.DOCKET_PLANNED
    if plan and row.owner is not None and row.due is not None:
        details["owner"], details["due"] = row.owner, row.due
    native_id = "/".join([row.half, row.dispute, row.decided.isoformat(), *([str(row.due)] if plan else [])])
    unit = row.owner if plan else None
    return Submission(
        event=event,
        event_id=event_id(event.value, TASK_FORCE, native_id, unit, details),
        root=row.dispute,
        agency=TASK_FORCE,
        system=TASK_FORCE,
        native_id=native_id,
        unit=unit,
        occurred_at=at,
        recorded_at=at,
        details=details,
    )


def nomination(dispute: str, half: str, reasons: Iterable[str], day: date, officer: str) -> Submission:
    """
    Return the statement of *day* that puts *dispute* on the docket of *half*, with the names of the rules that say so.

    Said twice on one day it's one statement; the fold takes one of another day as a further reason.
    """
    at = start_of(day) + _MORNING
    details: Details = {"half": half, "officer": officer, "reason": " ".join(reasons)}
    native_id = "/".join([half, dispute, day.isoformat(), officer, details["reason"]])
    return Submission(
        event=Event.DOCKET_NOMINATED,
        event_id=event_id(Event.DOCKET_NOMINATED.value, TASK_FORCE, native_id, None, details),
        root=dispute,
        agency=TASK_FORCE,
        system=TASK_FORCE,
        native_id=native_id,
        occurred_at=at,
        recorded_at=at,
        details=details,
    )


def _text(fields: Mapping[str, object], name: str, *, needed: bool = True) -> str:
    raw = fields.get(name)
    text = half_width("" if raw is None else str(raw)).strip()
    if needed and not text:
        raise reject(RowFault.EMPTY, name)
    return text


def _day(fields: Mapping[str, object], name: str) -> date:
    raw = fields.get(name)
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    text = _text(fields, name).replace("/", "-").replace(".", "-")
    try:
        year, month, day = (int(part) for part in text.split("-"))
        return date(year, month, day)
    except ValueError:
        raise reject(RowFault.NO_DAY, name, text) from None
