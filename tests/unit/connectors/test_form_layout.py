"""A form that people made is read by what stands beside and above its figures."""

from __future__ import annotations

import pytest

from hub.connectors.form_layout import folded, read_layout, standard_layout
from hub.core.errors import RowRejectedError
from hub.core.reports import ReportLine, totals_of

LIST = [
    ["人民调解统计月报（2026年3月）"],
    ["指标", "计量单位", "本月", "累计"],
    ["一、受 理 件 数", "件", "７", 30],
    ["二、调解成功", "件", 5, 20],
    ["其中：口头协议", "件", "1", 4],
    ["协议金额（万元）", "万元", 15.7, 99],
    ["回访件数", "件", 3, 12],
    ["填表人：略"],
]
TABLE = [
    ["单位", "调解案件", None, "纠纷类别", None, "案件来源", "协议情况", "备注数"],
    [None, "件数", "成功", "邻里", "其他", "其他", "金额（万元）", None],
    ["甲街道", 3, 2, 3, 0, 3, 0.8, 1],
    ["乙街道", 1, 1, 0, 1, 1, None, 1],
    ["合计", 4, 3, 3, 1, 4, 0.8, 2],
]


def test_a_list_is_read_by_the_label_left_of_this_months_column() -> None:
    reading = read_layout(LIST, standard_layout())
    assert reading.lines == (
        ReportLine("", "cases", 7),
        ReportLine("", "success", 5),
        ReportLine("", "form.ORAL", 1),
        ReportLine("", "amount_fen", 15_700_000),
    )
    assert reading.unknown == ("第7行 回访件数：3",)


def test_a_table_is_read_by_group_and_heading_and_its_total_row() -> None:
    """Merged headings need not keep their range; a word that two groups have is known under its group."""
    reading = read_layout(TABLE, standard_layout())
    assert totals_of(reading.lines) == {
        "amount_fen": 800_000,
        "cases": 4,
        "channel.OTHER": 4,
        "success": 3,
        "type.NEIGHBOUR": 3,
        "type.OTHER": 1,
    }
    assert ReportLine("甲街道", "cases", 3) in reading.lines
    assert reading.unknown == ("备注数：2",)


def test_two_columns_of_codes_or_labels_will_do() -> None:
    reading = read_layout([["cases", "7"], ["type.NEIGHBOUR", "1"], ["司法确认", "1"]], standard_layout())
    assert totals_of(reading.lines) == {"cases": 7, "confirmed": 1, "type.NEIGHBOUR": 1}


def test_a_layout_says_what_a_house_calls_a_measure() -> None:
    layout = standard_layout({"案件情况/收案": "cases", "回访件数": "performed"}, money="万元")
    reading = read_layout([["案件情况/收案", 7], ["回访件数", 3], ["协议金额", "1.5"]], layout)
    assert totals_of(reading.lines) == {"amount_fen": 1_500_000, "cases": 7, "performed": 3}


def test_half_a_case_is_refused_not_cut() -> None:
    with pytest.raises(RowRejectedError, match="no whole number"):
        read_layout([["受理", "3.5"], ["成功", 1]], standard_layout())


@pytest.mark.parametrize(
    ("text", "plain"),
    [("１２、　受理", "受理"), ("一般", "一般"), ("（三）办结", "三办结"), ("其中：书面", "书面"), (None, "")],
)
def test_labels_are_folded(text: object, plain: str) -> None:
    assert folded(text) == plain
