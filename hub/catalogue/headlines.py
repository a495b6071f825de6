"""What an error code means to whoever reads it: the headline, whose task it is, and the next command."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

THE_SAME_WITH_HELP = M("同一命令加 --help", "the same command with --help")
OPERATIONS = M("接入运维", "the hub's operator")
ASKER = M("执行此命令的人", "whoever gives the command")
DEPARTMENT = M("该部门系统管理员", "the department's system administrator")
CLERK = M("有关单位经办人", "the clerk of that unit")
DEVELOPERS = M("枢纽维护人员", "the hub's maintainers")
DOCTOR = M("hub doctor", "hub doctor")
QUARANTINE = M("hub quarantine list", "hub quarantine list")
CHECK = M("hub adapter check", "hub adapter check")
CLOCKS = M("hub clocks list", "hub clocks list")
AGAIN = M("稍后重试；hub status", "try again later; hub status")
SEE_DOCUMENT = M("见 /openapi.json", "see /openapi.json")

ERRORS: dict[str, tuple[Message, Message, Message]] = {
    "E-TRY-00": (M("暂时不行", "Not possible right now"), OPERATIONS, AGAIN),
    "E-BUS-01": (M("数据文件暂时读写不了", "The log can't be read or written now"), OPERATIONS, DOCTOR),
    "E-TLS-01": (M("本部门的证书现在用不了", "The agency's certificate can't be used now"), OPERATIONS, CHECK),
    "E-TLS-02": (M("本部门的证书不在有效期内", "The agency's certificate isn't valid now"), OPERATIONS, CHECK),
    "E-TLS-03": (
        M("两端互不信任对方证书的签发机构", "One end doesn't trust the other's certificate authority"),
        OPERATIONS,
        CHECK,
    ),
    "E-TLS-04": (
        M("网关不认这张证书是本部门的", "The gateway knows the certificate as nobody's or another's"),
        OPERATIONS,
        CHECK,
    ),
    "E-NET-01": (M("部门系统没有应答", "The department's system doesn't answer"), DEPARTMENT, AGAIN),
    "E-OWN-01": (
        M("另一个进程已接管这些数据", "Another process owns this data now"),
        OPERATIONS,
        M("hub status", "hub status"),
    ),
    "E-PER-00": (M("不能这样做", "This can't be done"), ASKER, THE_SAME_WITH_HELP),
    "E-ROW-01": (M("有一行不能转换", "A row can't be translated"), CLERK, QUARANTINE),
    "E-ACC-01": (M("没有权限", "Access denied"), OPERATIONS, DOCTOR),
    "E-ACC-02": (M("没有权限做这件事", "This isn't for this caller"), OPERATIONS, DOCTOR),
    "E-ACC-03": (M("没有登录", "Nobody is signed in"), CLERK, M("请登录", "sign in")),
    "E-ACC-04": (M("表单不属于本次登录", "A form isn't of this session"), CLERK, AGAIN),
    "E-ACC-05": (
        M("外部身份提供方的应答不合标准", "An outside provider's answer doesn't keep the standard"),
        OPERATIONS,
        AGAIN,
    ),
    "E-STOP-01": (M("已中止，什么都没有改动", "It was stopped; nothing was changed"), ASKER, AGAIN),
    "E-HTTP-404": (M("没有这个地址", "There's no such address"), DEVELOPERS, SEE_DOCUMENT),
    "E-HTTP-405": (M("此地址不接受这种方法", "This address doesn't take this method"), DEVELOPERS, SEE_DOCUMENT),
    "E-SIZE-03": (M("表单太大", "A form is too large"), CLERK, AGAIN),
    "E-BUSY-01": (M("枢纽暂时忙不过来，稍后再送", "The hub can't keep up; say it again later"), OPERATIONS, AGAIN),
    "E-SIZE-02": (M("一次调用的内容太大", "The body of a call is too large"), DEPARTMENT, AGAIN),
    "E-SLOW-01": (M("一次调用的内容未按时到齐", "The body of a call didn't arrive in time"), DEPARTMENT, AGAIN),
    "E-TYPE-01": (M("不支持这种内容类型", "The media type isn't read here"), DEVELOPERS, THE_SAME_WITH_HELP),
    "E-DUP-03": (M("同一幂等键用于不同内容", "An idempotency key came with another body"), DEVELOPERS, AGAIN),
    "E-CALL-01": (M("调用的参数不合要求", "A parameter of a call doesn't fit"), DEVELOPERS, THE_SAME_WITH_HELP),
    "E-SCH-01": (
        M("数据与契约不符", "Something doesn't match its schema"),
        DEVELOPERS,
        M("hub schemas list", "hub schemas list"),
    ),
    "E-SCH-02": (
        M("契约改动不兼容", "A schema change breaks compatibility"),
        DEVELOPERS,
        M("hub schemas check", "hub schemas check"),
    ),
    "E-SCH-03": (
        M("记录来自更新的版本，正在等待", "A record of a newer version waits for it"),
        OPERATIONS,
        M("把本进程升级到同一版本", "bring this process to that version"),
    ),
    "E-FIL-01": (M("文件整份读不了，未取任何内容", "A file can't be read; nothing of it was taken"), CLERK, QUARANTINE),
    "E-REC-01": (M("没有这条记录", "There's no such record"), CLERK, M("hub status", "hub status")),
    "E-MAP-01": (
        M("映射文件要改几处", "The mapping file needs mending"),
        OPERATIONS,
        M("hub map check", "hub map check"),
    ),
    "E-CFG-00": (M("设置有问题，未启动", "The hub can't start as configured"), OPERATIONS, DOCTOR),
    "E-CFG-01": (M("有适配器装载失败", "An adapter can't be loaded"), OPERATIONS, DOCTOR),
    "E-CFG-03": (M("期限的本地规定有误", "A local length of a clock doesn't fit"), OPERATIONS, CLOCKS),
    "E-CFG-02": (
        M("部门代码未登记或重复", "An agency code is unknown or registered twice"),
        OPERATIONS,
        M("hub adapter list", "hub adapter list"),
    ),
    "E-ADP-01": (M("适配器程序出错", "An adapter has a defect"), DEVELOPERS, QUARANTINE),
    "E-CAL-01": (M("缺少该年工作日历", "A year's working-day calendar is missing"), OPERATIONS, DOCTOR),
}
"""Error code → headline, whose task, next command. A test holds that every code of ``hub.core.errors`` is here."""

OTHER_ERROR = (M("出错", "Something went wrong"), OPERATIONS, DOCTOR)


def for_code(code: str) -> tuple[Message, Message, Message]:
    """Return headline, whose task and next command for an error *code*, by its family when it's a finer one."""
    if code in ERRORS:
        return ERRORS[code]
    family = code.rsplit("-", 1)[0]
    return next((texts for known, texts in ERRORS.items() if known.startswith(family)), OTHER_ERROR)
