"""
Who may hand over to whom: the routes of domain §1 as data, dated, each with its source.

A route names the hand-over, who may make it and which bodies may receive it; a non-litigation centre that receives one
must be of the referrer's own level where the text says so (COURT-2, PET-2, DEC-2).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hub.core.codes import OrgKind, ReferralKind

_COMMITTEES = frozenset(kind for kind in OrgKind if kind.is_rmc)
_CENTRES = frozenset({OrgKind.CENTRE_L2, OrgKind.CENTRE_L3, OrgKind.CENTRE_L4})
_OFFICE = frozenset({OrgKind.JUSTICE_OFFICE})
_BODIES = frozenset(
    {OrgKind.ADMIN_ORGAN, OrgKind.COMMERCIAL, OrgKind.LAWFIRM, OrgKind.LEGAL_SERVICE, OrgKind.ARBITRATION}
)
_MEDIATORS = _COMMITTEES | _CENTRES | _OFFICE | _BODIES
_OPINION = date(2023, 1, 1)
"""The opinion is of 2023; what was handed over before follows no route of it."""


@dataclass(frozen=True, slots=True)
class Route:
    """
    One row: a kind of hand-over.

    ``referrers`` are agencies that may make it (empty: any); ``same_level`` asks that a centre be of the referrer's
    level.
    """

    kind: ReferralKind
    referrers: frozenset[str]
    targets: frozenset[OrgKind]
    same_level: bool
    source: str
    valid_from: date = _OPINION
    valid_to: date | None = None


def _of(*agencies: str) -> frozenset[str]:
    return frozenset(agencies)


ROUTES: tuple[Route, ...] = (
    Route(ReferralKind.ENTRUST_PRE, _of("court"), _MEDIATORS, True, "COURT-2, COURT-5"),
    Route(ReferralKind.ENTRUST_IN, _of("court"), _MEDIATORS, True, "COURT-2, COURT-5"),
    Route(ReferralKind.POST, _of("court"), _MEDIATORS, True, "COURT-2"),
    Route(ReferralKind.TRANSFER, _of(), _MEDIATORS, False, "POL-2, HAND-1"),
    Route(ReferralKind.POLICE_ENTRUST, _of("police"), _MEDIATORS, False, "POL-1, HAND-1"),
    Route(ReferralKind.PETITION_COMMISSION, _of("petition"), _MEDIATORS, True, "PET-2"),
    Route(ReferralKind.DECISION_PRE, _of(), _MEDIATORS, True, "DEC-1, DEC-2"),
    Route(ReferralKind.ASSIGN_DOWN, _of(), _MEDIATORS, False, "LOOP-1 … LOOP-3"),
    Route(ReferralKind.ORDER, _of(), frozenset(OrgKind), False, "LOOP-3, SUP-1"),
    Route(ReferralKind.ESCALATE, _of(), _COMMITTEES | _CENTRES | _OFFICE, False, "LOOP-1 … LOOP-3"),
    Route(ReferralKind.RESULT_DOWN, _of(), frozenset(OrgKind), False, "LOOP-2 … LOOP-4"),
    Route(ReferralKind.INVITE, _of(), frozenset(OrgKind), False, "HAND-3"),
)
"""Every kind of hand-over that there is; a change of the rules is a new, dated row."""


def find_route(kind: str, day: date) -> Route | None:
    """Return the route by which *kind* is handed over on *day*, None where the rules have none."""
    return next(
        (
            route
            for route in ROUTES
            if route.kind == kind and route.valid_from <= day and (route.valid_to is None or day <= route.valid_to)
        ),
        None,
    )


def is_centre(kind: OrgKind) -> bool:
    """Return whether *kind* is a non-litigation centre (非诉中心), for which the rule of the same level holds."""
    return kind in _CENTRES
