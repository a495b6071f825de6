"""The bench of local copies measures both: each takes the whole workload, is killed, and opens again."""

from __future__ import annotations

import pytest

from bench.kafka.stores import main


def test_both_stores_take_the_workload_and_open_again(capsys: pytest.CaptureFixture[str]) -> None:
    figures = main(3_000)
    assert set(figures) == {"SQLite", "RocksDB"}
    assert all(each.hot_us > 0 and each.reopen_ms > 0 and each.disk_mb > 1 for each in figures.values())
    assert "| hot_us |" in capsys.readouterr().out
