"""Accounts: one per person, never shared, without a default password; locked, unlocked, reset, found unused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from sqlite3 import Row

from hub.core.errors import PermanentError, UnknownRecordError
from hub.core.permissions import JointDeed
from hub.core.privacy import is_officer_code
from hub.core.second_person import Proposal
from hub.people.deeds import Actor, Recorded
from hub.people.file import PeopleFile
from hub.people.journal import Journal
from hub.people.rules import SignInPolicy
from hub.people.secrets import Draw, PasswordHashing
from hub.sqlite import instant_of, instant_text

LANGUAGES = ("zh", "en")
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """
    One person's account, secrets aside.

    ``code`` is a post's or staff number such as ``K3-07``; ``display`` is what colleagues see, and never leaves this
    file for a stream.
    """

    code: str
    display: str
    language: str
    made_at: datetime
    made_by: str
    is_emergency: bool
    locked_by: str | None
    held_until: datetime | None
    must_change: bool
    has_second_factor: bool
    password_at: datetime | None
    signed_in_at: datetime | None

    @property
    def is_locked(self) -> bool:
        """Whether somebody locked it; a delay after failures is no lock."""
        return self.locked_by is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountTools:
    """What keeps accounts."""

    file: PeopleFile
    journal: Journal
    policy: SignInPolicy
    hashing: PasswordHashing
    draw: Draw


class Accounts:
    """All accounts of the hub."""

    def __init__(self, tools: AccountTools) -> None:
        self._tools = tools
        self._file = tools.file

    def add(self, code: str, display: str, actor: Actor, now: datetime, *, language: str = "zh") -> str:
        """
        Make the account *code* and return its first password, which is shown once and must be changed.

        Raises:
            PermanentError: the code is no post's number or is taken, or the name or language can't be.
        """
        self._check(code, display, language)
        password = self._tools.draw.password()
        with self._file.transaction():
            if self.sought(code) is not None:
                raise PermanentError("the account is there already", where=code, remedy="choose another code")
            self._file.write(
                "INSERT INTO account (code, display, language, made_at, made_by, password, password_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                code, display.strip(), language, instant_text(now), actor.code, self._tools.hashing.kept(password),
                instant_text(now),
            )  # fmt: skip
            self._tools.journal.record(actor, Recorded.ACCOUNT_ADDED, code, now)
        return password

    def named(self, code: str) -> Account:
        """
        Return the account *code*.

        Raises:
            UnknownRecordError: there is none.
        """
        found = self.sought(code)
        if found is None:
            raise UnknownRecordError("no such account", where=code, remedy="see hub user list")
        return found

    def sought(self, code: str) -> Account | None:
        """Return the account *code*, None where there is none."""
        row = self._file.row("SELECT * FROM account WHERE code = ?", code)
        return None if row is None else _account(row)

    def all(self) -> list[Account]:
        """Return every account, by code."""
        return [_account(row) for row in self._file.rows("SELECT * FROM account ORDER BY code")]

    def unused(self, now: datetime) -> list[Account]:
        """Return the accounts that nobody used for longer than the policy's days, sealed ones aside."""
        since = now - timedelta(days=self._tools.policy.unused_days)
        return [
            account
            for account in self.all()
            if not account.is_emergency and not account.is_locked and (account.signed_in_at or account.made_at) < since
        ]

    def lock(self, code: str, actor: Actor, now: datetime) -> None:
        """
        Lock *code*: its sessions end at once and it can't sign in until it's unlocked.

        Raises:
            UnknownRecordError: there is no such account.
        """
        with self._file.transaction():
            self.named(code)
            self._file.write(
                "UPDATE account SET locked_by = ?, locked_at = ? WHERE code = ?", actor.code, instant_text(now), code
            )
            self.end_sessions(code)
            self._tools.journal.record(actor, Recorded.ACCOUNT_LOCKED, code, now)

    def unlock(self, code: str, actor: Actor, now: datetime) -> None:
        """
        Let *code* sign in again, whether a person or failures locked it.

        Raises:
            UnknownRecordError: there is no such account.
        """
        with self._file.transaction():
            self.named(code)
            self._file.write(
                "UPDATE account SET locked_by = NULL, locked_at = NULL, failures = 0, held_until = NULL WHERE code = ?",
                code,
            )
            self._tools.journal.record(actor, Recorded.ACCOUNT_UNLOCKED, code, now)

    def reset(self, code: str, actor: Actor, now: datetime) -> str:
        """
        Give *code* a new first password, and return it; its second factor stays.

        One administrator is enough (users §9 asks two for granting, not for this): without the person's authenticator
        the password lets nobody in, and for an account that has none yet it's worth no more than the first password
        that the same administrator printed. With the second factor it's :meth:`reset_whole`.

        Raises:
            UnknownRecordError: there is no such account.
            PermanentError: it's a sealed account.
        """
        return self._reset(code, actor, now, second_factor=False)

    def reset_whole(self, agreed: Proposal, actor: Actor, now: datetime) -> str:
        """
        Give an account a new first password and take its second factor away, as two administrators agreed.

        Whoever gets that password may come in as the person, with all that is granted: it's granting, and takes two.

        Raises:
            UnknownRecordError: there is no such account.
            PermanentError: it's a sealed account, or *agreed* is no agreement to this.
        """
        if agreed.deed is not JointDeed.ACCOUNT_RESET or not agreed.is_agreed or len(agreed.subjects) != 1:
            raise PermanentError(
                "two administrators reset a second factor", where=agreed.subject, remedy="propose it to a second person"
            )
        return self._reset(agreed.subjects[0], actor, now, second_factor=True)

    def _reset(self, code: str, actor: Actor, now: datetime, *, second_factor: bool) -> str:
        password = self._tools.draw.password()
        with self._file.transaction():
            if self.named(code).is_emergency:
                raise PermanentError("a sealed account has no password", where=code, remedy="seal it anew")
            self._file.write(
                "UPDATE account SET password = ?, password_at = ?, must_change = 1, failures = 0, held_until = NULL"
                " WHERE code = ?",
                self._tools.hashing.kept(password),
                instant_text(now),
                code,
            )
            if second_factor:
                self._file.write("UPDATE account SET totp = NULL, totp_confirmed_at = NULL WHERE code = ?", code)
                self._file.write("DELETE FROM recovery_code WHERE account = ?", code)
                self._file.write("DELETE FROM factor_change WHERE account = ?", code)
            self.end_sessions(code)
            factor = "yes" if second_factor else "no"
            self._tools.journal.record(actor, Recorded.ACCOUNT_RESET, code, now, second_factor=factor)
        return password

    def speak(self, code: str, language: str, actor: Actor, now: datetime) -> None:
        """
        Let the console speak *language* to *code*.

        Raises:
            PermanentError: it isn't spoken.
        """
        self._check(code, "-", language)
        with self._file.transaction():
            self._file.write("UPDATE account SET language = ? WHERE code = ?", language, code)
            self._tools.journal.record(actor, Recorded.ACCOUNT_CHANGED, code, now, language=language)

    def end_sessions(self, code: str) -> int:
        """End every session of *code*, and what it has begun; return how many sessions that were."""
        with self._file.transaction():
            self._file.write("DELETE FROM pending WHERE account = ?", code)
            return self._file.write("DELETE FROM session WHERE account = ?", code)

    def _check(self, code: str, display: str, language: str) -> None:
        if not is_officer_code(code):
            raise PermanentError(
                "an account is named by a post or staff number such as K3-07, not by a person",
                where=code,
                remedy="letters, digits, - and _, 30 at most",
            )
        if not display.strip() or len(display) > _LONGEST_NAME or not display.isprintable():
            raise PermanentError("the name to show is empty, too long or unreadable", where=code, remedy="mend it")
        if language not in LANGUAGES:
            raise PermanentError("this language isn't spoken", where=code, remedy="zh or en")


def _account(row: Row) -> Account:
    return Account(
        code=row["code"],
        display=row["display"],
        language=row["language"],
        made_at=datetime.fromisoformat(row["made_at"]),
        made_by=row["made_by"],
        is_emergency=bool(row["is_emergency"]),
        locked_by=row["locked_by"],
        held_until=instant_of(row["held_until"]),
        must_change=bool(row["must_change"]),
        has_second_factor=row["totp_confirmed_at"] is not None,
        password_at=instant_of(row["password_at"]),
        signed_in_at=instant_of(row["signed_in_at"]),
    )
