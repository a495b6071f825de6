"""The document that ``hub replay`` prints: the shape of a scenario's ``expected.json``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from hub.core.clocks import Deadline, Terms, deadlines
from hub.core.daytime import end_of
from hub.core.knowledge import Knowledge, state_on
from hub.core.ports import Row
from hub.core.statistics import MonthlyView, known_at, monthly_view, restated_on
from hub.scenarios.reader import DeadlineList, View

Json = dict[str, object]


def view_document(view: View, history: list[Row], terms: Terms) -> Json:
    """Return one monthly view."""
    month = monthly_view(known_at(history, view.known_at), view.month)
    due, close, _ = terms.monthly(view.month)
    return {
        "month": view.month,
        "as_known_at": view.known_at.isoformat(),
        "due": due.isoformat(),
        "close": close.isoformat(),
        **_figures(month),
        "restatement_days": [
            day.isoformat() for day in restated_on(history, view.month, close) if day <= view.known_at
        ],
    }


def _yuan(fen: int) -> int | float:
    return fen // 100 if fen % 100 == 0 else fen / 100


def _figures(month: MonthlyView) -> Json:
    return {
        "city": month.city,
        "outcomes": month.outcomes,
        "success_rate": month.success_rate,
        "agreements": month.agreements,
        "amount_yuan": _yuan(month.amount_fen),
        "people": month.people,
        "performance_of_months_agreements": month.performance_cohort,
        "performance_of_all_agreements": month.performance_stock,
        "jc": month.confirmations,
        "jc_cumulative": month.confirmations_cumulative,
        "prevented": month.prevented,
        "notices": month.notices,
        "not_mediated": month.not_mediated,
        "onsite_settled": month.onsite_settled,
        "reports": {
            "total": month.reports,
            "by_agency": month.reports_by_agency,
            "disputes": month.disputes,
            "duplicates": month.reports - month.disputes,
            "scope": "all reports known at the cut-off, any month",
        },
        "agency_referrals": {
            "total": sum(month.referrals_by_agency.values()),
            "by_agency": month.referrals_by_agency,
            **month.referrals,
        },
        "escalations_requested": month.escalations_requested,
        "transfers": month.transfers,
        "cascades": month.cascades,
        "feedback": {
            "sent": month.feedback_sent,
            "acked": len(month.feedback["acked"]) + len(month.feedback["acked_late"]),
            "acked_late": month.feedback["acked_late"],
            "open_in_time": month.feedback["open_in_time"],
            "open_overdue": month.feedback["open_overdue"],
            "scope": "feedback sent in the month, status at month end",
        },
        "invitations": {"sent": sum(month.invitations.values()), **month.invitations},
        "supervision": month.supervision,
        "reopened": {
            "opened": month.reopened,
            "concluded": month.reopened_concluded,
            "pending": month.reopened_pending,
            "amount_yuan": _yuan(month.reopened_amount_fen),
        },
        "gate_waits": month.gate_waits,
        "gates": month.gates,
        "days_to_conclude": month.days_to_conclude,
        "median_days": month.median_days,
        "published_types": {"suppressed": month.suppressed, "complementary": month.complementary},
        "tables": month.tables,
        "people_by_dispute": month.people_by_dispute,
        "jc_monthly_check_holds": month.checks["confirmation_order_of_month"],
        "checks": month.checks,
    }


def deadline_document(wanted: DeadlineList, disputes: Iterable[Knowledge], terms: Terms) -> list[Json]:
    """Return every clock of every dispute at one day."""
    lines = [
        (f"{knowledge.dispute} {line.clock}", _deadline(knowledge.dispute, line, wanted.at))
        for knowledge in disputes
        for line in deadlines(state_on(knowledge, end_of(wanted.known_at), end_of(wanted.at)), terms)
    ]
    return [document for _, document in sorted(lines, key=lambda entry: entry[0])]


def _deadline(dispute: str, line: Deadline, at: date) -> Json:
    document: Json = {
        "dispute": dispute,
        "clock": line.clock,
        "unit": line.unit,
        "start": line.start.isoformat(),
        "nominal": line.nominal.isoformat(),
        "due": line.due.isoformat(),
        "done": None if line.done is None else line.done.isoformat(),
        "status": line.status(at).value,
    }
    if line.roll_pending:
        document["roll_pending"] = True
    return document
