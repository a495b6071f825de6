"""Readings that cost something: at most one in a while, and whoever asks for metrics doesn't wait for it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

from hub.core.errors import BusUnavailableError, HubError
from hub.metrics.samples import Sample, Source

WAIT_SECONDS = 3.0
"""How long one asking waits for a reading under way: a scrape has ten seconds for everything."""


class Paced:
    """
    A source that is read at most every *seconds*; between, and while a reading is under way, the last one stands.

    A cluster that is away answers only after its time limits; without this, nothing at all would be told meanwhile.
    """

    def __init__(
        self, source: Source, seconds: float, monotonic: Callable[[], float], *, wait: float = WAIT_SECONDS
    ) -> None:
        self._source = source
        self._seconds = seconds
        self._monotonic = monotonic
        self._wait = wait
        self._reading: threading.Thread | None = None
        self._began: float | None = None
        self._kept: tuple[Sample, ...] | None = None
        self._fault: HubError | OSError | None = None

    @property
    def name(self) -> str:
        """Name of the group."""
        return self._source.name

    def samples(self) -> Iterator[Sample]:
        """
        Yield what was read last, read anew when that's too long ago.

        Raises:
            HubError: the last reading failed, or the first one is still under way.
        """
        reading = self._reading
        if reading is None or (not reading.is_alive() and self._is_due()):
            self._began = self._monotonic()
            reading = self._reading = threading.Thread(target=self._read, name=f"metrics {self.name}", daemon=True)
            reading.start()
        reading.join(self._wait)
        if self._fault is not None:
            raise self._fault
        if self._kept is None:
            raise BusUnavailableError("isn't read yet", where=self.name, remedy="ask again")
        yield from self._kept

    def _is_due(self) -> bool:
        return self._began is None or self._monotonic() - self._began >= self._seconds

    def _read(self) -> None:
        try:
            kept = tuple(self._source.samples())
        except (HubError, OSError) as error:
            self._fault = error
        else:
            self._kept, self._fault = kept, None
