"""Attempts on codes that are nobody's, held up as those on accounts are: waiting tells nobody which codes there are."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime

from hub.people.rules import SignInPolicy, held_for

MOST = 20_000
"""Codes that are remembered, those tried last: a few megabytes, and half an hour of guessing at full speed."""


@dataclass(slots=True)
class Strangers:
    """What was tried lately; kept in memory alone, for what was typed may be a password in the wrong field."""

    policy: SignInPolicy
    _tried: OrderedDict[str, tuple[int, datetime]] = field(default_factory=OrderedDict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, code: str, now: datetime) -> datetime | None:
        """Count an attempt on *code* before it's looked at; return until when none may be."""
        with self._lock:
            failures, held = self._tried.get(code, (0, now))
            if now < held:
                return held
            self._tried[code] = (failures + 1, now + held_for(failures + 1, self.policy))
            self._tried.move_to_end(code)
            while len(self._tried) > MOST:
                self._tried.popitem(last=False)
        return None

    def held_until(self, code: str, now: datetime) -> datetime | None:
        """Return until when nobody may try *code* again, None where one may."""
        _, held = self._tried.get(code, (0, now))
        return held if held > now else None
