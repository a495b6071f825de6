"""
A hub in memory in which everything that the rules can address to one unit is addressed to it.

Whether its adapter takes all of it, and brings the answers back, is then a matter of :meth:`AddressedHub.hand_over` and
:meth:`AddressedHub.take`.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Unpack, cast

from hub.core import topics
from hub.core.clocks import Terms
from hub.core.codes import ReferralKind
from hub.core.deliveries import Delivery, DeliveryKind, Receipt
from hub.core.dispute import DisputeState
from hub.core.events import Details, Event, Submission, event_id
from hub.core.knowledge import Rules, state_of
from hub.core.ports import Processor
from hub.core.routes import ROUTES
from hub.core.units import Registry, Unit
from hub.plugins.spec import Adapter, Cursor
from hub.processors import Lifecycle, default_processors
from hub.reference import load_calendar
from hub.testing.engine import MemoryEngine

HALF = "2025-H2"
TOWN, COUNTY, CITY = "L2-230803007", "L3-230803", "L4-230800"
"""Units of the packaged registry that take the other part."""
_DUE = date(2026, 4, 30)
JOINT, ORDERED, TAKEN_BACK, RETURNED, RESULT, UPWARD, LIFTED, FOUND, PETITIONED = (
    f"justice:{name}"
    for name in ("joint", "ordered", "taken-back", "returned", "result", "upward", "lifted", "found", "petitioned")
)


class AddressedHub:
    """
    The hub's own processors under the rules in force, over *registry*, which holds the packaged units.

    Everything is told and received in the first half of March 2026.
    """

    def __init__(self, registry: Registry) -> None:
        processors = default_processors(registry, Rules(Terms(load_calendar())))
        self._lifecycle = next(each for each in processors if isinstance(each, Lifecycle))
        self.engine = MemoryEngine(cast("Sequence[Processor[object]]", processors))
        self._registry = registry
        self._minutes = itertools.count()
        self._given: set[str] = set()

    def tell(
        self, event: Event, root: str, unit: str | None = None, agency: str = "justice", **details: Unpack[Details]
    ) -> None:
        """State *event*, a minute after the last."""
        minutes = next(self._minutes)
        at = datetime(2026, 3, 4, 1 + minutes // 60, minutes % 60, tzinfo=UTC)
        said = Submission(
            event=event,
            event_id=event_id(event.value, agency, root, unit, details),
            root=root,
            agency=agency,
            system=agency,
            native_id=root.partition(":")[2],
            unit=unit,
            occurred_at=at,
            recorded_at=at,
            details=details,
        )
        self.engine.submit(topics.SOURCE_SUBMISSIONS, root, said, at)

    def address(self, unit: Unit) -> None:
        """Let everything happen by which a hub can come to owe *unit*, or its agency, a delivery."""
        self._joint(unit)
        self._orders(unit)
        self._cascade(unit)
        self._report(FOUND, "grid", "GRID", unit.division)
        self._report(PETITIONED, unit.agency, "PETITION", "230803007001")
        self.tell(Event.CASE_OPENED, PETITIONED, TOWN, channel="PETITION")

    def _report(self, root: str, agency: str, channel: str, division: str) -> None:
        self.tell(
            Event.DISPUTE_REPORTED, root, agency=agency, type="CONTRACT", channel=channel, parties=2, division=division
        )

    def _case(self, root: str, unit: str) -> None:
        self._report(root, "justice", "RMC_FOUND", "230803007001")
        self.tell(Event.CASE_OPENED, root, unit, channel="RMC_FOUND")

    def _joint(self, unit: Unit) -> None:
        self._case(JOINT, TOWN)
        self.tell(Event.INVITATION_SENT, JOINT, TOWN, invitee=unit.code)
        self.tell(Event.SUPERVISION_ORDERED, JOINT, COUNTY, cause=f"INVITE_{unit.code}", officer="K3-07")
        self.tell(Event.DOCKET_NOMINATED, JOINT, agency="taskforce", reason="OPEN_60", half=HALF)
        self.tell(Event.DOCKET_DISCUSSED, JOINT, agency="taskforce", half=HALF)
        self.tell(Event.DOCKET_PLANNED, JOINT, unit.code, agency="taskforce", half=HALF, owner=unit.code, due=_DUE)

    def _orders(self, unit: Unit) -> None:
        for root in (ORDERED, TAKEN_BACK):
            self._report(root, "justice", "UPPER", "230803007001")
            self.tell(Event.REFERRAL_CREATED, root, unit.code, ref=f"{root}#1", kind="ORDER", frm=COUNTY)
        self.tell(Event.REFERRAL_WITHDRAWN, TAKEN_BACK, unit.code, ref=f"{TAKEN_BACK}#1")
        self._report(UPWARD, "justice", "UPPER", "230803007001")
        self.tell(Event.REFERRAL_CREATED, UPWARD, TOWN, ref=f"{UPWARD}#1", kind="ASSIGN_DOWN", frm=unit.code)
        self.tell(Event.REFERRAL_RETURNED, UPWARD, TOWN, ref=f"{UPWARD}#1", reason="SCOPE")

    def _cascade(self, unit: Unit) -> None:
        for root in (RETURNED, RESULT):
            self._case(root, unit.code)
            self.tell(Event.ESCALATION_REQUESTED, root, unit.code, to=CITY)
        self.tell(Event.ESCALATION_RETURNED, RETURNED, unit.code, frm=CITY, reason="SCOPE")
        self.tell(Event.ESCALATION_ACCEPTED, RESULT, CITY, frm=unit.code)
        self.tell(Event.AGREEMENT_REACHED, RESULT, CITY, form="ORAL", amount_fen=0, v=1)
        if unit.org_kind in next(route.targets for route in ROUTES if route.kind is ReferralKind.ESCALATE):
            self._case(LIFTED, "L1-230803007001")
            self.tell(Event.ESCALATION_REQUESTED, LIFTED, "L1-230803007001", to=unit.code)

    def owed(self, agency: str) -> list[Delivery]:
        """Return everything that was ever sent to *agency*, in order."""
        sent = [record.value for record in self.engine.sent if isinstance(record.value, Delivery)]
        return [delivery for delivery in sent if delivery.agency == agency]

    def hand_over(self, adapter: Adapter) -> dict[DeliveryKind, list[tuple[Delivery, Receipt]]]:
        """Let *adapter* write what waits for its agency; return it by kind, with the receipts."""
        given: dict[DeliveryKind, list[tuple[Delivery, Receipt]]] = {}
        for delivery in self.owed(adapter.info.code):
            if delivery.delivery_id not in self._given:
                self._given.add(delivery.delivery_id)
                given.setdefault(delivery.kind, []).append((delivery, adapter.deliver(delivery, ())))
        return given

    def take(self, adapter: Adapter, cursor: Cursor | None = None) -> Cursor | None:
        """Take in what *adapter* reads from *cursor* on, as far as it's about what was told here."""
        for batch in adapter.poll(cursor):
            cursor = batch.cursor
            for record in batch.records:
                for said in adapter.translate(record).submissions:
                    if (Lifecycle.name, said.root) in self.engine.states:
                        self.engine.submit(topics.SOURCE_SUBMISSIONS, said.root, said, said.recorded_at)
        return cursor

    @staticmethod
    def passed(adapter: Adapter) -> Cursor | None:
        """Return the place behind everything that stands in the native system by itself."""
        cursor = None
        for batch in adapter.poll(None):
            cursor = batch.cursor
        return cursor

    def state(self, root: str) -> DisputeState:
        """Return the dispute of *root* as known now."""
        return state_of(self._lifecycle.codec.decode(self.engine.states[Lifecycle.name, root]).knowledge)
