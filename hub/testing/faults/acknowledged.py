"""
Nodes killed just after a commit that they have acknowledged, by ``python -m hub.testing.faults.acknowledged``.

A seed draws a story: payments in slices, and in each slice one blow, right after the cluster has answered that a batch
is committed, when the ends of that transaction may not stand on all partitions yet. ``--stories 0-19`` are the seeds,
``--alone`` plays them on one node, ``--write docs/reliability.md`` puts what came of them there.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from confluent_kafka.admin import AdminClient

from hub.bus.kafka import KafkaAccess
from hub.core.errors import HubError
from hub.core.topics import CHANGELOG
from hub.engines.embedded import EmbeddedEngine, EngineOptions
from hub.engines.kafka import KafkaEngine, KafkaEngineOptions
from hub.engines.kafka.cluster import client_settings
from hub.engines.kafka.feed import GROUP
from hub.testing.faults.ground import Ground
from hub.testing.faults.patience import LIMIT_SECONDS, Patience
from hub.testing.faults.plan import SLICES, seeds_of
from hub.testing.faults.readings import Outcome, Reading, embedded_outcome
from hub.testing.faults.steps import Stand
from hub.testing.faults.table import Told, write_told
from hub.testing.faults.verdict import failures_of
from hub.testing.faults.workloads import Payments
from hub.testing.kafka import KafkaCluster, MissingJavaError
from hub.testing.toys import PAID

_ACKNOWLEDGED = "cluster committed"
_TRANSACTIONS, _POSITIONS = "__transaction_state", "__consumer_offsets"
_ASK_SECONDS = 10.0


class Victim(StrEnum):
    """Which node is killed."""

    TRANSACTIONS = "coordinator of the transaction"
    CHANGELOG = "leader of the changelog"
    OUTPUT = "leader of what was sent"
    POSITIONS = "coordinator of the positions"
    ALL = "all nodes at once"


@dataclass(frozen=True, slots=True, kw_only=True)
class Blow:
    """
    One kill: so many seconds after the *nth* commit of a slice was acknowledged.

    ``with_worker`` says that the worker dies with it and another one takes over, with no copy; ``late`` that the node
    is started only when the others have taken in all that they could.
    """

    nth: int
    delay: float
    with_worker: bool
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What a seed draws."""

    seed: int
    victim: Victim
    shards: int
    batch: int
    blows: tuple[Blow, ...]


def story_of(seed: int, *, alone: bool = False) -> Story:
    """
    Return the story of *seed*, on three nodes or, *alone*, on one.

    >>> story_of(3) == story_of(3), story_of(3).victim.value, story_of(3, alone=True).victim.value
    (True, 'coordinator of the positions', 'all nodes at once')
    """
    chance = random.Random(f"{seed}/acknowledged")  # noqa: S311 - a schedule is no secret
    victim = Victim.ALL if alone else list(Victim)[seed % len(Victim)]
    blows = tuple(
        Blow(
            nth=chance.randint(1, 6),
            delay=chance.choice((0.0, 0.0, 0.0, 0.001, 0.003, 0.01, 0.03)),
            with_worker=chance.random() < 0.5,
            # with no node left nobody goes on meanwhile
            late=chance.random() < 0.5 and victim is not Victim.ALL,
        )
        for _ in range(SLICES)
    )
    return Story(seed=seed, victim=victim, shards=chance.choice((1, 2)), batch=chance.choice((5, 10)), blows=blows)


class _WorkerDiedError(Exception):
    """The worker of a story dies here: nothing of the engine catches this."""


@dataclass(slots=True)
class Striker:
    """A probe of the engine: lets *strike* happen when a commit is acknowledged for the n-th time."""

    strike: Callable[[], None]
    left: int = 0

    def __call__(self, sub_step: str) -> None:
        """Count down where *sub_step* is the one."""
        if sub_step != _ACKNOWLEDGED or self.left == 0:
            return
        self.left -= 1
        if self.left == 0:
            self.strike()


def victims_of(cluster: KafkaCluster, access: KafkaAccess, victim: Victim) -> tuple[int, ...]:
    """Return the numbers of the nodes that *victim* names for the first shard of *access*'s part of the cluster."""
    if victim is Victim.ALL:
        return tuple(node.number for node in cluster.nodes)
    prefix = access.prefix
    known = AdminClient(client_settings(access)).list_topics(timeout=_ASK_SECONDS).topics
    named = {Victim.TRANSACTIONS: (_TRANSACTIONS, "shard/0"), Victim.POSITIONS: (_POSITIONS, GROUP)}
    if victim in named:
        topic, name = named[victim]
        number = java_hash(prefix + name) % len(known[topic].partitions)
    else:
        topic, number = prefix + {Victim.CHANGELOG: CHANGELOG, Victim.OUTPUT: PAID}[victim], 0
    return (int(known[topic].partitions[number].leader),)


def java_hash(text: str) -> int:
    """
    Return by what a broker chooses the coordinator of a name: the size of Java's hash of *text*.

    >>> java_hash("shard/0"), java_hash("hub"), java_hash("polygenelubricants")
    (2054215231, 103669, 0)
    """
    found = 0
    for letter in text:
        found = (31 * found + ord(letter)) & 0xFFFFFFFF
    signed = found - (1 << 32) if found >> 31 else found
    return 0 if signed == -(1 << 31) else abs(signed)


@dataclass
class Acknowledged:
    """One story played on *ground*, in *folder*."""

    story: Story
    ground: Ground
    folder: Path
    kills: int = 0
    deaths: int = 0
    told: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        story, cluster = self.story, self.ground.cluster
        self._access = KafkaAccess(bootstrap=cluster.bootstrap, prefix=f"told-{story.seed}-{time.monotonic_ns()}.")
        self._workload = Payments(story.seed)
        self._patience = Patience()
        self._striker = Striker(self._strike)
        self._engine: KafkaEngine | None = None
        self._machine = "worker-0"
        self._restart: threading.Thread | None = None
        self._victims: tuple[int, ...] = ()
        self._blow = story.blows[0]

    def run(self) -> list[str]:
        """Play it; return what was lost or came twice."""
        self.ground.create_topics(self._access, self._workload, self.story.shards)
        try:
            for number, blow in enumerate(self.story.blows):
                self._play(number, blow)
            self._ask(lambda engine: engine.tick(self._workload.end))
            self._ask(KafkaEngine.run_until_idle)
            return failures_of(self._workload, self._found(), self._expected(), set())
        except HubError as error:
            return [f"couldn't be judged: {error}"]
        finally:
            self._raise_again()
            self._leave()

    def _play(self, number: int, blow: Blow) -> None:
        self._ask(KafkaEngine.take_over)
        self.ground.await_copies(self._access)
        self._blow = blow
        self._ask(lambda engine: engine.append(self._workload.input, self._workload.slice(number)))
        self._ask(lambda engine: engine.tick(self._workload.end_of(number)))
        self._victims = victims_of(self.ground.cluster, self._access, self.story.victim)
        self._striker.left = blow.nth
        try:
            self._ask(KafkaEngine.run_until_idle)
        except _WorkerDiedError:
            self.deaths += 1
            self._machine = f"worker-{self.deaths}"
            self._leave()
            self._ask(KafkaEngine.run_until_idle)
        self._striker.left = 0
        self._raise_again()

    def _strike(self) -> None:
        time.sleep(self._blow.delay)
        self.kills += 1
        self.ground.cluster.kill(*self._victims)
        if not self._blow.late:
            self._restart = threading.Thread(target=self.ground.cluster.start, args=self._victims)
            self._restart.start()
        if self._blow.with_worker:
            raise _WorkerDiedError

    def _raise_again(self) -> None:
        if self._restart is not None:
            self._restart.join(LIMIT_SECONDS)
            self._restart = None
        self.ground.mend()

    def _ask(self, do: Callable[[KafkaEngine], object]) -> None:
        """Let the engine do something as a supervised worker does: again and again, and owning what it owned."""

        def once() -> None:
            if self._engine is None:
                self._engine = self._open()
            self._engine.own(range(self.story.shards))
            do(self._engine)

        self._patience.ask(once)

    def _open(self) -> KafkaEngine:
        # who takes over has no copy of who died
        return KafkaEngine(
            self._access,
            self.folder / self._machine,
            self._workload.processors(),
            self._workload.serde,
            KafkaEngineOptions(
                shards=self.story.shards, batch=self.story.batch, probe=self._striker, tell=self.told.append
            ),
        )

    def _leave(self) -> None:
        engine, self._engine = self._engine, None
        if engine is not None:
            with suppress(HubError):
                engine.close()

    def _found(self) -> Outcome:
        """Return what stands on the log, states and rows as one who has nothing but the changelog finds them."""
        self._leave()
        self._machine = "audit"
        self._ask(KafkaEngine.run_until_idle)
        found, reading = Outcome(), Reading(self._access)
        found.take_tables((self.folder / self._machine).glob("shard-??.db"))
        try:
            for topic in self._workload.topics:
                for record, headers in self._patience.ask(lambda topic=topic: list(reading.records(topic))):  # type: ignore[misc]  # mypy can't infer it
                    found.take_record(topic, record, headers)
        finally:
            reading.close()
        return found

    def _expected(self) -> Outcome:
        folder, workload = self.folder / "embedded", self._workload
        engine = EmbeddedEngine.open(
            folder, workload.processors(), workload.serde, EngineOptions(shards=self.story.shards)
        )
        for number in range(SLICES):
            engine.append(workload.input, workload.slice(number))
            engine.tick(workload.end_of(number))
        engine.tick(workload.end)
        engine.run_until_idle()
        found = embedded_outcome(engine, folder, workload.topics)
        engine.close()
        return found


def play_all(stories: Sequence[Story], stand: Stand) -> Iterator[tuple[Acknowledged, list[str]]]:
    """Play *stories* one after another on one cluster; yield each with what it failed to keep."""
    ground = Ground(stand)
    try:
        ground.start()
        for story in stories:
            folder = Path(tempfile.mkdtemp(prefix=f"hub-told-{story.seed}-"))
            try:
                played = Acknowledged(story, ground, folder)
                yield played, played.run()
            finally:
                ground.mend()
                shutil.rmtree(folder, ignore_errors=True)
    finally:
        ground.stop()


def arguments_of(arguments: Sequence[str]) -> argparse.Namespace:
    """Return what the command was told."""
    parser = argparse.ArgumentParser(prog="python -m hub.testing.faults.acknowledged", description=__doc__)
    parser.add_argument("--stories", default="0-19")
    parser.add_argument("--alone", action="store_true", help="one node, which may lose what it has acknowledged")
    parser.add_argument("--write", type=Path, help="page to put the table of results on")
    return parser.parse_args(arguments)


def say(line: str) -> None:
    """Print *line* at once: stories last minutes."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(arguments: Sequence[str]) -> int:
    """Play what is told; return 0 when everything was kept."""
    chosen = arguments_of(arguments)
    stories = [story_of(seed, alone=chosen.alone) for seed in seeds_of(chosen.stories)]
    found: dict[str, Told] = {}
    try:
        for played, failures in play_all(stories, Stand.SHARED if chosen.alone else Stand.THREE):
            story = played.story
            say(f"story {story.seed:3} {story.victim}: {played.kills} kills: {'; '.join(failures)[:600] or 'kept'}")
            for line in played.told:
                say(f"    {line}")
            victim = "a lone node" if chosen.alone else f"{story.victim}, of three"
            before = found.get(victim, Told())
            found[victim] = before.with_more(kills=played.kills, deaths=played.deaths, kept=not failures)
            if chosen.write is not None:
                write_told(chosen.write, found)
    except MissingJavaError as error:
        say(str(error))
        return 2
    return int(any(one.kept < one.stories for one in found.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
