"""Gauges of the people at the console: what an auditor wants to be called for. Counts alone; nobody is named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from hub.core.ports import Clock
from hub.metrics import catalogue as metric
from hub.metrics.samples import Sample
from hub.people.deeds import Recorded, Result
from hub.people.file import FILE
from hub.sqlite import instant_text, open_reader, store_errors


@dataclass(frozen=True, slots=True)
class PeopleCounts:
    """What ``people.db`` in *data* says, read beside whoever writes it; *unused_days* as the settings say."""

    data: Path
    unused_days: int
    clock: Clock
    name: str = "people"

    def samples(self) -> Iterator[Sample]:
        """
        Yield what stands now; nothing where no account was ever made.

        Raises:
            HubError: the file can't be read.
        """
        path = self.data / FILE
        if not path.is_file():
            return
        now = self.clock.now()
        since = instant_text(now - timedelta(days=self.unused_days))
        asked = (
            (metric.EMERGENCY_OPEN, "SELECT COUNT(*) FROM emergency_seal WHERE until > ?", (instant_text(now),)),
            (
                metric.EMERGENCY_OPENINGS,
                "SELECT COUNT(*) FROM journal WHERE deed = ? AND result = ?",
                (Recorded.EMERGENCY_OPENED.value, Result.DONE.value),
            ),
            (
                metric.SIGN_INS_REFUSED,
                "SELECT COUNT(*) FROM journal WHERE deed IN (?, ?) AND result = ?",
                (Recorded.SIGN_IN.value, Recorded.SECOND_FACTOR.value, Result.REFUSED.value),
            ),
            (
                metric.GRANTS_WAITING,
                "SELECT COUNT(*) FROM grant_line WHERE confirmed_by IS NULL AND ended_by IS NULL",
                (),
            ),
            (
                metric.ACCOUNTS_UNUSED,
                "SELECT COUNT(*) FROM account WHERE is_emergency = 0 AND locked_by IS NULL"
                " AND COALESCE(signed_in_at, made_at) < ?",
                (since,),
            ),
        )
        with store_errors(path), closing(open_reader(path)) as reader:
            for one, query, values in asked:
                yield Sample(one, int(reader.execute(query, values).fetchone()[0]))
