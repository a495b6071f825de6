"""How an adapter meets rows that can't be translated."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from hub.core.errors import RowRejectedError
from hub.plugins.spec import Adapter, Native
from hub.testing.clocks import FixedClock
from hub.testing.contract.probing import drain, records_of, translate_or_reject, translations_of
from hub.testing.site import NativeSite


class RejectingContract:
    """A bad row is rejected whole, shows nobody's name and harms no other."""

    def test_bad_row_is_rejected_whole(self, site: NativeSite, adapter: Adapter) -> None:
        """A value that can't be translated rejects the whole row with field and reason; the poll goes on."""
        native_id, field = site.spoil_record()
        spoiled = [record for record in records_of(adapter) if record.native_id == native_id]
        assert spoiled, "the spoiled row must still be polled, it may not vanish"
        with pytest.raises(RowRejectedError) as caught:
            adapter.translate(spoiled[-1])
        assert field in caught.value.field and caught.value.reason and caught.value.code.startswith("E-")

    def test_bad_row_shows_no_personal_data(self, site: NativeSite, adapter: Adapter) -> None:
        """The rejection may be shown to anyone: its text holds no name or number."""
        native_id, _ = site.spoil_record()
        record = [record for record in records_of(adapter) if record.native_id == native_id][-1]
        with pytest.raises(RowRejectedError) as caught:
            adapter.translate(record)
        shown = f"{caught.value} {caught.value.value}"
        assert not [value[0] + "…" for value in site.personal_data() if len(value) > 1 and value in shown]

    def test_bad_row_harms_no_other(self, site: NativeSite, adapter: Adapter) -> None:
        """The other rows are translated as before."""
        before = {record.native_id: translation for record, translation in translations_of(adapter)}
        native_id, _ = site.spoil_record()
        after = {r.native_id: adapter.translate(r) for r in records_of(adapter) if r.native_id != native_id}
        assert after.items() >= {key: value for key, value in before.items() if key != native_id}.items()

    def test_mended_row_comes_back(self, site: NativeSite, adapter: Adapter, clock: FixedClock) -> None:
        """When the clerk mends the row at its source, the next poll brings a version that can be translated."""
        native_id, _ = site.spoil_record()
        _, cursor = drain(adapter, None)
        clock.advance(timedelta(minutes=30))
        site.mend_record(native_id)
        mended = [record for record in drain(adapter, cursor)[0] if record.native_id == native_id]
        assert mended
        adapter.translate(mended[-1])

    def test_empty_row_is_rejected_not_a_crash(self, adapter: Adapter) -> None:
        """Translate is total: a row whose fields are all missing or nonsense is rejected, nothing else is raised."""
        record = records_of(adapter)[0]
        nonsense: tuple[Native, ...] = (None, "￥", -1, [], {})
        for junk in nonsense:
            broken = dataclasses.replace(record, fields=dict.fromkeys(record.fields, junk), version="broken")
            translate_or_reject(adapter, broken)
        translate_or_reject(adapter, dataclasses.replace(record, fields={}, version="broken"))

    def test_each_missing_field_is_survived(self, adapter: Adapter) -> None:
        """Any single field may be null or absent: the row is translated or rejected."""
        for record in records_of(adapter)[:3]:
            for name in record.fields:
                fields = dict(record.fields)
                translate_or_reject(adapter, dataclasses.replace(record, fields={**fields, name: None}))
                del fields[name]
                translate_or_reject(adapter, dataclasses.replace(record, fields=fields))
