"""
How far readers of a cluster have read, and how near retention is to what is unread; nothing is moved.

A principal is told of the topics that it may read itself, and of the groups that it may see: the age of what is unread
stands in the record, and only reading tells a record from the mark of a transaction.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from kafka import IsolationLevel, KafkaAdminClient, KafkaConsumer
from kafka import TopicPartition as Place
from kafka.admin import ConfigResource, ConfigResourceType, OffsetSpec

from hub.bus.kafka.connection import KafkaAccess, in_hub_terms
from hub.bus.kafka.producing import TRANSACTION_SECONDS
from hub.core.retention import Unread

_POLL_MILLISECONDS = 200
_NEEDED = {"READ", "DESCRIBE", "DESCRIBE_CONFIGS"}
_POLLS = 50
"""Looks at the oldest unread records: some ten seconds at most, whatever the cluster does."""

_UNDECIDED_SECONDS = TRANSACTION_SECONDS + 4.0
"""After which what is written is decided: a broker ends the transaction of whoever doesn't."""

_LOOK_SECONDS = 0.5


class _Kept(NamedTuple):
    keep: timedelta | None
    keep_bytes: int | None


@dataclass(frozen=True, slots=True)
class _Ends:
    start: Mapping[Place, int]
    end: Mapping[Place, int]
    size: Mapping[Place, int]
    held: Mapping[Place, int]


def read_positions(access: KafkaAccess, undecided_seconds: float = _UNDECIDED_SECONDS) -> list[Unread]:
    """
    Return how every group of this hub stands on every partition that it has a position on.

    A topic from which age or size removes records and that nobody reads is there with no group. What isn't decided is
    looked at for *undecided_seconds*: what is undecided then will stay so.

    Raises:
        BusUnavailableError: the cluster doesn't answer.
        AccessDeniedError: the cluster doesn't know this user.
    """
    with in_hub_terms("positions"):
        admin = KafkaAdminClient(**access.settings())
        try:
            counts = _readable(admin, access)
            kept = _kept(admin, list(counts))
            positions = _positions(admin, access.prefix, kept, counts)
            places = sorted({place for _, place in positions})
            ends = _ends(admin, places, _sizes(admin, kept), _held(admin, places, undecided_seconds))
            oldest = _oldest(access, {at: _first_unread(at, positions, ends) for at in places}, ends)
        finally:
            admin.close()
    return list(_unread(access, positions, kept, ends, oldest))


_Positions = Mapping[tuple[str, Place], int | None]


def _readable(admin: KafkaAdminClient, access: KafkaAccess) -> dict[str, int]:
    """Return the topics of this hub that this principal may read and describe, with their numbers of partitions."""
    return {
        str(topic["name"]): len(topic["partitions"])
        for topic in admin.describe_topics()
        if access.is_mine(str(topic["name"]))
        and not str(topic["name"]).startswith("__")
        and set(topic["authorized_operations"] or ()) >= _NEEDED
    }


def _kept(admin: KafkaAdminClient, names: Sequence[str]) -> dict[str, _Kept]:
    """Return the retention of the topics *names*."""
    if not names:
        return {}
    resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
    found = admin.describe_configs(resources, config_filter="all")["topic"]
    return {name: _kept_by({key: str(one["value"]) for key, one in found[name].items()}) for name in names}


def _kept_by(config: Mapping[str, str]) -> _Kept:
    if "delete" not in config["cleanup.policy"]:
        return _Kept(None, None)
    age, size = int(config["retention.ms"]), int(config["retention.bytes"])
    return _Kept(timedelta(milliseconds=age) if age > 0 else None, size if size > 0 else None)


def _positions(
    admin: KafkaAdminClient, prefix: str, kept: Mapping[str, _Kept], counts: Mapping[str, int]
) -> dict[tuple[str, Place], int | None]:
    """Return the position of each group on each of its places, None for a place that nobody reads."""
    groups = [str(one["group_id"]) for one in admin.list_groups() if str(one["group_id"]).startswith(prefix)]
    found: dict[tuple[str, Place], int | None] = {}
    for group, places in (admin.list_group_offsets(groups) if groups else {}).items():
        for place, at in places.items():
            if place.topic in kept and at.offset >= 0:
                found[group, place] = int(at.offset)
    read = {place.topic for _, place in found}
    unread = [name for name, one in kept.items() if name not in read and (one.keep or one.keep_bytes)]
    return found | {("", Place(name, number)): None for name in unread for number in range(counts[name])}


def _sizes(admin: KafkaAdminClient, kept: Mapping[str, _Kept]) -> dict[Place, int]:
    """Return the bytes of each partition of the topics from which size removes records."""
    topics = [name for name, one in kept.items() if one.keep_bytes]
    found: dict[Place, int] = {}
    for broker in admin.describe_log_dirs(topics) if topics else []:
        for folder in broker["log_dirs"]:
            for topic in folder["topics"]:
                for one in topic["partitions"]:
                    place = Place(str(topic["name"]), int(one["partition_index"]))
                    found[place] = max(found.get(place, 0), int(one["partition_size"]))
    return found


def _offsets(
    admin: KafkaAdminClient, places: Iterable[Place], spec: OffsetSpec, level: IsolationLevel
) -> dict[Place, int]:
    asked = dict.fromkeys(places, spec)
    found = admin.list_partition_offsets(asked, isolation_level=level) if asked else {}
    return {place: int(one.offset) for place, one in found.items()}


def _held(admin: KafkaAdminClient, places: Sequence[Place], seconds: float) -> dict[Place, int]:
    """Return how many offsets of each place stay undecided however long one waits."""
    written = _offsets(admin, places, OffsetSpec.LATEST, IsolationLevel.READ_UNCOMMITTED)
    end = time.monotonic() + seconds
    while True:
        decided = _offsets(admin, written, OffsetSpec.LATEST, IsolationLevel.READ_COMMITTED)
        written = {place: at for place, at in written.items() if decided[place] < at}
        if not written or time.monotonic() > end:
            return {place: at - decided[place] for place, at in written.items()}
        time.sleep(_LOOK_SECONDS)


def _ends(
    admin: KafkaAdminClient, places: Sequence[Place], sizes: Mapping[Place, int], held: Mapping[Place, int]
) -> _Ends:
    def ask(spec: OffsetSpec) -> dict[Place, int]:
        return _offsets(admin, places, spec, IsolationLevel.READ_COMMITTED)

    return _Ends(ask(OffsetSpec.EARLIEST), ask(OffsetSpec.LATEST), sizes, held)


def _first_unread(place: Place, positions: _Positions, ends: _Ends) -> list[int]:
    """Return the offsets from which the groups of *place* would read on, each once."""
    found = {at for (_, one), at in positions.items() if one == place}
    return sorted({max(at or 0, ends.start[place]) for at in found})


def _oldest(
    access: KafkaAccess, wanted: Mapping[Place, Sequence[int]], ends: _Ends
) -> dict[tuple[Place, int], datetime]:
    """Return the time of the first record at or behind each offset; none where only marks of transactions follow."""
    found: dict[tuple[Place, int], datetime] = {}
    consumer = KafkaConsumer(
        isolation_level="read_committed", enable_auto_commit=False, auto_offset_reset="earliest", **access.settings()
    )
    try:
        for turn in range(max(map(len, wanted.values()), default=0)):
            starts = {place: offsets[turn] for place, offsets in wanted.items() if turn < len(offsets)}
            for place, at in _times(consumer, {p: o for p, o in starts.items() if o < ends.end[p]}, ends):
                found[place, starts[place]] = at
    finally:
        consumer.close()
    return found


def _times(consumer: KafkaConsumer, starts: Mapping[Place, int], ends: _Ends) -> Iterator[tuple[Place, datetime]]:
    """Yield the time of the first record that is read from each place on."""
    open_places = set(starts)
    consumer.assign(sorted(open_places))
    for place, offset in starts.items():
        consumer.seek(place, offset)
    for _ in range(_POLLS):
        if not open_places:
            return
        for place, records in consumer.poll(timeout_ms=_POLL_MILLISECONDS).items():
            if records and place in open_places:
                open_places.discard(place)
                consumer.pause(place)
                yield place, datetime.fromtimestamp(records[0].timestamp / 1000, UTC)
        open_places -= {place for place in open_places if consumer.position(place) >= ends.end[place]}


def _unread(
    access: KafkaAccess,
    positions: _Positions,
    kept: Mapping[str, _Kept],
    ends: _Ends,
    oldest: Mapping[tuple[Place, int], datetime],
) -> Iterator[Unread]:
    for (group, place), position in sorted(positions.items(), key=lambda one: (one[0][0], one[0][1])):
        start, end = ends.start[place], ends.end[place]
        first = max(position or 0, start)
        yield Unread(
            group=group.removeprefix(access.prefix),
            topic=access.topic_of(place.topic),
            partition=place.partition,
            position=start if position is None else position,
            start=start,
            end=end,
            oldest_at=oldest.get((place, first)),
            unread_bytes=ends.size.get(place, 0) * (end - first) // max(1, end - start),
            keep=kept[place.topic].keep,
            keep_bytes=kept[place.topic].keep_bytes,
            held=ends.held.get(place, 0),
        )
