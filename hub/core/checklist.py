"""What a justice office owes in a case that came from the police or a tribunal, step by step (OFF-1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from hub.core.clocks import Deadline
from hub.core.codes import AgreementForm, LabelledCode, Outcome
from hub.core.daytime import local_day
from hub.core.dispute import Case, DisputeState


class Duty(LabelledCode):
    """One line of the checklist."""

    REGISTERED = "REGISTERED", "登记受理", "Registered"
    CONCLUDED_ON_TIME = "CONCLUDED_ON_TIME", "按期办结", "Concluded on time"
    AGREEMENT_ISSUED = "AGREEMENT_ISSUED", "出具调解协议书", "Agreement issued"
    TOLD_ABOUT_CONFIRMATION = "TOLD_ABOUT_CONFIRMATION", "告知司法确认", "Told about judicial confirmation"


@dataclass(frozen=True, slots=True)
class Line:
    """One duty of one case: on which day it was done; not ``done`` and not ``open`` means missed."""

    duty: Duty
    unit: str
    done: date | None
    is_open: bool


_REFERRERS = frozenset({"court", "police"})


def checklist(state: DisputeState, deadlines: Iterable[Deadline], day: date) -> tuple[Line, ...]:
    """Return the lines of every case that a court or the police referred, as they stand at the end of *day*."""
    running = tuple(deadlines)
    return tuple(
        line
        for case in state.cases
        if case.ref is not None and state.referrals[case.ref].agency in _REFERRERS
        for line in _of_case(state, case, running, day)
    )


def _of_case(state: DisputeState, case: Case, deadlines: tuple[Deadline, ...], day: date) -> Iterable[Line]:
    unit = case.unit.code
    yield Line(Duty.REGISTERED, unit, local_day(case.opened_at), is_open=False)
    ended = None if case.ended_at is None else local_day(case.ended_at)
    late = any(line.unit == unit and line.due < (ended or day) for line in deadlines if _is_term(line))
    yield Line(Duty.CONCLUDED_ON_TIME, unit, None if late else ended, is_open=ended is None and not late)
    if case.outcome is not Outcome.SUCCESS:
        return
    agreement = next((a for a in reversed(state.agreements) if a.reopen == case.reopen), None)
    issued = agreement is not None and agreement.form == AgreementForm.WRITTEN
    reached = None if agreement is None else local_day(agreement.reached_at)
    yield Line(Duty.AGREEMENT_ISSUED, unit, reached if issued else None, is_open=False)
    guided = None if agreement is None or agreement.guided_at is None else local_day(agreement.guided_at)
    yield Line(Duty.TOLD_ABOUT_CONFIRMATION, unit, guided, is_open=False)


def _is_term(line: Deadline) -> bool:
    return line.clock.startswith(("LEVEL_", "RMC_30"))
