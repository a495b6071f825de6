"""What people state about reports at the command line: it enters by the hub's door as any statement."""

from __future__ import annotations

from datetime import datetime

from hub.bootstrap.engines import open_bus
from hub.catalogue import reporting as said
from hub.cli.terminal import Terminal
from hub.contracts import Serde
from hub.core.events import Details, Event
from hub.core.reporting import ACCEPTED, CHECK_FAILED, EVENTS_OF, Report
from hub.service.reporting import officers_statement, state_to_hub
from hub.settings.whole import HubSettings

Decision = tuple[bool, str, str]
"""Accepted or not, who decides, why."""


def decide(
    terminal: Terminal, settings: HubSettings, report: Report, decision: Decision, *, yes: bool, now: datetime
) -> None:
    """State what a person decided about the last version of *report*."""
    accept, signer, why = decision
    version = report.versions[-1]
    result = ACCEPTED if accept else CHECK_FAILED
    terminal.confirm(
        said.CHECK_WHAT,
        yes=yes,
        body=report.key.body,
        period=report.key.period,
        number=len(report.versions),
        result=terminal.text(said.WORD_ACCEPTED if accept else said.WORD_FAILED),
    )
    # numbered by instant: a later decision about the same version is another statement
    details: Details = {"subject": version.subject, "result": result, "signer": signer, "reason": why}
    state_by_person(settings, report, EVENTS_OF[report.key.kind].checked, details, now)
    if terminal.as_json:
        terminal.json({"body": report.key.body, "period": report.key.period, "result": result})
    terminal.say(said.CHECK_DONE)


def state_by_person(settings: HubSettings, report: Report, event: Event, details: Details, now: datetime) -> str:
    """Put a person's statement about *report* on the log beside a running hub, and return its identity."""
    told: Details = details.copy()
    told["body"], told["period"] = report.key.body, report.key.period
    statement = officers_statement(report.key, event, told, now)
    bus = open_bus(settings)
    try:
        state_to_hub(bus, Serde(), [statement], now)
    finally:
        bus.close()
    return statement.event_id
