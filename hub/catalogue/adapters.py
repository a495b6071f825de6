"""Sentences of ``hub adapter``."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

ADAPTER = M("部门接入：列出、检查、试译、暂停、恢复", "Adapters: list, check, try, pause, resume")
ADAPTER_LIST = M("列出接入的部门", "List the adapters")
ADAPTER_CHECK = M("检查能否上线，不留痕迹", "Check whether it may go live, without a trace")
ADAPTER_TRY = M("试读试译，不发送", "Read and translate, send nothing")
ADAPTER_PAUSE = M("立即暂停，不丢失", "Stop at once, without loss")
ADAPTER_RESUME = M("从暂停处继续", "Go on where it stopped")
OPTION_LIMIT = M("最多读多少件", "How many rows at most")
ADAPTER_NOT_CONFIGURED = M("已安装但未在设置中启用：{codes}", "Installed, but not in the settings: {codes}")
ADAPTER_FAULT = M("{name} 装载失败：{reason}。下一步：{remedy}", "{name} can't be loaded: {reason}. Next: {remedy}")
MAY_GO_LIVE = M("可以上线：是", "May go live: yes")
MAY_NOT_GO_LIVE = M("可以上线：否（{count} 项）", "May go live: no ({count} failed)")
TRIED = M(
    "读到 {rows} 件：{translated} 件可转换，{held} 件将隔离。没有发送任何内容",
    "{rows} rows: {translated} can be translated, {held} would be held. Nothing was sent",
)
PAUSE_WHAT = M("将暂停 {agency}", "This pauses {agency}")
RESUME_WHAT = M("将恢复 {agency}", "This resumes {agency}")
PAUSED = M(
    "{agency} 已暂停。恢复：hub adapter resume {agency}", "{agency} is paused. To go on: hub adapter resume {agency}"
)
RESUMED = M("{agency} 已恢复", "{agency} goes on")
