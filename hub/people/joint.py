"""What takes two persons, from the proposal to the one time that it's carried out; every step a line of the journal."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Row

from hub.core.errors import AccessDeniedError, HubError, PermanentError, UnknownRecordError
from hub.core.permissions import Grant, JointDeed
from hub.core.second_person import STANDS, Proposal, Standing, check_proposing, check_second, check_use, may_decide
from hub.people.deeds import Actor, Recorded
from hub.people.file import PeopleFile
from hub.people.journal import Journal
from hub.people.openings import Asking
from hub.people.words import checked_words
from hub.sqlite import instant_of, instant_text

SHOWN = 50
"""Proposals of one's own that a page lists, the newest."""
_DEEDS = {deed.value: deed for deed in JointDeed}


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever signed in where there is no session to keep, with what the person holds."""

    actor: Actor
    grants: tuple[Grant, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    is_agreed: bool = False
    words: str = ""
    sealed: bytes | None = None


class JointDeeds:
    """All proposals of what no one person does alone; grants and sealed accounts have lists of their own."""

    def __init__(self, file: PeopleFile, journal: Journal) -> None:
        self._file = file
        self._journal = journal

    def propose(self, deed: JointDeed, subjects: Sequence[str], reason: str, first: Asking, now: datetime) -> Proposal:
        """
        Propose *deed* on *subjects*; nothing comes of it until a second person has agreed.

        Raises:
            AccessDeniedError: *first* may not propose it; the attempt is recorded.
            PermanentError: no reason, one that could name a person, or the same is proposed already.
        """
        about = tuple(subjects)
        try:
            check_proposing(deed, first.actor.code, about, first.grants, now)
        except AccessDeniedError:
            self._journal.refuse(first.actor, Recorded.JOINT_PROPOSED, " ".join(about), now, joint=deed.value)
            raise
        words = checked_words(reason)
        if not words:
            raise PermanentError("a proposal needs a reason", where=deed.value, remedy="a few words, without names")
        with self._file.transaction():
            self._file.write(
                "UPDATE joint_deed SET sealed = NULL WHERE sealed IS NOT NULL AND decided_at <= ?",
                instant_text(now - STANDS),
            )
            if any((one.deed, one.subjects) == (deed, about) for one in self._open(now)):
                raise PermanentError(
                    "the same is proposed already", where=" ".join(about), remedy="wait for its answer, or withdraw it"
                )
            number = self._file.insert(
                "INSERT INTO joint_deed (deed, subjects, reason, proposed_by, proposed_at) VALUES (?, ?, ?, ?, ?)",
                deed.value, json.dumps(about, ensure_ascii=False), words, first.actor.code, instant_text(now),
            )  # fmt: skip
            proposal = self.named(number)
            self._journal.wait(first.actor, Recorded.JOINT_PROPOSED, proposal.subject, now, **_told(proposal))
        return proposal

    def agree(self, number: int, second: Asking, now: datetime, sealed: bytes | None = None) -> Proposal:
        """
        Agree to proposal *number* as the second person; its proposer may carry it out from now on, once.

        *sealed* is kept for the proposer until then: it's worth nothing without what the second person was told.

        Raises:
            AccessDeniedError: *second* proposed it, is concerned or may not answer it; the attempt is recorded.
            PermanentError: it doesn't wait any more.
            UnknownRecordError: there is none.
        """
        with self._recorded(number, second, Recorded.JOINT_AGREED, now) as proposal:
            check_second(proposal, second.actor.code, second.grants, now)
            self._answer(number, second, now, _Answer(is_agreed=True, sealed=sealed))
        return self.named(number)

    def refuse(self, number: int, second: Asking, why: str, now: datetime) -> Proposal:
        """
        Refuse proposal *number* as the second person, with a reason.

        Raises:
            AccessDeniedError: *second* proposed it, is concerned or may not answer it; the attempt is recorded.
            PermanentError: no reason, or it doesn't wait any more.
            UnknownRecordError: there is none.
        """
        words = checked_words(why)
        if not words:
            raise PermanentError("a refusal needs a reason", where=str(number), remedy="a few words, without names")
        with self._recorded(number, second, Recorded.JOINT_REFUSED, now) as proposal:
            check_second(proposal, second.actor.code, second.grants, now)
            self._answer(number, second, now, _Answer(words=words))
        return self.named(number)

    def withdraw(self, number: int, first: Asking, now: datetime) -> Proposal:
        """
        Take back one's own proposal *number*, answered or not.

        Raises:
            AccessDeniedError: it's another's.
            PermanentError: it was refused, carried out or has expired.
            UnknownRecordError: there is none.
        """
        with self._recorded(number, first, Recorded.JOINT_WITHDRAWN, now) as proposal:
            if proposal.proposed_by != first.actor.code:
                raise AccessDeniedError("who proposed it withdraws it", where=str(number))
            if proposal.standing(now) not in (Standing.WAITING, Standing.AGREED):
                raise PermanentError("this proposal is over", where=str(number), remedy="nothing to do")
            self._answer(number, first, now, _Answer())
        return self.named(number)

    @contextmanager
    def carried_out(self, number: int, first: Asking, now: datetime) -> Iterator[Proposal]:
        """
        Let the block carry out proposal *number*, once; when it fails with an error of the hub, it may be tried again.

        It's taken before the block begins: of two at once, one gets it.

        Raises:
            AccessDeniedError: it isn't *first*'s own, or the role is gone; the attempt is recorded.
            PermanentError: no agreement stands.
            UnknownRecordError: there is none.
        """
        with self._recorded(number, first, Recorded.JOINT_CARRIED_OUT, now) as proposal:
            check_use(proposal, first.actor.code, first.grants, now)
            self._file.write("UPDATE joint_deed SET used_at = ? WHERE id = ?", instant_text(now), number)
        try:
            yield proposal
        except HubError as error:
            told = {**_told(proposal), "why": error.code}
            with self._file.transaction():
                self._file.write("UPDATE joint_deed SET used_at = NULL WHERE id = ?", number)
                self._journal.refuse(first.actor, Recorded.JOINT_CARRIED_OUT, proposal.subject, now, **told)
            raise

    def take_sealed(self, number: int) -> bytes | None:
        """Return what was kept sealed for the proposer of *number*, and keep it no longer."""
        with self._file.transaction():
            row = self._file.row("SELECT sealed FROM joint_deed WHERE id = ?", number)
            self._file.write("UPDATE joint_deed SET sealed = NULL WHERE id = ?", number)
        return None if row is None or row["sealed"] is None else bytes(row["sealed"])

    def to_answer(self, second: Asking, now: datetime) -> list[Proposal]:
        """Return what *second* may answer, the oldest first; nobody sees the own proposals there."""
        return [one for one in self._open(now) if may_decide(one, second.actor.code, second.grants, now)]

    def of(self, code: str) -> list[Proposal]:
        """Return the proposals of *code*, the newest first."""
        rows = self._file.rows("SELECT * FROM joint_deed WHERE proposed_by = ? ORDER BY id DESC LIMIT ?", code, SHOWN)
        return [_proposal(row) for row in rows]

    def named(self, number: int) -> Proposal:
        """
        Return proposal *number*.

        Raises:
            UnknownRecordError: there is none.
        """
        row = self._file.row("SELECT * FROM joint_deed WHERE id = ?", number)
        if row is None:
            raise UnknownRecordError("no such proposal", where=str(number), remedy="look at the list")
        return _proposal(row)

    def _open(self, now: datetime) -> list[Proposal]:
        rows = self._file.rows("SELECT * FROM joint_deed WHERE used_at IS NULL ORDER BY id")
        found = [_proposal(row) for row in rows]
        return [one for one in found if one.standing(now) in (Standing.WAITING, Standing.AGREED)]

    @contextmanager
    def _recorded(self, number: int, who: Asking, deed: Recorded, now: datetime) -> Iterator[Proposal]:
        """Give the proposal within one transaction, with a line of what was done to it, or of who wasn't let."""
        proposal = self.named(number)
        try:
            with self._file.transaction():
                proposal = self.named(number)
                yield proposal
                self._journal.record(who.actor, deed, proposal.subject, now, **_told(proposal))
        except HubError as error:
            told = {**_told(proposal), "why": error.code}
            self._journal.refuse(who.actor, deed, proposal.subject, now, **told)
            raise

    def _answer(self, number: int, who: Asking, now: datetime, answer: _Answer) -> None:
        self._file.write(
            "UPDATE joint_deed SET decided_by = ?, decided_at = ?, agreed = ?, answer = ?, sealed = ? WHERE id = ?",
            who.actor.code, instant_text(now), int(answer.is_agreed), answer.words, answer.sealed, number,
        )  # fmt: skip


def _told(proposal: Proposal) -> dict[str, str]:
    told = {"joint": proposal.deed.value, "proposal": str(proposal.id), "note": proposal.reason}
    if proposal.decided_by is not None:
        told["confirmed_by"] = proposal.decided_by
    return told


def _proposal(row: Row) -> Proposal:
    return Proposal(
        id=row["id"],
        deed=_DEEDS[row["deed"]],
        subjects=tuple(json.loads(row["subjects"])),
        reason=row["reason"],
        proposed_by=row["proposed_by"],
        proposed_at=datetime.fromisoformat(row["proposed_at"]),
        decided_by=row["decided_by"],
        decided_at=instant_of(row["decided_at"]),
        is_agreed=bool(row["agreed"]),
        answer=row["answer"],
        used_at=instant_of(row["used_at"]),
    )
