"""What ``hub worker`` says."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

GROUP = M("集群工作进程：运行、查看", "Workers on the cluster: run one, look at all")
RUN = M(
    "运行一个工作进程，直到 SIGTERM 或 Ctrl-C：办完手头一批，交出分片，离开",
    "Run a worker until SIGTERM or Ctrl-C: it finishes its batch, lets go of its shards and leaves",
)
STATUS = M("哪个工作进程管哪些分片，落后多少", "Which worker runs which shards, and how far behind they are")
OPTION_NAME = M(
    "工作进程名，每次启动相同、互不重复；默认主机名",
    "Name of the worker, the same at each start and no other's; the machine's name by default",
)
OPTION_FORWARD = M(
    "同时受理部门写入各自主题的报送：受理账号的文件，所有工作进程都写上，其中一个受理，另一个随时接替",
    "Also take in what agencies wrote: file of the forwarder's user. Give it to every worker: one forwards at a time",
)
FORWARD_TROUBLE = M("⚠ 受理停下了，会自行重试：{trouble}", "⚠ Can't forward now, trying on: {trouble}")
FORWARDS_AGAIN = M("受理已恢复", "Forwards again")
STARTED = M(
    "工作进程 {name} 已启动，集群 {bootstrap}，本地副本 {folder}",
    "Worker {name} has started: cluster {bootstrap}, copies in {folder}",
)
OWNS = M("管理分片：{shards}", "Runs the shards: {shards}")
OWNS_NONE = M("没有分片", "Runs no shard")
COMING = M("正在接手分片：{shards}", "Taking over the shards: {shards}")
TROUBLE = M("⚠ {trouble}", "⚠ {trouble}")
STOPPED = M("工作进程 {name} 已停止，分片已交出", "Worker {name} has stopped and let go of its shards")
STALLED = M(
    "工作进程 {name} 的 {part} 已 {seconds} 秒没有进展，自行退出，请由守护程序重新启动",
    "Worker {name}: {part} has made no progress for {seconds} s; it ends itself, let its supervisor start it anew",
)
NOT_KAFKA = M("这份设置用的是内嵌引擎", "the engine of these settings is the embedded one")
SET_KAFKA = M(
    '在设置文件写 engine = "kafka" 和 [kafka]，见 docs/how-to/run-on-kafka.md',
    'write engine = "kafka" and [kafka] into the settings file, see docs/how-to/run-on-kafka.md',
)
COLUMN_WORKER = M("工作进程", "Worker")
COLUMN_HOST = M("主机", "Host")
COLUMN_SHARDS = M("分片", "Shards")
COLUMN_SETTINGS = M("设置版本", "Settings")
COLUMN_TAKEN = M("已处理", "Taken")
COLUMN_SAYS = M("状况", "Standing")
COLUMN_SHARD = M("分片", "Shard")
COLUMN_BEHIND = M("落后（日志位置）", "Behind (log places)")
SAYS_WELL = M("正常", "well")
SAYS_NOTHING = M("本机无记录", "not on this machine")
SAYS_ENDED = M("已停止", "ended")
SAYS_LATE = M("没有动静", "silent")
NO_OWNER = M("无", "none")
SOME_OWNERLESS = M(
    "⚠ 分片 {shards} 没有工作进程：启动一个 → hub worker run",
    "⚠ No worker has the shards {shards}: start one → hub worker run",
)
