"""
Who owes which report, since when, by what road: dated data (INFO-1, INFO-2, domain §6.1).

Bodies come from the registry file; what it doesn't name follows from the registry of units: a justice office for each
township (it reports for the committees there), a county justice bureau above it, and each administrative organ and
industry committee for itself. Reports go to the same-level justice organ, then county, then city.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from hub.core.codes import LabelledCode, MediationKind, OrgKind
from hub.core.privacy import half_width
from hub.core.reports import CITY_BODY, ReportKey, ReportKind
from hub.core.units import Registry, Unit, county_of


class Road(LabelledCode):
    """By what road a body's report comes."""

    ADAPTER = "ADAPTER", "接口报表", "Form through an adapter"
    MAPPING = "MAPPING", "映射文件", "File under a mapping"
    HUB = "HUB", "枢纽计算", "Computed by the hub from the body's ledger"
    TOTALS = "TOTALS", "只报合计", "Totals only"

    @property
    def is_filed(self) -> bool:
        """Whether the body must send something itself."""
        return self is not Road.HUB


class BodyKind(LabelledCode):
    """What sort of body reports."""

    OFFICE = "OFFICE", "司法所", "Justice office"
    BUREAU = "BUREAU", "司法局", "Justice bureau"
    ADMIN = "ADMIN", "行政机关", "Administrative organ"
    INDUSTRY = "INDUSTRY", "行业组织", "Industry body"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportingBody:
    """
    One body that owes reports, between two days.

    Attributes:
        units: Codes of the units for which it reports; empty for an office or a bureau: all of its division.
        reports_to: Body that receives its report.
        contact: Post that must submit, and how to reach it.
        successor: Who acts when that post is vacant.
        aliases: Other names under which its forms come.
    """

    code: str
    name: str
    kind: BodyKind
    division: str
    road: Road
    units: tuple[str, ...] = ()
    reports_to: str | None = None
    contact: str = ""
    successor: str = ""
    aliases: tuple[str, ...] = ()
    monthly: bool = True
    half_yearly: bool = True
    valid_from: date | None = None
    valid_to: date | None = None

    def is_valid_within(self, first: date, last: date) -> bool:
        """Return whether the body exists on any day from *first* to *last*: who existed for a part reports for it."""
        return (self.valid_from is None or self.valid_from <= last) and (
            self.valid_to is None or first <= self.valid_to
        )

    def owes(self, kind: ReportKind) -> bool:
        """Return whether it owes reports of *kind* at all."""
        return self.monthly if kind is ReportKind.MONTHLY else self.half_yearly


def _folded(name: str) -> str:
    return "".join(half_width(name).split())


@dataclass(frozen=True)
class Bodies:
    """All reporting bodies; several of one code are its dated versions."""

    all: tuple[ReportingBody, ...] = field(default=())

    def find(self, code: str, kind: ReportKind, period: str) -> ReportingBody | None:
        """Return the body *code* as it is in *period*, its last version there."""
        first, last = ReportKey(kind, period, code).bounds
        found = [body for body in self._by_code.get(code, ()) if body.is_valid_within(first, last)]
        return found[-1] if found else None

    def named(self, name: str, kind: ReportKind, period: str) -> ReportingBody | None:
        """Return the body that calls itself *name* (any width, any blank; its code will do too) in *period*."""
        for code in self._by_name.get(_folded(name), ()):
            body = self.find(code, kind, period)
            if body is not None:
                return body
        return None

    def owing(self, kind: ReportKind, period: str) -> Iterator[ReportingBody]:
        """Yield who owes a report of *kind* for *period*, by code."""
        for code in sorted(self._by_code):
            body = self.find(code, kind, period)
            if body is not None and body.owes(kind):
                yield body

    @cached_property
    def _by_code(self) -> dict[str, tuple[ReportingBody, ...]]:
        found: dict[str, list[ReportingBody]] = {}
        for body in self.all:
            found.setdefault(body.code, []).append(body)
        return {code: tuple(sorted(bodies, key=lambda b: b.valid_from or date.min)) for code, bodies in found.items()}

    @cached_property
    def _by_name(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = {}
        for body in self.all:
            for name in (body.code, body.name, *body.aliases):
                found.setdefault(_folded(name), {})[body.code] = None
        return {name: tuple(codes) for name, codes in found.items()}


def bodies_of(registry: Registry, stated: Iterable[ReportingBody] = ()) -> Bodies:
    """Return the bodies *stated*, and the default of *registry* for every code and unit that they don't name."""
    named = tuple(stated)
    known = {body.code for body in named}.union(*(body.units for body in named))
    return Bodies((*named, *(body for body in _defaults(registry) if body.code not in known)))


def units_of(body: ReportingBody, registry: Registry, day: date) -> frozenset[str]:
    """Return the codes of the units whose figures make up *body*'s report on *day*."""
    if body.units:
        return frozenset(body.units)
    if body.kind not in (BodyKind.OFFICE, BodyKind.BUREAU):
        return frozenset({body.code})
    return frozenset(
        unit.code
        for versions in registry.units.values()
        for unit in versions
        if unit.is_valid_on(day) and _reports_through(unit, body)
    )


def _reports_through(unit: Unit, body: ReportingBody) -> bool:
    if body.kind is BodyKind.BUREAU:
        return unit.kind is MediationKind.PEOPLE and county_of(unit.division) == county_of(body.division)
    if len(body.division) == _COUNTY_DIGITS:
        return unit.division == body.division and unit.kind in (MediationKind.PEOPLE, MediationKind.INDUSTRY)
    return unit.kind is MediationKind.PEOPLE and unit.division.startswith(body.division)


def _defaults(registry: Registry) -> Iterator[ReportingBody]:
    for versions in registry.units.values():
        for unit in versions:
            yield from _defaults_of(unit)


def _defaults_of(unit: Unit) -> Iterator[ReportingBody]:
    county = county_of(unit.division)
    bureau = f"JB-{county}"
    if unit.org_kind is OrgKind.RMC_TOWN:
        aliases = (f"{unit.division}司法所", f"{unit.name}司法所")
        yield _default(unit, f"JO-{unit.division}", BodyKind.OFFICE, _office_name(unit), (bureau, aliases))
    elif unit.org_kind in (OrgKind.CENTRE_L3, OrgKind.RMC_CITY):
        name = unit.name.removesuffix("非诉讼纠纷化解中心").removesuffix("人民调解委员会")
        aliases = (f"{county}司法所", f"{name}司法所")
        yield _default(unit, bureau, BodyKind.BUREAU, f"{name}司法局", (CITY_BODY, ()))
        yield _default(unit, f"JO-{county}", BodyKind.OFFICE, unit.name, (bureau, aliases))
    elif unit.org_kind is OrgKind.ADMIN_ORGAN:
        yield _default(unit, unit.code, BodyKind.ADMIN, unit.name, (bureau, ()))
    elif unit.org_kind is OrgKind.RMC_INDUSTRY:
        yield _default(unit, unit.code, BodyKind.INDUSTRY, unit.name, (bureau, ()))


def _default(
    unit: Unit, code: str, kind: BodyKind, name: str, above_and_aliases: tuple[str, tuple[str, ...]]
) -> ReportingBody:
    above, aliases = above_and_aliases
    is_justice = kind in (BodyKind.OFFICE, BodyKind.BUREAU)
    return ReportingBody(
        code=code,
        name=name,
        kind=kind,
        division=unit.division,
        road=Road.HUB if is_justice else Road.ADAPTER,
        units=() if is_justice else (unit.code,),
        reports_to=above,
        contact=name,
        successor=above,
        aliases=aliases,
        valid_from=unit.valid_from,
        valid_to=unit.valid_to,
    )


_COUNTY_DIGITS = 6


def _office_name(unit: Unit) -> str:
    return unit.name.removesuffix("人民调解委员会").removesuffix("调委会") + "司法所"
