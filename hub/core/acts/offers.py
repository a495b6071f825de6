"""
Which acts a clerk may do on a dispute now: the fold is asked, nothing of the machines is written down again.

For every act and everything that it could be about, the fact that it would state is tried on a copy of the dispute. The
act is offered where the fold takes the fact and something changes by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from hub.core.acts.catalogue import ACTS, CASE_WORK, About, Act, ActSpec, Part, Right
from hub.core.acts.corrections import correction_of
from hub.core.clocks import Terms, deadlines
from hub.core.clocks.lines.joint import supervised_body
from hub.core.codes import ReferralKind
from hub.core.daytime import local_day
from hub.core.dispute import Case, DisputeState, Referral, Report
from hub.core.events import Details, Event, Fact
from hub.core.fold import APPLY
from hub.core.machines import CASE, DISPUTE, DOCKET, REFERRAL, CaseState, Condition, ReferralState
from hub.core.units import Registry, UnitStamp

_TRIED = "tried"
"""Native id of a fact that is only tried; it leaves this module in no form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """
    Who works here: an agency, those of its units for which a person may act, and what the person may do for them.

    ``elsewhere`` are the roots that another unit of the agency reported: they are that unit's own, and not this desk's.
    """

    agency: str
    units: frozenset[str]
    rights: frozenset[Right] = frozenset({CASE_WORK})
    elsewhere: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One dispute as a desk sees it at an instant, under the rules in force."""

    state: DisputeState
    desk: Desk
    registry: Registry
    terms: Terms
    now: datetime

    def reported(self, report: Report) -> bool:
        """Return whether this desk's units made *report*."""
        return report.agency == self.desk.agency and report.root not in self.desk.elsewhere

    def speaks_for(self, who: str | None) -> bool:
        """
        Return whether *who*, a unit or an agency as clocks name it, is this desk.

        What the agency as a whole owes is owed by the units that reported the dispute, where some did.
        """
        if who == self.desk.agency:
            own = [report for report in self.state.reports.values() if report.agency == who]
            return not own or any(self.reported(report) for report in own)
        return who is not None and who in self.desk.units

    @property
    def acting_unit(self) -> str:
        """The unit that acts where the dispute doesn't say which: the first by code."""
        return min(self.desk.units, default="")

    def stamp(self, code: str | None) -> UnitStamp | None:
        """Return what intake would write of unit *code*."""
        unit = None if code is None else self.registry.find(code, local_day(self.now))
        return None if unit is None else unit.stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """
    One act that may be done.

    Attributes:
        about: Of what: a referral, the unit below or above, the body invited, the agreement's version; or nothing.
        unit: The unit that stands in the statement, None where the form names it (to whom a referral goes).
        own: The unit of this desk that acts.
    """

    act: Act
    about: str
    unit: str | None
    own: str

    @property
    def key(self) -> str:
        """What a form and an address call it."""
        return f"{self.act.value}:{self.about}"


def offers(view: View) -> list[Offer]:
    """Return every act that may be done, in the order of the catalogue."""
    return [offer for act in ACTS for offer in offers_of(view, act)]


def offers_of(view: View, act: Act) -> Iterator[Offer]:
    """Yield what *act* may be done to."""
    spec = ACTS[act]
    if spec.right not in view.desk.rights:
        return
    for about, unit, own in _CANDIDATES[spec.about](view, spec):
        offer = Offer(act=act, about=about, unit=unit, own=own)
        if _ALSO.get(act, _always)(view, offer) and takes(view.state, trial(view, offer)):
            yield offer


def find_offer(view: View, key: str) -> Offer | None:
    """Return the offer that *key* names, None when the act may not be done (any more)."""
    name, _, about = key.partition(":")
    act = next((act for act in ACTS if act.value == name), None)
    return None if act is None else next((one for one in offers_of(view, act) if one.about == about), None)


def takes(state: DisputeState, fact: Fact) -> bool:
    """Return whether the fold takes *fact* now and something changes by it; *state* stays as it is."""
    copied = deepcopy(state)
    return APPLY[fact.event](copied, fact) and repr(copied) != repr(state)


def trial(view: View, offer: Offer) -> Fact:
    """Return the fact that the act would state if its form were filled in with the sample."""
    spec = ACTS[offer.act]
    details = spec.sample.copy()
    details.update(spec.fixed)
    details.update(details_of(view.state, offer, _TRIED))
    return Fact(
        event=spec.event,
        event_id=_TRIED,
        root=root_of(view.state, offer),
        agency=view.desk.agency,
        system=view.desk.agency,
        native_id=native_id_of(view, offer) or _TRIED,
        unit=view.stamp(offer.unit),
        occurred_at=view.now,
        received_at=view.now,
        details=details,
    )


def root_of(state: DisputeState, offer: Offer) -> str:
    """Return the root under which the act is stated: of the report or referral it's about, else the dispute's own."""
    if ACTS[offer.act].about in (About.REPORT, About.STATEMENT):
        return offer.about
    referral = state.referrals.get(offer.about)
    return state.dispute if referral is None else referral.root


def native_id_of(view: View, offer: Offer) -> str | None:
    """Return the native id under which a report is taken back: its own; None where the click gives a new one."""
    report = view.state.reports.get(offer.about) if ACTS[offer.act].about is About.REPORT else None
    return None if report is None else report.native_id


def details_of(state: DisputeState, offer: Offer, ref: str) -> Details:
    """Return the details that say what the act is about; *ref* is that of a referral that it makes."""
    spec, about = ACTS[offer.act], offer.about
    found: dict[str, object] = {} if offer.act not in MAKE_REFERRALS else {"ref": ref}
    if spec.names is not None and about:
        found[spec.names] = int(about) if spec.names == "v" else about
    if spec.own is not None:
        found[spec.own] = offer.own
    if offer.act is Act.REASSIGN:
        found["kind"] = state.referrals[about].kind
    if offer.act is Act.TAKE_ON and state.primary is not None:
        found["channel"] = state.primary.channel
    if spec.about is About.ORDER:
        order = state.supervisions[about]
        found |= {"cause": order.cause} if order.object is None else {"cause": order.cause, "subject": order.object}
    if spec.corrects:
        found |= correction_of(state, offer.act, about)
    return cast("Details", found)


MAKE_REFERRALS = frozenset({Act.REFER, Act.ASSIGN_DOWN, Act.REASSIGN})
"""Acts that hand the dispute over, under a reference of their own."""


Candidates = Iterable[tuple[str, str | None, str]]


def _reports(view: View, _spec: ActSpec) -> Candidates:
    for report in view.state.reports.values():
        untouched = not view.state.cases and not view.state.referrals
        if view.reported(report) and not report.retracted and untouched:
            yield report.root, None, view.acting_unit


def _referrals(view: View, spec: ActSpec) -> Candidates:
    for referral in view.state.referrals.values():
        target = None if referral.unit is None else referral.unit.code
        if spec.part is not Part.SENDER and target in view.desk.units:
            yield referral.ref, target, str(target)
        elif spec.part is not Part.TARGET and _sent(view.desk, referral):
            own = referral.sender or view.acting_unit
            yield referral.ref, None if spec.event is Event.REFERRAL_REASSIGNED else own, own


def _sent(desk: Desk, referral: Referral) -> bool:
    return referral.agency == desk.agency and (referral.sender is None or referral.sender in desk.units)


def _consents(view: View, spec: ActSpec) -> Candidates:
    yield from _referrals(view, spec)
    case = _own_case(view)
    if case is not None and case.state is CaseState.OPEN and case.ref is None:
        yield "", case.unit.code, case.unit.code


def _own_case(view: View) -> Case | None:
    case = view.state.active
    if case is None:
        return None
    speaks = {case.unit.code} | {other.unit.code for other in view.state.cases if other.joined_to is case}
    return case if speaks & view.desk.units else None


def _cases(view: View, spec: ActSpec) -> Candidates:
    case = _own_case(view)
    if case is not None:
        own = min(view.desk.units & {case.unit.code}, default=view.acting_unit)
        yield "", None if spec.event is Event.REFERRAL_CREATED else case.unit.code, own


def _escalations(view: View, spec: ActSpec) -> Candidates:
    case = view.state.active
    if case is None or case.escalation_to is None or case.escalation_to not in view.desk.units:
        return
    upper = case.escalation_to
    yield case.unit.code, case.unit.code if spec.event is Event.ESCALATION_RETURNED else upper, upper


def _results(view: View, _spec: ActSpec) -> Candidates:
    for hop in view.state.hops:
        if hop.lower in view.desk.units and hop.acknowledged_at is None:
            yield hop.upper, hop.lower, hop.lower


def _invitations(view: View, _spec: ActSpec) -> Candidates:
    for invitation in view.state.invitations.values():
        if view.speaks_for(invitation.invitee):
            own = invitation.invitee if invitation.invitee in view.desk.units else view.acting_unit
            yield invitation.invitee, own, own


def _agreements(view: View, _spec: ActSpec) -> Candidates:
    for agreement in view.state.agreements[-1:]:
        if agreement.unit is not None and agreement.unit.code in view.desk.units:
            yield str(agreement.v), agreement.unit.code, agreement.unit.code


def _orders(view: View, _spec: ActSpec) -> Candidates:
    for key, order in view.state.supervisions.items():
        body = supervised_body(view.state, order)
        if view.speaks_for(body):
            yield key, body if view.stamp(body) else None, body if body in view.desk.units else view.acting_unit


def _tasks(view: View, _spec: ActSpec) -> Candidates:
    for half, item in view.state.docket.items():
        task = item.task
        if task is not None and task.done_at is None and task.replaced_at is None and view.speaks_for(task.owner):
            own = task.owner if task.owner in view.desk.units else view.acting_unit
            yield half, task.owner if view.stamp(task.owner) else None, own


def _meetings(view: View, _spec: ActSpec) -> Candidates:
    for half, item in view.state.docket.items():
        if item.state not in DOCKET.final_states:
            yield half, None, view.acting_unit


def _guests(view: View, _spec: ActSpec) -> Candidates:
    """Who was asked to join the case of this desk's unit; it's told while the case lasts and once it has ended."""
    case = view.state.active or view.state.concluded
    if case is not None and case.unit.code in view.desk.units:
        for invitee in dict.fromkeys(one.invitee for one in view.state.invitations.values()):
            yield invitee, case.unit.code, case.unit.code


def _parts(view: View, _spec: ActSpec) -> Candidates:
    own = own_part(view)
    if own and not view.state.is_void:
        yield "", own, own


def own_part(view: View) -> str | None:
    """Return the desk's unit that has most to do with it: has or had the case, was handed it, handed it on, told it."""
    state = view.state
    units = [case.unit.code for case in reversed(state.cases)]
    units += [referral.unit.code for referral in state.referrals.values() if referral.unit is not None]
    units += [referral.sender for referral in state.referrals.values() if referral.sender is not None]
    found = next((unit for unit in units if unit in view.desk.units), None)
    reported = any(view.reported(report) for report in state.reports.values())
    return found or (view.acting_unit if reported else None)


def _statements(view: View, _spec: ActSpec) -> Candidates:
    for report in view.state.reports.values():
        if view.reported(report) and not report.retracted:
            yield report.root, None, view.acting_unit


def _of_dispute(view: View, spec: ActSpec) -> Candidates:
    """Whoever must pass the report on may: it reported it, or nobody took it and the clock is its (LOOP-0)."""
    lines = (line for line in deadlines(view.state, view.terms) if line.is_running and line.rule.name == "TRIAGE")
    owners = {line.owner for line in lines} | {
        report.agency for report in view.state.reports.values() if not report.retracted
    }
    if any(view.speaks_for(owner) for owner in owners):
        own = min(owners & view.desk.units, default=view.acting_unit)
        yield "", None if spec.event is Event.REFERRAL_CREATED else own, own


_CANDIDATES: dict[About, Callable[[View, ActSpec], Candidates]] = {
    About.REPORT: _reports,
    About.REFERRAL: _referrals,
    About.CONSENT: _consents,
    About.CASE: _cases,
    About.ESCALATION: _escalations,
    About.RESULT: _results,
    About.INVITATION: _invitations,
    About.AGREEMENT: _agreements,
    About.DISPUTE: _of_dispute,
    About.ORDER: _orders,
    About.TASK: _tasks,
    About.MEETING: _meetings,
    About.GUEST: _guests,
    About.PART: _parts,
    About.STATEMENT: _statements,
}
"""What an act of each sort can be about, and for which of the desk's units: (about, unit stated, unit acting)."""


def _always(_view: View, _offer: Offer) -> bool:
    return True


def _nobody_has_it(view: View, _offer: Offer) -> bool:
    """Whether the dispute machine lets a case begin, and no referral of it waits for an answer."""
    waits = any(REFERRAL.move(r.state, Event.REFERRAL_ACCEPTED) is not None for r in view.state.referrals.values())
    return DISPUTE.move(view.state.status, Event.CASE_OPENED) is not None and not waits and not _settled(view.state)


def _settled(state: DisputeState) -> bool:
    """Whether what is concluded stays so: only a breach opens it again."""
    breached = bool(state.agreements) and state.agreements[-1].breached_at is not None
    return state.concluded is not None and not breached


def _may_go_down(view: View, _offer: Offer) -> bool:
    case = view.state.active
    above = case is not None and case.unit.level > 1
    waits = any(REFERRAL.move(r.state, Event.REFERRAL_ACCEPTED) is not None for r in view.state.referrals.values())
    return above and not waits and case is not None and CASE.move(case.state, Event.REFERRAL_ACCEPTED) is not None


def _not_sent_on(view: View, offer: Offer) -> bool:
    referral = view.state.referrals[offer.about]
    followed = any(other.pred == referral.ref for other in view.state.referrals.values())
    return referral.owes_feedback_at_once and not followed and view.state.active is None


def _waits_for_consent(view: View, offer: Offer) -> bool:
    if not offer.about:
        return True
    referral = view.state.referrals[offer.about]
    return referral.state is ReferralState.CONSENT_PENDING and (
        REFERRAL.move(referral.state, Condition.ALL_CONSENT) is not None
    )


def _still_binds(view: View, offer: Offer) -> bool:
    agreement = view.state.agreements[-1]
    return agreement.performed_at is None or agreement.v != int(offer.about)


def _escalates(view: View, _offer: Offer) -> bool:
    case = view.state.active
    return case is not None and not _waiting_down(view.state)


def _waiting_down(state: DisputeState) -> bool:
    kinds = (ReferralKind.ASSIGN_DOWN, ReferralKind.ORDER)
    return any(r.kind in kinds and r.state is ReferralState.DELIVERED for r in state.referrals.values())


_ALSO: dict[Act, Callable[[View, Offer], bool]] = {
    Act.TAKE_ON: _nobody_has_it,
    Act.REFER: _nobody_has_it,
    Act.ASSIGN_DOWN: _may_go_down,
    Act.REASSIGN: _not_sent_on,
    Act.CONSENT: _waits_for_consent,
    Act.ESCALATE: _escalates,
    Act.PERFORM: _still_binds,
}
"""What must hold besides, where the fold would take a fact that makes no sense from a desk."""
