"""
Another number of shards on a cluster: a new version of the topics that processors read, filled beside the old one.

Both versions are hubs to a move: each with its log, its changelog and its notes. All other topics (agencies' own,
events, rows, what was put aside) are read by nobody by their shard: they stay what they are, with every reader's
position.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from hub.bus.kafka import KafkaAccess
from hub.bus.kafka.gate import read_version, version_note
from hub.core.errors import PermanentError
from hub.core.topics import CUTS
from hub.engines.kafka.changelog import CHANGELOG
from hub.engines.kafka.ends import Ends
from hub.engines.kafka.notes import ARRIVING, UNDONE, Notes, Yard
from hub.engines.kafka.settings_notes import SETTINGS
from hub.engines.kafka.source import KafkaSource
from hub.engines.kafka.target import KafkaTarget
from hub.engines.moving import Crew, Move, Reading

_BY_WAY = "hub migrate kafka-to-embedded, hub topics repartition, hub migrate embedded-to-kafka"


class VersionSource(KafkaSource):
    """What processors read in one version, to be carried into the next."""

    def topics(self) -> Sequence[str]:
        """Return the topics that have versions, but the engine's own."""
        return [topic for topic in super().topics() if topic in self._yard.access.versioned]

    def readings(self) -> Sequence[Reading]:
        """Return none: who reads other topics goes on reading them where they are."""
        return ()

    def settled(self) -> frozenset[tuple[int, int]]:
        """Return none: what was put aside stays where it is."""
        return frozenset()


class VersionTarget(KafkaTarget):
    """The next version of what processors read."""

    def __init__(self, yard: Yard, amended: Callable[[], str | None]) -> None:
        there = Ends(yard.access).partitions()
        for topic in yard.access.versioned:
            wanted = 1 if topic == CUTS else yard.shards
            if there.get(topic, wanted) != wanted:
                raise PermanentError(
                    f"a move to {there[topic]} shards was begun", where=topic, remedy="finish or undo that first"
                )
        super().__init__(yard, version_note(yard.access.version, yard.shards), amended)

    def topics(self) -> Sequence[str]:
        """Return the topics that have versions."""
        return [topic for topic in super().topics() if topic in self._yard.access.versioned]


@dataclass(frozen=True, slots=True)
class Versions:
    """
    What another number of shards is made with.

    ``folder`` of this machine holds copies and what is computed; ``make`` makes what is missing of a version's topics.
    """

    access: KafkaAccess
    folder: Path
    crew: Crew
    make: Callable[[int], None]
    probe: Callable[[str], None] = lambda _sub_step: None

    def moved(self) -> tuple[int, int] | None:
        """
        Return version and shards to which the hub was moved from the version of ``access``, None where it wasn't.

        Raises:
            ConfigurationError: there's no such version.
            BusUnavailableError: the cluster doesn't answer.
        """
        notes = self._notes(self.access)
        try:
            return read_version(notes.closed)
        finally:
            notes.close()

    def _notes(self, access: KafkaAccess) -> Notes:
        return Notes(Yard(access, 1, self.folder))

    def _amended(self) -> str | None:
        """Return the note of the settings that stands in this version."""
        notes = self._notes(self.access)
        try:
            return notes.get(SETTINGS)
        finally:
            notes.close()

    def check_begun(self) -> None:
        """
        Hold whoever would undo to a move that was begun.

        Raises:
            PermanentError: none was.
        """
        if not Ends(replace(self.access, version=self._next())).partitions().get(CUTS):
            raise PermanentError("no move was begun", where=self.access.named(CHANGELOG))

    def forget(self) -> None:
        """Take away the copies of this machine, which a move that was made needs no longer."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def open(self, shards: int) -> Move:
        """
        Open the move to *shards* shards, which goes on where one to as many was begun.

        Raises:
            PermanentError: the hub has as many or more, another move was begun, or the log has lost its beginning.
            AccessDeniedError: this principal may not read and write both versions, or not make the new topics.
            BusUnavailableError: the cluster doesn't answer.
        """
        ends = Ends(self.access)
        there = ends.partitions()
        has = there.get(CHANGELOG, 0)
        if shards == has:
            raise PermanentError(f"has {shards} shards already", where=self.access.named(CHANGELOG))
        if shards < has:
            raise PermanentError(
                f"has {has} shards; a cluster's are only made more", where=self.access.named(CHANGELOG), remedy=_BY_WAY
            )
        self._check_whole(ends, {topic: there.get(topic, 0) for topic in self._inputs()})
        target_access = replace(self.access, version=self._next())
        self.make(target_access.version)
        source = VersionSource(Yard(self.access, has, self.folder, self.probe), self.crew, {})
        try:
            target = VersionTarget(Yard(target_access, shards, self.folder, self.probe), self._amended)
        except BaseException:
            source.close()
            raise
        return Move(source, target, self.crew, self.folder / "states")

    def _inputs(self) -> list[str]:
        return [str(getattr(processor, "input", "")) for processor in self.crew.processors]

    def _check_whole(self, ends: Ends, counts: dict[str, int]) -> None:
        first = ends.first([(topic, number) for topic, count in counts.items() for number in range(count)])
        for (topic, number), offset in first.items():
            if offset:
                raise PermanentError(
                    f"the log begins at offset {offset}: states can't be computed from what is left of it",
                    where=f"{self.access.named(topic)}/{number}",
                    remedy="stay with this number of shards; hub topics plan shows what keeps the topic's records",
                )

    def _next(self) -> int:
        """Return the next version that no undone move has left records in."""
        version = self.access.version + 1
        while True:
            access = replace(self.access, version=version)
            if not Ends(access).partitions().get(CUTS):
                return version
            notes = self._notes(access)
            try:
                if notes.get(ARRIVING) != UNDONE:
                    return version
            finally:
                notes.close()
            version += 1
