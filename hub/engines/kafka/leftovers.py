"""
What a broker left open of a name's former transactions, closed before the name writes anything new.

A transaction ends by a marker on each partition. A broker that's killed may lose markers (Apache Kafka 4.3.1: as it
comes back, its coordinator takes partitions that it doesn't know yet for deleted ones, and calls the transaction ended
without them). What stands there is then given to nobody, until the next marker of the same name decides it: a commit
would commit what was taken back, an abort take back what was committed, in silence. So a name's next owner ends what is
left open, as the coordinator says that it ended, by a transaction of one record that nobody takes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from hub.bus.entries import Entry, Kind
from hub.bus.kafka import KafkaAccess
from hub.bus.kafka.transactions import Ending, last_ending
from hub.core.errors import BusUnavailableError, PermanentError
from hub.core.topics import submissions_of
from hub.engines.kafka.cluster import TRANSACTION_SECONDS, Place
from hub.engines.kafka.ends import Ends
from hub.engines.kafka.owner import Owner
from hub.engines.kafka.wire import headers_of

_MARKERS_SECONDS = 1.0
"""In which markers arrive that aren't lost, and in which others end what they have under way."""

_PAUSE = 0.02

_NOBODYS = Entry("", Kind.TICK, "x/", b"", 0)
"""A record that every reader passes over: no stage, changelog, cut or bus knows such a key."""


@dataclass(slots=True)
class Leftovers:
    """
    What is left open of the transactions of *owner*; ``tell`` gets what was closed.

    ``own`` is a place that nobody else writes: what is still open there is this name's for sure, elsewhere it may be
    somebody else's, to whom closing it does nothing. ``patience`` are the seconds after which what is still open is
    nobody's: a broker ends a frozen owner's before.
    """

    access: KafkaAccess
    ends: Ends
    owner: Owner
    tell: Callable[[str], None]
    own: Place | None = None
    patience: float = TRANSACTION_SECONDS + 2.0
    _ending: Ending = Ending.UNKNOWN
    _looked_back: bool = False
    _began: float = 0.0
    _watched: Mapping[Place, int] | None = None

    def look_back(self) -> None:
        """
        Note how the last transaction ended, before the name is taken: the coordinator forgets it then.

        Raises:
            BusUnavailableError: the cluster doesn't answer.
        """
        if not self._looked_back and self.ends.undecided(self._places()):
            self._ask()
        self._looked_back = True

    def _ask(self) -> None:
        ending = last_ending(self.access, self.owner.name)
        # who took the name since and wrote nothing has changed nothing
        self._ending = self._ending if ending is Ending.UNKNOWN else ending

    def _places(self) -> Collection[Place]:
        agencies = submissions_of("")
        return [
            (topic, number)
            for topic, count in self.ends.partitions().items()
            for number in range(count)
            if not topic.startswith(agencies)
        ]

    def step(self) -> bool:
        """
        Do one bounded step, once the name is held; return whether nothing of it is left open.

        Raises:
            StaleOwnerError: another process has the name now.
            BusUnavailableError: the cluster doesn't answer, or what is left open can't be told to have been committed.
        """
        if self._watched is None:
            self._began = time.monotonic()
            self._watched = {place: end for place, (_, end) in self.ends.undecided(self._places()).items()}
        standing = self.ends.undecided(self._watched) if self._watched else {}
        left = [place for place, (decided, _) in standing.items() if decided < self._watched[place]]
        waited = time.monotonic() - self._began
        if left and waited < _MARKERS_SECONDS:
            time.sleep(_PAUSE)
            return False
        if left and not self._close(left, waited):
            time.sleep(_PAUSE)
            return False
        self.forget()
        return True

    def forget(self) -> None:
        """Know nothing of what was."""
        self._watched = None
        self._looked_back = False
        self._ending = Ending.UNKNOWN

    def _close(self, places: Collection[Place], waited: float) -> bool:
        """Close *places*; return False while it's too early to know whose they are."""
        if self._ending is Ending.UNKNOWN:
            self._ask()
        if self._ending is Ending.TAKEN_BACK:
            # what is somebody else's stays as it is
            self._end_all(places, self.owner.take_back)
            return True
        if waited < self.patience:
            return False
        self._watched = None
        topic, number = min(places)
        if self._ending is Ending.UNKNOWN:
            raise BusUnavailableError(
                "the cluster has lost the end of a transaction, and nobody knows whether it was committed",
                where=f"{self.owner.name} on {topic}/{number}",
                remedy="hub lag shows what is held back; see the runbook on lost ends of transactions",
            )
        self._end_all(places, self.owner.commit)
        return True

    def _end_all(self, places: Collection[Place], end: Callable[[], None]) -> None:
        for topic, number in sorted(places):
            self.owner.begin()
            try:
                self.owner.send((topic, number), (_NOBODYS.key, _NOBODYS.value), headers_of(_NOBODYS))
                end()
            except PermanentError:
                # who may not write there has left nothing there
                self.owner.settle()
        if self.own in places or self._ending is Ending.COMMITTED:
            closed = ", ".join(f"{topic}/{number}" for topic, number in sorted(places))
            ending = f"the cluster had lost ends of a transaction that was {self._ending}"
            self.tell(f"{self.owner.name}: {ending}; closed on {closed}")
