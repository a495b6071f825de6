"""What an adapter host needs of the hub, and nothing more; the real door is wired where the engine is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from hub.core.deliveries import Delivery, Dossier, Receipt
from hub.core.events import Submission


@dataclass(frozen=True, slots=True)
class Refusal:
    """A submission that the hub will never take as it is."""

    event_id: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class SubmitResult:
    """
    What became of submissions: they are safe in the hub when the call returns.

    Attributes:
        taken: Event ids that are new to the hub.
        known: Event ids that it already had; nothing was counted twice.
        refused: Those that it won't take, with reasons.
    """

    taken: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    refused: tuple[Refusal, ...] = ()


class Door(Protocol):
    """The hub as one adapter host sees it."""

    def submit(self, agency: str, submissions: Sequence[Submission], dossier: Dossier | None) -> SubmitResult:
        """
        Take in what *agency* states, and seal *dossier*; durable after :meth:`settle`, harmless when repeated.

        Raises:
            BusUnavailableError: the hub can't be reached; the host keeps the submissions in its spool.
        """

    def inbox(self, agency: str, limit: int) -> Sequence[tuple[int, Delivery]]:
        """
        Return up to *limit* deliveries that *agency* has not acknowledged, with their positions, oldest first.

        Raises:
            BusUnavailableError: the hub can't be reached.
        """

    def acknowledge(self, agency: str, position: int, receipt: Receipt) -> None:
        """
        Record *receipt* and move the inbox of *agency* behind *position*, durable after :meth:`settle`.

        Harmless when repeated: what was not settled before a crash is handed out again.

        Raises:
            BusUnavailableError: the hub can't be reached.
        """

    def settle(self, agency: str) -> None:
        """
        Make all that *agency* submitted and acknowledged durable, in one go: a page of rows costs one commit.

        Raises:
            BusUnavailableError: the hub can't be reached; nothing of it was taken, and all may be said again.
        """

    def dossier(self, root: str, receiver: str, purpose: str) -> Dossier | None:
        """Open the dossier of *root* for *receiver*, on the record; None when there is none or it was erased."""
