"""The clocks that each agreement version starts."""

from __future__ import annotations

from datetime import timedelta

from hub.core.clocks.deadline import PARTIES
from hub.core.clocks.lines.sheet import Sheet, Span, Whose
from hub.core.clocks.places import place_of_unit
from hub.core.clocks.rules import CLOCKS
from hub.core.confirmation import COURT, RULING_TARGET
from hub.core.daytime import start_of
from hub.core.dispute import Agreement, DisputeState
from hub.core.machines import ConfirmationState
from hub.core.performance import performed_at

_FOR_PARTIES = Whose(None, PARTIES)
_LONGER = timedelta(days=CLOCKS[RULING_TARGET].extra)
"""2011 司法确认规定 5."""


def lines(state: DisputeState, sheet: Sheet) -> None:
    """Put down the clocks of every agreement."""
    if not state.agreements:
        return
    last = state.agreements[-1]
    court = Whose(None, COURT, sheet.at(COURT))
    for agreement in state.agreements:
        _confirmation(agreement, sheet, court)
        if agreement is last:
            _performance(agreement, sheet)


def _confirmation(agreement: Agreement, sheet: Sheet, court: Whose) -> None:
    v, confirmation = agreement.v, agreement.confirmation
    sheet.put(f"JC_WINDOW:v{v}", _FOR_PARTIES, Span(start_of(agreement.effective_on), confirmation.applied_at))
    if confirmation.applied_at is None:
        return
    answered = confirmation.accepted_at or confirmation.decided_at
    sheet.put(f"JC_ACCEPT:v{v}", court, Span(confirmation.applied_at, answered))
    decided = Span(confirmation.accepted_at, confirmation.decided_at)
    target = sheet.line(f"{RULING_TARGET}:v{v}", court, decided)
    outer = sheet.line(f"JC_RULING_OUTER:v{v}", court, decided)
    if target is not None and outer is not None:
        longest = min(target.nominal + _LONGER, outer.nominal)
        until = confirmation.extended_to
        sheet.lines += (target if until is None else sheet.moved(target, min(until, longest)), outer)
    if confirmation.state is ConfirmationState.CONFIRMED:
        for name in ("JC_OBJECTION_PARTY", "JC_OBJECTION_OUTSIDER"):
            sheet.put(f"{name}:v{v}", _FOR_PARTIES, Span(confirmation.decided_at, None))


def _performance(agreement: Agreement, sheet: Sheet) -> None:
    """Put down by when each item of the version in force must be performed; the committee watches (人民调解法 31)."""
    unit = agreement.unit
    if unit is None:
        return
    whose = Whose(unit.code, unit.code, place_of_unit(unit))
    owed = 0
    for number, item in enumerate(agreement.instalments, 1):
        owed += item.amount_fen
        whole = number == len(agreement.instalments)
        paid = performed_at(agreement.payments, agreement.amount_fen if whole else owed)
        over = [at for at in (paid, agreement.performed_at, agreement.breached_at) if at is not None]
        clock = f"PERFORMANCE:v{agreement.v}" + (f":{number}" if number > 1 else "")
        line = sheet.named(clock, whose, Span(agreement.reached_at, min(over, default=None)), item.due)
        if line is not None:
            sheet.lines.append(line)
