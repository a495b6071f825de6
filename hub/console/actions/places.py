"""The places that a form offers while a division's code is typed: those of the clerk's own county, by name."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from hub.reference.divisions import CITY, divisions

_COUNTY = 6
DIVISION = "division"
"""Field of a form that takes a division's code."""


def likely_places(own: Collection[str]) -> list[tuple[str, str]]:
    """
    Return codes and names of the divisions in the counties of the divisions *own*, villages by their township.

    Whoever works for the whole city is offered counties and townships alone: a list of all villages helps nobody.
    """
    counties = frozenset(code[:_COUNTY] for code in own if not CITY.startswith(code[:_COUNTY].rstrip("0")))
    return list(_places(counties))


def _places(counties: frozenset[str]) -> Iterator[tuple[str, str]]:
    known = divisions()
    yield from ((one.code, one.name) for one in known.counties if not counties or one.code in counties)
    yield from ((one.code, one.name) for one in known.townships if not counties or one.county in counties)
    for one in known.villages:
        if one.county in counties:
            yield one.code, f"{known.name_of(one.township)} {one.name}"
