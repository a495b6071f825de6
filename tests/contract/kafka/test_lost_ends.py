"""A broker that lost the end of a transaction: nothing taken back comes to count, nothing committed is lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from hub.bus.kafka import KafkaAccess
from hub.core.errors import BusUnavailableError
from hub.engines.kafka.changelog import CHANGELOG
from hub.engines.kafka.ends import Ends
from hub.engines.kafka.leftovers import Leftovers
from hub.engines.kafka.owner import Owner
from tests.contract.kafka.lost_ends import Kept, leave_open
from tests.engines import EmbeddedWorld, KafkaWorld
from tests.toys import HOUR, PAID, SENT, START, orders

pytestmark = pytest.mark.kafka

PAYMENT = "paying/1/999/0/k1"
CHANGELOG_PLACE, PAID_PLACE = (CHANGELOG, 0), (PAID, 0)
LOST: list[Kept] = [
    (PAID_PLACE, ("k1", b'{"amount":4096,"from":"k1"}'), [("hub-time", b"0"), ("identity", PAYMENT.encode())]),
    (CHANGELOG_PLACE, ("s/paying/k1", msgspec.msgpack.encode((999, b'{"seen":[],"sent":1}', []))), []),
]


@pytest.fixture
def world(access: KafkaAccess, tmp_path: Path) -> Iterator[KafkaWorld]:
    made = KafkaWorld(tmp_path / "kafka", 1, access=access)
    yield made
    made.close()


@pytest.fixture
def undisturbed(tmp_path: Path) -> dict[str, object]:
    plain = EmbeddedWorld(tmp_path / "plain", 1)
    engine = plain.open()
    engine.append(SENT, orders(40))
    engine.tick(START + 30 * HOUR)
    engine.run_until_idle()
    outcome = plain.outcome()
    plain.close()
    return outcome


def half(world: KafkaWorld) -> None:
    engine = world.open(batch=10)
    engine.append(SENT, orders(40))
    engine.tick(START + 30 * HOUR)
    for _ in range(4):
        engine.run_batch(1.0)
    engine.close()


def test_what_was_taken_back_stays_so(world: KafkaWorld, undisturbed: dict[str, object]) -> None:
    """The next commit of the same name would commit it: a payment that there never was would be booked."""
    half(world)
    leave_open(world.access, "shard/0", LOST, committed=False)
    told: list[str] = []
    engine = world.open(tell=told.append)
    engine.run_until_idle()
    assert [sentence.split(":")[0] for sentence in told] == ["shard/0"] and "taken back" in told[0]
    assert Ends(world.access).undecided([PAID_PLACE, CHANGELOG_PLACE]) == {}
    assert world.outcome() == undisturbed


def leftovers(world: KafkaWorld, told: list[str]) -> Leftovers:
    """Return what the next owner of the shard finds, patient for a second only."""
    owner = Owner(world.access, "shard/0")
    found = Leftovers(world.access, Ends(world.access), owner, told.append, CHANGELOG_PLACE, patience=1.0)
    found.look_back()
    owner.take_at_once()
    return found


def close(found: Leftovers) -> None:
    while not found.step():
        pass


def test_what_was_committed_stays_so(world: KafkaWorld) -> None:
    """The next transaction that's taken back would take it with it."""
    half(world)
    leave_open(world.access, "shard/0", LOST, committed=True)
    told: list[str] = []
    close(leftovers(world, told))
    assert "committed; closed on hub.changelog/0, toy.paid/0" in told[0]
    engine = world.open()
    engine.run_until_idle()
    assert world.identities(PAID)[PAYMENT] == 1
    assert msgspec.json.decode(world.state("booking", "k1"))["received"] > 4096
    assert Ends(world.access).undecided([PAID_PLACE, CHANGELOG_PLACE]) == {}


def test_what_nobody_knows_is_never_decided_in_silence(world: KafkaWorld) -> None:
    """The name was taken once more by somebody who then died: the coordinator has forgotten."""
    half(world)
    leave_open(world.access, "shard/0", LOST, committed=True)
    Owner(world.access, "shard/0").take_at_once()
    with pytest.raises(BusUnavailableError, match=r"lost the end of a transaction.*hub lag"):
        close(leftovers(world, []))
    places = [PAID_PLACE, CHANGELOG_PLACE]
    assert {*Ends(world.access).undecided(places)} == {*places}


def test_a_copy_that_holds_what_the_cluster_lost_is_made_anew(
    world: KafkaWorld, undisturbed: dict[str, object]
) -> None:
    """The worker that was told of the commit has it in its copy; the log says that it was taken back."""
    half(world)
    leave_open(world.access, "shard/0", LOST, committed=False)
    world.open().close()
    with closing(sqlite3.connect(world.here / "shard-00.db")) as connection, connection:
        connection.execute("UPDATE states SET value = '{\"seen\":[],\"sent\":4096}' WHERE processor = 'paying'")
        connection.execute("UPDATE meta SET value = value - 2 WHERE name IN ('checkpoint')")
        (checkpoint,) = connection.execute("SELECT value FROM meta WHERE name = 'checkpoint'").fetchone()
        connection.execute("INSERT OR REPLACE INTO meta VALUES ('last', ?)", (checkpoint - 1,))
    told: list[str] = []
    engine = world.open(tell=told.append)
    engine.run_until_idle()
    assert len(told) == 1 and "holds what the changelog doesn't hold" in told[0]
    assert world.outcome() == undisturbed
