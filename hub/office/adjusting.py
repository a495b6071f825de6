"""A signed line beside a figure, as the command line and the console state it; the computed figure is never changed."""

from __future__ import annotations

from datetime import datetime

from hub.core.daytime import local_day
from hub.core.events import Details, Event
from hub.core.ports import Bus, Serde
from hub.core.reporting import Adjustment, Report
from hub.service.reporting import officers_statement, state_to_hub


def adjustment_number(report: Report, now: datetime) -> str:
    """Return a number that people can say: day and place among all lines of this report."""
    place = len(report.adjustments) + len(report.refused) + 1
    return f"{report.key.body}-{local_day(now):%m%d}-{place}"


def adjustment_details(line: Adjustment) -> Details:
    """Return what is stated of *line*."""
    details: Details = {
        "subject": line.id,
        "measure": line.measure,
        "value": line.value,
        "signer": line.signer,
        "reason": line.reason,
    }
    if line.second is not None:
        details["second"] = line.second
    if line.takes_back is not None:
        details["supersedes"] = line.takes_back
    return details


def state_adjustment(bus: Bus, serde: Serde, report: Report, line: Adjustment, now: datetime) -> None:
    """Put *line* on the log beside a running hub."""
    told: Details = adjustment_details(line)
    told["body"], told["period"] = report.key.body, report.key.period
    statement = officers_statement(report.key, Event.FIGURE_ADJUSTED, told, now)
    state_to_hub(bus, serde, [statement], now)
