"""A walk through the life of two disputes, every move checked against lists written by hand from domain §2."""

from __future__ import annotations

from datetime import date, timedelta

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from hub.core.dispute import DisputeState
from hub.core.events import Event as E
from hub.core.holder import holder, is_open
from hub.core.machines import CaseState, DisputeStatus, FeedbackState
from hub.core.machines import ReferralState as R
from hub.core.statistics import CHECK_ALLOWED_TO_FAIL
from tests.story import TERMS, Story

ROOTS = st.sampled_from(["D1", "D2"])
UNITS = st.sampled_from(["V1", "T2", "K3", "S4"])
REFS = st.sampled_from(["R1", "R2"])
UPPER = {"V1": "T2", "T2": "K3", "K3": "S4"}
START = date(2026, 2, 9)

LEGAL = {
    R.CONSENT_PENDING: {R.DELIVERED, R.DECLINED, R.ACCEPTED, R.RETURNED, R.WITHDRAWN},
    R.DELIVERED: {R.ACCEPTED, R.RETURNED, R.DECLINED, R.WITHDRAWN, R.FEEDBACK_SENT},
    R.ACCEPTED: {R.RETURNED, R.WITHDRAWN, R.FEEDBACK_SENT},
    R.FEEDBACK_SENT: {R.CLOSED, R.FEEDBACK_SENT},
    R.DECLINED: set(),
    R.RETURNED: set(),
    R.WITHDRAWN: set(),
    R.CLOSED: set(),
}
"""Domain §2.2; FEEDBACK_DUE is passed within one step, because the hub sends at once (convention 11)."""


def reachable(source: R) -> set[R]:
    """Return what a statement may lead to: legal moves, one after another where facts that waited come in with it."""
    found = {source}
    while more := {later for state in found for later in LEGAL[state]} - found:
        found |= more
    return found


class Life(RuleBasedStateMachine):
    """Statements in any order of kinds, one after another in time; illegal ones must change nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.story = Story()
        self.day = START
        self.number = 0
        self.seen: dict[str, R] = {}
        for root in ("D1", "D2"):
            self.state(root, E.DISPUTE_REPORTED, agency="grid", type="NEIGHBOUR", channel="GRID", parties=2)

    def state(self, root: str, event: E, *, agency: str = "justice", unit: str | None = None, **data: object) -> None:
        self.number += 1
        self.day += timedelta(days=self.number % 2)
        native = f"{root}-{self.number}"
        self.story.tell(f"{self.day:%m-%d}", event, root=root, agency=agency, unit=unit, native=native, **data)

    @rule(root=ROOTS, unit=UNITS, ref=REFS, delivered=st.booleans())
    def refer(self, root: str, unit: str, ref: str, delivered: bool) -> None:
        self.state(
            root,
            E.REFERRAL_CREATED,
            agency="court",
            unit=unit,
            ref=f"{root}-{ref}",
            kind="ENTRUST_PRE",
            delivered=int(delivered),
        )

    @rule(root=ROOTS, ref=REFS, party=st.sampled_from(["p1", "p2"]), given=st.booleans())
    def consent(self, root: str, ref: str, party: str, given: bool) -> None:
        if given:
            self.state(root, E.CONSENT_RECORDED, subject=party, state="GIVEN", ref=f"{root}-{ref}")
        else:
            self.state(root, E.CONSENT_WITHHELD, subject=party, ref=f"{root}-{ref}")

    @rule(root=ROOTS, unit=UNITS, ref=REFS, event=st.sampled_from([E.REFERRAL_ACCEPTED, E.REFERRAL_RETURNED]))
    def answer(self, root: str, unit: str, ref: str, event: E) -> None:
        more = {"channel": "COURT"} if event is E.REFERRAL_ACCEPTED else {"reason": "SCOPE"}
        self.state(root, event, unit=unit, ref=f"{root}-{ref}", **more)

    @rule(root=ROOTS, ref=REFS, event=st.sampled_from([E.REFERRAL_WITHDRAWN, E.FEEDBACK_ACKNOWLEDGED]))
    def by_the_referrer(self, root: str, ref: str, event: E) -> None:
        self.state(root, event, agency="court", ref=f"{root}-{ref}")

    @rule(root=ROOTS, unit=UNITS, reopen=st.booleans())
    def open_case(self, root: str, unit: str, reopen: bool) -> None:
        self.state(root, E.CASE_OPENED, unit=unit, channel="GRID", **({"reopen": 1} if reopen else {}))

    @rule(
        root=ROOTS,
        unit=UNITS,
        event=st.sampled_from(
            [
                E.MEDIATION_STARTED,
                E.CASE_SUSPENDED,
                E.CASE_RESUMED,
                E.CASE_SETTLED,
                E.CASE_WITHDRAWN,
                E.MEDIATION_FAILED,
            ]
        ),
    )
    def work(self, root: str, unit: str, event: E) -> None:
        more = {"escalation": "declined"} if event is E.MEDIATION_FAILED else {}
        self.state(root, event, unit=unit, **more)

    @rule(root=ROOTS, unit=UNITS)
    def agree(self, root: str, unit: str) -> None:
        self.state(root, E.AGREEMENT_REACHED, unit=unit, form="ORAL", amount=1)

    @rule(root=ROOTS, unit=UNITS, event=st.sampled_from([E.AGREEMENT_PERFORMED, E.AGREEMENT_BREACHED]))
    def perform(self, root: str, unit: str, event: E) -> None:
        self.state(root, event, unit=unit)

    @rule(root=ROOTS, lower=st.sampled_from(sorted(UPPER)), step=st.sampled_from(["ask", "accept", "return", "ack"]))
    def escalate(self, root: str, lower: str, step: str) -> None:
        upper = UPPER[lower]
        if step == "ask":
            self.state(root, E.ESCALATION_REQUESTED, unit=lower, to=upper)
        elif step == "accept":
            self.state(root, E.ESCALATION_ACCEPTED, unit=upper, frm=lower)
        elif step == "return":
            self.state(root, E.ESCALATION_RETURNED, unit=lower, frm=upper, reason="MATERIALS")
        else:
            self.state(root, E.CASCADE_ACKNOWLEDGED, unit=lower, frm=upper)

    @rule(root=ROOTS, unit=UNITS, pred=REFS, ref=st.sampled_from(["R3", "R4"]))
    def reassign(self, root: str, unit: str, pred: str, ref: str) -> None:
        told = {"ref": f"{root}-{ref}", "pred": f"{root}-{pred}", "kind": "ENTRUST_PRE"}
        self.state(root, E.REFERRAL_REASSIGNED, agency="court", unit=unit, **told)

    @rule(root=ROOTS, upper=st.sampled_from(["T2", "K3", "S4"]), step=st.sampled_from(["assign", "return", "ack"]))
    def send_down(self, root: str, upper: str, step: str) -> None:
        lower = {above: below for below, above in UPPER.items()}[upper]
        ref = f"{root}-down-{upper}"
        if step == "assign":
            self.state(root, E.REFERRAL_CREATED, unit=lower, ref=ref, kind="ASSIGN_DOWN", frm=upper)
            self.state(root, E.REFERRAL_ACCEPTED, unit=lower, ref=ref, channel="UPPER")
        elif step == "return":
            self.state(root, E.REFERRAL_RETURNED, unit=lower, ref=ref, reason="MATERIALS")
        else:
            self.state(root, E.FEEDBACK_ACKNOWLEDGED, ref=ref)

    @rule(root=ROOTS, ref=REFS)
    def reject(self, root: str, ref: str) -> None:
        self.state(root, E.FEEDBACK_REJECTED, agency="court", ref=f"{root}-{ref}", reason="MATERIALS")

    @rule(root=ROOTS, party=st.sampled_from(["p1", "p2"]))
    def refuse(self, root: str, party: str) -> None:
        self.state(root, E.CONSENT_WITHHELD, subject=party)

    @rule(joins=st.booleans())
    def link(self, joins: bool) -> None:
        if joins:
            self.state("D2", E.DISPUTES_MERGED, agency="hub", survivor="D1", absorbed="D2")
        else:
            self.state("D2", E.DISPUTE_SPLIT, agency="hub", survivor="D1", restored="D2")

    @rule(days=st.integers(1, 5))
    def wait(self, days: int) -> None:
        self.day += timedelta(days=days)
        self.story.wait_until(f"{self.day:%m-%d}")

    def disputes(self) -> list[DisputeState]:
        return [state for state in (self.story.state(root) for root in ("D1", "D2")) if state.reports]

    @invariant()
    def referrals_move_only_along_legal_moves(self) -> None:
        """No referral jumps; a split may put one back to where its own facts leave it."""
        now = {ref: referral.state for state in self.disputes() for ref, referral in state.referrals.items()}
        if not self.story.linked_last:
            for ref, state in now.items():
                if ref in self.seen:
                    assert state in reachable(self.seen[ref]), f"{ref}: {self.seen[ref]} -> {state}"
        self.seen = now

    @invariant()
    def one_case_is_active_and_one_holder_owns(self) -> None:
        """Design §1: exactly one owner for every open dispute."""
        for state in self.disputes():
            assert sum(case.is_open for case in state.cases) <= 1
            held = holder(state, TERMS)
            if is_open(state):
                assert held is not None and held.who and held.until is not None, state.status

    @invariant()
    def nothing_closes_without_acknowledged_feedback(self) -> None:
        """HAND-2: a referral closes only when its referrer has acknowledged."""
        for state in self.disputes():
            for referral in state.referrals.values():
                if referral.state is R.CLOSED:
                    assert referral.feedback is FeedbackState.ACKNOWLEDGED and referral.acknowledged_at is not None

    @invariant()
    def no_referral_ends_without_a_recorded_end(self) -> None:
        """Domain §2.2: whatever ends a referral has its day, and who still waits is owed an answer."""
        ends = {R.DECLINED: "withheld_at", R.RETURNED: "returned_at", R.WITHDRAWN: "withdrawn_at"}
        for state in self.disputes():
            for referral in state.referrals.values():
                if referral.state in ends:
                    assert getattr(referral, ends[referral.state]) is not None
                if referral.state in (R.DECLINED, R.RETURNED):
                    assert referral.feedback is not FeedbackState.NONE
                if referral.state is R.ACCEPTED and not is_open(state):
                    assert any(r.feedback is FeedbackState.SENT for r in state.referrals.values()) or any(
                        hop.acknowledged_at is None for hop in state.hops
                    )

    @invariant()
    def outcomes_end_cases(self) -> None:
        """Domain §2.3-2.4: an ended dispute has an ended case, an open one has none that ended it."""
        for state in self.disputes():
            if state.status is DisputeStatus.OPEN:
                assert state.active is not None and state.active.state is not CaseState.ESCALATING
            if state.concluded is not None:
                assert state.concluded.outcome is not None and not state.concluded.is_open

    @invariant()
    def the_month_balances(self) -> None:
        """Domain §6.1: the identities hold at every cut, in every table."""
        for month in ("2026-02", "2026-03"):
            view = self.story.view(month, "12-31")
            failed = [name for name, holds in view.checks.items() if not holds and name != CHECK_ALLOWED_TO_FAIL]
            assert not failed, failed


TestLife = Life.TestCase
TestLife.settings = settings(
    max_examples=60, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
