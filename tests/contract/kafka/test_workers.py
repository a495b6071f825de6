"""Workers share a hub, come, go, die and freeze; the outcome is always that of the embedded engine."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hub.bootstrap.cluster import open_remote_engine
from hub.bootstrap.engines import places_behind
from hub.bootstrap.registry import registry_of
from hub.bootstrap.rules import rules_of
from hub.bus.kafka import KafkaAccess
from hub.cli.app import main
from hub.core.errors import StaleOwnerError
from hub.core.topics import SOURCE_SUBMISSIONS
from hub.processors import Intake, default_processors
from hub.scenarios.compare import differences
from hub.scenarios.reader import read_scenario
from hub.scenarios.replay import ReplayOptions, document, feed, replay
from tests.contract.kafka.worker_rig import WorkerProcess, until, write_site, write_units

pytestmark = pytest.mark.kafka
FOLDER = Path(__file__).parents[3] / "examples" / "scenarios" / "worked-example"
OPTIONS = ReplayOptions(derive=True, twice=True, seed=7)
AT_A_TIME = 4
ALL = {0, 1, 2}


class Rig:
    """The worked example's hub with three shards, whoever works for it."""

    def __init__(self, folder: Path, access: KafkaAccess) -> None:
        self.folder = folder
        self.scenario = read_scenario(FOLDER)
        write_units(folder / "units.toml", self.scenario.registry)
        self.settings = write_site(folder, access, len(ALL), 'units = "units.toml"')
        processors = default_processors(registry_of(self.settings), rules_of(self.settings))
        self.engine = open_remote_engine(self.settings, processors, folder / "copy")
        self.workers: list[WorkerProcess] = []
        self._lines = feed(self.scenario.lines, OPTIONS)

    def worker(self, name: str) -> WorkerProcess:
        worker = WorkerProcess.start(self.folder, name)
        self.workers.append(worker)
        return worker

    def feed(self, share: int) -> None:
        """Append the next *share* lines, a few at a time."""
        taken, self._lines = self._lines[:share], self._lines[share:]
        for start in range(0, len(taken), AT_A_TIME):
            self.engine.append(
                SOURCE_SUBMISSIONS,
                [
                    (line.submission.root, line.submission, line.received_at, {})
                    for line in taken[start : start + AT_A_TIME]
                ],
            )

    def assert_exact(self) -> None:
        """All lines fed and taken in: the figures are those of the embedded engine, to the last cell."""
        self.feed(len(self._lines))
        self.engine.run_until_idle()
        # behind the last record of each log only the mark of its transaction may stand
        assert places_behind(self.settings, Intake.name, SOURCE_SUBMISSIONS) <= len(ALL)
        reader = self.engine.reader()
        found = document(self.scenario, reader)
        reader.close()
        assert list(differences(json.loads((FOLDER / "expected.json").read_text(encoding="utf-8")), found)) == []
        assert list(differences(replay(FOLDER, OPTIONS), found)) == []

    def close(self) -> None:
        for worker in self.workers:
            worker.end()
        self.engine.close()


@pytest.fixture
def rig(tmp_path: Path, access: KafkaAccess) -> Iterator[Rig]:
    made = Rig(tmp_path, access)
    yield made
    made.close()


def shared(*workers: WorkerProcess) -> bool:
    """Return whether each of *workers* runs some shards, and every shard is run by one of them."""
    owned = [number for worker in workers for number in worker.runs]
    return all(worker.runs for worker in workers) and sorted(owned) == sorted(ALL)


def test_workers_share_come_and_leave_under_load(rig: Rig, capsys: pytest.CaptureFixture[str]) -> None:
    """Two share the shards; a third joins while records come, one leaves by SIGTERM; no shard is left alone."""
    first, second = rig.worker("first"), rig.worker("second")
    until([first, second], lambda: shared(first, second))
    rig.feed(40)
    third = rig.worker("third")
    rig.feed(40)
    until([first, second, third], lambda: shared(first, second, third))
    first.send(signal.SIGTERM)
    rig.feed(20)
    assert first.ended() == 0
    until([second, third], lambda: shared(second, third))
    assert main(["--settings", str(rig.folder / "hub.toml"), "worker", "status", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {member["name"]: set(member["partitions"]) for member in told["members"]} == {
        "second": second.runs, "third": third.runs,
    }  # fmt: skip
    rig.assert_exact()


def test_a_killed_and_a_frozen_worker_lose_nothing(rig: Rig) -> None:
    """One is killed (SIGKILL), one frozen (SIGSTOP) until its shards are another's, and woken: nothing counts twice."""
    killed, frozen = rig.worker("killed"), rig.worker("frozen")
    until([killed, frozen], lambda: shared(killed, frozen))
    rig.feed(40)
    killed.send(signal.SIGKILL)
    rig.feed(20)
    assert killed.ended() == -signal.SIGKILL
    until([frozen], lambda: frozen.runs == ALL)
    rig.feed(20)
    frozen.send(signal.SIGSTOP)
    heir = rig.worker("heir")
    rig.feed(20)
    until([heir], lambda: heir.runs == ALL)
    rig.feed(20)
    frozen.send(signal.SIGCONT)
    until([heir, frozen], lambda: shared(heir, frozen))
    rig.assert_exact()


def test_there_is_one_clock(rig: Rig) -> None:
    """Whoever ticks last keeps the time; the former clock hears so and must end."""
    processors = default_processors(registry_of(rig.settings), rules_of(rig.settings))
    noon = datetime(2026, 3, 2, 4, tzinfo=UTC)
    rig.engine.tick(noon)
    other = open_remote_engine(rig.settings, processors, rig.folder / "other")
    try:
        other.tick(noon)
        for _ in range(2):
            with pytest.raises(StaleOwnerError, match="another process keeps the hub's time"):
                rig.engine.tick(noon)
        other.tick(noon)
    finally:
        other.close()
