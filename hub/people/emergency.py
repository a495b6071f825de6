"""Sealed accounts for the day on which nobody can sign in: a code in an envelope, an alarm when it's opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from sqlite3 import Row

from hub.core.errors import AccessDeniedError, PermanentError, UnknownRecordError
from hub.core.permissions import JointDeed, Role
from hub.core.privacy import is_officer_code
from hub.core.second_person import Denial, TwoPersons
from hub.people.accounts import AccountTools
from hub.people.deeds import Actor, Recorded
from hub.people.grants import Grants
from hub.sqlite import instant_of, instant_text

MOST_HOURS = 12
"""A sealed account is for the rest of a shift: after it the usual way works again, or two persons seal anew."""

_TWO = Denial("two persons seal an account: the security administrator, and a second administrator", "let both sign in")
_RULE = TwoPersons(deed=JointDeed.GRANTING, first=_TWO, second=_TWO, another=_TWO)
_ROLES = {role.value: role for role in Role}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """A sealed account: what it lets do, for how long once it's opened, and whether it was."""

    account: str
    role: Role
    unit: str
    hours: int
    sealed_by: str
    sealed_at: datetime
    confirmed_by: str
    opened_at: datetime | None
    opened_by: str | None
    until: datetime | None

    def is_open(self, now: datetime) -> bool:
        """Return whether somebody may use it now."""
        return self.until is not None and now < self.until

    @property
    def is_spent(self) -> bool:
        """Whether it was opened: after its hours it's worth nothing."""
        return self.opened_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class SealOrder:
    """What is to be sealed: account, role, unit, and hours from the opening on."""

    account: str
    role: Role
    unit: str
    hours: int


class EmergencySeals:
    """All sealed accounts of the hub."""

    def __init__(self, tools: AccountTools, grants: Grants) -> None:
        self._tools = tools
        self._file = tools.file
        self._grants = grants

    def seal(self, order: SealOrder, first: Actor, second: Actor, now: datetime) -> str:
        """
        Seal an account and return its code, once: it's printed, put into an envelope and kept nowhere else.

        Raises:
            AccessDeniedError: *first* and *second* aren't two persons who may grant together.
            PermanentError: the account is somebody's, or the hours are none.
        """
        self._check(order, first, second, now)
        code = self._tools.draw.password()
        with self._file.transaction():
            owned = self._file.row("SELECT is_emergency FROM account WHERE code = ?", order.account)
            if owned is not None and not owned["is_emergency"]:
                raise PermanentError("the account is a person's", where=order.account, remedy="choose another code")
            if owned is None:
                self._file.write(
                    "INSERT INTO account (code, display, made_at, made_by, is_emergency) VALUES (?, ?, ?, ?, 1)",
                    order.account, f"应急 {order.account}", instant_text(now), first.code,
                )  # fmt: skip
            self._file.write("DELETE FROM session WHERE account = ?", order.account)
            self._file.write("UPDATE account SET failures = 0, held_until = NULL WHERE code = ?", order.account)
            self._file.write(
                "INSERT OR REPLACE INTO emergency_seal VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL)",
                order.account, self._tools.hashing.kept(code), order.role.value, order.unit, order.hours, first.code,
                instant_text(now), second.code,
            )  # fmt: skip
            self._tools.journal.record(
                first, Recorded.EMERGENCY_SEALED, order.account, now,
                role=order.role.value, unit=order.unit, hours=str(order.hours), confirmed_by=second.code,
            )  # fmt: skip
        return code

    def open(self, account: str, opener: Actor, now: datetime) -> Seal:
        """
        Open the seal of *account*, whose code was checked; or come in again within its hours.

        Raises:
            AccessDeniedError: its hours are over.
        """
        with self._file.transaction():
            seal = self.named(account)
            if seal.is_spent and not seal.is_open(now):
                raise AccessDeniedError(
                    "the sealed account was opened before and its hours are over",
                    where=account,
                    remedy="have it sealed anew by two administrators",
                )
            if not seal.is_spent:
                self._file.write(
                    "UPDATE emergency_seal SET opened_at = ?, opened_by = ?, until = ? WHERE account = ?",
                    instant_text(now), opener.code, instant_text(now + timedelta(hours=seal.hours)), account,
                )  # fmt: skip
            actor = Actor(opener.code, opener.source, is_emergency=True)
            self._tools.journal.record(actor, Recorded.EMERGENCY_OPENED, account, now, role=seal.role.value)
            return self.named(account)

    def refused(self, account: str, opener: Actor, now: datetime) -> None:
        """Record that somebody tried to open *account* with a wrong code; *opener* is who they say they are."""
        named = opener.code if is_officer_code(opener.code) else "?"
        actor = Actor(named, opener.source, is_emergency=True)
        self._tools.journal.refuse(actor, Recorded.EMERGENCY_OPENED, account, now)

    def kept_code(self, account: str) -> str | None:
        """Return what is kept of the code of *account*."""
        row = self._file.row("SELECT password FROM emergency_seal WHERE account = ?", account)
        return None if row is None else str(row["password"])

    def named(self, account: str) -> Seal:
        """
        Return the seal of *account*.

        Raises:
            UnknownRecordError: none is sealed.
        """
        row = self._file.row("SELECT * FROM emergency_seal WHERE account = ?", account)
        if row is None:
            raise UnknownRecordError("no such sealed account", where=account, remedy="see hub user list")
        return _seal(row)

    def all(self) -> list[Seal]:
        """Return every seal, by account."""
        return [_seal(row) for row in self._file.rows("SELECT * FROM emergency_seal ORDER BY account")]

    def open_ones(self, now: datetime) -> list[Seal]:
        """Return the seals that somebody may use now: what every page warns of."""
        return [seal for seal in self.all() if seal.is_open(now)]

    def _check(self, order: SealOrder, first: Actor, second: Actor, now: datetime) -> None:
        _RULE.check_first(self._grants.of_actor(first, now), now, where=order.account)
        _RULE.check_second(second.code, self._grants.of_actor(second, now), now, (first.code,), where=order.account)
        if not 1 <= order.hours <= MOST_HOURS:
            raise PermanentError(f"a sealed account is for 1 to {MOST_HOURS} hours", where=order.account)
        if not is_officer_code(order.account):
            raise PermanentError("an account is named by letters, digits, - and _", where=order.account)


def _seal(row: Row) -> Seal:
    return Seal(
        account=row["account"],
        role=_ROLES[row["role"]],
        unit=row["unit"],
        hours=row["hours"],
        sealed_by=row["sealed_by"],
        sealed_at=datetime.fromisoformat(row["sealed_at"]),
        confirmed_by=row["confirmed_by"],
        opened_at=instant_of(row["opened_at"]),
        opened_by=row["opened_by"],
        until=instant_of(row["until"]),
    )
