"""
What must be delivered to whom, read off the state of a dispute (design §1 step 3).

Each delivery has an identity of its own; the lifecycle sends those that it hasn't sent yet. Only codes and figures
that the receiver is entitled to stand in it (domain §6.4).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from hub.core.clocks import Deadline, cascade_clock, docket_clock
from hub.core.codes import Channel
from hub.core.daytime import local_day
from hub.core.deliveries import Delivery, DeliveryKind
from hub.core.dispute import CascadeHop, DisputeState, Referral, Report, Supervision
from hub.core.events import Details
from hub.core.gate import document_number, gate_history, petition_of
from hub.core.machines import CaseState, InvitationState, ReferralState, SupervisionState
from hub.core.referral import DOWNWARD
from hub.core.units import Unit, county_of

_ASSIGNABLE = frozenset({Channel.GRID.value, Channel.HOTLINE.value})
"""Reports that nobody handles until a centre assigns them (LOOP-0, LOOP-1)."""


@dataclass(frozen=True, slots=True)
class Directory:
    """How lifecycle finds whom to reach: a unit by code, or the level-1 unit that serves a division on a day."""

    unit: Callable[[str, date], Unit | None]
    serving: Callable[[str, date], Unit | None]


def deliveries(
    state: DisputeState, lines: Iterable[Deadline], directory: Directory, now: datetime
) -> Iterator[Delivery]:
    """Yield everything that must have been delivered by *now*, sent already or not; *lines* are its deadlines."""
    if state.is_void:
        return
    post = _Post(state, directory, now, {line.clock: line for line in lines})
    for referral in state.referrals.values():
        yield from post.referral(referral)
    yield from post.escalations()
    for hop in state.hops:
        yield from post.result_down(hop)
    yield from post.invitations()
    yield from post.supervisions()
    yield from post.docket_tasks()
    referring = {referral.root for referral in state.referrals.values()}
    for report in state.reports.values():
        if not report.retracted and report.root not in referring:
            yield from post.report(report)
    yield from post.gate()


@dataclass(frozen=True, slots=True)
class _Post:
    state: DisputeState
    directory: Directory
    now: datetime
    lines: dict[str, Deadline]

    def _due(self, clock: str) -> date | None:
        line = self.lines.get(clock)
        return None if line is None else line.due

    def _roots(self) -> tuple[str, ...]:
        return tuple(sorted({report.root for report in self.state.reports.values() if not report.retracted}))

    def _summary(self) -> Details:
        report = self.state.primary
        details: Details = {}
        if report is not None:
            details["type"] = report.type
            details["parties"] = report.parties
        return details

    def _outcome(self) -> Details:
        state = self.state
        details = self._summary()
        if state.concluded is not None and state.concluded.outcome is not None:
            details["outcome"] = state.concluded.outcome.value
        if state.agreements:
            agreement = state.agreements[-1]
            details["form"] = agreement.form
            details["amount_fen"] = agreement.amount_fen
            details["v"] = agreement.v
            if agreement.due is not None:
                details["due"] = agreement.due
        number = document_number(state)
        if number is not None:
            details["number"] = number
        return details

    def _agency(self, unit: str) -> str | None:
        known = self.directory.unit(unit, local_day(self.now))
        return None if known is None else known.agency

    def referral(self, referral: Referral) -> Iterator[Delivery]:
        unit = referral.unit
        if unit is not None and referral.state in (ReferralState.CONSENT_PENDING, ReferralState.DELIVERED):
            details = self._summary()
            details["kind"] = referral.kind
            details["delivered"] = referral.state is ReferralState.DELIVERED
            yield Delivery(
                delivery_id=f"{referral.ref}/REFERRAL/{referral.state.value}",
                kind=DeliveryKind.REFERRAL,
                agency=unit.agency,
                unit=unit.code,
                dispute=self.state.dispute,
                root=referral.root,
                ref=referral.ref,
                due=self._due(f"DELIVERED_3WD:{referral.ref}"),
                occurred_at=self.now,
                details=details,
                dossiers=self._roots(),
            )
        if unit is not None and referral.state in (ReferralState.WITHDRAWN, ReferralState.DECLINED):
            # the unit has it in its inbox: it must hear that there's nothing to sign for any more
            yield Delivery(
                delivery_id=f"{referral.ref}/REFERRAL_WITHDRAWN",
                kind=DeliveryKind.REFERRAL_WITHDRAWN,
                agency=unit.agency,
                unit=unit.code,
                dispute=self.state.dispute,
                root=referral.root,
                ref=referral.ref,
                occurred_at=self.now,
                details={"state": referral.state.value},
            )
        if referral.feedback_at is not None:
            yield self._feedback(referral)

    def _feedback(self, referral: Referral) -> Delivery:
        details = self._outcome() if not referral.owes_feedback_at_once else self._summary()
        details["state"] = referral.state.value if referral.owes_feedback_at_once else "CONCLUDED"
        if referral.return_reason is not None:
            details["reason"] = referral.return_reason
        # what was assigned down is answered upward, to the very unit that assigned it
        assigner = referral.sender if referral.kind in DOWNWARD else None
        upward = None if assigner is None else self.directory.unit(assigner, local_day(self.now))
        return Delivery(
            delivery_id=f"{referral.ref}/FEEDBACK" + (f"/{referral.rejections + 1}" if referral.rejections else ""),
            kind=DeliveryKind.FEEDBACK,
            agency=referral.agency if upward is None else upward.agency,
            unit=None if upward is None else upward.code,
            dispute=self.state.dispute,
            root=referral.root,
            reporter_native_id=referral.native_id,
            ref=referral.ref,
            due=self._due(f"FEEDBACK_ACK:{referral.ref}"),
            occurred_at=self.now,
            details=details,
        )

    def escalations(self) -> Iterator[Delivery]:
        state = self.state
        number = len(state.escalation_requests)
        for case in state.cases:
            if case.state is CaseState.ESCALATING and case.escalation_to is not None:
                agency = self._agency(case.escalation_to)
                if agency is None:
                    continue
                details = self._summary()
                details["frm"] = case.unit.code
                yield Delivery(
                    delivery_id=f"{state.dispute}/ESCALATION/{case.unit.code}>{case.escalation_to}/{number}",
                    kind=DeliveryKind.ESCALATION,
                    agency=agency,
                    unit=case.escalation_to,
                    dispute=state.dispute,
                    root=state.dispute,
                    occurred_at=self.now,
                    details=details,
                    dossiers=self._roots(),
                )
            elif case.is_open and case.escalations_returned:
                yield Delivery(
                    delivery_id=f"{state.dispute}/ESCALATION_RETURNED/{case.unit.code}/{case.escalations_returned}",
                    kind=DeliveryKind.ESCALATION_RETURNED,
                    agency=case.unit.agency,
                    unit=case.unit.code,
                    dispute=state.dispute,
                    root=state.dispute,
                    occurred_at=self.now,
                    details={},
                )

    def result_down(self, hop: CascadeHop) -> Iterator[Delivery]:
        if hop.lower_unit is None:
            return
        details = self._outcome()
        details["frm"] = hop.upper
        yield Delivery(
            delivery_id=f"{self.state.dispute}/RESULT_DOWN/{hop.upper}>{hop.lower}"
            + (f"/r{hop.reopen}" if hop.reopen else ""),
            kind=DeliveryKind.RESULT_DOWN,
            agency=hop.lower_unit.agency,
            unit=hop.lower,
            dispute=self.state.dispute,
            root=self.state.dispute,
            due=self._due(cascade_clock(self.state, hop)),
            occurred_at=self.now,
            details=details,
        )

    def invitations(self) -> Iterator[Delivery]:
        for key, invitation in self.state.invitations.items():
            unit = self.directory.unit(invitation.invitee, local_day(self.now))
            if invitation.state in (InvitationState.SENT, InvitationState.OVERDUE) and unit is not None:
                details = self._summary()
                details["invitee"] = invitation.invitee
                yield Delivery(
                    delivery_id=f"{self.state.dispute}/INVITATION/{key}",
                    kind=DeliveryKind.INVITATION,
                    agency=unit.agency,
                    unit=invitation.invitee,
                    dispute=self.state.dispute,
                    root=self.state.dispute,
                    due=self._due(f"INVITE_REPLY:{key}"),
                    occurred_at=self.now,
                    details=details,
                )

    def supervisions(self) -> Iterator[Delivery]:
        for key, order in self.state.supervisions.items():
            unit = self._supervised(order)
            if order.state is SupervisionState.ISSUED and unit is not None:
                yield Delivery(
                    delivery_id=f"{self.state.dispute}/SUPERVISION/{key}/{len(order.ordered) + len(order.raised)}",
                    kind=DeliveryKind.SUPERVISION,
                    agency=unit.agency,
                    unit=unit.code,
                    dispute=self.state.dispute,
                    root=self.state.dispute,
                    occurred_at=self.now,
                    details={"cause": order.cause},
                )

    def docket_tasks(self) -> Iterator[Delivery]:
        for half, item in self.state.docket.items():
            task, number = item.task, len(item.tasks)
            agency = None if task is None else self._agency(task.owner)
            if task is None or agency is None or task.done_at is not None or task.replaced_at is not None:
                continue
            details = self._summary()
            details.update({"half": half, "cause": half, "owner": task.owner, "due": task.due})
            yield Delivery(
                delivery_id=f"{self.state.dispute}/DOCKET_TASK/{half}/{number}",
                kind=DeliveryKind.DOCKET_TASK,
                agency=agency,
                unit=task.owner,
                dispute=self.state.dispute,
                root=self.state.dispute,
                due=self._due(docket_clock(half, number)),
                occurred_at=self.now,
                details=details,
            )

    def _supervised(self, order: Supervision) -> Unit | None:
        """Return the object of *order*: named beside or in its cause (``INVITE_<unit>`` …), else the active unit."""
        day = local_day(self.now)
        named = self.directory.unit(order.object or order.cause.partition("_")[2], day)
        active = self.state.active
        if named is not None or active is None:
            return named
        return self.directory.unit(active.unit.code, day)

    def report(self, report: Report) -> Iterator[Delivery]:
        state = self.state
        if state.concluded is not None or state.accepted is not None:
            stage = "concluded" if state.concluded is not None else "accepted"
            details = self._outcome() if state.concluded is not None else self._summary()
            details["state"] = state.status.value
            yield Delivery(
                delivery_id=f"{report.root}/INFORMATION/{stage}",
                kind=DeliveryKind.INFORMATION,
                agency=report.agency,
                unit=None,
                dispute=state.dispute,
                root=report.root,
                reporter_native_id=report.native_id,
                occurred_at=self.now,
                details=details,
            )
        elif report.channel in _ASSIGNABLE and report.division and not state.onsite and not state.referrals:
            yield from self._assignment(report, report.division)

    def _assignment(self, report: Report, division: str) -> Iterator[Delivery]:
        unit = self.directory.serving(division, local_day(self.now))
        if unit is not None:
            details = self._summary()
            details["channel"] = report.channel
            details["division"] = county_of(division)
            yield Delivery(
                delivery_id=f"{report.root}/ASSIGNMENT",
                kind=DeliveryKind.ASSIGNMENT,
                agency=unit.agency,
                unit=unit.code,
                dispute=self.state.dispute,
                root=self.state.dispute,
                occurred_at=self.now,
                details=details,
                dossiers=self._roots(),
            )

    def gate(self) -> Iterator[Delivery]:
        petition = petition_of(self.state)
        if petition is None:
            return
        today = local_day(self.now)
        steps = [step for step in gate_history(self.state) if step.since <= today]
        for step in steps[-1:]:
            details = self._summary()
            details["decision"] = step.decision.value
            details["mode"] = step.mode.value
            details["waits"] = step.waits
            number = document_number(self.state)
            if number is not None:
                details["number"] = number
            yield Delivery(
                delivery_id=f"{petition.root}/GATE/{step.since.isoformat()}/{step.decision.value}",
                kind=DeliveryKind.GATE_DECISION,
                agency=petition.agency,
                unit=None,
                dispute=self.state.dispute,
                root=petition.root,
                reporter_native_id=petition.native_id,
                occurred_at=self.now,
                details=details,
            )
