"""Whatever can concern a public-order centre stands in its app, once; only what the app can answer comes back."""

from __future__ import annotations

import json

from hub.core.deliveries import DeliveryKind, ReceiptStatus
from hub.core.machines import DocketState, InvitationState, SupervisionState
from hub.plugins.spec import AdapterContext
from hub.reference import default_registry
from hub.testing import ClearTokeniser, FixedClock
from hub.testing.addressed import HALF, JOINT, RESULT, AddressedHub

CENTRE = "GR-230803"
LOWER_ONLY = {DeliveryKind.ASSIGNMENT, DeliveryKind.ESCALATION}
"""For committees that are reached through the app; a public-order centre gets none."""


def test_everything_is_written_and_read_is_not_answered(app) -> None:
    context = AdapterContext(clock=FixedClock(), tokeniser=ClearTokeniser(), registry=default_registry())
    hub, adapter = AddressedHub(default_registry()), app.adapter_type.open(app.settings, context)
    hub.address(default_registry().units[CENTRE][0])
    cursor = hub.passed(adapter)
    given = hub.hand_over(adapter)
    assert set(given) == adapter.info.receives - LOWER_ONLY
    deliveries = [(delivery, receipt) for each in given.values() for delivery, receipt in each]
    assert {receipt.status for _, receipt in deliveries} == {ReceiptStatus.WRITTEN}
    written = {feedback["deliveryId"]: feedback for feedback in map(json.loads, app.written())}
    ((task, _),) = given[DeliveryKind.DOCKET_TASK]
    body = written[task.delivery_id]
    assert (body["kindName"], body["unit"], body["cause"], body["due"]) == ("半年会交办", CENTRE, HALF, "2026-04-30")
    assert HALF in body["detail"]
    for delivery, _ in deliveries:
        app.answer(delivery)
        assert adapter.deliver(delivery, ()).status is ReceiptStatus.DUPLICATE
    hub.take(adapter, cursor)
    adapter.close()
    joint = hub.state(JOINT)
    assert [i.state for i in joint.invitations.values()] == [InvitationState.SENT]
    assert [s.state for s in joint.supervisions.values()] == [SupervisionState.ISSUED]
    assert joint.docket[HALF].state is DocketState.PLANNED
    assert [hop.acknowledged_at is not None for hop in hub.state(RESULT).hops] == [True]
    assert hub.engine.dead == []
