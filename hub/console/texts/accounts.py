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
SECOND_FACTOR = M("第二因子", "Second factor")
RECOVERY_LEFT = M("剩余恢复码 {count} 个", "{count} recovery codes left")
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
