"""The sheet on which the clocks of one dispute are put down."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from hub.core.clocks.deadline import Deadline
from hub.core.clocks.overrides import ANYWHERE, Place
from hub.core.clocks.terms import Terms
from hub.core.daytime import local_day

_BY_REFERRAL = frozenset({"ENTRUST_PRE", "ENTRUST_IN"})
"""Clocks that people extend by their plain name, though each referral has its own."""


class Whose(NamedTuple):
    """Whose clock it is: the unit concerned, who must act, where, and what silence would be supervised for."""

    unit: str | None
    owner: str
    place: Place = ANYWHERE
    cause: str | None = None


class Span(NamedTuple):
    """From which fact to which; without a start the clock doesn't run."""

    start: datetime | None
    done: datetime | None
    rule: str | None = None


@dataclass(slots=True)
class Sheet:
    """
    Puts down deadlines under the terms in force and the extensions that were agreed.

    It's filled at every statement of every dispute: one list, no generators, nothing for a clock that hasn't started.
    """

    terms: Terms
    division: str | None = None
    extensions: dict[str, date] = field(default_factory=dict)
    lines: list[Deadline] = field(default_factory=list)

    def at(self, agency: str) -> Place:
        """Return the place of an agency's clocks in this dispute."""
        return Place(agency, agency, self.division)

    def at_body(self, body: str) -> Place:
        """Return the place of a body of which only the code is known."""
        return Place(body, None, self.division)

    def put(self, clock: str, whose: Whose, span: Span) -> None:
        """Put down the deadline of *clock*, nothing while its start isn't known."""
        line = self.line(clock, whose, span)
        if line is not None:
            self.lines.append(line)

    def line(self, clock: str, whose: Whose, span: Span) -> Deadline | None:
        """Return the deadline of *clock* without putting it down, None while its start isn't known."""
        start, done, rule = span
        if start is None:
            return None
        first = local_day(start)
        base = clock.partition(":")[0]
        unit, owner, place, cause = whose
        nominal, due, pending = self.terms.last_day(rule or base, first, place)
        if self.extensions:
            extended = self.extensions.get(clock) or (self.extensions.get(base) if base in _BY_REFERRAL else None)
            if extended is not None:
                nominal = extended
                due, pending = self.terms.rolled(extended)
        over = None if done is None else local_day(done)
        return Deadline(clock, unit, first, nominal, due, over, pending, False, owner, place.division, cause)

    def moved(self, line: Deadline, until: date | None) -> Deadline:
        """Return *line* with its last day moved to *until* (rolled) where that's later; None leaves it."""
        if until is None or until <= line.nominal:
            return line
        due, pending = self.terms.rolled(until)
        return line._replace(nominal=until, due=due, roll_pending=pending)

    def named(self, clock: str, whose: Whose, span: Span, day: date) -> Deadline | None:
        """Return a clock whose last day was named (an agreement's, a task's), not counted; see :meth:`line`."""
        line = self.line(clock, whose, span)
        if line is None:
            return None
        due, pending = self.terms.rolled(day) if line.rule.rolls else (day, False)
        return line._replace(nominal=day, due=due, roll_pending=pending)
