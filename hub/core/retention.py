"""How near retention is to what a reader has not read: the alarm must come before a record is removed unread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

ATTEND_AT = 0.5
"""Share of its retention that the oldest unread record may use before somebody is called."""

STOP_AT = 0.8
"""Share beyond which reading can't be left until tomorrow."""


class Standing(IntEnum):
    """How a reader stands, the worst last."""

    FINE = 0
    ATTEND = 1
    STOPPED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """
    What one reader has not read of one partition.

    Attributes:
        group: Who reads; empty where nobody ever has.
        position: Next offset that it hasn't read.
        start, end: First offset that is kept, and the one behind the last.
        oldest_at: Time of the oldest unread record (UTC), None where all is read.
        unread_bytes: What is unread of the partition's size, by its share of the offsets.
        keep: After how long a record may be removed, None where none is for its age.
        keep_bytes: Beyond which size the oldest records may be removed, None where none is for size.
        held: How many offsets are given to nobody, because the cluster has lost the end of a transaction there.
    """

    group: str
    topic: str
    partition: int
    position: int
    start: int
    end: int
    oldest_at: datetime | None
    unread_bytes: int = 0
    keep: timedelta | None = None
    keep_bytes: int | None = None
    held: int = 0

    @property
    def lag(self) -> int:
        """How many offsets lie unread; on Kafka a mark of a transaction counts as one."""
        return 0 if self.oldest_at is None else max(0, self.end - max(self.position, self.start))

    @property
    def lost(self) -> int:
        """
        How many offsets were removed before they were read.

        >>> Unread(group="g", topic="t", partition=0, position=3, start=10, end=10, oldest_at=None).lost
        7
        """
        return max(0, self.start - self.position) if self.group else 0

    @property
    def expires_at(self) -> datetime | None:
        """When the oldest unread record may be removed, None where age removes none."""
        return None if self.oldest_at is None or self.keep is None else self.oldest_at + self.keep

    def used(self, now: datetime) -> float:
        """Return the share of its retention that the oldest unread record has used at *now*: 1 when it may go."""
        if self.oldest_at is None:
            return 0.0
        by_age = (now - self.oldest_at) / self.keep if self.keep else 0.0
        by_size = self.unread_bytes / self.keep_bytes if self.keep_bytes else 0.0
        return max(0.0, by_age, by_size)

    def standing(self, now: datetime) -> Standing:
        """Return how this reader stands at *now*."""
        used = self.used(now)
        if self.lost or self.held or used >= STOP_AT:
            return Standing.STOPPED
        return Standing.ATTEND if used >= ATTEND_AT else Standing.FINE
