"""
Some disputes instead of all: those that the read model names, and those that it hasn't heard of yet.

It names at least those that are asked for; the rules themselves look at what comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from hub.core.knowledge import Knowledge
from hub.queries.month_rows import Sources


class Disputes(Sources, Protocol):
    """Where disputes stand."""

    def disputes(self) -> Iterator[Knowledge]:
        """Yield what the hub knows of every dispute."""

    def dispute(self, key: str) -> Knowledge | None:
        """Return what the hub knows of one dispute."""


def chosen(sources: Disputes, sql: str, asked: dict[str, str]) -> Iterator[Knowledge]:
    """Yield the disputes that *sql* gives, and all that changed since; without a read model that keeps abreast, all."""
    if sources.index is None:
        return sources.disputes()
    found = {str(dispute) for (dispute,) in sources.index.model.execute(sql, asked)}
    return by_key(sources, found | sources.index.changed)


def by_key(sources: Disputes, keys: Iterable[str]) -> Iterator[Knowledge]:
    """Yield what is known of the disputes *keys*, in the order of their keys."""
    return (knowledge for key in sorted(keys) if (knowledge := sources.dispute(key)) is not None)
