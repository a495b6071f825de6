"""Statements of agencies for the forwarder's tests, and a forwarder on a cluster that may be killed."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hub.bus.kafka import KafkaAccess
from hub.contracts import Serde
from hub.core.events import Event, Submission, event_id
from hub.core.forwarding import Gate
from hub.engines.kafka.conveyor import KafkaConveyor
from hub.reference import default_registry
from hub.service.forwarder import Forwarder

NOW = datetime(2026, 5, 8, 4, tzinfo=UTC)
SERDE = Serde()


@dataclass(frozen=True, slots=True)
class FixedClock:
    """Always the same instant."""

    at: datetime = NOW

    def now(self) -> datetime:
        """Return the instant."""
        return self.at


def statement(agency: str, number: int, *, at: datetime = NOW - timedelta(hours=1)) -> Submission:
    """Return the start of a mediation as *agency* states it about its own record."""
    system = f"{agency}-1"
    return Submission(
        event_id=event_id(Event.MEDIATION_STARTED.value, system, str(number), None, {}),
        root=f"{system}:{number}",
        agency=agency,
        system=system,
        native_id=str(number),
        event=Event.MEDIATION_STARTED,
        occurred_at=at,
        recorded_at=at,
        details={},
    )


def encoded(agency: str, number: int) -> tuple[str, bytes, datetime, dict[str, str]]:
    """Return that statement as the agency writes it to its topic."""
    said = statement(agency, number)
    return said.root, SERDE.encode("submissions", said), NOW, {}


def open_forwarder(
    access: KafkaAccess, agencies: tuple[str, ...], *, share: int = 500, probe: Callable[[str], None] = lambda _: None
) -> tuple[Forwarder, KafkaConveyor]:
    """Return a forwarder on the cluster of *access*, and its conveyor to close."""
    conveyor = KafkaConveyor(access, agencies, share=share, probe=probe)
    gate = Gate(serde=SERDE, registry=default_registry())
    return Forwarder(conveyor=conveyor, gate=lambda: gate, clock=FixedClock()), conveyor


def main(arguments: list[str]) -> None:
    """Forward until killed at the sub-step that the last argument names: the kernel gives no chance to tidy up."""
    bootstrap, authority, principal, password, prefix, agencies, sub_step = arguments

    def probe(reached: str) -> None:
        if reached == sub_step:
            os.kill(os.getpid(), signal.SIGKILL)

    access = KafkaAccess(
        bootstrap=bootstrap, authority=Path(authority), principal=principal, password=password, prefix=prefix
    )
    forwarder, _ = open_forwarder(access, tuple(agencies.split(",")), probe=probe)
    while True:
        forwarder.run_batch(1.0)


if __name__ == "__main__":
    main(sys.argv[1:])
