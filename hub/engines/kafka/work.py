"""
What a shard does with what has come: one batch is one transaction on the cluster, of outputs, changelog and positions.

The local copy is written in a transaction of its own, which ends after the cluster's: it may be behind, never ahead.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from confluent_kafka import Message

from hub.bus.entries import Entry, Kind
from hub.bus.records import from_micros
from hub.core.errors import ConfigurationError, PermanentError
from hub.core.ports import Cutting, Marker
from hub.engines.kafka.asking import Question
from hub.engines.kafka.changelog import changelog_of, changes
from hub.engines.kafka.cluster import Place
from hub.engines.kafka.cuts import PLACE as CUTS_PLACE
from hub.engines.kafka.feed import Arrival
from hub.engines.kafka.holding import Holding, ShardPlan
from hub.engines.kafka.wire import headers_of
from hub.engines.processing.output import SELECT_ROWS, Outlet, read_rows
from hub.engines.processing.stage import Stage, StagePlan
from hub.engines.processing.states import StateFaultError

Result = TypeVar("Result")
Steps = Generator[Question, None, Result]
"""Work that pauses where the cluster is asked to commit: until that's answered other shards have their turn."""


@dataclass(slots=True)
class _Transaction:
    """The journal of one batch: what goes out in its Kafka transaction."""

    connection: sqlite3.Connection
    outgoing: list[tuple[int, Entry]] = field(default_factory=list)

    def send(self, dest: int, entry: Entry) -> None:
        self.outgoing.append((dest, entry))


class Work:
    """
    The stages of one shard as its copy has them; *careful* ones store each step by itself.

    After anything that went wrong it may hold what was rolled back, and is made anew.
    """

    def __init__(self, plan: ShardPlan, holding: Holding, stages: Sequence[StagePlan], *, careful: bool) -> None:
        self._plan = plan
        self._number = holding.number
        self._owner = holding.owner
        self._store = holding.store
        connection = holding.store.connection
        with holding.store.errors():
            (self._last_row,) = connection.execute("SELECT coalesce(max(id), 0) FROM states").fetchone()
            self._stages = [Stage(each, connection, careful=careful) for each in stages]

    @property
    def positions(self) -> Mapping[Place, int]:
        """Where each stage goes on reading."""
        return {(stage.topic, self._number): stage.progress.position for stage in self._stages}

    @property
    def cached_states(self) -> int:
        """States that are kept decoded."""
        return sum(len(stage.states) for stage in self._stages)

    def is_there(self) -> bool:
        """Return whether there's anything that a batch would take."""
        return any(
            self._plan.feed.queues[stage.topic, self._number] and not self._rests(stage) for stage in self._stages
        )

    def resting(self) -> set[str]:
        """Return the markers behind which stages rest."""
        return {str(stage.progress.marker) for stage in self._stages if self._rests(stage)}

    def _rests(self, stage: Stage) -> bool:
        if stage.waits is not None:
            return True
        marker = stage.progress.marker
        return marker is not None and not self._plan.cuts.is_complete(marker)

    def transact(self) -> Steps[int]:
        """
        Take what has come and commit it; return how many log entries were taken.

        Raises:
            StateFaultError: a state can't be stored; what was taken waits again.
        """
        probe = self._plan.probe
        arrivals: list[tuple[str, Arrival]] = []
        try:
            with self._store.transaction() as connection:
                probe("batch begun")
                transaction = _Transaction(connection)
                outlet = Outlet(transaction, self._plan.serde, self._plan.place)
                for stage in self._stages:
                    self._take(stage, outlet, arrivals)
                marker = self._cut(outlet)
                probe("records taken")
                self._write_tables(outlet)
                probe("tables written")
                records = changes(self._stages, outlet.written, connection)
                last = yield from self._commit(transaction.outgoing, records, marker)
                self._store.note_checkpoint(last + 1, last)
                probe("cluster committed")
        except StateFaultError:
            for topic, arrival in reversed(arrivals):
                self._plan.feed.queues[topic, self._number].appendleft(arrival)
            raise
        return len(arrivals)

    def _take(self, stage: Stage, outlet: Outlet[_Transaction], arrivals: list[tuple[str, Arrival]]) -> None:
        queue, topic = self._plan.feed.queues[stage.topic, self._number], stage.topic
        for _ in range(self._plan.batch):
            if not queue or self._rests(stage):
                return
            arrival = queue.popleft()
            arrivals.append((topic, arrival))
            offset, entry, fault = arrival
            # between records stand the markers of transactions: the position is that of the record
            stage.progress.position = offset
            if fault is None and self._is_astray(entry):
                fault = PermanentError("stands on another partition than its key's", where=topic)
            if fault is None:
                stage.take(outlet, entry)
                if stage.waits is not None:
                    # for a worker of the version that wrote it, which goes on from this position
                    queue.appendleft(arrivals.pop()[1])
                    return
            else:
                stage.set_aside(outlet, entry, fault)

    def _is_astray(self, entry: Entry) -> bool:
        """Return whether a record from outside was put on another partition than its key's: a key has one shard."""
        if entry.kind != Kind.RECORD or entry.identity is not None:
            return False
        return self._plan.place(entry.topic, entry.key) != self._number

    def _cut(self, outlet: Outlet[_Transaction]) -> str | None:
        """When the last stage has passed a marker, show the processors their rows; return the marker passed."""
        passed, self._stages[-1].passed = self._stages[-1].passed, None
        if passed is None:
            return None
        marker, time = passed
        outlet.flush_rows()
        for stage in self._stages:
            processor = stage.plan.processor
            if isinstance(processor, Cutting):
                rows = read_rows(outlet.writing.connection.execute(SELECT_ROWS))
                try:
                    stage.send_cut(outlet, list(processor.cut(rows, Marker(marker, from_micros(time)))), marker, time)
                except sqlite3.Error:
                    raise
                except Exception as error:  # noqa: BLE001  (a cut that fails must not stop the loop)
                    stage.bury_cut(outlet, marker, time, error)
        return marker

    def _write_tables(self, outlet: Outlet[_Transaction]) -> None:
        for stage in self._stages:
            self._last_row = stage.states.flush(self._last_row)
            stage.timers.flush()
            stage.timers.trim()
            stage.flush()
        outlet.flush_rows()

    def _commit(
        self, outgoing: Sequence[tuple[int, Entry]], records: Iterable[tuple[str, bytes]], marker: str | None
    ) -> Steps[int]:
        """Commit the batch on the cluster; return the offset of its last record on the changelog."""
        owner, cuts = self._owner, self._plan.cuts
        changelog = (changelog_of(self._plan.generation), self._number)
        last = [0]

        def note(_error: object, message: Message) -> None:
            last[0] = max(last[0], message.offset() or 0)

        self._check_topics(outgoing)
        owner.begin()
        for dest, entry in outgoing:
            owner.send((entry.topic, dest), (entry.key, entry.value), headers_of(entry))
        for change in records:
            owner.send(changelog, change, [], note)
        if marker is not None:
            owner.send(CUTS_PLACE, (cuts.passed_key(self._number, marker), b""), [])
        self._plan.probe("outputs sent")
        question = owner.ask_to_commit(
            self.positions, self._plan.feed.consumer, lambda: self._plan.probe("positions sent")
        )
        yield question
        owner.hear(question)
        if marker is not None:
            cuts.note(cuts.passed_key(self._number, marker))
        return last[0]

    def _check_topics(self, outgoing: Sequence[tuple[int, Entry]]) -> None:
        for topic in {entry.topic for _, entry in outgoing}:
            if not self._plan.exists(topic):
                raise ConfigurationError(
                    "something must be sent there, and the topic isn't there", where=topic, remedy="hub topics apply"
                )
