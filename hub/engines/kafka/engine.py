"""The engine of one worker: the shards that it owns, run together; and the way in for records, ticks, close markers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import cast

from hub.bus.kafka import KafkaAccess, KafkaBus
from hub.core.errors import HubError
from hub.core.ports import Processor, Serde
from hub.engines.embedded import EmbeddedReader
from hub.engines.kafka.cluster import Place, hub_error
from hub.engines.kafka.controls import Controls
from hub.engines.kafka.cuts import PLACE as CUTS_PLACE
from hub.engines.kafka.cuts import Cuts
from hub.engines.kafka.ends import Ends
from hub.engines.kafka.feed import Feed
from hub.engines.kafka.holding import ShardPlan
from hub.engines.kafka.options import KafkaEngineOptions, begin_generation, check_topics
from hub.engines.kafka.settings_notes import SETTINGS
from hub.engines.kafka.shard import KafkaShard
from hub.engines.kafka.team import Team
from hub.engines.ports import Appended
from hub.engines.processing.stage import stage_plans

_SILENT_SECONDS = 5.0
"""After so long without a message the cluster is asked whether it's there at all."""

_IDLE_WAIT = 0.02


class KafkaEngine:
    """
    Runs processors over the shards that it owns; a shard that comes fences off who had it, in any process.

    All calls come from one thread. None lasts longer than a few bounded calls to the cluster, so that whoever runs the
    engine can keep its place in a group meanwhile.
    """

    shard_type: type[KafkaShard] = KafkaShard
    feed_type: type[Feed] = Feed

    def __init__(
        self,
        access: KafkaAccess,
        folder: Path,
        processors: Sequence[object],
        serde: Serde,
        options: KafkaEngineOptions | None = None,
    ) -> None:
        chosen = options or KafkaEngineOptions()
        self._access = access
        self._serde = serde
        self._options = chosen
        self._processors = cast("Sequence[Processor[object]]", processors)
        self._ends = Ends(access)
        self._counts = dict(self._ends.partitions())
        check_topics(self._processors, chosen, self._counts)
        self.bus = KafkaBus(access)
        self._cuts = Cuts(access, self._ends, chosen.shards, chosen.generation)
        begin_generation(access, self._cuts, chosen.generation)
        self._controls = Controls(access, self._cuts, self._processors[0].input, chosen.shards)
        self._feed = self.feed_type(access, chosen.batch)
        self._heard = chosen.monotonic()
        self._team = Team(chosen.monotonic)
        self._shards = self._team.shards
        self._plan = ShardPlan(
            access=access,
            ends=self._ends,
            folder=folder,
            generation=chosen.generation,
            serde=serde,
            place=self._place,
            exists=self._exists,
            cuts=self._cuts,
            feed=self._feed,
            probe=chosen.probe,
            tell=chosen.tell,
            batch=chosen.batch,
            observe=chosen.observe,
            monotonic=chosen.monotonic,
            closed_too=chosen.closed_too,
            noted=chosen.noted,
        )
        self.own(range(chosen.shards) if chosen.own is None else chosen.own)

    def _exists(self, topic: str) -> bool:
        if topic not in self._counts:
            self._counts.update(self._ends.partitions())
        return topic in self._counts

    def _place(self, topic: str, key: str) -> int:
        # a topic that isn't there has no partitions yet: the batch that wants to send there is stopped as a whole
        return self.bus.place(topic, key, self._counts[topic]) if self._exists(topic) else 0

    def own(self, numbers: Iterable[int]) -> None:
        """
        Own the shards *numbers* and let go of all others, at once: none of it waits for the cluster.

        New ones come in the steps of :meth:`run_batch`, from where their local copy stands.
        """
        wanted = set(numbers)
        for number in self._shards.keys() - wanted:
            self._shards.pop(number).close()
        options = self._options
        for number in sorted(wanted - self._shards.keys()):
            stages = stage_plans(
                number,
                options.shards,
                self._processors,
                generation=options.generation,
                cached_states=options.cached_states,
            )
            self._shards[number] = self.shard_type(self._plan, number, stages)

    @property
    def owned(self) -> tuple[int, ...]:
        """Numbers of the shards that this worker owns, those that are still coming too."""
        return tuple(self._shards)

    @property
    def coming(self) -> Mapping[int, int | None]:
        """How many changelog offsets each shard that doesn't run yet must follow, None for those not begun."""
        return {number: shard.left for number, shard in self._shards.items() if not shard.runs}

    def flush(self) -> None:
        """Wait until what the open transactions have sent stands on its partitions: for deaths and traces there."""
        for shard in self._shards.values():
            shard.flush()

    def append(self, topic: str, entries: Sequence[Appended]) -> None:
        """
        Append records to *topic*, durable when the call returns; objects are encoded, bytes are taken as they are.

        Raises:
            PermanentError: an entry is too large or can't be encoded; nothing was appended.
            BusUnavailableError: the cluster doesn't answer.
        """
        encode = self._serde.encode
        self.bus.append(
            topic,
            [
                (key, value if isinstance(value, bytes) else encode(topic, value), at, headers)
                for key, value, at, headers in entries
            ],
        )

    def run_batch(self, wait: float = 0.0) -> int:
        """
        Let every shard that is coming take a step and every other run one batch; return how many entries were taken.

        Waits at most *wait* seconds for the first entry where nothing is to be done. Whatever befalls one shard, the
        others have run before it's raised.

        Raises:
            StaleOwnerError: another worker has taken a shard over; this one doesn't own it any more.
            BusUnavailableError: the cluster doesn't answer; nothing was lost, try again later.
        """
        self._cuts.hear()
        self._options.noted(self._cuts.notes.get(SETTINGS))
        faults: list[HubError] = []
        self._team.come(faults)
        self._fetch(0.0 if faults or self._team.has_work() else wait, faults)
        taken = self._team.run(lambda wait: self._fetch(wait, faults), faults)
        if faults:
            raise faults[0]
        return taken

    def _fetch(self, wait: float, faults: list[HubError]) -> None:
        if self._feed.fetch(wait):
            self._heard = self._options.monotonic()
        for (topic, number), error in list(self._feed.failed.items()):
            faults.append(hub_error(error, f"{topic}/{number}"))
            self._shards[number].halt()
        if self._options.monotonic() - self._heard > _SILENT_SECONDS:
            self._ends.committed([CUTS_PLACE])
            self._heard = self._options.monotonic()

    def take_over(self) -> None:
        """
        Let every owned shard come, however many steps it takes.

        Raises:
            StaleOwnerError: another worker has taken one over meanwhile.
            BusUnavailableError: the cluster doesn't answer; the same call goes on later.
        """
        while any(not shard.runs for shard in self._shards.values()):
            for shard in list(self._shards.values()):
                shard.come()

    def run_until_idle(self) -> int:
        """
        Run batches until nothing is left to take of what was written when it's asked, but for what rests at a cut.

        What others have written but not committed is waited for: it's decided within the time of a transaction.
        """
        total = 0
        while True:
            taken = self.run_batch(_IDLE_WAIT)
            total += taken
            if not taken and not self._team.has_work() and self._is_idle():
                return total

    def _is_idle(self) -> bool:
        places: list[Place] = list(self._feed.queues)
        if not places:
            return True
        written = self._ends.written(places)
        if self._ends.committed(places) != written or any(
            self._feed.ends.get(place, -1) < end and not self._feed.queues[place] for place, end in written.items()
        ):
            return False
        if any(shard.resting() for shard in self._shards.values()):
            self._cuts.catch_up()
        return not self._team.has_work()

    def tick(self, now: datetime) -> None:
        """
        Put the instant *now* on the log: every timer due by then fires, in its turn among the records.

        Raises:
            BusUnavailableError: the cluster doesn't answer; the next tick serves as well.
        """
        self._controls.tick(now)

    def say(self, name: str, text: str) -> None:
        """
        Leave *text* as the note *name* for whoever looks at the workers.

        Raises:
            BusUnavailableError: the cluster doesn't answer.
        """
        self._controls.say(name, text)

    def close_cut(self, marker_id: str, at: datetime) -> None:
        """
        Put the close marker *marker_id* into every partition; the same call twice, by whomever, puts it there once.

        Raises:
            StaleOwnerError: another process closes something at this moment; try again.
            BusUnavailableError: the cluster doesn't answer; try again.
        """
        self._controls.close_cut(marker_id, at)

    def is_cut_complete(self, marker_id: str) -> bool:
        """Return whether every shard has passed *marker_id*, by all that is committed."""
        return self._cuts.is_complete(marker_id) or (self._cuts.catch_up() and self._cuts.is_complete(marker_id))

    def reader(self) -> EmbeddedReader:
        """Return read access to the local copies of this worker's shards, on connections of its own."""
        return EmbeddedReader(self._plan.folder)

    def close(self) -> None:
        """Let go of all connections and files; nothing is lost by not calling it."""
        for shard in self._shards.values():
            shard.close()
        self._shards.clear()
        self._cuts.close()
        self._feed.close()
        self.bus.close()
