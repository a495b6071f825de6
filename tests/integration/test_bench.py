"""The bench measures what it says: the rules at work on both sides, and every dispute of the workload taken in."""

from __future__ import annotations

from pathlib import Path

from bench.__main__ import figures
from bench.measure import measure_ratio, measure_scale
from bench.shares import measure_shares


def test_floor_and_engine_take_the_same_records(tmp_path: Path) -> None:
    ratio = measure_ratio(tmp_path, disputes=20, shards=2)
    assert ratio.floor.records == ratio.engine.records == 160
    assert ratio.by_cpu > 0 and ratio.by_wall > 0


def test_the_figures_name_every_measurement(tmp_path: Path) -> None:
    scale = measure_scale(tmp_path, disputes=40, sample=10)
    shares = measure_shares(tmp_path, disputes=10)
    assert scale.spent.records == 30
    assert "rules" in dict(shares) and abs(sum(dict(shares).values()) - 1) < 1e-9
    text = figures([measure_ratio(tmp_path, disputes=10, shards=1)], [scale], shares)
    assert "| 10 | 80 |" in text and "| 40 |" in text and "| rules |" in text
