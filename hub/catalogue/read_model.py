"""What ``hub read-model`` says."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

GROUP = M("只读库：用普通 SQL 查数、查案", "The read model: figures and cases by plain SQL")
BUILD = M("更新只读库；--anew 从日志全部重建", "Refresh the read model; --anew makes it anew from the log")
PATH = M("只读库文件在哪里", "Where the read model's file is")
QUERY = M("用随附的 SQL 或自己的 .sql 文件查一个月", "Ask for a month with the shipped SQL or a .sql file of your own")
OPTION_ANEW = M("丢弃现有文件，从日志重建", "Drop the file and make it anew from the log")
ARGUMENT_TABLE = M("表名（如 type），或 .sql 文件路径", "Table (e.g. type), or path of a .sql file")
OPTION_UNIT = M("只看一个单位（代码）", "One unit only, by code")
OPTION_SQL = M("只显示 SQL，不执行", "Show the SQL instead of running it")
BUILD_WHAT = M("更新只读库 {path}", "refresh the read model {path}")
BUILD_ANEW_WHAT = M("丢弃并重建只读库 {path}", "drop and rebuild the read model {path}")
BUILT = M(
    "只读库已更新：{path}，读入日志 {count} 条", "The read model is up to date: {path}, {count} log records taken in"
)
MISSING = M("还没有只读库", "there's no read model yet")
BUILD_IT = M("hub read-model build --yes", "hub read-model build --yes")
NO_SUCH_TABLE = M("没有这张表", "no such table")
BAD_SQL = M("SQL 不能执行：{fault}", "the SQL can't be run: {fault}")
MEND_SQL = M(
    "改这个文件；参数见 docs/reference/read-model.md", "mend the file; parameters: docs/reference/read-model.md"
)
EMPTY = M("没有数据", "Nothing")
