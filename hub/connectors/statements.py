"""How an adapter states events: who speaks from which record is said once, then one line for each event."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from hub.core.codes import ConsentState
from hub.core.events import Details, Event, Submission, event_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """
    One native record that states something about one root.

    Attributes:
        agency: Agency that speaks.
        system: System instance that holds the record.
        native_id: Key of the record there.
        version: What changes when the record does.
        root: Report or reference that everything said is about.
        recorded_at: When it was typed into the native system.
        correlation: Delivery that is answered, None where the agency speaks of its own accord.
    """

    agency: str
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
            agency=self.agency,
            system=self.system,
            native_id=self.native_id,
            native_version=self.version,
            unit=unit,
            occurred_at=at,
            recorded_at=self.recorded_at,
            correlation=self.correlation,
            details=held,
        )

    def report(self, at: datetime, reported: Details, *, correction: int | None = None) -> Iterator[Submission]:
        """Yield the report of a dispute, and that it was corrected when *correction* counts at least one."""
        yield self.say(Event.DISPUTE_REPORTED, at, reported)
        if correction:
            superseded = f"{self.native_id}/{Event.DISPUTE_REPORTED}"
            corrected: Details = {"v": correction, "supersedes": superseded, **reported}
            yield self.say(Event.DISPUTE_CORRECTED, self.recorded_at, corrected)

    def consent(self, ref: str, at: datetime, *, parties: int) -> Iterator[Submission]:
        """Yield that each of *parties* agreed to referral *ref*."""
        for position in range(1, parties + 1):
            given: Details = {"subject": f"p{position}", "state": ConsentState.GIVEN, "ref": ref}
            yield self.say(Event.CONSENT_RECORDED, at, given)

    def refuse(self, ref: str, at: datetime, *, subjects: Iterable[str] = ()) -> Iterator[Submission]:
        """Yield that *subjects* refused referral *ref*; who it was isn't known, then it's said of the case."""
        for subject in list(subjects) or ["case"]:
            withheld: Details = {"subject": subject, "state": ConsentState.WITHHELD, "ref": ref}
            yield self.say(Event.CONSENT_WITHHELD, at, withheld)
