"""
What becomes of an agency's statements at the gateway: the rules of every adapter host, without a host.

What can't enter is held whole with its reason, where ``hub quarantine`` shows it; the rest goes in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from hub.contracts.listed_codes import unlisted_codes
from hub.core.codes import LabelledCode
from hub.core.errors import RowRejectedError
from hub.core.events import Submission
from hub.core.ports import Clock
from hub.core.units import Registry
from hub.gateway.formats import Taken
from hub.gateway.systems import Systems
from hub.plugins import wire
from hub.plugins.admission import Admission, Admitted
from hub.plugins.door import Door
from hub.plugins.quarantine import Quarantine
from hub.plugins.records import Held, HostPolicy, ItemKind
from hub.plugins.spec import AgencyInfo, NativeRecord, Translation
from hub.plugins.store import AdapterStore

_UNREADABLE = "E-SCH-01"


class Fate(LabelledCode):
    """What became of one statement."""

    TAKEN = "TAKEN", "已受理", "Taken in"
    KNOWN = "KNOWN", "已有，未重复计入", "Was known, counted once"
    HELD = "HELD", "已隔离", "Held in quarantine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """
    The answer to one statement.

    Attributes:
        place: Its number within the call, from 1.
        event_id: Its identity, empty where it couldn't be read.
        item: Number in the quarantine, where it's held.
        code: Why it's held; :attr:`reason` says it in English, ``hub quarantine show`` in both languages.
    """

    place: str
    fate: Fate
    event_id: str = ""
    item: str = ""
    code: str = ""
    field: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Reception:
    """The gateway's counter of one agency; every call may be repeated. What is taken together knows one registry."""

    info: AgencyInfo
    store: AdapterStore
    quarantine: Quarantine
    door: Door
    clock: Clock
    registry: Callable[[], Registry]
    systems: Systems
    policy: HostPolicy = field(default_factory=HostPolicy)

    def take(self, records: Sequence[Taken]) -> list[Result]:
        """
        Take in *records*, durably.

        Raises:
            BusUnavailableError: the log can't be written; nothing was taken, all may be said again.
        """
        admission = Admission(self.info, self.policy, self.store.sent, self.registry())
        with self.store.transaction():
            results = [self._take(record, admission) for record in records]
            # The log first: a kill before the store's commit leaves statements that are said again and counted once.
            self.door.settle(self.info.code)
        return results

    def _take(self, record: Taken, admission: Admission) -> Result:
        submission = record.submission
        if submission is None:
            return self._hold(record, self._unreadable(record))
        try:
            admitted = self._admitted(record, submission, admission)
        except RowRejectedError as fault:
            return self._refuse(record, submission, fault.code, fault.reason, fault.field)
        if not admitted.outgoing:
            return Result(place=record.place, fate=Fate.KNOWN, event_id=submission.event_id)
        return self._state(record, submission, admitted)

    def _admitted(self, record: Taken, submission: Submission, admission: Admission) -> Admitted:
        self.systems.check(self.info.code, submission.system)
        unlisted = next(unlisted_codes(submission), None)
        if unlisted is not None:
            code = "E-CODE-03" if unlisted.is_known else "E-CODE-02"
            reason = f"no code of {unlisted.code_list} on that day"
            raise RowRejectedError(field=unlisted.detail, reason=reason, code=code)
        translation = Translation(submissions=(submission,))
        admitted = admission.admit(_native(submission, record.place), translation, self.clock.now())
        for held in admitted.held:
            raise RowRejectedError(field=held.field, reason=held.reason, code=held.code)
        return admitted

    def _state(self, record: Taken, submission: Submission, admitted: Admitted) -> Result:
        outcome = self.door.submit(self.info.code, admitted.outgoing, None)
        if outcome.refused:
            refusal = outcome.refused[0]
            return self._refuse(record, submission, refusal.code, refusal.reason, "")
        for sent in admitted.sent:
            self.store.note_sent(sent)
        self.store.count({"submitted": len(admitted.outgoing), "corrected": admitted.corrected})
        return Result(place=record.place, fate=Fate.TAKEN, event_id=submission.event_id)

    def _refuse(self, record: Taken, submission: Submission, code: str, reason: str, where: str) -> Result:
        held = Held(
            kind=ItemKind.REFUSAL,
            source=self.info.code,
            native_id=submission.event_id,
            place=f"{submission.system}:{submission.native_id}",
            field=where,
            code=code,
            reason=reason,
            task_of=self.info.contact,
            content=wire.encode((submission,)),
        )
        return self._hold(record, held, submission.event_id)

    def _unreadable(self, record: Taken) -> Held:
        # The same bytes sent again are the same item: a client that repeats itself fills nothing.
        digest = hashlib.sha256(record.content).hexdigest()[:16]
        return Held(
            kind=ItemKind.INPUT,
            source=self.info.code,
            native_id=f"call {digest}",
            place=f"#{record.place}",
            code=_UNREADABLE,
            reason=record.fault,
            task_of=self.info.contact,
            content=record.content[: self.policy.content_cap],
        )

    def _hold(self, record: Taken, held: Held, event_id: str = "") -> Result:
        item = self.quarantine.hold(held)
        self.store.count({"quarantined": 1})
        return Result(
            place=record.place,
            fate=Fate.HELD,
            event_id=event_id,
            item=item,
            code=held.code,
            field=held.field,
            reason=held.reason,
        )


def _native(submission: Submission, place: str) -> NativeRecord:
    return NativeRecord(
        source=submission.system,
        native_id=submission.native_id,
        version=submission.native_version,
        fields={},
        place=place,
    )
