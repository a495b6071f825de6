"""What follows an outcome: notice, cascade, feedback, confirmation, performance, breach (domain §2.2 … §2.5)."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from hub.core.codes import AgreementForm, Channel, DisputeType, Outcome
from hub.core.events import Details, Event
from hub.core.performance import read_items
from hub.core.units import Unit
from hub.simulation.handover import is_acknowledged, send_feedback
from hub.simulation.life import Life, Speaker
from hub.simulation.mediation import amount, reopen
from hub.simulation.plan import DAY, day_number
from hub.simulation.routes import after_failure
from hub.simulation.telling import retract, tell_again


@dataclass(slots=True)
class _Agreement:
    """An agreement that was reached: by which file, when, in which version, and by when it's to be performed."""

    by: Speaker
    at: int
    details: Details
    v: int = 1

    @property
    def due(self) -> int | None:
        """The minute at which the day of performance begins, None where none was agreed."""
        due = self.details.get("due")
        return None if due is None else day_number(due) * DAY


def conclude(life: Life, unit: Unit, outcome: Outcome) -> None:
    """Let everything happen that an *outcome* at *unit* brings with it."""
    ended = life.lines[-1].submission
    here = life.place
    if outcome in (Outcome.FAILED, Outcome.CONSENT_WITHDRAWN):
        life.note(Event.TERMINATION_NOTICE_ISSUED, {}, unit=unit)
    if outcome is Outcome.FAILED:
        life.note(Event.OTHER_ROUTES_INFORMED, {}, unit=unit)
    tell_again(life)
    if _cascade(life) and (life.assigned is None or is_acknowledged(life, life.assigned)):
        # who referred it before hears of it when the upper unit, which gave it away, has its result
        for owed in life.owed:
            send_feedback(life, owed)
    life.place = here
    if outcome is Outcome.FAILED:
        after_failure(life)
    if outcome is Outcome.SUCCESS:
        _after_agreement(life, unit, _Agreement(life.unit_speaker(unit), life.at, ended.details))
    if life.happens("report_retracted_late"):
        first = life.lines[0].submission
        life.at = max(life.at, life.known)
        retract(life, Speaker(first.agency, first.native_id, first.root))


def _cascade(life: Life) -> bool:
    """Pass the result down level by level; return whether it reached the origin."""
    for upper, lower in itertools.pairwise(reversed(life.ladder)):
        life.note(Event.RESULT_CASCADED, {"frm": upper.code}, unit=lower, nth=f"{upper.code}>{lower.code}")
        if life.happens("never_acknowledged"):
            return False
        life.answer("acknowledge")
        by = life.unit_speaker(lower, "-ack")
        life.tell(Event.CASCADE_ACKNOWLEDGED, by, {"frm": upper.code}, unit=lower)
    return True


def _after_agreement(life: Life, unit: Unit, agreement: _Agreement) -> None:
    if life.happens("amount_corrected"):
        _correct_amount(life, unit, agreement)
    if life.type == DisputeType.LABOUR and life.happens("arbitral_document"):
        life.work("apply")
        arbitration = life.speaker("court", "arbitration")
        life.tell(Event.ARBITRAL_DOCUMENT_ISSUED, arbitration, {"v": agreement.v}, unit=unit)
        life.at = agreement.at
    if agreement.details["form"] == AgreementForm.WRITTEN and life.happens("applies_confirmation"):
        _confirm(life, unit, agreement)
    _perform(life, unit, agreement)


def _correct_amount(life: Life, unit: Unit, agreement: _Agreement) -> None:
    mended: Details = {
        "v": 1,
        "supersedes": f"{agreement.by.native_id}/{Event.AGREEMENT_REACHED.value}",
        "amount_fen": amount(life),
    }
    life.work("correct")
    life.say(Event.AGREEMENT_CORRECTED, agreement.by, mended, unit=unit)
    life.at = agreement.at


def _confirm(life: Life, unit: Unit, agreement: _Agreement) -> None:
    """The parties apply together within thirty days; the court accepts and rules, or doesn't (COURT-4)."""
    court = life.speaker("court", "confirmation")
    details: Details = {"v": agreement.v}
    life.work("apply")
    life.tell(Event.CONFIRMATION_APPLIED, court, details)
    if life.happens("confirmation_withdrawn"):
        life.work("answer")
        life.tell(Event.CONFIRMATION_WITHDRAWN, court, details)
        life.at = agreement.at
        return
    life.work("court_accepts")
    if not life.happens("confirmation_not_accepted"):
        life.tell(Event.CONFIRMATION_ACCEPTED, court, details)
        life.work("court_rules")
        if not life.happens("confirmation_dismissed"):
            life.tell(Event.CONFIRMATION_GRANTED, court, details)
            life.at = agreement.at
            return
    life.tell(Event.CONFIRMATION_DISMISSED, court, details)
    if life.happens("new_version"):
        agreement.v += 1
        agreement.details = {**agreement.details, "amount_fen": amount(life), "v": agreement.v}
        life.answer("correct")
        agreement.at = life.at
        life.tell(Event.AGREEMENT_REACHED, agreement.by, agreement.details, unit=unit)
    life.at = agreement.at


def _perform(life: Life, unit: Unit, agreement: _Agreement) -> None:
    by, v = agreement.by, agreement.v
    if life.happens("breached"):
        life.work("breach")
        life.tell(Event.AGREEMENT_BREACHED, by, {"v": v}, unit=unit)
        if life.happens("reopened"):
            life.at = max(life.at, life.known)
            reopen(life, unit, v + 1)
        return
    if life.happens("never_performed"):
        return
    if agreement.details.get("items"):
        _pay_by_instalments(life, unit, agreement)
        return
    due = agreement.due
    if due is None:
        life.at += life.delay("at_once")
    else:
        share = life.plan.parameters.quantiles["delay/perform"].at(life.rng.random())
        life.at += 1 + int(share * max(DAY, due - agreement.at))
    life.tell(Event.AGREEMENT_PERFORMED, by, {"v": v}, unit=unit)
    if life.channel == Channel.POLICE and life.happens("penalty_waived"):
        life.answer("answer")
        life.tell(Event.PENALTY_WAIVED, life.speaker("police", "penalty"), {})


def _pay_by_instalments(life: Life, unit: Unit, agreement: _Agreement) -> None:
    """Pay each item near its day, some late, some not at all: then the agreement stays performed in part."""
    for number, item in enumerate(read_items(agreement.details["items"]), 1):
        share = life.plan.parameters.quantiles["delay/perform"].at(life.rng.random())
        due = day_number(item.due) * DAY
        life.at = max(life.at + 1, agreement.at + 1 + int(share * max(DAY, due - agreement.at)))
        if life.happens("instalment_missed"):
            return
        paid: Details = {"v": agreement.v, "amount_fen": item.amount_fen, "subject": f"i{number}"}
        life.tell(Event.AGREEMENT_PERFORMED, agreement.by, paid, unit=unit)
