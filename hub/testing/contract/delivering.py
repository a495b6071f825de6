"""How an adapter writes what the hub delivers, and brings back the answer."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

from hub.core.addressees import concerning
from hub.core.deliveries import DeliveryKind, ReceiptStatus
from hub.core.events import Event
from hub.plugins.spec import Adapter
from hub.testing.clocks import FixedClock
from hub.testing.contract.probing import deliver_once, dossiers_for, drain, key_of, keys_of, sample, samples_of
from hub.testing.site import NativeSite

_ANSWERS = frozenset(
    {
        Event.CASCADE_ACKNOWLEDGED,
        Event.DOCKET_FOLLOWED,
        Event.FEEDBACK_ACKNOWLEDGED,
        Event.FEEDBACK_REJECTED,
        Event.INVITATION_ANSWERED,
        Event.SUPERVISION_REPLIED,
    }
)


class DeliveringContract:
    """Each delivery is written once, with the hub's reference, and answered by a receipt."""

    def test_every_declared_kind_is_written(self, site: NativeSite, adapter: Adapter) -> None:
        """Each kind of delivery in ``info.receives`` lands natively and gives a receipt."""
        for count, delivery in enumerate(samples_of(site), 1):
            receipt = adapter.deliver(delivery, dossiers_for(delivery))
            assert receipt.status is ReceiptStatus.WRITTEN and receipt.native_ref
            assert receipt.delivery_id == delivery.delivery_id and receipt.agency == delivery.agency
            assert len(site.written()) >= count

    def test_delivery_is_written_once(self, site: NativeSite, adapter: Adapter) -> None:
        """The same delivery_id again writes nothing and says DUPLICATE with the same native key."""
        for delivery in samples_of(site):
            first = adapter.deliver(delivery, dossiers_for(delivery))
            before = sorted(site.written())
            second = adapter.deliver(delivery, dossiers_for(delivery))
            assert sorted(site.written()) == before
            assert (second.status, second.native_ref) == (ReceiptStatus.DUPLICATE, first.native_ref)

    def test_delivery_is_written_once_across_a_crash(self, site: NativeSite, clock: FixedClock) -> None:
        """A new adapter object after a crash knows what was written: the native system says so."""
        for delivery in samples_of(site):
            deliver_once(site, clock, delivery)
            before = sorted(site.written())
            assert deliver_once(site, clock, delivery).status is ReceiptStatus.DUPLICATE
            assert sorted(site.written()) == before

    def test_two_deliveries_are_two(self, site: NativeSite, adapter: Adapter) -> None:
        """Deliveries of different ids don't overwrite each other."""
        for kind in sorted(site.adapter_type.info.receives):
            receipts = [
                adapter.deliver(delivery, dossiers_for(delivery))
                for delivery in (sample(site, kind, number) for number in (1, 2))
            ]
            assert all(receipt.status is ReceiptStatus.WRITTEN for receipt in receipts)
            assert receipts[0].native_ref != receipts[1].native_ref

    def test_root_is_written_natively(self, site: NativeSite, adapter: Adapter) -> None:
        """The hub's reference stands in what was written, so that the answer can bring it back."""
        for delivery in samples_of(site):
            adapter.deliver(delivery, dossiers_for(delivery))
            assert any(delivery.root in text for text in site.written()), delivery.kind

    def test_delivery_without_dossier(self, site: NativeSite, adapter: Adapter) -> None:
        """A receiver without consent gets codes alone; the delivery is written all the same."""
        for delivery in samples_of(site):
            assert adapter.deliver(dataclasses.replace(delivery, dossiers=()), ()).status is ReceiptStatus.WRITTEN

    def test_everything_that_can_concern_the_agency_is_received(self, site: NativeSite) -> None:
        """Whatever the rules can address to its units, or about what it states, is in ``info.receives``."""
        info = site.adapter_type.info
        own = [unit for unit in site.registry.all_units() if unit.agency == info.code]
        missing = concerning(own, info.submits) - info.receives
        assert not missing, f"the rules address these to {info.code}: {sorted(missing)}"

    def test_undeclared_kind_is_refused(self, site: NativeSite, adapter: Adapter) -> None:
        """A kind outside ``info.receives`` is refused with a reason and writes nothing."""
        others = set(DeliveryKind) - site.adapter_type.info.receives
        before = sorted(site.written())
        for kind in sorted(others):
            receipt = adapter.deliver(sample(site, kind), ())
            assert receipt.status is ReceiptStatus.REFUSED and receipt.reason
        assert sorted(site.written()) == before

    def test_receipt_time_is_the_hubs(self, site: NativeSite, adapter: Adapter, clock: FixedClock) -> None:
        """A receipt is stamped by the injected clock, not by the machine's."""
        for delivery in samples_of(site):
            assert adapter.deliver(delivery, dossiers_for(delivery)).written_at == clock.now()

    def test_answer_brings_the_root_back(self, site: NativeSite, adapter: Adapter, clock: FixedClock) -> None:
        """What a clerk answers in the native system is a submission about the root that was delivered."""
        delivery = site.answerable()
        if delivery is None:
            assert not site.adapter_type.info.submits & _ANSWERS, "an adapter that brings answers shows one"
            return
        _, cursor = drain(adapter, None)
        adapter.deliver(delivery, dossiers_for(delivery))
        clock.advance(timedelta(minutes=30))
        site.answer(delivery)
        records, _ = drain(adapter, cursor)
        roots = {s.root for record in records for s in adapter.translate(record).submissions}
        assert delivery.root in roots

    def test_what_was_written_is_no_new_report(self, site: NativeSite, adapter: Adapter, clock: FixedClock) -> None:
        """The hub's own write-back doesn't come round as a report of the agency."""
        before, cursor = drain(adapter, None)
        for delivery in samples_of(site):
            adapter.deliver(delivery, dossiers_for(delivery))
        clock.advance(timedelta(minutes=30))
        records, _ = drain(adapter, cursor)
        fresh = [record for record in records if key_of(record) not in keys_of(before)]
        reported = [s.event for record in fresh for s in adapter.translate(record).submissions]
        assert Event.DISPUTE_REPORTED not in reported
