"""The monthly report as it's read: every figure of one month as known at one instant, and its identities."""

from __future__ import annotations

from dataclasses import dataclass, field

from hub.core.codes import Outcome
from hub.core.definitions import STANDARD

DEFINITION = STANDARD.id
"""Identity of the standard counting rules; a change of them is a new, dated definition."""

COLUMNS = ("open", "acc", "in", "concl", "out", "pend")

Cells = dict[str, int]


@dataclass(slots=True)
class MonthlyView:
    """
    One month as known at one instant.

    ``totals`` are those of bodies that send nothing else, ``both`` adds them to the city's event figures, ``adjusted``
    are lines by hand (adjustment → measure → value): they stand beside all other figures, which are made of events.
    """

    month: str
    city: Cells
    tables: dict[str, dict[str, Cells]]
    outcomes: dict[str, int]
    success_rate: float | None
    agreements: dict[str, int]
    amount_fen: int
    people: int
    people_by_dispute: dict[str, int]
    performance_cohort: dict[str, int]
    performance_stock: dict[str, int]
    confirmations: dict[str, int]
    confirmations_cumulative: dict[str, int]
    prevented: dict[str, dict[str, int]]
    notices: int
    not_mediated: list[str]
    onsite_settled: int
    reports: int
    reports_by_agency: dict[str, int]
    disputes: int
    referrals: dict[str, list[str]]
    referrals_by_agency: dict[str, int]
    escalations_requested: int
    transfers: int
    cascades: int
    feedback: dict[str, list[str]]
    feedback_sent: int
    invitations: dict[str, int]
    supervision: dict[str, int]
    reopened: int
    reopened_concluded: dict[str, int]
    reopened_pending: int
    reopened_amount_fen: int
    gate_waits: list[str]
    gates: dict[str, list[dict[str, object]]]
    days_to_conclude: dict[str, int]
    median_days: float | None
    suppressed: list[str]
    complementary: list[str]
    totals: dict[str, dict[str, int]] = field(default_factory=dict)
    both: dict[str, int] = field(default_factory=dict)
    adjusted: dict[str, dict[str, int]] = field(default_factory=dict)
    checks: dict[str, bool] = field(default_factory=dict)


def is_balanced(cells: Cells) -> bool:
    """Return whether opening + accepted + in = concluded + out + pending."""
    return cells["open"] + cells["acc"] + cells["in"] == cells["concl"] + cells["out"] + cells["pend"]


def checks(view: MonthlyView) -> dict[str, bool]:
    """Return the identities of domain §6.1 and whether each holds."""
    accepted = view.city["acc"]
    cumulative = view.confirmations_cumulative
    return {
        "balance": is_balanced(view.city)
        and all(is_balanced(cells) for table in view.tables.values() for cells in table.values()),
        "no_negative_stock": all(
            cells["open"] >= 0 and cells["pend"] >= 0 for table in view.tables.values() for cells in table.values()
        ),
        "in_equals_out": view.city["in"] == view.city["out"],
        "types_levels_channels": all(
            sum(cells["acc"] for cells in view.tables[name].values()) == accepted
            for name in ("type", "level", "channel")
        ),
        "agreements_equal_success": sum(view.agreements.values()) == view.outcomes.get(Outcome.SUCCESS, 0),
        "confirmation_order": cumulative["Granted"] <= cumulative["Accepted"] <= cumulative["Applied"],
        "confirmation_order_of_month": view.confirmations["Granted"]
        <= view.confirmations["Accepted"]
        <= view.confirmations["Applied"],
    }


CHECK_ALLOWED_TO_FAIL = "confirmation_order_of_month"
"""A month alone may legitimately differ (domain §6.1)."""
