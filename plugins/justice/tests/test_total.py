"""Translate is total: whatever stands in a row, it is translated, or refused with a field and a reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.core.errors import RowRejectedError
from hub.core.events import VOCABULARY, Submission
from hub.core.units import Registry
from hub.plugins.spec import AdapterContext, NativeRecord
from hub.reference import default_registry
from hub.testing import ClearTokeniser, FixedClock
from hub_justice.adapter import JusticeAdapter, JusticeSettings
from hub_justice.records import CaseRow, InboxRow, SupervisionRow

CLERKS = JusticeAdapter(
    JusticeSettings(folder=Path("ledgers")),
    AdapterContext(clock=FixedClock(), tokeniser=ClearTokeniser(), registry=default_registry()),
)
CASE = {
    "id": 7,
    "调委会代码": "L2-230803007",
    "受理日期": "2026-03-05",
    "来源": "当事人申请",
    "类别": "邻里",
    "申请人": "甲",
    "被申请人": "乙",
    "updated_at": "2026-03-16 09:00:00",
}
ANSWER = {
    "delivery_id": "D-1",
    "业务": "REFERRAL",
    "调委会代码": "L2-230803007",
    "hub_root": "court:1",
    "hub_ref": "R-1",
    "状态": "已签收",
    "处理时间": "2026-03-16 09:00",
    "updated_at": "2026-03-16 09:00:00",
}
ORDER = {"id": 3, "签发单位": "L3-230803", "hub_root": "court:1", "事由": "X", "督办日期": "2026-03-16 09:00"}
ORDER |= {"updated_at": "2026-03-16 09:00:00"}
VALUES = st.one_of(
    st.none(),
    st.text(max_size=20),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.lists(st.text(max_size=5), max_size=2),
    st.dictionaries(
        st.sampled_from(["次序", "金额", "更正日期", "被邀单位", "邀请日期"]), st.text(max_size=8), max_size=3
    ),
    st.sampled_from(
        ["2026-03-12", "２０２６年3月5日", "1900-01-01", "2200-12-31 23:59", "0.8", "8000元", "约20人", "已签收"]
    ),
    st.sampled_from(
        ["退回", "不同意", "调解成功", "调解不成", "当事人终止", "书面", "已履行", "反悔", "是", "L4-230800", "9" * 40]
    ),
)


def _names(row: type[CaseRow | InboxRow | SupervisionRow]) -> list[str]:
    return [field.alias or name for name, field in row.model_fields.items()]


def _rows(base: dict[str, object], row: type[CaseRow | InboxRow | SupervisionRow], source: str):
    overrides = st.dictionaries(st.sampled_from(_names(row)), VALUES, max_size=6)
    return overrides.map(
        lambda changed: NativeRecord(
            source=source, native_id="230803007/7", version="1", fields={**base, **changed}, place="somewhere"
        )
    )


RECORDS = st.one_of(
    _rows(CASE, CaseRow, "rmtj_case"), _rows(ANSWER, InboxRow, "hub_in"), _rows(ORDER, SupervisionRow, "rmtj_db")
)


def _translated(record: NativeRecord) -> tuple[Submission, ...]:
    try:
        return CLERKS.translate(record).submissions
    except RowRejectedError as refused:
        if refused.field and refused.reason and refused.code:
            return ()
        raise


@settings(max_examples=600, deadline=None)
@given(RECORDS)
def test_every_row_is_translated_or_refused(record: NativeRecord) -> None:
    """Never another error; what comes out fits the vocabulary and has ids of its own."""
    submissions = _translated(record)
    ids = [submission.event_id for submission in submissions]
    assert len(set(ids)) == len(ids)
    for submission in submissions:
        spec, named = VOCABULARY[submission.event], set(submission.details)
        assert set(spec.required) <= named <= {*spec.required, *spec.optional}
        assert submission.unit is not None or not spec.unit


def test_base_rows_say_something() -> None:
    """The rows that the property starts from are clean."""
    for base, source in ((CASE, "rmtj_case"), (ANSWER, "hub_in"), (ORDER, "rmtj_db")):
        record = NativeRecord(source=source, native_id="230803007/7", version="1", fields=base, place="somewhere")
        assert CLERKS.translate(record).submissions


def test_a_unit_that_nobody_registered_holds_the_row() -> None:
    """An empty registry lets no case through."""
    lost = JusticeAdapter(
        JusticeSettings(folder=Path("ledgers")),
        AdapterContext(clock=FixedClock(), tokeniser=ClearTokeniser(), registry=Registry()),
    )
    record = NativeRecord(source="rmtj_case", native_id="1/7", version="1", fields=CASE, place="somewhere")
    with pytest.raises(RowRejectedError) as held:
        lost.translate(record)
    assert held.value.code == "E-UNIT-01"
