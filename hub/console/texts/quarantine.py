"""What the page of held rows says."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

TITLE = M("待处理", "Held rows")
ITEM = M("待处理的一行", "A held row")
ALL = M("全部部门", "All departments")
FILTER = M("部门", "Department")
SHOW = M("显示", "Show")
NOTHING = M("没有待处理的行，全部已入库。", "Nothing is held: every row has entered.")
NOTHING_YET = M(
    "您能查看的部门还没有数据到达，所以没有待处理的行。是否接通，见“接入”页。",
    "No department that you may see has sent data yet, so nothing is held. The page of departments tells why.",
)
COUNT = M("共 {count} 条待处理", "{count} held")
RETURN_LIST = M("退回清单（XLSX）", "Return list (XLSX)")
PLACE = M("文件与行", "Place")
RECORD = M("记录", "Record")
FIELD = M("字段", "Field")
VALUE = M("值", "Value")
CAUSE = M("原因", "Reason")
PROPOSAL = M("建议", "Proposal")
TASK = M("谁来办", "Whose task")
FIRST_SEEN = M("首次发现", "First seen")
LAST_SEEN = M("最近一次", "Last seen")
TIMES = M("{count} 次", "{count} times")
CLOSED = M("已由 {who} 处理：{why}", "Closed by {who}: {why}")
NO_VALUES = M("您的岗位只看技术信息，不显示值。", "Your role sees technical facts, no values.")

MEND = M("修正后入库", "Mend and take in")
MEND_HINT = M("只改本次入库的内容，部门系统里的行不变。", "Only what enters changes; the department's own row stays.")
NEW_VALUE = M("{field} 改为", "Set {field} to")
WHY = M("说明（不写姓名、号码）", "Why (no names, no numbers)")
DO_MEND = M("修正并入库", "Mend and take in")
ACCEPT = M("采用建议：{proposal}", "Accept the proposal: {proposal}")
RETRY = M("原样重试", "Try again as it is")
RETRY_HINT = M("适配器、代码表或设置修好之后用。", "After the adapter, its codes or settings were mended.")
GIVE_UP = M("作废", "Give up")
GIVE_UP_HINT = M("该行不入库，须写理由，留在清单上。", "The row doesn't enter; the reason stays on the list.")
SEND_AGAIN = M("整份材料请原单位重报。", "Have the department send the whole input again.")

ENTERED = M("{item} 已入库", "{item} has entered")
NOT_ENTERED = M("{item} 仍不能入库，原因见下", "{item} still can't enter; see why below")
GIVEN_UP = M("{item} 已作废，理由已留存", "{item} was given up; the reason is kept")
BACK = M("回到清单", "Back to the list")
