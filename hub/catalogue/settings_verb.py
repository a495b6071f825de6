"""What ``hub doctor`` and ``hub settings`` say of the settings that administrators amend."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

DOCTOR_VERSION = M("设置版本", "Settings in force")
UNDER = M("运行中的枢纽已采用第 {version} 版", "the running hub works under version {version}")
BEHIND = M(
    "现行第 {version} 版，运行中的枢纽仍用第 {running} 版",
    "version {version} stands, the running hub works under {running}",
)
TAKES_NEXT = M(
    "下一轮自动采用；一直不变则重启 hub run", "it takes it at its next round; if it never does, restart hub run"
)
FILES_CHANGED = M(
    "设置文件在 hub run 启动之后改过，须重启才采用",
    "files of the settings were changed after hub run started: a restart is due",
)
RESTART = M(
    "重启 hub run；网关、控制台、工作进程若在此前启动，一并重启",
    "restart hub run; gateway, console and workers too, where they started before",
)
