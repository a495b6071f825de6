"""Whatever can concern a petition office arrives as a reply file; acknowledgements answer through the hub's rules."""

from __future__ import annotations

from datetime import datetime

import pytest

from hub.core.daytime import SHANGHAI
from hub.core.deliveries import DeliveryKind, ReceiptStatus
from hub.core.errors import RowRejectedError
from hub.core.machines import DocketState, InvitationState, SupervisionState
from hub.plugins.spec import AdapterContext
from hub.reference import default_registry
from hub.testing import ClearTokeniser, FixedClock, sample_delivery
from hub.testing.addressed import HALF, JOINT, RESULT, AddressedHub

OFFICE = "XF-230803"
ANSWERED = {
    DeliveryKind.INVITATION: {},
    DeliveryKind.SUPERVISION: {"督办事由": f"INVITE_{OFFICE}"},
    DeliveryKind.DOCKET_TASK: {"会商期次": HALF},
    DeliveryKind.RESULT_DOWN: {"来文单位": "L4-230800"},
}
MORNING = datetime(2026, 3, 16, 8, tzinfo=SHANGHAI)


def test_everything_is_written_and_the_office_answers_it(office) -> None:
    context = AdapterContext(clock=FixedClock(), tokeniser=ClearTokeniser(), registry=default_registry())
    hub, adapter = AddressedHub(default_registry()), office.adapter_type.open(office.settings, context)
    hub.address(default_registry().units[OFFICE][0])
    cursor = hub.passed(adapter)
    given = hub.hand_over(adapter)
    assert set(given) == adapter.info.receives
    assert {receipt.status for each in given.values() for _, receipt in each} == {ReceiptStatus.WRITTEN}
    replies = {reply.number: reply.fields for reply in office.register.take_replies(MORNING)}
    acks = []
    for kind, fields in ANSWERED.items():
        ((delivery, _),) = given[kind]
        written = replies[delivery.delivery_id]
        assert written["业务类型"] == kind.zh and written["单位"] == OFFICE and fields.items() <= written.items()
        acks.append(office.signed(written))
    office.register.acknowledge(MORNING, acks)
    hub.take(adapter, cursor)
    joint = hub.state(JOINT)
    assert [i.state for i in joint.invitations.values()] == [InvitationState.ACCEPTED]
    assert [s.state for s in joint.supervisions.values()] == [SupervisionState.REPLIED]
    assert joint.docket[HALF].state is DocketState.FOLLOWED
    assert [hop.acknowledged_at is not None for hop in hub.state(RESULT).hops] == [True]
    assert hub.engine.dead == []


def answered(office, reading, kind: DeliveryKind, **changes: str) -> list[tuple[str, dict[str, object]]]:
    cursor = AddressedHub.passed(reading.adapter)
    delivery = sample_delivery(kind, "petition", unit=OFFICE)
    reading.adapter.deliver(delivery, ())
    (reply,) = office.register.take_replies(MORNING)
    office.register.acknowledge(MORNING, [office.signed(reply.fields) | changes])
    records = [record for batch in reading.adapter.poll(cursor) for record in batch.records]
    return [(s.event.value, dict(s.details)) for r in records for s in reading.adapter.translate(r).submissions]


def test_an_invitation_is_declined_with_a_reason(office, reading) -> None:
    said = answered(office, reading, DeliveryKind.INVITATION, 签收状态="退回", 说明="回避")
    declined = {"invitee": OFFICE, "subject": OFFICE, "result": "DECLINED", "reason": "CONFLICT"}
    assert said == [("InvitationAnswered", declined)]


def test_an_invitation_declined_without_a_known_reason_is_held(office, reading) -> None:
    with pytest.raises(RowRejectedError) as caught:
        answered(office, reading, DeliveryKind.INVITATION, 签收状态="退回", 说明="没空")
    assert caught.value.field == "说明"


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (DeliveryKind.REFERRAL, "已签收"),
        (DeliveryKind.ESCALATION_RETURNED, "已阅"),
        (DeliveryKind.DOCKET_TASK, "退回"),
        (DeliveryKind.RESULT_DOWN, "退回"),
    ],
)
def test_what_is_not_answered_here_says_nothing(kind: DeliveryKind, state: str, office, reading) -> None:
    assert answered(office, reading, kind, 签收状态=state) == []
