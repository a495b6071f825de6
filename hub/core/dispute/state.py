"""One dispute as a whole: everything that hangs on it, and what can be said of all of it together."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import datetime

from hub.core.codes import Outcome
from hub.core.dispute.agreements import Agreement
from hub.core.dispute.attention import DocketItem, Invitation, Prevention, Risk, Supervision
from hub.core.dispute.casework import CascadeHop, Case, Participant
from hub.core.dispute.handover import Consent, Referral, Report, Transfer
from hub.core.events import Fact
from hub.core.findings import Finding
from hub.core.machines import CaseState, DisputeStatus
from hub.core.statutory import PetitionFile, Proceeding

_RESOLVING = frozenset({Outcome.SUCCESS, Outcome.SETTLED, Outcome.ARB_DOC})


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
