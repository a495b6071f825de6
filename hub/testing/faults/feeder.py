"""What comes in while a run goes on: records, ticks, markers and poison, in the order of the schedule."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from confluent_kafka import Message, Producer

from hub.bus.kafka import KafkaAccess
from hub.bus.records import shard_of, to_micros
from hub.core.errors import BusUnavailableError
from hub.engines.kafka import KafkaEngine, KafkaEngineOptions
from hub.engines.kafka.cluster import client_settings
from hub.testing.faults.patience import LIMIT_SECONDS, Patience
from hub.testing.faults.poison import POISONS, good
from hub.testing.faults.workloads import Workload


class Feeder:
    """
    Puts on the log what it's told, one thing after another, in a thread of its own: a broken cluster holds nobody up.

    What the cluster doesn't answer for is told again; it's known by its identity.
    """

    def __init__(self, access: KafkaAccess, workload: Workload, shards: int, folder: Path) -> None:
        self._access = access
        self._workload = workload
        self._shards = shards
        self._folder = folder
        self._opened: KafkaEngine | None = None
        self._work: queue.Queue[Callable[[], object] | None] = queue.Queue()
        self.patience = Patience()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.poisoned: set[tuple[str, int, int]] = set()
        self.faults: list[str] = []
        self._thread.start()

    @property
    def _engine(self) -> KafkaEngine:
        if self._opened is None:
            self._opened = KafkaEngine(
                self._access,
                self._folder,
                self._workload.processors(),
                self._workload.serde,
                KafkaEngineOptions(shards=self._shards, own=()),
            )
        return self._opened

    def feed(self, number: int) -> None:
        """Append one slice of the input."""
        self._work.put(lambda: self._engine.append(self._workload.input, self._workload.slice(number)))

    def tick(self, number: int, minutes: int) -> None:
        """Put a tick at the end of a slice, or *minutes* beside it."""
        self._work.put(lambda: self._engine.tick(self._workload.end_of(number) + timedelta(minutes=minutes)))

    def close_cut(self, marker: str, number: int) -> None:
        """Put a close marker at the end of a slice."""
        self._work.put(lambda: self._engine.close_cut(marker, self._workload.end_of(number)))

    def turn_to(self, access: KafkaAccess) -> None:
        """Go on by *access*: new connections, which trust and show what its files say then."""

        def turn() -> None:
            opened, self._opened = self._opened, None
            self._access = access
            if opened is not None:
                opened.close()

        self._work.put(turn)

    def end_of_time(self) -> None:
        """Put the tick by which every timer is due."""
        self._work.put(lambda: self._engine.tick(self._workload.end))

    def poison(self, kind: str) -> None:
        """Put a record there that nobody can take."""
        self._work.put(lambda: self._spoil(kind))

    def is_cut_complete(self, marker: str) -> bool:
        """Return whether every shard has passed *marker*; only once the feeder has finished."""
        return self._engine.is_cut_complete(marker)

    @property
    def is_idle(self) -> bool:
        """Whether all that was told so far is on the log."""
        return self._work.unfinished_tasks == 0

    def finish(self) -> bool:
        """Wait until all is on the log; return False when the cluster didn't take it in time."""
        self._work.put(None)
        self._thread.join(2 * LIMIT_SECONDS)
        return not self._thread.is_alive()

    def close(self) -> None:
        """Give up what isn't done, and let go of the connections."""
        self.patience.stop()
        self._work.put(None)
        self._thread.join(2 * LIMIT_SECONDS)
        if self._opened is not None:
            self._opened.close()

    def _run(self) -> None:
        while (ask := self._work.get()) is not None:
            try:
                self.patience.ask(ask)
            except Exception as error:  # noqa: BLE001 - whatever it is, the verdict must tell it
                self.faults.append(f"what came in wasn't taken: {error!r}")
            finally:
                self._work.task_done()

    def _spoil(self, kind: str) -> None:
        key, value, at, _ = self._workload.slice(0)[0]
        raw = POISONS[kind](good(key, self._workload.serde.encode(self._workload.input, value), at))
        partition = (shard_of(key, self._shards) + raw.astray) % self._shards
        producer = Producer(client_settings(self._access) | {"enable.idempotence": True, "message.max.bytes": 4 << 20})
        producer.produce(
            self._access.prefix + self._workload.input,
            raw.value,
            raw.key,
            partition,
            on_delivery=self._note,
            timestamp=to_micros(at) // 1000,
            headers=list(raw.headers),
        )
        if producer.flush(LIMIT_SECONDS):
            raise BusUnavailableError("the poison wasn't taken")

    def _note(self, error: object, message: Message) -> None:
        if error is not None:
            raise BusUnavailableError(f"the poison wasn't taken: {error}")
        self.poisoned.add((self._workload.input, message.partition(), message.offset()))
