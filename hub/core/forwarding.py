"""
What becomes of a record that an agency wrote to its own topic: taken in, or set aside whole with its reason.

Pure. What may be said at the door is written once (:mod:`hub.core.admissible`), for the door of a hub in one process
and for the forwarder of one on a cluster (ADR 0032, 0065).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from hub.core.admissible import objections, require_right
from hub.core.deliveries import Receipt
from hub.core.errors import HubError, PermanentError, RowRejectedError, SchemaMismatchError
from hub.core.events import Submission
from hub.core.ports import Serde
from hub.core.topics import DEAD_LETTERS, RECEIPTS, SOURCE_SUBMISSIONS, submissions_of
from hub.core.units import Registry

PRINCIPAL = "principal"
"""Header that says who stated a record: stamped where it's taken in, never by who wrote it."""

PROCESSOR = "forwarder"
_PAST = timedelta(days=20 * 365 + 5)
_FUTURE = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """
    One record of an agency's own topic, as it stands there.

    ``fault`` says why the record itself can't be read, None where it can.
    """

    agency: str
    partition: int
    offset: int
    key: str
    value: bytes
    fault: PermanentError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One record on its way to a topic of the hub."""

    topic: str
    key: str
    value: bytes
    at: datetime
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Judges records by the contract and by what an agency may say."""

    serde: Serde
    registry: Registry

    def judge(self, record: Incoming, now: datetime) -> Outgoing:
        """Return what becomes of *record*, received *now*: taken in, or a dead letter with its reason."""
        try:
            topic, key = self._admitted(record, now)
        except HubError as error:
            return _dead_letter(record, now, error)
        return Outgoing(topic=topic, key=key, value=record.value, at=now, headers={PRINCIPAL: record.agency})

    def _admitted(self, record: Incoming, now: datetime) -> tuple[str, str]:
        if record.fault is not None:
            raise record.fault
        said = self.serde.decode(submissions_of(record.agency), record.value)
        if isinstance(said, Submission):
            self._check(record, said, now)
            return SOURCE_SUBMISSIONS, said.root
        if isinstance(said, Receipt):
            if said.agency != record.agency:
                raise PermanentError(f"{record.agency} may not receipt what {said.agency} received")
            return RECEIPTS, said.delivery_id
        raise SchemaMismatchError(
            f"{type(said).__name__} isn't what an agency states", where=submissions_of(record.agency)
        )

    def _check(self, record: Incoming, said: Submission, now: datetime) -> None:
        require_right(record.agency, said)
        if record.key != said.root:
            raise PermanentError("the record's key isn't its root: its order isn't sure", remedy="write it by its root")
        if not now - _PAST <= said.occurred_at <= now + _FUTURE:
            raise RowRejectedError(
                field=f"{said.event.value}.occurred_at",
                reason="lies more than a day ahead or twenty years back: is the system's clock right?",
                code="E-TIME-01",
                task_of=record.agency,
            )
        objection = next(objections(said, self.registry), None)
        if objection is not None:
            raise RowRejectedError(
                field=f"{said.event.value}.{objection.field}",
                reason=objection.reason,
                code=objection.code,
                task_of=record.agency,
            )


def _dead_letter(record: Incoming, now: datetime, error: HubError) -> Outgoing:
    headers = {
        "topic": submissions_of(record.agency),
        "partition": str(record.partition),
        "offset": str(record.offset),
        "processor": PROCESSOR,
        "code": error.code,
        "error": type(error).__name__,
        "reason": str(error),
        "task_of": record.agency,
        PRINCIPAL: record.agency,
    }
    if isinstance(error, RowRejectedError):
        headers["field"] = error.field
    return Outgoing(topic=DEAD_LETTERS, key=record.key or "?", value=record.value, at=now, headers=headers)
