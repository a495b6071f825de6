"""Disputes by a party's name: through a keyed token of it, so that whoever has the file alone finds nobody."""

from __future__ import annotations

from hub.queries.search import Index

MOST_MATCHES = 20


def find_by_name(index: Index | None, token: str) -> list[str]:
    """Return the disputes of which a report names somebody whose name has this *token*; none without a read model."""
    if index is None:
        return []
    rows = index.model.execute("SELECT dispute FROM party WHERE token = ? LIMIT ?", (token, MOST_MATCHES))
    return [str(row[0]) for row in rows]
