"""What ``hub console`` says."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

CONSOLE = M("控制台：工作人员使用的网页", "The console: the pages for people")
RUN = M("启动控制台，直到 Ctrl-C 或 SIGTERM", "Serve the pages until Ctrl-C or SIGTERM")
OPTION_HOST = M("监听地址（默认取自设置）", "Address to listen on (by default that of the settings)")
OPTION_PORT = M("端口（默认取自设置）", "Port (by default that of the settings)")
SERVING = M("控制台在 {url}，用浏览器打开", "The console serves at {url}: open it in a browser")
STOPPED = M("控制台已停止", "The console has stopped")

OPTION_OPEN = M(
    "结束后打开控制台（默认：有终端时打开；ONCE=1 不打开）",
    "Open the console at the end (by default on a terminal; not with ONCE=1)",
)
DEMO_SERVING = M(
    "控制台已在 {url} 打开演示的枢纽，Ctrl-C 结束。各岗位登录（当场生成）：",
    "The console has opened on the demo's hub at {url}; Ctrl-C ends it. One sign-in per role, made on the spot:",
)
COLUMN_ROLE = M("岗位", "Role")
COLUMN_ACCOUNT = M("账号", "Account")
COLUMN_PASSWORD = M("口令", "Password")
COLUMN_CODES = M("动态码处填（各用一次）", "For the code, each once")
DEMO_CODES = M(
    "先填账号和口令，再在动态码处填右列的一个恢复码。下次演示全部作废。",
    "Type account and password, then one of the recovery codes where a code is asked. The next demo voids them all.",
)

DOCTOR_CONSOLE = M("控制台地址", "Console's address")
DOCTOR_FOLDER = M("控制台文件权限", "Console's files")
DOCTOR_FOLDER_OPEN = M("其他账号可读：{files}", "open to other accounts: {files}")
DOCTOR_ADMINISTRATORS = M("三名管理员", "Three administrators")
DOCTOR_NO_PEOPLE = M("控制台还没有账号，未启用", "the console has no account yet and isn't in use")
DOCTOR_THREE = M("系统、安全管理员和审计员均已任命", "system and security administrator and auditor are appointed")
DOCTOR_ABSENT = M("今天无人担任：{roles}", "nobody is today: {roles}")
DOCTOR_APPOINT = M(
    "{command} <账号> {role} --unit <单位>（在本机任命）", "{command} ACCOUNT {role} --unit UNIT, at this machine"
)
DOCTOR_PROPOSE = M(
    "安全管理员提出 {command} <账号> {role} --unit <单位> --as <安全管理员>，第二人 hub user confirm",
    "the security administrator says {command} ACCOUNT {role} --unit UNIT --as ACCOUNT, another hub user confirm",
)
INIT_PEOPLE = M(
    "控制台：在本机任命管理员 hub user add、hub user grant，再 hub console run",
    "Console: appoint the administrators at this machine (hub user add, hub user grant), then hub console run",
)
