"""Whom a dispute concerns: who stated something about it, and to whom it was handed (domain §6.4)."""

from __future__ import annotations

from collections.abc import Iterable

from hub.core.events import Fact


def agencies_concerned(facts: Iterable[Fact]) -> frozenset[str]:
    """Return the agencies that stated one of *facts* or whose unit one of them is about."""
    concerned: set[str] = set()
    for fact in facts:
        concerned.add(fact.agency)
        if fact.unit is not None and fact.unit.agency:
            concerned.add(fact.unit.agency)
    return frozenset(concerned)
