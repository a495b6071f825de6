"""What the page of the departments' adapters says."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

TITLE = M("接入", "Departments")
NONE = M(
    "还没有接入的部门。请运维人员在 hub.toml 的 [adapters] 中登记，再执行 hub adapter check。",
    "No department is connected yet: operations name it under [adapters] in hub.toml, then run hub adapter check.",
)
RUNNING = M("枢纽在运行，最近一轮 {at}", "The hub is running; last round {at}")
NOT_RUNNING = M("枢纽没有在运行。请运维人员执行 hub run。", "The hub isn't running. Operations start it with hub run.")
TROUBLE = M("枢纽报告：{trouble}", "The hub says: {trouble}")
DEPARTMENT = M("部门", "Department")
STANDING = M("状态", "Standing")
LAST = M("上次读到", "Last read")
FOLLOWING = M("下次", "Next")
TAKEN = M("已收", "Taken in")
WRITTEN = M("已送回", "Delivered")
SPOOLED = M("待发", "Waiting")
HELD = M("待处理", "Held")
DRIFT = M("代码、表头变化", "Drift")
DRIFT_NONE = M("无", "none")
GAP = M("出错", "Trouble")
ACTION = M("操作", "Action")
FINE = M("正常", "Fine")
IS_PAUSED = M("已暂停", "Paused")
NEVER = M("未开始", "Not begun")
TROUBLED = M("有错误", "In trouble")
OVER_GATEWAY = M("经网关", "over the gateway")
PAUSE = M("暂停", "Pause")
RESUME = M("恢复", "Resume")
PAUSED = M("{code} 已暂停，没有丢失", "{code} is paused; nothing is lost")
RESUMED = M("{code} 已恢复，从停下处继续", "{code} goes on where it stopped")
FAULT = M("未能装载：{name}　{reason}　{remedy}", "Couldn't be loaded: {name}  {reason}  {remedy}")
