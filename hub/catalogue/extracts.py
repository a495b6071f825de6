"""What the extracts and the year say."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

EXTRACT = M(
    "给其他部门的汇总：appraisal 平安建设考评数据，grid 网格数据分析",
    "Counts for others: appraisal (Safe-City), grid (analysis)",
)
YEAR = M(
    "一年各月：最新修订，变更当年新旧口径并列", "A year by month: latest revisions, both bases in a year of change"
)
ARGUMENT_KIND = M("appraisal 或 grid", "appraisal or grid")
OPTION_FROM = M("起始月份", "First month")
OPTION_UNTIL = M("截止月份，默认同起始月份", "Last month; by default the first")
OPTION_YEAR = M("年份", "The year")
WRITE_WHAT = M("写出 {path}", "write {path}")
WRITTEN = M("已写出 {path}，{count} 行", "Written: {path}, {count} lines")
NO_SUCH_KIND = M("没有这种汇总", "there's no such extract")
NOTHING_CLOSED = M("没有已关账的月份", "no month of it has been closed")
CLOSE_FIRST = M("先关账：hub stats close", "close it first: hub stats close")
COLUMN_MONTH = M("月份", "Month")
COLUMN_REVISION = M("修订", "Revision")
COLUMN_ACCEPTED = M("受理", "Accepted")
COLUMN_CONCLUDED = M("办结", "Concluded")
COLUMN_BASIS = M("统计口径", "Definition")
COLUMN_RATE = M("调解成功率", "Success rate")
COLUMN_MEDIAN = M("办理天数中位数", "Median days")
OWN_BASIS = M("{basis}（当月口径）", "{basis} (the month's own)")
YEAR_TOTAL = M("合计", "Total")
