"""A hub that is fed by a simulation: through its own door, on a simulated clock, day by day."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from hub.bootstrap.running import open_hub
from hub.bootstrap.surroundings import Surroundings
from hub.bootstrap.workshop import open_workshop
from hub.core.daytime import end_of, start_of
from hub.core.errors import ConfigurationError, MissingCalendarError, PermanentError
from hub.core.events import CLERKS_DECISIONS, Submission
from hub.core.topics import SOURCE_SUBMISSIONS
from hub.demo.play import SimulatedClock
from hub.demo.wiring import write_settings
from hub.scenarios.reader import Line
from hub.service.door import EngineDoor
from hub.service.monthly import MonthlyDuty
from hub.service.rounds import RunningHub
from hub.settings.loading import SETTINGS_FILE, load_settings
from hub.simulation.running import MARK, Json

_CLOSES_ON = 20
"""Day of the month on which closed months are published and revised; revision 1 is as known at the close anyway."""


@dataclass(slots=True)
class SimulatedHub:
    """
    A new hub in *folder* whose statements come from a simulation.

    The door stamps and refuses as it always does. A hub that anybody else has used is left alone: nobody could tell
    afterwards what was real.
    """

    folder: Path
    first: date
    _clock: SimulatedClock = field(init=False)
    _hub: RunningHub = field(init=False)
    _door: EngineDoor = field(init=False)

    def __post_init__(self) -> None:
        """Open the hub, a new one or that of a simulation that was stopped."""
        path = self.folder / SETTINGS_FILE
        if path.exists() and not (self.folder / MARK).exists():
            raise ConfigurationError(
                "holds a hub that no simulation made", where=str(self.folder), remedy="name an empty folder"
            )
        self.folder.mkdir(parents=True, exist_ok=True)
        settings = load_settings(path) if path.exists() else write_settings(self.folder, {})
        self._clock = SimulatedClock(start_of(self.first))
        around = Surroundings(clock=self._clock, sleep=lambda _seconds: None)
        self._hub = open_hub(settings, around)
        self._door = open_workshop(settings, self._hub.engine.bus, around).door

    def take(self, day: date, lines: Sequence[Line]) -> Json:
        """Let each agency state its part of *lines*, then let the day end: deadlines pass, months close."""
        if not lines and day.day != _CLOSES_ON:
            return {}  # what time alone brings about comes about, in its order, when the next statement does
        speaking: dict[str, None] = {}
        for line in lines:
            if not line.hub_output:
                self._clock.advance(line.received_at)
                speaking[line.submission.agency] = None
                self._state(line.submission)
        for agency in speaking:
            self._door.settle(agency)
        self._clock.advance(end_of(day))
        self._hub.tick(self._clock.now())
        if day.day == _CLOSES_ON:
            self._close_months()
        return {}

    def _close_months(self) -> None:
        duty = MonthlyDuty(self._hub.engine, self._hub.serde, self._hub.calendar)
        # where the next year's calendar isn't published yet its months can't be closed; those before it were revised
        with suppress(MissingCalendarError):
            duty.perform(self._clock.now())

    def _state(self, submission: Submission) -> None:
        if submission.event in CLERKS_DECISIONS:
            # no agency's to state: a clerk of the hub decides, and the decision goes straight on the log
            now = self._clock.now()
            self._hub.engine.append(SOURCE_SUBMISSIONS, [(submission.root, submission, now, {})])
            return
        result = self._door.submit(submission.agency, [submission], None)
        for refusal in result.refused:
            raise PermanentError(f"the door refused it: {refusal.reason}", where=submission.event.value)

    def resume(self, position: Json) -> None:
        """Nothing is taken back: what is stated again after a stop counts once."""

    def finish(self, last: date) -> None:
        """Let the day *last* end, and what is still open be published."""
        self._clock.advance(end_of(last))
        self._hub.tick(self._clock.now())
        self._close_months()

    def close(self) -> None:
        """Let go of the hub."""
        self._door.close()
        self._hub.close()
