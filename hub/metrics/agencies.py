"""Gauges of the departments: what their adapters took, what is held, whether their systems answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hub.core.ports import Clock
from hub.metrics import catalogue as metric
from hub.metrics.samples import Sample
from hub.plugins.records import ItemState
from hub.service.heartbeat import Heartbeat
from hub.sqlite import open_reader, store_errors

STEPS = ("polled", "translated", "submitted", "repeated", "corrected", "quarantined")
"""Counters of an adapter's store that are steps of a record, in their order."""

_RECEIPT = "receipt_"
_CIRCUIT_OPEN = "circuit open"


@dataclass(frozen=True, slots=True)
class AgencyFiles:
    """
    What adapters remember in *stores* (agency → file) and what the last heartbeat in *data* says of them.

    *task_of* names whose task the mending of an error code is: one of a few words.
    """

    data: Path
    stores: Mapping[str, Path]
    task_of: Callable[[str], str]
    clock: Clock
    name: str = "agencies"

    def samples(self) -> Iterator[Sample]:
        """
        Yield what each adapter's memory says.

        Raises:
            HubError: a file can't be read now.
        """
        heart = Heartbeat.read(self.data)
        for agency, path in sorted(self.stores.items()):
            if path.is_file():
                yield from self._of_store(agency, path)
            yield from _of_round(agency, heart)

    def _of_store(self, agency: str, path: Path) -> Iterator[Sample]:
        with store_errors(path), closing(open_reader(path)) as store:
            counters: dict[str, int] = dict(store.execute("SELECT name, value FROM counter"))
            spooled = store.execute("SELECT count(*) FROM spool").fetchone()[0]
            paused = store.execute("SELECT 1 FROM setting WHERE name = 'paused' AND value = '1'").fetchone()
            held = store.execute(
                "SELECT code, count(*), min(first_seen) FROM item WHERE state = ? GROUP BY code", (ItemState.OPEN,)
            ).fetchall()
        yield Sample(metric.ADAPTER_SPOOL, spooled, (agency,))
        yield Sample(metric.ADAPTER_PAUSED, paused is not None, (agency,))
        yield from (Sample(metric.ADAPTER_RECORDS, counters.get(step, 0), (agency, step)) for step in STEPS)
        for name, count in sorted(counters.items()):
            if name.startswith(_RECEIPT):
                yield Sample(metric.ADAPTER_RECEIPTS, count, (agency, name.removeprefix(_RECEIPT)))
        tasks: Counter[str] = Counter()
        for code, count, _ in held:
            tasks[self.task_of(str(code))] += int(str(count))
        yield from (Sample(metric.QUARANTINE_ITEMS, count, (agency, task)) for task, count in sorted(tasks.items()))
        since = min((datetime.fromisoformat(str(first)) for *_, first in held), default=None)
        age = 0.0 if since is None else max(0.0, (self.clock.now() - since).total_seconds())
        yield Sample(metric.QUARANTINE_OLDEST, age, (agency,))


def _of_round(agency: str, heart: Heartbeat | None) -> Iterator[Sample]:
    """What the last round said of *agency*."""
    report = {} if heart is None else heart.adapters.get(agency, {})
    trouble = report.get("trouble")
    yield Sample(metric.ADAPTER_TROUBLE, len(trouble) if isinstance(trouble, list) else 0, (agency,))
    yield Sample(metric.ADAPTER_CIRCUIT_OPEN, report.get("skipped") == _CIRCUIT_OPEN, (agency,))
    reached = None if heart is None else heart.reached.get(agency)
    at = 0.0 if reached is None else datetime.fromisoformat(reached).timestamp()
    yield Sample(metric.ADAPTER_LAST_SUCCESS, at, (agency,))
