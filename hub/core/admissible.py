"""
What may be said at the door: guards that an agency can still mend (COURT-2, COURT-5, HAND-1, HAND-3, SUP-1).

A statement that breaks one is held with its reason until the record is mended; the rest of its row goes on. What was
done nevertheless and comes another way is put on record instead (:mod:`hub.core.findings`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from hub.core.codes import MediationKind, ReferralKind
from hub.core.daytime import local_day
from hub.core.errors import PermanentError
from hub.core.events import NO_AGENCYS, Event, Submission
from hub.core.performance import read_items
from hub.core.privacy import is_officer_code
from hub.core.routes import find_route, is_centre
from hub.core.supervision import LOWEST_LEVEL
from hub.core.units import MAX_LEVEL, Registry, Unit

_BY_COURTS = frozenset({ReferralKind.ENTRUST_PRE.value, ReferralKind.ENTRUST_IN.value})


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a statement is held: the detail, a code, and what to do about it."""

    field: str
    code: str
    reason: str


def require_right(agency: str, submission: Submission) -> None:
    """
    Hold *submission* to who says it: an agency speaks for itself, and states nothing that is the hub's or a person's.

    Raises:
        PermanentError: *agency* may not state it.
    """
    if submission.event in NO_AGENCYS or submission.agency != agency:
        raise PermanentError(f"{agency} may not state {submission.event.value} for {submission.agency}")


def objections(submission: Submission, registry: Registry) -> Iterator[Objection]:
    """Yield what stands against *submission*; a unit that isn't registered is intake's to refuse, not judged here."""
    check = _CHECKS.get(submission.event)
    if check is not None:
        day = local_day(submission.occurred_at)
        unit = None if submission.unit is None else registry.find(submission.unit, day)
        yield from check(submission, unit, registry)


def _route(submission: Submission, unit: Unit | None, registry: Registry) -> Iterator[Objection]:
    details, day = submission.details, local_day(submission.occurred_at)
    route = find_route(details["kind"], day)
    if route is None or (route.referrers and submission.agency not in route.referrers):
        yield Objection("kind", "E-ROUTE-01", f"{submission.agency} hands nothing over as {details['kind']}")
        return
    if unit is None:
        return
    if unit.org_kind not in route.targets:
        yield Objection("unit", "E-ROUTE-02", f"{unit.code} receives no {route.kind.value} ({route.source})")
    sender = registry.find(details["frm"], day) if "frm" in details else None
    if route.same_level and is_centre(unit.org_kind) and sender is not None and sender.level != unit.level:
        yield Objection("unit", "E-ROUTE-03", f"the centre must be of level {sender.level} ({route.source})")
    if route.kind.value in _BY_COURTS and unit.roster is False:
        yield Objection("unit", "E-ROUTE-04", f"{unit.code} isn't on the roster (特邀名册) on {_told(day)} (COURT-5)")


def _told(day: date) -> str:
    return day.isoformat()


def _order(submission: Submission, unit: Unit | None, _registry: Registry) -> Iterator[Objection]:
    if unit is not None and unit.level < LOWEST_LEVEL:
        yield Objection("unit", "E-SUP-01", f"only centres of level {LOWEST_LEVEL} and up issue orders (SUP-1)")
    officer = submission.details.get("officer")
    if officer is not None and not is_officer_code(officer):
        yield Objection("officer", "E-SUP-02", "an officer is named by a code, not by a name")


def _answer(submission: Submission, _unit: Unit | None, _registry: Registry) -> Iterator[Objection]:
    if submission.details.get("result") == "DECLINED" and not submission.details.get("reason"):
        yield Objection("reason", "E-JOIN-01", "joint mediation is declined without a reason (HAND-3)")


def _failure(submission: Submission, unit: Unit | None, _registry: Registry) -> Iterator[Objection]:
    below = unit is not None and unit.kind is MediationKind.PEOPLE and unit.level < MAX_LEVEL
    if below and submission.details.get("escalation") != "declined":
        yield Objection("escalation", "E-FAIL-01", "below level 4: escalate it, or say that escalation was declined")


def _items(submission: Submission, _unit: Unit | None, _registry: Registry) -> Iterator[Objection]:
    try:
        read_items(submission.details.get("items", ()))
    except ValueError:
        yield Objection("items", "E-ITEM-01", "an instalment is written day=fen, e.g. 2026-04-30=50000")


_Check = Callable[[Submission, Unit | None, Registry], Iterator[Objection]]
_CHECKS: dict[Event, _Check] = {
    Event.REFERRAL_CREATED: _route,
    Event.REFERRAL_REASSIGNED: _route,
    Event.SUPERVISION_ORDERED: _order,
    Event.INVITATION_ANSWERED: _answer,
    Event.MEDIATION_FAILED: _failure,
    Event.AGREEMENT_REACHED: _items,
    Event.AGREEMENT_CORRECTED: _items,
}
