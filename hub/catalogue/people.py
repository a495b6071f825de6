"""What ``hub user`` and ``hub audit`` say."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

USER = M("控制台的人员、账号与授权", "People of the console: accounts and grants")
ADD = M("新建账号，打印一次初始口令", "Add an account and print its first password once")
LIST = M("列出账号与授权", "List accounts and grants")
LOCK = M("锁定账号，立即退出其全部会话", "Lock an account; its sessions end at once")
UNLOCK = M("解锁账号", "Unlock an account")
RESET = M(
    "重置口令；手机丢失时由两名管理员连同第二因子",
    "Give a new first password; with --second-factor by two administrators",
)
GRANT = M("提出授权；新枢纽的首任管理员在本机任命", "Propose a grant; a new hub's first administrators are appointed")
CONFIRM = M("作为第二人确认授权", "Confirm a grant as the second person")
REVOKE = M("收回授权或撤下提议", "Revoke a grant or withdraw a proposal")
UNUSED = M("列出长期未用的账号", "List accounts that nobody uses")
BIND = M("把统一认证的身份绑定到账号", "Bind an identity of the outside provider to an account")
ARGUMENT_SUBJECT = M("统一认证中的身份标识（sub）", "Subject at the outside provider (sub)")
BIND_WHAT = M("把外部身份绑定到 {code}", "Bind an outside identity to {code}")
BOUND = M("已绑定到 {code}", "Bound to {code}")
BREAK_GLASS = M("应急账号：封存与启封", "Sealed emergency accounts")
SEAL = M("两名管理员封存应急账号，打印一次启封码", "Seal an account by two administrators; print its code once")
OPEN = M("启封应急账号：告警并限时", "Open a sealed account: an alarm, for limited hours")
AUDIT = M("审计记录", "The audit journal")
AUDIT_EXPORT = M("导出审计记录（JSON 行或 syslog）", "Export the journal as JSON lines or syslog")
AUDIT_VERIFY = M("核验审计记录是否被改动", "Verify that nothing in the journal was changed")

ARGUMENT_CODE = M("账号代码，如 K3-07", "Account code, e.g. K3-07")
ARGUMENT_ROLE = M("岗位代码或名称，如 DUTY_CLERK、值班员", "Role, e.g. DUTY_CLERK")
ARGUMENT_GRANT = M("授权编号，见 hub user list", "Number of the grant, see hub user list")
OPTION_NAME = M("显示名", "Name to show")
OPTION_SPEAKS = M("语言：zh 或 en", "Language: zh or en")
OPTION_AS = M("以哪个账号办理", "The account that does this")
OPTION_WITH = M("第二人的账号", "Account of the second person")
OPTION_WHY = M("理由，不写姓名和长号码", "Why; no names, no long numbers")
RESET_TWO = M("取消第二因子须两名管理员", "two administrators reset a second factor")
SAY_BOTH = M("加上 --as 和 --with，两人都登录", "add --as and --with: both sign in")
OPTION_SIGN_IN = M(
    "口令和动态码所在文件，各占一行（- 为标准输入）；不写则询问",
    "File with password and one-time code, a line each (- for standard input); asked for without it",
)
OPTION_UNIT = M("单位代码", "Unit code")
OPTION_FROM = M("首日（默认今天）", "First day (today by default)")
OPTION_TO = M("末日，最长一年", "Last day, within a year")
OPTION_FACTOR = M("连同第二因子", "The second factor too")
OPTION_HOURS = M("启封后有效小时数", "Hours that it lasts once opened")
OPTION_OPENER = M("启封人的岗位或工号", "Post or staff number of who opens it")
OPTION_FORMAT = M("jsonl 或 syslog", "jsonl or syslog")
OPTION_OUT = M("写到哪个文件（默认标准输出）", "File to write (standard output by default)")
OPTION_SINCE = M("从哪一号之后", "Lines after this number")
OPTION_AGAINST = M("与先前导出的 JSON 行文件比对", "Compare with an earlier export of JSON lines")

ASK_PASSWORD = M("{code} 的口令", "Password of {code}")
ASK_CODE = M("{code} 的动态码", "One-time code of {code}")
ASK_SEALED = M("启封码", "Code from the envelope")

ADD_WHAT = M("新建账号 {code}", "Add account {code}")
ADDED = M(
    "账号 {code} 已建。初始口令（只显示一次，首次登录须修改）：{password}",
    "Account {code} is there. First password, shown once, to be changed: {password}",
)
NEXT_GRANT = M("下一步：hub user grant {code} <岗位> --unit <单位>", "Next: hub user grant {code} ROLE --unit UNIT")
LOCK_WHAT = M("锁定账号 {code}", "Lock account {code}")
LOCKED = M("账号 {code} 已锁定", "Account {code} is locked")
UNLOCK_WHAT = M("解锁账号 {code}", "Unlock account {code}")
UNLOCKED = M("账号 {code} 已解锁", "Account {code} is unlocked")
RESET_WHAT = M("重置账号 {code}，其会话全部退出", "Reset account {code}; its sessions end")
RESET_DONE = M(
    "账号 {code} 的新初始口令（只显示一次）：{password}", "New first password of {code}, shown once: {password}"
)
GRANT_WHAT = M(
    "为 {code} 授予 {role}（{unit}，{first} 至 {last}）", "Grant {role} to {code} ({unit}, {first} to {last})"
)
PROPOSED = M(
    "授权 {number} 已提出。下一步：由另一名管理员执行 hub user confirm {number}",
    "Grant {number} is proposed. Next, by another administrator: hub user confirm {number}",
)
APPOINTED = M("{code} 已任命为{role}，至 {last}", "{code} is {role} until {last}")
CONFIRM_WHAT = M("确认授权 {number}", "Confirm grant {number}")
CONFIRMED = M("授权 {number} 已生效", "Grant {number} counts now")
REVOKE_WHAT = M("收回授权 {number}", "Revoke grant {number}")
REVOKED = M("授权 {number} 已收回", "Grant {number} is revoked")
NOBODY = M(
    "还没有账号。下一步：hub user add <代码> --name <显示名>", "No account yet. Next: hub user add CODE --name NAME"
)
NONE_UNUSED = M("没有长期未用的账号", "Every account is used")
UNUSED_SOME = M(
    "{count} 个账号 {days} 天未用。下一步：hub user lock <代码>",
    "{count} accounts weren't used for {days} days. Next: hub user lock CODE",
)
SEAL_WHAT = M(
    "封存应急账号 {code}：{role}，{unit}，启封后 {hours} 小时",
    "Seal {code}: {role}, {unit}, {hours} hours from its opening",
)
SEALED = M(
    "启封码（只显示一次，请打印装入信封）：{password}",
    "Its code, shown once: print it and put it into an envelope: {password}",
)
OPEN_WHAT = M("启封应急账号 {code}，立即告警", "Open {code} and raise the alarm")
OPENED = M(
    "{code} 已启封，{until} 失效；请用同一启封码在控制台登录。全程留痕",
    "{code} is open until {until}; sign in at the console with the same code. Everything is marked",
)
EXPORTED = M("已导出 {count} 行", "{count} lines exported")
INTACT = M("审计记录完整，{count} 行", "The journal is whole: {count} lines")
BROKEN = M("审计记录从第 {number} 行起不可信：{what}", "The journal can't be trusted from line {number} on: {what}")
BROKEN_NEXT = M("下一步：保留 people.db 原样，报告安全审计员", "Next: leave people.db as it is, and tell the auditor")
BREACHES = {
    "missing": M("有缺行", "a line is missing"),
    "changed": M("内容被改", "it was changed"),
    "forged": M("非本枢纽所写", "it wasn't written by this hub"),
    "no head": M("末行标记丢失", "the mark of the last line is lost"),
    "cut": M("末尾被截去", "its end was cut off"),
    "differs from the export": M("与先前导出不一致", "it differs from the earlier export"),
}

COLUMN_CODE = M("账号", "Account")
COLUMN_NAME = M("显示名", "Name")
COLUMN_STATE = M("状态", "State")
COLUMN_SEEN = M("最近登录", "Last sign-in")
COLUMN_GRANTS = M("授权", "Grants")
STATES = {
    "active": M("正常", "active"),
    "locked": M("已锁定", "locked"),
    "first": M("未首次登录", "never signed in"),
    "sealed": M("已封存", "sealed"),
}
WAITS = M("待确认", "waits")

NEEDS_AS = M("须以管理员账号办理", "an administrator's account must do this")
SAY_AS = M("同一命令加 --as <账号>", "the same command with --as ACCOUNT")
NOT_SIGNED_IN = M("登录未成功：{why}", "not signed in: {why}")
FIRST_AT_CONSOLE = M("请先在控制台完成首次登录", "finish the first sign-in at the console")
NOT_ENTITLED = M("{code} 无权办理此事", "{code} may not do this")
ASK_SECURITY = M("由有此权限的管理员办理", "let the administrator do it who may")
NO_SUCH_ROLE = M("没有这个岗位：{text}", "no such role: {text}")

DOCTOR_PEOPLE = M("人员账号", "People and accounts")
DOCTOR_PEOPLE_SAID = M(
    "应急账号启封 {opened}，授权待确认 {waiting}，长期未用 {unused}",
    "sealed accounts open: {opened}, grants waiting: {waiting}, unused: {unused}",
)
SECURITY_ADMIN = M("安全管理员", "the security administrator")
