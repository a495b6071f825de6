"""
Which disputes a half-yearly meeting may be about: by index from the read model, else every dispute.

The rules themselves look at what comes: what may meet one comes, what can't doesn't (:mod:`hub.readmodel.meeting`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from hub.core.daytime import end_of, local_day
from hub.core.halfyear import half_bounds
from hub.core.hard_cases import OPEN_DAYS
from hub.core.knowledge import Knowledge
from hub.queries.chosen import Disputes, by_key, chosen
from hub.queries.docket import Scope
from hub.queries.trace import last_known_day
from hub.readmodel.store import instant_text

_MAY_BE_ASKED = """
    SELECT dispute FROM hard WHERE known_to > :known_at
    UNION
    SELECT dispute FROM hard WHERE last_day <= :last AND holds AND (last_day >= :first OR opened_on IS NOT NULL)
    UNION
    SELECT dispute FROM hard WHERE last_day <= :last AND opened_on < :long_open
    UNION
    SELECT dispute FROM hard_then WHERE half = :half
    UNION
    SELECT dispute FROM docket WHERE half = :half
"""
_WITH_TASKS = "SELECT DISTINCT dispute FROM docket"
_LAST_KNOWN = "SELECT MAX(known_to) FROM hard"


def may_be_asked(sources: Disputes, scope: Scope) -> Iterator[Knowledge]:
    """Yield at least the disputes that stand on the docket of *scope*, or meet a rule for it."""
    first, end = half_bounds(scope.half)
    last = min(end, scope.known)
    asked = {
        "half": scope.half,
        "first": first.isoformat(),
        "last": last.isoformat(),
        "known_at": instant_text(end_of(scope.known)),
        "long_open": (last - timedelta(days=OPEN_DAYS)).isoformat(),
    }
    return chosen(sources, _MAY_BE_ASKED, asked)


def with_tasks(sources: Disputes) -> Iterator[Knowledge]:
    """Yield at least the disputes of which a meeting made a task."""
    return chosen(sources, _WITH_TASKS, {})


def last_known(sources: Disputes) -> date | None:
    """Return the last day on which anything became known of a dispute."""
    if sources.index is None:
        return last_known_day(sources.disputes())
    (text,) = sources.index.model.execute(_LAST_KNOWN).fetchone()
    before = None if text is None else local_day(datetime.fromisoformat(text))
    since = last_known_day(by_key(sources, sources.index.changed))
    return max((day for day in (before, since) if day is not None), default=None)
