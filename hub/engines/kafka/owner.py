"""
The right to write under one name: a transactional id.

Taking it fences, in the broker itself, whoever had it before, and ends what that one had begun (design §3 rule 5).
Every call is bounded: one that isn't answered in time may be made again and goes on where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, Producer, TopicPartition

from hub.bus.kafka import KafkaAccess
from hub.core.errors import BusUnavailableError
from hub.engines.kafka.asking import Question, within_time
from hub.engines.kafka.cluster import (
    SECONDS,
    TRANSACTION_SECONDS,
    Place,
    hub_error,
    producer_settings,
    why_it_gave_up,
)
from hub.engines.kafka.wire import Headers

Delivered = Callable[[object, Message], None]

_SLICE = 2.0
"""Seconds of one attempt to take a name over: the broker may first have to end what the former owner began."""

_NOT_YET_MILLISECONDS = 5
"""
Pause after "not yet", which the broker says while the markers of the former transaction are under way.

The client's own tenth of a second is what every transaction would cost: 107 ms measured, 10 with this.
"""

_ATTEMPTS = 15
_COMMITS = 3
"""Which of the calls of :meth:`Owner.ask_to_commit` commits."""

_DOUBTFUL = 2.0
"""Seconds of a commit in which a broker may have ended and come back: it takes some to start."""

_FULL = 50
"""Waits of a tenth of a second for room in the producer's queue."""


class Owner:
    """
    Writes transactions under one name until somebody else takes it.

    ``holds`` says that the name was taken and isn't known to be lost. ``unsettled`` says that a transaction was begun
    whose end isn't known: it may stand or not, :meth:`settle` finds out. ``took_long`` says that the last commit took
    so long that the broker may have been away meanwhile.
    """

    def __init__(self, access: KafkaAccess, name: str) -> None:
        self._access = access
        self.name = name
        self._producer: Producer | None = None
        self._attempts = 0
        self._committing = False
        self.holds = False
        self.unsettled = False
        self.took_long = False

    def take(self) -> bool:
        """
        Do one bounded step of taking the name over; return whether it's done.

        Raises:
            BusUnavailableError: the cluster doesn't answer; the same call may succeed later.
        """
        if self._producer is None:
            self._producer = Producer(
                producer_settings(self._access)
                | {
                    "transactional.id": self._access.prefix + self.name,
                    "retry.backoff.ms": _NOT_YET_MILLISECONDS,
                    "transaction.timeout.ms": TRANSACTION_SECONDS * 1000,
                }
            )
        try:
            self._producer.init_transactions(_SLICE)
        except KafkaException as error:
            self._attempts += 1
            if error.args[0].retriable() and self._attempts % _ATTEMPTS:
                return False
            self._producer = None
            raise hub_error(error.args[0], self.name) from error
        self._attempts = 0
        self.holds = True
        return True

    def take_at_once(self) -> None:
        """
        Take the name over however many steps it takes.

        Raises:
            BusUnavailableError: the cluster doesn't answer.
        """
        while not self.take():
            pass

    def begin(self) -> None:
        """Begin a transaction."""
        self._ask(lambda producer: producer.begin_transaction())
        self.unsettled = True

    def send(
        self, place: Place, record: tuple[str, bytes], headers: Headers, delivered: Delivered | None = None
    ) -> None:
        """
        Hand one record to the transaction, waiting for room where the queue is full.

        Raises:
            BusUnavailableError: no room came in time.
        """
        topic, partition = self._access.named(place[0]), place[1]
        key, value = record

        def produce(producer: Producer) -> None:
            for _ in range(_FULL):
                try:
                    producer.produce(topic, value, key, partition, on_delivery=delivered, headers=headers)
                except BufferError:
                    producer.poll(0.1)
                else:
                    return
            raise BusUnavailableError("records aren't taken in time", where=self.name, remedy="look at the brokers")

        self._ask(produce)

    def move(self, positions: Mapping[Place, int], member: Consumer) -> None:
        """Let the transaction move the group's *positions*."""
        places, metadata = self._places(positions), member.consumer_group_metadata()
        self._ask(lambda producer: within_time(producer.send_offsets_to_transaction, places, metadata, SECONDS))

    def _places(self, positions: Mapping[Place, int]) -> list[TopicPartition]:
        named = self._access.named
        return [TopicPartition(named(topic), number, at) for (topic, number), at in positions.items()]

    def commit(self) -> None:
        """
        Commit the transaction.

        Raises:
            StaleOwnerError: another process has the name now; nothing was written.
            BusUnavailableError: no answer came: whether the transaction stands is known after :meth:`settle`.
        """
        self._committing = True
        question = Question(lambda: self._held().commit_transaction(SECONDS))
        self._ask(lambda _producer: question.answer())
        self._is_over(question)

    def ask_to_commit(self, positions: Mapping[Place, int], member: Consumer, moved: Callable[[], None]) -> Question:
        """
        Ask for :meth:`move` and :meth:`commit`, calling *moved* between them, and don't wait: :meth:`hear` does.

        Whatever else this process does meanwhile, the transaction doesn't last longer for it.
        """
        producer, places, metadata = self._held(), self._places(positions), member.consumer_group_metadata()
        return Question(
            lambda: producer.send_offsets_to_transaction(places, metadata, SECONDS),
            moved,
            lambda: producer.commit_transaction(SECONDS),
        )

    def hear(self, question: Question) -> None:
        """Wait for the end of what was asked; raises what :meth:`commit` does."""

        def answered(_producer: Producer) -> None:
            try:
                question.answer()
            finally:
                self._committing = question.made == _COMMITS

        self._ask(answered)
        self._is_over(question)

    def _is_over(self, question: Question) -> None:
        self._committing = self.unsettled = False
        self.took_long = question.took > _DOUBTFUL

    def flush(self) -> None:
        """
        Wait until what was sent stands on its partitions; a commit does so by itself.

        Raises:
            BusUnavailableError: no answer came.
        """
        self._ask(lambda producer: within_time(producer.flush, SECONDS))

    def take_back(self) -> None:
        """
        Take back the transaction once all of it is on its partitions, so that its end is marked there.

        Raises:
            StaleOwnerError: another process has the name now.
            BusUnavailableError: no answer came; :meth:`settle` goes on.
        """
        self.flush()
        self.settle()

    def settle(self) -> None:
        """
        End what was begun: the commit that wasn't answered is asked for again, anything else is taken back.

        Raises:
            StaleOwnerError: another process has the name now.
            BusUnavailableError: the cluster doesn't answer; the same call may succeed later.
        """
        if self.unsettled and self._committing:
            self._ask(lambda producer: within_time(producer.commit_transaction, SECONDS), again=True)
        elif self.unsettled:
            self._ask(lambda producer: within_time(producer.abort_transaction, SECONDS))
        self._committing = self.unsettled = False

    def _ask(self, call: Callable[[Producer], None], *, again: bool = False) -> None:
        try:
            call(self._held())
        except TimeoutError as error:
            # whatever that call still does is fenced off when the name is taken again
            self.let_go()
            raise BusUnavailableError(
                "no answer came, and the client didn't give up", where=self.name, remedy="look at the brokers"
            ) from error
        except KafkaException as error:
            cause: KafkaError = error.args[0]
            if cause.txn_requires_abort():
                # nothing of it stands, and the name is still ours
                self._committing = False
                if again:
                    return self._ask(lambda producer: within_time(producer.abort_transaction, SECONDS))
            elif not cause.retriable():
                cause = why_it_gave_up(self._held(), cause)
                self.let_go()
            raise hub_error(cause, self.name) from error

    def _held(self) -> Producer:
        if self._producer is None:
            raise BusUnavailableError("isn't owned", where=self.name, remedy="take it over first")
        return self._producer

    def let_go(self) -> None:
        """Forget the name: what is under way is ended by the next owner or by the transaction's time."""
        self._producer = None
        self.holds = self.unsettled = self._committing = False
