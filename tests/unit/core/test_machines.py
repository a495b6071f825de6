"""The tables against lists written by hand from domain §2, and the drawing of them."""

from __future__ import annotations

import itertools

from hub.core.events import Event as E
from hub.core.machines import (
    CASE,
    MACHINES,
    REFERRAL,
    CaseState,
    ReferralState,
    mermaid,
)

R, C = ReferralState, CaseState

LEGAL_REFERRAL_MOVES = {
    (R.CONSENT_PENDING, R.DELIVERED),
    (R.CONSENT_PENDING, R.DECLINED),
    (R.CONSENT_PENDING, R.ACCEPTED),
    (R.CONSENT_PENDING, R.RETURNED),
    (R.CONSENT_PENDING, R.WITHDRAWN),
    (R.DELIVERED, R.ACCEPTED),
    (R.DELIVERED, R.RETURNED),
    (R.DELIVERED, R.DECLINED),
    (R.DELIVERED, R.WITHDRAWN),
    (R.DELIVERED, R.FEEDBACK_DUE),
    (R.ACCEPTED, R.RETURNED),
    (R.ACCEPTED, R.WITHDRAWN),
    (R.ACCEPTED, R.FEEDBACK_DUE),
    (R.FEEDBACK_DUE, R.FEEDBACK_SENT),
    (R.FEEDBACK_SENT, R.CLOSED),
    (R.FEEDBACK_SENT, R.FEEDBACK_DUE),
}
"""Domain §2.2, row by row; consent proven by acceptance and a dispute concluded elsewhere are ours (ADR 0030)."""

ENDS = (C.AGREED, C.TERMINATED, C.FAILED, C.WITHDRAWN, C.SETTLED)
LEGAL_CASE_MOVES = {
    (C.OPEN, C.MEDIATING),
    (C.OPEN, C.SUSPENDED),
    (C.MEDIATING, C.SUSPENDED),
    (C.SUSPENDED, C.MEDIATING),
    (C.OPEN, C.ESCALATING),
    (C.MEDIATING, C.ESCALATING),
    (C.ESCALATING, C.ESCALATED),
    (C.ESCALATING, C.MEDIATING),
    (C.OPEN, C.VOID),
    (C.OPEN, C.HANDED_DOWN),
    (C.MEDIATING, C.HANDED_DOWN),
    *itertools.product((C.OPEN, C.MEDIATING, C.SUSPENDED, C.ESCALATING), ENDS),
}
"""Domain §2.3, row by row."""


def test_referral_moves_are_those_of_the_mechanism() -> None:
    """No move more, no move less than domain §2.2."""
    assert {(m.source, m.target) for m in REFERRAL.moves if m.source is not None} == LEGAL_REFERRAL_MOVES


def test_case_moves_are_those_of_the_mechanism() -> None:
    """No move more, no move less than domain §2.3."""
    found = {(m.source, m.target) for m in CASE.moves if m.source is not None and m.source is not m.target}
    assert found == LEGAL_CASE_MOVES


def test_final_states_are_final() -> None:
    """The starred states of domain §2.2 and §2.3 have no way out."""
    assert REFERRAL.final_states == {R.DECLINED, R.RETURNED, R.WITHDRAWN, R.CLOSED}
    assert CASE.final_states == {*ENDS, C.VOID, C.ESCALATED, C.HANDED_DOWN}


def test_every_state_can_be_reached() -> None:
    """A state that no path from birth reaches would be a name without a meaning."""
    for machine in MACHINES:
        reached = {move.target for move in machine.moves if move.source is None}
        while True:
            more = {move.target for move in machine.moves if move.source in reached} - reached
            if not more:
                break
            reached |= more
        assert {move.source for move in machine.moves} - {None} <= reached, machine.name


def test_one_trigger_has_one_target() -> None:
    """A machine that could go two ways at once would be no machine."""
    for machine in MACHINES:
        keys = [(move.source, move.trigger) for move in machine.moves]
        assert len(keys) == len(set(keys)), machine.name


def test_drawing_shows_every_move() -> None:
    """The page in docs is drawn from the table: each move is an arrow, births and ends included."""
    drawn = mermaid(CASE)
    assert drawn.startswith("stateDiagram-v2")
    assert "ESCALATING --> ESCALATED: 上报受理 EscalationAccepted" in drawn
    assert drawn.count("-->") == len(CASE.moves) + len(CASE.final_states)
    assert E.ESCALATION_ACCEPTED.zh in drawn
