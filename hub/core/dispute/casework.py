"""One organisation's work on a dispute: the case, its times at rest, its way up, and the result's way down."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from hub.core.codes import Outcome
from hub.core.dispute.handover import Transfer
from hub.core.machines import CaseState
from hub.core.units import UnitStamp

OPEN_CASE_STATES = frozenset({CaseState.OPEN, CaseState.MEDIATING, CaseState.SUSPENDED, CaseState.ESCALATING})


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
class CascadeHop:
    """The result on its way from one level down to the next."""

    upper: str
    lower: str
    lower_unit: UnitStamp | None
    sent_at: datetime
    reopen: int = 0
    acknowledged_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """A body that helps in a case: a law firm, a legal service office, an appraiser (OFF-2, JUS-1)."""

    code: str
    assistance: str
    unit: str | None
    at: datetime
