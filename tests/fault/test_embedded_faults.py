"""Real processes killed and frozen at every sub-step, real files that are full: nothing lost, nothing counted twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.bus.embedded import EmbeddedBus
from hub.core.errors import BusUnavailableError, TransientError
from hub.engines.embedded import SUB_STEPS, EmbeddedEngine, EngineOptions
from tests.outcome import outcome
from tests.toys import HOUR, SENT, START, JsonSerde, orders, processors
from tests.victim import STALE

ROOT = Path(__file__).parents[2]


def fill(folder: Path) -> None:
    engine = EmbeddedEngine.open(folder, processors(), JsonSerde(), EngineOptions(shards=2))
    engine.append(SENT, orders(60))
    engine.tick(START + 2 * HOUR)
    engine.close_cut("m", START + 3 * HOUR)
    engine.append(SENT, orders(90)[50:])
    engine.tick(START + 30 * HOUR)
    engine.close()


def finish(folder: Path) -> dict[str, object]:
    engine = EmbeddedEngine.open(folder, processors(), JsonSerde())
    engine.run_until_idle()
    assert engine.is_cut_complete("m")
    engine.close()
    return outcome(folder)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    folder = tmp_path_factory.mktemp("undisturbed")
    fill(folder)
    return finish(folder)


def victim(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "tests.victim", str(folder), *arguments], cwd=ROOT)


@pytest.mark.parametrize("reached", [1, 4])
@pytest.mark.parametrize("sub_step", SUB_STEPS)
def test_a_kill_at_any_sub_step_changes_nothing(
    tmp_path: Path, undisturbed: dict[str, object], sub_step: str, reached: int
) -> None:
    fill(tmp_path)
    assert victim(tmp_path, sub_step, str(reached), str(int(signal.SIGKILL))).wait() == -signal.SIGKILL
    assert finish(tmp_path) == undisturbed


@pytest.mark.parametrize("sub_step", ["arrivals taken", "log written", "batch committed"])
def test_killed_again_and_again(tmp_path: Path, undisturbed: dict[str, object], sub_step: str) -> None:
    """Each run gets one batch further at most, and still everything comes out once."""
    fill(tmp_path)
    for reached in (1, 2, 3):
        assert victim(tmp_path, sub_step, str(reached), str(int(signal.SIGKILL))).wait() == -signal.SIGKILL
    assert finish(tmp_path) == undisturbed


def test_an_append_killed_half_way_is_whole(tmp_path: Path, undisturbed: dict[str, object]) -> None:
    """The home shard has committed, the others have nothing yet: the next opening brings everything over."""
    EmbeddedBus.open(tmp_path, shards=2).close()
    assert victim(tmp_path, "append").wait() == -signal.SIGKILL
    bus = EmbeddedBus.open(tmp_path)
    arrived = sum(len(bus.read(SENT, partition, 0, 100)) for partition in range(2))
    assert 0 < arrived < 60
    bus.close()
    engine = EmbeddedEngine.open(tmp_path, processors(), JsonSerde())
    engine.run_until_idle()
    assert sum(len(engine.bus.read(SENT, partition, 0, 100)) for partition in range(2)) == 60
    engine.close()


@pytest.fixture
def frozen(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    fill(tmp_path)
    process = victim(tmp_path, "batch committed", "2", str(int(signal.SIGSTOP)))
    _, status = os.waitpid(process.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status)
    yield process
    process.kill()
    process.wait()


def test_a_frozen_owner_that_wakes_up_is_turned_away(
    tmp_path: Path, undisturbed: dict[str, object], frozen: subprocess.Popen[bytes]
) -> None:
    """Another engine took over meanwhile and finished; what the old one still has in memory goes nowhere."""
    engine = EmbeddedEngine.open(tmp_path, processors(), JsonSerde())
    engine.run_batch()
    os.kill(frozen.pid, signal.SIGCONT)
    assert frozen.wait() == STALE
    engine.run_until_idle()
    engine.close()
    assert outcome(tmp_path) == undisturbed


def limit(engine: EmbeddedEngine, pages: int) -> None:
    """Let the files of *engine* grow by *pages* pages and no further, as on a full disk."""
    for shard in engine.bus.shards:
        (count,) = shard.connection.execute("PRAGMA page_count").fetchone()
        shard.connection.execute(f"PRAGMA max_page_count={count + pages}")


def test_a_full_disk_stops_the_engine_and_loses_nothing(tmp_path: Path, undisturbed: dict[str, object]) -> None:
    fill(tmp_path)
    engine = EmbeddedEngine.open(tmp_path, processors(), JsonSerde(), EngineOptions(batch=10))
    for pages in (0, 1, 2, 0, 1):
        limit(engine, pages)
        with pytest.raises(BusUnavailableError, match=r"full.*free disk space"):
            engine.run_until_idle()
    limit(engine, 100_000)
    engine.run_until_idle()
    engine.close()
    assert outcome(tmp_path) == undisturbed


def test_a_full_disk_refuses_an_append_as_a_whole(tmp_path: Path) -> None:
    engine = EmbeddedEngine.open(tmp_path, processors(), JsonSerde(), EngineOptions(shards=2))
    limit(engine, 2)
    big = [(key, {**order, "pad": "x" * 5_000}, at, headers) for key, order, at, headers in orders(60)]
    with pytest.raises(TransientError):
        engine.append(SENT, big)
    assert engine.run_until_idle() == 0
    limit(engine, 100_000)
    engine.append(SENT, big)
    engine.run_until_idle()
    assert sum(len(engine.bus.read(SENT, partition, 0, 100)) for partition in range(2)) == 60
    engine.close()
