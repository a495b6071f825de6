"""How far the office itself has got with a petition (信访工作条例 22-35): accepted, informed, extended, answered."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import datetime, timedelta

from hub.core.clocks import CLOCKS
from hub.core.daytime import local_day
from hub.core.errors import RowRejectedError
from hub.core.events import Details, Event
from hub_petition.records import TASK_OF, Petition
from hub_petition.referrals import Statement

_HANDLING = timedelta(days=CLOCKS["PETITION_HANDLING"].length)
_ONE_DAY = timedelta(days=1)


def course_statements(petition: Petition) -> Iterator[Statement]:
    """
    Yield what 受理日期, 告知日期, 办理期限 and 答复日期 state; the registration is the report itself.

    A date that the office has retyped is a statement of its own, which the hub takes for the former's correction:
    ``subject`` is the instant stated, ``v`` the how-manieth time the office comes back to it.

    A day by which to handle says something only where it's later than the sixty days that the law gives: the office has
    extended it. Each such day is a statement of its own.

    Raises:
        RowRejectedError: one of the days lies after the snapshot that holds it.
    """
    steps = (
        (Event.PETITION_ACCEPTED, "受理日期", petition.accepted_at),
        (Event.PETITION_INFORMED, "告知日期", petition.informed_at),
        (Event.PETITION_ANSWERED, "答复日期", petition.answered_at),
    )
    for number, (event, field, at) in enumerate(steps):
        if at is not None:
            times = _times([dates[number] for dates in petition.dates])
            details: Details = {"subject": _passed(at, field, petition).isoformat()}
            yield Statement(event, at, None, details if times <= 1 else {**details, "v": times})
    if petition.accepted_at is not None and petition.due is not None:
        accepted, until = local_day(petition.accepted_at), local_day(petition.due)
        if until > accepted + _HANDLING:
            # known since the snapshot that shows it; said at the acceptance, so that it's the same in every snapshot
            days = (until - accepted).days
            extended: Details = {"until": until, "v": days, "subject": petition.accepted_at.isoformat()}
            yield Statement(Event.PETITION_EXTENDED, petition.accepted_at, None, extended)


def _times(typed: list[str]) -> int:
    """Return how often the office came to what it states now: 1 unless it had stated another date meanwhile."""
    stretches = [text for text, _ in itertools.groupby(typed)]
    return stretches.count(stretches[-1]) if stretches else 1


def _passed(at: datetime, field: str, petition: Petition) -> datetime:
    if at > petition.seen_at + _ONE_DAY:
        raise RowRejectedError(
            field=field,
            reason="lies after the snapshot that holds it",
            value=local_day(at).isoformat(),
            code="E-DATE-02",
            task_of=TASK_OF,
        )
    return at
