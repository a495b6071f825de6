"""The bench of the gateway at its smallest: real processes, nothing answered lost, refusals that name a time."""

from __future__ import annotations

from pathlib import Path

from bench.gateway.__main__ import SMOKE, measure, page


def test_the_bench_finds_nothing_lost(tmp_path: Path) -> None:
    found = measure(tmp_path, SMOKE)
    assert found.lost == found.twice == found.refused_but_there == 0
    twice = found.levels[-1]
    # how much is refused hangs on the machine: the bench itself judges that, and test_backpressure.py that it happens
    assert len(twice.waits) == twice.statuses[429]
    assert all(wait >= 1 for wait in twice.waits), "each refusal says when to come again"
    assert all(level.taken for level in found.levels)
    assert "| twice |" in page(found)
