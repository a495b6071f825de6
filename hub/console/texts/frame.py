"""What stands around every page."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

PRODUCT = M("大调解数据枢纽", "Great Mediation Hub")
SKIP = M("跳到正文", "Skip to the content")
MENU = M("页面", "Pages")
OVERVIEW = M("总览", "Overview")
OTHER_LANGUAGE = M("English", "中文")
LOOK = M("外观", "Look")
LOOKS = {"auto": M("随系统", "System"), "light": M("浅色", "Light"), "dark": M("深色", "Dark")}
APPLY = M("应用", "Apply")
KEYBOARD = M("键盘操作", "Keyboard")
SIGNED_IN_AS = M("当前用户", "Signed in as")
SIGN_IN = M("登录", "Sign in")
SIGN_OUT = M("退出", "Sign out")
AS_OF = M("截至 {at}", "As of {at}")
FRESH = M("内容有更新", "There's something new")
OFFLINE = M("与枢纽的连接中断，正在重连", "The connection is lost, trying again")

RESTORED = M("已恢复上次没有提交的内容", "What you hadn't sent is here again")
ENDED = M(
    "登录已结束，没有提交；填写的内容还在本页", "The session has ended; nothing was sent. What you typed is still here"
)
ENDED_NEXT = M("在新标签页登录，回到这里再提交一次。", "Sign in in another tab, come back and send it once more.")
SIGN_IN_BESIDE = M("在新标签页登录", "Sign in in another tab")
AWAY = M(
    "连不上控制台，没有提交；填写的内容还在本页",
    "The console can't be reached; nothing was sent. What you typed is still here",
)
AWAY_NEXT = M("不要关闭本页，过一会儿再提交一次。", "Leave this page open and send it once more after a while.")

FIND = M("查案", "Find a case")
FIND_HINT = M("查案：任何编号或其一部分", "Any number of a case, or part of it")
FIND_DO = M("查", "Find")
CASES = M("查案", "Find a case")
QUARANTINE = M("待处理", "Held rows")
ADAPTERS = M("接入", "Departments")
LINKS = M("疑似重复", "Duplicates?")

# --- keys ------------------------------------------------------------------------------------------------------------
KEY = M("按键", "Key")
DOES = M("作用", "What it does")
KEY_HELP = M("显示本页", "This list")
KEY_SEARCH = M("查案：跳到搜索框", "To the search box")
KEY_DOWN = M("列表下一行", "Next row")
KEY_UP = M("列表上一行", "Row before")
KEY_OPEN = M("打开所在行", "Open the row")
KEY_ESCAPE = M("关闭或离开", "Close or leave")
KEY_GO = M("转到：{page}", "Go to: {page}")
KEYS_ON = M("单键快捷已开启", "Single keys are on")
KEYS_OFF = M("单键快捷已关闭", "Single keys are off")
SWITCH_OFF = M("关闭单键快捷", "Switch single keys off")
SWITCH_ON = M("开启单键快捷", "Switch single keys on")
CLOSE = M("关闭", "Close")

# --- lists -----------------------------------------------------------------------------------------------------------
PAGE_OF = M("第 {page} 页，共 {pages} 页，{count} 条", "Page {page} of {pages}, {count} entries")
FIRST_OF = M("只列前 {shown} 项，共 {count} 项", "The first {shown} of {count}")
BEFORE = M("上一页", "Previous")
AFTER = M("下一页", "Next")
SCROLLS = M("表格，可左右滚动", "Table, scrolls sideways")
REFRESH = M("刷新", "Refresh")

# --- trouble ---------------------------------------------------------------------------------------------------------
TROUBLE = M("没有办成", "That didn't work")
NOT_FOUND = M("没有找到", "Not there")
UNREAD = M(
    "{who}的数据文件读不了（{where}，{code}），本页缺它的内容；其他部门照常。谁来办：运维人员。",
    "The store of {who} can't be read ({where}, {code}): the others go on. Whose task: operations.",
)
NOT_ENTITLED = M("无权查看", "Not entitled")
NOT_GRANTED = M("您的授权不含“{area}”的“{deed}”", "Your grants don't include “{deed}” of “{area}”")
NO_PAGE = M("没有这个地址", "There's no such address")
NO_PAGE_NEXT = M("从首页的目录进入", "start from the menu of the first page")
FAILED = M("控制台出错，什么都没有改动", "The console failed; nothing was changed")
FAILED_NEXT = M("重试一次；再出错，把代码告诉运维人员", "try once more; if it fails again, tell operations the code")
MISFIT = M("有一项填写不合要求", "A field doesn't fit")
MISFIT_NEXT = M("返回上一页改正", "go back and mend it")
WHERE = M("位置", "Where")
BY_OPERATIONS = M("运维人员", "operations")
BY_SECURITY = M("安全管理员", "the security administrator")
BY_YOU = M("您", "you")
WHOSE = M("谁来办", "Whose task")
NEXT_STEP = M("下一步", "Next")
CODE = M("代码", "Code")
RAW = M("原始信息", "In the machine's words")
TO_FIRST_PAGE = M("回到首页", "To the first page")

# --- overview --------------------------------------------------------------------------------------------------------
STUCK = M("停滞事项", "What stands still")
STUCK_PAIRS = M("疑似重复待判断", "Possible duplicates to judge")
STUCK_ROWS = M("待处理的行", "Held rows to mend")
STUCK_PAUSED = M("接入已暂停", "Paused")
STUCK_TROUBLE = M("接入不通", "Its data doesn't arrive")
STUCK_PROPOSED = M("拟督办，待签发", "Supervision proposed, to be issued")
STUCK_UNANSWERED = M("督办未按期答复", "Supervision not replied to in time")
STUCK_REPLIED = M("督办已答复，待销号", "Supervision replied to, to be closed")
STUCK_FORMS = M("月报逾期未报", "Monthly form late")
STUCK_UNREAD = M("待处理的行读不了", "Its held rows can't be read")
STUCK_NONE = M("没有停滞的事项。", "Nothing stands still.")
NOTHING_ARRIVED = M(
    "枢纽还没有收到任何纠纷。先看各部门是否接通：“接入”页。",
    "No dispute has arrived yet. See on the page of departments whether their data arrives.",
)
STUCK_MORE = M("另有 {count} 件超期纠纷，办完以上后显示", "{count} more overdue cases, shown as these are done")
STUCK_SINCE = M("自", "Since")
STUCK_FOR = M("已停", "For")
STUCK_DAYS = M("{days} 天", "{days} days")
STUCK_GO = M("去办", "Go")
STUCK_COUNT = M("{count} 件", "{count}")
YOUR_PAGES = M("您的页面", "Your pages")
NO_PAGES = M(
    "您的账号还没有可用的页面。请安全管理员授权。",
    "Your account opens no page yet. The security administrator gives grants.",
)
