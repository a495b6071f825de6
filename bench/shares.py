"""Where the time of the embedded pipeline goes, by part of the hub."""

from __future__ import annotations

import cProfile
import pstats
from collections import Counter
from pathlib import Path

from bench.measure import BATCH, batches
from bench.workload import bench_processors, encoded, registry, statements, unit_of
from hub.contracts import Serde
from hub.core.topics import SOURCE_SUBMISSIONS
from hub.engines.embedded import EmbeddedEngine, EngineOptions

_PARTS = (
    ("hub/core/", "rules"),
    ("hub/processors/codec", "state codec"),
    ("hub/processors/", "rules"),
    ("hub/contracts/", "contract (Avro)"),
    ("hub/engines/", "engine and log"),
    ("hub/bus/", "engine and log"),
)

Function = tuple[str, int, str]


def measure_shares(folder: Path, disputes: int) -> list[tuple[str, float]]:
    """Return (part, share of the time) of the whole course of *disputes* disputes, largest first."""
    units, serde = registry(), Serde()
    options = EngineOptions(shards=1, batch=BATCH)
    engine = EmbeddedEngine.open(folder / "shares", bench_processors(units), serde, options)
    profile = cProfile.Profile()
    for batch in batches(list(encoded(Serde(), statements(disputes, unit_of(units))))):
        profile.enable()
        engine.bus.append(SOURCE_SUBMISSIONS, batch)
        engine.run_until_idle()
        profile.disable()
    engine.close()
    spent: Counter[str] = Counter()
    for function, (_, _, own, _, callers) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        part = _part(function)
        if part is not None:
            spent[part] += own
            continue
        # what belongs to Python itself counts for whoever called it
        for caller, (_, _, share, _) in callers.items():
            spent[_part(caller) or "Python's library"] += share
    return [(part, seconds / spent.total()) for part, seconds in spent.most_common()]


def _part(function: Function) -> str | None:
    """Return the part of the hub that *function* belongs to, None for Python's own."""
    path, _, name = function
    if "sqlite3" in name:
        return "SQLite"
    if "msgpack" in name:
        return "state codec"
    where = path.replace("\\", "/")
    return next((part for prefix, part in _PARTS if prefix in where), None)
