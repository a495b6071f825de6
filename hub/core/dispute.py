"""
What one dispute is, folded from its facts: reports, referrals, cases, agreements and all that hangs on them.

The objects here are built anew by a fold and never leave it half-made; nothing outside :mod:`hub.core.fold` and the
modules it calls changes them.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import date, datetime

from hub.core.codes import Outcome
from hub.core.daytime import local_day
from hub.core.events import Fact
from hub.core.findings import Finding
from hub.core.machines import (
    CaseState,
    ConfirmationState,
    DisputeStatus,
    DocketState,
    FeedbackState,
    InvitationState,
    ReferralState,
    SupervisionState,
)
from hub.core.performance import Instalment, Payment, Promise, performed_at
from hub.core.statutory import PetitionFile, Proceeding
from hub.core.units import UnitStamp

_RESOLVING = frozenset({Outcome.SUCCESS, Outcome.SETTLED, Outcome.ARB_DOC})

OPEN_CASE_STATES = frozenset({CaseState.OPEN, CaseState.MEDIATING, CaseState.SUSPENDED, CaseState.ESCALATING})


@dataclass(slots=True, kw_only=True)
class Report:
    """One source report (domain §2.1): what an agency said when it first told the hub of the matter."""

    root: str
    agency: str
    system: str
    native_id: str
    type: str
    channel: str
    parties: int
    tokens: tuple[str, ...]
    weak_tokens: tuple[str, ...]
    division: str | None
    mode: str | None
    suit: bool
    number: str | None
    occurred_at: datetime
    received_at: datetime
    route: str | None = None
    retracted: bool = False
    corrected_v: int = 0
    veiled: bool = False


@dataclass(slots=True, kw_only=True)
class Referral:
    """One hand-over (domain §2.2)."""

    ref: str
    root: str
    agency: str
    native_id: str
    kind: str
    procedure: str | None
    unit: UnitStamp | None
    created_at: datetime
    state: ReferralState
    pred: str | None = None
    consent_asked: bool = False
    sender: str | None = None
    consents: dict[str, str] = field(default_factory=dict)
    last_consent_at: datetime | None = None
    delivered_at: datetime | None = None
    stopped_at: datetime | None = None
    accepted_at: datetime | None = None
    withheld_at: datetime | None = None
    returned_at: datetime | None = None
    withdrawn_at: datetime | None = None
    return_reason: str | None = None
    feedback: FeedbackState = FeedbackState.NONE
    feedback_at: datetime | None = None
    acknowledged_at: datetime | None = None
    rejected_at: datetime | None = None
    rejections: int = 0

    @property
    def ended_unmediated(self) -> bool:
        """Whether nothing comes of it any more: declined, returned or withdrawn."""
        return self.owes_feedback_at_once or self.state is ReferralState.WITHDRAWN

    @property
    def owes_feedback_at_once(self) -> bool:
        """Whether it ended without mediation and the referrer must be told now."""
        return self.state in (ReferralState.DECLINED, ReferralState.RETURNED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What one party (or the appointed mediator) said, once; kept for ever, the last word counts (domain §2.1)."""

    subject: str
    state: str
    at: datetime
    ref: str | None
    unit: str | None
    clock: str | None


@dataclass(slots=True, kw_only=True)
class EscalationRequest:
    """One request to the level above, until it accepts, returns, or the case ends meanwhile."""

    to: str
    at: datetime
    answered_at: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Suspension:
    """A time in which a case stood still."""

    since: datetime
    reason: str | None
    until: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Transfer:
    """A hand-over of an accepted dispute between units: counted out at one, in at the other."""

    sender: UnitStamp
    receiver: UnitStamp
    at: datetime


@dataclass(slots=True, kw_only=True, eq=False)
class Case:
    """
    One organisation's work on the dispute (domain §2.3); it's itself and no other, whatever it looks like.

    Attributes:
        lower: Unit from which it was escalated.
        assigner: Case whose unit assigned it down; ``arrival`` is that transfer, ``resumes_as`` where the upper stood.
        joined_to: Active case that this acceptance joined.
    """

    unit: UnitStamp
    opened_at: datetime
    channel: str | None
    state: CaseState = CaseState.OPEN
    ref: str | None = None
    lower: UnitStamp | None = None
    reopen: int = 0
    started: bool = False
    started_at: datetime | None = None
    level_stopped_at: datetime | None = None
    escalation_to: str | None = None
    escalations_returned: int = 0
    requests: list[EscalationRequest] = field(default_factory=list)
    suspensions: list[Suspension] = field(default_factory=list)
    ended_at: datetime | None = None
    outcome: Outcome | None = None
    extensions: dict[str, date] = field(default_factory=dict)
    assigner: Case | None = None
    arrival: Transfer | None = None
    resumes_as: CaseState = CaseState.OPEN
    joined_to: Case | None = None

    @property
    def is_open(self) -> bool:
        """Whether work goes on in this case."""
        return self.state in OPEN_CASE_STATES


@dataclass(slots=True, kw_only=True)
class Confirmation:
    """Judicial confirmation of one agreement version (domain §2.5)."""

    state: ConfirmationState = ConfirmationState.WINDOW_OPEN
    applied_at: datetime | None = None
    accepted_at: datetime | None = None
    decided_at: datetime | None = None
    extended_to: date | None = None


@dataclass(slots=True, kw_only=True)
class Agreement:
    """One agreement version; a correction changes it in place, a later version opens a new window."""

    v: int
    native_id: str
    unit: UnitStamp | None
    reopen: int
    form: str
    amount_fen: int
    due: date | None
    reached_at: datetime
    effective: date | None = None
    items: tuple[Instalment, ...] = ()
    corrected_v: int = 0
    payments: list[Payment] = field(default_factory=list)
    breached_at: datetime | None = None
    guided_at: datetime | None = None
    arbitral_document_at: datetime | None = None
    confirmation: Confirmation = field(default_factory=Confirmation)

    @property
    def effective_on(self) -> date:
        """
        The day from which it binds: written ones when signed and sealed, oral ones when agreed (人民调解法 29, 30).

        An agreement is only stated once that was done; a later day that it names itself is its effective day.
        """
        agreed = local_day(self.reached_at)
        return agreed if self.effective is None else max(agreed, self.effective)

    @property
    def performed_at(self) -> datetime | None:
        """When all of it was performed."""
        return performed_at(self.payments, self.amount_fen)

    @property
    def instalments(self) -> tuple[Instalment, ...]:
        """What is due by which day; one item for the whole where only a last day was agreed."""
        if self.items or self.due is None:
            return self.items
        return (Instalment(self.due, self.amount_fen),)

    @property
    def promise(self) -> Promise:
        """What was promised and what came of it so far."""
        return Promise(
            since=self.reached_at,
            amount_fen=self.amount_fen,
            items=self.instalments,
            payments=tuple(self.payments),
            breached_at=self.breached_at,
        )


@dataclass(slots=True, kw_only=True)
class CascadeHop:
    """The result on its way from one level down to the next."""

    upper: str
    lower: str
    lower_unit: UnitStamp | None
    sent_at: datetime
    reopen: int = 0
    acknowledged_at: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Invitation:
    """
    A body asked to join one case (HAND-3); ``key`` is the body's code, with a number where several cases asked it.

    ``answered_at`` is the first answer, whichever it was: it stops the clock.
    """

    key: str
    invitee: str
    unit: UnitStamp | None
    inviting: str
    sent_at: datetime
    state: InvitationState = InvitationState.SENT
    answered_at: datetime | None = None
    accepted_at: datetime | None = None
    overdue_at: datetime | None = None
    attended_at: datetime | None = None
    result: str | None = None
    reason: str | None = None


@dataclass(slots=True, kw_only=True)
class Supervision:
    """
    A supervision order; one open per object and cause (SUP-1).

    Attributes:
        object: Body that is supervised, where it's named beside the cause (``INVITE_<unit>`` names it itself).
        issuer: Unit that issued or raised it last, where it's known; its level is 3 or 4.
        officers: Codes of the persons who issued, raised, rejected or closed it; never names.
        annotated: When late evidence took away the reason of an order that had already been issued.
    """

    cause: str
    state: SupervisionState
    object: str | None = None
    issuer: UnitStamp | None = None
    officers: list[str] = field(default_factory=list)
    proposed: list[datetime] = field(default_factory=list)
    ordered: list[datetime] = field(default_factory=list)
    raised: list[datetime] = field(default_factory=list)
    replied: list[datetime] = field(default_factory=list)
    rejected: list[datetime] = field(default_factory=list)
    closed: list[datetime] = field(default_factory=list)
    annotated: list[datetime] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Prevention:
    """An escalation of the conflict that mediation prevented."""

    key: str
    risk: str
    cases: int
    people: int
    at: datetime
    unit: UnitStamp | None


@dataclass(slots=True, kw_only=True)
class Risk:
    """A risk that somebody flagged (domain §4), prevented or not."""

    risk: str
    at: datetime
    unit: UnitStamp | None
    people: int


@dataclass(slots=True, kw_only=True)
class DocketTask:
    """What the half-yearly meeting asked of one unit by one day; ``replaced_at`` when the meeting no longer asks it."""

    owner: str
    due: date
    planned_at: datetime
    done_at: datetime | None = None
    replaced_at: datetime | None = None


@dataclass(slots=True, kw_only=True)
class DocketItem:
    """The dispute on the docket of one half (domain §6.2)."""

    half: str
    state: DocketState
    nominated_at: datetime
    reasons: list[str] = field(default_factory=list)
    carried_from: str | None = None
    tasks: list[DocketTask] = field(default_factory=list)
    attendance: dict[str, str] = field(default_factory=dict)
    steps: list[tuple[str, datetime, str]] = field(default_factory=list)

    @property
    def task(self) -> DocketTask | None:
        """The task that is owed now or was owed last."""
        return self.tasks[-1] if self.tasks else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """A body that helps in a case: a law firm, a legal service office, an appraiser (OFF-2, JUS-1)."""

    code: str
    assistance: str
    unit: str | None
    at: datetime


@dataclass(slots=True)
class DisputeState:
    """
    One dispute as a set of facts makes it.

    ``waiting`` are facts whose predecessor isn't there yet; they change nothing until it comes.
    """

    dispute: str
    status: DisputeStatus = DisputeStatus.REPORTED
    reports: dict[str, Report] = field(default_factory=dict)
    referrals: dict[str, Referral] = field(default_factory=dict)
    cases: list[Case] = field(default_factory=list)
    transfers: list[Transfer] = field(default_factory=list)
    agreements: list[Agreement] = field(default_factory=list)
    hops: list[CascadeHop] = field(default_factory=list)
    notices: dict[str, datetime] = field(default_factory=dict)
    notice_numbers: dict[str, str] = field(default_factory=dict)
    routes_informed: dict[str, datetime] = field(default_factory=dict)
    invitations: dict[str, Invitation] = field(default_factory=dict)
    supervisions: dict[str, Supervision] = field(default_factory=dict)
    preventions: dict[str, Prevention] = field(default_factory=dict)
    risks: dict[str, Risk] = field(default_factory=dict)
    docket: dict[str, DocketItem] = field(default_factory=dict)
    escalation_requests: list[datetime] = field(default_factory=list)
    onsite: dict[str, datetime] = field(default_factory=dict)
    confirmations: list[tuple[str, datetime]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    consents: list[Consent] = field(default_factory=list)
    participants: list[Participant] = field(default_factory=list)
    penalty_waived_at: datetime | None = None
    petitions: dict[str, PetitionFile] = field(default_factory=dict)
    proceedings: dict[str, Proceeding] = field(default_factory=dict)
    accepted: Case | None = None
    concluded: Case | None = None
    concluded_at: datetime | None = None
    withheld_at: datetime | None = None
    waiting: list[Fact] = field(default_factory=list)

    @property
    def is_veiled(self) -> bool:
        """Whether its people are hidden everywhere, and its place is told to the county alone."""
        return any(report.veiled for report in self.reports.values() if not report.retracted)

    @property
    def active(self) -> Case | None:
        """The one case in which work goes on, if any."""
        for case in reversed(self.cases):
            if case.is_open:
                return case
        return None

    @property
    def primary(self) -> Report | None:
        """The report that names type and parties: that of the dispute's own root, else the earliest."""
        own = self.reports.get(self.dispute)
        if own is not None and not own.retracted:
            return own
        live = [report for report in self.reports.values() if not report.retracted]
        return min(live, key=lambda report: (report.occurred_at, report.root), default=own)

    @property
    def is_void(self) -> bool:
        """Whether every report was retracted: nothing of it counts."""
        return bool(self.reports) and all(report.retracted for report in self.reports.values())

    @property
    def is_resolved(self) -> bool:
        """Whether the dispute ended with an agreement, a settlement or an arbitral mediation document."""
        return self.concluded is not None and self.concluded.outcome in _RESOLVING

    def ending_of(self, reopen: int) -> Case | None:
        """Return the case that brought the outcome, of the dispute itself (0) or of a re-opening of it."""
        if not reopen:
            return self.concluded
        return next((case for case in self.cases if case.reopen == reopen and case.outcome is not None), None)

    @property
    def reopenings(self) -> range:
        """The numbers of the dispute itself (0) and of its re-openings."""
        return range(max((case.reopen for case in self.cases), default=0) + 1)

    def path(self, reopen: int = 0) -> list[Case]:
        """Return the cases from the one that brought the outcome down to the origin level."""
        steps: list[Case] = []
        case = self.ending_of(reopen)
        while case is not None:
            steps.append(case)
            lower = case.lower
            if lower is None:
                break
            case = next(
                (
                    other
                    for other in reversed(self.cases)
                    if other.unit.code == lower.code
                    and other.reopen == reopen
                    and other.state is CaseState.ESCALATED
                    and other not in steps
                ),
                None,
            )
        return steps

    def is_cascaded(self, reopen: int = 0) -> bool:
        """Whether there is an outcome and it has been acknowledged at every level down to the origin."""
        ending = self.ending_of(reopen)
        if ending is None or ending.lower is None:
            return ending is not None  # nobody is below the origin level
        done = {(h.upper, h.lower) for h in self.hops if h.acknowledged_at is not None and h.reopen == reopen}
        return all((upper.unit.code, lower.unit.code) in done for upper, lower in itertools.pairwise(self.path(reopen)))
