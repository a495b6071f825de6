"""What the verbs of operators say: metrics, backups, lag."""

from __future__ import annotations

from hub.cli.wording import Message

M = Message

METRICS = M(
    "打印一次监控指标（Prometheus 格式），供 textfile 采集；持续提供用 hub run --metrics",
    "Print the metrics once in Prometheus' format, for a textfile collector; hub run --metrics serves them",
)
OPTION_OUT = M(
    "写入此文件（整体替换）；省略则打印", "Write them to this file, replaced as a whole; else they're printed"
)
OPTION_CATALOGUE = M("只列出有哪些指标、何意", "Only list which metrics there are and what they mean")
OPTION_SERVE = M(
    "在此地址提供监控指标，如 9464 或 127.0.0.1:9464；省略则不开",
    "Serve metrics at this address, such as 9464 or 127.0.0.1:9464; off unless given",
)
SERVING = M("监控指标 {url}", "Metrics at {url}")
WRITTEN = M("{count} 行已写入 {path}", "{count} lines written to {path}")
