"""``python -m bench``: prints the figures, ``--write docs/performance.md`` puts them into the page."""

from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import sqlite3
import sys
import tempfile
from pathlib import Path

from bench.measure import Ratio, Scale, measure_ratio, measure_scale
from bench.shares import measure_shares

BEGIN, END = "<!-- figures: python -m bench -->", "<!-- end of figures -->"
TARGET = 0.5


def main() -> int:
    """Measure, print, write, and return 1 when the engine is below its target."""
    options = _options()
    folder = Path(tempfile.mkdtemp(prefix="hub-bench-", dir=options.folder))
    try:
        ratios = [measure_ratio(folder, options.disputes, 1)]
        scales = [measure_scale(folder, int(number), options.sample) for number in options.scale.split(",") if number]
        shares = measure_shares(folder, options.disputes // 4)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    text = figures(ratios, scales, shares)
    print(text)
    if options.write is not None:
        page = options.write.read_text(encoding="utf-8")
        figured = re.sub(f"{BEGIN}.*{END}", lambda _: f"{BEGIN}\n{text}\n{END}", page, flags=re.DOTALL)
        options.write.write_text(figured, encoding="utf-8")
    return 0 if all(ratio.by_cpu >= TARGET for ratio in ratios) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Embedded pipeline against the bare floor.")
    parser.add_argument("--disputes", type=int, default=4_000, help="disputes of the ratio, eight statements each")
    parser.add_argument("--scale", default="10000,100000", help="numbers of disputes already held, e.g. 10000,1000000")
    parser.add_argument("--sample", type=int, default=5_000, help="disputes that go on while the hub holds all others")
    parser.add_argument("--write", type=Path, help="page whose figures are replaced")
    parser.add_argument("--folder", type=Path, help="where the files are written; the system's temporary folder else")
    return parser.parse_args()


def figures(ratios: list[Ratio], scales: list[Scale], shares: list[tuple[str, float]]) -> str:
    """Return the figures as Markdown."""
    lines = [
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {platform.machine()}, "
        f"{os.cpu_count()} processors, `{' '.join(['python -m bench', *sys.argv[1:]])}`.",
        "",
        "| disputes | submissions | floor /s | engine /s | floor µs CPU | engine µs CPU | ratio (CPU) | ratio (wall) |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {each.disputes:,} | {each.floor.records:,} | {each.floor.per_second:,.0f} | {each.engine.per_second:,.0f} "
        f"| {each.floor.cost:.0f} | {each.engine.cost:.0f} | **{each.by_cpu:.2f}** | {each.by_wall:.2f} |"
        for each in ratios
    ]
    if scales:
        lines += [
            "",
            "| disputes held | submissions /s | µs CPU per submission | MiB on disk | reopened in s | peak MiB |",
            "|---:|---:|---:|---:|---:|---:|",
        ]
        lines += [
            f"| {each.disputes:,} | {each.spent.per_second:,.0f} | {each.spent.cost:.0f} | {each.megabytes:,} "
            f"| {each.reopened:.2f} | {each.peak:,} |"
            for each in scales
        ]
    lines += ["", "| where the time goes | share |", "|---|---:|"]
    lines += [f"| {part} | {share:.0%} |" for part, share in shares]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
