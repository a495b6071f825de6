"""
Which statements of a translated row may go to the hub, and what becomes of those that changed since they were sent.

Pure: it decides, the host acts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import cast

import msgspec

from hub.core.admissible import Objection, objections
from hub.core.errors import RowRejectedError
from hub.core.events import NO_AGENCYS, VOCABULARY, Details, Event, Submission, event_id
from hub.core.units import Registry
from hub.plugins.records import Held, HostPolicy, ItemKind, SentStatement
from hub.plugins.spec import AgencyInfo, NativeRecord, Translation

_CORRECTIONS = {
    Event.DISPUTE_REPORTED: Event.DISPUTE_CORRECTED,
    Event.AGREEMENT_REACHED: Event.AGREEMENT_CORRECTED,
}
NARRATIVE_CAP = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Admitted:
    """What goes out, what to remember of it, and statements that are held while the rest of the row goes on."""

    outgoing: tuple[Submission, ...]
    sent: tuple[SentStatement, ...]
    held: tuple[Held, ...]
    corrected: int = 0


_REFERRALS = frozenset({Event.REFERRAL_CREATED, Event.REFERRAL_REASSIGNED})


def fingerprint(submission: Submission) -> str:
    """
    Return a digest of what *submission* says; when it was recorded isn't part of it.

    Nor is who hands over: adapters of before didn't say it, and the same referral said again is no changed one.
    """
    unsaid = "frm" if submission.event in _REFERRALS else None
    told = sorted((name, value) for name, value in submission.details.items() if name != unsaid)
    said = (submission.root, submission.occurred_at, told)
    return hashlib.sha256(msgspec.json.encode(said)).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Admission:
    """The door-keeper of one agency; *sent* looks up what was sent before."""

    info: AgencyInfo
    policy: HostPolicy
    sent: Callable[[str], SentStatement | None]
    registry: Registry = field(default_factory=Registry)

    def admit(self, record: NativeRecord, translation: Translation, now: datetime) -> Admitted:
        """
        Decide on every statement of *record*.

        Raises:
            RowRejectedError: the whole row is refused: not this agency's to say, or a clock that can't be right.
        """
        translation = _veiled(translation)
        for submission in translation.submissions:
            self._check_authority(submission)
            self._check_time(submission, now)
        if translation.dossier is not None and len(translation.dossier.narrative.encode()) > NARRATIVE_CAP:
            raise RowRejectedError(
                field="narrative", reason="narrative is longer than 10 MB", code="E-SIZE-01", task_of=self.info.code
            )
        return self._sorted_out(record, translation, now)

    def _sorted_out(self, record: NativeRecord, translation: Translation, now: datetime) -> Admitted:
        outgoing: list[Submission] = []
        held: list[Held] = []
        seen: dict[str, SentStatement] = {}
        corrected = 0
        for submission in translation.submissions:
            objection = next(objections(submission, self.registry), None)
            if objection is not None:
                held.append(self._objected(record, submission, objection))
                continue
            known = seen.get(submission.event_id) or self.sent(submission.event_id)
            mark = fingerprint(submission)
            if known is None:
                outgoing.append(submission)
                seen[submission.event_id] = SentStatement(submission.event_id, mark)
            elif known.fingerprint != mark:
                correction = _correction(submission, known.corrections + 1, now)
                if correction is None or submission.event_id in seen:
                    held.append(self._changed(record, submission))
                    continue
                outgoing.append(correction)
                seen[submission.event_id] = SentStatement(submission.event_id, mark, known.corrections + 1)
                corrected += 1
        return Admitted(tuple(outgoing), tuple(seen.values()), tuple(held), corrected)

    def _check_authority(self, submission: Submission) -> None:
        event = submission.event
        if submission.agency != self.info.code or event in NO_AGENCYS or event not in self.info.submits:
            raise RowRejectedError(
                field=event.value,
                reason="agency may not state this",
                code="E-AUTH-01",
                task_of=f"{self.info.code} adapter",
            )

    def _check_time(self, submission: Submission, now: datetime) -> None:
        at = submission.occurred_at
        if not now - self.policy.past <= at <= now + self.policy.future:
            raise RowRejectedError(
                field=f"{submission.event.value}.occurred_at",
                reason="lies more than a day ahead or twenty years back: is the system's clock right?",
                value=at.date().isoformat(),
                code="E-TIME-01",
                task_of=self.info.code,
            )

    def _objected(self, record: NativeRecord, submission: Submission, objection: Objection) -> Held:
        return replace(
            self._changed(record, submission),
            field=f"{submission.event.value}.{objection.field}",
            code=objection.code,
            reason=objection.reason,
        )

    def _changed(self, record: NativeRecord, submission: Submission) -> Held:
        return Held(
            kind=ItemKind.STATEMENT,
            source=record.source,
            native_id=record.native_id,
            version=record.version,
            part=submission.event_id,
            place=record.place,
            field=submission.event.value,
            code="E-DUP-02",
            reason="content of an event already sent has changed",
            task_of=self.info.code,
        )


def _veiled(translation: Translation) -> Translation:
    """Mark the report of a dossier that speaks of family violence: the hub itself can't read what is sealed here."""
    if translation.dossier is None or not translation.dossier.is_family_violence:
        return translation
    told = [
        replace(one, details={**one.details, "veiled": True}) if one.event is Event.DISPUTE_REPORTED else one
        for one in translation.submissions
    ]
    return replace(translation, submissions=tuple(told))


def _correction(submission: Submission, number: int, now: datetime) -> Submission | None:
    event = _CORRECTIONS.get(submission.event)
    if event is None:
        return None
    # Every key goes out again: corrections may overtake each other, and the highest version must say all.
    given: Mapping[str, object] = submission.details
    kept = {key: given[key] for key in VOCABULARY[event].optional if key in given}
    kept["v"] = 1 + number
    kept["supersedes"] = f"{submission.native_id}/{submission.event.value}"
    details = cast("Details", kept)
    # It happened when the clerk changed the record, as far as the system says when.
    at = min(max(submission.occurred_at, submission.recorded_at), max(now, submission.occurred_at))
    identity = event_id(event.value, submission.system, submission.native_id, submission.unit, details)
    return replace(submission, event=event, event_id=identity, occurred_at=at, details=details)
