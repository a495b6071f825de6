"""A whole hub on a real broker: five departments' month, in and out and closed, is that of the embedded engine."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import Any

import pytest

from hub.bus.kafka import KafkaAccess
from hub.cli.app import main
from tests.contract.kafka.worker_rig import WorkerProcess, until, write_site

pytestmark = pytest.mark.kafka
PLAY = ("--quarrels", "3", "--seed", "5")
QUESTIONS = (
    ("stats", "show", "--month", "2026-03", "--as-of", "2026-04-10"),
    ("deadlines",),
    ("links", "list"),
)


class Player:
    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def play(self, folder: Path) -> None:
        code = main(["demo", "--out", str(folder), *PLAY])
        said = self._capsys.readouterr()
        assert code == 0, said.out + said.err

    def ask(self, folder: Path, *arguments: str) -> Any:
        main(["--settings", str(folder / "hub.toml"), *arguments, "--json"])
        return json.loads(self._capsys.readouterr().out)


def test_a_played_month_is_that_of_the_embedded_engine(
    tmp_path: Path, access: KafkaAccess, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Submissions, deliveries, receipts, ticks, closes: all by a worker elsewhere; every answer is the same.

    The month is played by the demo, then ``hub run`` does a round of its own, at the machine's time.
    """
    (tmp_path / "site").mkdir()
    write_site(tmp_path / "site", access, 2)
    worker = WorkerProcess.start(tmp_path / "site", "one")
    player, here, there = Player(capsys), tmp_path / "embedded", tmp_path / "cluster"
    try:
        player.play(here)
        expected_round = player.ask(here, "run", "--once")
        expected = [player.ask(here, *question) for question in QUESTIONS]
        standing = player.ask(here, "status")
        until([worker], lambda: worker.runs == {0, 1})
        monkeypatch.setenv("HUB_ENGINE", "kafka")
        kafka = {"bootstrap": access.bootstrap, "prefix": access.prefix, "patience_seconds": 60}
        monkeypatch.setenv("HUB_KAFKA", json.dumps(kafka))
        player.play(there)
        found_round = player.ask(there, "run", "--once")
        assert found_round["trouble"] == expected_round["trouble"]
        assert {code: one["trouble"] for code, one in found_round["adapters"].items()} == {
            code: one["trouble"] for code, one in expected_round["adapters"].items()
        }
        assert [player.ask(there, *question) for question in QUESTIONS] == expected
        found = player.ask(there, "status")
        assert found["disputes"] == standing["disputes"] > 0
        assert found["adapters"] == standing["adapters"]
        assert any(adapter["counters"].get("receipt_written") for adapter in found["adapters"])
        worker.send(signal.SIGTERM)
        assert worker.ended() == 0
    finally:
        worker.end()
