"""The state machines of domain §2: the fold moves only along their tables and docs draw them."""

from __future__ import annotations

from hub.core.machines.moves import Condition, Machine, Move, Trigger, mermaid
from hub.core.machines.states import (
    CaseState,
    ConfirmationState,
    DisputeStatus,
    DocketState,
    FeedbackState,
    InvitationState,
    ReferralState,
    ReportState,
    SupervisionState,
)
from hub.core.machines.tables import (
    CASE,
    CONFIRMATION,
    DISPUTE,
    DOCKET,
    INVITATION,
    MACHINES,
    PERFORMANCE,
    REFERRAL,
    REPORT,
    SUPERVISION,
)

__all__ = [
    "CASE",
    "CONFIRMATION",
    "DISPUTE",
    "DOCKET",
    "INVITATION",
    "MACHINES",
    "PERFORMANCE",
    "REFERRAL",
    "REPORT",
    "SUPERVISION",
    "CaseState",
    "Condition",
    "ConfirmationState",
    "DisputeStatus",
    "DocketState",
    "FeedbackState",
    "InvitationState",
    "Machine",
    "Move",
    "ReferralState",
    "ReportState",
    "SupervisionState",
    "Trigger",
    "mermaid",
]
