"""
One shard on Kafka: the same-numbered partition of every processor's topic, owned as a whole.

Ownership is a transactional id: taking it fences every former owner in the broker itself (design §3 rule 5). A batch is
one Kafka transaction of outputs, changelog and positions; the local copy follows once that is committed. After anything
that goes wrong the shard comes again: what was begun is settled, the changelog is followed to its end, and the input is
read from the state's own position.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from confluent_kafka import Message

from hub.bus.entries import Entry, Kind
from hub.bus.kafka import KafkaAccess
from hub.bus.records import from_micros
from hub.core.errors import ConfigurationError, HubError, PermanentError, StaleOwnerError
from hub.core.ports import Cutting, Marker, Serde
from hub.engines.kafka.changelog import changelog_of, changes
from hub.engines.kafka.cluster import Ends
from hub.engines.kafka.cuts import CLOSED, Cuts
from hub.engines.kafka.cuts import PLACE as CUTS_PLACE
from hub.engines.kafka.feed import Arrival, Feed
from hub.engines.kafka.follow import Follower
from hub.engines.kafka.owner import Owner
from hub.engines.kafka.store import DamagedCopyError, LocalStore
from hub.engines.kafka.wire import headers_of
from hub.engines.processing.observing import BatchReport, Ending, Observer
from hub.engines.processing.output import SELECT_ROWS, Outlet, read_rows
from hub.engines.processing.stage import Stage, StagePlan
from hub.engines.processing.states import StateFaultError

SUB_STEPS = (
    "shard taken over", "changelog followed", "batch begun", "records taken", "tables written", "outputs sent",
    "positions sent", "cluster committed", "batch committed",
)  # fmt: skip
"""Every sub-step at which a worker may die."""

Probe = Callable[[str], None]
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardPlan:
    """
    What every shard of an engine shares.

    ``exists`` says whether a topic is there; ``tell`` takes sentences for whoever watches the worker.
    """

    access: KafkaAccess
    ends: Ends
    folder: Path
    generation: int
    serde: Serde
    place: Callable[[str, str], int]
    exists: Callable[[str], bool]
    cuts: Cuts
    feed: Feed
    probe: Probe
    tell: Tell
    batch: int
    observe: Observer
    monotonic: Callable[[], float]


@dataclass(slots=True)
class _Transaction:
    """The journal of one batch: what goes out in its Kafka transaction."""

    connection: sqlite3.Connection
    outgoing: list[tuple[int, Entry]] = field(default_factory=list)

    def send(self, dest: int, entry: Entry) -> None:
        self.outgoing.append((dest, entry))


class KafkaShard:
    """One shard, owned by this process until another takes it over. ``runs`` once it has come."""

    def __init__(self, plan: ShardPlan, number: int, stages: Sequence[StagePlan]) -> None:
        self._plan = plan
        self.number = number
        self._stage_plans = stages
        self._owner = Owner(plan.access, f"shard/{number}")
        self._store = LocalStore(plan.folder / f"shard-{number:02d}.db", plan.generation)
        self._told = ""
        self._follower: Follower | None = None
        self._stages: list[Stage] = []
        self._last_row = 0
        self.runs = False

    @property
    def left(self) -> int | None:
        """Changelog offsets still to be followed, None while the shard isn't taken over yet."""
        if self.runs:
            return 0
        return None if self._follower is None else self._follower.left

    def come(self) -> bool:
        """
        Do one bounded step of coming; return whether the shard runs now.

        Take it over, settle what was begun, follow the changelog, go on from the state's own position: in this order.

        Raises:
            StaleOwnerError: another worker has taken it over while it came.
            BusUnavailableError: the cluster doesn't answer; the same call may succeed later.
        """
        try:
            self._step()
        except DamagedCopyError as error:
            self._throw_copy_away(error)
        except HubError:
            # what was read and couldn't be written is read again, from where the copy stands
            self._end_following()
            raise
        finally:
            if self._store.thrown_away != self._told:
                self._told = self._store.thrown_away
                self._plan.tell(self._told)
        return self.runs

    def _step(self) -> None:
        if self.runs:
            return
        if not self._owner.holds:
            if self._owner.take():
                self._plan.probe("shard taken over")
        elif self._owner.unsettled:
            self._owner.settle()
        elif self._follower is None:
            self._check_open()
            place = (changelog_of(self._plan.generation), self.number)
            self._follower = Follower(self._plan.access, self._plan.ends, place, self._store)
        elif self._follower.step():
            self._end_following()
            self._plan.probe("changelog followed")
            self._load(careful=False)
            self._plan.feed.start({(stage.topic, self.number): stage.progress.position for stage in self._stages})
            self.runs = True

    def _check_open(self) -> None:
        """Refuse to run a hub that is being moved or was: who moves it has fenced this worker off for good."""
        self._plan.cuts.catch_up()
        if self._plan.cuts.notes.get(CLOSED):
            raise StaleOwnerError(
                "the hub is being moved, or was moved, to another place",
                where=f"shard {self.number}",
                remedy="finish the move, or undo it, then start the hub again",
            )

    def _end_following(self) -> None:
        if self._follower is not None:
            self._follower.close()
            self._follower = None

    def _throw_copy_away(self, error: DamagedCopyError) -> None:
        self.halt()
        self._store.throw_away(error.what)

    def halt(self) -> None:
        """Come again before anything else: memory may hold what was rolled back."""
        self.runs = False
        self._end_following()

    def _load(self, *, careful: bool) -> None:
        """Read stages and positions from the copy."""
        connection = self._store.connection
        with self._store.errors():
            (self._last_row,) = connection.execute("SELECT coalesce(max(id), 0) FROM states").fetchone()
            self._stages = [Stage(plan, connection, careful=careful) for plan in self._stage_plans]

    def has_work(self) -> bool:
        """Return whether there's anything that a batch would take."""
        return self.runs and any(
            self._plan.feed.queues[stage.topic, self.number] and not self._rests(stage) for stage in self._stages
        )

    def resting(self) -> set[str]:
        """Return the markers behind which stages rest."""
        return {str(stage.progress.marker) for stage in self._stages if self._rests(stage)}

    def batch(self) -> int:
        """
        Take what has come; return how many log entries were taken.

        Raises:
            StaleOwnerError: another worker owns the shard now; nothing was written.
            ConfigurationError: a topic that something must be sent to isn't there; nothing was written.
            BusUnavailableError: the cluster doesn't answer, or the disk is full; the same call may succeed later.
        """
        began = self._plan.monotonic()
        try:
            try:
                taken = self._transact()
            except StateFaultError:
                taken = self._transact_carefully()
        except DamagedCopyError as error:
            self._throw_copy_away(error)
            return 0
        except BaseException as error:
            self.halt()
            self._report(0, began, Ending.FENCED if isinstance(error, StaleOwnerError) else Ending.FAILED)
            raise
        self._report(taken, began, Ending.COMMITTED)
        self._plan.probe("batch committed")
        return taken

    def _report(self, entries: int, began: float, ending: Ending) -> None:
        self._plan.observe(
            BatchReport(
                shard=self.number,
                entries=entries,
                seconds=self._plan.monotonic() - began,
                ending=ending,
                cached_states=sum(len(stage.states) for stage in self._stages),
            )
        )

    def _transact_carefully(self) -> int:
        """Take the same entries again and try to store each step by itself: the one that can't be is buried."""
        self._load(careful=True)
        taken = self._transact()
        self._load(careful=False)
        return taken

    def _rests(self, stage: Stage) -> bool:
        if stage.waits is not None:
            return True
        marker = stage.progress.marker
        return marker is not None and not self._plan.cuts.is_complete(marker)

    def _transact(self) -> int:
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
                self._store.note_checkpoint(self._commit(transaction.outgoing, records, marker))
                probe("cluster committed")
        except StateFaultError:
            for topic, arrival in reversed(arrivals):
                self._plan.feed.queues[topic, self.number].appendleft(arrival)
            raise
        return len(arrivals)

    def _take(self, stage: Stage, outlet: Outlet[_Transaction], arrivals: list[tuple[str, Arrival]]) -> None:
        queue, topic = self._plan.feed.queues[stage.topic, self.number], stage.topic
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
        return self._plan.place(entry.topic, entry.key) != self.number

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
    ) -> int:
        """Commit the batch on the cluster; return the changelog offset that follows it."""
        owner, cuts = self._owner, self._plan.cuts
        changelog = (changelog_of(self._plan.generation), self.number)
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
            owner.send(CUTS_PLACE, (cuts.passed_key(self.number, marker), b""), [])
        self._plan.probe("outputs sent")
        owner.move(
            {(stage.topic, self.number): stage.progress.position for stage in self._stages}, self._plan.feed.consumer
        )
        self._plan.probe("positions sent")
        owner.commit()
        if marker is not None:
            cuts.note(cuts.passed_key(self.number, marker))
        return last[0] + 1

    def _check_topics(self, outgoing: Sequence[tuple[int, Entry]]) -> None:
        for topic in {entry.topic for _, entry in outgoing}:
            if not self._plan.exists(topic):
                raise ConfigurationError(
                    "something must be sent there, and the topic isn't there", where=topic, remedy="hub topics apply"
                )

    def lose(self, error: StaleOwnerError) -> None:
        """Give the shard up: another worker has it."""
        self._plan.tell(str(error))
        self.close()

    def close(self) -> None:
        """Let go of everything; nothing is lost by not calling it."""
        self.halt()
        self._plan.feed.stop(self.number)
        self._owner.let_go()
        self._store.close()
