"""The embedded bus keeps the contract of all buses, and what is its own: files, shards, readers beside a writer."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hub.bus.embedded import EmbeddedBus
from hub.bus.records import shard_of
from hub.core.errors import ConfigurationError
from hub.core.ports import Bus
from tests.bus_contract import AT, TOPIC, BusContract, everything


@pytest.mark.parametrize("shards", [1, 2, 4])
class TestEmbeddedBus(BusContract):
    """Every number of shards keeps the contract."""

    @pytest.fixture
    def bus(self, tmp_path: Path, shards: int) -> Iterator[Bus]:
        bus = EmbeddedBus.open(tmp_path, shards=shards)
        yield bus
        bus.close()


def test_shards_of_keys_never_change() -> None:
    """Written down once: another hash would move every key of every hub."""
    assert [shard_of(key, 8) for key in ("court-1", "police-7", "案号", "")] == [0, 6, 6, 0]


def test_the_number_of_shards_is_kept(tmp_path: Path) -> None:
    EmbeddedBus.open(tmp_path, shards=3).close()
    again = EmbeddedBus.open(tmp_path)
    assert again.partitions(TOPIC) == 3
    again.close()
    with pytest.raises(ConfigurationError, match="3 shards, 2 were asked for"):
        EmbeddedBus.open(tmp_path, shards=2)


def test_a_creation_cut_short_is_taken_up_again(tmp_path: Path) -> None:
    """Shard files without the note of their number are a creation that died: any number may still be chosen."""
    sqlite3.connect(tmp_path / "shard-00.db").close()
    bus = EmbeddedBus.open(tmp_path, shards=4)
    assert bus.partitions(TOPIC) == 4
    bus.close()


def test_single_partition_topics_live_in_shard_0(tmp_path: Path) -> None:
    bus = EmbeddedBus.open(tmp_path, shards=4, single=[TOPIC])
    bus.append(TOPIC, [(f"k{n}", str(n).encode(), AT, {}) for n in range(20)])
    assert bus.partitions(TOPIC) == 1
    assert [int(record.value) for record in bus.read(TOPIC, 0, 0, 100)] == list(range(20))
    bus.close()


def test_records_survive_reopening(tmp_path: Path) -> None:
    bus = EmbeddedBus.open(tmp_path, shards=2)
    bus.append(TOPIC, [("k", b"x", AT, {})])
    bus.close()
    again = EmbeddedBus.open(tmp_path)
    assert [record.value for record in everything(again)] == [b"x"]
    again.close()


def test_commits_are_synced_to_disk(tmp_path: Path) -> None:
    """PRAGMA synchronous 2 is FULL: a power cut after the return of an append loses nothing."""
    bus = EmbeddedBus.open(tmp_path, shards=1)
    assert bus.shards[0].connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert bus.shards[0].connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    bus.close()


def test_another_process_reads_beside_the_writer(tmp_path: Path) -> None:
    bus = EmbeddedBus.open(tmp_path, shards=2)
    bus.append(TOPIC, [(f"k{n}", b"x", AT, {}) for n in range(10)])
    code = (
        "import sys; from pathlib import Path; from hub.bus.embedded import EmbeddedBus;"
        "bus = EmbeddedBus.open(Path(sys.argv[1]));"
        f"print(sum(len(bus.read('{TOPIC}', p, 0, 100)) for p in range(2)))"
    )
    with bus.shards[0].transaction(), bus.shards[1].transaction():
        done = subprocess.run([sys.executable, "-c", code, tmp_path], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "10"
    bus.close()


def test_threads_append_at_once(tmp_path: Path) -> None:
    bus = EmbeddedBus.open(tmp_path, shards=2)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: bus.append(TOPIC, [(f"a{n}", b"x", AT, {}), (f"b{n}", b"x", AT, {})]), range(50)))
    assert len(everything(bus)) == 100
    bus.close()


class DiesAfterHome(EmbeddedBus):
    """A writer that commits its home shard and does nothing more."""

    def _fetch(self, dest: int) -> None:
        """Die before the other shards are written."""


def test_what_a_dead_writer_left_for_another_shard_is_brought_over(tmp_path: Path) -> None:
    """A crash after the commit of the home shard: the rest waits in its outbox and comes with the next append."""
    bus = DiesAfterHome.open(tmp_path, shards=2)
    bus.append(TOPIC, [(f"k{n}", b"first", AT, {}) for n in range(20)])
    assert 0 < len(everything(bus)) < 20
    bus.close()
    again = EmbeddedBus.open(tmp_path)
    again.append(TOPIC, [(f"k{n}", b"second", AT, {}) for n in range(20)])
    assert sorted(record.value for record in everything(again)) == [b"first"] * 20 + [b"second"] * 20
    again.close()
