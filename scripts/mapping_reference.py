"""Writes docs/reference/mapping.md from the words of the mapping file; ``--check`` says whether it's up to date."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from hub.connectors.mapping.fields import FIELDS, RECEIVED
from hub.connectors.mapping.profiles import PROFILES
from hub.connectors.mapping.words import SECTIONS, CellType, ChangeRule, Content, OnBad, Side, SourceKind
from hub.core.codes import LabelledCode

PAGE = Path(__file__).parents[1] / "docs/reference/mapping.md"
HEAD = """\
# Mapping file 映射文件

<!-- scripts/mapping_reference.py 生成，勿手改 / generated, don't edit -->

怎么写见 [写映射文件](../how-to/write-a-mapping-file.md)。键可用中文或英文；未知的键连同最相近的一起报出。
Keys may be written in Chinese or English; an unknown one is refused with its nearest name.
"""
TITLES = {
    "file": "整个文件 The file",
    "unit": "unit 单位",
    "source": "source 来源",
    "sheet": "source.sheet 工作表",
    "header": "source.header 表头",
    "totals": "source.totals 合计",
    "change": "change 变更",
    "column": "columns 列：每列的键 Keys of a column",
    "rule": "rules 规则",
    "monthly_form": "monthly_form 月报",
    "writeback": "writeback 回写",
    "example": "examples 示例",
}
WORDS: dict[str, type[LabelledCode]] = {
    "source.kind 来源种类": SourceKind,
    "change.rule 变更规则": ChangeRule,
    "type 类型": CellType,
    "on_bad 无效时": OnBad,
    "party 当事人": Side,
    "writeback.content 回写内容": Content,
}
RULES = f"""
## Rules 规则的写法

`accepted_on <= concluded_on <= {RECEIVED}`、`outcome = SUCCESS and amount > 0`、`not performed_on`。列名代表其值，
单写表示“有值”；大写词、引号里的字、数字、`2026-03-01` 代表自己；可用 `< <= = != >= >`、`and or not`（且 或 非）和括号。
与空值比较，规则不算违反，条件不算成立。`{RECEIVED}` 是枢纽收到的日期。不是程序：只解析，最长 300 字。

## Limits 界限

文件 32 MB、10 万行、200 列；一格 32,767 字；映射文件 1 MB，不能用锚点和标签。表头一行；表头上方只有标题和填报单位的行会
跳过。`monthly_form` 的文件放在同一个收件夹，作为本单位月报报送（INFO-1），与枢纽数并列，从不覆盖。
主键不能含个人信息；每期从 1 数起的序号不能单独作主键。
"""


def table(heading: str, rows: Iterable[Iterable[str]]) -> list[str]:
    """Return one table."""
    columns = heading.split("|")
    lines = [f"| {' | '.join(columns)} |", "|" + "---|" * len(columns)]
    return [*lines, *(f"| {' | '.join(row)} |" for row in rows), ""]


def page() -> str:
    """Return the whole page."""
    lines = [HEAD, "## Profiles 台账类型\n"]
    lines += table(
        "名称 name|必需的列 needs|一行怎样成为事件 what a row becomes",
        (
            (
                f"`{p.zh}` `{p.words[-1]}`",
                "、".join(f"`{n}`" for n in p.needs).replace("|", " 或 "),
                f"{p.says_zh}<br>{p.says_en}",
            )
            for p in PROFILES.values()
        ),
    )
    for name, keys in SECTIONS.items():
        lines.append(f"## {TITLES[name]}\n")
        lines += table(
            "键 key|中文|说明|meaning",
            ((f"`{k.name}`" + " *" * k.required, "、".join(k.zh), k.says_zh, k.says_en) for k in keys),
        )
    lines.append("带 * 的必须写。Those with * are required.\n\n## Fixed words 固定的词\n")
    lines += table(
        "在哪里 where|可写 words",
        ((where, "、".join(f"{code.zh} `{code.value}`" for code in codes)) for where, codes in WORDS.items()),
    )
    lines.append("## Columns 列的含义\n")
    lines += table(
        "列 column|中文|meaning|类型 type|代码表 codes",
        ((f"`{f.name}`", f.zh, f.en, f.cell.zh, f.codes.__name__ if f.codes else "") for f in FIELDS.values()),
    )
    lines.append("再有当事人，列名自取，写 `party`；其证件、电话列名加 `_id`、`_phone`。代码见 [代码表](codes.md)。")
    return "\n".join(lines) + RULES


def main(arguments: list[str]) -> int:
    """Write the page, or with --check return 1 when it's out of date."""
    if "--check" in arguments:
        fresh = PAGE.exists() and PAGE.read_text(encoding="utf-8") == page()
        print(f"{PAGE.name}: {'up to date' if fresh else 'out of date, run scripts/mapping_reference.py'}")
        return 0 if fresh else 1
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
