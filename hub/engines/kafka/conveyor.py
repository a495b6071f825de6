"""
Agencies' topics in, the hub's topics out, in one transaction with the positions: the cluster's side of the forwarder.

Whoever takes the name ``forwarder`` fences the former one. After any failure the name is taken anew and reading goes on
from the positions that the cluster has: what was committed is behind them, what wasn't comes again.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Sequence

from confluent_kafka import TopicPartition

from hub.bus.entries import Entry, Kind
from hub.bus.kafka import KafkaAccess, KafkaBus
from hub.bus.records import to_micros
from hub.core.entitlements import FORWARDER_GROUP
from hub.core.errors import PermanentError
from hub.core.forwarding import Incoming, Outgoing
from hub.core.topics import submissions_of
from hub.engines.kafka.cluster import SECONDS, Place, in_hub_terms
from hub.engines.kafka.ends import Ends
from hub.engines.kafka.feed import Feed
from hub.engines.kafka.leftovers import Leftovers
from hub.engines.kafka.owner import Owner
from hub.engines.kafka.wire import headers_of

_LOG = logging.getLogger("hub.engines.kafka")

SUB_STEPS = ("name taken", "positions read", "records brought", "records sent", "positions sent", "committed")
"""Where a kill may fall."""
SHARE = 500
"""Records of one agency in a batch: one that floods takes its turn like the others."""


class KafkaConveyor:
    """A :class:`hub.service.forwarder.Conveyor` on a cluster."""

    def __init__(
        self,
        access: KafkaAccess,
        agencies: Iterable[str],
        *,
        share: int = SHARE,
        probe: Callable[[str], None] = lambda _sub_step: None,
    ) -> None:
        self._agencies = tuple(sorted(set(agencies)))
        self._share = share
        self._probe = probe
        self._bus = KafkaBus(access)
        self._ends = Ends(access)
        self._access = access
        self._owner = Owner(access, FORWARDER_GROUP)
        self._leftovers = Leftovers(access, self._ends, self._owner, _LOG.warning)
        self._feed = Feed(access, share, FORWARDER_GROUP)
        self._counts: dict[str, int] = {}
        self._positions: dict[Place, int] = {}

    def bring(self, wait: float) -> Sequence[Incoming]:
        """
        Return up to a share of what each agency wrote.

        Raises:
            StaleOwnerError: another process forwards now; end this one.
            PermanentError: records were deleted before they were taken in.
            BusUnavailableError: the cluster doesn't answer; the same call may succeed later.
        """
        if not self._owner.holds:
            self._take_over()
        # what waits of one agency is no reason not to look for what the others wrote meanwhile
        self._feed.fetch(0.0 if any(self._feed.queues.values()) else wait)
        self._check_reading()
        brought = [record for agency in self._agencies for record in self._share_of(agency)]
        if brought:
            self._probe("records brought")
        else:
            self._pass_marks()
        return brought

    def _pass_marks(self) -> None:
        """
        Move positions behind the marks of transactions that follow the last record taken.

        Retention removes marks too: to whoever stood before one, an agency that was silent for so long would seem to
        have lost a record.
        """
        queues, ends = self._feed.queues, self._feed.ends
        passed = {
            place: ends[place]
            for place, position in self._positions.items()
            if position < ends.get(place, 0) and not queues[place]
        }
        if passed:
            self._transact([], passed)

    def _take_over(self) -> None:
        self._leftovers.look_back()
        self._owner.take_at_once()
        self._probe("name taken")
        try:
            self._bus.check_open()
            while not self._leftovers.step():
                pass
            places = [
                (submissions_of(agency), number)
                for agency in self._agencies
                for number in range(self._count(submissions_of(agency)))
            ]
            with in_hub_terms(FORWARDER_GROUP):
                found = self._feed.consumer.committed(
                    [TopicPartition(self._access.named(topic), number) for topic, number in places], SECONDS
                )
            first = self._ends.first(places)
            self._positions = {
                place: known.offset if known.offset >= 0 else first[place]
                for place, known in zip(places, found, strict=True)
            }
            self._feed.start(self._positions)
        except BaseException:
            self._owner.let_go()
            raise
        self._probe("positions read")

    def _count(self, topic: str) -> int:
        if topic not in self._counts:
            self._counts[topic] = self._bus.partitions(topic)
        return self._counts[topic]

    def _check_reading(self) -> None:
        for (topic, number), error in self._feed.failed.items():
            raise PermanentError(
                f"what an agency wrote can't be read on: {error.name()}",
                where=f"{topic}/{number}",
                remedy="compare hub topics plan with the cluster; see the runbook on lag",
            )

    def _share_of(self, agency: str) -> list[Incoming]:
        """Take an agency's share out of its queues, each partition in turn; what's left waits and isn't read on."""
        places = [place for place in self._feed.queues if place[0] == submissions_of(agency)]
        taken: list[Incoming] = []
        for place in places:
            queue = self._feed.queues[place]
            for _ in range(min(len(queue), max(1, self._share // len(places)))):
                offset, entry, fault = queue.popleft()
                taken.append(
                    Incoming(
                        agency=agency,
                        partition=place[1],
                        offset=offset,
                        key=entry.key,
                        value=entry.value,
                        fault=fault if fault is not None else _no_control(entry),
                    )
                )
        return taken

    def take_in(self, records: Sequence[Incoming], outgoing: Sequence[Outgoing]) -> None:
        """
        Write *outgoing* and move the positions behind *records*, all or nothing.

        Raises:
            StaleOwnerError: another process forwards now; nothing was written.
            BusUnavailableError: the cluster doesn't answer; what wasn't committed comes again.
        """
        positions: dict[Place, int] = {}
        for record in records:
            place = (submissions_of(record.agency), record.partition)
            positions[place] = max(record.offset + 1, positions.get(place, 0))
        self._transact(outgoing, positions)

    def _transact(self, outgoing: Sequence[Outgoing], positions: dict[Place, int]) -> None:
        try:
            self._owner.begin()
            for one in outgoing:
                entry = Entry(one.topic, Kind.RECORD, one.key, one.value, to_micros(one.at), None, _json(one))
                dest = self._bus.place(one.topic, one.key, self._count(one.topic))
                self._owner.send((one.topic, dest), (entry.key, entry.value), headers_of(entry))
            self._probe("records sent")
            self._owner.move(positions, self._feed.consumer)
            self._probe("positions sent")
            self._owner.commit()
        except BaseException:
            self._owner.let_go()
            raise
        self._positions |= positions
        if self._owner.took_long:
            # a broker that was away meanwhile may have left it open: looked at as the name is taken anew
            self._owner.let_go()
        self._probe("committed")

    def close(self) -> None:
        """Let go of all connections; what was brought and not taken in comes again."""
        self._owner.let_go()
        self._feed.close()
        self._bus.close()


def _json(one: Outgoing) -> str:
    return json.dumps(dict(one.headers))


def _no_control(entry: Entry) -> PermanentError | None:
    """Hold an agency to records: ticks and markers are the engine's alone."""
    return None if entry.kind == Kind.RECORD else PermanentError("an agency may write no control record")
