"""A circuit per system: after failures in a row it rests, so that a struggling system isn't called to death."""

from __future__ import annotations

from datetime import datetime, timedelta


class Circuit:
    """
    Closed at first; opens after *failures* in a row; after *cool_down* one trial decides.

    >>> from datetime import UTC
    >>> noon, circuit = datetime(2026, 3, 1, tzinfo=UTC), Circuit(1, timedelta(minutes=5))
    >>> circuit.failed(noon)
    >>> circuit.may_try(noon), circuit.may_try(noon + timedelta(minutes=5))
    (False, True)
    """

    def __init__(self, failures: int, cool_down: timedelta) -> None:
        self._limit = failures
        self._cool_down = cool_down
        self._failures = 0
        self._opened_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether the system is resting."""
        return self._opened_at is not None

    def may_try(self, now: datetime) -> bool:
        """Return whether a call may be made at *now*."""
        return self._opened_at is None or now >= self._opened_at + self._cool_down

    def failed(self, now: datetime) -> None:
        """Note a failed call; a failed trial starts the rest anew."""
        self._failures += 1
        if self._failures >= self._limit:
            self._opened_at = now

    def succeeded(self) -> None:
        """Note a good call."""
        self._failures = 0
        self._opened_at = None
