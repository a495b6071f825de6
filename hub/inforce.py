"""
What a running process works under while administrators amend the settings.

A use (a request, a batch, a round) takes what is in force once and keeps it to its end, so it's never half amended;
the next one has the new version. What can't be read or opened now leaves the former one in force.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from hub.bootstrap.amended import amendments_of
from hub.core.amendments import Amendment
from hub.core.errors import HubError
from hub.core.ports import Clock
from hub.settings.whole import HubSettings

_LOG = logging.getLogger("hub.settings")
T = TypeVar("T")

AT_ONCE = timedelta(0)


class InForce(Generic[T]):
    """
    What *opened* makes of the settings as amended, made anew for each version; any thread may ask.

    ``look`` gives what is decided.

    Raises:
        HubError: it can't be opened under the version that stands first.
    """

    def __init__(
        self,
        settings: HubSettings,
        opened: Callable[[HubSettings], T],
        clock: Clock,
        every: timedelta = AT_ONCE,
        look: Callable[[HubSettings], tuple[Amendment, ...]] = amendments_of,
    ) -> None:
        self._settings = settings
        self._opened = opened
        self._clock = clock
        self._every = every
        self._turn = threading.Lock()
        self._looked: datetime = clock.now()
        self._ask = look
        self._under = settings if settings.under is not None else settings.pinned(look(settings))
        self._value = opened(self._under)

    def get(self) -> T:
        """Return it under the version that stands, looked up once in ``every`` at most."""
        with self._turn:
            now = self._clock.now()
            if abs(now - self._looked) >= self._every:
                self._looked = now
                self._look()
            return self._value

    @property
    def version(self) -> int:
        """The version of the amended settings that was taken last."""
        return len(self._under.under or ())

    def _look(self) -> None:
        try:
            decided = self._ask(self._settings)
            if decided != self._under.under:
                under = self._settings.pinned(decided)
                self._value, self._under = self._opened(under), under
        except HubError as error:
            _LOG.warning("the settings stay as they were: %s %s %s", error.code, error.what, error.where)
