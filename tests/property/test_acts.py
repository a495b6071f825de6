"""Any walk by forms alone: what is offered is taken by the hub, what isn't offered is refused."""

from __future__ import annotations

import hypothesis.strategies as st
from hypothesis import HealthCheck, given, settings

from hub.core.acts.beside import BESIDE
from hub.core.acts.catalogue import ACTS, Act
from hub.core.acts.offers import offers
from hub.core.acts.statements import Refusal
from hub.core.events import Event
from hub.core.machines import CaseState
from hub.core.statistics import CHECK_ALLOWED_TO_FAIL
from tests.desk_story import Desks, filled

UNITS = ("V1", "T2", "K3", "S4", "M3")
A = Act
LEGAL = {
    None: {A.TAKE_ON, A.REFER, A.RETRACT, A.REASSIGN, A.ACCEPT, A.RETURN, A.PERFORM, A.BREACH, A.ACKNOWLEDGE_RESULT},
    CaseState.OPEN: {A.START, A.SUSPEND, A.EXTEND, A.ESCALATE, A.ASSIGN_DOWN, A.INVITE, A.RETURN, A.ACCEPT},
    CaseState.MEDIATING: {A.SUSPEND, A.EXTEND, A.ESCALATE, A.ASSIGN_DOWN, A.INVITE, A.ACCEPT, A.RETURN},
    CaseState.SUSPENDED: {A.RESUME, A.EXTEND, A.INVITE},
    CaseState.ESCALATING: {A.ACCEPT_ESCALATION, A.RETURN_ESCALATION, A.INVITE},
}
"""By hand from domain §2.3: what may be done by the state of the active case; ends are legal from any open state."""
ENDS = {A.AGREE, A.FAIL, A.SETTLE, A.CASE_WITHDRAWN, A.WITHDRAW_CONSENT}
ALWAYS = {
    A.CONSENT,
    A.REFUSE,
    A.WITHDRAW_REFERRAL,
    A.ACKNOWLEDGE_FEEDBACK,
    A.REJECT_FEEDBACK,
    A.ANSWER_INVITATION,
    A.DECLINE_INVITATION,
    A.ACKNOWLEDGE_RESULT,
    A.BREACH,
    A.PERFORM,
}
"""Acts about referrals, invitations and agreements, which go beside the case."""


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_what_is_offered_is_taken_and_what_is_not_is_refused(data: st.DataObject) -> None:
    desks = Desks()
    own = data.draw(st.booleans())
    desks.story.report("03-01", agency="justice" if own else "grid", channel="PARTY" if own else "GRID")
    if not own:
        unit = data.draw(st.sampled_from(UNITS))
        desks.story.tell("03-01", Event.REFERRAL_CREATED, agency="court", unit=unit, ref="R1", kind="ENTRUST_PRE")
    for _ in range(data.draw(st.integers(1, 12))):
        view = desks.view(data.draw(st.sampled_from(UNITS)))
        found = offers(view)
        case = view.state.active
        legal = (
            LEGAL[None if case is None else case.state] | (ENDS if case is not None else set()) | ALWAYS | BESIDE.keys()
        )
        assert {offer.act for offer in found} <= legal
        unoffered = sorted(ACTS.keys() - {offer.act for offer in found})
        for act in data.draw(st.lists(st.sampled_from(unoffered), max_size=2)):
            refused = desks.click(view, f"{act.value}:", {})
            assert (refused.refusal, refused.submissions) == (Refusal.NOT_NOW, ())
        if not found:
            continue
        offer = data.draw(st.sampled_from(found))
        stated = desks.click(view, offer.key, filled(offer, desks.clicks))
        if stated.refusal is Refusal.RULE:  # a centre's level, who may receive what: told, and nothing goes out
            assert all(objection.code.startswith("E-ROUTE") for objection in stated.objections)
            continue
        if stated.refusal is Refusal.NOTHING_NEW:  # the same body invited, the same day agreed, what stands "corrected"
            assert offer.act in (A.INVITE, A.EXTEND) or ACTS[offer.act].corrects
            continue
        assert stated.refusal is None, (offer, stated)
        after = desks.story.state()
        waiting = {fact.event_id for fact in after.waiting}
        assert not waiting & {submission.event_id for submission in stated.submissions}, offer
        assert desks.story.engine.dead == []
    failed = {name for name, holds in desks.story.view().checks.items() if not holds}
    assert failed <= {CHECK_ALLOWED_TO_FAIL}
