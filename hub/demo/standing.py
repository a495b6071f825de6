"""Where each dispute stands on a day: who holds it, by which clock, until when, and what is overdue with whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from hub.core.clocks import CLOCKS, Deadline, DeadlineStatus, Terms, deadlines
from hub.core.codes import Channel, DisputeType, LabelledCode
from hub.core.dispute import DisputeState
from hub.core.machines import DisputeStatus
from hub.demo.account import Breach, DisputeLine, Label

WORKED_ON = frozenset({DisputeStatus.REPORTED, DisputeStatus.OPEN, DisputeStatus.ESCALATING})
"""Statuses in which somebody still has to do something about the dispute itself."""

_ENGLISH = {
    "LEVEL_L1": "Village or community level",
    "LEVEL_L2": "Township level",
    "LEVEL_L3": "County level",
    "LEVEL_L4": "City level",
    "RMC_30": "People's mediation",
    "DELIVERED_3WD": "To sign for",
    "ENTRUST_PRE": "Pre-suit mediation",
    "ENTRUST_IN": "In-suit mediation",
    "FEEDBACK_ACK": "Feedback to acknowledge",
    "CASCADE_ACK": "Result to acknowledge",
    "INVITE_REPLY": "Invitation to answer",
    "JC_WINDOW": "To apply for confirmation",
    "JC_ACCEPT": "Confirmation to accept",
    "JC_RULING_TARGET": "Confirmation ruling (target)",
    "JC_RULING_OUTER": "Confirmation ruling (limit)",
    "PETITION_15": "Petition to register and inform",
}

_NOT_A_DUTY = ("JC_WINDOW", "JC_RULING_TARGET", "PETITION")
"""Clocks that bind no unit of the mechanism: a right, a target, and the petition's own term, answered elsewhere."""


@dataclass(frozen=True, slots=True)
class Names:
    """How units and agencies are called."""

    unit: Callable[[str], str]
    agencies: Mapping[str, Label]

    def holder(self, state: DisputeState, line: Deadline) -> str:
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
    return Label(name, rule.zh if rule is not None else name, _ENGLISH.get(name, name))


def dispute_line(state: DisputeState, terms: Terms, names: Names, day: date) -> DisputeLine | None:
    """Return how *state* stands at the end of *day*; None when it has no live report (it was joined to another)."""
    report = state.primary
    if report is None:
        return None
    running = [line for line in _duties(state, terms) if line.done is None]
    following = min(running, key=lambda line: (line.due, line.clock), default=None)
    active = state.active
    holder = ""
    if state.status in WORKED_ON:
        holder = names.unit(active.unit.code) if active is not None else ""
        holder = holder or (names.holder(state, following) if following is not None else names.agency(report.agency))
    return DisputeLine(
        dispute=state.dispute,
        number=report.number or report.native_id,
        type=_label(DisputeType, report.type),
        channel=_label(Channel, report.channel),
        state=Label(state.status.value, state.status.zh, state.status.en),
        holder=holder,
        clock=clock_label(following.clock) if following is not None else None,
        due=following.due if following is not None else None,
        days_over=max((day - following.due).days, 0) if following is not None else 0,
        reports=sum(not entry.retracted for entry in state.reports.values()),
        agencies=tuple(sorted({entry.agency for entry in state.reports.values()})),
    )


def breaches(states: Iterable[DisputeState], terms: Terms, names: Names, day: date) -> Iterator[Breach]:
    """Yield what is overdue at the end of *day*."""
    for state in states:
        report = state.primary
        if report is None:
            continue
        for line in _duties(state, terms):
            if line.status(day) is DeadlineStatus.OVERDUE:
                yield Breach(
                    state.dispute,
                    report.number or report.native_id,
                    names.holder(state, line),
                    clock_label(line.clock),
                    line.due,
                    (day - line.due).days,
                )


def _duties(state: DisputeState, terms: Terms) -> list[Deadline]:
    return [line for line in deadlines(state, terms) if not line.clock.startswith(_NOT_A_DUTY)]


def _label(codes: type[LabelledCode], code: str) -> Label:
    try:
        known = codes(code)
    except ValueError:
        return Label(code, code, code)
    return Label(code, known.zh, known.en)
