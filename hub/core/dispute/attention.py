"""What draws attention to a dispute: bodies invited, supervision, risks, the half-yearly meeting."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from hub.core.machines import DocketState, InvitationState, SupervisionState
from hub.core.units import UnitStamp


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
