"""Bounds of the gateway: how much a call may hold, how long it may take to arrive, how often an agency may call."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil

from hub.gateway.errors import BusyError, TooLargeError, TooSlowError

MOST_BYTES = 8 * 1024 * 1024
SLOWEST_BODY = 30.0
"""Seconds in which a body must have arrived."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """Calls and statements of one agency: so many a second in the long run, so many at once."""

    per_second: float
    at_once: float


@dataclass(slots=True)
class Bucket:
    """A token bucket; time comes in as an argument."""

    rate: Rate
    left: float = field(init=False)
    at: datetime | None = None

    def __post_init__(self) -> None:
        """Begin full."""
        self.left = self.rate.at_once

    def take(self, amount: float, now: datetime) -> None:
        """
        Take *amount*; more than fits at once is let through when the bucket is full, and owed.

        Raises:
            BusyError: not yet.
        """
        if self.at is not None:
            passed = max(0.0, (now - self.at).total_seconds())
            self.left = min(self.rate.at_once, self.left + passed * self.rate.per_second)
        self.at = now
        needed = min(amount, self.rate.at_once)
        if self.left < needed:
            wait = ceil((needed - self.left) / self.rate.per_second)
            raise BusyError("this agency calls more often than agreed", retry_after=max(1, wait))
        self.left -= amount


class Rates:
    """A bucket for each agency; there are only as many as agencies have keys."""

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._buckets: dict[str, Bucket] = {}

    def take(self, agency: str, amount: float, now: datetime) -> None:
        """
        Let *agency* do *amount* more.

        Raises:
            BusyError: not yet.
        """
        self._buckets.setdefault(agency, Bucket(self._rate)).take(amount, now)


async def read_body(chunks: AsyncIterator[bytes], most: int = MOST_BYTES, seconds: float = SLOWEST_BODY) -> bytes:
    """
    Return the body, read no further than *most* bytes and *seconds*.

    Raises:
        TooLargeError: it's larger.
        TooSlowError: it didn't arrive in time.
    """
    found = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for chunk in chunks:
                found += chunk
                if len(found) > most:
                    raise TooLargeError(f"the body has more than {most} bytes", remedy="send several calls")
    except TimeoutError as error:
        raise TooSlowError(f"the body didn't arrive within {seconds:.0f} s", remedy="send smaller calls") from error
    return bytes(found)
