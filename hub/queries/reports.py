"""How reports stand: who owes one, who has sent it, who is late, and whom to ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from hub.core.machines import ReportState
from hub.core.reporting import Report
from hub.core.reporting_bodies import Bodies, ReportingBody
from hub.core.reports import ReportKey, ReportKind

FindReport = Callable[[str], Report | None]
"""Gives the report under a root as known at the instant asked about, None when nothing was stated of it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """
    One body's report on one day.

    ``body`` is None for a report of somebody who owes none; ``report`` is None where nothing was stated of it, which is
    right for a body whose report the hub computes.
    """

    key: ReportKey
    body: ReportingBody | None
    report: Report | None
    day: date
    due: date

    @property
    def state(self) -> ReportState | None:
        """The report's state; None where the hub computes it and nobody sent one."""
        if self.report is not None:
            return self.report.state_on(self.day)
        if self.body is None or not self.body.road.is_filed:
            return None
        return ReportState.OVERDUE if self.day > self.due else ReportState.DUE

    @property
    def is_missing(self) -> bool:
        """Whether something must still be sent: nothing came, or only what failed its checks."""
        return self.state in (ReportState.DUE, ReportState.OVERDUE, ReportState.CHECK_FAILED)

    @property
    def is_late(self) -> bool:
        """Whether it's overdue, or came after its day."""
        return self.state is ReportState.OVERDUE or (self.report is not None and self.report.is_late)

    @property
    def days_late(self) -> int:
        """Days from the due day to the first form, or to now."""
        if not self.is_late:
            return 0
        first = None if self.report is None else self.report.first_received_on
        return ((first or self.day) - self.due).days

    @property
    def owner(self) -> str:
        """Whose task it is, as the body's entry says today."""
        return self.key.body if self.body is None else self.body.contact or self.body.name

    @property
    def successor(self) -> str:
        """Who acts in their place."""
        return "" if self.body is None else self.body.successor


@dataclass(frozen=True, slots=True)
class Asked:
    """Which reports, as they stand on which day, due when."""

    kind: ReportKind
    period: str
    day: date
    due: date


def standings(bodies: Bodies, find: FindReport, asked: Asked) -> Iterator[Standing]:
    """Yield how the report of each body that owes one stands, by code."""
    for body in bodies.owing(asked.kind, asked.period):
        key = ReportKey(asked.kind, asked.period, body.code)
        report = find(key.root)
        due = report.due if report is not None and report.due is not None else asked.due
        yield Standing(key, body, report, asked.day, due)


def supervision_text(standing: Standing) -> tuple[str, str]:
    """Return what to write when an overdue report is put up for supervision (SUP-1, INFO-1), in both languages."""
    name = standing.key.body if standing.body is None else standing.body.name
    kind, period = standing.key.kind, standing.key.period
    zh = (
        f"拟督办：{name}应于 {standing.due} 前报送 {period} {kind.zh}，截至 {standing.day} 已逾期 "
        f"{standing.days_late} 日未报。责任：{standing.owner}；接替：{standing.successor or '未登记'}。请限期补报。"
    )
    en = (
        f"Proposed: {name} owed its {kind.en.lower()} of {period} by {standing.due} and is {standing.days_late} days "
        f"late on {standing.day}. Owner: {standing.owner}; successor: {standing.successor or 'none registered'}."
    )
    return zh, en
