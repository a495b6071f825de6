"""What the pages of signing in, of one's own account, and of accounts and audit say."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

# --- signing in ------------------------------------------------------------------------------------------------------
SIGN_IN = M("登录", "Sign in")
ACCOUNT = M("账号", "Account")
ACCOUNT_HINT = M("岗位或工号，如 K3-07", "Post or staff number, e.g. K3-07")
PASSWORD = M("口令", "Password")
GO_ON = M("继续", "Go on")
OUTSIDE = M("用统一认证登录", "Sign in by the outside provider")
EMERGENCY_LINK = M("启用应急账号", "Open a sealed account")
REFUSED_UNTIL = M("{at} 以后可以再试", "You may try again after {at}")
CODE = M("动态码", "One-time code")
CODE_HINT = M(
    "手机验证器上的 6 位数字；手机不在身边，可输入恢复码", "Six digits of your authenticator, or a recovery code"
)
NEW_PASSWORD = M("新口令", "New password")
NEW_PASSWORD_AGAIN = M("再输入一次", "Once more")
NEW_PASSWORD_HINT = M(
    "至少 {least} 位，大写、小写、数字、符号中至少三类；不含账号和姓名，不与最近 {remembered} 次相同",
    "At least {least} characters, three kinds of capital letters, small letters, digits and signs; without account and"
    " name; none of your last {remembered}",
)
MUST_CHANGE = M("首次登录或口令到期，请先设置新口令", "First sign-in, or the password is old: choose a new one")
NOT_THE_SAME = M("两次输入不一致", "The two aren't the same")
ENROL = M("登记手机验证器", "Enrol your authenticator")
ENROL_HOW = M(
    "用手机上的验证器（支持 TOTP 的应用）扫描此图，再输入它显示的 6 位数字",
    "Scan this with an authenticator app (TOTP), then enter the six digits that it shows",
)
ENROL_BY_HAND = M("扫描不了：手工输入此密钥", "Can't scan it: type this key")
QR_ALT = M("验证器二维码", "QR code for the authenticator")
RECOVERY = M("恢复码", "Recovery codes")
RECOVERY_HOW = M(
    "手机丢失时用来登录，每个只能用一次。只显示这一次，请抄下或打印后锁好。",
    "For the day on which the phone is lost; each counts once. Shown this once: print them and lock them away.",
)
KEPT_THEM = M("已保存，进入系统", "I have kept them: go in")
AGAIN = M("重新登录", "Begin again")

# --- sealed accounts -------------------------------------------------------------------------------------------------
EMERGENCY = M("启用应急账号", "Open a sealed account")
EMERGENCY_HOW = M(
    "仅在正常登录不可用时使用。启封立即告警并全程留痕。",
    "Only when nobody can sign in as usual. Opening it raises an alarm, and everything is marked.",
)
SEALED_ACCOUNT = M("应急账号", "Sealed account")
SEALED_CODE = M("信封内的启封码", "Code from the envelope")
OPENER = M("启封人的岗位或工号", "Post or staff number of who opens it")
OPEN_IT = M("启封", "Open it")
ALARM = M(
    "应急账号 {account} 已由 {opener} 启封，{until} 失效",
    "Sealed account {account} was opened by {opener}; it ends at {until}",
)

# --- one's own account -----------------------------------------------------------------------------------------------
OWN = M("本人账号", "Your account")
SIGN_OUT = M("退出", "Sign out")
SIGNED_OUT = M("已退出", "You are signed out")
OWN_GRANTS = M("授权", "Grants")
NO_GRANTS = M("还没有授权。请安全管理员授权。", "No grants yet. The security administrator gives them.")
CHANGE_PASSWORD = M("修改口令", "Change the password")
PRESENT_PASSWORD = M("当前口令", "Present password")
CHANGED = M("口令已修改，其他会话已退出", "The password is changed; other sessions have ended")
WRONG_PASSWORD = M("当前口令不对", "The present password isn't right")
PASSWORD_HELD = M("当前口令多次不对，请稍后再试", "The present password was wrong too often; try again later")
SECOND_FACTOR = M("第二因子", "Second factor")
RECOVERY_LEFT = M("剩余恢复码 {count} 个", "{count} recovery codes left")
ENROL_ANEW = M("换一个验证器", "Enrol another authenticator")
ENROL_ANEW_HOW = M(
    "先验证口令和当前动态码（或恢复码），再扫描新的二维码。换好之前，现在的验证器照常有效。",
    "Password and present code (or a recovery code) first, then scan the new picture. Until then the present counts.",
)
WRONG_CODE = M("动态码不对，请输入新验证器显示的数字", "This isn't the code of the new authenticator")
FACTOR_LATE = M("已过时，请重新验证口令和动态码", "That has expired: give password and code again")
END_ONE = M("退出此会话", "End this session")
ENDED_ONE = M("该会话已退出", "The session has ended")
SESSIONS = M("会话", "Sessions")
THIS_SESSION = M("当前会话", "This session")
END_EVERYWHERE = M("全部退出", "Sign out everywhere")
ENDED_EVERYWHERE = M("已退出 {count} 个会话", "{count} sessions ended")
COLUMN_ROLE = M("岗位", "Role")
COLUMN_UNIT = M("单位", "Unit")
COLUMN_FROM = M("自", "From")
COLUMN_TO = M("至", "To")
COLUMN_STARTED = M("开始", "Began")
COLUMN_SEEN = M("最近操作", "Last used")
COLUMN_SOURCE = M("来自", "From where")
COLUMN_WAY = M("方式", "How")
AGREE_TITLE = M("待您同意的查看申请", "Requests that wait for your agreement")
AGREE = M("同意", "Agree")
AGREED = M("已同意，15 分钟内可查看", "Agreed: open for a quarter of an hour")
COLUMN_ASKED_BY = M("申请人", "Asked by")
COLUMN_REASON = M("理由", "Reason")

# --- accounts --------------------------------------------------------------------------------------------------------
ACCOUNTS = M("账号", "Accounts")
AUDIT = M("审计", "Audit")
WAITING = M("待第二人确认的授权", "Grants that wait for a second person")
NONE_WAITING = M("没有待确认的授权", "No grant waits")
CONFIRM = M("确认", "Confirm")
WITHDRAW = M("撤下", "Withdraw")
REVOKE = M("收回", "Revoke")
BY = M("提出人", "Proposed by")
ALL_ACCOUNTS = M("全部账号", "All accounts")
SHOW_ALL = M("全部", "All")
SHOW_UNUSED = M("{days} 天未用", "Unused for {days} days")
SEEK = M("按账号或显示名查找", "Find by account or name")
FIND = M("查找", "Find")
NONE_FOUND = M("没有符合条件的账号，放宽条件再找", "No such account; ask for less")
COLUMN_NAME = M("显示名", "Name")
COLUMN_STATE = M("状态", "State")
COLUMN_LAST = M("最近登录", "Last sign-in")
COLUMN_DO = M("操作", "Actions")
STATES = {
    "active": M("正常", "Active"),
    "locked": M("已锁定", "Locked"),
    "held": M("失败过多，暂停", "Held after failures"),
    "first": M("未首次登录", "Never signed in"),
    "sealed": M("应急账号", "Sealed account"),
}
LOCK = M("锁定", "Lock")
UNLOCK = M("解锁", "Unlock")
RESET = M("重置口令", "Reset the password")
RESET_FACTOR = M("提出重置口令和第二因子（须两人）", "Propose to reset password and second factor (two persons)")
LOCKED = M("{code} 已锁定", "{code} is locked")
UNLOCKED = M("{code} 已解锁", "{code} is unlocked")
ADD = M("新建账号", "Add an account")
NAME = M("显示名", "Name to show")
SPEAKS = M("语言", "Language")
PROPOSE = M("提出授权", "Propose a grant")
PROPOSE_HOW = M(
    "须由另一名管理员确认后生效，最长一年",
    "It counts when another administrator has confirmed it; a year at most",
)
ROLE = M("岗位", "Role")
UNIT = M("单位代码", "Unit code")
FIRST_DAY = M("首日", "First day")
LAST_DAY = M("末日", "Last day")
PROPOSED = M("已提出，待另一名管理员确认", "Proposed; another administrator confirms it")
CONFIRMED = M("授权已生效", "The grant counts now")
REVOKED = M("授权已收回", "The grant is revoked")
FIRST_PASSWORD = M("初始口令", "First password")
FIRST_PASSWORD_HOW = M(
    "只显示这一次。请当面交给本人，首次登录时须修改。",
    "Shown this once. Hand it over in person; it must be changed at the first sign-in.",
)
BACK_TO_ACCOUNTS = M("返回账号", "Back to the accounts")
SEALS = M("应急账号", "Sealed accounts")
NO_SEALS = M(
    "没有封存的应急账号。封存：hub user break-glass seal",
    "None is sealed. To seal: hub user break-glass seal",
)
SEAL_STATES = {
    "sealed": M("封存中", "Sealed"),
    "open": M("已启封", "Open"),
    "spent": M("已用，须重新封存", "Spent, to be sealed anew"),
}
SEALED_BY = M("封存人", "Sealed by")
HOURS = M("时限（小时）", "Hours")
POLICY = M("登录规则", "Rules of signing in")
POLICY_FACTS = M(
    "口令至少 {least} 位，{days} 天更换；失败 {failures} 次锁定 {lock} 分钟；{idle} 分钟不操作或 {longest} 小时后退出。"
    "在设置文件的 [people] 中修改。",
    "Passwords of at least {least} characters, changed after {days} days; {failures} failures lock for {lock} minutes;"
    " out after {idle} idle minutes or {longest} hours. Set in [people] of the settings file.",
)

# --- audit -----------------------------------------------------------------------------------------------------------
WHO = M("何人", "Who")
DEED = M("何事", "What")
SUBJECT = M("对象", "To what")
SOURCE = M("来自", "From where")
RESULT = M("结果", "Result")
AT = M("时间", "When")
DETAILS = M("详情", "Details")
NUMBER = M("序号", "No.")
ANY = M("不限", "Any")
SINCE = M("自（含）", "From")
UNTIL = M("至（含）", "To")
ONLY_EMERGENCY = M("只看应急账号", "Sealed accounts only")
NO_LINES = M("没有符合条件的记录，放宽条件再找", "No line fits; ask for less")
JOURNAL_OF = M("全部记录 {count} 条", "{count} lines in all")
OLDER = M("更早", "Older")
NEWEST = M("最新", "Newest")
EXPORT = M("导出", "Export")
EXPORT_HOW = M("导出本身也会记录", "The export is recorded too")
VERIFY = M("核验", "Verify")
INTACT = M("审计记录完整，共 {count} 行", "The journal is whole: {count} lines")
BROKEN = M(
    "审计记录从第 {number} 行起不可信，请保留文件原样并报告",
    "The journal can't be trusted from line {number} on: leave the file as it is and report it",
)
EMERGENCY_TAG = M("应急", "Sealed")
DETAIL_NAMES = {
    "why": M("原因", "why"),
    "way": M("方式", "by"),
    "session": M("会话", "session"),
    "sessions": M("会话数", "sessions"),
    "role": M("岗位", "role"),
    "unit": M("单位", "unit"),
    "grant": M("授权", "grant"),
    "first_day": M("自", "from"),
    "last_day": M("至", "to"),
    "founding": M("首任", "founding"),
    "second_factor": M("第二因子", "second factor"),
    "language": M("语言", "language"),
    "hours": M("小时", "hours"),
    "confirmed_by": M("确认人", "confirmed by"),
    "reason": M("理由", "reason"),
    "note": M("说明", "note"),
    "opening": M("申请", "request"),
    "asked_by": M("申请人", "asked by"),
    "issuer": M("统一认证", "provider"),
    "area": M("范围", "area"),
    "right": M("权限", "right"),
    "at": M("页面", "page"),
    "code": M("代码", "code"),
    "act": M("办理", "act"),
    "step": M("步骤", "step"),
    "cause": M("事由", "cause"),
    "about": M("对象", "about"),
    "revision": M("修订", "revision"),
    "takes_back": M("冲销", "takes back"),
    "paused": M("停用", "paused"),
    "anew": M("重新登记", "anew"),
    "joint": M("事项", "what"),
    "proposal": M("提议", "proposal"),
    "since": M("自序号", "after line"),
    "found": M("核验", "found"),
    "kind": M("种类", "kind"),
    "stated": M("内容", "content"),
    "version": M("版本", "version"),
    "proposed_by": M("提出人", "proposed by"),
    "withdrawn": M("已撤下", "withdrawn"),
}
"""What the details of a line of the journal are called."""
