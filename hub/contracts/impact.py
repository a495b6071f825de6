"""
Whom a schema concerns: which adapters submit or receive it and which cells of the monthly report it feeds.

The hub imports no agency, so the table stands here; a test holds it against what the adapters declare.
"""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.events import HUB_OUTPUTS, Event

AGENCIES = ("court", "grid", "justice", "petition", "police")
_REFERRERS = "court petition police"


@dataclass(frozen=True, slots=True)
class Impact:
    """Adapters and report cells that a subject touches."""

    adapters: tuple[str, ...]
    cells: tuple[str, ...]

    @property
    def adapters_text(self) -> str:
        """Adapters in one line."""
        return ", ".join(self.adapters) or "none (the hub's own)"

    @property
    def cells_text(self) -> str:
        """Report cells in one line."""
        return ", ".join(self.cells) or "none"


def _touch(adapters: str, cells: str = "") -> Impact:
    return Impact(tuple(adapters.split()), tuple(cells.split()))


_EVENTS: dict[Event, Impact] = {
    Event.DISPUTE_REPORTED: _touch("court grid justice petition police", "accepted people type channel"),
    Event.DISPUTE_CORRECTED: _touch("court grid justice petition police", "accepted people type channel"),
    Event.SOURCE_REPORT_RETRACTED: _touch("court grid justice petition police", "accepted pending"),
    Event.ONSITE_SETTLED: _touch("grid", "onsite_settled"),
    Event.DISPUTE_SPLIT: _touch("", "accepted concluded pending"),
    Event.LINK_REJECTED: _touch(""),
    Event.LINK_REOPENED: _touch(""),
    Event.REFERRAL_CREATED: _touch(_REFERRERS, "referrals channel"),
    Event.REFERRAL_ACCEPTED: _touch("justice", "accepted referrals unit level kind"),
    Event.REFERRAL_RETURNED: _touch("justice", "referrals returned"),
    Event.REFERRAL_REASSIGNED: _touch(_REFERRERS, "referrals"),
    Event.REFERRAL_WITHDRAWN: _touch(_REFERRERS, "referrals feedback"),
    Event.CONSENT_RECORDED: _touch(f"{_REFERRERS} justice", "not_mediated"),
    Event.CONSENT_WITHHELD: _touch(f"{_REFERRERS} justice", "not_mediated referrals"),
    Event.CONSENT_WITHDRAWN: _touch("justice", "outcome concluded success_rate"),
    Event.CASE_OPENED: _touch("grid justice", "accepted reopened unit level kind"),
    Event.MEDIATION_STARTED: _touch("justice"),
    Event.CASE_SUSPENDED: _touch("justice", "deadlines"),
    Event.CASE_RESUMED: _touch("justice", "deadlines"),
    Event.DEADLINE_EXTENDED: _touch("justice", "deadlines"),
    Event.ESCALATION_REQUESTED: _touch("grid justice", "escalations deadlines"),
    Event.ESCALATION_ACCEPTED: _touch("justice", "in out pending level"),
    Event.ESCALATION_RETURNED: _touch("justice", "escalations"),
    Event.CASCADE_ACKNOWLEDGED: _touch("court grid justice petition police", "cascades"),
    Event.INVITATION_SENT: _touch("justice", "invitations"),
    Event.INVITATION_ANSWERED: _touch("court justice petition police", "invitations"),
    Event.SUPERVISION_ORDERED: _touch("justice", "supervision"),
    Event.SUPERVISION_REPLIED: _touch("court grid justice petition police", "supervision"),
    Event.SUPERVISION_CLOSED: _touch("justice", "supervision"),
    Event.RISK_FLAGGED: _touch("justice police", "prevented"),
    Event.AGREEMENT_REACHED: _touch("justice", "outcome concluded success_rate agreements amount days"),
    Event.AGREEMENT_CORRECTED: _touch("justice", "agreements amount"),
    Event.AGREEMENT_PERFORMED: _touch("justice", "performance"),
    Event.AGREEMENT_BREACHED: _touch("justice", "performance reopened"),
    Event.MEDIATION_FAILED: _touch("justice", "outcome concluded success_rate days"),
    Event.CASE_SETTLED: _touch("justice", "outcome concluded days"),
    Event.CASE_WITHDRAWN: _touch("justice", "outcome concluded days"),
    Event.TERMINATION_NOTICE_ISSUED: _touch("justice", "notices gates"),
    Event.OTHER_ROUTES_INFORMED: _touch("justice"),
    Event.FEEDBACK_ACKNOWLEDGED: _touch(f"{_REFERRERS} grid justice", "feedback"),
    Event.FEEDBACK_REJECTED: _touch(_REFERRERS, "feedback"),
    Event.CONFIRMATION_APPLIED: _touch("court", "confirmations"),
    Event.CONFIRMATION_ACCEPTED: _touch("court", "confirmations"),
    Event.CONFIRMATION_GRANTED: _touch("court", "confirmations"),
    Event.CONFIRMATION_DISMISSED: _touch("court", "confirmations"),
    Event.CONFIRMATION_WITHDRAWN: _touch("court", "confirmations"),
    Event.INVITATION_ATTENDED: _touch("justice"),
    Event.ARBITRAL_DOCUMENT_ISSUED: _touch("", "outcome concluded days"),
    Event.PARTICIPANT_JOINED: _touch(""),
    Event.PENALTY_WAIVED: _touch("police"),
    Event.MONTHLY_REPORT_SUBMITTED: _touch("justice", "totals findings"),
    Event.MONTHLY_REPORT_CHECKED: _touch("", "totals findings"),
    Event.WORK_REPORT_SUBMITTED: _touch(""),
    Event.WORK_REPORT_CHECKED: _touch(""),
    Event.FORM_SIGNED: _touch(""),
    Event.FORM_REOPENED: _touch(""),
    Event.FIGURE_ADJUSTED: _touch("", "adjusted"),
    Event.DOCKET_NOMINATED: _touch(""),
    Event.DOCKET_DISCUSSED: _touch(""),
    Event.DOCKET_PLANNED: _touch("", "deadlines"),
    Event.DOCKET_FOLLOWED: _touch("court justice petition police", "deadlines"),
    Event.DOCKET_CLOSED: _touch(""),
    Event.DOCKET_CARRIED: _touch(""),
    Event.DOCKET_ATTENDED: _touch(""),
    Event.PETITION_TRANSFERRED: _touch("", "deadlines"),
    Event.PETITION_INFORMED: _touch("petition", "deadlines"),
    Event.PETITION_ACCEPTED: _touch("petition", "deadlines"),
    Event.PETITION_EXTENDED: _touch("petition", "deadlines"),
    Event.PETITION_ANSWERED: _touch("petition", "deadlines"),
    Event.PETITION_REVIEW_REQUESTED: _touch("", "deadlines"),
    Event.PETITION_REVIEWED: _touch("", "deadlines"),
    Event.PROCEEDING_OPENED: _touch("police", "deadlines"),
    Event.PROCEEDING_EXTENDED: _touch("", "deadlines"),
    Event.PROCEEDING_CLOSED: _touch("", "deadlines"),
}
_HUB_EVENTS: dict[Event, Impact] = {
    Event.DISPUTE_LINKED: _touch("", "accepted concluded pending"),
    Event.DISPUTES_MERGED: _touch("", "accepted concluded pending"),
    Event.RESULT_CASCADED: _touch("grid justice", "cascades"),
    Event.FEEDBACK_SENT: _touch(_REFERRERS, "feedback"),
    Event.REFERRAL_DELIVERED: _touch("justice", "referrals"),
    Event.GATE_CHANGED: _touch("petition", "gates gate_waits"),
    Event.SUPERVISION_PROPOSED: _touch("", "supervision"),
    Event.SUPERVISION_WITHDRAWN: _touch("", "supervision"),
    Event.INVITATION_OVERDUE: _touch("", "invitations"),
}
_MESSAGES = {
    "Delivery": _touch(" ".join(AGENCIES)),
    "Receipt": _touch(" ".join(AGENCIES)),
    "SealedDossier": _touch(" ".join(AGENCIES)),
    "StatisticsRow": _touch("", "all"),
    "MonthlyStatistics": _touch("justice", "all"),
    "RootUpdate": _touch("", "all"),
    "IndicatorObservation": _touch(""),
}


def impact_of(subject: str) -> Impact:
    """Return which adapters and report cells *subject* touches; nothing for what stays inside the hub."""
    try:
        event = Event(subject)
    except ValueError:
        return _MESSAGES.get(subject, _touch(""))
    return _HUB_EVENTS.get(event, _touch("")) if event in HUB_OUTPUTS else _EVENTS[event]


def submitters(event: Event) -> tuple[str, ...]:
    """Return the agencies that may state *event*; none for what the hub alone states."""
    return () if event in HUB_OUTPUTS else impact_of(event).adapters
