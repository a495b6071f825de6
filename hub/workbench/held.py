"""What the hub took and couldn't process: its statements stand on the dead-letter topic until a person settles them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Held:
    """One statement that is quarantined: under which number the operator finds it, and the code of why."""

    number: str
    code: str


class HeldStatements(Protocol):
    """Looks what is quarantined now."""

    def look(self) -> Mapping[str, Held]:
        """
        Return what is quarantined, by the event id of the statement.

        Raises:
            BusUnavailableError: the log can't be read now.
        """


class NothingHeld:
    """Looks nowhere."""

    def look(self) -> Mapping[str, Held]:
        """Return nothing."""
        return {}
