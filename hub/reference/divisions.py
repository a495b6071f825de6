"""Counties, townships and villages of the city, from the statistical division codes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from hub.core.units import county_of
from hub.reference.packaged import rows

CITY = "230800"
CITY_NAME = "佳木斯市"
CITY_OWN_AREAS = ("230803", "230804", "230805", "230811")
"""Districts, whose names need the city before them."""


@dataclass(frozen=True, slots=True)
class County:
    """A district, county or county-level city: six digits."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Township:
    """A street, town, township or what is administered like one: nine digits."""

    code: str
    name: str
    county: str


@dataclass(frozen=True, slots=True)
class Village:
    """A village or community: twelve digits. ``name`` as the source has it (``安民社区居委会``)."""

    code: str
    name: str
    township: str
    county: str

    @property
    def short_name(self) -> str:
        """The name without the committee's own designation."""
        for ending in ("居民委员会", "村民委员会", "居委会", "委会"):
            if self.name.endswith(ending) and len(self.name) > len(ending):
                return self.name.removesuffix(ending)
        return self.name

    @property
    def is_community(self) -> bool:
        """Whether residents (and not villagers) elect the committee."""
        return not self.short_name.endswith("村")


@dataclass(frozen=True, slots=True)
class Divisions:
    """All divisions of the city, each tuple ordered by code."""

    counties: tuple[County, ...]
    townships: tuple[Township, ...]
    villages: tuple[Village, ...]

    def name_of(self, code: str) -> str:
        """Return the name of a division of 6, 9 or 12 digits; the code itself when it isn't known."""
        if code == CITY:
            return CITY_NAME
        return _names().get(code, code)


def is_division(code: str) -> bool:
    """Return whether *code* is the city or a division of it, of 6, 9 or 12 digits, old county codes included."""
    return code == CITY or county_of(code) + code[6:] in _names()


@cache
def divisions() -> Divisions:
    """Return the divisions of the city."""
    area, street, village = (
        list(rows("admin_divisions", f"jiamusi_{name}.csv")) for name in ("areas", "streets", "villages")
    )
    return Divisions(
        counties=tuple(County(row["code"], row["name"]) for row in area),
        townships=tuple(Township(row["code"], row["name"], row["areaCode"]) for row in street),
        villages=tuple(Village(row["code"], row["name"], row["streetCode"], row["areaCode"]) for row in village),
    )


@cache
def _names() -> dict[str, str]:
    found = divisions()
    entries: tuple[County | Township | Village, ...] = (*found.counties, *found.townships, *found.villages)
    return {entry.code: entry.name for entry in entries}
