"""
Runs one adapter against the hub: poll, translate, submit; inbox, deliver, acknowledge.

The host owns everything but the department's own ways: cursors, retries, circuit, spool, quarantine, receipts.
"""

from __future__ import annotations

from hub.core.deliveries import Delivery
from hub.core.errors import HubError, TransientError
from hub.plugins.admission import Admission
from hub.plugins.door import Door
from hub.plugins.ground import Ground, HostTools
from hub.plugins.handing import HandOver
from hub.plugins.holding import held_input, held_row, held_statement, returned
from hub.plugins.patience import Patience, in_hub_terms
from hub.plugins.quarantine import Quarantine
from hub.plugins.records import ItemKind, RoundReport
from hub.plugins.sending import Sender
from hub.plugins.spec import Adapter, HeldRow, InputFault, NativeBatch, NativeRecord, TakesHeldRows
from hub.plugins.store import AdapterStore

_POLL = "poll"
_DEPARTMENTS_OWN = (ItemKind.ROW, ItemKind.STATEMENT, ItemKind.INPUT)


class AdapterHost:
    """One adapter and its durable store; :meth:`run_round` is one unit of work that may be killed at any moment."""

    def __init__(self, adapter: Adapter, door: Door, store: AdapterStore, tools: HostTools) -> None:
        self.adapter = adapter
        self.info = adapter.info
        self.store = store
        self.quarantine = Quarantine(store, tools.vault, tools.clock)
        self._tools = tools
        self._policy = tools.policy
        self._admission = Admission(adapter.info, tools.policy, store.sent, tools.registry)
        ground = Ground(door, store, self.quarantine, tools)
        self._patience = Patience(ground)
        self.circuit = self._patience.circuit
        self._sender = Sender(adapter.info, ground)
        self._hands = HandOver(adapter, ground, self._patience)
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
        if not self._policy.may_poll(self._tools.clock.now()):
            report.skipped = "outside the query window"
        elif not self._patience.may_try():
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
        rows = [returned(item) for item in self.quarantine.listed() if item.kind in _DEPARTMENTS_OWN]
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
            self._patience.call(lambda: self._poll(report))
            report.released += self.quarantine.release_input(self.info.code, _POLL)
        except TransientError as fault:
            self._patience.note_outage(fault, report)
        except HubError as fault:
            self._patience.note_failure(fault, report)
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
            self.quarantine.hold(held_row(record, fault, self.info))
            report.quarantined += 1
            self.store.count({"quarantined": 1})
            return False
        with self.store.transaction():
            self._sender.spool(admitted, translation)
            keep = [self.quarantine.hold(held_statement(held, record)) for held in admitted.held]
            report.released += self.quarantine.release_row(record.source, record.native_id, keep=keep)
            self.store.note_version(record.source, record.native_id, record.version)
            self.store.count({"translated": 1, "corrected": admitted.corrected, "quarantined": len(keep)})
        report.translated += 1
        report.corrected += admitted.corrected
        report.quarantined += len(keep)
        return not keep

    def _hold_input(self, fault: InputFault, report: RoundReport) -> None:
        self.quarantine.hold(held_input(fault, self.info, self._policy.content_cap))
        report.quarantined += 1

    def flush(self, report: RoundReport) -> None:
        """Send spooled calls in order, a page in one go; what fails for now stays."""
        self._sender.flush(report)

    def settle(self) -> None:
        """
        Make what was submitted and acknowledged durable.

        Raises:
            BusUnavailableError: the hub can't be reached; all of it comes again.
        """
        self._sender.settle()

    # --- from the hub to the department -------------------------------------------------------------------------

    def hand_out(self, report: RoundReport) -> None:
        """
        Deliver what the inbox holds, in order; an outage leaves the rest for the next round.

        Raises:
            BusUnavailableError: the hub can't be reached.
        """
        self._hands.hand_out(report)
        self.settle()

    def hand_over(self, position: int, delivery: Delivery, report: RoundReport, *, again: bool = False) -> bool:
        """
        Write one delivery once and acknowledge it; return False when the department's system is away.

        *again* tries anew what was refused before.
        """
        return self._hands.hand_over(position, delivery, report, again=again)
