"""Reading an adapter without a host: what was said is remembered, what was refused is kept beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.core.events import Event
from hub.plugins.spec import AdapterContext
from hub.testing import ClearTokeniser, FixedClock
from hub.testing.reading import Reading
from tests.ledger_site import LedgerSite


@pytest.fixture
def site(tmp_path: Path) -> LedgerSite:
    return LedgerSite(tmp_path, FixedClock())


@pytest.fixture
def reading(site: LedgerSite) -> Iterator[Reading]:
    context = AdapterContext(clock=site.clock, tokeniser=ClearTokeniser(), registry=site.registry)
    reading = Reading(site.adapter_type.open(site.settings, context))
    yield reading
    reading.adapter.close()


def test_reading_goes_on_from_its_cursor(site: LedgerSite, reading: Reading) -> None:
    assert [record.native_id for record in reading.read()[0]] == ["M1", "M2", "M3"]
    site.change_record()
    assert [record.native_id for record in reading.read()[0]][-1] == "M2"
    assert reading.said == {}


def test_statement_is_heard_once(site: LedgerSite, reading: Reading) -> None:
    heard = list(reading.listen())
    assert [s.native_id for s in heard] == ["M1", "M2", "M2", "M3"] and list(reading.said.values()) == heard
    assert (reading.count(Event.DISPUTE_REPORTED), reading.count(Event.CASE_OPENED)) == (3, 1)
    site.change_record()
    assert list(reading.listen()) == []


def test_refused_row_is_kept_until_it_is_heard(site: LedgerSite, reading: Reading) -> None:
    native_id, field = site.spoil_record()
    assert [s.native_id for s in reading.listen()] == ["M1", "M2", "M2"]
    assert [(key, rejection.field) for key, rejection in reading.rejections] == [(native_id, field)]
    site.mend_record(native_id)
    assert [s.native_id for s in reading.listen()] == [native_id]
