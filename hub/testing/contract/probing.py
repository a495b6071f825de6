"""How the checks of an adapter's contract look at it."""

from __future__ import annotations

from hub.core.deliveries import Delivery, DeliveryKind, Dossier, Receipt
from hub.core.errors import RowRejectedError
from hub.core.events import Submission
from hub.plugins.spec import Adapter, AdapterContext, NativeRecord, Translation
from hub.testing.clocks import FixedClock
from hub.testing.deliveries import sample_delivery, sample_dossier
from hub.testing.site import NativeSite
from hub.testing.tokens import ClearTokeniser


def open_adapter(site: NativeSite, clock: FixedClock) -> Adapter:
    """Open an adapter on *site*."""
    context = AdapterContext(clock=clock, tokeniser=ClearTokeniser(), registry=site.registry)
    return site.adapter_type.open(site.settings, context)


def drain(adapter: Adapter, cursor: str | None) -> tuple[list[NativeRecord], str | None]:
    """Return everything that is polled from *cursor* on, and the last cursor."""
    records: list[NativeRecord] = []
    for batch in adapter.poll(cursor):
        records += batch.records
        cursor = batch.cursor
    return records, cursor


def records_of(adapter: Adapter) -> list[NativeRecord]:
    """Return every record."""
    return drain(adapter, None)[0]


def key_of(record: NativeRecord) -> tuple[str, str, str]:
    """Return what tells one version of a record from another."""
    return record.source, record.native_id, record.version


def keys_of(records: list[NativeRecord]) -> set[tuple[str, str, str]]:
    """Return the keys of *records*."""
    return {key_of(record) for record in records}


def translations_of(adapter: Adapter) -> list[tuple[NativeRecord, Translation]]:
    """Return every record with what it says."""
    return [(record, adapter.translate(record)) for record in records_of(adapter)]


def submissions_of(adapter: Adapter) -> list[Submission]:
    """Return everything that the records say."""
    return [submission for _, translation in translations_of(adapter) for submission in translation.submissions]


def translate_or_reject(adapter: Adapter, record: NativeRecord) -> None:
    """Let *record* be translated or rejected with field and reason: nothing else may happen."""
    try:
        adapter.translate(record)
    except RowRejectedError as rejection:
        told = bool(rejection.field and rejection.reason)
    else:
        told = True
    assert told, "a rejection names field and reason"


def samples_of(site: NativeSite) -> list[Delivery]:
    """Return a delivery of every kind that the adapter receives."""
    return [sample(site, kind) for kind in sorted(site.adapter_type.info.receives)]


def sample(site: NativeSite, kind: DeliveryKind, number: int = 1) -> Delivery:
    """Return a delivery of *kind* that fits the site."""
    code = site.adapter_type.info.code
    return sample_delivery(kind, code, unit=site.unit, reporter_native_id=site.reporter, number=number)


def dossiers_for(delivery: Delivery) -> tuple[Dossier, ...]:
    """Return the dossiers that come with *delivery*."""
    return tuple(sample_dossier(root) for root in delivery.dossiers)


def deliver_once(site: NativeSite, clock: FixedClock, delivery: Delivery) -> Receipt:
    """Deliver by an adapter object that ends with it."""
    adapter = open_adapter(site, clock)
    try:
        return adapter.deliver(delivery, dossiers_for(delivery))
    finally:
        adapter.close()
