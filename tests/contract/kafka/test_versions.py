"""Two versions at work on one hub: the newer rolls out beside the older, shard by shard, and back: equal figures."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import pytest

from hub.bus.kafka import KafkaAccess, KafkaBus
from hub.core.ports import Row
from hub.core.topics import CUTS as CUTS_TOPIC
from hub.core.topics import DEAD_LETTERS
from hub.engines.embedded import EmbeddedEngine, EngineOptions
from hub.engines.kafka import KafkaEngine, KafkaEngineOptions
from hub.engines.kafka.changelog import CHANGELOG
from hub.engines.kafka.ground import KafkaGround
from hub.engines.processing.output import SELECT_ROWS, read_rows
from hub.engines.rebuild import Kind, Rebuild, Subject
from tests.contract.kafka.conftest import create
from tests.toys import BOOKED, CUTS, HOUR, PAID, SENT, START, orders
from tests.versions import Serde, crew

pytestmark = pytest.mark.kafka
ROOT = Path(__file__).parents[3]
SHARDS = 3


class Worker:
    """A worker process of one version."""

    def __init__(self, access: KafkaAccess, folder: Path, version: int, owned: str) -> None:
        command = [
            sys.executable, "-m", "tests.versions", str(folder / f"v{version}-{owned}"), access.bootstrap,
            access.prefix, str(version), owned, str(SHARDS),
        ]  # fmt: skip
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._line() == "taken over"

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def run(self) -> int:
        """Run until nothing is left that this version can take."""
        assert self.process.stdin is not None
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        return int(self._line().split()[0])

    def end(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=120)


@pytest.fixture
def workers() -> Iterator[list[Worker]]:
    started: list[Worker] = []
    yield started
    for worker in started:
        worker.end()


@pytest.fixture
def cluster(access: KafkaAccess) -> KafkaAccess:
    create(access, [SENT, PAID, BOOKED, CUTS, DEAD_LETTERS, CHANGELOG], SHARDS)
    create(access, [CUTS_TOPIC], 1)
    return access


def tell(access: KafkaAccess, folder: Path, span: slice) -> None:
    """Append orders and a tick, as whoever keeps the door does."""
    options = KafkaEngineOptions(shards=SHARDS, own=())
    door = KafkaEngine(access, folder / "door", crew(1), Serde(1), options)
    door.append(SENT, orders(90)[span])
    door.tick(START + span.stop * HOUR / 60)
    door.close()


def settle(workers: Sequence[Worker]) -> None:
    """Let the workers run in turn until none of them takes anything more."""
    while sum(worker.run() for worker in workers):
        pass


def figures(rows: Sequence[Row]) -> list[tuple[str, str, int]]:
    return sorted((row.label, row.id, row.value) for row in rows)


def standing(access: KafkaAccess, folder: Path) -> tuple[list[tuple[str, str, int]], dict[str, int]]:
    """Return the figures of all shards, and what each key has received by its state."""
    ground = KafkaGround(access, folder, SHARDS)
    rows: list[Row] = []
    received: dict[str, int] = {}
    for shard in range(SHARDS):
        with ground.live(shard) as live:
            rows += read_rows(live.execute(SELECT_ROWS))
            for key, value in live.execute("SELECT key, value FROM states WHERE processor = 'booking'"):
                received[key] = msgspec.json.decode(value)["received"]
    ground.close()
    return figures(rows), received


def test_a_newer_version_rolls_out_beside_the_older_and_back(
    cluster: KafkaAccess, tmp_path: Path, workers: list[Worker]
) -> None:
    old = Worker(cluster, tmp_path, 1, "0,1,2")
    workers.append(old)
    tell(cluster, tmp_path, slice(0, 30))
    settle(workers)
    old.end()
    workers.clear()

    # half-way: version 2 has shard 0, version 1 the others, and what version 2 pays them waits
    mixed = [Worker(cluster, tmp_path, 2, "0"), Worker(cluster, tmp_path, 1, "1,2")]
    workers.extend(mixed)
    tell(cluster, tmp_path, slice(30, 60))
    settle(mixed)
    bus = KafkaBus(cluster)
    assert not any(bus.read(DEAD_LETTERS, shard, 0, 10) for shard in range(SHARDS))
    written = {record.value[0] for shard in range(SHARDS) for record in bus.read(PAID, shard, 0, 1_000)}
    assert written == {1, 2}
    bus.close()

    # forward: version 2 takes the rest over, the older worker is fenced off, what waited is taken
    forward = Worker(cluster, tmp_path, 2, "1,2")
    workers.append(forward)
    mixed[1].end()
    settle([mixed[0], forward])
    tell(cluster, tmp_path, slice(60, 75))
    settle([mixed[0], forward])

    # and back: version 1 reads the states that version 2 wrote
    for worker in workers:
        worker.end()
    workers.clear()
    back = Worker(cluster, tmp_path, 1, "0,1,2")
    workers.append(back)
    tell(cluster, tmp_path, slice(75, 90))
    settle([back])
    back.end()
    workers.clear()

    straight = EmbeddedEngine.open(tmp_path / "straight", crew(2), Serde(2), EngineOptions(shards=1))
    for span in (slice(0, 30), slice(30, 60), slice(60, 75), slice(75, 90)):
        straight.append(SENT, orders(90)[span])
        straight.tick(START + span.stop * HOUR / 60)
        straight.run_until_idle()
    reader = straight.reader()
    expected = figures(list(reader.row_history()))
    received = {key: msgspec.json.decode(value)["received"] for key, value in reader.states("booking")}
    wide = dict(reader.states("booking"))
    reader.close()
    straight.close()
    assert standing(cluster, tmp_path / "after") == (expected, received)

    # what version 1 dropped of version 2's own fields, a rebuild by version 2 brings back
    ground = KafkaGround(cluster, tmp_path / "ground", SHARDS)
    rebuild = Rebuild(ground, Subject("booking", crew(2), "2"), Serde(2), tmp_path / "rebuild")
    rebuild.replay()
    comparison, switched = rebuild.switch(accept=True)
    assert switched and set(comparison.counts) == {Kind.STATE}
    found: dict[str, bytes] = {}
    for shard in range(SHARDS):
        with ground.live(shard) as live:
            found.update(live.execute("SELECT key, value FROM states WHERE processor = 'booking'"))
    ground.close()
    assert {key: bytes(value) for key, value in found.items()} == wide
