"""How an adapter finds what is new in the department's system."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import pairwise

from hub.plugins.spec import Adapter
from hub.testing.clocks import FixedClock
from hub.testing.contract.probing import drain, keys_of, open_adapter, records_of, translations_of
from hub.testing.site import NativeSite


class PollingContract:
    """Polling skips nothing, repeats harmlessly and leaves no trace."""

    def test_first_poll_finds_records(self, adapter: Adapter) -> None:
        """Without a cursor everything in the system is found."""
        assert len(records_of(adapter)) >= 3

    def test_poll_repeats_without_cursor(self, adapter: Adapter) -> None:
        """Two polls from nothing find the same records in the same versions."""
        first, second = records_of(adapter), records_of(adapter)
        assert {(r.native_id, r.version) for r in first} == {(r.native_id, r.version) for r in second}

    def test_poll_from_the_end_finds_nothing_new(self, adapter: Adapter) -> None:
        """From the last cursor on, only versions already seen may come again."""
        first, cursor = drain(adapter, None)
        again, _ = drain(adapter, cursor)
        assert {(r.native_id, r.version) for r in again} <= {(r.native_id, r.version) for r in first}

    def test_poll_resumes_from_every_cursor(self, site: NativeSite, clock: FixedClock) -> None:
        """After a crash behind any batch, a new adapter on its cursor brings the rest: nothing is skipped."""
        adapter = open_adapter(site, clock)
        batches = list(adapter.poll(None))
        adapter.close()
        everything = {(r.native_id, r.version) for batch in batches for r in batch.records}
        for count in range(len(batches) + 1):
            resumed = open_adapter(site, clock)
            rest, _ = drain(resumed, batches[count - 1].cursor if count else None)
            resumed.close()
            seen = {(r.native_id, r.version) for batch in batches[:count] for r in batch.records}
            assert seen | {(r.native_id, r.version) for r in rest} == everything

    def test_poll_abandoned_half_way_harms_nothing(self, adapter: Adapter) -> None:
        """A host may stop after the first batch and start over; poll keeps nothing between calls."""
        everything = keys_of(records_of(adapter))
        next(iter(adapter.poll(None)))
        assert keys_of(records_of(adapter)) == everything

    def test_cursor_is_text_that_survives_storage(self, adapter: Adapter) -> None:
        """A cursor is text of UTF-8 and below 4 MB: the host keeps it in its file."""
        for batch in adapter.poll(None):
            assert isinstance(batch.cursor, str)
            assert len(batch.cursor.encode()) < 4_000_000

    def test_change_is_found(self, site: NativeSite, adapter: Adapter, clock: FixedClock) -> None:
        """A record that a clerk changed comes at the next poll, in another version."""
        before, cursor = drain(adapter, None)
        clock.advance(timedelta(minutes=30))
        changed = site.change_record()
        after, _ = drain(adapter, cursor)
        known = {r.version for r in before if r.native_id == changed}
        assert [r for r in after if r.native_id == changed and r.version not in known]

    def test_records_are_plain_values(self, adapter: Adapter) -> None:
        """A native record can be kept as JSON in quarantine and translated again from there unchanged."""
        for record in records_of(adapter):
            assert json.loads(json.dumps(dict(record.fields), allow_nan=False)) == dict(record.fields)

    def test_records_say_where_they_stand(self, adapter: Adapter) -> None:
        """A person can find the record: source, native id, version and place are never empty."""
        for record in records_of(adapter):
            assert record.source and record.native_id and record.version and record.place

    def test_order_of_cursors_is_progress(self, adapter: Adapter) -> None:
        """Within one poll no two batches end at the same cursor unless the latter brought nothing."""
        for first, second in pairwise(adapter.poll(None)):
            assert first.cursor != second.cursor or not second.records

    def test_poll_and_translate_leave_no_trace(self, site: NativeSite, adapter: Adapter) -> None:
        """Reading writes nothing into the department's system."""
        before = site.content()
        translations_of(adapter)
        assert site.content() == before
