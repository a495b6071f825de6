"""From the spool to the hub's door: in order, a page in one go, and what the door refuses is held."""

from __future__ import annotations

from collections.abc import Sequence

from hub.core.deliveries import Dossier
from hub.core.errors import PermanentError, TransientError, UnknownRecordError
from hub.plugins import wire
from hub.plugins.admission import Admitted
from hub.plugins.ground import Ground
from hub.plugins.holding import held_refusal
from hub.plugins.records import RoundReport
from hub.plugins.spec import AgencyInfo, Translation
from hub.plugins.store import SpoolEntry

_FLUSH_PAGE = 200


class Sender:
    """Keeps what one adapter has to say until the hub has taken it."""

    def __init__(self, info: AgencyInfo, ground: Ground) -> None:
        self._info = info
        self._door = ground.door
        self._store = ground.store
        self._quarantine = ground.quarantine
        self._vault = ground.tools.vault
        self._fresh: dict[int, Dossier] = {}

    def spool(self, admitted: Admitted, translation: Translation) -> None:
        """Keep what one record says, within the caller's transaction."""
        for statement in admitted.sent:
            self._store.note_sent(statement)
        dossier = translation.dossier
        if admitted.outgoing or dossier is not None:
            sealed = None if dossier is None else self._vault.seal(dossier)
            number = self._store.spool(wire.encode(admitted.outgoing), sealed)
            if dossier is not None:
                self._fresh[number] = dossier

    def flush(self, report: RoundReport) -> None:
        """Send spooled calls in order, a page in one go; what fails for now stays."""
        while entries := self._store.spooled(_FLUSH_PAGE):
            sent, trouble = self._submit_page(entries, report)
            try:
                self.settle()
            except TransientError as fault:
                report.trouble.append(fault.code)
                return
            self._fresh = {seq: dossier for seq, dossier in self._fresh.items() if seq not in sent}
            self._store.unspool(sent)
            if trouble is not None:
                report.trouble.append(trouble)
                return

    def _submit_page(self, entries: Sequence[SpoolEntry], report: RoundReport) -> tuple[list[int], str | None]:
        sent: list[int] = []
        for entry in entries:
            try:
                self._submit(entry, report)
            except TransientError as fault:
                return sent, fault.code
            sent.append(entry.seq)
        return sent, None

    def _submit(self, entry: SpoolEntry, report: RoundReport) -> None:
        submissions = wire.decode_submissions(entry.submissions)
        try:
            result = self._door.submit(self._info.code, submissions, self._dossier_of(entry))
        except PermanentError as fault:
            for submission in submissions:
                self._hold(submission.event_id, fault.code, fault.what, entry)
            report.quarantined += len(submissions)
            return
        for refusal in result.refused:
            self._hold(refusal.event_id, refusal.code, refusal.reason, entry)
        report.quarantined += len(result.refused)
        report.submitted += len(result.taken)
        self._store.count({"submitted": len(result.taken), "repeated": len(result.known)})

    def _hold(self, event_id: str, code: str, reason: str, entry: SpoolEntry) -> None:
        held = held_refusal(event_id, code, reason, submissions=entry.submissions, info=self._info)
        self._quarantine.hold(held)

    def _dossier_of(self, entry: SpoolEntry) -> Dossier | None:
        if entry.sealed is None:
            return None
        fresh = self._fresh.get(entry.seq)
        purpose = "re-send after an interruption"
        try:
            return fresh or self._vault.open(entry.sealed, receiver=self._info.code, purpose=purpose)
        except UnknownRecordError:
            return None  # its root was erased while it waited

    def settle(self) -> None:
        """
        Make what was submitted and acknowledged durable.

        Raises:
            BusUnavailableError: the hub can't be reached; all of it comes again.
        """
        self._door.settle(self._info.code)
