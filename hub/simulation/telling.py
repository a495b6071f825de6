"""How a dispute is told: the first report, what is mended about it, who else reports the same (domain §2.1, §2.4)."""

from __future__ import annotations

import random

from hub.core.codes import Channel, DisputeType, GateMode
from hub.core.events import Details, Event
from hub.simulation.life import AGENCY_OF, JUSTICE, Life, Owed, Speaker
from hub.simulation.plan import DAY, Plan, day_of

_GROUPS = frozenset({DisputeType.MIGRANT_WAGE.value, DisputeType.EXPROPRIATION.value})
_OFFICES = frozenset({Channel.COURT.value, Channel.PETITION.value, Channel.ADMIN.value, Channel.UPPER.value})
"""Channels whose desks are closed on rest days."""

TOKENS = 4
"""Parties whose identity number is known at most."""

_REGULARS = 200
"""People of a county who quarrel with several others."""


def begin(plan: Plan, serial: int, rng: random.Random) -> Life:
    """Return dispute *serial* at the moment at which it arises."""
    rng.seed(plan.seed << 40 | serial)
    at = plan.arises(serial, rng.random())
    parameters = plan.parameters
    month = day_of(at).month
    kind = parameters.types[month].at(rng.random())
    channel = parameters.channels[kind].at(rng.random())
    villages = plan.cast.villages
    born = plan.rest.desk(at) if channel in _OFFICES else at
    life = Life(
        plan=plan,
        serial=serial,
        rng=rng,
        root="",
        born=born,
        at=born,
        village=villages[int(rng.random() * len(villages))],
        type=kind,
        channel=channel,
        difficulty="",
        parties=2,
    )
    life.difficulty = life.pick("difficulty")
    if kind in _GROUPS and life.happens("group"):
        life.parties = 5 + int(rng.random() * 12)
    return life


def report(life: Life) -> Speaker:
    """Tell the hub of the dispute for the first time; return who did."""
    by = life.speaker(AGENCY_OF.get(life.channel, JUSTICE), "1").as_root
    life.root = by.root
    life.tell(Event.DISPUTE_REPORTED, by, reported(life, life.channel))
    life.told = life.known
    if life.happens("type_corrected"):
        _correct_type(life, by)
    return by


def reported(life: Life, channel: str) -> Details:
    """Return what a report through *channel* says."""
    tokens = [f"sim-{life.plan.seed}-{life.serial}-p{n}" for n in range(1, min(life.parties, TOKENS) + 1)]
    if life.rng.random() < life.number("chance", "regular_party"):
        tokens[0] = f"sim-{life.plan.seed}-{life.county}-r{life.serial * 7919 % _REGULARS}"
    details: Details = {
        "type": life.type,
        "channel": channel,
        "parties": life.parties,
        "tokens": tokens,
        "division": life.village.division,
        "difficulty": life.difficulty,
    }
    if channel == Channel.PETITION:
        details["mode"] = _mode(life)
        details["suit"] = life.happens("petition_suit")
    if life.happens("number_given"):
        details["number"] = f"sim-{life.plan.seed}-{channel}-{life.serial}"
    return details


def _mode(life: Life) -> str:
    """Return the policy of the county's petition office: some ask for mediation first."""
    counties = life.plan.cast.counties
    required = (counties.index(life.county) + 0.5) / len(counties) < life.number("chance", "gate_required")
    return (GateMode.REQUIRED if required else GateMode.ADVISORY).value


def _correct_type(life: Life, by: Speaker) -> None:
    now = life.at
    life.work("correct")
    types = life.plan.parameters.types[day_of(life.at).month].names
    mended: Details = {
        "v": 1,
        "supersedes": f"{by.native_id}/{Event.DISPUTE_REPORTED.value}",
        "type": types[int(life.rng.random() * len(types))],
    }
    life.say(Event.DISPUTE_CORRECTED, by, mended)
    life.at = now


def retract(life: Life, by: Speaker) -> None:
    """The report was typed by mistake: nothing of it counts."""
    life.work("retract")
    life.say(Event.SOURCE_REPORT_RETRACTED, by, {"reason": "typed by mistake"})


def tell_again(life: Life) -> None:
    """
    Let others report the same people's quarrel while it's mediated, or soon after.

    What they ask for at a time when the outcome is near is information only: nobody takes a quarrel up twice.
    """
    here = life.place
    concluded, life.at = life.at, life.born
    for number in range(2, 4):
        if not life.happens("second_report" if number == 2 else "third_report"):
            break
        life.at += life.delay("second_telling")
        _another(life, number, has_time=life.at + 5 * DAY < concluded)
    life.place = here


def _another(life: Life, number: int, *, has_time: bool) -> None:
    channel = life.pick("second_channel")
    by = life.speaker(AGENCY_OF[channel], str(number)).as_root
    root, told = by.root, reported(life, channel)
    first = life.lines[0].submission.details
    told["tokens"] = first["tokens"]
    life.known = life.due = life.told
    life.tell(Event.DISPUTE_REPORTED, by, told)
    life.note(Event.DISPUTE_LINKED, {"survivor": life.root, "absorbed": root}, root=root)
    if number == 2 and life.happens("false_link"):
        _split(life, root)
        return
    course = life.pick("second_course")
    if course == "information" or not has_time or channel == Channel.GRID:
        return
    unit = life.upper(life.village, 3 if channel == Channel.PETITION else 2)
    kind = {"COURT": "ENTRUST_PRE", "POLICE": "TRANSFER", "PETITION": "PETITION_COMMISSION"}[channel]
    ref = f"{root}/r1"
    life.tell(Event.REFERRAL_CREATED, by, {"ref": ref, "kind": kind, "delivered": True}, unit=unit)
    if course == "left":
        life.owed.append(Owed(ref, root, by.agency))
        return
    life.at = max(life.at, life.known)
    life.work("answer")
    life.tell(Event.REFERRAL_WITHDRAWN, by, {"ref": ref, "reason": "linked"}, unit=unit)


def _split(life: Life, root: str) -> None:
    """A clerk finds that the two aren't the same; the other one then goes its own way."""
    clerk = life.speaker(JUSTICE, "split")._replace(root=root)
    life.answer("split")
    life.tell(Event.DISPUTE_SPLIT, clerk, {"survivor": life.root, "restored": root})
    unit = life.upper(life.village, 2)
    by = life.unit_speaker(unit, "-split")._replace(root=root)
    life.answer("open")
    life.tell(Event.CASE_OPENED, by, {"channel": Channel.RMC_FOUND.value}, unit=unit)
    life.work("mediate.2")
    life.tell(Event.AGREEMENT_REACHED, by, {"form": "ORAL", "amount_fen": 0}, unit=unit)
