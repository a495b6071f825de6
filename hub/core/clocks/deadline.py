"""One running or finished clock of one dispute: whose it is, how it stands on a day, when it warns."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from hub.core.clocks.rules import CLOCKS, ClockRule, Passing
from hub.core.clocks.terms import Terms
from hub.core.codes import LabelledCode

PARTIES = "parties"
"""Who must act where a right of the parties runs out."""


class DeadlineStatus(LabelledCode):
    """How a deadline stands on a day."""

    MET = "met", "按期", "Met"
    LATE = "late", "逾期完成", "Late"
    OPEN = "open", "期内", "Open"
    OVERDUE = "overdue", "超期", "Overdue"
    LAPSED = "lapsed", "逾期失效", "Lapsed"
    PASSED = "passed_answer_not_in_data", "已过，未见答复数据", "Passed, no answer in the data"


_WHEN_PASSED = {
    Passing.BREACH: DeadlineStatus.OVERDUE,
    Passing.LAPSE: DeadlineStatus.LAPSED,
    Passing.UNSEEN: DeadlineStatus.PASSED,
}


class WarningStage(LabelledCode):
    """Which of the two warnings (domain §3)."""

    SEVENTY_PERCENT = "SEVENTY_PERCENT", "期限已过七成", "70 % of the term is over"
    LAST_WORKING_DAY = "LAST_WORKING_DAY", "期满前一个工作日", "One working day before the last day"


class Deadline(NamedTuple):
    """
    One clock of one dispute; a tuple, because a dozen are made at every statement.

    Attributes:
        unit: The unit concerned, where one is.
        done: Day of the fact that satisfied it.
        moot: Never satisfied, but nobody owes it any more.
        owner: The unit or agency that must act (:data:`PARTIES` for a right of theirs).
        division: Where, as far as it's known.
        cause: What a supervision order for silence is called.
        paused: It stands still (appraisal): it can't be breached before it goes on.
    """

    clock: str
    unit: str | None
    start: date
    nominal: date
    due: date
    done: date | None
    roll_pending: bool = False
    moot: bool = False
    owner: str = ""
    division: str | None = None
    cause: str | None = None
    paused: bool = False

    @property
    def rule(self) -> ClockRule:
        """The rule behind this clock."""
        name = self.clock.partition(":")[0]
        return CLOCKS[name]

    @property
    def is_running(self) -> bool:
        """Whether somebody still owes it, in time or not."""
        return self.done is None and not self.moot

    def status(self, at: date) -> DeadlineStatus:
        """Return how it stands at the end of the day *at*; a breach comes after the last day ends."""
        if self.done is not None:
            return DeadlineStatus.MET if self.done <= self.due else DeadlineStatus.LATE
        if at <= self.due or self.paused:
            return DeadlineStatus.OPEN
        return _WHEN_PASSED[self.rule.passing]

    def warnings(self, terms: Terms) -> tuple[tuple[date, WarningStage], ...]:
        """
        Return the days of both warnings in order: at 70 % of the term and one working day before the last day.

        One when both fall on one day. A term too short for either warns on its first day.
        """
        return _warnings(self.start, self.due, terms.working_day_before(self.due))


@lru_cache(maxsize=16_384)
def _warnings(start: date, due: date, before: date | None) -> tuple[tuple[date, WarningStage], ...]:
    seventy = start + timedelta(days=(due - start).days * 7 // 10)
    if before is None:
        return ((seventy, WarningStage.SEVENTY_PERCENT),)
    days = {
        max(seventy, start): WarningStage.SEVENTY_PERCENT,
        max(before, start): WarningStage.LAST_WORKING_DAY,
    }
    return tuple(sorted(days.items()))
