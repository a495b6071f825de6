"""
What the hub itself must do when a fact is known: cascade results, feed back, give notice (convention 11).

A derived output occurs on the received day of the fact that made it due.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from hub.core.codes import Channel, Outcome
from hub.core.confirmation import precheck
from hub.core.dispute import DisputeState, Referral
from hub.core.escalation import next_hop
from hub.core.events import Details, Event, Fact, event_id
from hub.core.machines import FeedbackState, ReferralState
from hub.core.units import UnitStamp

HUB = "hub"


def due_now(state: DisputeState, known_at: datetime) -> Iterator[Fact]:
    """Yield the facts that the hub states itself at *known_at*, because of what *state* has become."""
    for reopen in state.reopenings:
        hop = next_hop(state, reopen)
        ending = state.ending_of(reopen)
        if hop is None or ending is None or ending.outcome is None:
            continue
        upper, lower = hop
        details: Details = {"frm": upper.unit.code, "outcome": ending.outcome.value}
        fact = _own(state.dispute, Event.RESULT_CASCADED, lower.unit, details, known_at)
        yield replace(fact, event_id=f"{fact.event_id}-r{reopen}") if reopen else fact
    for referral in state.referrals.values():
        if referral.feedback is FeedbackState.NONE and feedback_owed_since(state, referral) is not None:
            yield _feedback(state, referral, known_at)
    yield from _notices(state, known_at)
    yield from _guidance(state, known_at)


def _guidance(state: DisputeState, known_at: datetime) -> Iterator[Fact]:
    """Yield for each agreement that the parties are guided to joint confirmation, with what may stand against it."""
    for agreement in state.agreements:
        if agreement.guided_at is None:
            details: Details = {"v": agreement.v}
            obstacles = precheck(state)
            if obstacles:
                details["reason"] = " ".join(obstacles)
            yield _own(state.dispute, Event.CONFIRMATION_GUIDED, agreement.unit, details, known_at)


def _feedback(state: DisputeState, referral: Referral, known_at: datetime) -> Fact:
    details: Details = {"ref": referral.ref}
    own = next((case for case in state.cases if case.ref == referral.ref), None)
    ending = None if referral.owes_feedback_at_once else state.ending_of(own.reopen if own is not None else 0)
    if ending is not None and ending.outcome is not None:
        details["outcome"] = ending.outcome.value
    fact = _own(referral.root, Event.FEEDBACK_SENT, None, details, known_at)
    # feedback that was rejected is sent again, as a statement of its own
    return replace(fact, event_id=f"{fact.event_id}-{referral.rejections}") if referral.rejections else fact


def feedback_owed_since(state: DisputeState, referral: Referral) -> datetime | None:
    """Return since when the referrer must be told (HAND-2), None while it needn't; who withdrew is never told."""
    since = _became_due(state, referral)
    if since is None or referral.rejected_at is None:
        return since
    return max(since, referral.rejected_at)


def _became_due(state: DisputeState, referral: Referral) -> datetime | None:
    if referral.state is ReferralState.WITHDRAWN:
        return None
    if referral.owes_feedback_at_once:
        return referral.returned_at or referral.withheld_at
    own = next((case for case in state.cases if case.ref == referral.ref), None)
    reopen = own.reopen if own is not None else 0
    ending = state.ending_of(reopen)
    busy = state.active is not None and state.active.reopen == reopen
    if busy or ending is None or ending.ended_at is None or not state.is_cascaded(reopen):
        return None
    if referral.state is ReferralState.CONSENT_PENDING or (
        not referral.accepted_at and referral.created_at > ending.ended_at
    ):
        return None
    acknowledged = [hop.acknowledged_at for hop in state.hops if hop.reopen == reopen and hop.acknowledged_at]
    return max([ending.ended_at, referral.accepted_at or referral.created_at, *acknowledged])


def _notices(state: DisputeState, known_at: datetime) -> Iterator[Fact]:
    """Yield the termination notice of a case that failed or was stopped, and the routes told (COURT-3, LOOP-5)."""
    for case in state.cases:
        # one notice for one outcome, whoever of the units that joined gave it
        of_this = f"#{case.reopen}"
        given = any(key.endswith(of_this) for key in state.notices)
        if case.outcome in (Outcome.FAILED, Outcome.CONSENT_WITHDRAWN) and not given:
            yield _own(state.dispute, Event.TERMINATION_NOTICE_ISSUED, case.unit, {}, known_at)
        if case.outcome is Outcome.FAILED and not any(key.endswith(of_this) for key in state.routes_informed):
            yield _own(state.dispute, Event.OTHER_ROUTES_INFORMED, case.unit, {}, known_at)
    refused = state.withheld_at is not None and not state.cases and not state.notices
    if refused and any(report.channel == Channel.PETITION for report in state.reports.values()):
        unit = next((r.unit for r in state.referrals.values() if r.state is ReferralState.DECLINED), None)
        yield _own(state.dispute, Event.TERMINATION_NOTICE_ISSUED, unit, {}, known_at)


def _own(root: str, event: Event, unit: UnitStamp | None, details: Details, at: datetime) -> Fact:
    native_id = f"{root}/{event.value}"
    return Fact(
        event=event,
        event_id=event_id(event.value, HUB, native_id, unit.code if unit is not None else details.get("frm"), details),
        root=root,
        agency=HUB,
        system=HUB,
        native_id=native_id,
        unit=unit,
        # just after what made it due, so that a fold never puts the answer before the question
        occurred_at=at + timedelta(microseconds=1),
        received_at=at,
        details=details,
    )
