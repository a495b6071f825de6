"""Where each dispute stands on a day: who holds it, by which clock, until when, and what is overdue with whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from hub.core.clocks import CLOCKS, Deadline, Terms
from hub.core.codes import Channel, DisputeType, LabelledCode
from hub.core.dispute import DisputeState
from hub.core.holder import CLOSED, holder, overdue
from hub.demo.account import Breach, DisputeLine
from hub.queries.layout import Label


@dataclass(frozen=True, slots=True)
class Names:
    """How units and agencies are called."""

    unit: Callable[[str], str]
    agencies: Mapping[str, Label]

    def who(self, code: str) -> str:
        """Return the name of a unit or an agency."""
        return self.agency(code) if code in self.agencies else self.unit(code)

    def bound(self, state: DisputeState, line: Deadline) -> str:
        """Return who has to act on *line*."""
        name, _, subject = line.clock.partition(":")
        if name == "FEEDBACK_ACK" and subject in state.referrals:
            return self.agency(state.referrals[subject].agency)
        if name.startswith("JC_"):
            return self.agency("court")
        if name == "INVITE_REPLY":
            return self.unit(subject)
        return self.unit(line.unit) if line.unit is not None else ""

    def agency(self, code: str) -> str:
        """Return the Chinese name of an agency, its code when nobody registered it."""
        label = self.agencies.get(code)
        return code if label is None else label.zh


def clock_label(clock: str) -> Label:
    """Return what people call a clock."""
    name = clock.partition(":")[0]
    rule = CLOCKS.get(name)
    return Label(name, name, name) if rule is None else Label(name, rule.zh, rule.en)


def dispute_line(state: DisputeState, terms: Terms, names: Names, day: date) -> DisputeLine | None:
    """Return how *state* stands at the end of *day*; None when it has no report (it was joined to another)."""
    report = state.primary
    if report is None:
        return None
    held = holder(state, terms)
    late = overdue(state, terms, day)
    worst = min(late, key=lambda line: (line.due, line.clock), default=None)
    due = worst.due if worst is not None else held.until if held is not None else None
    return DisputeLine(
        dispute=state.dispute,
        number=report.number or report.native_id,
        type=_label(DisputeType, report.type),
        channel=_label(Channel, report.channel),
        state=Label(state.status.value, state.status.zh, state.status.en),
        holder=names.who(held.who) if held is not None else "",
        is_open=state.status not in CLOSED and not state.onsite,
        due=due,
        days_over=max((day - due).days, 0) if due is not None else 0,
        reports=sum(not entry.retracted for entry in state.reports.values()),
        agencies=tuple(sorted({entry.agency for entry in state.reports.values()})),
    )


def breaches(states: Iterable[DisputeState], terms: Terms, names: Names, day: date) -> Iterator[Breach]:
    """Yield what is overdue at the end of *day*."""
    for state in states:
        report = state.primary
        if report is None:
            continue
        for line in overdue(state, terms, day):
            yield Breach(
                state.dispute,
                report.number or report.native_id,
                names.bound(state, line),
                clock_label(line.clock),
                line.due,
                (day - line.due).days,
            )


def _label(codes: type[LabelledCode], code: str) -> Label:
    try:
        known = codes(code)
    except ValueError:
        return Label(code, code, code)
    return Label(code, known.zh, known.en)
