"""What was generated: how many statements of which event, how many reports through which channel and of which type."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from hub.core.events import Event
from hub.scenarios.reader import Line


@dataclass(slots=True)
class Totals:
    """Counts over the statements taken so far."""

    submissions: int = 0
    hub_outputs: int = 0
    events: Counter[str] = field(default_factory=Counter)
    channels: Counter[str] = field(default_factory=Counter)
    types: Counter[str] = field(default_factory=Counter)

    def add(self, lines: Iterable[Line]) -> None:
        """Count *lines*."""
        for line in lines:
            if line.hub_output:
                self.hub_outputs += 1
                continue
            self.submissions += 1
            said = line.submission
            self.events[said.event.value] += 1
            if said.event is Event.DISPUTE_REPORTED:
                self.channels[said.details["channel"]] += 1
                self.types[said.details["type"]] += 1

    def document(self) -> dict[str, object]:
        """Return them for a file or a script, in a fixed order."""
        return {
            "submissions": self.submissions,
            "hub_outputs": self.hub_outputs,
            "events": dict(sorted(self.events.items())),
            "reports_by_channel": dict(sorted(self.channels.items())),
            "reports_by_type": dict(sorted(self.types.items())),
        }

    @classmethod
    def of(cls, document: Mapping[str, object]) -> Totals:
        """Return the totals that :meth:`document` gave."""

        def counts(name: str) -> Counter[str]:
            found = document[name]
            return Counter({str(k): int(v) for k, v in found.items()} if isinstance(found, dict) else {})

        return cls(
            submissions=int(str(document["submissions"])),
            hub_outputs=int(str(document["hub_outputs"])),
            events=counts("events"),
            channels=counts("reports_by_channel"),
            types=counts("reports_by_type"),
        )
