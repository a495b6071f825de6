"""
What one dispute is, folded from its facts: reports, referrals, cases, agreements and all that hangs on them.

The objects here are built anew by a fold and never leave it half-made; nothing outside :mod:`hub.core.fold` and the
modules it calls changes them.
"""

from __future__ import annotations

from hub.core.dispute.agreements import Agreement, Confirmation
from hub.core.dispute.attention import DocketItem, DocketTask, Invitation, Prevention, Risk, Supervision
from hub.core.dispute.casework import OPEN_CASE_STATES, CascadeHop, Case, EscalationRequest, Participant, Suspension
from hub.core.dispute.handover import Consent, Referral, Report, Transfer
from hub.core.dispute.state import DisputeState

__all__ = [
    "OPEN_CASE_STATES",
    "Agreement",
    "CascadeHop",
    "Case",
    "Confirmation",
    "Consent",
    "DisputeState",
    "DocketItem",
    "DocketTask",
    "EscalationRequest",
    "Invitation",
    "Participant",
    "Prevention",
    "Referral",
    "Report",
    "Risk",
    "Supervision",
    "Suspension",
    "Transfer",
]
