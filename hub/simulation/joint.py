"""Others at the table: risks, invitations, silence and what supervision makes of it (HAND-3, SUP-1)."""

from __future__ import annotations

from hub.core.codes import Risk
from hub.core.events import Details, Event
from hub.core.units import Unit
from hub.simulation.life import JUSTICE, Life, Speaker

_AGENCY_BY_PREFIX = {"PS": "police", "GR": "grid"}


def flag_risk(life: Life, unit: Unit) -> None:
    """A risk is seen; for some it's also said that mediation prevented it."""
    risk = life.pick("risk")
    details: Details = {"risk": risk}
    if life.happens("risk_prevented"):
        people = max(life.parties, 5) if risk == Risk.MASS else life.parties
        details |= {"prevented": 1, "people": people}
    life.tell(Event.RISK_FLAGGED, life.unit_speaker(unit), details, unit=unit)


def invite(life: Life, unit: Unit) -> None:
    """Ask another body to join; one that stays silent may be supervised."""
    found = life.plan.cast.invited.get(life.county, ())
    if not found:
        return
    invitee = found[int(life.rng.random() * len(found))]
    details: Details = {"invitee": invitee, "subject": invitee}
    life.work("answer")
    life.tell(Event.INVITATION_SENT, life.unit_speaker(unit), details, unit=unit)
    agency = _AGENCY_BY_PREFIX.get(invitee.partition("-")[0], JUSTICE)
    guest = life.speaker(agency, f"inv/{life.case}")
    if life.happens("invitee_silent"):
        if life.happens("supervised"):
            _supervise(life, unit, invitee, guest)
        return
    life.answer("answer")
    _reply(life, unit, invitee, guest)


def _reply(life: Life, unit: Unit, invitee: str, guest: Speaker) -> None:
    details: Details = {"invitee": invitee, "subject": invitee, "result": "ACCEPTED"}
    if life.happens("invitee_declines"):
        details |= {"result": "DECLINED", "reason": "SCOPE"}
    life.tell(Event.INVITATION_ANSWERED, guest, details, unit=unit)
    if details["result"] == "ACCEPTED":
        life.work("start")
        attended: Details = {"invitee": invitee, "subject": invitee}
        if life.happens("invitee_absent"):
            attended["result"] = "ABSENT"
        life.tell(Event.INVITATION_ATTENDED, life.unit_speaker(unit), attended, unit=unit)


def _supervise(life: Life, unit: Unit, invitee: str, guest: Speaker) -> None:
    """A person at the county centre orders (SUP-1); a reply that is sent back may be raised to the city."""
    centre, cause = life.upper(life.village, 3), f"INVITE_{invitee}"
    order = life.speaker(JUSTICE, f"sup/{life.case}")
    life.at = max(life.at, life.known)
    life.work("supervise")
    life.tell(Event.SUPERVISION_ORDERED, order, {"cause": cause}, unit=centre)
    life.answer("answer")
    if life.happens("supervision_rejected"):
        life.tell(Event.SUPERVISION_REPLIED, order, {"cause": cause, "result": "REJECTED"}, unit=centre)
        if life.happens("supervision_raised"):
            life.work("answer")
            raised: Details = {"cause": cause, "result": "RAISED"}
            life.tell(Event.SUPERVISION_ORDERED, order, raised, unit=life.upper(centre))
        life.answer("answer")
    _reply(life, unit, invitee, guest)
    again = life.speaker(JUSTICE, f"sup/{life.case}-2")
    life.tell(Event.SUPERVISION_REPLIED, again, {"cause": cause}, unit=centre)
    life.work("answer")
    life.tell(Event.SUPERVISION_CLOSED, order, {"cause": cause}, unit=centre)
