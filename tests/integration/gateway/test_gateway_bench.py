"""The bench of the gateway at its smallest: real processes, too much refused with a time, nothing answered lost."""

from __future__ import annotations

from pathlib import Path

from bench.gateway.__main__ import SMOKE, measure, page


def test_the_bench_finds_nothing_lost_and_too_much_refused(tmp_path: Path) -> None:
    found = measure(tmp_path, SMOKE)
    assert found.lost == found.twice == found.refused_but_there == 0
    half, _, twice = found.levels
    assert twice.statuses[429] > 0, "twice the capacity doesn't fit"
    assert len(twice.waits) == twice.statuses[429] and min(twice.waits) >= 1, "each refusal says when to come again"
    assert half.taken and half.statuses[429] < twice.statuses[429], "half of it does"
    assert set(twice.statuses) == {200, 429}
    assert "| twice |" in page(found)
