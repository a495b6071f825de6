"""The simplest engine there is: one queue in memory, no batches, no crashes. A fake at the port, for tests of rules."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from hub.core.errors import PermanentError
from hub.core.ports import Processor, Record, Row, Step, Timer


@dataclass
class MemoryEngine:
    """
    Runs processors on one queue and keeps everything where a test can see it.

    State goes through each processor's codec at every step, so that a state that doesn't survive storage shows.
    """

    processors: Sequence[Processor[object]]
    states: dict[tuple[str, str], bytes] = field(default_factory=dict)
    rows: dict[tuple[str, str], Row] = field(default_factory=dict)
    timers: dict[tuple[str, str, str], Timer] = field(default_factory=dict)
    sent: list[Record] = field(default_factory=list)
    dead: list[tuple[Record, PermanentError]] = field(default_factory=list)

    def submit(self, topic: str, key: str, value: object, time: datetime) -> None:
        """Take one record in and run until nothing is left to do."""
        queue = deque([Record(topic, key, value, time)])
        by_topic = {processor.input: processor for processor in self.processors}
        while queue:
            record = queue.popleft()
            processor = by_topic.get(record.topic)
            if processor is None:
                self.sent.append(record)
                continue
            stored = self.states.get((processor.name, record.key))
            try:
                step = processor.step(None if stored is None else processor.codec.decode(stored), record)
            except PermanentError as error:
                self.dead.append((record, error))
                continue
            queue.extend(self._keep(processor, record.key, step, record.time))

    def wake(self, until: datetime) -> None:
        """Fire every timer that's due by *until*, in order of (due, key, id)."""
        while True:
            due = [(t.due, key, t) for key, t in self.timers.items() if t.due <= until]
            if not due:
                return
            _, key, timer = min(due, key=lambda entry: (entry[0], entry[1]))
            del self.timers[key]
            processor = next(p for p in self.processors if p.name == key[0])
            state = processor.codec.decode(self.states[processor.name, timer.key])
            for output in self._keep(processor, timer.key, processor.fire(state, timer), timer.due):
                self.submit(output.topic, output.key, output.value, output.time)

    def _keep(self, processor: Processor[object], key: str, step: Step[object], time: datetime) -> list[Record]:
        self.states[processor.name, key] = processor.codec.encode(step.state)
        self.rows.update(((row.label, row.id), row) for row in step.rows)
        for name in step.cancel_timers:
            self.timers.pop((processor.name, key, name), None)
        self.timers.update(((processor.name, timer.key, timer.id), timer) for timer in step.set_timers)
        return [Record(output.topic, output.key, output.value, time) for output in step.outputs]

    def state(self, processor: str, key: str) -> bytes | None:
        """Return one encoded state."""
        return self.states.get((processor, key))
