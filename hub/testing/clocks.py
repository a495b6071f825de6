"""A clock that stands still until told otherwise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

START = datetime(2026, 3, 16, 1, 0, tzinfo=UTC)
"""Monday 09:00 in Shanghai."""


class FixedClock:
    """
    A clock for tests.

    >>> clock = FixedClock()
    >>> clock.advance(timedelta(hours=1))
    >>> clock.now().isoformat()
    '2026-03-16T02:00:00+00:00'
    """

    def __init__(self, now: datetime = START) -> None:
        self._now = now

    def now(self) -> datetime:
        """Return the instant that was set."""
        return self._now

    def advance(self, by: timedelta) -> None:
        """Move on."""
        self._now += by

    def set(self, now: datetime) -> None:
        """Stand at *now*."""
        self._now = now

    def sleep(self, seconds: float) -> None:
        """Pass *seconds* at once: what a host is given to wait with."""
        self._now += timedelta(seconds=seconds)
