"""
Who may be sent what: for each kind of delivery, whom the rules can address.

:mod:`hub.core.dispatch` reads off a dispute what is due to whom; here stands who that can be at all. An adapter takes
at least that, for a body whose adapter refuses a kind never hears of what concerns it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from hub.core.codes import MediationKind, OrgKind, ReferralKind
from hub.core.deliveries import DeliveryKind
from hub.core.events import Event
from hub.core.routes import ROUTES
from hub.core.units import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """
    Whom one kind of delivery can reach.

    Attributes:
        unit: Which units it's addressed to, by what they are.
        states: An agency that states one of these is told what became of it, whether it has units or not.
        source: The rule.
    """

    unit: Callable[[Unit], bool] = lambda _unit: False
    states: frozenset[Event] = frozenset()
    source: str


def _targets(kind: ReferralKind) -> frozenset[OrgKind]:
    return frozenset(target for route in ROUTES if route.kind is kind for target in route.targets)


def _by_route(*kinds: ReferralKind) -> Callable[[Unit], bool]:
    targets = frozenset(target for kind in kinds for target in _targets(kind))
    return lambda unit: unit.org_kind in targets


def _is_any(_unit: Unit) -> bool:
    return True


def _serves_the_place(unit: Unit) -> bool:
    return unit.level == 1 and unit.kind is MediationKind.PEOPLE


_REPORTS = frozenset({Event.DISPUTE_REPORTED})
_REFERS = frozenset({Event.REFERRAL_CREATED, Event.REFERRAL_REASSIGNED})

ADDRESSEES: dict[DeliveryKind, Addressee] = {
    DeliveryKind.REFERRAL: Addressee(unit=_by_route(*ReferralKind), source="COURT-2, POL-1, PET-2, LOOP-3, SUP-1"),
    DeliveryKind.REFERRAL_WITHDRAWN: Addressee(unit=_by_route(*ReferralKind), source="domain §2.2"),
    DeliveryKind.ESCALATION: Addressee(unit=_by_route(ReferralKind.ESCALATE), source="LOOP-1 … LOOP-4"),
    # whoever holds a case, on an order too, may ask for the next level and hears what comes of it
    DeliveryKind.ESCALATION_RETURNED: Addressee(unit=_by_route(ReferralKind.RESULT_DOWN), source="domain §2.3"),
    DeliveryKind.RESULT_DOWN: Addressee(unit=_by_route(ReferralKind.RESULT_DOWN), source="LOOP-2 … LOOP-4"),
    # the referrer, or the unit that assigned it down
    DeliveryKind.FEEDBACK: Addressee(unit=_is_any, states=_REFERS, source="HAND-2"),
    DeliveryKind.INFORMATION: Addressee(states=_REPORTS, source="domain §6 convention 16"),
    # whoever reports what was petitioned: the office, or a body in whose ledger it stands
    DeliveryKind.GATE_DECISION: Addressee(states=_REPORTS, source="PET-3, domain §2.6"),
    DeliveryKind.INVITATION: Addressee(unit=_by_route(ReferralKind.INVITE), source="HAND-3"),
    DeliveryKind.SUPERVISION: Addressee(unit=_is_any, source="SUP-1"),
    DeliveryKind.ASSIGNMENT: Addressee(unit=_serves_the_place, source="LOOP-0, LOOP-1"),
    DeliveryKind.DOCKET_TASK: Addressee(unit=_is_any, source="MECH-2"),
}
"""One row for each kind of delivery."""


def concerning(units: Iterable[Unit], states: Collection[Event]) -> frozenset[DeliveryKind]:
    """
    Return every kind of delivery that can reach an agency with *units* that states *states*.

    >>> [kind.value for kind in sorted(concerning((), {Event.DISPUTE_REPORTED}))]
    ['GATE_DECISION', 'INFORMATION']
    """
    known = tuple(units)
    return frozenset(
        kind
        for kind, addressee in ADDRESSEES.items()
        if not addressee.states.isdisjoint(states) or any(addressee.unit(unit) for unit in known)
    )
