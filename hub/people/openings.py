"""Opening personal data: a reason always, a second person where the table asks one, a line in the journal each time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from sqlite3 import Row
from typing import Protocol

from hub.core.codes import LabelledCode
from hub.core.daytime import local_day
from hub.core.errors import PermanentError, UnknownRecordError
from hub.core.permissions import Condition, Grant, JointDeed, Ownership, conditions_of
from hub.core.second_person import Denial, TwoPersons
from hub.people.deeds import Actor, Recorded
from hub.people.file import PeopleFile
from hub.people.journal import Journal
from hub.people.words import checked_words
from hub.sqlite import instant_of, instant_text

LASTS = timedelta(minutes=15)
"""How long an opening lasts; who needs the data longer says why again."""
WAITS = timedelta(hours=24)
"""How long a request waits for its second person."""
_RULE = TwoPersons(
    deed=JointDeed.PERSONAL_EXPORT,
    first=Denial("this role opens no personal data of that case", "ask who handles it"),
    second=Denial("this role agrees to no opening", "ask a colleague"),
    another=Denial("a second person agrees, not who asked"),
)
"""Who asks is in the table's cells (:func:`hub.core.permissions.conditions_of`); who agrees is a second person."""


class Asking(Protocol):
    """Whoever is signed in: as :class:`hub.people.sessions.SignedIn`, or as a console's viewer."""

    @property
    def actor(self) -> Actor:
        """Who it is."""

    @property
    def grants(self) -> tuple[Grant, ...]:
        """What the person holds."""


class Reason(LabelledCode):
    """Why personal data is opened."""

    HANDLING = "HANDLING", "办理本案", "Handling this case"
    CALLER = "CALLER", "当事人来电来访核对", "A party calls or comes"
    SERVICE = "SERVICE", "送达文书", "Serving a document"
    IDENTITY = "IDENTITY", "核对身份、判断是否同案", "Checking identity or a duplicate"
    CORRECTION = "CORRECTION", "更正数据", "Correcting data"
    STATISTICS = "STATISTICS", "核查统计数字", "Checking a figure"
    OTHER = "OTHER", "其他（须说明）", "Other (say which)"


@dataclass(frozen=True, slots=True)
class Why:
    """The reason somebody gives, and in a few words more, without names and numbers."""

    reason: Reason
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """One request to open the personal data of *subject* (a case); it's open while ``until`` is ahead."""

    id: int
    account: str
    subject: str
    reason: str
    note: str
    asked_at: datetime
    needs_second: bool
    agreed_by: str | None
    until: datetime | None

    def is_open(self, now: datetime) -> bool:
        """Return whether the data may be shown now."""
        return self.until is not None and now < self.until

    def is_waiting(self, now: datetime) -> bool:
        """Return whether it waits for a second person."""
        return self.needs_second and self.agreed_by is None and now < self.asked_at + WAITS


class Openings:
    """Requests to open personal data."""

    def __init__(self, file: PeopleFile, journal: Journal) -> None:
        self._file = file
        self._journal = journal

    def ask(self, viewer: Asking, subject: str, ownership: Ownership, why: Why, now: datetime) -> Opening:
        """
        Open the personal data of *subject* for *viewer*, or ask a second person where the table wants one.

        Asked again while it waits it's the same request: nobody has two to answer.

        Raises:
            AccessDeniedError: *viewer* may not open it at all; the attempt is recorded.
            PermanentError: another reason without words, or words with a number that could be a person's.
        """
        conditions = conditions_of(viewer.grants, ownership, local_day(now))
        if conditions is None:
            self._journal.refuse(viewer.actor, Recorded.PERSONAL_ASKED, subject, now)
            raise _RULE.first.error(subject)
        words = _checked(why)
        needs_second = Condition.SECOND_PERSON in conditions
        until = None if needs_second else instant_text(now + LASTS)
        with self._file.transaction():
            asked = next(
                (one for one in self.waiting(now) if (one.account, one.subject) == (viewer.actor.code, subject)), None
            )
            if needs_second and asked is not None:
                return asked
            number = self._file.insert(
                "INSERT INTO opening (account, subject, reason, note, asked_at, needs_second, until)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                viewer.actor.code, subject, why.reason.value, words, instant_text(now), int(needs_second), until,
            )  # fmt: skip
            told = {"reason": why.reason.value, "opening": str(number), **({"note": words} if words else {})}
            if needs_second:
                self._journal.wait(viewer.actor, Recorded.PERSONAL_ASKED, subject, now, **told)
            else:
                self._journal.record(viewer.actor, Recorded.PERSONAL_OPENED, subject, now, **told)
        return self.named(number)

    def agree(self, number: int, second: Asking, now: datetime) -> Opening:
        """
        Agree to request *number* as the second person: it's open from now on for a quarter of an hour.

        Raises:
            AccessDeniedError: *second* asked for it, or may not agree.
            PermanentError: it doesn't wait any more.
            UnknownRecordError: there is none.
        """
        with self._file.transaction():
            opening = self.named(number)
            _RULE.check_second(second.actor.code, second.grants, now, (opening.account,), where=str(number))
            if not opening.is_waiting(now):
                raise PermanentError("this request doesn't wait any more", where=str(number), remedy="ask again")
            self._file.write(
                "UPDATE opening SET agreed_by = ?, agreed_at = ?, until = ? WHERE id = ?",
                second.actor.code, instant_text(now), instant_text(now + LASTS), number,
            )  # fmt: skip
            told = {"opening": str(number), "asked_by": opening.account, "reason": opening.reason}
            self._journal.record(second.actor, Recorded.PERSONAL_AGREED, opening.subject, now, **told)
        return self.named(number)

    def open_for(self, viewer: Asking, subject: str, now: datetime) -> Opening | None:
        """Return the opening by which *viewer* may see the personal data of *subject* now, None where there is none."""
        rows = self._file.rows(
            "SELECT * FROM opening WHERE account = ? AND subject = ? AND until > ? ORDER BY id DESC LIMIT 1",
            viewer.actor.code, subject, instant_text(now),
        )  # fmt: skip
        return next((_opening(row) for row in rows), None)

    def waiting(self, now: datetime) -> list[Opening]:
        """Return what waits for a second person."""
        rows = self._file.rows("SELECT * FROM opening WHERE needs_second = 1 AND agreed_by IS NULL ORDER BY id")
        return [one for row in rows if (one := _opening(row)).is_waiting(now)]

    def to_answer(self, second: Asking, now: datetime) -> list[Opening]:
        """Return what *second* may agree to; nobody sees the own requests there."""
        return [
            one for one in self.waiting(now) if _RULE.is_second(second.actor.code, second.grants, now, (one.account,))
        ]

    def named(self, number: int) -> Opening:
        """
        Return request *number*.

        Raises:
            UnknownRecordError: there is none.
        """
        row = self._file.row("SELECT * FROM opening WHERE id = ?", number)
        if row is None:
            raise UnknownRecordError("no such request", where=str(number))
        return _opening(row)


def _checked(why: Why) -> str:
    """Return the words of a reason; they go into a journal that names no person."""
    words = checked_words(why.note)
    if why.reason is Reason.OTHER and not words:
        raise PermanentError("say which other reason", remedy="a few words, without names")
    return words


def _opening(row: Row) -> Opening:
    return Opening(
        id=row["id"],
        account=row["account"],
        subject=row["subject"],
        reason=row["reason"],
        note=row["note"],
        asked_at=datetime.fromisoformat(row["asked_at"]),
        needs_second=bool(row["needs_second"]),
        agreed_by=row["agreed_by"],
        until=instant_of(row["until"]),
    )
