"""Sentences of ``hub topics plan|apply`` and ``hub principal``."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

PLAN = M("集群与主题表相差什么，只看不动", "What differs between the table of topics and the cluster; nothing is done")
APPLY = M("按主题表建主题、设权限和配额，先列后做", "Make topics, rights and quotas as the table says, shown first")
PRINCIPALS = M("集群用户的密码：新增、轮换、停用", "Passwords of the cluster's users: add, rotate, retire")
ADD = M("给一个主体第一个密码", "Give a principal its first password")
ROTATE = M(
    "给主体的另一个用户新密码，原用户照常使用", "Give the principal's other user a password; the one in use goes on"
)
RETIRE = M("停用一个用户的密码", "Take the password of one user away")

OPTION_CLUSTER = M("管理员访问集群的文件（不是枢纽的设置）", "File that says how an administrator reaches the cluster")
OPTION_AS_USER = M(
    "以此文件中的账号访问集群，如 hub.maintainer 的；省略则用设置中的",
    "Reach the cluster as the user of this file, such as hub.maintainer; that of the settings unless given",
)
OPTION_AGENCY = M("自己运行适配器、未在设置中的部门，可多次", "An agency with a host of its own; may be repeated")
OPTION_TO = M("密码写入此文件（仅本人可读），不显示", "Write the password to this file, readable by its owner alone")
ARGUMENT_PRINCIPAL = M("部门代码，或 hub.workers 等主体", "Code of an agency, or a principal such as hub.workers")

NOTHING = M("集群与主题表一致", "The cluster is as the table says")
CREATE = M("新建主题 {topic}（{partitions} 个分区）", "create topic {topic} ({partitions} partitions)")
SETTING = M("主题 {topic}：{setting} 由 {has} 改为 {wanted}", "topic {topic}: {setting} from {has} to {wanted}")
GRANT = M("授权 {user}（{count} 条）：{what}", "grant {user} ({count}): {what}")
REVOKE = M("收回 {user}（{count} 条）：{what}", "revoke {user} ({count}): {what}")
QUOTA = M(
    "配额 {user}：写 {produce} MiB/s，读 {consume} MiB/s", "quota {user}: {produce} MiB/s in, {consume} MiB/s out"
)
NO_QUOTA = M("取消 {user} 的配额", "no quota for {user}")
REFUSED = M(
    "不动 {topic}：现有 {has} 个分区，应为 {wanted} 个。分区数不能原地改，请用 {command}",
    "left as it is: {topic} has {has} partitions, {wanted} are wanted. They can't change in place; use {command}",
)
UNKNOWN = M("主题表中没有 {topic}，不动", "not in the table, left as it is: {topic}")
TO_DO = M("执行：{command}", "To do it: {command}")
WHAT_APPLY = M("对集群做以上 {parts} 处改动", "make the {parts} changes above on the cluster")
DONE_PART = M("完成：{what}", "done: {what}")
ALL_DONE = M("已核对：集群与主题表一致", "Looked again: the cluster is as the table says")
SOME_LEFT = M("还有 {parts} 处不一致，请再执行一次", "{parts} differences are left; run it again")

FORWARD = M("受理部门写入各自主题的报送", "Take in what agencies wrote to topics of their own")
OPTION_ONCE = M("取完现有的就结束", "End when all that is there is taken in")
FORWARDING = M("开始受理", "Forwarding")
FORWARDED = M("已受理 {count} 条", "{count} taken in")
CLUSTER_AWAY = M("{code} 集群没有应答，继续等：{what}", "{code} the cluster doesn't answer, trying on: {what}")

GIVEN = M("用户 {user} 可以登录了", "The user {user} may come in now")
WRITTEN = M("密码在 {path}，仅本人可读", "Its password stands in {path}, readable by its owner alone")
SHOWN_ONCE = M("密码（只显示这一次）：{password}", "Password, shown this once: {password}")
NEXT_RETIRE = M("部门换好后停用原用户：{command}", "When the other side has changed over: {command}")
WHAT_RETIRE = M(
    "停用 {user} 的密码，用它的连接将不能再登录", "take the password of {user} away; who uses it can't come in again"
)
RETIRED = M("已停用 {user}", "{user} is retired")
