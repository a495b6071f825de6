"""What stands on the form besides its figures, in one place: both documents print it, and reading finds it again."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from hub.core.daytime import SHANGHAI
from hub.core.forms import Difference, FormLayout, FormLine, FormSheet, SigningRole, figures_shown, wan_text

NOT_COUNTED_MARK = "—"
UNIT_HEADING, CODE_HEADING = "单位", "代码"
MAIN, STOCKS, BASES, SINCE, NOTES = "一、案件", "二、期初期末", "新旧口径对照", "与上一修订相比", "说明"
STOCK_CORNER = "层级"


def heads(sheet: FormSheet) -> tuple[tuple[str, str], ...]:
    """Return the lines above the table: left and right."""
    layout, month = sheet.layout, sheet.month
    return (
        (f"填报单位：{layout.body}", f"表号：{layout.number}"),
        (f"报告期：{month[:4]}年{int(month[5:7])}月", f"制定机关：{layout.authority}"),
        (f"修订号：R{sheet.revision}", f"批准文号：{layout.approval or '　　　　'}"),
        (f"数据截至：{known_on(sheet)}", f"有效期至：{layout.valid_until or '　　　　'}"),
    )


def known_on(sheet: FormSheet) -> str:
    """Return until when the figures know, in Beijing time."""
    return f"{sheet.as_known_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"


def signatures(sheet: FormSheet) -> tuple[str, ...]:
    """Return the signatories' line: blank to be signed by hand, or who signed when."""
    signed = {one.role: one for one in sheet.signatures}
    parts = []
    for role in reversed(SigningRole):
        one = signed.get(role)
        parts.append(f"{role.zh}：" + ("　　　　　　" if one is None else f"{one.officer}"))
    last = max((one.on for one in sheet.signatures), default=None)
    complete = last is not None and len(signed) == len(SigningRole)
    return (*parts, f"报出日期：{last if complete else '　　　　　　'}")


def identity(sheet: FormSheet) -> tuple[str, ...]:
    """Return the lines of the footer: of which revision and by which rules, and the two digests."""
    return (
        f"报表：{sheet.layout.id}　统计口径：{sheet.definition}",
        f"修订校验码：{sheet.statistics}",
        f"表内数字校验码：{sheet.digest}",
    )


def groups(layout: FormLayout) -> list[tuple[str, int]]:
    """Return the headings of the groups and how many columns each spans."""
    return [(group, len(list(found))) for group, found in groupby(layout.columns, key=lambda column: column.group)]


def cell_texts(line: FormLine, layout: FormLayout) -> list[str]:
    """Return the figures of *line* as the form prints them."""
    return [
        NOT_COUNTED_MARK if value is None else wan_text(value) if column.is_amount else str(value)
        for column, value in zip(layout.columns, figures_shown(line, layout), strict=True)
    ]


def difference_row(one: Difference) -> Sequence[str]:
    """Return one line of the page 与上一修订相比."""
    if one.is_amount:
        change = wan_text(one.change)
        texts = wan_text(one.before), wan_text(one.now), change if one.change < 0 else f"+{change}"
    else:
        texts = str(one.before), str(one.now), f"{one.change:+d}"
    return one.line, one.column, *texts


SINCE_HEADINGS = ("单位", "项目", "原数", "现数", "差")
BASES_HEADINGS = ("统计口径", "调解成功率", "办理天数中位数")
