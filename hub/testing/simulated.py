"""Plausible disputes for tests: every path of domain §2 in lives of a few, told with times of receipt."""

from __future__ import annotations

from functools import cache

from hub.reference import default_registry, load_calendar
from hub.scenarios.reader import Line
from hub.simulation import Cast, Plan, packaged_parameters, stream


@cache
def plan_of(seed: int, disputes: int, months: int = 1, month: str = "2026-03") -> Plan:
    """Return a plan of *disputes* disputes in the packaged city."""
    return Plan(
        seed=seed,
        month=month,
        months=months,
        volume=disputes,
        parameters=packaged_parameters(),
        cast=_cast(),
        calendar=load_calendar(),
    )


@cache
def _cast() -> Cast:
    return Cast.of(default_registry())


def statements(seed: int, disputes: int = 3) -> list[Line]:
    """
    Return what agencies state about *disputes* random disputes, in order of receipt.

    The hub's own outputs aren't in it: it states them itself. The units are those of the packaged registry.
    """
    return [line for line in stream(plan_of(seed, disputes)) if not line.hub_output]
