"""
The report machine (domain §2.5 Report): one owed report as the set of facts about it makes it.

The fold is ordered by knowledge: (received_at, causal rank, event id). What a body sent last is what it says; a form
that fails its own checks counts only when a person accepts it, with a name under that. Nothing is ever overwritten:
every version, signature, reopening and adjustment stays in the state.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from hub.core.daytime import local_day
from hub.core.events import VOCABULARY, Event, Fact
from hub.core.machines import ReportState
from hub.core.measures import form_findings
from hub.core.reports import ReportKey, ReportKind, ReportLine, report_key, totals_of

ACCEPTED = ReportState.ACCEPTED.value
CHECK_FAILED = ReportState.CHECK_FAILED.value


@dataclass(frozen=True, slots=True)
class ReportEvents:
    """The four events of one kind of report."""

    due: Event
    submitted: Event
    checked: Event
    restated: Event


EVENTS_OF: Mapping[ReportKind, ReportEvents] = {
    ReportKind.MONTHLY: ReportEvents(
        Event.MONTHLY_REPORT_DUE,
        Event.MONTHLY_REPORT_SUBMITTED,
        Event.MONTHLY_REPORT_CHECKED,
        Event.MONTHLY_REPORT_RESTATED,
    ),
    ReportKind.WORK: ReportEvents(
        Event.WORK_REPORT_DUE, Event.WORK_REPORT_SUBMITTED, Event.WORK_REPORT_CHECKED, Event.WORK_REPORT_RESTATED
    ),
}

CLOCK_OF: Mapping[ReportKind, str] = {ReportKind.MONTHLY: "REPORT_MONTHLY", ReportKind.WORK: "REPORT_WORK"}
"""Names of the reports' clocks (INFO-1, INFO-2)."""


@dataclass(slots=True, kw_only=True)
class Version:
    """
    One form as a body sent it.

    ``number`` counts the accepted versions from 1; 0 = not accepted. ``findings`` are the form's own checks that
    failed; ``decided_by`` is the person who decided about them, ``reason`` why.
    """

    subject: str
    event_id: str
    agency: str
    occurred_at: datetime
    received_at: datetime
    lines: tuple[ReportLine, ...]
    findings: tuple[ReportLine, ...]
    document: str | None = None
    number: int = 0
    decided_by: str | None = None
    reason: str | None = None

    @property
    def totals(self) -> dict[str, int]:
        """The form's total by measure."""
        return totals_of(self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One person's signature under a revision; ``digest`` is that of the frozen form."""

    revision: int
    role: str
    signer: str
    digest: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopening:
    """Two persons opened a signed revision again (users §9)."""

    revision: int
    signer: str
    second: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """A signed line beside a computed figure; a counter-line names the one that it takes back."""

    id: str
    measure: str
    value: int
    signer: str
    reason: str
    second: str | None
    takes_back: str | None
    at: datetime


@dataclass(slots=True, kw_only=True)
class Report:
    """
    One report as known at some instant; ``due`` is None until the hub has said that it's owed.

    ``refused`` are adjustments that don't count: a second person was missing, or there was nothing to take back.
    """

    key: ReportKey
    due: date | None = None
    is_due_nominal: bool = False
    road: str | None = None
    owner: str | None = None
    successor: str | None = None
    division: str | None = None
    versions: list[Version] = field(default_factory=list)
    signatures: list[Signature] = field(default_factory=list)
    reopenings: list[Reopening] = field(default_factory=list)
    adjustments: list[Adjustment] = field(default_factory=list)
    refused: list[Adjustment] = field(default_factory=list)

    @property
    def counting(self) -> Version | None:
        """The version that counts: the last accepted one."""
        return next((version for version in reversed(self.versions) if version.number), None)

    def state_on(self, day: date) -> ReportState:
        """Return the state on *day*: only an owed report without any version becomes overdue."""
        if not self.versions:
            is_late = self.due is not None and day > self.due
            return ReportState.OVERDUE if is_late else ReportState.DUE
        counting = self.counting
        if counting is None:
            return ReportState.CHECK_FAILED
        return ReportState.RESTATED if counting.number > 1 else ReportState.ACCEPTED

    @property
    def first_received_on(self) -> date | None:
        """The day on which the body first sent anything."""
        return min((local_day(version.received_at) for version in self.versions), default=None)

    @property
    def is_late(self) -> bool:
        """Whether the first version came after the due day."""
        first = self.first_received_on
        return self.due is not None and first is not None and first > self.due

    @property
    def is_signed(self) -> bool:
        """Whether the last thing that happened to the signed form is a signature and no reopening."""
        return bool(self.signatures) and (
            not self.reopenings or max(s.at for s in self.signatures) > max(r.at for r in self.reopenings)
        )

    @property
    def adjusted(self) -> dict[str, int]:
        """Sum of the adjustments, by measure; those that were taken back come to nothing."""
        sums: dict[str, int] = {}
        for line in self.adjustments:
            sums[line.measure] = sums.get(line.measure, 0) + line.value
        return {measure: value for measure, value in sorted(sums.items()) if value}


def knowledge_order(fact: Fact) -> tuple[datetime, int, str]:
    """Return the place of *fact* in a report's fold."""
    return fact.received_at, VOCABULARY[fact.event].rank, fact.event_id


def report_of(root: str, facts: Iterable[Fact]) -> Report:
    """Return the report that *facts* make, in whatever order they're given."""
    key = report_key(root)
    events = EVENTS_OF[key.kind]
    report = Report(key=key)
    decisions: dict[str, Fact] = {}
    due_version = -1
    for fact in sorted(facts, key=knowledge_order):
        if fact.event is events.due and fact.details.get("v", 1) > due_version:
            due_version = fact.details.get("v", 1)
            _owe(report, fact)
        elif fact.event is events.submitted:
            report.versions.append(_version(fact))
        elif fact.event is events.checked:
            decisions[fact.details["subject"]] = fact
        else:
            _note(report, fact)
    _decide(report, decisions)
    return report


def _owe(report: Report, fact: Fact) -> None:
    details = fact.details
    report.due = details["until"]
    report.is_due_nominal = bool(details.get("reason"))
    report.road = details.get("road")
    report.owner = details.get("owner")
    report.successor = details.get("successor")
    report.division = details.get("division")


def _version(fact: Fact) -> Version:
    lines = tuple(fact.details["lines"])
    return Version(
        subject=fact.details["subject"],
        event_id=fact.event_id,
        agency=fact.agency,
        occurred_at=fact.occurred_at,
        received_at=fact.received_at,
        lines=lines,
        findings=form_findings(lines),
        document=fact.details.get("number"),
    )


def _note(report: Report, fact: Fact) -> None:
    if fact.event is Event.FORM_SIGNED:
        report.signatures.append(_signature(fact))
    elif fact.event is Event.FORM_REOPENED:
        reopening = _reopening(fact)
        if reopening.second != reopening.signer:  # one person alone reopens nothing
            report.reopenings.append(reopening)
    elif fact.event is Event.FIGURE_ADJUSTED:
        line = _adjustment(fact)
        (report.adjustments if may_adjust(report, line) else report.refused).append(line)


def may_adjust(report: Report, line: Adjustment) -> bool:
    """
    Return whether *line* counts beside the figures of *report* as it stands.

    A signed form takes a second person; a counter-line takes back one whole line that still stands.
    """
    if any(known.id == line.id for known in report.adjustments):
        return False
    if report.is_signed and line.second in (None, line.signer):
        return False
    if line.takes_back is None:
        return True
    standing = {known.id: known for known in report.adjustments}
    taken_back = {known.takes_back for known in report.adjustments}
    former = standing.get(line.takes_back)
    return (
        former is not None
        and former.id not in taken_back
        and (former.measure, former.value) == (line.measure, -line.value)
    )


def _signature(fact: Fact) -> Signature:
    details = fact.details
    return Signature(
        revision=details["v"],
        role=details["role"],
        signer=details["signer"],
        digest=details["number"],
        at=fact.received_at,
    )


def _reopening(fact: Fact) -> Reopening:
    details = fact.details
    return Reopening(
        revision=details["v"],
        signer=details["signer"],
        second=details["second"],
        reason=details["reason"],
        at=fact.received_at,
    )


def _adjustment(fact: Fact) -> Adjustment:
    details = fact.details
    return Adjustment(
        id=details["subject"],
        measure=details["measure"],
        value=details["value"],
        signer=details["signer"],
        reason=details["reason"],
        second=details.get("second"),
        takes_back=details.get("supersedes"),
        at=fact.received_at,
    )


def _decide(report: Report, decisions: Mapping[str, Fact]) -> None:
    """Number the accepted versions: those without a finding, unless a person decided otherwise."""
    number = 0
    for version in report.versions:
        decision = decisions.get(version.subject)
        accepted = not version.findings
        if decision is not None:
            accepted = decision.details["result"] == ACCEPTED
            version.decided_by = decision.details.get("signer")
            version.reason = decision.details.get("reason")
        if accepted:
            number += 1
            version.number = number
