"""Durable timers of one processor partition: the soonest in memory, all of them in the store."""

from __future__ import annotations

import heapq
import sqlite3

WINDOW = 2_000
"""Timers held in memory; the rest waits in the store, so a million open disputes cost no memory."""

NEVER = 1 << 62


class Timers:
    """
    Timers by (due, key, id).

    The window holds every timer up to ``_bound``; later ones are only in the store. A changed timer leaves its old
    place in the heap, which is recognised as outdated when it comes up. ``written`` are the keys whose timers the last
    flush changed.
    """

    def __init__(self, connection: sqlite3.Connection, processor: str, window: int = WINDOW) -> None:
        self._connection = connection
        self._processor = processor
        self._size = window
        self._pending: dict[tuple[str, str], int | None] = {}
        self.next_due = NEVER
        self.written: set[str] = set()
        self._changed: set[str] = set()
        self._load()

    def _load(self) -> None:
        self._write()
        found = self._connection.execute(
            "SELECT due, key, id FROM timers WHERE processor = ? ORDER BY due, key, id LIMIT ?",
            (self._processor, self._size),
        ).fetchall()
        self._heap: list[tuple[int, str, str]] = found
        self._live = {(key, timer_id): due for due, key, timer_id in found}
        self._bound = found[-1] if len(found) == self._size else None
        self._look()

    def set(self, key: str, timer_id: str, due: int) -> None:
        """Set or replace the timer *timer_id* of *key*."""
        place = (due, key, timer_id)
        self._pending[key, timer_id] = due
        if self._bound is None or place <= self._bound:
            self._live[key, timer_id] = due
            heapq.heappush(self._heap, place)
            self.next_due = min(self.next_due, due)
        else:
            self._live.pop((key, timer_id), None)

    def cancel(self, key: str, timer_id: str) -> None:
        """Drop a timer; one that isn't there is no error."""
        self._pending[key, timer_id] = None
        self._live.pop((key, timer_id), None)

    def pop(self, until: int) -> tuple[int, str, str] | None:
        """Take the first timer due at or before *until* out, None when there is none."""
        self._look()
        if self.next_due > until:
            return None
        due, key, timer_id = heapq.heappop(self._heap)
        del self._live[key, timer_id]
        self._pending[key, timer_id] = None
        return due, key, timer_id

    def _look(self) -> None:
        """Drop outdated places from the top, load the next window when this one is used up, note the next due."""
        heap, live = self._heap, self._live
        while heap and live.get((heap[0][1], heap[0][2])) != heap[0][0]:
            heapq.heappop(heap)
        if not heap and self._bound is not None:
            self._load()
            return
        self.next_due = heap[0][0] if heap else NEVER

    def flush(self) -> None:
        """Write what changed."""
        self._write()
        self.written, self._changed = self._changed, set()

    def _write(self) -> None:
        self._changed.update(key for key, _ in self._pending)
        if self._pending:
            gone = [(self._processor, *place) for place, due in self._pending.items() if due is None]
            kept = [(self._processor, *place, due) for place, due in self._pending.items() if due is not None]
            self._pending.clear()
            self._connection.executemany("DELETE FROM timers WHERE processor = ? AND key = ? AND id = ?", gone)
            self._connection.executemany(
                "INSERT INTO timers (processor, key, id, due) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (processor, key, id) DO UPDATE SET due = excluded.due",
                kept,
            )

    def trim(self) -> None:
        """Cut a window that has grown beyond four times its size back to it."""
        if len(self._heap) > 4 * self._size:
            self._load()
