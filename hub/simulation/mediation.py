"""Work on a dispute at one level after the other until it ends (domain §2.3)."""

from __future__ import annotations

from datetime import timedelta

from hub.core.clocks import CLOCKS
from hub.core.codes import AgreementForm, Channel, Outcome
from hub.core.events import Details, Event
from hub.core.units import MAX_LEVEL, Unit
from hub.simulation.handover import assign_down
from hub.simulation.joint import flag_risk, invite
from hub.simulation.life import Life, Speaker
from hub.simulation.plan import day_of

_WORTH_INSTALMENTS = 1_000_000
"""Fen: nobody pays less than 10,000 yuan by instalments."""

ESCALATIONS = 4
"""Requests of one dispute at most: a returned one may be made again."""


def mediate(life: Life, unit: Unit) -> tuple[Unit, Outcome]:
    """Work on the dispute from *unit* upwards; return who ended it, and how."""
    asked = 0
    while True:
        opened = life.at
        life.work("start")
        if life.happens("start_recorded"):
            life.tell(Event.MEDIATION_STARTED, life.unit_speaker(unit), {}, unit=unit)
        _incidents(life, unit, opened)
        if unit.level > 2 and life.assigned is None and life.happens("assigned_down"):
            unit = _next_case(life, assign_down(life, unit))
            continue
        while asked < ESCALATIONS and _escalates(life, unit):
            asked += 1
            upper = _escalate(life, unit, asked)
            if upper is not None:
                unit = _next_case(life, upper)
                break
            if not life.happens("asked_again"):
                return unit, _end(life, unit)
        else:
            return unit, _end(life, unit)


def _next_case(life: Life, unit: Unit) -> Unit:
    life.case += 1
    return unit


def _pace(life: Life, unit: Unit) -> str:
    """Return how long work on it takes: petitions have figures of their own."""
    return f"mediate.{Channel.PETITION.value if life.channel == Channel.PETITION else unit.level}"


def _incidents(life: Life, unit: Unit, opened: int) -> None:
    if life.happens("risk_flagged"):
        flag_risk(life, unit)
    if life.happens("invited"):
        invite(life, unit)
    by = life.unit_speaker(unit)
    if unit.level > 1 and life.happens("helped"):
        life.tell(Event.PARTICIPANT_JOINED, by, _helper(life), unit=unit)
    if life.happens("suspended"):
        life.work("answer")
        life.suspended += 1
        life.tell(Event.CASE_SUSPENDED, by, {"reason": life.pick("suspension"), "v": life.suspended}, unit=unit)
        life.work("suspended")
        life.tell(Event.CASE_RESUMED, by, {"v": life.suspended}, unit=unit)
    if life.happens("extended"):
        clock = f"LEVEL_L{unit.level}"
        until = day_of(opened) + timedelta(days=2 * CLOCKS[clock].length)
        life.tell(Event.DEADLINE_EXTENDED, by, {"clock": clock, "until": until}, unit=unit)
    first = life.owed[0] if life.owed else None
    if first is not None and life.case == 1 and life.happens("referral_withdrawn_late"):
        life.owed.remove(first)
        referrer = life.speaker(first.agency, "1")
        life.tell(Event.REFERRAL_WITHDRAWN, referrer, {"ref": first.ref, "reason": "withdrawn"}, unit=unit)


def _helper(life: Life) -> Details:
    kind = life.pick("assistance")
    return {"participant": f"{kind}-{life.county}", "assistance": kind}


def _escalates(life: Life, unit: Unit) -> bool:
    if unit.level >= MAX_LEVEL or life.assigned is not None:
        return False
    return life.rng.random() < life.number("escalate", f"{life.difficulty}@{unit.level}")


def _escalate(life: Life, unit: Unit, number: int) -> Unit | None:
    """Ask the superior to take over; return it when it does."""
    upper = life.upper(unit, unit.level + 1)
    by, v = life.unit_speaker(unit), f"-up{number}"
    request: Details = {"to": upper.code, "v": number}
    life.work(_pace(life, unit))
    life.tell(Event.ESCALATION_REQUESTED, by, request, unit=unit)
    life.answer("escalation")
    if life.happens("escalation_returned"):
        told: Details = {"frm": upper.code, "reason": life.pick("return_reason"), "v": number}
        life.tell(Event.ESCALATION_RETURNED, life.unit_speaker(upper, v), told, unit=unit)
        life.at = max(life.at, life.known)
        return None
    accepted: Details = {"frm": unit.code, "v": number}
    life.tell(Event.ESCALATION_ACCEPTED, life.unit_speaker(upper, v), accepted, unit=upper)
    life.ladder.append(upper)
    return upper


def _end(life: Life, unit: Unit) -> Outcome:
    life.work(_pace(life, unit))
    outcome = _outcome(life, unit)
    by = life.unit_speaker(unit)
    match outcome:
        case Outcome.SUCCESS:
            life.tell(Event.AGREEMENT_REACHED, by, _agreement(life), unit=unit, lag=life.late)
        case Outcome.FAILED:
            declined: Details = {"escalation": "declined"} if unit.level < MAX_LEVEL else {}
            life.tell(Event.MEDIATION_FAILED, by, declined, unit=unit, lag=life.late)
        case Outcome.CONSENT_WITHDRAWN:
            life.tell(Event.CONSENT_WITHDRAWN, by, {"subject": "p2"}, unit=unit, lag=life.late)
        case Outcome.SETTLED:
            life.tell(Event.CASE_SETTLED, by, {}, unit=unit, lag=life.late)
        case _:
            life.tell(Event.CASE_WITHDRAWN, by, {}, unit=unit, lag=life.late)
    return outcome


def _outcome(life: Life, unit: Unit) -> Outcome:
    luck = life.rng.random()
    for outcome in (Outcome.SETTLED, Outcome.WITHDRAWN):
        luck -= life.number("end", outcome.value)
        if luck < 0:
            return outcome
    success = life.number("success", life.channel) * life.number("level_success", unit.level)
    return Outcome.SUCCESS if life.rng.random() < success else Outcome(life.pick("unsuccessful"))


def _agreement(life: Life) -> Details:
    oral = life.happens("oral")
    details: Details = {
        "form": (AgreementForm.ORAL if oral else AgreementForm.WRITTEN).value,
        "amount_fen": 0 if oral else amount(life),
    }
    if life.happens("due_day_agreed"):
        details["due"] = day_of(life.at + life.delay("due"))
        if details["amount_fen"] >= _WORTH_INSTALMENTS and life.happens("instalments"):
            details["items"] = _instalments(life, details)
    if life.happens("effective_later"):
        details["effective"] = day_of(life.at + life.delay("effective"))
    return details


def _instalments(life: Life, details: Details) -> list[str]:
    """Return two to four items up to the due day, as an agreement names them."""
    count, whole, last = 2 + int(life.rng.random() * 3), details["amount_fen"], details["due"]
    first = day_of(life.at)
    days = [first + (last - first) * number // count for number in range(1, count + 1)]
    sums = [whole // count] * (count - 1)
    return [f"{day}={fen}" for day, fen in zip(days, [*sums, whole - sum(sums)], strict=True)]


def amount(life: Life) -> int:
    """Return a sum in fen as people name them: round."""
    yuan = life.plan.parameters.quantiles["amount/yuan"].at(life.rng.random())
    step = 100 if yuan < 20_000 else 1_000
    return max(1, round(yuan / step)) * step * 100


def reopen(life: Life, unit: Unit, v: int) -> None:
    """Take a breached agreement up anew, on lines of its own (domain §2.4)."""
    life.case += 1
    by: Speaker = life.unit_speaker(unit)
    life.work("open")
    life.tell(Event.CASE_OPENED, by, {"channel": Channel.PARTY.value, "reopen": 1}, unit=unit)
    life.at = max(life.at, life.known)
    life.work(f"mediate.{unit.level}")
    if life.rng.random() < life.number("success", life.channel):
        life.tell(Event.AGREEMENT_REACHED, by, {**_agreement(life), "v": v}, unit=unit)
        return
    life.tell(Event.MEDIATION_FAILED, by, {"escalation": "declined"} if unit.level < MAX_LEVEL else {}, unit=unit)
    life.note(Event.TERMINATION_NOTICE_ISSUED, {}, unit=unit, nth="r1")
    life.note(Event.OTHER_ROUTES_INFORMED, {}, unit=unit, nth="r1")
