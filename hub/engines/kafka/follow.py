"""Bringing a shard's copy to the end of its changelog, a bounded slice at a time."""

from __future__ import annotations

from confluent_kafka import Consumer, TopicPartition

from hub.bus.kafka import KafkaAccess
from hub.core.errors import BusUnavailableError, ConfigurationError
from hub.engines.kafka.cluster import Place, hub_error, in_hub_terms, is_end, open_consumer, poll_some
from hub.engines.kafka.ends import Ends
from hub.engines.kafka.store import DamagedCopyError, LocalStore

_PAGE = 5_000
_WAIT = 0.5
_SILENT = 20
"""Slices in a row without a word from the cluster, after which it's taken to be away."""


class Follower:
    """
    Follows one changelog partition to the end of all that was ever written there.

    Begun only when nobody writes there any more: the former owner is fenced, and what this one began is settled. What
    stands there undecided is waited for. ``left`` is how many offsets are still to be followed.

    The last record that the copy holds must still be there: a copy that holds what the cluster has lost is damaged.
    """

    def __init__(self, access: KafkaAccess, ends: Ends, place: Place, store: LocalStore) -> None:
        self._where = f"{place[0]}/{place[1]}"
        self._store = store
        self._silent = 0
        first = ends.first([place])[place]
        if first > 0:
            raise ConfigurationError(
                f"begins at offset {first}: states are missing",
                where=self._where,
                remedy="set cleanup.policy=compact (hub topics apply) and compute the states anew (hub rebuild)",
            )
        self._end = ends.written([place])[place]
        if not store.belongs_to(ends.identity(place[0])):
            store.throw_away("it followed another log")
            store.belongs_to(ends.identity(place[0]))
        elif store.checkpoint > self._end:
            store.throw_away("it's ahead of the changelog")
            store.belongs_to(ends.identity(place[0]))
        self._at = store.checkpoint
        self._owed = store.last
        self._consumer: Consumer = open_consumer(access, "changelog")
        start = self._at if self._owed is None else self._owed
        with in_hub_terms(self._where):
            self._consumer.assign([TopicPartition(access.named(place[0]), place[1], start)])

    @property
    def left(self) -> int:
        """Offsets still to be followed, 0 at the end."""
        return max(0, self._end - self._at)

    def step(self) -> bool:
        """
        Follow one slice; return whether the end is reached.

        Raises:
            DamagedCopyError: the copy holds what isn't on the changelog.
            BusUnavailableError: the cluster doesn't answer; the copy keeps what it has followed.
        """
        with in_hub_terms(self._where):
            messages = poll_some(self._consumer, _PAGE, _WAIT)
        self._silent = 0 if messages else self._silent + 1
        if self._silent >= _SILENT:
            raise BusUnavailableError("the cluster doesn't answer", where=self._where, remedy="look at the brokers")
        page: dict[str, bytes] = {}
        last: int | None = None
        for message in messages:
            offset, error = message.offset() or 0, message.error()
            if is_end(message):
                self._check_owed(offset)
                self._at = max(self._at, offset)
            elif error is not None:
                raise hub_error(error, self._where)
            elif not self._is_owed(offset):
                page[(message.key() or b"").decode()] = message.value() or b""
                self._at, last = offset + 1, offset
        if page or self._at > self._store.checkpoint:
            self._store.follow(page, self._at, last)
        return self._at >= self._end and self._owed is None

    def _is_owed(self, offset: int) -> bool:
        """Return whether the record at *offset* is the last one that the copy holds already."""
        if self._owed == offset:
            self._owed = None
            return True
        self._check_owed(offset)
        return False

    def _check_owed(self, offset: int) -> None:
        if self._owed is not None and offset > self._owed:
            raise DamagedCopyError("it holds what the changelog doesn't hold any more", where=self._where)

    def close(self) -> None:
        """Let go of the connection."""
        self._consumer.close()
