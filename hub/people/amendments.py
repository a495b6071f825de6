"""
Amendments of the settings: one person proposes, another confirms; each confirmed one is a version that stays for good.

Proposal, decision and the journal's line are written in one transaction. What isn't confirmed holds nowhere. The hub
reads the confirmed ones (:func:`decided`) without anything else of the people's file.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from sqlite3 import Row

from pydantic import TypeAdapter

from hub.core.amendments import KIND_OF, Amendment, Content, Holidays, Kind, Length, Organisation, RestDays
from hub.core.daytime import local_day
from hub.core.errors import AccessDeniedError, PermanentError, UnknownRecordError
from hub.core.permissions import JointDeed, joins
from hub.core.second_person import Denial, TwoPersons
from hub.people.deeds import Actor, Recorded
from hub.people.file import PeopleFile
from hub.people.grants import Grants
from hub.people.journal import Journal
from hub.sqlite import instant_of, instant_text, open_reader, store_errors

Fits = Callable[[Amendment], None]
"""Raises where an amendment can't be laid over what is in force."""


def _adapter(kind: type[Content]) -> TypeAdapter[Content]:
    return TypeAdapter(kind)


_ADAPTERS: dict[Kind, TypeAdapter[Content]] = {
    Kind.CLOCK: _adapter(Length),
    Kind.REST_DAY: _adapter(RestDays),
    Kind.UNIT: _adapter(Organisation),
    Kind.HOLIDAYS: _adapter(Holidays),
}
_RULE = TwoPersons(
    deed=JointDeed.SETTINGS_CHANGE,
    first=Denial("the system administrator proposes amendments", "ask them"),
    second=Denial("the security administrator confirms amendments", "ask them"),
    another=Denial("a second person confirms, not who proposed it", "ask the other administrator"),
)
_HAS_TABLE = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'amendment'"
"""The file may be one of a former hub, whose console hasn't been opened since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendmentLine:
    """One amendment with who proposed, confirmed or withdrew it, and the numbers of the journal's lines."""

    id: int
    amendment: Amendment
    proposed_by: str
    proposed_at: datetime
    proposed_line: int
    confirmed_by: str | None
    confirmed_at: datetime | None
    confirmed_line: int | None
    ended_by: str | None
    ended_at: datetime | None

    @property
    def is_waiting(self) -> bool:
        """Whether it waits for a second person."""
        return self.confirmed_by is None and self.ended_by is None


class Amendments:
    """All amendments of the settings, withdrawn ones too."""

    def __init__(self, file: PeopleFile, journal: Journal, grants: Grants) -> None:
        self._file = file
        self._journal = journal
        self._grants = grants

    def lines(self) -> list[AmendmentLine]:
        """Return every amendment, the newest first."""
        return [_line(row) for row in self._file.rows("SELECT * FROM amendment ORDER BY id DESC")]

    def line(self, number: int) -> AmendmentLine:
        """
        Return amendment *number*.

        Raises:
            UnknownRecordError: there is none.
        """
        row = self._file.row("SELECT * FROM amendment WHERE id = ?", number)
        if row is None:
            raise UnknownRecordError("no such amendment", where=str(number), remedy="see the page of settings")
        return _line(row)

    def propose(self, amendment: Amendment, actor: Actor, now: datetime, fits: Fits) -> AmendmentLine:
        """
        Propose *amendment*; it holds nowhere before a second person has confirmed it.

        Raises:
            AccessDeniedError: *actor* may not propose.
            PermanentError: it doesn't fit, or another one of the same waits.
        """
        _RULE.check_first(self._grants.of_actor(actor, now), now)
        with self._file.transaction():
            fits(amendment)
            subject = amendment.content.subject
            waiting = self._file.row(
                "SELECT id FROM amendment WHERE kind = ? AND subject = ? AND confirmed_by IS NULL AND ended_by IS NULL",
                amendment.kind.value,
                subject,
            )
            if waiting is not None:
                raise PermanentError(
                    "an amendment of this waits already", where=subject, remedy="confirm or withdraw that one first"
                )
            line = self._journal.wait(actor, Recorded.SETTINGS_CHANGED, subject, now, **_told(amendment))
            number = self._file.insert(
                "INSERT INTO amendment (kind, subject, content, since, basis, proposed_by, proposed_at, proposed_line)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                amendment.kind.value, subject, _ADAPTERS[amendment.kind].dump_json(amendment.content).decode(),
                amendment.since.isoformat(), amendment.basis, actor.code, instant_text(now), line,
            )  # fmt: skip
        return self.line(number)

    def confirm(self, number: int, actor: Actor, now: datetime, fits: Fits) -> AmendmentLine:
        """
        Confirm amendment *number* as the second person: the next version.

        Raises:
            AccessDeniedError: *actor* proposed it or may not confirm.
            PermanentError: it doesn't wait, or it doesn't fit any more; its first day may have come.
            UnknownRecordError: there is no such amendment.
        """
        with self._file.transaction():
            found = self.line(number)
            _RULE.check_second(
                actor.code, self._grants.of_actor(actor, now), now, (found.proposed_by,), where=str(number)
            )
            _check_waiting(found)
            fits(found.amendment)
            row = self._file.row("SELECT COALESCE(MAX(version), 0) + 1 AS version FROM amendment")
            version = 1 if row is None else int(row["version"])
            line = self._journal.record(
                actor, Recorded.SETTINGS_CHANGED, found.amendment.content.subject, now,
                version=str(version), proposed_by=found.proposed_by, **_told(found.amendment),
            )  # fmt: skip
            self._file.write(
                "UPDATE amendment SET version = ?, confirmed_by = ?, confirmed_at = ?, confirmed_line = ? WHERE id = ?",
                version, actor.code, instant_text(now), line, number,
            )  # fmt: skip
        return self.line(number)

    def withdraw(self, number: int, actor: Actor, now: datetime) -> AmendmentLine:
        """
        Take back what waits; one person is enough. A confirmed one stays: the next amendment takes its place.

        Raises:
            AccessDeniedError: *actor* may neither propose nor confirm.
            PermanentError: it doesn't wait.
            UnknownRecordError: there is no such amendment.
        """
        if not joins(JointDeed.SETTINGS_CHANGE, self._grants.of_actor(actor, now), local_day(now)):
            raise AccessDeniedError("the system or the security administrator withdraws amendments", remedy="ask them")
        with self._file.transaction():
            found = self.line(number)
            _check_waiting(found)
            line = self._journal.record(
                actor, Recorded.SETTINGS_CHANGED, found.amendment.content.subject, now,
                withdrawn="yes", **_told(found.amendment),
            )  # fmt: skip
            self._file.write(
                "UPDATE amendment SET ended_by = ?, ended_at = ?, ended_line = ? WHERE id = ?",
                actor.code, instant_text(now), line, number,
            )  # fmt: skip
        return self.line(number)


def decided(path: Path) -> tuple[Amendment, ...]:
    """
    Return the confirmed amendments in the people's file *path*, oldest first; none where there is no file yet.

    Raises:
        BusUnavailableError: it can't be read now.
        ConfigurationError: it's damaged.
    """
    if not path.is_file():
        return ()
    with store_errors(path), closing(open_reader(path)) as file:
        file.row_factory = sqlite3.Row
        if file.execute(_HAS_TABLE).fetchone() is None:
            return ()
        rows = file.execute("SELECT * FROM amendment WHERE version IS NOT NULL ORDER BY version").fetchall()
    return tuple(_amendment(row) for row in rows)


def _check_waiting(line: AmendmentLine) -> None:
    if not line.is_waiting:
        raise PermanentError(
            "this amendment doesn't wait for anybody", where=str(line.id), remedy="see the page of settings"
        )


def _told(amendment: Amendment) -> dict[str, str]:
    return {
        "kind": KIND_OF[type(amendment.content)].value,
        "stated": amendment.content.stated,
        "first_day": amendment.since.isoformat(),
    }


def _amendment(row: Row) -> Amendment:
    content: Content = _ADAPTERS[Kind(row["kind"])].validate_json(row["content"])
    return Amendment(
        content=content,
        since=date.fromisoformat(row["since"]),
        basis=row["basis"],
        version=row["version"] or 0,
    )


def _line(row: Row) -> AmendmentLine:
    return AmendmentLine(
        id=row["id"],
        amendment=_amendment(row),
        proposed_by=row["proposed_by"],
        proposed_at=datetime.fromisoformat(row["proposed_at"]),
        proposed_line=row["proposed_line"],
        confirmed_by=row["confirmed_by"],
        confirmed_at=instant_of(row["confirmed_at"]),
        confirmed_line=row["confirmed_line"],
        ended_by=row["ended_by"],
        ended_at=instant_of(row["ended_at"]),
    )
