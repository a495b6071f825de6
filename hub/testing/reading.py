"""What a host would hear from an adapter, without a host: to read, to translate, and to remember what was said."""

from __future__ import annotations

from collections.abc import Iterator

from hub.core.errors import RowRejectedError
from hub.core.events import Event, Submission
from hub.plugins.spec import Adapter, Cursor, InputFault, NativeRecord


class Reading:
    """
    Reads an adapter on and on from its own cursor.

    Attributes:
        cursor: Where the next reading starts.
        said: Statements by event id, in the order in which they were first heard.
        faults: Files, pages and snapshots that couldn't be read.
        rejections: Native id and reason of each row that was refused, as often as it was.
    """

    def __init__(self, adapter: Adapter) -> None:
        self.adapter = adapter
        self.cursor: Cursor | None = None
        self.said: dict[str, Submission] = {}
        self.faults: list[InputFault] = []
        self.rejections: list[tuple[str, RowRejectedError]] = []

    def read(self) -> tuple[list[NativeRecord], list[InputFault]]:
        """Return the records and faults that came since the last reading."""
        records: list[NativeRecord] = []
        faults: list[InputFault] = []
        for batch in self.adapter.poll(self.cursor):
            records += batch.records
            faults += batch.faults
            self.cursor = batch.cursor
        return records, faults

    def listen(self) -> Iterator[Submission]:
        """Yield each statement that wasn't heard before, while reading goes on."""
        for batch in self.adapter.poll(self.cursor):
            self.cursor = batch.cursor
            self.faults += batch.faults
            for record in batch.records:
                yield from self._heard(record)

    def _heard(self, record: NativeRecord) -> Iterator[Submission]:
        try:
            submissions = self.adapter.translate(record).submissions
        except RowRejectedError as rejection:
            self.rejections.append((record.native_id, rejection))
            return
        for submission in submissions:
            if submission.event_id not in self.said:
                self.said[submission.event_id] = submission
                yield submission

    def count(self, event: Event) -> int:
        """Return how often *event* was stated."""
        return sum(submission.event is event for submission in self.said.values())
