"""
``python -m bench.operations``: what a hub takes on disk, what reading its metrics costs, how long a backup takes.

``--write docs/operations/sizing.md`` puts the figures into the page.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from bench.measure import batches
from bench.search import timed
from bench.workload import bench_processors, encoded, registry, statements, unit_of
from hub.backup.cut import database_files, one_instant
from hub.backup.making import BackupPlan, make_backup
from hub.backup.verifying import prove
from hub.contracts import Serde
from hub.core.clocks import Terms
from hub.core.definitions import Definitions
from hub.core.topics import SOURCE_SUBMISSIONS
from hub.engines.embedded import EmbeddedEngine, EmbeddedReader, EngineOptions
from hub.metrics.disputes import LinkQueue, ReadModelFile
from hub.metrics.engine_files import EngineFiles, InboxFiles
from hub.metrics.samples import Source
from hub.readmodel.projection import Projection
from hub.readmodel.store import ReadModel
from hub.reference import load_calendar
from hub.testing.clocks import FixedClock

BEGIN, END = "<!-- operations: python -m bench.operations -->", "<!-- end of operations -->"
NOW = datetime(2026, 6, 1, tzinfo=UTC)


def main() -> int:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(prog="python -m bench.operations", description="Disk, metrics and backups.")
    parser.add_argument("--disputes", type=int, default=5_000)
    parser.add_argument("--write", type=Path, help="page whose figures are replaced")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="hub-bench-"))
    try:
        text = "\n".join(measured(folder, options.disputes))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(text)
    if options.write is not None:
        page = options.write.read_text(encoding="utf-8")
        figured = re.sub(f"{BEGIN}.*{END}", lambda _: f"{BEGIN}\n{text}\n{END}", page, flags=re.DOTALL)
        options.write.write_text(figured, encoding="utf-8")
    return 0


def opened(log: Path, generation: int = 1) -> EmbeddedEngine:
    """Open the hub's processors on *log*."""
    options = EngineOptions(shards=2, generation=generation)
    return EmbeddedEngine.open(log, bench_processors(registry()), Serde(), options)


def fill(data: Path, disputes: int) -> None:
    """Let *disputes* disputes take their whole course."""
    with closing(opened(data / "log")) as engine:
        for batch in batches(encoded(Serde(), statements(disputes, unit_of(registry())))):
            engine.bus.append(SOURCE_SUBMISSIONS, batch)
            engine.run_until_idle()
        model = ReadModel(data / "read-model.db")
        reader = engine.reader()
        Projection(reader, engine.bus, Serde(), Terms(load_calendar()), Definitions(), model).refresh()
        model.close()
        reader.close()  # the last one to close leaves no journal, which would be counted


def measured(folder: Path, disputes: int) -> Iterator[str]:
    """Yield the figures as lines of Markdown."""
    data = folder / "data"
    fill(data, disputes)
    log = sum(path.stat().st_size for path in (data / "log").iterdir())
    model = (data / "read-model.db").stat().st_size
    yield f"{disputes:,} disputes of eight statements, `{' '.join(['python -m bench.operations', *sys.argv[1:]])}`."
    yield ""
    yield "| 每件占用 what a dispute takes on disk | KiB |"
    yield "|---|---:|"
    yield f"| 日志、状态、计时、统计明细 log, states, timers, rows | {log / disputes / 1024:.1f} |"
    yield f"| 只读库 read model | {model / disputes / 1024:.1f} |"
    yield ""
    yield "| 读一次指标 one reading of the metrics | ms |"
    yield "|---|---:|"
    for name, cost in readings(data):
        yield f"| {name} | {cost:.1f} |"
    yield ""
    yield "| 备份 backup | |"
    yield "|---|---:|"
    yield from backups(folder, data)


def readings(data: Path) -> Iterator[tuple[str, float]]:
    """Yield what each source costs in milliseconds, median of nine."""
    clock = FixedClock(NOW)
    with closing(EmbeddedReader(data / "log")):
        stages = [(one.name, one.input) for one in bench_processors(registry())]  # type: ignore[attr-defined]
    sources: list[Source] = [
        EngineFiles(data / "log", stages, clock),
        InboxFiles(data / "log", ["court", "grid", "justice", "petition", "police"], clock),
        ReadModelFile(data / "read-model.db", data / "log", load_calendar(), 5, clock),
        LinkQueue(data / "log", clock),
    ]
    for source in sources:
        yield source.name, timed(reading(source), 9)


def reading(source: Source) -> Callable[[], object]:
    """Return what reads all of *source*."""
    return lambda: list(source.samples())


def backups(folder: Path, data: Path) -> Iterator[str]:
    """Yield what making and proving a backup took."""

    def cut() -> None:
        with one_instant(database_files(data)):
            pass

    yield f"| 全部写入停顿（取一个时刻）writers wait, ms | {timed(cut, 9):.1f} |"
    plan = BackupPlan(
        data=data, settings=folder / "hub.toml", key=folder / "hub.key", key_id="k", folder=folder / "b", keep=1
    )
    began = time.perf_counter()
    backup, manifest = make_backup(plan, NOW)
    took = time.perf_counter() - began
    yield f"| 备份速度 copying, MiB/s | {manifest.bytes / (1 << 20) / took:.0f} |"
    began = time.perf_counter()
    prove(backup, folder / "scratch", opened, lambda _: None)
    yield f"| 试恢复 verify, s | {time.perf_counter() - began:.1f} |"
    began = time.perf_counter()
    proof = prove(backup, folder / "scratch", opened, lambda _: None, deep=True)
    yield f"| 试恢复并从日志重算 verify --deep, s | {time.perf_counter() - began:.1f} |"
    yield f"| 逐行对比 rows compared | {proof.compared:,} |"


if __name__ == "__main__":
    raise SystemExit(main())
