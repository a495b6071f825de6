"""Translate is total: whatever the app sends, it is translated or refused with a field and a reason."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.core.errors import RowRejectedError
from hub.plugins.spec import NativeRecord
from hub.testing import ClearTokeniser
from hub_grid.settings import GridSettings
from hub_grid.translate import Translator

PLATFORM = Translator(GridSettings(base_url="http://127.0.0.1/"), ClearTokeniser())
GOOD = {
    "eventId": "WG1",
    "gridCode": "230803007001002",
    "category": "0301",
    "reportTime": 1772413200000,
    "status": "UPLOADED",
}
FIELDS = (
    *GOOD,
    "people",
    "happenTime",
    "lng",
    "lat",
    "desc",
    "address",
    "level",
    "deleted",
    "deletedTime",
    "onsiteTime",
    "hubRef",
    "feedbacks",
)
SCALARS = st.one_of(
    st.none(),
    st.text(max_size=20),
    st.integers(),
    st.floats(allow_nan=False),
    st.booleans(),
    st.sampled_from(["ONSITE_DONE", "INBOX", "grid:WG9", "王婶", "FEEDBACK", "RESULT_DOWN", 1772413200000, 1e300]),
)
NESTED = st.dictionaries(
    st.sampled_from(["name", "phone", "idNo", "kind", "ref", "unit", "frm", "ackTime", "hubRef"]), SCALARS, max_size=5
)


@settings(max_examples=300, deadline=None)
@given(
    fields=st.dictionaries(
        st.sampled_from(FIELDS),
        st.one_of(SCALARS, NESTED, st.lists(st.one_of(SCALARS, NESTED), max_size=3)),
        max_size=8,
    )
)
def test_any_event_is_translated_or_refused(fields):
    record = NativeRecord(source="events", native_id="x", version="1", fields={**GOOD, **fields}, place="x")
    try:
        said = [submission.details for submission in PLATFORM.translate(record).submissions]
    except RowRejectedError as rejected:
        told = bool(rejected.field and rejected.reason and rejected.task_of) and rejected.code.startswith("E-")
    else:
        told = bool(json.dumps(said))
    assert told
