"""
The floor: the plainest loop that does the same decode, fold, encode and durable append.

One SQLite table, one transaction per 2,000 records, ``synchronous=FULL``; states live in a dict and are never written,
nothing survives a crash but the log, nothing is owned, counted, cut or read beside it.
"""

from __future__ import annotations

import heapq
import sqlite3
from collections import deque
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from bench.workload import Encoded
from hub.core.ports import Processor, Record, Serde, Step, Timer
from hub.core.topics import SOURCE_SUBMISSIONS


class Floor:
    """Dicts, a heap and one loop."""

    def __init__(self, path: Path, processors: Sequence[Processor[object]], serde: Serde) -> None:
        self._log = sqlite3.connect(path, isolation_level=None)
        self._log.execute("PRAGMA journal_mode=WAL")
        self._log.execute("PRAGMA synchronous=FULL")
        self._log.execute("CREATE TABLE log (topic TEXT, key TEXT, value BLOB, time TEXT)")
        self._by_topic = {processor.input: processor for processor in processors}
        self._serde = serde
        self._states: dict[tuple[str, str], object] = {}
        self._due: dict[tuple[str, str, str], datetime] = {}
        self._heap: list[tuple[datetime, str, str, str]] = []
        self._queue: deque[Record] = deque()
        self._written: list[tuple[str, str, bytes, str]] = []

    def take(self, records: Iterable[Encoded]) -> None:
        """Take one batch of *records* and commit what it wrote."""
        decode = self._serde.decode
        for key, value, time, _ in records:
            while self._heap and self._heap[0][0] <= time:
                self._fire()
            self._written.append((SOURCE_SUBMISSIONS, key, value, ""))
            self._queue.append(Record(SOURCE_SUBMISSIONS, key, decode(SOURCE_SUBMISSIONS, value), time))
            while self._queue:
                record = self._queue.popleft()
                processor = self._by_topic.get(record.topic)
                if processor is not None:
                    step = processor.step(self._states.get((record.topic, record.key)), record)
                    self._apply(processor, record.key, step, record.time)
        self._log.execute("BEGIN")
        self._log.executemany("INSERT INTO log VALUES (?, ?, ?, ?)", self._written)
        self._log.execute("COMMIT")
        self._written.clear()

    def _apply(self, processor: Processor[object], key: str, step: Step[object], time: datetime) -> None:
        self._states[processor.input, key] = step.state
        for output in step.outputs:
            self._written.append((output.topic, output.key, self._serde.encode(output.topic, output.value), ""))
            if output.topic in self._by_topic:
                self._queue.append(Record(output.topic, output.key, output.value, time))
        for timer_id in step.cancel_timers:
            self._due.pop((processor.input, key, timer_id), None)
        for timer in step.set_timers:
            self._due[processor.input, key, timer.id] = timer.due
            heapq.heappush(self._heap, (timer.due, processor.input, key, timer.id))

    def _fire(self) -> None:
        due, topic, key, timer_id = heapq.heappop(self._heap)
        if self._due.get((topic, key, timer_id)) == due:
            del self._due[topic, key, timer_id]
            processor = self._by_topic[topic]
            self._apply(processor, key, processor.fire(self._states[topic, key], Timer(key, timer_id, due)), due)

    def close(self) -> None:
        """Let go of the file."""
        self._log.close()
