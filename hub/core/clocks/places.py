"""Where the clocks of one dispute run: overrides by agency and region are looked up with this."""

from __future__ import annotations

from hub.core.clocks.overrides import Place
from hub.core.dispute import DisputeState, Invitation
from hub.core.units import UnitStamp


def division_of(state: DisputeState) -> str | None:
    """Return the division of the matter: where it arose, else that of the first unit that took it on."""
    report = state.primary
    if report is not None and report.division is not None:
        return report.division
    return state.cases[0].unit.division if state.cases else None


def place_of_unit(unit: UnitStamp) -> Place:
    """Return the place of a mediating unit's clocks."""
    return Place(unit.code, unit.agency, unit.division)


def place_of_agency(state: DisputeState, agency: str) -> Place:
    """Return the place of an agency's clocks in this dispute."""
    return Place(agency, agency, division_of(state))


def place_of_invitee(state: DisputeState, invitation: Invitation) -> Place:
    """Return the place of an invited body's clock; it may be no mediating unit."""
    return Place(invitation.invitee, None, division_of(state))
