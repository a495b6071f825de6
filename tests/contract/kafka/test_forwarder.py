"""The forwarder on a secured cluster, with the rights of the table and no more: exactly once, fair, never stopped."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from kafka import KafkaAdminClient, KafkaProducer, TopicPartition

from hub.bus.kafka import KafkaBus
from hub.core.entitlements import FORWARDER
from hub.core.errors import StaleOwnerError
from hub.core.events import Submission
from hub.core.ports import StoredRecord
from hub.core.topics import DEAD_LETTERS, SOURCE_SUBMISSIONS, submissions_of
from hub.engines.kafka.conveyor import SUB_STEPS
from hub.testing.kafka import KafkaCluster
from tests.contract.kafka.city import City, found_city
from tests.forwarding import NOW, SERDE, encoded, open_forwarder, statement

pytestmark = pytest.mark.kafka

ROOT = Path(__file__).parents[3]
AGENCIES = ("court", "police")
SECONDS = 120


@pytest.fixture
def town(secured: KafkaCluster) -> City:
    """A hub of its own on the cluster, so that no other test's submissions are forwarded."""
    return found_city(secured, AGENCIES)


def write(town: City, agency: str, numbers: range) -> None:
    bus = KafkaBus(town.known[f"agency.{agency}"])
    bus.append(submissions_of(agency), [encoded(agency, number) for number in numbers])
    bus.close()


def everything(town: City, topic: str) -> list[StoredRecord]:
    bus = KafkaBus(town.administrator)
    found = [record for number in range(bus.partitions(topic)) for record in bus.read(topic, number, 0, 10_000)]
    bus.close()
    return found


def taken_in(town: City) -> Counter[tuple[str, str]]:
    """Return who stated which event, as often as it stands in the log."""
    found: Counter[tuple[str, str]] = Counter()
    for record in everything(town, SOURCE_SUBMISSIONS):
        said = SERDE.decode(record.topic, record.value)
        assert isinstance(said, Submission) and record.key == said.root and record.time == NOW
        found[record.headers["principal"], said.event_id] += 1
    return found


def expected(agency: str, numbers: range) -> Counter[tuple[str, str]]:
    return Counter((agency, statement(agency, number).event_id) for number in numbers)


def test_killed_at_every_step_nothing_is_lost_or_taken_twice(town: City) -> None:
    """SIGKILL, one process after the other, each killed a step further than the one before."""
    access = town.known[FORWARDER]
    for turn, sub_step in enumerate(SUB_STEPS):
        write(town, "court", range(turn * 10, turn * 10 + 10))
        arguments = [access.bootstrap, access.authority, access.principal, access.password, access.prefix]
        died = subprocess.run(
            [sys.executable, "-m", "tests.forwarding", *map(str, arguments), ",".join(AGENCIES), sub_step],
            cwd=ROOT,
            timeout=SECONDS,
            capture_output=True,
            text=True,
            check=False,
        )
        assert died.returncode == -signal.SIGKILL, died.stderr[-2000:]
    forwarder, conveyor = open_forwarder(access, AGENCIES)
    _until_idle(forwarder.run_batch)
    conveyor.close()
    assert taken_in(town) == expected("court", range(len(SUB_STEPS) * 10))
    assert not everything(town, DEAD_LETTERS)


def _until_idle(run_batch: Callable[[float], int]) -> None:
    quiet = 0
    while quiet < 3:
        quiet = quiet + 1 if not run_batch(1.0) else 0


def test_an_agency_silent_for_longer_than_its_records_are_kept_has_lost_none(town: City) -> None:
    """Retention removes the mark of the last transaction too: whoever stood before it would seem to miss a record."""
    access, topic = town.known[FORWARDER], submissions_of("court")
    write(town, "court", range(3))
    forwarder, conveyor = open_forwarder(access, AGENCIES)
    _until_idle(forwarder.run_batch)
    conveyor.close()
    admin = KafkaAdminClient(**town.administrator.settings())
    admin.delete_records({TopicPartition(access.prefix + topic, number): -1 for number in range(2)})
    admin.close()
    forwarder, conveyor = open_forwarder(access, AGENCIES)
    _until_idle(forwarder.run_batch)
    write(town, "court", range(3, 5))
    _until_idle(forwarder.run_batch)
    conveyor.close()
    assert taken_in(town) == expected("court", range(5))


def test_a_second_forwarder_fences_the_first(town: City) -> None:
    access = town.known[FORWARDER]
    old, old_conveyor = open_forwarder(access, AGENCIES)
    new, new_conveyor = open_forwarder(access, AGENCIES)
    write(town, "court", range(3))
    old_records = old_conveyor.bring(10.0)
    write(town, "police", range(3))
    _until_idle(new.run_batch)
    outgoing = [old.gate().judge(record, NOW) for record in old_records]
    assert old_records
    with pytest.raises(StaleOwnerError):
        old_conveyor.take_in(old_records, outgoing)
    old_conveyor.close()
    new_conveyor.close()
    assert taken_in(town) == expected("court", range(3)) + expected("police", range(3))


def test_a_flood_of_one_agency_leaves_the_others_their_turn(town: City) -> None:
    """Whatever waits of one agency, a batch takes its share and no more; the other's record is in the first ones."""
    write(town, "court", range(400))
    write(town, "police", range(1))
    forwarder, conveyor = open_forwarder(town.known[FORWARDER], AGENCIES, share=20)
    batches = []
    while sum(batches) < 100:
        batches.append(forwarder.run_batch(1.0))
        assert batches[-1] <= 2 * 20
    assert ("police", statement("police", 0).event_id) in taken_in(town)
    _until_idle(forwarder.run_batch)
    conveyor.close()
    assert taken_in(town) == expected("court", range(400)) + expected("police", range(1))


def test_what_may_not_be_said_is_set_aside_and_the_rest_goes_on(town: City) -> None:
    """As an agency's own client could write it, whatever the hub's adapters would do."""
    access, forged = town.known["agency.court"], encoded("police", 1)[1]
    poison: list[tuple[bytes | None, bytes | None, list[tuple[str, bytes]]]] = [
        (b"police-1:1", forged, []),
        (b"k", b"\x00not a record", []),
        (b"k", encoded("court", 3)[1], [("hub-kind", b"1")]),
        (b"k", b"", [("identity", b"nobody")]),
        (b"\xff\xfe", encoded("court", 4)[1], []),
        (None, b"no key", []),
    ]
    write(town, "court", range(1, 2))
    producer = KafkaProducer(**access.settings())
    for key, value, headers in poison:
        topic = access.prefix + submissions_of("court")
        producer.send(topic, key=key, value=value, headers=headers, partition=0).get(timeout=SECONDS)
    producer.close(timeout=2)
    write(town, "court", range(2, 3))
    forwarder, conveyor = open_forwarder(town.known[FORWARDER], AGENCIES)
    _until_idle(forwarder.run_batch)
    conveyor.close()
    assert taken_in(town) == expected("court", range(1, 3))
    letters = everything(town, DEAD_LETTERS)
    assert len(letters) == len(poison)
    assert {letter.headers["principal"] for letter in letters} == {"court"}
    assert all(letter.headers["reason"] and letter.headers["code"].startswith("E-") for letter in letters)
