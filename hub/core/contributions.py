"""
What one dispute counts for: its marks, each a statement that a report line adds up (domain §6.1).

A mark says what holds in the world (``day`` .. ``end_day``); since when the hub knows it is added by
:mod:`hub.core.knowledge`. WITHDRAWN and SETTLED are concluded but outside the rate; VOID and JOINED are in nothing;
re-opened cases stand on their own lines and in no other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple

from hub.core import performance
from hub.core.clocks import Terms
from hub.core.clocks.places import place_of_agency, place_of_invitee
from hub.core.codes import Outcome, ReferralKind
from hub.core.confirmation import MEASURES as CONFIRMATION_STEPS
from hub.core.daytime import ONE_DAY, local_day, month_of, start_of
from hub.core.dispute import Agreement, DisputeState, Referral
from hub.core.gate import gate_history
from hub.core.units import UnitStamp

NOT_COUNTED_KINDS = frozenset({ReferralKind.ESCALATE.value, ReferralKind.RESULT_DOWN.value, ReferralKind.INVITE.value})
"""Hand-overs inside the mechanism that have lines of their own and are no agency referrals."""


class Mark(NamedTuple):
    """
    One contribution of a dispute, without the time of knowledge; a tuple, because all are made at every statement.

    ``known_after`` delays a mark that time alone makes true: it's in no view as known before that instant.
    """

    id: str
    measure: str
    item: str
    day: date
    value: int = 1
    part: str | None = None
    end_day: date | None = None
    cohort: date | None = None
    unit: UnitStamp | None = None
    type: str | None = None
    channel: str | None = None
    agency: str | None = None
    known_after: datetime | None = None


def marks(state: DisputeState, terms: Terms) -> list[Mark]:
    """Return everything that this dispute counts for, in the world as *state* knows it."""
    if state.is_void:
        return []
    return [
        *_source_marks(state),
        *_flow_marks(state),
        *_agreement_marks(state),
        *_confirmation_marks(state, terms),
        *(mark for referral in state.referrals.values() for mark in _referral_marks(state, referral, terms)),
        *_joint_marks(state, terms),
        *_reopened_marks(state),
        *_gate_marks(state),
    ]


def _source_marks(state: DisputeState) -> Iterator[Mark]:
    for key, report in state.reports.items():
        if not report.retracted:
            day = local_day(report.occurred_at)
            yield Mark(f"report:{key}", "report", report.channel, day, part=report.root, agency=report.agency)
    if state.accepted is None:
        for key, at in state.onsite.items():
            yield Mark(f"onsite:{key}", "onsite_settled", "", local_day(at))
    yield from _not_mediated(state)


def _not_mediated(state: DisputeState) -> Iterator[Mark]:
    """Yield the time during which consent was refused and nobody was asked anew."""
    withheld = state.withheld_at
    if withheld is None or (state.accepted is not None and state.accepted.opened_at <= withheld):
        return
    live = [referral for referral in state.referrals.values() if not referral.ended_unmediated]
    if any(referral.created_at <= withheld for referral in live):
        return
    anew = [referral.created_at for referral in live]
    if state.accepted is not None:
        anew.append(state.accepted.opened_at)
    end = None if not anew else local_day(min(anew))
    yield Mark("not_mediated", "not_mediated", "", local_day(withheld), end_day=end)


def _flow_marks(state: DisputeState) -> Iterator[Mark]:
    primary, accepted = state.primary, state.accepted
    if accepted is None:
        return
    kind = primary.type if primary is not None else None
    channel = accepted.channel or (primary.channel if primary is not None else None)
    day = local_day(accepted.opened_at)
    yield Mark("acc", "accepted", "", day, unit=accepted.unit, type=kind, channel=channel)
    people = primary.parties if primary is not None else 0
    yield Mark("people", "people", "", day, value=people, unit=accepted.unit, type=kind, channel=channel)
    for number, transfer in enumerate(state.transfers):
        at = local_day(transfer.at)
        yield Mark(f"out:{number}", "transferred_out", "", at, unit=transfer.sender, type=kind, channel=channel)
        yield Mark(f"in:{number}", "transferred_in", "", at, unit=transfer.receiver, type=kind, channel=channel)
    concluded = state.concluded
    if concluded is not None and state.concluded_at is not None and concluded.outcome is not None:
        end = local_day(state.concluded_at)
        outcome = concluded.outcome.value
        yield Mark("concl", "concluded", outcome, end, unit=concluded.unit, type=kind, channel=channel)
        days = (end - day).days
        yield Mark("days", "days", outcome, end, value=days, unit=concluded.unit, type=kind, channel=channel)


def _agreement_marks(state: DisputeState) -> Iterator[Mark]:
    versions = [agreement for agreement in state.agreements if not agreement.reopen]
    if not versions or state.concluded is None or state.concluded.outcome is not Outcome.SUCCESS:
        return  # agreed after the dispute had been concluded otherwise: work goes on, but no outcome counts twice
    day = local_day(versions[0].reached_at)
    # a version of a later month is no new success (convention 5) and changes nothing in the month before it
    of_month = [a for a in versions if month_of(local_day(a.reached_at)) == month_of(day)]
    unit = state.concluded.unit
    yield Mark("agreement", "agreement", of_month[-1].form, day, unit=unit)
    yield Mark("amount", "amount", of_month[-1].form, day, value=of_month[-1].amount_fen, unit=unit)
    for number, (since, until, status) in enumerate(_intervals(_performance(versions))):
        yield Mark(f"performance:{number}", "performance", status, since, end_day=until, cohort=day, unit=unit)


def _performance(versions: list[Agreement]) -> list[tuple[date, str]]:
    """Return the (day, status) steps of an agreement through its versions; each is in force until the next."""
    found: list[tuple[date, str]] = []
    for number, agreement in enumerate(versions):
        following = local_day(versions[number + 1].reached_at) if number + 1 < len(versions) else None
        found.extend((day, status.value) for day, status in performance.steps(agreement.promise, following))
    return found


def _intervals(steps: Iterable[tuple[date, str]]) -> list[tuple[date, date | None, str]]:
    """Turn (day, status) steps into consecutive intervals; of one day the last step counts."""
    ordered = sorted(steps, key=lambda step: step[0])
    result: list[tuple[date, date | None, str]] = []
    for number, (day, status) in enumerate(ordered):
        until = ordered[number + 1][0] if number + 1 < len(ordered) else None
        if until != day:
            result.append((day, until, status))
    return result


def _confirmation_marks(state: DisputeState, terms: Terms) -> Iterator[Mark]:
    unit = state.concluded.unit if state.concluded is not None else None
    for number, (step, at) in enumerate(state.confirmations):
        yield Mark(f"jc:{number}", "confirmation", step, local_day(at), unit=unit)
    for agreement in state.agreements:
        if agreement.confirmation.applied_at is None:
            _, due, _ = terms.last_day("JC_WINDOW", agreement.effective_on)
            yield Mark(
                f"jc-lapse:v{agreement.v}",
                "confirmation",
                CONFIRMATION_STEPS[-1],
                due,
                unit=unit,
                known_after=start_of(due + ONE_DAY),
            )


_CATEGORIES = ("withheld", "returned", "withdrawn")


def _referral_marks(state: DisputeState, referral: Referral, terms: Terms) -> Iterator[Mark]:
    created = local_day(referral.created_at)
    if referral.kind not in NOT_COUNTED_KINDS:
        steps = [(created, "open")]
        if referral.accepted_at is not None:
            steps.append((local_day(referral.accepted_at), "accepted"))
        ends = (referral.withheld_at, referral.returned_at, referral.withdrawn_at)
        steps.extend((local_day(at), name) for at, name in zip(ends, _CATEGORIES, strict=True) if at is not None)
        for number, (since, until, category) in enumerate(_intervals(steps)):
            yield Mark(
                f"referral:{referral.ref}:{number}",
                "referral",
                category,
                since,
                part=referral.ref,
                end_day=until,
                cohort=created,
                agency=referral.agency,
            )
    if referral.feedback_at is not None:
        sent = local_day(referral.feedback_at)
        _, due, _ = terms.last_day("FEEDBACK_ACK", sent, place_of_agency(state, referral.agency))
        yield from _feedback_marks(referral, sent, due)


def _feedback_marks(referral: Referral, sent: date, due: date) -> Iterator[Mark]:
    steps = [(sent, "open_in_time")]
    acknowledged = None if referral.acknowledged_at is None else local_day(referral.acknowledged_at)
    if acknowledged is None or acknowledged > due:
        steps.append((due + ONE_DAY, "open_overdue"))
    if acknowledged is not None:
        steps.append((acknowledged, "acked" if acknowledged <= due else "acked_late"))
    for number, (since, until, status) in enumerate(_intervals(steps)):
        yield Mark(
            f"feedback:{referral.ref}:{number}",
            "feedback",
            status,
            since,
            part=referral.ref,
            end_day=until,
            cohort=sent,
            agency=referral.agency,
        )


def _joint_marks(state: DisputeState, terms: Terms) -> Iterator[Mark]:
    for number, at in enumerate(state.escalation_requests):
        yield Mark(f"escalation:{number}", "escalation_requested", "", local_day(at))
    for hop in state.hops:
        if hop.reopen:
            continue
        yield Mark(f"cascade:{hop.upper}>{hop.lower}", "cascade", "", local_day(hop.sent_at), unit=hop.lower_unit)
    for key, at in state.notices.items():
        if key.endswith("#0"):
            yield Mark(f"notice:{key}", "notice", "", local_day(at))
    for prevention in state.preventions.values():
        day, unit, risk, key = local_day(prevention.at), prevention.unit, prevention.risk, prevention.key
        yield Mark(f"prevented:{key}", "prevented", risk, day, prevention.cases, unit=unit)
        yield Mark(f"prevented-people:{key}", "prevented_people", risk, day, prevention.people, unit=unit)
    yield from _invitation_marks(state, terms)
    yield from _supervision_marks(state)


def _invitation_marks(state: DisputeState, terms: Terms) -> Iterator[Mark]:
    for key, invitation in state.invitations.items():
        sent = local_day(invitation.sent_at)
        _, due, _ = terms.last_day("INVITE_REPLY", sent, place_of_invitee(state, invitation))
        answered = None if invitation.answered_at is None else local_day(invitation.answered_at)
        item = "unanswered" if answered is None else "in_time" if answered <= due else "late"
        yield Mark(f"invitation:{key}", "invitation", item, sent, part=invitation.invitee)


def _supervision_marks(state: DisputeState) -> Iterator[Mark]:
    for key, order in state.supervisions.items():
        for item, times in (("ordered", order.ordered), ("raised", order.raised), ("closed", order.closed)):
            for number, at in enumerate(times):
                yield Mark(f"supervision:{key}:{item}:{number}", "supervision", item, local_day(at), part=order.cause)


def _reopened_marks(state: DisputeState) -> Iterator[Mark]:
    for number in sorted({case.reopen for case in state.cases if case.reopen}):
        cases = [case for case in state.cases if case.reopen == number]
        yield Mark(f"reopened:{number}", "reopened", "opened", local_day(cases[0].opened_at), unit=cases[0].unit)
        ended = next((case for case in cases if case.outcome is not None and case.ended_at is not None), None)
        if ended is not None and ended.ended_at is not None and ended.outcome is not None:
            day = local_day(ended.ended_at)
            yield Mark(f"reopened:{number}:end", "reopened_concluded", ended.outcome.value, day, unit=ended.unit)
    for agreement in state.agreements:
        if agreement.reopen:
            day = local_day(agreement.reached_at)
            yield Mark(
                f"reopened-amount:{agreement.v}",
                "reopened_amount",
                Outcome.SUCCESS.value,
                day,
                agreement.amount_fen,
                unit=agreement.unit,
            )


def _gate_marks(state: DisputeState) -> Iterator[Mark]:
    steps = gate_history(state)
    for number, step in enumerate(steps):
        until = steps[number + 1].since if number + 1 < len(steps) else None
        yield Mark(
            f"gate:{number}",
            "gate",
            step.decision.value,
            step.since,
            int(step.waits),
            part=step.mode.value,
            end_day=until,
        )
