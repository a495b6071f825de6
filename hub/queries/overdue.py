"""What is past its day, with whom, the longest first: by the read model where there is one, else dispute by dispute."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from heapq import nsmallest

from hub.core.clocks import Terms, deadlines
from hub.core.knowledge import Knowledge, state_of
from hub.queries.search import Index
from hub.readmodel.header import header_of


@dataclass(frozen=True, slots=True, order=True)
class Overdue:
    """One dispute whose holder's day is over; the order is that of how long."""

    due: date
    dispute: str
    holder: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which: past on *day*, held by *holders* alone where they're named, the *most* longest."""

    day: date
    holders: Collection[str] | None
    most: int


@dataclass(frozen=True, slots=True)
class Hub:
    """Where disputes are found: one by its key, all of them, and the read model, where there is one."""

    dispute: Callable[[str], Knowledge | None]
    disputes: Callable[[], Iterable[Knowledge]]
    index: Index | None
    terms: Terms


def overdue(hub: Hub, wanted: Wanted) -> tuple[int, list[Overdue]]:
    """Return how many there are, and the longest."""
    if hub.index is None:
        found = list(_of(hub.disputes(), hub.terms, wanted))
        return len(found), nsmallest(wanted.most, found)
    changed = hub.index.changed
    fresh = list(_of((one for key in changed if (one := hub.dispute(key)) is not None), hub.terms, wanted))
    where, parameters = "is_open IN (0, 1) AND due < ?", [wanted.day.isoformat()]
    for column, values, negation in (("holder", wanted.holders, ""), ("dispute", changed or None, "NOT ")):
        if values is not None:
            where += f" AND {column} {negation}IN ({', '.join('?' * len(values))})"
            parameters += sorted(values)
    rows = hub.index.model.execute(
        f"SELECT due, dispute, holder, rule FROM dispute WHERE {where} ORDER BY due LIMIT {wanted.most}",  # noqa: S608
        parameters,
    ).fetchall()
    (counted,) = hub.index.model.execute(f"SELECT count(*) FROM dispute WHERE {where}", parameters).fetchone()  # noqa: S608
    told = [Overdue(date.fromisoformat(due), key, holder, rule) for due, key, holder, rule in rows]
    return int(counted) + len(fresh), nsmallest(wanted.most, [*told, *fresh])


def _of(knowledges: Iterable[Knowledge], terms: Terms, wanted: Wanted) -> Iterator[Overdue]:
    for knowledge in knowledges:
        state = state_of(knowledge)
        header = header_of(state, deadlines(state, terms))
        if header is None or header.holder is None or header.due is None:
            continue
        due = date.fromisoformat(header.due)
        if due < wanted.day and (wanted.holders is None or header.holder in wanted.holders):
            yield Overdue(due, header.dispute, header.holder, header.rule or "")
