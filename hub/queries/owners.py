"""Whose a dispute is: the units that hold it or handed it on, by which rights to own and others' cases are told."""

from __future__ import annotations

from collections.abc import Iterator

from hub.core.dispute import DisputeState
from hub.core.holder import Holder


def owners_of(state: DisputeState, held: Holder | None) -> frozenset[str]:
    """Return the units and agencies that hold *state*, have worked on it, or gave it away as its senders (users §9)."""
    return frozenset(_owners(state, held))


def _owners(state: DisputeState, held: Holder | None) -> Iterator[str]:
    if held is not None:
        yield held.who
    yield from (case.unit.code for case in state.cases)
    yield from (report.agency for report in state.reports.values() if not report.retracted)
    for referral in state.referrals.values():
        yield referral.agency
        if referral.sender is not None:
            yield referral.sender
        if referral.unit is not None:
            yield referral.unit.code
