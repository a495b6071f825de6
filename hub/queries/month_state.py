"""What a month's readiness is told from besides its figures: by index from the read model, else from every dispute."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

from hub.core.events import Event
from hub.core.knowledge import state_of
from hub.core.pairs import WAITING
from hub.processors.clerk import Clerk
from hub.queries.chosen import Disputes
from hub.queries.month_rows import Sources
from hub.queries.rehearsal import Flows, WaitingFact, flows_in, waiting_of
from hub.readmodel.schema import IS_STOCK

_WAITING = """
    SELECT agency, event, native_id, count FROM waiting
    WHERE dispute NOT IN (SELECT value FROM json_each(:changed))
"""
_FLOWS = f"""
    SELECT substr(day, 1, 7), date(known_from, '+8 hours'), COUNT(*)
    FROM contribution INDEXED BY contribution_stock
    WHERE {IS_STOCK} AND day < date(known_from, '-11 months')
        AND dispute NOT IN (SELECT value FROM json_each(:changed))
    GROUP BY 1, 2
"""  # noqa: S608 - constants alone
_PAIRS = "SELECT COUNT(*) FROM pair WHERE pair NOT IN (SELECT value FROM json_each(:changed))"


def all_waiting(sources: Disputes) -> Iterator[WaitingFact]:
    """Yield every fact that waits for its predecessor."""
    if sources.index is None:
        yield from (fact for knowledge in sources.disputes() for fact in waiting_of(state_of(knowledge)))
        return
    for agency, event, native_id, count in sources.index.model.execute(_WAITING, _apart(sources.index.changed)):
        yield from [WaitingFact(agency, Event(event), native_id)] * count
    found = (sources.dispute(key) for key in sources.index.changed)
    yield from (fact for knowledge in found if knowledge is not None for fact in waiting_of(state_of(knowledge)))


def flows_long_past(sources: Sources) -> Iterator[Flows]:
    """Yield at least those rows of flows that became known about a year after their day, or later."""
    index = sources.index
    if index is None:
        yield from flows_in(sources.reader.row_history())
        return
    for month, known_on, count in index.model.execute(_FLOWS, _apart(index.changed)):
        yield Flows(month, date.fromisoformat(known_on), count)
    yield from flows_in(row for label in sorted(index.changed) for row in index.reader.rows_of(label))


def pairs_waiting(sources: Sources) -> int:
    """Return how many pairs of reports wait for a clerk."""
    index = sources.index
    if index is None:
        return sum(_waits(state) for _, state in sources.reader.states(Clerk.name))
    (counted,) = index.model.execute(_PAIRS, _apart(index.pairs)).fetchone()
    return int(counted) + sum(_waits(index.reader.state(Clerk.name, key)) for key in index.pairs)


def _waits(state: bytes | None) -> bool:
    pair = None if state is None else Clerk().codec.decode(state).pair
    return pair is not None and pair.state in WAITING


def _apart(changed: frozenset[str]) -> dict[str, str]:
    return {"changed": json.dumps(sorted(changed))}
