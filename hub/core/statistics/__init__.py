"""
The monthly report as a function of contribution rows (domain §6.1): totals, medians, lists, checks, suppression.

A view is given the rows as known at its instant; everything here is counting. Stocks (opening, pending) are sums of
flows: accepted + transferred in − concluded − transferred out.
"""

from __future__ import annotations

from hub.core.statistics.arithmetic import SMALL_CELL, median, success_rate, suppress
from hub.core.statistics.counting import DIMENSIONS, monthly_view
from hub.core.statistics.restating import known_at, restated_on
from hub.core.statistics.view import CHECK_ALLOWED_TO_FAIL, COLUMNS, DEFINITION, Cells, MonthlyView, checks, is_balanced

__all__ = [
    "CHECK_ALLOWED_TO_FAIL",
    "COLUMNS",
    "DEFINITION",
    "DIMENSIONS",
    "SMALL_CELL",
    "Cells",
    "MonthlyView",
    "checks",
    "is_balanced",
    "known_at",
    "median",
    "monthly_view",
    "restated_on",
    "success_rate",
    "suppress",
]
