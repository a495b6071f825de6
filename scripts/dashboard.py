"""Write ``deploy/grafana/fengqiao-hub.json`` from the table of panels below; ``--check`` only compares."""

from __future__ import annotations

import json
import sys
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "deploy" / "grafana" / "fengqiao-hub.json"
SOURCE = {"type": "prometheus", "uid": "${source}"}
WIDE = 24

# row: (heading, panels); panel: (title, type, width, unit, [(expression, legend)])
ROWS = (
    (
        "要办的事 | What needs somebody",
        (
            ("运行 | Running", "stat", 4, "bool_yes_no", [("hub_running", "")]),
            ("无人负责的纠纷 | Without holder", "stat", 4, "none", [("hub_disputes_without_holder", "")]),
            ("超期 | Overdue", "stat", 4, "none", [("hub_disputes_overdue", "")]),
            ("隔离 | Held", "stat", 4, "none", [("sum(hub_quarantine_items)", "")]),
            ("待关账月份 | Months to close", "stat", 4, "none", [("hub_months_to_close", "")]),
            ("距上次备份 | Since last backup", "stat", 4, "s", [("time() - hub_backup_timestamp_seconds", "")]),
        ),
    ),
    (
        "流转 | Flow",
        (
            (
                "每秒处理 | Entries a second",
                "timeseries",
                8,
                "ops",
                [("sum by (shard) (rate(hub_engine_entries_total[5m]))", "{{shard}}")],
            ),
            (
                "最早未处理 | Oldest not taken",
                "timeseries",
                8,
                "s",
                [("max by (processor) (hub_engine_oldest_unprocessed_seconds)", "{{processor}}")],
            ),
            (
                "一批用时（99%）| Batch time, 99 %",
                "timeseries",
                8,
                "s",
                [
                    (
                        "histogram_quantile(0.99, sum by (le) (rate(hub_engine_batch_seconds_bucket[5m])))",
                        "p99",
                    )
                ],
            ),
            (
                "未处理 | Lag",
                "timeseries",
                8,
                "none",
                [("sum by (processor) (hub_engine_lag_records)", "{{processor}}")],
            ),
            ("重建进度 | Progress", "timeseries", 8, "percentunit", [("min(hub_engine_progress_ratio)", "min")]),
            (
                "分区时间落后 | Partition time behind",
                "timeseries",
                8,
                "s",
                [("max by (processor) (hub_engine_time_behind_seconds)", "{{processor}}")],
            ),
        ),
    ),
    (
        "部门 | Departments",
        (
            (
                "每小时报送 | Statements an hour",
                "timeseries",
                8,
                "none",
                [('sum by (agency) (increase(hub_adapter_records_total{step="submitted"}[1h]))', "{{agency}}")],
            ),
            (
                "距上次读到 | Since last read",
                "timeseries",
                8,
                "s",
                [("time() - hub_adapter_last_success_timestamp_seconds", "{{agency}}")],
            ),
            (
                "隔离，按谁来办 | Held by task",
                "timeseries",
                8,
                "none",
                [("sum by (agency, task) (hub_quarantine_items)", "{{agency}} {{task}}")],
            ),
            ("未回执送达 | Deliveries waiting", "timeseries", 8, "none", [("hub_deliveries_waiting", "{{agency}}")]),
            ("待发 | Spool", "timeseries", 8, "none", [("hub_adapter_spool_records", "{{agency}}")]),
            (
                "熔断、暂停 | Circuit, paused",
                "timeseries",
                8,
                "none",
                [("hub_adapter_circuit_open", "{{agency}} open"), ("hub_adapter_paused", "{{agency}} paused")],
            ),
        ),
    ),
    (
        "机制 | The mechanism",
        (
            ("纠纷 | Disputes", "timeseries", 8, "none", [("hub_disputes", "{{standing}}")]),
            ("待判断的报送对 | Pairs to judge", "timeseries", 8, "none", [("hub_links_waiting", "")]),
            ("只读库落后 | Read model behind", "timeseries", 8, "none", [("hub_read_model_behind_records", "")]),
        ),
    ),
    (
        "Kafka",
        (
            (
                "未读 | Unread",
                "timeseries",
                8,
                "none",
                [("sum by (group, topic) (hub_kafka_lag_records)", "{{group}} {{topic}}")],
            ),
            (
                "保留期已用 | Retention used",
                "timeseries",
                8,
                "percentunit",
                [("max by (group, topic) (hub_kafka_unread_retention_ratio)", "{{group}} {{topic}}")],
            ),
            ("丢失 | Lost", "timeseries", 8, "none", [("hub_kafka_lost_records", "{{group}} {{topic}}")]),
            ("工作进程的分片 | Shards of workers", "timeseries", 8, "none", [("hub_worker_shards", "{{instance}}")]),
            ("无工作进程的分片 | Shards without worker", "stat", 8, "none", [("hub_shards_without_worker", "")]),
            ("每秒受理 | Forwarded a second", "timeseries", 8, "ops", [("rate(hub_forwarded_total[5m])", "")]),
        ),
    ),
    (
        "机器 | Machine",
        (
            ("磁盘可用 | Disk free", "timeseries", 8, "bytes", [("hub_disk_free_bytes", "{{folder}}")]),
            ("枢纽占用 | What the hub takes", "timeseries", 8, "bytes", [("hub_folder_bytes", "{{folder}}")]),
            ("内存 | Memory", "timeseries", 8, "bytes", [("process_resident_memory_bytes", "")]),
        ),
    ),
)


def dashboard() -> str:
    """Return the dashboard as Grafana imports it."""
    panels: list[dict[str, object]] = []
    line = 0
    for heading, row in ROWS:
        panels.append(_placed(len(panels), {"type": "row", "title": heading, "collapsed": False}, (0, line, WIDE, 1)))
        line += 1
        column = 0
        for title, kind, width, unit, queries in row:
            height = 4 if kind == "stat" else 7
            if column + width > WIDE:
                column, line = 0, line + height
            panel: dict[str, object] = {
                "type": kind,
                "title": title,
                "datasource": SOURCE,
                "fieldConfig": {"defaults": {"unit": unit}, "overrides": []},
                "targets": [
                    {"refId": chr(65 + place), "datasource": SOURCE, "expr": expression, "legendFormat": legend}
                    for place, (expression, legend) in enumerate(queries)
                ],
            }
            panels.append(_placed(len(panels), panel, (column, line, width, height)))
            column += width
        line += height
    return (
        json.dumps(
            {
                "title": "枫桥枢纽 | Fengqiao Hub",
                "uid": "fengqiao-hub",
                "tags": ["fengqiao-hub"],
                "timezone": "Asia/Shanghai",
                "schemaVersion": 38,
                "refresh": "30s",
                "time": {"from": "now-24h", "to": "now"},
                "templating": {
                    "list": [
                        {"name": "source", "label": "数据源 | Source", "type": "datasource", "query": "prometheus"}
                    ]
                },
                "panels": panels,
            },
            ensure_ascii=False,
            indent=1,
        )
        + "\n"
    )


def _placed(number: int, panel: dict[str, object], place: tuple[int, int, int, int]) -> dict[str, object]:
    return {"id": number + 1, **panel, "gridPos": dict(zip("xywh", place, strict=True))}


def main(arguments: list[str]) -> int:
    """Write the file, or compare it; return the exit code."""
    text = dashboard()
    if "--check" in arguments:
        return 0 if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == text else 1
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
