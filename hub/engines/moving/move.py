"""A move from beginning to end: copy and replay beside the running hub, stop it, copy the rest, prove, switch."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from heapq import merge
from pathlib import Path
from typing import cast

from hub.core.errors import ConfigurationError
from hub.core.ports import Processor, Serde
from hub.engines.moving.copying import Copying, share_of
from hub.engines.moving.estate import Belongings, Source, Target
from hub.engines.moving.positions import Positions, readers_of, settled_of
from hub.engines.moving.proof import TopicProof, prove
from hub.engines.moving.weave import Lane
from hub.engines.rebuild import Comparison, Progress, Subject
from hub.engines.rebuild.comparing import Held, compare
from hub.engines.rebuild.holdings import holdings, measures_of
from hub.engines.rebuild.shadow import Shadow, follow

Watch = Callable[[Progress], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """
    What a move found and whether it was made.

    ``stray_rows`` are contribution rows that no processor accounts for; ``repeated`` counts what a reader group will be
    given again, because what it had taken doesn't lie together on the new partition: receivers drop it.
    """

    topics: Sequence[TopicProof]
    processors: dict[str, Comparison]
    stray_rows: int = 0
    repeated: dict[str, int] = field(default_factory=dict)
    moved: bool = False

    @property
    def is_equal(self) -> bool:
        """Whether log and states are equal, topic by topic and key by key."""
        return (
            not self.stray_rows
            and all(proof.is_equal for proof in self.topics)
            and all(comparison.is_equal for comparison in self.processors.values())
        )


@dataclass(frozen=True, slots=True)
class Crew:
    """Who replays: the processors in the order in which records flow; ``made_by`` names their code and rules."""

    processors: Sequence[object]
    serde: Serde
    made_by: str


class Move:
    """
    One hub carried from *source* to *target*.

    :meth:`prepare` may be called as often as one likes while the hub runs; :meth:`finish` stops it for what is left.
    Killed anywhere, the same calls go on; until the source was left, :meth:`undo` takes all back.
    """

    def __init__(self, source: Source, target: Target, crew: Crew, folder: Path) -> None:
        known = cast("Sequence[Processor[object]]", crew.processors)
        self._source = source
        self._target = target
        self._processors = known
        self._folder = folder
        generation = source.ground.generation
        inputs = [processor.input for processor in known]
        if len(set(inputs)) != len(inputs):
            raise ConfigurationError("two processors read one topic", remedy="such a hub can't be moved")
        lanes = {processor.input: Lane(processor.name, index == 0, generation) for index, processor in enumerate(known)}
        self._copying = Copying(source, target, lanes)
        self._shadows = [
            Shadow(
                folder / processor.name / f"shard-{shard:02d}.db",
                Subject(processor.name, known, "").plan_among(shard, target.ground.shards, generation),
                crew.serde,
            )
            for processor in known
            for shard in range(target.ground.shards)
        ]
        for shadow in self._shadows:
            if shadow.made_by not in {None, crew.made_by}:
                shadow.forget()
            shadow.note_made_by(crew.made_by)

    def prepare(self, watch: Watch = lambda progress: None) -> None:
        """
        Copy and replay what can be by now, while the hub runs.

        Raises:
            BusUnavailableError: one of the stores can't be used now; the same call goes on.
        """
        with self._target.hold():
            self._bring_up(watch, whole=False)

    def finish(self, watch: Watch = lambda progress: None) -> Outcome:
        """
        Stop the hub, carry over the rest, compare everything, and leave the source when all is equal.

        When it isn't, the hub is opened again as it was.

        Raises:
            BusUnavailableError: one of the stores can't be used now; the same call goes on.
        """
        with self._target.hold():
            self._source.stop()
            self._bring_up(watch, whole=True)
            found = self._compare()
            if not found.is_equal:
                self._source.resume()
                return found
            positions = readers_of(self._source, self._target.ground)
            self._install(positions)
            self._target.seal(self._source.ground.generation, self._source.moves + 1)
            self._source.leave(self._target.name)
        self._close_shadows()
        shutil.rmtree(self._folder, ignore_errors=True)
        return Outcome(topics=found.topics, processors=found.processors, repeated=positions.repeated, moved=True)

    def undo(self) -> None:
        """Open the source again and take away what was carried over."""
        with self._target.hold():
            self._source.resume()
            self._close_shadows()
            shutil.rmtree(self._folder, ignore_errors=True)
            self._target.drop()

    def close(self) -> None:
        """Let go of all files and connections."""
        self._close_shadows()
        self._source.close()
        self._target.close()

    def _close_shadows(self) -> None:
        for shadow in self._shadows:
            shadow.close()

    def _bring_up(self, watch: Watch, *, whole: bool) -> None:
        total = 2 * self._copying.total()
        taken = 0
        for copied in self._copying.run(whole=whole):
            taken += copied
            watch(Progress(min(taken, total), total))
        for shadow in self._shadows:
            topic, shard = shadow.plan.processor.input, shadow.plan.shard
            before = shadow.position
            end = self._target.head(shard, topic)
            for position in follow(shadow, partial(self._target.ground.entries, shard, topic), end):
                watch(Progress(min(taken + position - before, total), total))
            taken += end - before
        watch(Progress(total, total))

    def _of(self, name: str) -> list[Shadow]:
        return [shadow for shadow in self._shadows if shadow.processor == name]

    def _measures(self, name: str) -> list[str]:
        return sorted(set().union(*(measures_of(shadow.connection) for shadow in self._of(name))))

    def _compare(self) -> Outcome:
        """Compare states key by key, each target shard with all source shards, then topics record by record."""
        ground = self._source.ground
        found: dict[str, Comparison] = {}
        with ExitStack() as stack:
            lives = [stack.enter_context(ground.live(shard)) for shard in range(ground.shards)]
            for processor in self._processors:
                comparison = found[processor.name] = Comparison()
                measures = self._measures(processor.name)
                for shadow in self._of(processor.name):
                    mine = share_of(processor.input, shadow.plan.shard, self._target.ground.shards)
                    sides = (
                        (
                            holding
                            for holding in merge(
                                *(holdings(live, processor.name, measures) for live in lives),
                                key=lambda holding: holding.key.encode(),
                            )
                            if mine(holding.key)
                        ),
                        holdings(shadow.connection, processor.name, measures),
                    )
                    compare(comparison, sides, processor.codec, Held(), shadow.plan.shard)
            rows = sum(int(live.execute("SELECT count(*) FROM rows").fetchone()[0]) for live in lives)
        return Outcome(
            topics=[prove(topic, ground, self._target.ground) for topic in self._source.topics()],
            processors=found,
            stray_rows=rows - sum(comparison.rows for comparison in found.values()),
        )

    def _install(self, positions: Positions) -> None:
        cuts = self._source.cuts()
        settled = settled_of(self._source, self._target.ground)
        with self._source.ground.live(0) as live:
            generations: dict[str, int] = dict(live.execute("SELECT processor, generation FROM generations"))
        for shard in range(self._target.ground.shards):
            states = {shadow.processor: shadow.connection for shadow in self._shadows if shadow.plan.shard == shard}
            belongings = Belongings(
                readers=positions.of(shard), settled=settled[shard], cuts=cuts, generations=generations
            )
            self._target.install(shard, states, belongings)
