"""What counts of all disputes in the six reductions, as known now: from the read model, else of every dispute."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import date, datetime

from hub.core.clocks import Terms
from hub.core.countable import Countable, Filed, Spell, Standing, countable_under, together
from hub.core.knowledge import state_of
from hub.queries.chosen import Disputes, by_key

_APART = "dispute NOT IN (SELECT value FROM json_each(?))"
_REPORTED = f"SELECT day FROM reported WHERE {_APART} ORDER BY day LIMIT 1"  # noqa: S608 - constants alone
_FILED = f"SELECT dispute, root, channel, occurred_at, place, type, parties, tokens FROM filed WHERE {_APART}"  # noqa: S608
_SPELLS = f"SELECT kind, what, place, first_day, last_day FROM spell WHERE {_APART}"  # noqa: S608 - constants alone


def countable_now(sources: Disputes, terms: Terms) -> Countable:
    """Return what counts of all disputes together, as known now."""
    index = sources.index
    if index is None:
        return together(countable_under(state_of(one), terms) for one in sources.disputes())
    changed = (countable_under(state_of(one), terms) for one in by_key(sources, index.changed))
    return together([_kept(index.model, json.dumps(sorted(index.changed))), *changed])


def _kept(model: sqlite3.Connection, apart: str) -> Countable:
    days = [date.fromisoformat(day) for (day,) in model.execute(_REPORTED, (apart,))]
    return Countable(
        since=days[0] if days else None,
        filed=tuple(_filed(model.execute(_FILED, (apart,)))),
        spells=tuple(_spells(model.execute(_SPELLS, (apart,)))),
    )


def _filed(found: sqlite3.Cursor) -> Iterator[Filed]:
    for dispute, root, channel, at, place, type_, parties, tokens in found:
        yield Filed(
            dispute, root, channel, datetime.fromisoformat(at), place, type_, parties, tuple(json.loads(tokens))
        )


def _spells(found: sqlite3.Cursor) -> Iterator[Spell]:
    for kind, what, place, first, last in found:
        last_day = None if last is None else date.fromisoformat(last)
        yield Spell(Standing(kind), what, place, date.fromisoformat(first), last_day)
