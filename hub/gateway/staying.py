"""Calls that stay open, streams and long polls: few of one agency at once, each for as long as its caller may call."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from fastapi import Request

from hub.core.errors import AccessDeniedError
from hub.gateway.errors import BusyError
from hub.gateway.seam import Gateway, identified

MOST_OPEN = 16
"""Calls that one agency may hold open: the door answers so many connections in all, and they are everybody's."""
_LOOKS_EVERY = 1.0


@dataclass(slots=True)
class Staying:
    """Asks again and again whether the token or certificate that a call began with still counts."""

    request: Request
    gateway: Gateway
    agency: str
    _looked_at: float = field(default_factory=lambda: asyncio.get_running_loop().time())

    async def is_known(self) -> bool:
        """Return whether the caller may still call: a key that was taken away, or a token that ended, ends it."""
        now = asyncio.get_running_loop().time()
        if now - self._looked_at < _LOOKS_EVERY:
            return True
        self._looked_at = now
        try:
            return await asyncio.to_thread(identified, self.gateway, self.request) == self.agency
        except AccessDeniedError:
            return False

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Count the call as open within the block."""
        self.gateway.open_calls[self.agency] += 1
        try:
            yield
        finally:
            self.gateway.open_calls[self.agency] -= 1


def stay(request: Request, gateway: Gateway, agency: str) -> Staying:
    """
    Let a call of *agency* stay open.

    Raises:
        BusyError: the agency holds too many open.
    """
    open_calls: Counter[str] = gateway.open_calls
    if open_calls[agency] >= MOST_OPEN:
        raise BusyError(f"this agency holds {MOST_OPEN} calls open", retry_after=5)
    return Staying(request, gateway, agency)
