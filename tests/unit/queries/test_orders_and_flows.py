"""Who is late and was told, and who handed what to whom: told off the states of disputes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from hub.bootstrap.holdings import Holdings
from hub.core.codes import ReferralKind, ReturnReason
from hub.core.errors import PermanentError
from hub.core.events import Event as E
from hub.core.machines import SupervisionState as S
from hub.queries.flows import Ending, Flow, Party, flows, return_reasons
from hub.queries.live import live
from hub.queries.orders import OrderLine, order_lines
from hub.service.orders import OrderAct, OrderAsked, acts_on, order_statement
from tests.story import TERMS, Story

MARCH = (date(2026, 3, 1), date(2026, 3, 31))


def silent() -> Story:
    """A body was invited on the 4th to answer within two working days, and says nothing."""
    story = Story().report().tell("03-03", E.CASE_OPENED, unit="T2", channel="GRID")
    return story.tell("03-04", E.INVITATION_SENT, unit="T2", invitee="M3", subject="M3")


def lines(story: Story, day: date) -> list[OrderLine]:
    return order_lines([story.state()], TERMS, day)


def test_silence_is_proposed_until_a_person_orders_and_then_the_reply_is_owed() -> None:
    story = silent()
    (proposed,) = [one for one in lines(story, date(2026, 3, 9)) if one.cause == "INVITE_M3"]
    assert (proposed.state, proposed.body, proposed.since, proposed.issuer) == (S.PROPOSED, "M3", date(2026, 3, 7), "")
    story.tell("03-09", E.SUPERVISION_ORDERED, unit="K3", cause="INVITE_M3", officer="K3-07")
    (issued,) = [one for one in lines(story, date(2026, 3, 9)) if one.cause == "INVITE_M3"]
    assert (issued.state, issued.issuer, issued.officers, issued.issued) == (
        S.ISSUED, "K3", ("K3-07",), date(2026, 3, 9),
    )  # fmt: skip
    assert issued.reply_due is not None and not issued.is_reply_overdue(issued.reply_due)
    assert issued.is_reply_overdue(date(2026, 4, 30))
    story.tell("03-10", E.SUPERVISION_REPLIED, cause="INVITE_M3")
    (replied,) = [one for one in lines(story, date(2026, 3, 11)) if one.cause == "INVITE_M3"]
    assert (replied.state, replied.replied, replied.reply_due) == (S.REPLIED, date(2026, 3, 10), None)


def test_what_waits_for_a_person_stands_first() -> None:
    story = silent().tell("03-09", E.SUPERVISION_ORDERED, unit="K3", cause="INVITE_M3", officer="K3-07")
    story.tell("03-09", E.INVITATION_SENT, unit="T2", invitee="U2", subject="U2", native="other")
    assert [(one.state, one.body) for one in lines(story, date(2026, 4, 30))] == [(S.PROPOSED, "U2"), (S.ISSUED, "M3")]


def asked(line: OrderLine, **other: str) -> OrderAsked:
    made = OrderAsked(
        dispute=line.dispute, cause=line.cause, subject=line.subject, state=line.state, officer="K3-07", unit="K3",
        reason="逾期未答复",
    )  # fmt: skip
    return replace(made, **other)


def test_the_statement_of_an_order_moves_the_dispute_as_any_statement_does() -> None:
    story, day = silent(), date(2026, 3, 9)
    line = next(one for one in lines(story, day) if one.cause == "INVITE_M3")
    told = order_statement(OrderAct.ISSUE, asked(line), datetime(2026, 3, 9, 2, tzinfo=UTC))
    assert told.agency == "taskforce" and told.details["officer"] == "K3-07" and told.unit == "K3"
    story.tell("03-09", told.event, unit=told.unit, agency=told.agency, **told.details)
    assert story.state().supervisions["INVITE_M3"].state is S.ISSUED
    close = order_statement(OrderAct.CLOSE, asked(line, state=S.ISSUED), datetime(2026, 3, 11, 2, tzinfo=UTC))
    story.tell("03-11", close.event, agency=close.agency, native="close", **close.details)
    assert story.state().supervisions["INVITE_M3"].state is S.CLOSED


def test_an_officer_is_a_code_and_never_a_name() -> None:
    line = next(one for one in lines(silent(), date(2026, 3, 9)) if one.cause == "INVITE_M3")
    with pytest.raises(PermanentError, match="code"):
        order_statement(OrderAct.ISSUE, asked(line, officer="王小明"), datetime(2026, 3, 9, 2, tzinfo=UTC))


@pytest.mark.parametrize("state", list(S))
def test_what_is_offered_is_what_the_machine_takes(state: S) -> None:
    """Nothing is offered in a state in which the fold would drop it."""
    for act in acts_on(state):
        story = silent()
        ordered, replied = (E.SUPERVISION_ORDERED, {}), (E.SUPERVISION_REPLIED, {})
        steps = {
            S.PROPOSED: (),
            S.ISSUED: (ordered,),
            S.REPLIED: (ordered, replied),
            S.REJECTED: (ordered, replied, (E.SUPERVISION_REPLIED, {"result": "REJECTED"})),
            S.CLOSED: (ordered, (E.SUPERVISION_CLOSED, {})),
        }[state]
        for day, (event, more) in enumerate(steps, 9):
            story.tell(f"03-{day:02d}", event, unit="K3", cause="INVITE_M3", native=f"n{day}", **more)
        line = next(one for one in lines(story, date(2026, 3, 20)) if one.cause == "INVITE_M3")
        assert line.state is state
        told = order_statement(act, asked(line), datetime(2026, 3, 20, 2, tzinfo=UTC))
        before = story.state().supervisions.get("INVITE_M3")
        former = None if before is None else before.state
        story.tell("03-20", told.event, unit=told.unit, agency=told.agency, native="last", **told.details)
        assert story.state().supervisions["INVITE_M3"].state is not former, act


def found(holdings: Holdings, party: Party = Party.UNIT) -> list[Flow]:
    return flows(live(holdings.disputes()), *MARCH, party)


def test_the_hand_overs_of_march_end_as_the_month_counts_them(holdings: Holdings) -> None:
    """Worked example: agency referrals 7 (court 5, police 2) = accepted 4 + withheld 1 + returned 1 + withdrawn 1."""
    handed = [one for one in found(holdings) if one.key.kind != ReferralKind.ESCALATE]
    ends = {ending: sum(one.endings[ending] for one in handed) for ending in Ending}
    assert ends == {
        Ending.ACCEPTED: 4, Ending.WITHHELD: 1, Ending.RETURNED: 1, Ending.WITHDRAWN: 1, Ending.OPEN: 0,
    }  # fmt: skip
    assert {one.key.sender for one in handed} == {"court", "police"}
    ups = [one for one in found(holdings) if one.key.kind == ReferralKind.ESCALATE]
    assert sum(one.total for one in ups) == 2


def test_returns_are_told_with_their_reason_and_a_rate_over_what_was_answered(holdings: Holdings) -> None:
    assert return_reasons(found(holdings)) == {"X2": {ReturnReason.JURISDICTION.value: 1}}
    flow = next(one for one in found(holdings) if one.endings[Ending.RETURNED])
    assert flow.return_rate is not None and flow.longest is not None
    by_kind = found(holdings, Party.KIND)
    assert {one.key.receiver for one in by_kind} >= {"RMC_TOWN"}
    assert sum(one.total for one in by_kind) == sum(one.total for one in found(holdings))
