"""Who takes a dispute up: a committee by itself, or a body to which it's referred (domain §2.2, COURT-2 … HAND-1)."""

from __future__ import annotations

from hub.core.codes import Channel, ConsentState, ReferralKind
from hub.core.events import Details, Event
from hub.core.units import Unit
from hub.simulation.life import JUSTICE, Life, Owed, Speaker

_ASKED = 3
"""Consents that are recorded one by one; of a crowd the list is signed before the referral."""

_ATTEMPTS = 3


def take_up(life: Life, by: Speaker) -> Unit | None:
    """Return the unit that accepted the dispute; None when it was settled on the spot, refused or given up."""
    if life.channel == Channel.GRID and life.happens("onsite"):
        life.work("start")
        life.tell(Event.ONSITE_SETTLED, by, {})
        return None
    kind = _kind(life)
    if kind is None:
        return _own_initiative(life)
    unit = refer(life, by, kind)
    if unit is not None:
        life.ladder = [unit]
    return unit


def _kind(life: Life) -> str | None:
    """Return how the dispute is handed over, None when a committee takes it up by itself."""
    match life.channel:
        case Channel.COURT:
            return life.pick("court_kind")
        case Channel.POLICE:
            return life.pick("police_kind")
        case Channel.UPPER:
            return life.pick("upper_kind")
        case Channel.PETITION:
            return ReferralKind.PETITION_COMMISSION.value
        case _:
            return None


def _own_initiative(life: Life) -> Unit | None:
    unit = _own_unit(life)
    life.answer("open")
    life.tell(Event.CASE_OPENED, life.unit_speaker(unit), {"channel": life.channel}, unit=unit, lag=life.late)
    life.ladder = [unit]
    if life.happens("own_consent_refused"):
        life.work("consent")
        life.tell(Event.CONSENT_WITHHELD, life.unit_speaker(unit), {"subject": "p2"})
        return None
    return unit


def _own_unit(life: Life) -> Unit:
    cast = life.plan.cast
    if life.channel == Channel.INDUSTRY:
        return cast.specialist(life.type, life.county) or life.upper(life.village, 3)
    if life.channel == Channel.ADMIN:
        organs = cast.organs.get(life.county, ())
        return organs[life.serial % len(organs)] if organs else life.upper(life.village, 3)
    if life.channel in (Channel.PARTY, Channel.HOTLINE) and life.rng.random() < 0.5:
        return life.upper(life.village, 2)
    return life.village


def _first_target(life: Life) -> Unit:
    if life.channel == Channel.PETITION:
        return life.upper(life.village, 3)
    specialist = life.plan.cast.specialist(life.type, life.county)
    if specialist is not None and life.channel == Channel.COURT:
        return specialist
    return life.upper(life.village, 2)


def refer(life: Life, by: Speaker, kind: str) -> Unit | None:
    """Hand the dispute over until somebody accepts it; None when nobody does."""
    target, event = _first_target(life), Event.REFERRAL_CREATED
    details: Details = {"ref": f"{life.root}/r1", "kind": kind}
    if kind == ReferralKind.ENTRUST_IN:
        details["procedure"] = life.pick("procedure")
    for attempt in range(1, _ATTEMPTS + 1):
        asked = event is Event.REFERRAL_CREATED and _asks_later(life, kind)
        details["delivered"] = not asked
        life.tell(event, by, details, unit=target)
        owed = Owed(details["ref"], life.root, by.agency)
        if asked and not _ask(life, by, owed):
            return None
        if life.happens("referral_withdrawn"):
            life.work("answer")
            life.tell(Event.REFERRAL_WITHDRAWN, by, {"ref": owed.ref, "reason": "sued"}, unit=target)
            return None
        if not life.happens("returned"):
            if _accept(life, owed, target):
                life.owed.append(owed)
                return target
        else:
            life.answer("return")
            _give_back(life, owed, target)
        if not life.happens("reassigned"):
            return None
        life.answer("reassign")
        target, event = _next_target(life, target), Event.REFERRAL_REASSIGNED
        details = details | {"ref": f"{life.root}/r{attempt + 1}", "pred": owed.ref}
    return None


def _asks_later(life: Life, kind: str) -> bool:
    needs = kind not in (ReferralKind.ASSIGN_DOWN, ReferralKind.ORDER)
    return needs and life.parties <= _ASKED and life.happens("consent_asked_later")


def _ask(life: Life, by: Speaker, owed: Owed) -> bool:
    """Ask every party; return whether all agree."""
    refuses = life.happens("consent_refused")
    for number in range(1, life.parties + 1):
        life.work("consent")
        details: Details = {"subject": f"p{number}", "ref": owed.ref}
        if refuses and number == life.parties:
            life.tell(Event.CONSENT_WITHHELD, by, details)
            send_feedback(life, owed)
            if life.channel == Channel.PETITION:
                unit = life.upper(life.village, 3)
                life.note(Event.TERMINATION_NOTICE_ISSUED, {}, unit=unit)
            return False
        life.tell(Event.CONSENT_RECORDED, by, {**details, "state": ConsentState.GIVEN.value})
    return True


def _accept(life: Life, owed: Owed, target: Unit) -> bool:
    """Sign for the referral; return whether the unit keeps it."""
    by = life.unit_speaker(target)
    life.answer("accept")
    returned = life.happens("returned_after_acceptance")
    lag = -1 if returned else life.late
    life.tell(Event.REFERRAL_ACCEPTED, by, {"ref": owed.ref, "channel": life.channel}, unit=target, lag=lag)
    if returned:
        life.work("return")
        _give_back(life, owed, target)
    return not returned


def _give_back(life: Life, owed: Owed, target: Unit) -> None:
    details: Details = {"ref": owed.ref, "reason": life.pick("return_reason")}
    life.tell(Event.REFERRAL_RETURNED, life.unit_speaker(target), details, unit=target)
    send_feedback(life, owed)


def _next_target(life: Life, former: Unit) -> Unit:
    """Return another body of the same level in the county, an industry committee now and then, else the superior."""
    cast = life.plan.cast
    if life.happens("kind_changed"):
        others: tuple[Unit, ...] = tuple(u for u in cast.industry.get(life.county, ()) if u.code != former.code)
    else:
        others = tuple(u for u in cast.townships.get(life.county, ()) if u.code != former.code and former.level == 2)
    if not others:
        return life.upper(life.village, 3 if former.level < 3 else 4)
    return others[int(life.rng.random() * len(others))]


def send_feedback(life: Life, owed: Owed) -> None:
    """Let the hub tell the referrer, and the referrer sign for it, beside whatever else goes on (HAND-2)."""
    here = life.place
    is_acknowledged(life, owed)
    life.place = here


def is_acknowledged(life: Life, owed: Owed) -> bool:
    """Let the referrer be told; return whether it signs for it: some never do, some send it back first."""
    life.note(Event.FEEDBACK_SENT, {"ref": owed.ref}, root=owed.root, nth=owed.ref)
    by = Speaker(owed.agency, f"{owed.ref}/fb", owed.root)
    if life.happens("feedback_rejected"):
        life.answer("acknowledge")
        life.tell(Event.FEEDBACK_REJECTED, by, {"ref": owed.ref, "reason": "MATERIALS"})
        life.note(Event.FEEDBACK_SENT, {"ref": owed.ref}, root=owed.root, nth=f"{owed.ref}/2")
    if life.happens("never_acknowledged"):
        return False
    life.answer("acknowledge")
    life.tell(Event.FEEDBACK_ACKNOWLEDGED, by, {"ref": owed.ref})
    return True


def assign_down(life: Life, unit: Unit) -> Unit:
    """An upper unit gives its case to a township of the county (转办): that one works on it from then on."""
    had = {each.code for each in life.ladder}
    others = [each for each in life.plan.cast.townships[life.county] if each.code not in had]
    township = others[int(life.rng.random() * len(others))] if others else life.upper(life.village, 2)
    ref, by = f"{life.root}/down{unit.level}", life.unit_speaker(unit, "-down")
    kind = life.pick("upper_kind")
    life.work("answer")
    life.tell(
        Event.REFERRAL_CREATED, by, {"ref": ref, "kind": kind, "delivered": True, "frm": unit.code}, unit=township
    )
    life.answer("accept")
    receiver = life.unit_speaker(township, "-down")
    life.tell(Event.REFERRAL_ACCEPTED, receiver, {"ref": ref, "channel": Channel.UPPER.value}, unit=township)
    life.assigned = Owed(ref, life.root, JUSTICE)
    life.ladder = [township]
    return township
