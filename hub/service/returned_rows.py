"""Rows that people handed in and that can't be taken: which row and field, why, in both languages."""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.codes import LabelledCode
from hub.core.errors import RowRejectedError


class RowFault(LabelledCode):
    """Why a row isn't taken; what it should be stands beside it as a hint."""

    EMPTY = "EMPTY", "不能为空", "must not be empty"
    TOO_LONG = "TOO_LONG", "超过 80 字", "longer than 80 characters"
    NO_DIVISION = "NO_DIVISION", "不是本市区划代码", "no division code of this city"
    NO_MONTH = "NO_MONTH", "月份写成 2026-05", "write a month as 2026-05"
    NO_SERIES = "NO_SERIES", "未登记的指标，可用：", "unknown series; known: "
    NO_NUMBER = "NO_NUMBER", "须为不小于 0 的整数，没有就写 0", "must be a whole number from 0; write 0 for none"
    TWICE = "TWICE", "本文件中前面已有同一行", "the file says the same thing before"
    OLD_VERSION = "OLD_VERSION", "已有此版本，更正请写版本 ", "there is such a version; to correct it write version "
    OVERLAP = "OVERLAP", "会重复计数，该单位已按此区划报过：", "would count twice; the body already counts for "
    NO_DISPUTE = "NO_DISPUTE", "没有这件纠纷", "no such dispute"
    NO_DECISION = "NO_DECISION", "未登记的决定，可用：", "unknown decision; known: "
    NO_UNIT = "NO_UNIT", "不是登记的单位代码", "no registered unit"
    NO_DAY = "NO_DAY", "日期写成 2026-07-31", "write a day as 2026-07-31"
    DAY_ORDER = "DAY_ORDER", "期限早于决定日期", "the task is due before it was decided"
    IN_FUTURE = "IN_FUTURE", "决定日期在今天之后", "the decision lies in the future"
    NOT_NOW = "NOT_NOW", "此事项目前状态不能这样决定：", "the item can't be decided so; it's "
    OTHER_HALF = "OTHER_HALF", "半年写成 2026-H1", "write a half as 2026-H1"


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that wasn't taken: where it stands, which field, what it says, why not."""

    row: int
    field: str
    value: str
    fault: RowFault
    hint: str = ""


def reject(fault: RowFault, field: str, value: str = "", hint: str = "") -> RowRejectedError:
    """Return the error that *fault* of one field is; the hint says what would be right."""
    return RowRejectedError(field=field, value=value[:40], code=fault.value, reason=hint)


def rejected(row: int, error: RowRejectedError) -> RejectedRow:
    """Return *error*, made by :func:`reject`, as a row to hand back."""
    return RejectedRow(row, error.field, error.value, RowFault(error.code), error.reason)
