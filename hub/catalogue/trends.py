"""What ``hub trends`` says. It states figures and never why they moved: a test keeps words of cause out of here."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

VERBS = M("六减少：可比的趋势和对照指标", "Six reductions: fair trends, counter-measures beside them")
SHOW = M("看一个地区一个月的六减少", "Show the six reductions of a region in a month")
IMPORT = M("报入一份数据（CSV 或 XLSX）", "Take in a file of counts (CSV or XLSX)")
EXPORT = M("写成 XLSX；--public 供发布，小数隐去", "Write a workbook; --public hides small figures for publishing")
SCREEN = M("排查苗头：与上年同期比上升的类别和区县", "Screen: types and counties that rise against last year")

OPTION_REGION = M("区划代码（6、9 或 12 位），默认全市", "Division code (6, 9 or 12 digits); the city by default")
OPTION_MONTH = M("哪个月，默认最近一个整月", "Month, by default the last whole one")
OPTION_BASE_YEAR = M("基年", "Base year")
OPTION_PUBLIC = M("供发布：1 至 4 的数和一个相关的数隐去", "For publishing: hide 1 to 4 and one more figure")
OPTION_WHO = M("经办人（岗位或工号，不写姓名）", "Who does it: a post or staff number, no name")
ARGUMENT_FILE = M("数据文件", "File of counts")
OPTION_TO = M("写到哪个文件（.xlsx）", "File to write (.xlsx)")

HEAD = M("六减少  {region}  {months}  截至 {until} 所知", "Six reductions  {region}  {months}  as known on {until}")
MONTH_IN_FEBRUARY = M(
    "1 月不单独比较，与 2 月合并看：--month {month}", "January is compared together with February: --month {month}"
)
COLUMN_FIGURE = M("指标", "Figure")
COLUMN_NOW = M("本期", "Now")
COLUMN_LAST_YEAR = M("上年同期", "Last year")
COLUMN_CHANGE = M("增减", "Change")
COLUMN_YOY = M("同比", "YoY")
COLUMN_COMPARED = M("比较", "Compared")
COLUMN_MOM_DAY = M("环比（每工作日）", "MoM per working day")
COLUMN_YTD = M("本年累计同比", "Year to date")
COLUMN_BASE = M("比 {year} 年同期", "Against {year}")
COLUMN_COUNTER = M("对照指标（同期→本期）", "Counter-measure (last year → now)")
COLUMN_SIGNAL = M("判读", "Reading")
COLUMN_SOURCE = M("来源", "Source")
COLUMN_ROW = M("行", "Row")
COLUMN_FIELD = M("字段", "Field")
COLUMN_VALUE = M("原值", "Value")
COLUMN_REASON = M("原因", "Reason")
SHEET_TRENDS = M("六减少", "Six reductions")
SHEET_COUNTIES = M("分区县", "By county")

NO_COUNTER = M("口径未规定", "None is defined")
POINTS = M("{points} 个百分点", "{points} points")
HUB_SAYS = M(
    "{figure}：枢纽自己统计 {count}，单位报送 {stated}", "{figure}: the hub counts {count}, bodies state {stated}"
)
MISSING = M("{figure}：缺 {months}", "{figure}: missing {months}")
SILENT = M("{figure}：{month} 未报的单位 {bodies}", "{figure}: silent in {month}: {bodies}")
RULE = M("口径  {figure}：{rule}", "Definition  {figure}: {rule}")
WAIVED = M("治安案件调解履行后不予处罚：{count} 件", "No penalty after a performed agreement: {count}")
NOTE = M(
    "只列数字，不说明原因；下降须与对照指标一起看。不足 20 的基数只列增减数。",
    "Figures only, no reasons. Read a fall with its counter-measure beside it. Base below 20: absolute change only.",
)

IMPORT_WHAT = M(
    "将报入 {count} 行（不变 {unchanged} 行，退回 {rejected} 行）",
    "Take in {count} rows ({unchanged} unchanged, {rejected} handed back)",
)
IMPORT_DONE = M(
    "已报入 {count} 行，不变 {unchanged} 行，退回 {rejected} 行",
    "{count} rows taken in, {unchanged} unchanged, {rejected} handed back",
)
RETURNED = M(
    "退回的行已写到 {path}，改好后同一命令再报",
    "Rows handed back are in {path}; mend them and say the same command again",
)
EXPORT_WHAT = M("写 {path}", "Write {path}")
EXPORT_DONE = M("已写 {path}", "{path} is written")
ONLY_XLSX = M("文件名以 .xlsx 结尾", "end it in .xlsx")
NO_REGION = M("没有这个区划", "no such division")
REGION_HINT = M("用 6、9 或 12 位区划代码", "use a division code of 6, 9 or 12 digits")

SCREEN_HEAD = M(
    "苗头排查  {region}  {months}  与上年同期比  截至 {until} 所知",
    "Screening  {region}  {months}  against last year  as known on {until}",
)
SCREEN_NONE = M("没有达到上升标准的类别或区县", "Nothing rises as far as the rule asks")
SCREEN_UNKNOWN = M(
    "上年同期枢纽尚无数据：{months}，不能比较", "The hub has no data of last year: {months}; nothing can be compared"
)
SCREEN_RULE = M(
    "标准：基数 20 及以上升幅达 {percent}%，不足 20 的增加 {absolute} 件",
    "Rule: from a base of 20 a rise of {percent} %, below it {absolute} more",
)
COLUMN_KIND = M("维度", "Dimension")
