"""How the police statements are made: header once, one line for each event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hub.core.events import Details, Event, Submission, event_id

AGENCY = "police"


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """One native record that states something about one root."""

    system: str
    native_id: str
    version: str
    root: str
    recorded_at: datetime
    correlation: str | None = None

    def say(self, event: Event, at: datetime, details: Details | None = None, *, unit: str | None = None) -> Submission:
        """Return the statement that *event* happened at *at*."""
        held: Details = details if details is not None else {}
        return Submission(
            event=event,
            event_id=event_id(event, self.system, self.native_id, unit, held),
            root=self.root,
            agency=AGENCY,
            system=self.system,
            native_id=self.native_id,
            native_version=self.version,
            unit=unit,
            occurred_at=at,
            recorded_at=self.recorded_at,
            correlation=self.correlation,
            details=held,
        )
