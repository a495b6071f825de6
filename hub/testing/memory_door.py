"""The hub's door in memory, with a switch to shut it."""

from __future__ import annotations

from collections.abc import Sequence

from hub.core.deliveries import Delivery, Dossier, Receipt
from hub.core.errors import BusUnavailableError
from hub.core.events import Submission
from hub.plugins.door import SubmitResult


class MemoryDoor:
    """
    Takes submissions in once by event id, hands deliveries out until they are acknowledged.

    Attributes:
        taken: Submissions in order of first arrival.
        repeats: How many came again.
        receipts: Receipts by delivery id.
        shut: While True every call raises BusUnavailableError.
        fail_after: Raise once after so many more calls, after the call took effect: a lost answer.
    """

    def __init__(self) -> None:
        self.taken: dict[str, Submission] = {}
        self.dossiers: dict[str, Dossier] = {}
        self.receipts: dict[str, Receipt] = {}
        self.opened: list[tuple[str, str, str]] = []
        self.repeats = 0
        self.shut = False
        self.fail_after: int | None = None
        self._inbox: dict[str, dict[int, Delivery]] = {}
        self._position = 0

    def put(self, delivery: Delivery) -> int:
        """Place *delivery* into its agency's inbox and return its position."""
        self._position += 1
        self._inbox.setdefault(delivery.agency, {})[self._position] = delivery
        return self._position

    def submit(self, agency: str, submissions: Sequence[Submission], dossier: Dossier | None) -> SubmitResult:
        """Take in what is new."""
        self._check()
        new = [submission for submission in submissions if submission.event_id not in self.taken]
        known = [submission.event_id for submission in submissions if submission.event_id in self.taken]
        if any(submission.agency != agency for submission in submissions):
            raise AssertionError("an agency spoke for another")
        self.taken.update((submission.event_id, submission) for submission in new)
        self.repeats += len(known)
        if dossier is not None:
            self.dossiers[dossier.root] = dossier
        self._lose_answer()
        return SubmitResult(tuple(submission.event_id for submission in new), tuple(known))

    def inbox(self, agency: str, limit: int) -> Sequence[tuple[int, Delivery]]:
        """Return what isn't acknowledged, oldest first."""
        self._check()
        return sorted(self._inbox.get(agency, {}).items(), key=lambda entry: entry[0])[:limit]

    def acknowledge(self, agency: str, position: int, receipt: Receipt) -> None:
        """Keep the receipt and drop the delivery."""
        self._check()
        self._inbox.get(agency, {}).pop(position, None)
        self.receipts[receipt.delivery_id] = receipt
        self._lose_answer()

    def settle(self, agency: str) -> None:
        """Everything is settled at once here; only the outage counts."""
        self._check()

    def dossier(self, root: str, receiver: str, purpose: str) -> Dossier | None:
        """Return the dossier and note who opened it."""
        self._check()
        self.opened.append((root, receiver, purpose))
        return self.dossiers.get(root)

    def _check(self) -> None:
        if self.shut:
            raise BusUnavailableError("door is shut", where="memory")

    def _lose_answer(self) -> None:
        if self.fail_after is not None:
            self.fail_after -= 1
            if self.fail_after < 0:
                self.fail_after = None
                raise BusUnavailableError("the answer was lost", where="memory")
