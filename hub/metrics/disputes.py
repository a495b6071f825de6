"""Gauges of the mechanism itself: disputes and their holders, months to close, pairs to judge."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hub.core.calendar import WorkingCalendar
from hub.core.daytime import end_of, local_day
from hub.core.errors import MissingCalendarError
from hub.core.ports import Clock
from hub.core.reports import CITY_BODY
from hub.engines.embedded import EmbeddedReader
from hub.metrics import catalogue as metric
from hub.metrics.samples import Sample
from hub.processors import Lifecycle, Reporting
from hub.readmodel.schema import VERSION
from hub.readmodel.store import instant_text
from hub.service.links import waiting
from hub.service.monthly import due_months
from hub.sqlite import open_reader, store_errors

_FOLLOWED = ((Lifecycle.name, Lifecycle.input), (Reporting.name, Reporting.input))
"""Which processors the read model follows on which log."""


@dataclass(frozen=True, slots=True)
class ReadModelFile:
    """What the read model says of disputes and months; nothing while there's none or one of another version."""

    path: Path
    log: Path
    calendar: WorkingCalendar
    report_day: int
    clock: Clock
    name: str = "read model"

    def samples(self) -> Iterator[Sample]:
        """
        Yield counts of disputes, months to close, and how far the file is behind.

        Raises:
            BusUnavailableError: the file can't be read now.
        """
        if not self.path.is_file():
            return
        with store_errors(self.path), closing(open_reader(self.path)) as model:
            found = model.execute("SELECT value FROM meta WHERE name = 'version'").fetchone()
            if found is None or found[0] != VERSION:
                return
            yield from self._disputes(model)
            yield Sample(metric.MONTHS_TO_CLOSE, len(list(self._to_close(model, self.clock.now()))))
            positions = dict(model.execute('SELECT topic || "/" || partition, next FROM position'))
        yield Sample(metric.READ_MODEL_BEHIND, _behind(self.log, positions))

    def _disputes(self, model: sqlite3.Connection) -> Iterator[Sample]:
        def count(rule: str, *parameters: str) -> int:
            sql = f"SELECT count(*) FROM dispute WHERE {rule}"  # noqa: S608 - our own rules
            return int(model.execute(sql, parameters).fetchone()[0])

        yield Sample(metric.DISPUTES, count("is_open = 1"), ("open",))
        yield Sample(metric.DISPUTES, count("is_open = 0"), ("closed",))
        yield Sample(metric.DISPUTES_WITHOUT_HOLDER, count("lacks_holder = 1"))
        today = local_day(self.clock.now()).isoformat()
        yield Sample(metric.DISPUTES_OVERDUE, count("is_open = 1 AND due < ?", today))

    def _to_close(self, model: sqlite3.Connection, now: datetime) -> Iterator[str]:
        closed = [row[0] for row in model.execute("SELECT DISTINCT month FROM revision WHERE unit = ?", (CITY_BODY,))]
        try:
            for month, close in due_months(closed, now, self.calendar, self.report_day):
                known = instant_text(end_of(close))
                if model.execute("SELECT 1 FROM contribution WHERE known_from <= ? LIMIT 1", (known,)).fetchone():
                    yield month
        except MissingCalendarError:
            # without the year's calendar no day is known: the round reports that trouble itself
            return


def _behind(log: Path, positions: dict[str, int]) -> int:
    """Return how many entries the processors have taken beyond *positions*."""
    behind = 0
    for number, path in enumerate(sorted(log.glob("shard-??.db"))):
        with store_errors(path), closing(open_reader(path)) as shard:
            taken = dict(shard.execute("SELECT processor, position FROM progress"))
        for processor, topic in _FOLLOWED:
            behind += max(0, taken.get(processor, 0) - positions.get(f"{topic}/{number}", 0))
    return behind


@dataclass(frozen=True, slots=True)
class LinkQueue:
    """The clerk's queue; every pair ever asked about is read, so this is asked for rarely."""

    folder: Path
    clock: Clock
    name: str = "links"

    def samples(self) -> Iterator[Sample]:
        """
        Yield length and age of the queue.

        Raises:
            HubError: no hub has run here yet, or a file can't be read now.
        """
        with closing(EmbeddedReader(self.folder)) as reader:
            queue = waiting(reader)
        age = 0.0 if queue.since is None else max(0.0, (self.clock.now() - queue.since).total_seconds())
        yield Sample(metric.LINKS_WAITING, queue.count)
        yield Sample(metric.LINKS_OLDEST, age)
