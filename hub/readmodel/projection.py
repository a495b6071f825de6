"""
The sink ``projection``: it follows what lifecycle has taken in and keeps the read model abreast.

For each dispute and report that the logs of lifecycle and reporting name it reads the committed state and rows, and
upserts them by identity in one transaction with the position. Killed anywhere it goes on; from position 0 it makes
everything anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from hub.core import topics
from hub.core.clocks import Terms, deadlines
from hub.core.countable import countable
from hub.core.definitions import Definitions
from hub.core.deliveries import Receipt
from hub.core.knowledge import state_of
from hub.core.messages import MonthlyStatistics
from hub.core.pairs import WAITING
from hub.core.ports import Bus, Row, Serde
from hub.processors import Lifecycle
from hub.processors.clerk import Clerk
from hub.processors.codec import MsgpackCodec
from hub.processors.lifecycle import LifecycleState
from hub.processors.reporting import Reporting
from hub.readmodel.course import course_marks
from hub.readmodel.header import header_of, name_tokens_of, names_of
from hub.readmodel.meeting import meeting_marks
from hub.readmodel.schema import VERSION
from hub.readmodel.store import ReadModel

FOLLOWED = (
    (Lifecycle.name, topics.DISPUTE_FACTS),
    (Reporting.name, topics.REPORT_FACTS),
    (Clerk.name, topics.LINK_PAIRS),
)
"""Processors whose states and rows it keeps, each with the log that says which of them may have changed."""
PAGE = 500
"""Log records taken in one transaction."""


class Processed(Protocol):
    """What a projection needs of an engine's reader: what was taken in, and what came of it."""

    @property
    def partitions(self) -> int:
        """How many partitions there are."""

    @property
    def generation(self) -> int:
        """Number of the computation whose states these are."""

    def state(self, processor: str, key: str) -> bytes | None:
        """Return one encoded state."""

    def rows_of(self, label: str) -> Iterator[Row]:
        """Yield every contribution row of one dispute."""

    def processed(self, processor: str, topic: str, partition: int, since: int, limit: int) -> tuple[list[str], int]:
        """Return the keys that *processor* has taken from *since* on, and the offset that follows."""


@dataclass(frozen=True, slots=True)
class Projection:
    """
    Keeps *model* abreast of *reader* and *bus*; :meth:`refresh` may be cut short anywhere and called again.

    ``rules`` marks what *terms* were made of: under others the last days of open disputes are worked out anew.
    """

    reader: Processed
    bus: Bus
    serde: Serde
    terms: Terms
    definitions: Definitions
    model: ReadModel
    rules: str = ""

    def refresh(self, most: int | None = None) -> int:
        """
        Take in what is new, about *most* records of a log at most, and return how many log records that were.

        Raises:
            BusUnavailableError: log or file can't be used now; nothing is lost.
        """
        self._begin()
        partitions = range(self.reader.partitions)
        taken = sum(self._follow(log, partition, most) for log in FOLLOWED for partition in partitions)
        return taken + self._follow_messages(topics.STATISTICS_MONTHLY) + self._follow_messages(topics.RECEIPTS)

    def rebuild(self) -> int:
        """Make the whole file anew from the log; return how many log records that were."""
        self.model.forget()
        return self.refresh()

    def _begin(self) -> None:
        """Start anew where states were computed anew, or where the tables are of another version."""
        generation = self.model.meta("generation")
        if self.model.meta("version") != VERSION or generation not in (None, self.reader.generation):
            self.model.forget()
        with self.model.transaction():
            self.model.note_meta("generation", self.reader.generation)
            self.model.put_definitions(self.definitions.all)
        self._apply_rules()

    def _apply_rules(self) -> None:
        """Look at every dispute again that has last days, where the rules are others than those that they come from."""
        mark = int(hashlib.sha256(self.rules.encode()).hexdigest()[:12], 16)
        if self.model.meta("rules") == mark:
            return
        keys = self.model.with_last_days()
        for first in range(0, len(keys), PAGE):
            with self.model.transaction():
                self._take(keys[first : first + PAGE])
        with self.model.transaction():
            self.model.note_meta("rules", mark)

    def _follow(self, log: tuple[str, str], partition: int, most: int | None) -> int:
        """Take in what became of the keys that a processor was told of: their rows, and of a dispute its header."""
        processor, topic = log
        taken = 0
        since = self.model.position(topic, partition)
        while most is None or taken < most:
            keys, following = self.reader.processed(processor, topic, partition, since, PAGE)
            if following == since:
                return taken
            with self.model.transaction():
                self._take_pairs(keys) if processor == Clerk.name else self._take(keys)
                self.model.note_position(topic, partition, following)
            taken += len(keys)
            since = following
        return taken

    def _take(self, keys: Sequence[str]) -> None:
        codec = MsgpackCodec(LifecycleState)
        for dispute in dict.fromkeys(keys):
            self.model.put_rows(self.reader.rows_of(dispute))
            state = self.reader.state(Lifecycle.name, dispute)
            if state is not None:
                knowledge = codec.decode(state).knowledge
                now = state_of(knowledge)
                lines = deadlines(now, self.terms)
                header = header_of(now, lines)
                numbers = () if header is None else tuple(names_of(knowledge))
                self.model.put_dispute(dispute, header, numbers)
                self.model.put_parties(dispute, () if header is None else name_tokens_of(knowledge))
                self.model.put_waiting(dispute, now.waiting)
                self.model.put_meeting(dispute, meeting_marks(knowledge, now))
                self.model.put_course(dispute, course_marks(now, lines))
                self.model.put_countable(dispute, countable(now, lines))

    def _take_pairs(self, keys: Sequence[str]) -> None:
        codec = Clerk().codec
        for key in dict.fromkeys(keys):
            state = self.reader.state(Clerk.name, key)
            pair = None if state is None else codec.decode(state).pair
            self.model.put_pair(key, waits=pair is not None and pair.state in WAITING)

    def _follow_messages(self, topic: str) -> int:
        """Take in what stands on a topic itself: published revisions, receipts."""
        taken = 0
        for partition in range(self.bus.partitions(topic)):
            since = self.model.position(topic, partition)
            while records := self.bus.read(topic, partition, since, PAGE):
                since = records[-1].offset + 1
                with self.model.transaction():
                    for record in records:
                        value = self.serde.decode(topic, record.value)
                        if isinstance(value, MonthlyStatistics):
                            self.model.put_revision(value)
                        elif isinstance(value, Receipt):
                            self.model.put_receipt(value)
                    self.model.note_position(topic, partition, since)
                taken += len(records)
        return taken
