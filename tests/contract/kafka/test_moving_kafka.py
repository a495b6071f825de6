"""A hub moved to a real cluster and back goes on as it would have; a processor is rebuilt there as on one machine."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from hub.bus.kafka import KafkaAccess, KafkaBus
from hub.core.errors import PermanentError, StaleOwnerError
from hub.core.topics import CUTS as CUTS_TOPIC
from hub.core.topics import DEAD_LETTERS
from hub.engines.embedded import EmbeddedEngine, EmbeddedSource, EmbeddedTarget, EngineOptions
from hub.engines.kafka import KafkaEngine, KafkaEngineOptions
from hub.engines.kafka.changelog import CHANGELOG
from hub.engines.kafka.ground import KafkaGround
from hub.engines.kafka.notes import Yard
from hub.engines.kafka.source import KafkaSource
from hub.engines.kafka.target import KafkaTarget
from hub.engines.moving import Crew, Move
from hub.engines.rebuild import Rebuild, Subject
from tests.contract.kafka.conftest import create
from tests.contract.test_moving import first_half, second_half
from tests.contract.test_rebuild import NewBooking
from tests.outcome import outcome
from tests.toys import BOOKED, CUTS, HOUR, PAID, SENT, START, JsonSerde, Paying, orders, processors

pytestmark = pytest.mark.kafka
ROOT = Path(__file__).parents[3]
SHARDS = 3
CREW = Crew(processors(), JsonSerde(), "test")


@pytest.fixture
def cluster(access: KafkaAccess) -> KafkaAccess:
    create(access, [SENT, PAID, BOOKED, CUTS, DEAD_LETTERS, CHANGELOG], SHARDS)
    create(access, [CUTS_TOPIC], 1)
    return access


def open_engine(access: KafkaAccess, folder: Path) -> KafkaEngine:
    return KafkaEngine(access, folder, processors(), JsonSerde(), KafkaEngineOptions(shards=SHARDS))


def to_cluster(folder: Path, access: KafkaAccess) -> Move:
    source = EmbeddedSource(folder / "log", processors(), JsonSerde())
    return Move(source, KafkaTarget(Yard(access, SHARDS, folder / "yard"), "kafka"), CREW, folder / "moving")


def from_cluster(access: KafkaAccess, folder: Path, shards: int) -> Move:
    source = KafkaSource(Yard(access, SHARDS, folder / "yard"), CREW, {BOOKED: ["desk"]})
    return Move(source, EmbeddedTarget(folder / "log", shards), CREW, folder / "moving")


def later(engine: KafkaEngine | EmbeddedEngine) -> None:
    engine.append(SENT, orders(75)[60:])
    engine.tick(START + 4 * HOUR)
    engine.run_until_idle()


def test_up_and_down_again_each_third_of_a_story_elsewhere(cluster: KafkaAccess, tmp_path: Path) -> None:
    """A third on one machine, a third on the cluster, a third on one machine with other shards: the same outcome."""
    first_half(tmp_path / "up" / "log", 2)
    work = to_cluster(tmp_path / "up", cluster)
    work.prepare()
    up = work.finish()
    work.close()
    assert up.moved and up.repeated == {}
    assert {proof.topic: proof.records for proof in up.topics}[SENT] == 62
    with pytest.raises(StaleOwnerError):
        EmbeddedEngine.open(tmp_path / "up" / "log", processors(), JsonSerde())

    engine = open_engine(cluster, tmp_path / "worker")
    engine.take_over()
    later(engine)
    engine.close()

    work = from_cluster(cluster, tmp_path / "down", 4)
    work.prepare()
    down = work.finish()
    work.close()
    assert down.moved, [each.differences for each in down.processors.values()]
    with pytest.raises(StaleOwnerError, match="moved"):
        open_engine(cluster, tmp_path / "late").take_over()

    first_half(tmp_path / "straight", 2)
    straight = EmbeddedEngine.open(tmp_path / "straight", processors(), JsonSerde(), EngineOptions())
    later(straight)
    straight.close()
    assert second_half(tmp_path / "down" / "log") == second_half(tmp_path / "straight")


def test_readers_and_dead_letters_come_along(cluster: KafkaAccess, tmp_path: Path) -> None:
    """What a group had taken it isn't given again on the cluster, and what nobody had taken it is."""
    first_half(tmp_path / "log", 2)
    engine = EmbeddedEngine.open(tmp_path / "log", processors(), JsonSerde())
    bus, taken, everything = engine.bus, Counter[tuple[str, bytes]](), Counter[tuple[str, bytes]]()
    for partition in range(2):
        records = bus.read(BOOKED, partition, 0, 1_000)
        everything.update((record.key, record.value) for record in records)
        upto = len(records) * (partition + 1) // 3
        taken.update((record.key, record.value) for record in records[:upto])
        bus.commit("desk", BOOKED, partition, records[upto].offset, bus.claim("desk", BOOKED, partition))
    engine.close()
    work = to_cluster(tmp_path, cluster)
    assert work.finish().moved
    work.close()
    there = KafkaBus(cluster)
    for partition in range(SHARDS):
        position = there.committed("desk", BOOKED, partition)
        taken.update((record.key, record.value) for record in there.read(BOOKED, partition, position, 1_000))
    assert taken == everything
    assert sum(len(there.read(DEAD_LETTERS, partition, 0, 10)) for partition in range(SHARDS)) == 2
    there.close()


@pytest.mark.parametrize("moment", ["write 5", "installed"])
def test_killed_anywhere_a_move_to_the_cluster_goes_on(cluster: KafkaAccess, tmp_path: Path, moment: str) -> None:
    first_half(tmp_path / "log", 2)
    command = [
        sys.executable, "-m", "tests.kafka_move_victim", str(tmp_path), cluster.bootstrap, cluster.prefix, moment,
    ]  # fmt: skip
    assert subprocess.run(command, cwd=ROOT, check=False, timeout=100).returncode == -signal.SIGKILL
    work = to_cluster(tmp_path, cluster)
    found = work.finish()
    work.close()
    assert found.moved, [proof for proof in found.topics if not proof.is_equal]


def test_a_move_that_is_undone_leaves_the_source_and_says_what_is_left(cluster: KafkaAccess, tmp_path: Path) -> None:
    first_half(tmp_path / "log", 2)
    before = outcome(tmp_path / "log")
    work = to_cluster(tmp_path, cluster)
    work.prepare()
    with pytest.raises(StaleOwnerError, match="moved"):
        open_engine(cluster, tmp_path / "early").take_over()
    work.undo()
    work.close()
    assert outcome(tmp_path / "log") == before
    EmbeddedEngine.open(tmp_path / "log", processors(), JsonSerde()).close()
    with pytest.raises(PermanentError, match="undone"):
        to_cluster(tmp_path, cluster)


def test_a_processor_is_rebuilt_on_the_cluster(cluster: KafkaAccess, tmp_path: Path) -> None:
    """Replayed from its topic beside the worker, equal; other rules are shown, switched to, and gone back from."""
    engine = open_engine(cluster, tmp_path / "worker")
    engine.take_over()
    engine.append(SENT, orders(40))
    engine.tick(START + 2 * HOUR)
    engine.run_until_idle()
    ground = KafkaGround(cluster, tmp_path / "copy", SHARDS)
    same = Rebuild(ground, Subject("booking", processors(), "test"), JsonSerde(), tmp_path / "rebuild")
    same.replay()
    later(engine)
    assert same.compare().is_equal
    comparison, switched = same.switch(accept=False)
    assert comparison.is_equal and switched
    with pytest.raises(StaleOwnerError):
        later(engine)
    engine.close()

    new = Rebuild(ground, Subject("booking", [Paying(), NewBooking()], "next"), JsonSerde(), tmp_path / "rebuild")
    new.replay()
    assert new.switch(accept=False)[1] is False
    assert new.switch(accept=True)[1]
    back = Rebuild(ground, Subject("booking", processors(), "test"), JsonSerde(), tmp_path / "rebuild")
    back.recall()
    assert back.switch(accept=True)[1]
    ground.close()
    engine = open_engine(cluster, tmp_path / "again")
    engine.take_over()
    later(engine)
    engine.close()
    ground = KafkaGround(cluster, tmp_path / "other-copy", SHARDS)
    last = Rebuild(ground, Subject("booking", processors(), "test"), JsonSerde(), tmp_path / "other")
    last.replay()
    assert last.compare().is_equal
    ground.close()
