"""The hub's door on the embedded engine: what one adapter host may do, and nothing more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from hub.core import topics
from hub.core.deliveries import Delivery, Dossier, Receipt
from hub.core.errors import PermanentError, SchemaMismatchError
from hub.core.events import Submission
from hub.core.messages import SealedDossier
from hub.core.ports import Clock, HubReader, Serde
from hub.core.privacy import Vault
from hub.engines.embedded import EmbeddedEngine
from hub.plugins.door import Refusal, SubmitResult
from hub.processors.codec import MsgpackCodec
from hub.processors.dossiers import Dossiers


@dataclass(slots=True)
class EngineDoor:
    """
    Takes submissions in and hands deliveries out; implements :class:`hub.plugins.door.Door`.

    ``received_at`` is given here, by the hub's clock, and nowhere else. A repeated submission is appended again and
    ignored by intake, which knows its event id.
    """

    engine: EmbeddedEngine
    reader: HubReader
    serde: Serde
    vault: Vault
    clock: Clock
    _epochs: dict[tuple[str, int], int] = field(default_factory=dict)

    def submit(self, agency: str, submissions: Sequence[Submission], dossier: Dossier | None) -> SubmitResult:
        """Take in what *agency* states; a statement that doesn't fit the contract is refused alone."""
        if any(submission.agency != agency for submission in submissions):
            raise PermanentError("an adapter may speak for its own agency alone", where=agency)
        now = self.clock.now()
        if dossier is not None:
            sealed = SealedDossier(
                root=dossier.root,
                agency=agency,
                system=submissions[0].system if submissions else agency,
                native_id=submissions[0].native_id if submissions else dossier.root,
                sealed=self.vault.seal(dossier),
                at=now,
            )
            self.engine.append(topics.PARTY_DOSSIERS, [(dossier.root, sealed, now, {})])
        fit: list[tuple[Submission, bytes]] = []
        refused: list[Refusal] = []
        for submission in submissions:
            try:
                fit.append((submission, self.serde.encode(topics.SOURCE_SUBMISSIONS, submission)))
            except SchemaMismatchError as error:
                refused.append(Refusal(submission.event_id, error.code, error.what))
        self.engine.append(
            topics.SOURCE_SUBMISSIONS,
            [(submission.root, data, now, {"principal": agency}) for submission, data in fit],
        )
        return SubmitResult(tuple(submission.event_id for submission, _ in fit), (), tuple(refused))

    def inbox(self, agency: str, limit: int) -> Sequence[tuple[int, Delivery]]:
        """Return what *agency* hasn't acknowledged, oldest first; a position names offset and partition."""
        bus, topic, group = self.engine.bus, topics.inbox_of(agency), _group(agency)
        count = bus.partitions(topic)
        waiting = [
            record
            for partition in range(count)
            for record in bus.read(topic, partition, bus.committed(group, topic, partition), limit)
        ]
        found: list[tuple[int, Delivery]] = []
        for record in sorted(waiting, key=lambda record: (record.time, record.partition, record.offset))[:limit]:
            delivery = self.serde.decode(topic, record.value)
            if isinstance(delivery, Delivery):
                found.append((record.offset * count + record.partition, delivery))
        return found

    def acknowledge(self, agency: str, position: int, receipt: Receipt) -> None:
        """Put *receipt* on the log, then move the inbox behind *position*."""
        bus, topic, group = self.engine.bus, topics.inbox_of(agency), _group(agency)
        offset, partition = divmod(position, bus.partitions(topic))
        if offset < bus.committed(group, topic, partition):
            return
        self.engine.append(topics.RECEIPTS, [(receipt.delivery_id, receipt, self.clock.now(), {})])
        if (agency, partition) not in self._epochs:
            self._epochs[agency, partition] = bus.claim(group, topic, partition)
        bus.commit(group, topic, partition, offset + 1, self._epochs[agency, partition])

    def dossier(self, root: str, receiver: str, purpose: str) -> Dossier | None:
        """Open the newest dossier of *root* for *receiver*, on the record."""
        data = self.reader.state(Dossiers.name, root)
        if data is None:
            return None
        return self.vault.open(MsgpackCodec(SealedDossier).decode(data).sealed, receiver=receiver, purpose=purpose)


def _group(agency: str) -> str:
    return f"adapter.{agency}"
