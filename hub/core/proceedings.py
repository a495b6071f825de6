"""Proceedings beside mediation (COURT-1, POL-1, ARB-1, DEC-1): that they run, and until when."""

from __future__ import annotations

from hub.core.dispute import DisputeState
from hub.core.events import Fact
from hub.core.statutory import Proceeding, Stated


def _key(fact: Fact) -> str:
    """One proceeding of a kind, unless a subject (the body's own number) tells several apart."""
    subject = fact.details.get("subject")
    return fact.details["kind"] if subject is None else f"{fact.details['kind']}:{subject}"


def begin(state: DisputeState, fact: Fact) -> bool:
    """A body takes a proceeding up; said again it changes nothing but a day that its own record corrects."""
    if not state.reports:
        return False
    known = state.proceedings.setdefault(
        _key(fact),
        Proceeding(
            kind=fact.details["kind"],
            agency=fact.agency,
            unit=None if fact.unit is None else fact.unit.code,
            opened=Stated(),
        ),
    )
    known.opened.take(fact)
    return True


def extend(state: DisputeState, fact: Fact) -> bool:
    """Its term is extended; the latest day stated counts."""
    proceeding = state.proceedings.get(_key(fact))
    if proceeding is None:
        return False
    proceeding.extended_to = max(proceeding.extended_to or fact.details["until"], fact.details["until"])
    return True


def finish(state: DisputeState, fact: Fact) -> bool:
    """It's over."""
    proceeding = state.proceedings.get(_key(fact))
    if proceeding is None:
        return False
    if proceeding.closed_at is None:
        proceeding.closed_at = fact.occurred_at
        proceeding.result = fact.details.get("result")
    return True
