"""``python -m hub.metrics.reference``: write ``docs/reference/metrics.md``; ``--check`` only compares."""

from __future__ import annotations

import sys
from pathlib import Path

from hub.metrics.catalogue import METRICS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "metrics.md"


def reference_page() -> str:
    """Return the reference page of the catalogue."""
    lines = [
        "# 监控指标 | Metrics",
        "",
        "<!-- 由 python -m hub.metrics.reference 生成，请勿手改 | generated, do not edit -->",
        "",
        "`hub run --metrics 9464` 在本机 `http://127.0.0.1:9464/metrics` 提供（默认不开）；`hub metrics` 打印一次，",
        "`hub metrics --out 文件` 供 textfile 采集。指标不含姓名、案号、自由文本；标签取值由设置和代码限定。",
        "",
        "`hub run --metrics 9464` serves them at `http://127.0.0.1:9464/metrics` of this machine (off by default);",
        "`hub metrics` prints them once, `hub metrics --out FILE` for a textfile collector. No names, no case numbers,",
        "no free text; settings and code bound the values of labels. The last column names a section of the",
        "[runbooks](../operations/runbooks.md). A serving process also tells",
        "`process_cpu_seconds_total`, `process_resident_memory_bytes` and `process_open_fds` of itself.",
        "",
        "| | | 标签 labels | 中文 | English | 处置 runbook |",
        "|---|---|---|---|---|---|",
    ]
    for metric in METRICS:
        labels = " ".join(f"`{label}`" for label in metric.labels)
        runbook = f"`{metric.remedy}`" if metric.remedy else ""
        lines.append(f"| `{metric.name}` | {metric.kind.value} | {labels} | {metric.zh} | {metric.en} | {runbook} |")
    return "\n".join([*lines, ""])


def main(arguments: list[str]) -> int:
    """Write the page, or compare it; return the exit code."""
    text = reference_page()
    if "--check" in arguments:
        return 0 if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == text else 1
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
