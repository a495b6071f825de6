"""The clocks of the work itself in one dispute."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from hub.core.clocks.lines.sheet import Sheet, Span, Whose
from hub.core.clocks.places import place_of_unit
from hub.core.codes import DisputeType, ReferralKind
from hub.core.dispute import Case, DisputeState
from hub.core.machines import CaseState

_ASSIGNED = frozenset({ReferralKind.ORDER.value, ReferralKind.ASSIGN_DOWN.value})
"""交办 and 转办: matters over their limit are supervised (SUP-1)."""


def suffix(reopen: int) -> str:
    """Return what tells the clocks of a re-opening from those of the dispute itself."""
    return f":r{reopen}" if reopen else ""


def ended(state: DisputeState, reopen: int) -> datetime | None:
    """Return when the outcome came, of the dispute itself (0) or of a re-opening."""
    return next((c.ended_at for c in state.cases if c.reopen == reopen and c.outcome is not None), None)


def lines(state: DisputeState, sheet: Sheet) -> None:
    """Put down the clocks of levels, the committee, escalations and labour mediation."""
    seen: set[tuple[str, int]] = set()
    times: Counter[tuple[str, str]] = Counter()
    report = state.primary
    labour = report is not None and report.type == DisputeType.LABOUR
    for case in state.cases:
        if case.state is CaseState.JOINED:
            continue
        unit, again = case.unit, suffix(case.reopen)
        place = place_of_unit(unit)
        whose = Whose(unit.code, unit.code, place)
        assigned = Whose(unit.code, unit.code, place, f"LEVEL_{unit.code}" if _is_assigned(state, case) else None)
        level = f"LEVEL_L{unit.level}{again}"
        times[level, unit.code] += 1
        # a unit that takes the matter on once more, after an end that was no breach, has a term of its own
        once_more = f":{times[level, unit.code]}" if times[level, unit.code] > 1 else ""
        sheet.put(level + once_more, assigned, Span(case.opened_at, case.level_stopped_at))
        _requests(state, case, sheet)
        outcome = Span(case.opened_at, ended(state, case.reopen))
        if unit.org_kind.is_rmc and ("RMC_30", case.reopen) not in seen:
            seen.add(("RMC_30", case.reopen))
            sheet.put(f"RMC_30{again}", whose, outcome)
        if labour and ("LABOUR_MEDIATION", case.reopen) not in seen:
            seen.add(("LABOUR_MEDIATION", case.reopen))
            sheet.put(f"LABOUR_MEDIATION{again}", whose, outcome)


def _is_assigned(state: DisputeState, case: Case) -> bool:
    referral = state.referrals.get(case.ref or "")
    return referral is not None and referral.kind in _ASSIGNED


def _requests(state: DisputeState, case: Case, sheet: Sheet) -> None:
    for number, request in enumerate(case.requests):
        count = f":{number + 1}" if number else ""
        clock = f"ESCALATION_REPLY:{case.unit.code}>{request.to}{suffix(case.reopen)}{count}"
        whose = Whose(request.to, request.to, sheet.at_body(request.to))
        sheet.put(clock, whose, Span(request.at, request.answered_at))
