"""How a dispute came and was handed on: source reports, referrals, what parties said to mediation."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from hub.core.machines import FeedbackState, ReferralState
from hub.core.units import UnitStamp


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
class Transfer:
    """A hand-over of an accepted dispute between units: counted out at one, in at the other."""

    sender: UnitStamp
    receiver: UnitStamp
    at: datetime
