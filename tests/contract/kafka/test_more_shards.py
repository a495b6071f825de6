"""More shards on a real cluster: the same hub before and after, as one machine has it; killed anywhere it goes on."""

from __future__ import annotations

import copy
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from hub.bus.kafka import KafkaAccess
from hub.core.errors import PermanentError, StaleOwnerError
from hub.core.topics import CHANGELOG, DEAD_LETTERS
from hub.core.topics import CUTS as CUTS_TOPIC
from hub.engines.kafka.notes import SUB_STEPS
from hub.engines.kafka.remote import RemoteEngine, RemoteOptions
from hub.engines.kafka.settings_notes import SettingsNotes
from hub.engines.kafka.versions import Versions
from hub.engines.moving import Outcome
from tests.contract.test_moving import begin, end, expected
from tests.engines import KafkaWorld
from tests.kafka_version_victim import AFTER, BEFORE, VERSIONED, versions_of
from tests.toys import BOOKED, CUTS, HOUR, PAID, SENT, START, JsonSerde, orders, processors

pytestmark = pytest.mark.kafka
ROOT = Path(__file__).parents[3]
STATES = frozenset({"paying", "booking"})
DEADLY = (*SUB_STEPS[:6], "page written", *SUB_STEPS[6:-1])
"""All that is before the switch, a page of entries twice."""

HERE = (SENT, PAID, BOOKED, CUTS, DEAD_LETTERS)


class KilledError(BaseException):
    """The process ends here, and closes nothing."""


def killing(*moments: str) -> Callable[[str], None]:
    """Return a probe that kills at each of *moments*, the later ones once the former have passed."""
    left = list(moments)

    def probe(sub_step: str) -> None:
        if left and sub_step == left[0]:
            raise KilledError(left.pop(0))

    return probe


@pytest.fixture
def world(access: KafkaAccess, tmp_path: Path) -> KafkaWorld:
    """A hub on the cluster that has taken in half of a story."""
    world = KafkaWorld(tmp_path / "hub", BEFORE, access=replace(access, versioned=VERSIONED), topics=HERE)
    engine = world.open()
    begin(engine, world.letters())
    return world


def after(world: KafkaWorld, version: int = 2, shards: int = AFTER) -> KafkaWorld:
    """Return the same hub in another version."""
    found = copy.copy(world)
    found.access, found.shards = replace(world.access, version=version), shards
    return found


def the_rest(world: KafkaWorld) -> dict[str, object]:
    engine = world.open()
    waiting = end(engine, world.letters())
    return {**world.outcome(), "waiting": waiting}


def move(versions: Versions) -> Outcome:
    work = versions.open(AFTER)
    try:
        return work.finish()
    finally:
        work.close()


def told(found: dict[str, object]) -> dict[str, object]:
    """Return *found* in one form for both engines, which list the same things as mappings or in no order."""
    return {name: sorted(dict(value).items()) if name in STATES else sorted(value) for name, value in found.items()}


def test_killed_at_every_sub_step_it_goes_on_and_nobody_works_on_the_former_version(
    world: KafkaWorld, tmp_path: Path
) -> None:
    """
    One move that dies at each sub-step in turn and is begun again each time: the outcome is that of one machine on
    which nothing was changed, and what isn't read by its shard stays where it was.

    Who had begun to write is turned away by the broker, who comes later by the note, each told what to write.
    """
    engine = world.opened[0]
    clock = RemoteEngine(
        world.access, tmp_path / "clock", processors(), JsonSerde(), RemoteOptions(shards=BEFORE, patience=1.0)
    )
    clock.tick(START + 3 * HOUR)
    with closing(SettingsNotes(world.access)) as notes:
        assert notes.publish("what was amended", lambda former: former is None)
    probe, died = killing(*DEADLY), []
    while len(died) < len(DEADLY):
        with pytest.raises(KilledError) as killed:
            move(versions_of(world.access, tmp_path / "yard", probe))
        died.append(str(killed.value))
    assert tuple(died) == DEADLY
    found = move(versions_of(world.access, tmp_path / "yard"))
    assert found.moved and found.is_equal and not found.repeated
    assert {proof.topic for proof in found.topics} == {SENT, PAID}
    assert all(proof.records == proof.target_records > 0 for proof in found.topics)
    assert [comparison.keys for comparison in found.processors.values()] == [7, 7]
    assert versions_of(world.access, tmp_path / "yard").moved() == (2, AFTER)

    with closing(SettingsNotes(after(world).access)) as notes:
        assert notes.read() == "what was amended"  # workers of the new version begin under no older settings
    with closing(SettingsNotes(world.access)) as notes, pytest.raises(StaleOwnerError, match=f"moved to {AFTER}"):
        notes.publish("amended once more", lambda _former: True)
    with pytest.raises(StaleOwnerError, match="another process"):
        clock.tick(START + 4 * HOUR)
    clock.close()
    with pytest.raises(StaleOwnerError, match="taken it over"):
        engine.append(SENT, orders(62)[61:])
    with pytest.raises(StaleOwnerError, match=f"write shards = {AFTER} and topic_version = 2"):
        engine.append(SENT, orders(62)[61:])
    with pytest.raises(StaleOwnerError):
        engine.run_until_idle()
    for late in (
        lambda: world.open(machine="late"),
        lambda: RemoteEngine(world.access, tmp_path / "late", processors(), JsonSerde(), RemoteOptions(shards=BEFORE)),
    ):
        with pytest.raises(StaleOwnerError, match=f"moved to {AFTER} shards"):
            late()
    world.machine = "here"
    bus = after(world).bus()
    assert [bus.partitions(topic) for topic in (SENT, PAID, BOOKED, DEAD_LETTERS)] == [AFTER, AFTER, BEFORE, BEFORE]
    bus.close()
    assert told(the_rest(after(world))) == told(expected(tmp_path / "straight", BEFORE))


def test_until_the_switch_it_is_undone(world: KafkaWorld, tmp_path: Path) -> None:
    """Even when all was carried: the hub goes on as if nothing had been, and what was carried stays closed."""
    with pytest.raises(KilledError):
        move(versions_of(world.access, tmp_path / "yard", killing("sealed")))
    work = versions_of(world.access, tmp_path / "yard").open(AFTER)
    work.undo()
    work.close()
    with pytest.raises(StaleOwnerError):
        after(world).open(machine="early")
    assert told(the_rest(world)) == told(expected(tmp_path / "straight", BEFORE))


def test_killed_by_a_signal_beside_the_running_hub_and_after_it_stopped_it_goes_on(
    world: KafkaWorld, tmp_path: Path
) -> None:
    for moment, count in (("page written", 3), ("installed", 2)):
        command = [
            sys.executable, "-m", "tests.kafka_version_victim", str(tmp_path / "yard"), world.access.bootstrap,
            world.access.prefix, moment, str(count),
        ]  # fmt: skip
        assert subprocess.run(command, cwd=ROOT, check=False, timeout=300).returncode == -signal.SIGKILL
    assert move(versions_of(world.access, tmp_path / "yard")).moved
    assert told(the_rest(after(world))) == told(expected(tmp_path / "straight", BEFORE))


def test_it_says_what_it_cannot_do(world: KafkaWorld, tmp_path: Path) -> None:
    """Fewer shards, other shards than begun, nothing to undo; an undone attempt is followed by the next version."""
    versions = versions_of(world.access, tmp_path / "yard")
    with pytest.raises(PermanentError, match="has 2 shards already"):
        versions.open(BEFORE)
    with pytest.raises(PermanentError, match="only made more"):
        versions.open(1)
    with pytest.raises(PermanentError, match="no move was begun"):
        versions.check_begun()
    begun = versions.open(AFTER)
    with pytest.raises(PermanentError, match=f"a move to {AFTER} shards was begun"):
        versions_of(world.access, tmp_path / "yard", after=AFTER + 1).open(AFTER + 1)
    begun.undo()
    begun.close()
    versions.open(AFTER).close()
    bus = after(world, version=3).bus()
    assert (bus.partitions(CHANGELOG), bus.partitions(CUTS_TOPIC)) == (AFTER, 1)
    bus.close()
