"""
``python -m bench.search``: a case by half of its number, with the read model and without it.

Both ways answer the same questions over the same disputes; ``--write docs/performance.md`` puts the figures into the
page.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bench.workload import bench_processors, registry
from hub.contracts import Serde
from hub.core.clocks import Terms
from hub.core.definitions import Definitions
from hub.core.events import Details, Event, Submission, event_id
from hub.core.tokens import Mark, marked
from hub.core.topics import SOURCE_SUBMISSIONS
from hub.engines.embedded import EmbeddedEngine, EngineOptions
from hub.queries.parties import find_by_name
from hub.queries.read_model import held
from hub.queries.search import open_index
from hub.queries.trace import find
from hub.readmodel.projection import Projection
from hub.readmodel.store import ReadModel, open_for_reading
from hub.reference import load_calendar

BEGIN, END = "<!-- search: python -m bench.search -->", "<!-- end of search -->"
START = datetime(2026, 1, 5, tzinfo=UTC)
BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Found:
    """How long one kind of question took, in milliseconds (median)."""

    asked: str
    indexed: float
    reading_all: float


def main() -> int:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.search", description="Search with and without the read model."
    )
    parser.add_argument("--disputes", type=int, default=100_000)
    parser.add_argument("--write", type=Path, help="page whose figures are replaced")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="hub-bench-"))
    try:
        text = measured(folder, options.disputes)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(text)
    if options.write is not None:
        page = options.write.read_text(encoding="utf-8")
        figured = re.sub(f"{BEGIN}.*{END}", lambda _: f"{BEGIN}\n{text}\n{END}", page, flags=re.DOTALL)
        options.write.write_text(figured, encoding="utf-8")
    return 0


def measured(folder: Path, disputes: int) -> str:
    """Return the figures for *disputes* disputes as Markdown."""
    engine = filled(folder / "log", disputes)
    model = ReadModel(folder / "read-model.db")
    reader = engine.reader()
    began = time.perf_counter()
    Projection(reader, engine.bus, Serde(), Terms(load_calendar()), Definitions(), model).refresh()
    built = time.perf_counter() - began
    index = open_index(model.path, reader)
    last = disputes - 1
    questions = {
        "court and serial": f"黑{803 + last % 9:04d}, {last}号",
        "a part of a number": f"诉前调{last}号",
        "two digits": "99",
        "no such number": "黑0803 民诉前调 987654321",
    }
    found = [
        Found(
            name, timed(lambda said=said: find(reader, said, index), 5), timed(lambda said=said: find(reader, said), 1)
        )
        for name, said in questions.items()
    ]
    names = named_in_ms(engine, model, last)
    with_sql = open_for_reading(model.path)
    by_holder = timed(lambda: held(with_sql, date(2026, 3, 1)), 5)
    lines = [
        f"{disputes:,} disputes, `{' '.join(['python -m bench.search', *sys.argv[1:]])}`; built in {built:.0f} s "
        f"({built / disputes * 1e6:.0f} µs a dispute), {model.path.stat().st_size >> 20:,} MiB; open disputes by "
        f"holder and day {by_holder:.1f} ms; a party's name by its token {names:.3f} ms.",
        "",
        "| asked | with the read model, ms | every dispute read, ms | ratio |",
        "|---|---:|---:|---:|",
    ]
    lines += [
        f"| {each.asked} | {each.indexed:.1f} | {each.reading_all:,.0f} | {each.reading_all / each.indexed:,.0f} |"
        for each in found
    ]
    engine.close()
    return "\n".join(lines)


def named_in_ms(engine: EmbeddedEngine, model: ReadModel, last: int) -> float:
    """Return the median milliseconds of finding one dispute by the token of a party's name; it must be found."""
    index = open_index(model.path, engine.reader())
    token = token_of(last)
    if find_by_name(index, token) != [f"court:B{last:09d}"]:
        raise RuntimeError("the blind index didn't find what is there")
    return timed(lambda: find_by_name(index, token), 51)


def token_of(number: int) -> str:
    """Return the token of the invented party of dispute *number*, as long as a real one."""
    return f"sm3hmac.bench.{hashlib.sha256(str(number).encode()).hexdigest()}"


def timed(ask: Callable[[], object], times: int) -> float:
    """Return the median milliseconds of asking."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        ask()
        took.append((time.perf_counter() - began) * 1e3)
    return statistics.median(took)


def filled(folder: Path, disputes: int) -> EmbeddedEngine:
    """Return an engine that holds *disputes* reports of courts, each with a case number."""
    engine = EmbeddedEngine.open(folder, bench_processors(registry()), Serde(), EngineOptions(shards=2, batch=BATCH))
    serde = Serde()
    for start in range(0, disputes, BATCH):
        reports = [report(number) for number in range(start, min(start + BATCH, disputes))]
        engine.bus.append(
            SOURCE_SUBMISSIONS,
            [(one.root, serde.encode(SOURCE_SUBMISSIONS, one), one.recorded_at, {}) for one in reports],
        )
        engine.run_until_idle()
    return engine


def report(number: int) -> Submission:
    """Return the report of one case."""
    court = f"黑{803 + number % 9:04d}"
    details: Details = {
        "type": "CONTRACT",
        "channel": "COURT",
        "parties": 2,
        "weak_tokens": [marked(token_of(number), Mark.NAME, 1)],
        "number": f"（2026）{court}民诉前调{number}号",
    }
    native_id, at = f"B{number:09d}", START + timedelta(seconds=number)
    return Submission(
        event=Event.DISPUTE_REPORTED,
        event_id=event_id(Event.DISPUTE_REPORTED.value, "court", native_id, None, details),
        root=f"court:{native_id}",
        agency="court",
        system="court",
        native_id=native_id,
        occurred_at=at,
        recorded_at=at,
        details=details,
    )


if __name__ == "__main__":
    sys.exit(main())
