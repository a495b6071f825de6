"""Which details each event carries, and its causal rank: a table of data, a line for each event."""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.events.names import Event


@dataclass(frozen=True, slots=True)
class EventSpec:
    """
    What one event means to the contract.

    ``rank`` orders events of one instant by cause: a referral is created before it's accepted.
    """

    rank: int
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    unit: bool = False


def _spec(rank: int, required: str = "", optional: str = "", *, unit: bool = False) -> EventSpec:
    return EventSpec(rank, tuple(required.split()), tuple(optional.split()), unit)


VOCABULARY: dict[Event, EventSpec] = {
    Event.DISPUTE_REPORTED: _spec(
        0, "type channel parties", "tokens weak_tokens division mode suit difficulty number route veiled"
    ),
    Event.DISPUTE_LINKED: _spec(1, "survivor absorbed"),
    Event.DISPUTES_MERGED: _spec(1, "survivor absorbed", "reason officer pair"),
    Event.DISPUTE_SPLIT: _spec(2, "survivor restored", "reason officer pair"),
    Event.LINK_REJECTED: _spec(2, "survivor absorbed", "reason officer pair"),
    Event.LINK_REOPENED: _spec(2, "survivor absorbed", "reason officer pair"),
    Event.DISPUTE_CORRECTED: _spec(
        3, "v supersedes", "type channel parties tokens weak_tokens division mode suit difficulty number route veiled"
    ),
    Event.SOURCE_REPORT_RETRACTED: _spec(4, "", "reason"),
    Event.ONSITE_SETTLED: _spec(5, "", "amount_fen"),
    Event.REFERRAL_CREATED: _spec(6, "ref kind", "procedure delivered number reason frm", unit=True),
    Event.CONSENT_RECORDED: _spec(7, "subject state", "ref clock v"),
    Event.CONSENT_WITHHELD: _spec(8, "subject", "ref state reason clock v"),
    Event.REFERRAL_DELIVERED: _spec(9, "ref", unit=True),
    Event.REFERRAL_ACCEPTED: _spec(10, "ref", "channel number", unit=True),
    Event.REFERRAL_RETURNED: _spec(11, "ref reason", unit=True),
    Event.REFERRAL_REASSIGNED: _spec(12, "ref pred kind", "procedure delivered frm", unit=True),
    Event.REFERRAL_WITHDRAWN: _spec(13, "ref", "reason", unit=True),
    Event.CASE_OPENED: _spec(14, "channel", "reopen number", unit=True),
    Event.MEDIATION_STARTED: _spec(15, unit=True),
    Event.CASE_SUSPENDED: _spec(16, "", "reason v", unit=True),
    Event.CASE_RESUMED: _spec(17, "", "v", unit=True),
    Event.DEADLINE_EXTENDED: _spec(18, "clock until", "v", unit=True),
    Event.ESCALATION_REQUESTED: _spec(19, "to", "reason v", unit=True),
    Event.ESCALATION_ACCEPTED: _spec(20, "frm", "v", unit=True),
    Event.ESCALATION_RETURNED: _spec(21, "frm reason", "v", unit=True),
    Event.INVITATION_SENT: _spec(22, "invitee", "subject", unit=True),
    Event.INVITATION_ANSWERED: _spec(23, "invitee", "subject result reason", unit=True),
    Event.SUPERVISION_PROPOSED: _spec(24, "cause", "result subject", unit=True),
    Event.SUPERVISION_ORDERED: _spec(25, "cause", "result subject officer reason", unit=True),
    Event.SUPERVISION_REPLIED: _spec(26, "cause", "result subject officer reason", unit=True),
    Event.SUPERVISION_CLOSED: _spec(27, "cause", "result subject officer reason", unit=True),
    Event.RISK_FLAGGED: _spec(28, "risk", "prevented people", unit=True),
    Event.AGREEMENT_REACHED: _spec(30, "form amount_fen", "due v number effective items", unit=True),
    Event.CONFIRMATION_GUIDED: _spec(31, "", "v until reason", unit=True),
    Event.AGREEMENT_CORRECTED: _spec(32, "v supersedes", "form amount_fen due number items", unit=True),
    Event.AGREEMENT_PERFORMED: _spec(33, "", "v amount_fen subject", unit=True),
    Event.MEDIATION_FAILED: _spec(34, "", "escalation reason", unit=True),
    Event.CONSENT_WITHDRAWN: _spec(35, "subject", "ref state reason", unit=True),
    Event.CASE_SETTLED: _spec(36, "", "reason", unit=True),
    Event.CASE_WITHDRAWN: _spec(37, "", "reason", unit=True),
    Event.TERMINATION_NOTICE_ISSUED: _spec(38, "", "number", unit=True),
    Event.OTHER_ROUTES_INFORMED: _spec(39, "", "number", unit=True),
    Event.RESULT_CASCADED: _spec(40, "frm", "outcome", unit=True),
    Event.CASCADE_ACKNOWLEDGED: _spec(41, "frm", unit=True),
    Event.FEEDBACK_SENT: _spec(42, "ref", "outcome number", unit=True),
    Event.FEEDBACK_ACKNOWLEDGED: _spec(43, "ref", unit=True),
    Event.FEEDBACK_REJECTED: _spec(44, "ref", "reason", unit=True),
    Event.CONFIRMATION_APPLIED: _spec(45, "", "v number"),
    Event.CONFIRMATION_ACCEPTED: _spec(46, "", "v number"),
    Event.CONFIRMATION_GRANTED: _spec(47, "", "v number"),
    Event.CONFIRMATION_DISMISSED: _spec(48, "", "v number reason"),
    Event.CONFIRMATION_LAPSED: _spec(49, "", "v"),
    Event.AGREEMENT_BREACHED: _spec(50, "", "v reason", unit=True),
    Event.PENALTY_WAIVED: _spec(51, "", "number"),
    Event.GATE_CHANGED: _spec(52, "decision mode waits", "number reason"),
    Event.MONTHLY_REPORT_DUE: _spec(80, "body period until", "road owner successor division v reason"),
    Event.MONTHLY_REPORT_SUBMITTED: _spec(81, "body period subject lines", "number reason"),
    Event.MONTHLY_REPORT_CHECKED: _spec(82, "body period subject result", "v lines signer second reason"),
    Event.MONTHLY_REPORT_RESTATED: _spec(83, "body period subject v"),
    Event.WORK_REPORT_DUE: _spec(84, "body period until", "road owner successor division v reason"),
    Event.WORK_REPORT_SUBMITTED: _spec(85, "body period subject lines", "number reason"),
    Event.WORK_REPORT_CHECKED: _spec(86, "body period subject result", "v lines signer second reason"),
    Event.WORK_REPORT_RESTATED: _spec(87, "body period subject v"),
    Event.FORM_SIGNED: _spec(88, "body period v number signer role"),
    Event.FORM_REOPENED: _spec(89, "body period v signer second reason"),
    Event.FIGURE_ADJUSTED: _spec(90, "body period subject measure value signer reason", "second supersedes"),
    Event.DOCKET_NOMINATED: _spec(70, "half", "reason officer v"),
    Event.DOCKET_DISCUSSED: _spec(71, "half", "officer v"),
    Event.DOCKET_PLANNED: _spec(72, "half owner due", "officer v", unit=True),
    Event.DOCKET_FOLLOWED: _spec(73, "half", "officer v", unit=True),
    Event.DOCKET_CLOSED: _spec(74, "half", "officer v reason"),
    Event.DOCKET_CARRIED: _spec(75, "half", "officer v reason"),
    Event.DOCKET_ATTENDED: _spec(79, "half participant", "result officer v"),
    Event.INVITATION_OVERDUE: _spec(56, "invitee", "subject", unit=True),
    Event.INVITATION_ATTENDED: _spec(57, "invitee", "subject result v", unit=True),
    Event.SUPERVISION_WITHDRAWN: _spec(58, "cause", "subject reason", unit=True),
    Event.CONFIRMATION_WITHDRAWN: _spec(59, "", "v number reason"),
    Event.DEADLINE_WARNED: _spec(53, "clock until", "owner successor stage", unit=True),
    Event.DEADLINE_BREACHED: _spec(54, "clock until", "owner successor", unit=True),
    Event.DEADLINE_BREACH_RETRACTED: _spec(55, "clock until", "owner successor", unit=True),
    Event.DEADLINE_RECOMPUTED: _spec(60, "clock until", "due owner successor", unit=True),
    Event.PETITION_TRANSFERRED: _spec(61, "", "to number subject v"),
    Event.PETITION_ACCEPTED: _spec(62, "", "number subject v"),
    Event.PETITION_INFORMED: _spec(63, "", "number subject v"),
    Event.PETITION_EXTENDED: _spec(64, "until", "v number reason subject"),
    Event.PETITION_ANSWERED: _spec(65, "", "number subject v"),
    Event.PETITION_REVIEW_REQUESTED: _spec(66, "", "v number"),
    Event.PETITION_REVIEWED: _spec(67, "", "v number"),
    Event.PROCEEDING_OPENED: _spec(68, "kind", "subject number v"),
    Event.PROCEEDING_EXTENDED: _spec(69, "kind until", "subject number reason v"),
    Event.PROCEEDING_CLOSED: _spec(76, "kind", "subject number result"),
    Event.ARBITRAL_DOCUMENT_ISSUED: _spec(77, "", "v number amount_fen", unit=True),
    Event.PARTICIPANT_JOINED: _spec(78, "participant assistance", "subject", unit=True),
}
"""Causal ranks and details of every event."""
