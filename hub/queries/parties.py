"""Disputes by a party's name: through a keyed token of it, so that whoever has the file alone finds nobody."""

from __future__ import annotations

from hub.queries.read_model import find_tokens
from hub.queries.search import Index


def find_by_name(index: Index | None, token: str) -> list[str]:
    """Return the disputes of which a report names somebody whose name has this *token*; none without a read model."""
    if index is None:
        return []
    return find_tokens(index.model, token)
