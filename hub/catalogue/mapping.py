"""Sentences of ``hub map``."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

MAP = M("映射文件：生成、核对、试译", "Mapping files: propose, check, test")
MAP_NEW = M("从单位的台账文件生成映射文件草稿", "Propose a mapping file from a department's ledger")
MAP_CHECK = M("核对映射文件本身，不读数据", "Check a mapping file itself, without data")
MAP_TEST = M(
    "运行示例，并用收件夹里的文件试译；什么也不发送", "Run the examples and try the files in the inbox; sends nothing"
)
MAP_EXTRACT = M(
    "综治中心摘录：把本辖区在办的纠纷写成一张表，供例会用",
    "Extract for a public-order centre: what is open in its division, as one table for the meeting",
)
OPTION_EXTRACT_TO = M("写到哪个文件；不写则放进该单位的发件文件夹", "File to write; by default into the body's outbox")
EXTRACT_WHAT = M("将写出 {path}（{count} 件）", "This writes {path} ({count} disputes)")
EXTRACTED = M("已写出 {path}：{count} 件在办，{risky} 件有风险，{overdue} 件超期",
              "Wrote {path}: {count} open, {risky} with a risk, {overdue} overdue")  # fmt: skip
ARGUMENT_MAPPING = M("映射文件，或已接入的代号", "A mapping file, or the code of a connected one")
OPTION_PROFILE = M("台账类型，如 行政调解台账", "Profile, e.g. admin-ledger")
OPTION_FROM = M("单位的台账文件（xlsx、xls、csv）", "The department's ledger (xlsx, xls, csv)")
OPTION_OUT = M("写到哪个文件；不写则显示", "File to write; shown when left out")
OPTION_CODE = M("代号，如 scjg-230803", "Code, e.g. scjg-230803")
OPTION_FOLDER = M("收件夹所在文件夹（默认映射文件所在）", "Folder of the inbox (by default that of the mapping file)")
NO_SUCH_PROFILE = M("没有这种台账类型", "no such profile")
NO_SUCH_MAPPING = M(
    "没有这个文件，也没有这个代号的映射适配器", "there is no such file and no mapped adapter of that code"
)
WRITE_WHAT = M("将写出 {path}", "This writes {path}")
WRITTEN = M("已写出 {path}，还有 {blanks} 处要填", "Wrote {path}; {blanks} places are still to be filled in")
NEW_NEXT = M("下一步：填完后执行 hub map check {path}", "Next: fill them in, then hub map check {path}")
SOUND = M(
    "映射文件 {file} 可用：{profile}，{columns} 列，{rules} 条规则，{examples} 个示例",
    "Mapping file {file} can be used: {profile}, {columns} columns, {rules} rules, {examples} examples",
)
EXAMPLES_HOLD = M("示例  {count} 个全部符合", "Examples  all {count} hold")
NO_EXAMPLES = M("示例  没有；请至少写一个", "Examples  none; write at least one")
EXAMPLE_FAILS = M(
    "示例 {number}（第 {line} 行）  {name}：应为 {wanted}，实为 {given}",
    "Example {number} (line {line})  {name}: wanted {wanted}, got {given}",
)
NO_DATA = M("试译  收件夹里还没有文件", "Trial  no file in the inbox yet")
TRIAL = M(
    "试译  {rows} 行，{translated} 行可转换，{held} 行将隔离",
    "Trial  {rows} rows, {translated} can be translated, {held} would be held",
)
GROUP = M(
    "{code}  {field}  {count} 行，首见 {place}  {reason}", "{code}  {field}  {count} rows, first at {place}  {reason}"
)
FILE_FAULT = M("整份  {fault}", "Whole file  {fault}")
LEAKS = M(
    "隐私  {count} 处个人信息会进共享流，不可上线", "Privacy  {count} pieces of personal data would leak: don't go live"
)
READY = M(
    '可以上线：是   在 hub.toml 写 [adapters.{code}] mapping = "{file}"',
    'May go live: yes   in hub.toml write [adapters.{code}] mapping = "{file}"',
)
NOT_READY = M("可以上线：否（{count} 项）", "May go live: no ({count} items)")
