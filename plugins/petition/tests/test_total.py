"""Translate is total: whatever stands in a row, it is translated or refused with a field and a reason."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.core.errors import RowRejectedError
from hub.core.units import Registry
from hub.plugins.spec import NativeRecord
from hub.testing import ClearTokeniser
from hub_petition.codes import ALIASES
from hub_petition.settings import PetitionSettings
from hub_petition.translate import Translator

OFFICE = Translator(PetitionSettings(inbox=".", outbox=".", acks="."), ClearTokeniser(), Registry())
GOOD = {
    "信访件编号": "XF230800202603020001",
    "登记日期": "2026-03-02",
    "内容分类": "拖欠工资",
    "快照时间": "2026-03-15T01:00:00+08:00",
}
ADDED = ("历次委托", "重号", "缺失", "快照时间", "首见枢纽编号")
ANSWERED = ("回复编号", "业务类型", "签收状态", "签收时间")
FIELDS = (*ALIASES, *ADDED, *ANSWERED)
VALUES = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.integers(),
    st.floats(allow_nan=False),
    st.booleans(),
    st.lists(st.text(max_size=5), max_size=3),
    st.sampled_from(["是", "未填", "－", "约20人", "２０２６年2月30日", "9" * 40, "征求意见", "已委托", "不同意调解"]),
)


@settings(max_examples=300, deadline=None)
@given(
    source=st.sampled_from(["snapshot", "acks"]),
    fields=st.dictionaries(
        st.sampled_from(
            [
                *ALIASES,
                "历次委托",
                "重号",
                "缺失",
                "快照时间",
                "首见枢纽编号",
                "回复编号",
                "业务类型",
                "签收状态",
                "签收时间",
            ]
        ),
        VALUES,
        max_size=8,
    ),
)
def test_any_row_is_translated_or_refused(source, fields):
    record = NativeRecord(source=source, native_id="x", version="1", fields={**GOOD, **fields}, place="x")
    try:
        said = [submission.details for submission in OFFICE.translate(record).submissions]
    except RowRejectedError as rejected:
        told = bool(rejected.field and rejected.reason and rejected.task_of) and rejected.code.startswith("E-")
    else:
        told = bool(json.dumps(said))
    assert told
