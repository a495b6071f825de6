"""What a hub lives on besides its settings: time, a way to wait, whoever measures."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from hub.core.ports import Clock
from hub.engines.processing.observing import Observer, unobserved
from hub.people.secrets import PasswordHashing
from hub.plugins.records import HostPolicy


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """Return the current UTC instant."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a hub lives on besides its settings: time, a way to wait, whoever measures its batches, what hashes cost."""

    clock: Clock = field(default_factory=SystemClock)
    sleep: Callable[[float], None] = time.sleep
    policy: HostPolicy = field(default_factory=HostPolicy)
    observe: Observer = unobserved
    hashing: PasswordHashing = field(default_factory=PasswordHashing)
