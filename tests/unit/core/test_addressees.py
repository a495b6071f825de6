"""Nobody forgets a kind of delivery: whatever dispatch can address to a unit, the table says and its adapter takes."""

from __future__ import annotations

from functools import cache

import pytest

from hub.bootstrap.workshop import installed_plugins
from hub.connectors.mapping.loading import load_mapping
from hub.core.addressees import ADDRESSEES, concerning
from hub.core.codes import MediationKind, OrgKind
from hub.core.deliveries import DeliveryKind
from hub.core.events import Event
from hub.core.units import MAX_LEVEL, Registry, Unit
from hub.plugins.mapping.kind import info_of
from hub.reference import default_registry
from hub.testing.addressed import AddressedHub
from tests.mapping_site import EXAMPLES

STATES = frozenset({Event.DISPUTE_REPORTED, Event.REFERRAL_CREATED})
FROM_ABOVE = frozenset({DeliveryKind.ESCALATION_RETURNED, DeliveryKind.RESULT_DOWN})
MAPPED = "mapped-230803"


def _body(kind: OrgKind) -> Unit:
    """A body of *kind* for which a mapping file would stand."""
    return Unit(
        code="BODY",
        name="某单位",
        level=3,
        kind=MediationKind.ADMIN,
        org_kind=kind,
        division="230803",
        agency=MAPPED,
    )


@cache
def units() -> tuple[Unit, ...]:
    """One unit of each agency, sort and level of the packaged registry, and a mapped body of each sort."""
    packaged = {(unit.agency, unit.org_kind, unit.level): unit for unit in default_registry().all_units()}
    return (*packaged.values(), *(_body(kind) for kind in OrgKind))


def sent_to(unit: Unit) -> frozenset[DeliveryKind]:
    own = [unit] if unit.agency == MAPPED else []
    hub = AddressedHub(Registry.of([*default_registry().all_units(), *own]))
    hub.address(unit)
    assert hub.engine.dead == []
    return frozenset(one.kind for one in hub.owed(unit.agency) if one.unit in (unit.code, None))


def test_every_kind_of_delivery_has_its_addressees() -> None:
    assert set(ADDRESSEES) == set(DeliveryKind)
    assert all(addressee.source for addressee in ADDRESSEES.values())


@pytest.mark.parametrize("unit", units(), ids=lambda unit: f"{unit.agency}-{unit.org_kind}-L{unit.level}")
def test_dispatch_addresses_to_a_unit_what_the_table_says(unit: Unit) -> None:
    """No more and no less; above the city there's nobody from whom anything comes down."""
    above = FROM_ABOVE if unit.level == MAX_LEVEL else frozenset[DeliveryKind]()
    assert sent_to(unit) == concerning([unit], STATES) - above


def test_together_they_are_every_kind_there_is() -> None:
    assert {kind for unit in units() for kind in concerning([unit], STATES)} == set(DeliveryKind)


@pytest.mark.parametrize("code", ["court", "grid", "justice", "petition", "police"])
def test_every_installed_adapter_takes_whatever_can_concern_its_agency(code: str) -> None:
    info = next(kind.info for kind in installed_plugins().adapters if kind.info.code == code)
    own = [unit for unit in default_registry().all_units() if unit.agency == code]
    assert concerning(own, info.submits) - info.receives == set()


@pytest.mark.parametrize("file", sorted(EXAMPLES.glob("*/*.map.yaml")), ids=lambda file: file.parent.name)
def test_every_mapped_body_takes_whatever_can_concern_it(file: object) -> None:
    mapping = load_mapping(file)  # type: ignore[arg-type]  # a path of the folder
    info = info_of(mapping)
    assert concerning([mapping.unit], info.submits) - info.receives == set()
