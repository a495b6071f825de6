"""The hub as adapter hosts see it: submissions in, inbox out, dossiers sealed and opened on the record."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from hub.core import topics
from hub.core.deliveries import Delivery, Dossier, Receipt
from hub.core.errors import BusUnavailableError, PermanentError, StaleOwnerError
from hub.core.events import HUB_OUTPUTS, Submission
from hub.core.messages import SealedDossier
from hub.core.ports import Bus, Clock, Serde
from hub.core.privacy import Tokeniser, Vault
from hub.plugins.door import Refusal, SubmitResult

_PARTITION_BITS = 40
"""A position is partition and offset in one number, so that hosts can treat it as opaque."""

PRINCIPAL = "principal"
_PAGE = 1_000


@dataclass(slots=True)
class _Inbox:
    epochs: list[int]
    entitled: set[str] = field(default_factory=set)
    is_complete: bool = False


class EngineDoor:
    """
    A :class:`hub.plugins.door.Door` on a bus.

    Every submission is stamped here, once, with the instant of receipt and the principal (design §3 Time).
    """

    def __init__(self, bus: Bus, serde: Serde, safe: Safe, clock: Clock) -> None:
        self._bus = bus
        self._serde = serde
        self._safe = safe
        self._clock = clock
        self._inboxes: dict[str, _Inbox] = {}

    def submit(self, agency: str, submissions: Sequence[Submission], dossier: Dossier | None) -> SubmitResult:
        """Take in what *agency* states; what it may not state is refused, the rest goes in."""
        now = self._clock.now()
        refused: list[Refusal] = []
        entries = []
        for submission in submissions:
            try:
                _require_right(agency, submission)
                value = self._serde.encode(topics.SOURCE_SUBMISSIONS, submission)
            except PermanentError as error:
                refused.append(Refusal(submission.event_id, error.code, error.what))
                continue
            entries.append((submission.root, value, now, {PRINCIPAL: agency}))
        if dossier is not None and (entries or not submissions):
            self._keep(agency, dossier, now)
        if entries:
            self._bus.append(topics.SOURCE_SUBMISSIONS, entries)
        turned_down = {refusal.event_id for refusal in refused}
        taken = tuple(s.event_id for s in submissions if s.event_id not in turned_down)
        return SubmitResult(taken=taken, refused=tuple(refused))

    def _keep(self, agency: str, dossier: Dossier, now: datetime) -> None:
        sealed = self._safe.keep(agency, dossier)
        if sealed is None:
            return
        system, _, native_id = dossier.root.partition(":")
        message = SealedDossier(dossier.root, agency, system, native_id, sealed, now)
        topic = topics.PARTY_DOSSIERS
        self._bus.append(topic, [(dossier.root, self._serde.encode(topic, message), now, {PRINCIPAL: agency})])

    def _inbox_of(self, agency: str) -> _Inbox:
        inbox = self._inboxes.get(agency)
        if inbox is None:
            topic = topics.inbox_of(agency)
            epochs = [self._bus.claim(agency, topic, p) for p in range(self._bus.partitions(topic))]
            inbox = self._inboxes[agency] = _Inbox(epochs)
        return inbox

    def inbox(self, agency: str, limit: int) -> Sequence[tuple[int, Delivery]]:
        """Return what waits for *agency*, oldest first within a root."""
        topic = topics.inbox_of(agency)
        inbox = self._inbox_of(agency)
        found: list[tuple[datetime, int, Delivery]] = []
        for partition in range(len(inbox.epochs)):
            offset = self._bus.committed(agency, topic, partition)
            for record in self._bus.read(topic, partition, offset, limit):
                delivery = self._serde.decode(topic, record.value)
                if isinstance(delivery, Delivery):
                    inbox.entitled.update(delivery.dossiers)
                    found.append((record.time, partition << _PARTITION_BITS | record.offset, delivery))
        found.sort(key=lambda entry: entry[:2])
        return [(position, delivery) for _, position, delivery in found[:limit]]

    def acknowledge(self, agency: str, position: int, receipt: Receipt) -> None:
        """Record *receipt* and move the inbox behind *position*."""
        topic = topics.inbox_of(agency)
        partition, offset = position >> _PARTITION_BITS, position & ((1 << _PARTITION_BITS) - 1)
        value = self._serde.encode(topics.RECEIPTS, receipt)
        self._bus.append(topics.RECEIPTS, [(receipt.delivery_id, value, self._clock.now(), {PRINCIPAL: agency})])
        if self._bus.committed(agency, topic, partition) > offset:
            return
        try:
            self._bus.commit(agency, topic, partition, offset + 1, self._inbox_of(agency).epochs[partition])
        except StaleOwnerError:
            # A command beside the hub (a retry) took the inbox over: the next call claims it again.
            self._inboxes.pop(agency, None)
            raise

    def dossier(self, root: str, receiver: str, purpose: str) -> Dossier | None:
        """
        Open the dossier of *root*, on the record, for a receiver to whom a delivery entitles it.

        Raises:
            PermanentError: no delivery to *receiver* names this root.
        """
        if not self._is_entitled(receiver, root):
            raise PermanentError(
                f"{receiver} has no delivery that entitles it to this dossier", where=root, remedy="refer the dispute"
            )
        return self._safe.open(root, receiver, purpose)

    def _is_entitled(self, receiver: str, root: str) -> bool:
        inbox = self._inbox_of(receiver)
        if root not in inbox.entitled and not inbox.is_complete:
            # What was acknowledged before this process began still entitles (a refused delivery that is tried again).
            topic = topics.inbox_of(receiver)
            for partition in range(len(inbox.epochs)):
                inbox.entitled.update(self._named_in(topic, partition))
            inbox.is_complete = True
        return root in inbox.entitled

    def _named_in(self, topic: str, partition: int) -> Iterator[str]:
        offset = 0
        while records := self._bus.read(topic, partition, offset, _PAGE):
            for record in records:
                delivery = self._serde.decode(topic, record.value)
                if isinstance(delivery, Delivery):
                    yield from delivery.dossiers
            offset = records[-1].offset + 1

    def close(self) -> None:
        """Let go of the safe."""
        self._safe.close()


def _require_right(agency: str, submission: Submission) -> None:
    if submission.event in HUB_OUTPUTS or submission.agency != agency:
        raise PermanentError(f"{agency} may not state {submission.event.value} for {submission.agency}")


class Safe:
    """
    The newest sealed dossier of each root and agency; a projection of ``party.dossiers``, made anew from it if lost.

    An unchanged dossier is recognised by a keyed digest, so that nothing in the file can be guessed back to a person.
    """

    def __init__(self, path: Path, vault: Vault, tokeniser: Tokeniser) -> None:
        self._vault = vault
        self._tokeniser = tokeniser
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")  # made anew from the log if it loses its end
        self._connection.execute("PRAGMA busy_timeout=5000")
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS dossiers (root TEXT, agency TEXT, content TEXT NOT NULL, sealed BLOB NOT NULL,"
            " PRIMARY KEY (root, agency))"
        )

    def keep(self, agency: str, dossier: Dossier) -> bytes | None:
        """Seal and keep *dossier*; return None when the same one is there already."""
        # A narrative is longer than anything a token is made of: its digest stands for it.
        digest = hashlib.sha256(repr(dossier).encode()).hexdigest()
        content = self._tokeniser.weak("dossier", digest)
        key = (dossier.root, agency)
        try:
            known = self._connection.execute(
                "SELECT content FROM dossiers WHERE root = ? AND agency = ?", key
            ).fetchone()
            if known is not None and known[0] == content:
                return None
            sealed = self._vault.seal(dossier)
            self._connection.execute(
                "INSERT INTO dossiers VALUES (?, ?, ?, ?) ON CONFLICT (root, agency)"
                " DO UPDATE SET content = excluded.content, sealed = excluded.sealed",
                (*key, content, sealed),
            )
        except sqlite3.Error as error:
            raise BusUnavailableError("the dossier store can't be written", where="dossiers.db") from error
        return sealed

    def open(self, root: str, receiver: str, purpose: str) -> Dossier | None:
        """Open the dossier that was kept first for *root*: that of whoever reported it."""
        found = self._connection.execute(
            "SELECT sealed FROM dossiers WHERE root = ? ORDER BY rowid LIMIT 1", (root,)
        ).fetchone()
        return None if found is None else self._vault.open(bytes(found[0]), receiver=receiver, purpose=purpose)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
