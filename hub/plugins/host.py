"""
Runs one adapter against the hub: poll, translate, submit; inbox, deliver, acknowledge.

The host owns everything but the department's own ways: cursors, retries, circuit, spool, quarantine, receipts.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TypeVar

from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential

from hub.core.deliveries import Delivery, Dossier, Receipt, ReceiptStatus
from hub.core.errors import (
    AdapterFaultError,
    HubError,
    PermanentError,
    RowRejectedError,
    TransientError,
    UnknownRecordError,
)
from hub.core.ports import Clock
from hub.core.privacy import Vault, masked
from hub.core.units import Registry
from hub.plugins import wire
from hub.plugins.admission import Admission, Admitted
from hub.plugins.circuit import Circuit
from hub.plugins.door import Door
from hub.plugins.quarantine import Quarantine
from hub.plugins.records import Held, HostPolicy, ItemKind, QuarantineItem, RoundReport
from hub.plugins.spec import Adapter, HeldRow, InputFault, NativeBatch, NativeRecord, TakesHeldRows, Translation
from hub.plugins.store import AdapterStore, SpoolEntry

T = TypeVar("T")
_FLUSH_PAGE = 200
_POLL = "poll"
_DEPARTMENTS_OWN = (ItemKind.ROW, ItemKind.STATEMENT, ItemKind.INPUT)


@dataclass(frozen=True, slots=True)
class HostTools:
    """What a host is lent: time, the vault, a way to wait, and the registry that guards are judged by."""

    clock: Clock
    vault: Vault
    sleep: Callable[[float], None]
    policy: HostPolicy = field(default_factory=HostPolicy)
    registry: Registry = field(default_factory=Registry)


def in_hub_terms(call: Callable[[], T]) -> T:
    """
    Return what *call* returns; whatever an adapter raises that isn't of the hub becomes AdapterFaultError.

    The foreign message is left out: it may quote a name from the row.
    """
    try:
        return call()
    except HubError:
        raise
    except Exception as fault:
        frame = traceback.extract_tb(fault.__traceback__)[-1]
        where = f"{PurePath(frame.filename).name}:{frame.lineno}"
        raise AdapterFaultError(f"adapter raised {type(fault).__name__}", where=where) from fault


class AdapterHost:
    """One adapter and its durable store; :meth:`run_round` is one unit of work that may be killed at any moment."""

    def __init__(self, adapter: Adapter, door: Door, store: AdapterStore, tools: HostTools) -> None:
        self.adapter = adapter
        self.info = adapter.info
        self.store = store
        self.quarantine = Quarantine(store, tools.vault, tools.clock)
        self.circuit = Circuit(tools.policy.failures_to_open, tools.policy.cool_down)
        self._door = door
        self._tools = tools
        self._policy = tools.policy
        self._admission = Admission(adapter.info, tools.policy, store.sent, tools.registry)
        self._fresh: dict[int, Dossier] = {}
        self._returned: list[HeldRow] | None = None

    def run_round(self) -> RoundReport:
        """Send what waits, take in what changed, hand out what arrived."""
        report = RoundReport()
        if self.store.is_paused:
            report.skipped = "paused"
            return report
        for part in (self.flush, self.collect, self.hand_out):
            try:
                part(report)
            except HubError as fault:
                # A full disk or an unreachable door stops this part of this adapter's round, nothing else.
                report.trouble.append(fault.code)
        report.spooled = self.store.spool_length()
        return report

    def close(self) -> None:
        """Let go of the adapter and the store."""
        self.adapter.close()
        self.store.close()

    # --- from the department to the hub -------------------------------------------------------------------------

    def collect(self, report: RoundReport) -> None:
        """Poll and translate until there's no more, the round's rows are used up or the spool is full."""
        now = self._tools.clock.now()
        if not self._policy.may_poll(now):
            report.skipped = "outside the query window"
        elif not self.circuit.may_try(now):
            report.skipped = "circuit open"
        elif self.store.spool_length() >= self._policy.spool_limit:
            report.skipped = "spool full"
        else:
            self._poll_patiently(report)
            self._return_held(report)

    def _return_held(self, report: RoundReport) -> None:
        """Tell the department which of its rows wait, where it wants to know and something changed since."""
        adapter = self.adapter
        if not (isinstance(adapter, TakesHeldRows) and adapter.wants_held_rows):
            return
        rows = [_returned(item) for item in self.quarantine.listed() if item.kind in _DEPARTMENTS_OWN]
        if rows == self._returned:
            return
        try:
            in_hub_terms(lambda: adapter.put_held_rows(rows))
            self._returned = rows
        except HubError as fault:
            # The list comes again in the next round; the rows themselves are safe in quarantine.
            report.trouble.append(fault.code)

    def _poll_patiently(self, report: RoundReport) -> None:
        try:
            self._patiently(lambda: self._poll(report))
            self.circuit.succeeded()
            report.released += self.quarantine.release_input(self.info.code, _POLL)
        except TransientError as fault:
            self._note_outage(fault, report)
        except HubError as fault:
            self.circuit.failed(self._tools.clock.now())
            report.trouble.append(fault.code)
            self._hold_input(InputFault(source=self.info.code, place=_POLL, code=fault.code, reason=str(fault)), report)

    def _poll(self, report: RoundReport) -> None:
        batches = in_hub_terms(lambda: iter(self.adapter.poll(self.store.cursor)))
        while report.polled < self._policy.rows_per_round:
            batch = in_hub_terms(lambda: next(batches, None))
            if batch is None:
                return
            self._take(batch, report)
            self.flush(report)
            if self.store.spool_length() >= self._policy.spool_limit:
                report.skipped = "spool full"
                return

    def _take(self, batch: NativeBatch, report: RoundReport) -> None:
        with self.store.transaction():
            for source, place in batch.read:
                report.released += self.quarantine.release_input(source, place)
            for fault in batch.faults:
                self._hold_input(fault, report)
            for record in batch.records:
                report.polled += 1
                if self._is_known(record):
                    report.unchanged += 1
                else:
                    self.take_record(record, report)
            self.store.cursor = batch.cursor
            self.store.count({"polled": len(batch.records)})

    def _is_known(self, record: NativeRecord) -> bool:
        """Whether nothing changed since the last good translation, and nothing of the row is held since."""
        if self.store.known_version(record.source, record.native_id) != record.version:
            return False
        return not self.quarantine.open_of_row(record.source, record.native_id)

    def take_record(self, record: NativeRecord, report: RoundReport) -> bool:
        """Translate one record into the spool or hold it; return whether its row could be taken."""
        try:
            translation = in_hub_terms(lambda: self.adapter.translate(record))
            admitted = self._admission.admit(record, translation, self._tools.clock.now())
        except TransientError:
            raise  # nothing is wrong with the row: the batch comes again when the outage is over
        except HubError as fault:
            self.quarantine.hold(self._held_row(record, fault))
            report.quarantined += 1
            self.store.count({"quarantined": 1})
            return False
        with self.store.transaction():
            self._spool(admitted, translation)
            keep = [self.quarantine.hold(held_statement(held, record)) for held in admitted.held]
            report.released += self.quarantine.release_row(record.source, record.native_id, keep=keep)
            self.store.note_version(record.source, record.native_id, record.version)
            self.store.count({"translated": 1, "corrected": admitted.corrected, "quarantined": len(keep)})
        report.translated += 1
        report.corrected += admitted.corrected
        report.quarantined += len(keep)
        return not keep

    def _spool(self, admitted: Admitted, translation: Translation) -> None:
        for statement in admitted.sent:
            self.store.note_sent(statement)
        dossier = translation.dossier
        if admitted.outgoing or dossier is not None:
            sealed = None if dossier is None else self._tools.vault.seal(dossier)
            number = self.store.spool(wire.encode(admitted.outgoing), sealed)
            if dossier is not None:
                self._fresh[number] = dossier

    def flush(self, report: RoundReport) -> None:
        """Send spooled calls in order, a page in one go; what fails for now stays."""
        while entries := self.store.spooled(_FLUSH_PAGE):
            sent, trouble = self._submit_page(entries, report)
            try:
                self.settle()
            except TransientError as fault:
                report.trouble.append(fault.code)
                return
            self._fresh = {seq: dossier for seq, dossier in self._fresh.items() if seq not in sent}
            self.store.unspool(sent)
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
            result = self._door.submit(self.info.code, submissions, self._dossier_of(entry))
        except PermanentError as fault:
            for submission in submissions:
                self._hold_refused(submission.event_id, fault.code, fault.what, entry)
            report.quarantined += len(submissions)
            return
        for refusal in result.refused:
            self._hold_refused(refusal.event_id, refusal.code, refusal.reason, entry)
        report.quarantined += len(result.refused)
        report.submitted += len(result.taken)
        self.store.count({"submitted": len(result.taken), "repeated": len(result.known)})

    def _dossier_of(self, entry: SpoolEntry) -> Dossier | None:
        if entry.sealed is None:
            return None
        fresh = self._fresh.get(entry.seq)
        purpose = "re-send after an interruption"
        try:
            return fresh or self._tools.vault.open(entry.sealed, receiver=self.info.code, purpose=purpose)
        except UnknownRecordError:
            return None  # its root was erased while it waited

    # --- from the hub to the department -------------------------------------------------------------------------

    def hand_out(self, report: RoundReport) -> None:
        """
        Deliver what the inbox holds, in order; an outage leaves the rest for the next round.

        Raises:
            BusUnavailableError: the hub can't be reached.
        """
        for position, delivery in self._door.inbox(self.info.code, self._policy.deliveries_per_round):
            if not self.circuit.may_try(self._tools.clock.now()):
                report.skipped = report.skipped or "circuit open"
                break
            if not self.hand_over(position, delivery, report):
                break
        self.settle()

    def settle(self) -> None:
        """
        Make what was submitted and acknowledged durable.

        Raises:
            BusUnavailableError: the hub can't be reached; all of it comes again.
        """
        self._door.settle(self.info.code)

    def hand_over(self, position: int, delivery: Delivery, report: RoundReport, *, again: bool = False) -> bool:
        """
        Write one delivery once and acknowledge it; return False when the department's system is away.

        *again* tries anew what was refused before.
        """
        kept = self.store.receipt(delivery.delivery_id)
        receipt = wire.decode_receipt(kept) if kept is not None else None
        if receipt is None or (again and receipt.status is ReceiptStatus.REFUSED):
            dossiers = self._dossiers_for(delivery)
            try:
                receipt = self._delivered(delivery, dossiers, position)
            except TransientError as fault:
                self._note_outage(fault, report)
                return False
            self.store.note_receipt(delivery.delivery_id, wire.encode(receipt))
            report.delivered += receipt.status is not ReceiptStatus.REFUSED
            report.quarantined += receipt.status is ReceiptStatus.REFUSED
            self.store.count({f"receipt_{receipt.status.value.lower()}": 1})
        self._door.acknowledge(self.info.code, position, receipt)
        return True

    def _dossiers_for(self, delivery: Delivery) -> tuple[Dossier, ...]:
        purpose = f"delivery {delivery.kind.value} {delivery.delivery_id}"
        opened: list[Dossier] = []
        for root in delivery.dossiers:
            try:
                dossier = self._door.dossier(root, self.info.code, purpose)
            except PermanentError:
                # Erased, or not for this receiver: codes go out without names.
                self.store.count({"dossiers_withheld": 1})
                continue
            opened += [dossier] if dossier is not None else []
        return tuple(opened)

    def _delivered(self, delivery: Delivery, dossiers: Sequence[Dossier], position: int) -> Receipt:
        try:
            if delivery.kind not in self.info.receives:
                return self._refused(delivery, position, "E-AUTH-02", "adapter doesn't receive this kind")
            receipt = self._patiently(lambda: in_hub_terms(lambda: self.adapter.deliver(delivery, dossiers)))
            self.circuit.succeeded()
        except PermanentError as fault:
            return self._refused(delivery, position, fault.code, fault.what)
        if receipt.delivery_id != delivery.delivery_id:
            return self._refused(delivery, position, "E-ADP-01", "adapter gave a receipt for another delivery")
        if receipt.status is ReceiptStatus.REFUSED:
            self._refused(delivery, position, "E-DLV-01", receipt.reason)
        return receipt

    def _refused(self, delivery: Delivery, position: int, code: str, reason: str) -> Receipt:
        self.quarantine.hold(
            Held(
                kind=ItemKind.DELIVERY,
                source=self.info.code,
                native_id=delivery.delivery_id,
                version=str(position),
                place=delivery.kind.value,
                code=code,
                reason=reason,
                task_of=self.info.contact,
                content=wire.encode(delivery),
            )
        )
        return Receipt(
            delivery_id=delivery.delivery_id,
            agency=self.info.code,
            status=ReceiptStatus.REFUSED,
            native_ref="",
            written_at=self._tools.clock.now(),
            reason=f"{code} {reason}",
        )

    # --- shared ---------------------------------------------------------------------------------------------------

    def _patiently(self, call: Callable[[], T]) -> T:
        policy = self._policy
        retrying = Retrying(
            retry=retry_if_exception_type(TransientError),
            stop=stop_after_attempt(policy.attempts),
            wait=wait_exponential(
                multiplier=policy.backoff.total_seconds(), max=policy.longest_backoff.total_seconds()
            ),
            sleep=self._tools.sleep,
            reraise=True,
        )
        return retrying(call)

    def _note_outage(self, fault: TransientError, report: RoundReport) -> None:
        self.circuit.failed(self._tools.clock.now())
        report.trouble.append(fault.code)
        self.store.count({"outages": 1})

    def _held_row(self, record: NativeRecord, fault: HubError) -> Held:
        rejected = fault if isinstance(fault, RowRejectedError) else None
        return Held(
            kind=ItemKind.ROW,
            source=record.source,
            native_id=record.native_id,
            version=record.version,
            place=record.place,
            field=rejected.field if rejected else fault.where,
            masked=_at_most_masked(record, rejected) if rejected else "",
            code=fault.code,
            reason=rejected.reason if rejected else fault.what,
            task_of=(rejected and rejected.task_of) or self.info.contact,
            proposal=rejected.proposal if rejected else "",
            content=wire.encode_record(record),
        )

    def _hold_input(self, fault: InputFault, report: RoundReport) -> None:
        cut = fault.content[: self._policy.content_cap]
        self.quarantine.hold(
            Held(
                kind=ItemKind.INPUT,
                source=fault.source,
                native_id=fault.place,
                place=fault.place,
                code=fault.code,
                reason=fault.reason,
                task_of=self.info.contact,
                content=cut,
            )
        )
        report.quarantined += 1

    def _hold_refused(self, event_id: str, code: str, reason: str, entry: SpoolEntry) -> None:
        self.quarantine.hold(
            Held(
                kind=ItemKind.REFUSAL,
                source=self.info.code,
                native_id=event_id,
                code=code,
                reason=reason,
                task_of=self.info.contact,
                content=entry.submissions,
            )
        )


def held_statement(held: Held, record: NativeRecord) -> Held:
    """Return *held* with the row it came from as its content."""
    return Held(
        kind=held.kind,
        source=held.source,
        native_id=held.native_id,
        version=held.version,
        part=held.part,
        place=held.place,
        field=held.field,
        code=held.code,
        reason=held.reason,
        task_of=held.task_of,
        content=wire.encode_record(record),
    )


def _returned(item: QuarantineItem) -> HeldRow:
    return HeldRow(
        id=item.id,
        place=item.place,
        field=item.field,
        masked=item.masked,
        code=item.code,
        reason=f"{item.reason_zh} / {item.reason_en}",
        proposal=item.proposal,
    )


def _at_most_masked(record: NativeRecord, fault: RowRejectedError) -> str:
    """Return the fault's value; an adapter that forgot to mask it gets it masked here."""
    raw = {str(value) for value in record.fields.values() if isinstance(value, str | int | float)}
    return masked(fault.value) if fault.value in raw else fault.value
