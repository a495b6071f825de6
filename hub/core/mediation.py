"""Mediation cases: acceptance, agreement, failure and all other ends (domain §2.3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from hub.core.acceptance import open_case
from hub.core.codes import ConsentState, MediationKind, Outcome
from hub.core.confirmation import RULING_TARGET, agreement_of, extend_ruling
from hub.core.consent import MEDIATOR, agree_to_extend, record, withhold
from hub.core.dispute import Agreement, Case, DisputeState, Suspension
from hub.core.events import Event, Fact
from hub.core.findings import Deviation, Finding
from hub.core.machines import CASE, CaseState, ReferralState
from hub.core.performance import Instalment, Payment, read_items
from hub.core.units import MAX_LEVEL

OUTCOMES: dict[Event, Outcome] = {
    Event.AGREEMENT_REACHED: Outcome.SUCCESS,
    Event.MEDIATION_FAILED: Outcome.FAILED,
    Event.CONSENT_WITHDRAWN: Outcome.CONSENT_WITHDRAWN,
    Event.CASE_SETTLED: Outcome.SETTLED,
    Event.CASE_WITHDRAWN: Outcome.WITHDRAWN,
    Event.ARBITRAL_DOCUMENT_ISSUED: Outcome.ARB_DOC,
}
"""The events that end a case, and the outcome each means."""


def case_of(state: DisputeState, fact: Fact) -> Case | None:
    """
    Return the active case when *fact* is about it, None when it's about a case that isn't known (yet).

    A unit that joined the active case speaks for it.
    """
    active = state.active
    if active is None or fact.unit is None or fact.unit.code == active.unit.code:
        return active
    joined = any(case.unit.code == fact.unit.code and case.state is CaseState.JOINED for case in state.cases)
    return active if joined else None


def take_on(state: DisputeState, fact: Fact) -> bool:
    """A unit accepts the dispute without a referral, or again after a breach (``reopen`` = n)."""
    if fact.unit is None or not state.reports:
        return False
    reopen = fact.details.get("reopen", 0)
    if reopen and state.concluded is None:
        return False
    case = Case(unit=fact.unit, opened_at=fact.occurred_at, channel=fact.details.get("channel"), reopen=reopen)
    open_case(state, case)
    return True


def move_case(state: DisputeState, fact: Fact) -> bool:
    """Start, suspend or resume: moves that end nothing."""
    case = case_of(state, fact)
    move = CASE.move(case.state, fact.event) if case is not None else None
    if case is None or move is None or not isinstance(move.target, CaseState):
        return False
    case.state = move.target
    if fact.event is Event.MEDIATION_STARTED:
        case.started = True
        case.started_at = case.started_at or fact.occurred_at
    elif fact.event is Event.CASE_SUSPENDED:
        case.suspensions.append(Suspension(since=fact.occurred_at, reason=fact.details.get("reason")))
    else:
        case.suspensions[-1].until = fact.occurred_at
    return True


def extend(state: DisputeState, fact: Fact) -> bool:
    """All parties agree to a later last day of one clock (特邀调解规定 27); of its ruling the court decides."""
    if fact.details["clock"].startswith(RULING_TARGET):
        return extend_ruling(state, fact)
    case = case_of(state, fact)
    if case is None or CASE.move(case.state, fact.event) is None or not agree_to_extend(state, fact.details["clock"]):
        return False
    case.extensions[fact.details["clock"]] = fact.details["until"]
    return True


def end_case(state: DisputeState, fact: Fact) -> bool:
    """The active case comes to one of its ends; the first end of the dispute is its conclusion."""
    case = case_of(state, fact)
    move = CASE.move(case.state, fact.event) if case is not None else None
    if case is None or move is None or not isinstance(move.target, CaseState):
        return False
    if fact.event is Event.MEDIATION_FAILED and _could_go_up(case) and fact.details.get("escalation") != _DECLINED:
        deviation = Deviation.NOT_ESCALATED
        unit = case.unit.code
        state.findings.append(
            Finding(
                deviation=deviation, event_id=fact.event_id, at=fact.occurred_at, source="LOOP-1 … LOOP-3", unit=unit
            )
        )
    close(state, case, move.target, OUTCOMES[fact.event], fact.occurred_at)
    return True


_DECLINED = "declined"


def _could_go_up(case: Case) -> bool:
    """Whether there is a level above that must be asked first, or refused in words (LOOP-1 … LOOP-3)."""
    return case.unit.kind is MediationKind.PEOPLE and case.unit.level < MAX_LEVEL


def close(state: DisputeState, case: Case, target: CaseState, outcome: Outcome, at: datetime) -> None:
    """
    Put *case* into its final state with its outcome.

    An end dated before the acceptance is a slip of a calendar: it counts on the day of acceptance, or a month would
    conclude what only a later one accepted.
    """
    at = max(at, case.opened_at)
    case.state = target
    case.outcome = outcome
    case.ended_at = at
    case.level_stopped_at = case.level_stopped_at or at
    for request in case.requests[-1:]:
        request.answered_at = request.answered_at or at
    for suspension in case.suspensions[-1:]:
        suspension.until = suspension.until or at
    if state.concluded is None and not case.reopen:
        state.concluded = case
        state.concluded_at = at


def agree(state: DisputeState, fact: Fact) -> bool:
    """The parties agree; a later version replaces the former agreement and is no new success (convention 5)."""
    details = fact.details
    v = details.get("v", 1)
    if v > 1 and not state.agreements:
        return False
    case = case_of(state, fact)
    if case is None or CASE.move(case.state, fact.event) is None:
        if v <= 1:
            return False
        _add_version(state, fact, v, state.cases[-1])
        return True
    _add_version(state, fact, max(v, len(state.agreements) + 1), case)
    close(state, case, CaseState.AGREED, Outcome.SUCCESS, fact.occurred_at)
    return True


def _add_version(state: DisputeState, fact: Fact, v: int, case: Case) -> None:
    details = fact.details
    if any(agreement.v == v for agreement in state.agreements):
        return
    state.agreements.append(
        Agreement(
            v=v,
            agency=fact.agency,
            native_id=fact.native_id,
            unit=fact.unit,
            reopen=case.reopen,
            form=details["form"],
            amount_fen=details.get("amount_fen", 0),
            due=details.get("due"),
            reached_at=max(fact.occurred_at, case.opened_at),
            effective=details.get("effective"),
            items=_items(state, fact),
        )
    )


def _items(state: DisputeState, fact: Fact) -> tuple[Instalment, ...]:
    """Return the instalments agreed; what can't be read is put on record, and the agreement stands without them."""
    try:
        return read_items(fact.details.get("items", ()))
    except ValueError:
        deviation = Deviation.ITEMS_UNREADABLE
        state.findings.append(
            Finding(deviation=deviation, event_id=fact.event_id, at=fact.occurred_at, source="人民调解法 31")
        )
        return ()


def correct_agreement(state: DisputeState, fact: Fact) -> bool:
    """
    A typing error is mended: the month stays that of the agreement, no window opens anew (convention 12).

    Whoever stated the agreement mends it, or who speaks for its unit now, nobody else.
    """
    native_id = fact.details["supersedes"].rpartition("/")[0]
    agreement = next((a for a in reversed(state.agreements) if a.native_id == native_id and _mends(fact, a)), None)
    if agreement is None:
        return False
    if fact.details["v"] > agreement.corrected_v:
        agreement.corrected_v = fact.details["v"]
        agreement.form = fact.details.get("form", agreement.form)
        agreement.amount_fen = fact.details.get("amount_fen", agreement.amount_fen)
        agreement.due = fact.details.get("due", agreement.due)
        agreement.items = _items(state, fact) or agreement.items
    return True


def _mends(fact: Fact, agreement: Agreement) -> bool:
    unit = fact.unit
    has_unit = unit is not None and agreement.unit is not None and unit.code == agreement.unit.code
    return fact.agency == agreement.agency or (has_unit and unit is not None and unit.agency == fact.agency)


def perform(state: DisputeState, fact: Fact) -> bool:
    """The agreement is performed, wholly or by the sum that's named (人民调解法 31: the committee watches)."""
    agreement = agreement_of(state, fact.details.get("v"))
    if agreement is None:
        return False
    agreement.payments.append(Payment(fact.occurred_at, fact.details.get("amount_fen") or None))
    return True


def breach(state: DisputeState, fact: Fact) -> bool:
    """A party goes back on the agreement; a new case may follow (reopenSeq + 1)."""
    agreement = agreement_of(state, fact.details.get("v"))
    if agreement is None:
        return False
    agreement.breached_at = agreement.breached_at or fact.occurred_at
    return True


def withdraw_consent(state: DisputeState, fact: Fact) -> bool:
    """One party stops: the case is terminated; before acceptance the referral is declined (人民调解法 17)."""
    if case_of(state, fact) is not None or fact.details.get("ref") is None:
        return end_case(state, fact)
    return withhold(state, fact)


def refuse(state: DisputeState, fact: Fact) -> bool:
    """
    A party refuses: before the work began nothing was mediated, once it began its consent is withdrawn.

    Named with a referral that was accepted, the refusal ends the work that came of it, wherever it has gone (§2.3).
    """
    if withhold(state, fact):
        return True
    return _may_end(state, fact) and end_case(state, replace(fact, event=Event.CONSENT_WITHDRAWN))


def _may_end(state: DisputeState, fact: Fact) -> bool:
    """Whether a refusal can end the work: a party's; with a referral, only once that was accepted."""
    ref = fact.details.get("ref")
    if ref is None:
        return True
    referral = state.referrals.get(ref)
    accepted = referral is not None and referral.state is ReferralState.ACCEPTED
    return accepted and fact.details["subject"] != MEDIATOR


def hear(state: DisputeState, fact: Fact) -> bool:
    """A party says what it wants; a refusal of mediation that's written as a consent's state is a refusal."""
    refuses = "clock" not in fact.details and fact.details["state"] in (ConsentState.WITHHELD, ConsentState.WITHDRAWN)
    return refuse(state, fact) if refuses else record(state, fact)


def document(state: DisputeState, fact: Fact) -> bool:
    """
    An arbitration body issues a 调解书 (ARB-1): it ends its own case, or stands beside an agreement reached elsewhere.

    The latter is asked for jointly and is no second outcome.
    """
    if case_of(state, fact) is not None:
        return end_case(state, fact)
    agreement = agreement_of(state, fact.details.get("v"))
    if agreement is None:
        return False
    agreement.arbitral_document_at = agreement.arbitral_document_at or fact.occurred_at
    return True


def note(state: DisputeState, fact: Fact) -> bool:
    """A termination notice (调解终结告知书) is issued: one per case."""
    if not state.cases and state.withheld_at is None:
        return False
    key = _case_key(state, fact)
    state.notices.setdefault(key, fact.occurred_at)
    number = fact.details.get("number")
    if number is not None:
        state.notice_numbers.setdefault(key, number)
    return True


def inform_routes(state: DisputeState, fact: Fact) -> bool:
    """The parties are told of suit and other lawful routes (COURT-3, LOOP-5)."""
    if not state.cases:
        return False
    state.routes_informed.setdefault(_case_key(state, fact), fact.occurred_at)
    return True


def _case_key(state: DisputeState, fact: Fact) -> str:
    """One notice per case: the unit and which of its re-openings it was."""
    unit = fact.unit.code if fact.unit is not None else (state.cases[-1].unit.code if state.cases else "")
    reopen = max((case.reopen for case in state.cases), default=0)
    return f"{unit}#{reopen}"
