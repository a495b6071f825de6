"""What goes on beside mediation: a petition's own way, and proceedings of other bodies (信访工作条例 22-36, POL-1)."""

from __future__ import annotations

from datetime import timedelta

from hub.core.codes import Channel, DisputeType, ProceedingKind
from hub.core.events import Details, Event
from hub.simulation.life import Life, Speaker
from hub.simulation.plan import day_of

_PETITION_EXTENDED = timedelta(days=90)
"""Sixty days and the thirty that may be added (信访工作条例 34)."""

_CASE_EXTENDED = timedelta(days=60)
"""Thirty days and the thirty that may be added (办理行政案件程序规定 165)."""


def walk(life: Life, by: Speaker) -> None:
    """Let the first reporter's own route run beside the mediation: neither waits for the other."""
    here = life.place
    life.at, life.known = life.born, life.told
    if life.channel == Channel.PETITION:
        _petition(life, by)
    elif life.channel == Channel.POLICE and life.happens("proceeding"):
        kinds = (ProceedingKind.POLICE_CASE, ProceedingKind.PUBLIC_ORDER_MEDIATION)
        traffic = life.type == DisputeType.TRAFFIC
        _proceeding(life, "police", ProceedingKind.TRAFFIC_DAMAGES if traffic else kinds[life.serial % len(kinds)])
    life.place = here


def after_failure(life: Life) -> None:
    """Where mediation failed the other lawful route is taken by some: suit or labour arbitration (COURT-3)."""
    if life.happens("other_route"):
        here = life.place
        labour = life.type == DisputeType.LABOUR
        _proceeding(life, "court", ProceedingKind.ARBITRATION if labour else ProceedingKind.SUIT)
        life.place = here


def _petition(life: Life, by: Speaker) -> None:
    life.work("petition.inform")
    if life.happens("petition_transferred"):
        life.say(Event.PETITION_TRANSFERRED, by, {})
        life.work("petition.inform")
    life.say(Event.PETITION_ACCEPTED, by, {})
    if not life.happens("petition_not_informed"):
        life.say(Event.PETITION_INFORMED, by, {})
    if life.happens("petition_extended"):
        life.work("petition.answer")
        life.say(Event.PETITION_EXTENDED, by, {"until": day_of(life.born) + _PETITION_EXTENDED})
    life.work("petition.answer")
    life.say(Event.PETITION_ANSWERED, by, {})
    if life.happens("petition_reviewed"):
        life.work("petition.answer")
        life.say(Event.PETITION_REVIEW_REQUESTED, by, {"v": 1})
        life.work("petition.answer")
        life.say(Event.PETITION_REVIEWED, by, {"v": 1})


def _proceeding(life: Life, agency: str, kind: ProceedingKind) -> None:
    by = life.speaker(agency, f"case-{kind.value}")
    details: Details = {"kind": kind.value}
    life.work("answer")
    life.say(Event.PROCEEDING_OPENED, by, details)
    if life.happens("proceeding_extended"):
        life.work("petition.inform")
        life.say(Event.PROCEEDING_EXTENDED, by, {**details, "until": day_of(life.at) + _CASE_EXTENDED})
    life.work("proceeding")
    life.say(Event.PROCEEDING_CLOSED, by, details)
