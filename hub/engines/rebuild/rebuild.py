"""A rebuild from beginning to end: replay, compare, switch, and the way back."""

from __future__ import annotations

import fcntl
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from hub.core.errors import PermanentError, UnknownRecordError
from hub.core.ports import Processor, Serde
from hub.core.topics import DEAD_LETTERS
from hub.engines.processing.stage import StagePlan, stage_plans
from hub.engines.processing.states import CACHED_STATES
from hub.engines.rebuild.comparing import Comparison, Difference, Held, Kind, compare
from hub.engines.rebuild.ground import Ground, Hold
from hub.engines.rebuild.holdings import copy_holdings, holdings, measures_of, position_of, progress_of
from hub.engines.rebuild.shadow import Shadow, follow

_NEXT = "next"
_FORMER = "former"
_END = 1 << 40
"""Beyond every offset."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a replay is: entries of the log taken, of those that the live processor has taken."""

    taken: int
    total: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What is on disk: how far a replay that was begun is, and whether there's a former state to go back to."""

    next: Progress | None
    has_former: bool


@dataclass(frozen=True, slots=True)
class Subject:
    """The processor *name* among all *processors* in the order in which records flow; ``made_by`` names their code."""

    name: str
    processors: Sequence[object]
    made_by: str

    @property
    def processor(self) -> Processor[object]:
        """
        The processor itself.

        Raises:
            UnknownRecordError: there's none of that name.
        """
        known = cast("Sequence[Processor[object]]", self.processors)
        for processor in known:
            if processor.name == self.name:
                return processor
        names = " ".join(processor.name for processor in known)
        raise UnknownRecordError("no such processor", where=self.name, remedy=names)

    def plan(self, ground: Ground, shard: int) -> StagePlan:
        """Return what the stage of the processor on *shard* is told."""
        return self.plan_among(shard, ground.shards, ground.generation)

    def plan_among(self, shard: int, shards: int, generation: int) -> StagePlan:
        """Return what the stage of the processor on *shard* of *shards* is told."""
        known = cast("Sequence[Processor[object]]", self.processors)
        plans = stage_plans(shard, shards, known, generation=generation, cached_states=CACHED_STATES)
        return next(plan for plan in plans if plan.processor.name == self.name)


class Rebuild:
    """
    One processor of a hub made anew beside the live one.

    The live hub runs on until :meth:`switch`. Whatever is killed, the same call goes on where it stood; :meth:`drop`
    undoes all that was not switched.
    """

    def __init__(self, ground: Ground, subject: Subject, serde: Serde, folder: Path) -> None:
        self._ground = ground
        self._processor = subject.processor
        self._serde = serde
        self._folder = folder / subject.name
        self._made_by = f"{subject.made_by}/{ground.generation}/{ground.shards}"
        self._plans = [subject.plan(ground, shard) for shard in range(ground.shards)]

    def standing(self) -> Standing:
        """Return what is on disk."""
        has_former = (self._folder / _FORMER).is_dir()
        if not (self._folder / _NEXT).is_dir():
            return Standing(None, has_former)
        with self._shadows(_NEXT) as shadows:
            return Standing(self._progress(shadows), has_former)

    def replay(self, watch: Callable[[Progress], None] = lambda progress: None) -> Progress:
        """
        Replay what the live processor has taken; a state that other code had begun is dropped first.

        Raises:
            BusUnavailableError: log or file can't be used now; the same call goes on.
        """
        with self._alone(), self._shadows(_NEXT) as shadows:
            if any(shadow.made_by not in (None, self._made_by) for shadow in shadows):
                for shadow in shadows:
                    shadow.forget()
            for shadow in shadows:
                shadow.note_made_by(self._made_by)
            return self._follow(shadows, watch)

    def recall(self, watch: Callable[[Progress], None] = lambda progress: None) -> Progress:
        """
        Take the state that the last switch replaced up again and bring it to where the live one stands.

        Raises:
            UnknownRecordError: nothing was ever switched.
        """
        with self._alone():
            former = self._folder / _FORMER
            if former.is_dir():
                shutil.rmtree(self._folder / _NEXT, ignore_errors=True)
                former.rename(self._folder / _NEXT)
            with self._shadows(_NEXT) as shadows:
                if any(shadow.made_by != _FORMER for shadow in shadows):
                    raise UnknownRecordError(
                        "there's no former state",
                        where=self._processor.name,
                        remedy=f"hub rebuild {self._processor.name}",
                    )
                return self._follow(shadows, watch)

    def compare(self) -> Comparison:
        """Compare the rebuilt state with the live one, each shard as it stands at one instant."""
        comparison = Comparison()
        with self._alone(), self._shadows(_NEXT) as shadows:
            held = self._held(shadows)
            measures = self._measures(shadows)
            for shard, shadow in enumerate(shadows):
                with self._ground.live(shard) as live:
                    self._catch_up(shadow, shard, position_of(live, self._processor.name))
                    self._compare(comparison, shadow, live, (shard, measures, held))
        return comparison

    def switch(self, *, accept: bool) -> tuple[Comparison, bool]:
        """
        Put the rebuilt state in the place of the live one, when both are equal or *accept* is given.

        Return the comparison on which it was decided and whether the switch was made. What was live is kept, see
        :meth:`recall`. Whoever runs the hub is fenced off and goes on with the new state when it starts again.

        Raises:
            BusUnavailableError: a shard can't be held now; nothing was switched.
        """
        comparison = Comparison()
        name = self._processor.name
        with self._alone(), self._shadows(_NEXT) as shadows, self._ground.hold() as holds:
            held = self._held(shadows)
            for shard, (shadow, hold) in enumerate(zip(shadows, holds, strict=True)):
                self._catch_up(shadow, shard, position_of(hold.connection, name))
            measures = self._measures(shadows)
            for shard, (shadow, hold) in enumerate(zip(shadows, holds, strict=True)):
                self._compare(comparison, shadow, hold.connection, (shard, measures, held))
            if not (comparison.is_equal or accept):
                return comparison, False
            self._exchange(shadows, holds, measures)
        shutil.rmtree(self._folder / _NEXT)
        return comparison, True

    def _exchange(self, shadows: Sequence[Shadow], holds: Sequence[Hold], measures: Sequence[str]) -> None:
        """Keep what is live aside, then install what was rebuilt; a shard that has it from a killed try is left."""
        name = self._processor.name
        target = max(shadow.target for shadow in shadows) or 1 + max(hold.generation(name) for hold in holds)
        for shadow in shadows:
            shadow.note_target(target)
        waiting = [
            (shadow, hold) for shadow, hold in zip(shadows, holds, strict=True) if hold.generation(name) < target
        ]
        if len(waiting) == len(shadows):
            self._keep_former(shadows, holds, measures)
        for shadow, hold in waiting:
            hold.install(name, shadow.connection, measures, target)

    def _keep_former(self, shadows: Sequence[Shadow], holds: Sequence[Hold], measures: Sequence[str]) -> None:
        """Write what is live beside, whole or not at all."""
        part = self._folder / f"{_FORMER}.part"
        shutil.rmtree(part, ignore_errors=True)
        for shadow, hold in zip(shadows, holds, strict=True):
            former = Shadow(part / shadow.path.name, shadow.plan, self._serde)
            try:
                with former.transaction() as connection:
                    copy_holdings(hold.connection, connection, self._processor.name, measures)
                    former.note_measures(measures)
                    former.note_made_by(_FORMER)
            finally:
                former.close()
        shutil.rmtree(self._folder / _FORMER, ignore_errors=True)
        part.rename(self._folder / _FORMER)

    def drop(self) -> None:
        """Drop what was rebuilt and not switched, and what was kept of the former state."""
        with self._alone():
            for folder in (_NEXT, _FORMER):
                shutil.rmtree(self._folder / folder, ignore_errors=True)

    def close(self) -> None:
        """Let go of all files."""
        self._ground.close()

    @contextmanager
    def _shadows(self, which: str) -> Iterator[Sequence[Shadow]]:
        opened = [
            Shadow(self._folder / which / f"shard-{shard:02d}.db", plan, self._serde)
            for shard, plan in enumerate(self._plans)
        ]
        try:
            yield opened
        finally:
            for shadow in opened:
                shadow.close()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep every other rebuild of this processor out; the lock goes with the process that holds it."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / "lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise PermanentError(
                    "another process is rebuilding it", where=self._processor.name, remedy="wait for it, or end it"
                ) from error
            yield

    def _ends(self) -> list[int]:
        found = []
        for shard in range(self._ground.shards):
            with self._ground.live(shard) as live:
                found.append(position_of(live, self._processor.name))
        return found

    def _progress(self, shadows: Sequence[Shadow]) -> Progress:
        ends = self._ends()
        return Progress(sum(min(shadow.position, end) for shadow, end in zip(shadows, ends, strict=True)), sum(ends))

    def _follow(self, shadows: Sequence[Shadow], watch: Callable[[Progress], None]) -> Progress:
        ends = self._ends()
        total = sum(ends)
        passed = 0
        for shard, (shadow, end) in enumerate(zip(shadows, ends, strict=True)):
            for position in self._steps(shadow, shard, end):
                watch(Progress(passed + position, total))
            passed += end
        return Progress(passed, total)

    def _catch_up(self, shadow: Shadow, shard: int, end: int) -> None:
        for _ in self._steps(shadow, shard, end):
            pass

    def _steps(self, shadow: Shadow, shard: int, end: int) -> Iterator[int]:
        topic = self._processor.input
        return follow(shadow, lambda since, until: self._ground.entries(shard, topic, since, until), end)

    def _held(self, shadows: Sequence[Shadow]) -> Held:
        live: set[str] = set()
        for shard in range(self._ground.shards):
            since = 0
            while page := self._ground.entries(shard, DEAD_LETTERS, since, _END):
                since = page[-1][0] + 1
                live.update(
                    entry.key
                    for _, entry in page
                    if entry.headers and json.loads(entry.headers).get("processor") == self._processor.name
                )
        return Held(frozenset(live), frozenset().union(*(shadow.held for shadow in shadows)))

    def _measures(self, shadows: Sequence[Shadow]) -> list[str]:
        """
        Return the measures whose rows are the processor's own: those that it has contributed to.

        Rows of one label may come from several processors; each contributes to measures of its own.
        """
        return sorted(set().union(*(measures_of(shadow.connection) | shadow.measures for shadow in shadows)))

    def _compare(
        self, comparison: Comparison, shadow: Shadow, live: sqlite3.Connection, about: tuple[int, Sequence[str], Held]
    ) -> None:
        shard, measures, held = about
        name = self._processor.name
        sides = (holdings(live, name, measures), holdings(shadow.connection, name, measures))
        compare(comparison, sides, self._processor.codec, held, shard)
        if progress_of(live, name) != progress_of(shadow.connection, name):
            comparison.note(Difference(shard=shard, key="", kinds=(Kind.PROGRESS,)))
