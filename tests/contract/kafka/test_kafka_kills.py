"""Workers killed and frozen, copies lost and damaged: nothing lost, nothing counted twice."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from hub.bus.kafka import KafkaAccess
from hub.core.errors import BusUnavailableError
from hub.engines.kafka.cluster import TRANSACTION_SECONDS
from hub.engines.kafka.ends import Ends
from tests.engines import EmbeddedWorld, Engine, KafkaWorld
from tests.kafka_victim import STALE
from tests.toys import HOUR, PAID, SENT, START, orders

pytestmark = pytest.mark.kafka
ROOT = Path(__file__).parents[3]


def play(engine: Engine) -> None:
    engine.append(SENT, orders(40))
    engine.tick(START + 2 * HOUR)
    engine.close_cut("m", START + 3 * HOUR)
    engine.append(SENT, orders(60)[35:])
    engine.tick(START + 30 * HOUR)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    plain = EmbeddedWorld(tmp_path_factory.mktemp("undisturbed"), 1)
    engine = plain.open()
    play(engine)
    engine.run_until_idle()
    outcome = plain.outcome()
    plain.close()
    return outcome


@pytest.fixture
def world(access: KafkaAccess, tmp_path: Path) -> Iterator[KafkaWorld]:
    made = KafkaWorld(tmp_path, 1, access=access)
    yield made
    made.close()


def victim(world: KafkaWorld, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.kafka_victim", world.access.bootstrap, world.access.prefix, str(world.here)]
    return subprocess.Popen([*command, *arguments], cwd=ROOT)


def test_a_kill_at_every_sub_step_changes_nothing(world: KafkaWorld, undisturbed: dict[str, object]) -> None:
    """One worker after the other dies, each at another sub-step; the last one finds all that they left."""
    first = world.open()
    play(first)
    first.close()
    assert victim(world).wait(timeout=120) == 0
    last = world.open()
    last.run_until_idle()
    assert world.outcome() == undisturbed and last.is_cut_complete("m")


@pytest.fixture
def frozen(world: KafkaWorld) -> Iterator[subprocess.Popen[bytes]]:
    """A worker that stopped running in the midst of a transaction, with its outputs already on the topics."""
    first = world.open(machine="elsewhere")
    play(first)
    first.close()
    world.machine = "frozen"
    process = victim(world, "positions sent", "2", str(int(signal.SIGSTOP)))
    _, status = os.waitpid(process.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status)
    yield process
    process.kill()
    process.wait()


def test_a_frozen_owner_that_wakes_writes_nothing(
    world: KafkaWorld, undisturbed: dict[str, object], frozen: subprocess.Popen[bytes]
) -> None:
    """Another worker took over meanwhile and finished; what the old one had begun goes nowhere."""
    new = world.open(machine="new")
    new.run_until_idle()
    os.kill(frozen.pid, signal.SIGCONT)
    assert frozen.wait(timeout=120) == STALE
    assert new.run_until_idle() == 0
    assert world.outcome() == undisturbed


@pytest.fixture
def began() -> float:
    """Before the worker that freezes was started."""
    return time.monotonic()


def test_a_frozen_owner_holds_readers_back_no_longer_than_its_transaction_may_last(
    world: KafkaWorld, began: float, frozen: subprocess.Popen[bytes]
) -> None:
    ends, places = Ends(world.access), [(PAID, 0), (SENT, 0)]
    is_held = ends.committed(places) != ends.written(places)
    assert is_held or time.monotonic() > began + TRANSACTION_SECONDS, "nothing was held back"
    looked = time.monotonic()
    while ends.committed(places) != ends.written(places):
        assert time.monotonic() < looked + 3 * TRANSACTION_SECONDS, "readers are held back still"
        with suppress(subprocess.TimeoutExpired):
            frozen.wait(timeout=0.2)
    assert frozen.poll() is None


def half(world: KafkaWorld) -> None:
    """Play on the machine here, and stop half way."""
    engine = world.open(batch=10)
    play(engine)
    for _ in range(4):
        engine.run_batch(1.0)
    engine.close()


def finish(world: KafkaWorld, told: list[str]) -> Engine:
    engine = world.open(tell=told.append)
    engine.run_until_idle()
    return engine


def test_an_old_copy_catches_up(world: KafkaWorld, undisturbed: dict[str, object], tmp_path: Path) -> None:
    half(world)
    shutil.copytree(world.here, tmp_path / "old")
    engine = world.open()
    engine.run_until_idle()
    engine.close()
    shutil.rmtree(world.here)
    shutil.copytree(tmp_path / "old", world.here)
    told: list[str] = []
    assert finish(world, told) and told == []
    assert world.outcome() == undisturbed


@pytest.mark.parametrize("bytes_left", [0, 1_000, 4_096, 30_000])
def test_a_copy_that_was_cut_is_made_anew(world: KafkaWorld, undisturbed: dict[str, object], bytes_left: int) -> None:
    half(world)
    with (world.here / "shard-00.db").open("r+b") as file:
        file.truncate(bytes_left)
    told: list[str] = []
    finish(world, told)
    assert [sentence.split(",")[0] for sentence in told] == (
        ["shard-00.db: the local copy is made anew from the changelog"] if bytes_left else []
    )
    assert world.outcome() == undisturbed


def test_damage_that_shows_only_later_makes_the_copy_anew(world: KafkaWorld, undisturbed: dict[str, object]) -> None:
    half(world)
    path = world.here / "shard-00.db"
    with closing(sqlite3.connect(path)) as connection:
        (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'states'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * size)
    told: list[str] = []
    finish(world, told)
    assert len(told) == 1 and "damaged" in told[0]
    assert world.outcome() == undisturbed


def test_a_copy_of_another_log_is_made_anew(world: KafkaWorld, undisturbed: dict[str, object]) -> None:
    half(world)
    other = world.another("other")
    shutil.copytree(world.here, other.here)
    engine = other.open()
    told: list[str] = []
    engine.close()
    engine = other.open(tell=told.append)
    assert told == []  # the first opening has made it anew and knows its log
    play(engine)
    engine.run_until_idle()
    assert other.outcome() == undisturbed


def test_a_full_disk_stops_a_worker_and_loses_nothing(world: KafkaWorld, tmp_path: Path) -> None:
    engine = world.open(batch=50)
    engine.append(SENT, orders(600))
    store = engine._shards[0]._store
    for more in (0, 1, 2):
        (pages,) = store.connection.execute("PRAGMA page_count").fetchone()
        store.connection.execute(f"PRAGMA max_page_count={pages + more}")
        with pytest.raises(BusUnavailableError, match=r"full.*free disk space"):
            engine.run_until_idle()
    store.connection.execute("PRAGMA max_page_count=1000000")
    engine.run_until_idle()
    plain = EmbeddedWorld(tmp_path / "plain", 1)
    undisturbed = plain.open()
    undisturbed.append(SENT, orders(600))
    undisturbed.run_until_idle()
    assert world.outcome() == plain.outcome()
    plain.close()
