"""The adapter of a petition office: snapshots and acknowledgements in, reply files out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from pydantic import BaseModel

from hub.connectors.files import read_bytes
from hub.connectors.receipts import Receipts
from hub.core.daytime import local_day
from hub.core.deliveries import Delivery, DeliveryKind, Dossier, Receipt, ReceiptStatus
from hub.core.errors import AgencyUnavailableError, ClosedInputError, ConfigurationError
from hub.core.events import Event
from hub.plugins.spec import (
    AdapterContext,
    AgencyInfo,
    CheckLine,
    Cursor,
    InputFault,
    NativeBatch,
    NativeRecord,
    Translation,
)
from hub_petition.acks import read_acks
from hub_petition.checks import check_lines
from hub_petition.digests import FileDigests
from hub_petition.memory import Memory
from hub_petition.nights import compared, is_too_small
from hub_petition.replies import reply_content, reply_name, write_once
from hub_petition.settings import PetitionSettings
from hub_petition.snapshot import Snapshot, SnapshotRefusedError, read_snapshot
from hub_petition.translate import AGENCY, SNAPSHOT, Translator

_KEPT = 1024 * 1024
"""Bytes of a refused file that go to quarantine beside the reason; the whole file stays in the inbox."""

INFO = AgencyInfo(
    code=AGENCY,
    name_zh="信访局",
    name_en="Petition office",
    submits=frozenset(
        {
            Event.DISPUTE_REPORTED,
            Event.DISPUTE_CORRECTED,
            Event.SOURCE_REPORT_RETRACTED,
            Event.REFERRAL_CREATED,
            Event.REFERRAL_REASSIGNED,
            Event.REFERRAL_WITHDRAWN,
            Event.CONSENT_RECORDED,
            Event.CONSENT_WITHHELD,
            Event.FEEDBACK_ACKNOWLEDGED,
            Event.FEEDBACK_REJECTED,
            Event.SUPERVISION_REPLIED,
            Event.INVITATION_ANSWERED,
            Event.DOCKET_FOLLOWED,
            Event.CASCADE_ACKNOWLEDGED,
            Event.PETITION_ACCEPTED,
            Event.PETITION_INFORMED,
            Event.PETITION_EXTENDED,
            Event.PETITION_ANSWERED,
        }
    ),
    receives=frozenset(
        {
            DeliveryKind.FEEDBACK,
            DeliveryKind.INFORMATION,
            DeliveryKind.GATE_DECISION,
            DeliveryKind.SUPERVISION,
            DeliveryKind.INVITATION,
            DeliveryKind.DOCKET_TASK,
            DeliveryKind.RESULT_DOWN,
            DeliveryKind.REFERRAL,
            DeliveryKind.REFERRAL_WITHDRAWN,
            DeliveryKind.ESCALATION_RETURNED,
        }
    ),
    contact="信访局 信息科",
)
"""Who this adapter speaks for."""


class PetitionAdapter:
    """Stands for one petition office."""

    info = INFO

    def __init__(self, settings: PetitionSettings, context: AdapterContext) -> None:
        self._settings = settings
        self._clock = context.clock
        self._receipts = Receipts(AGENCY, context.clock)
        self._translator = Translator(settings, context.tokeniser, context.registry)
        self._digests = FileDigests()

    def poll(self, cursor: Cursor | None) -> Iterator[NativeBatch]:
        """Yield one batch for each snapshot that hasn't been read, oldest first, then one with acknowledgements."""
        snapshots = _files(self._settings.inbox, "*.zip")
        acks = _files(self._settings.acks, "*.xml")
        memory = Memory.unpack(cursor).without_vanished({p.name for p in snapshots}, {p.name for p in acks})
        for path in snapshots:
            taken = self._taken(path, memory)
            if taken is not None:
                memory = taken[0]
                yield NativeBatch(records=taken[1], faults=taken[2], cursor=memory.pack())
        records, faults, memory = read_acks(acks, memory, self._digests)
        if records or faults:
            yield NativeBatch(records=records, faults=faults, cursor=memory.pack())

    def _taken(
        self, path: Path, memory: Memory
    ) -> tuple[Memory, tuple[NativeRecord, ...], tuple[InputFault, ...]] | None:
        digest = self._digests.of(path)
        released = path.name in self._settings.accepted_small
        if memory.taken.get(path.name) == digest or (memory.held.get(path.name) == digest and not released):
            return None
        content = b""
        try:
            content = read_bytes(path)
            snapshot = read_snapshot(path.name, content, self._settings)
            self._refuse_untimely(path.name, snapshot, memory)
            if not released and is_too_small(memory, snapshot, self._settings.smallest_share):
                raise _too_small(path.name, len(snapshot.rows), memory.size)
        except ClosedInputError as error:
            if memory.held.get(path.name) == digest:
                return None
            fault = InputFault(
                source=SNAPSHOT, place=path.name, code=error.code, reason=str(error), content=content[:_KEPT]
            )
            return memory.passing(path.name, digest), (), (fault,)
        records, after = compared(path.name, memory, snapshot, self._settings.missing_nights)
        held = {name: known for name, known in after.held.items() if name != path.name}
        return replace(after, taken={**after.taken, path.name: digest}, held=held), records, ()

    def _refuse_untimely(self, name: str, snapshot: Snapshot, memory: Memory) -> None:
        if snapshot.at > self._clock.now() + timedelta(days=self._settings.days_ahead):
            raise SnapshotRefusedError(
                "E-TIME-01",
                f"was made on {local_day(snapshot.at)}, which is yet to come",
                where=name,
                remedy="the office sets its clock and sends the snapshot again",
            )
        if memory.last_at and snapshot.at.isoformat() < memory.last_at:
            raise SnapshotRefusedError(
                "E-TIME-02",
                f"is older than the last one taken ({memory.last_at[:10]})",
                where=name,
                remedy="nothing to do when a newer one was taken",
            )

    def translate(self, record: NativeRecord) -> Translation:
        """
        Say what *record* states.

        Raises:
            RowRejectedError: a field can't be read.
        """
        return self._translator.translate(record)

    def deliver(self, delivery: Delivery, dossiers: Sequence[Dossier]) -> Receipt:
        """
        Put one reply file into the outbox, once for each ``delivery_id``.

        Raises:
            AgencyUnavailableError: the folder can't be written.
        """
        name = reply_name(delivery.delivery_id)
        if delivery.kind not in self.info.receives:
            reason = f"a petition office doesn't take {delivery.kind.value}"
            return self._receipts.of(delivery, ReceiptStatus.REFUSED, name, reason)
        written = write_once(self._settings.outbox, name, reply_content(delivery, dossiers))
        return self._receipts.of(delivery, ReceiptStatus.WRITTEN if written else ReceiptStatus.DUPLICATE, name)

    def check(self) -> Sequence[CheckLine]:
        """Look at folders, the newest snapshot and a trial translation; leaves no trace."""
        return check_lines(self._settings, self._clock.now(), self._translator)

    def close(self) -> None:
        """Nothing is kept open between calls."""


class PetitionOffice:
    """What this distribution registers."""

    info = INFO
    Settings: type[BaseModel] = PetitionSettings

    def open(self, settings: BaseModel, context: AdapterContext) -> PetitionAdapter:
        """Return the adapter for *settings*."""
        if not isinstance(settings, PetitionSettings):
            raise ConfigurationError("settings of another adapter", where=AGENCY, remedy="look at the settings file")
        return PetitionAdapter(settings, context)


def _files(folder: Path, pattern: str) -> list[Path]:
    if not folder.is_dir():
        raise AgencyUnavailableError(
            "a folder of the petition office isn't there", where=folder.name, remedy="mount it, or correct the settings"
        )
    return sorted(path for path in folder.glob(pattern) if path.is_file() and not path.name.startswith("."))


def _too_small(name: str, rows: int, last: int) -> SnapshotRefusedError:
    return SnapshotRefusedError(
        "E-FIL-06",
        f"holds {rows} petitions, the last one held {last}: nobody withdraws so many in a night",
        where=name,
        remedy="let the office send it again; if it's right, name it under accepted_small in the settings",
    )
