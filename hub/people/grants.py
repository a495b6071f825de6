"""Grants of roles: one person proposes, another confirms; each is from a day to a day and ends by itself."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from sqlite3 import Row

from hub.core.daytime import local_day
from hub.core.errors import AccessDeniedError, PermanentError, UnknownRecordError
from hub.core.permissions import ADMINISTRATORS, Grant, JointDeed, Role, check_grant, joins
from hub.core.second_person import Denial, TwoPersons
from hub.people.deeds import MACHINE, Actor, Recorded
from hub.people.file import PeopleFile
from hub.people.journal import Journal
from hub.sqlite import instant_of, instant_text

FOUNDED_FOR = timedelta(days=365)
"""How long the first administrators of a hub are so; two persons renew it before."""

_RULE = TwoPersons(
    deed=JointDeed.GRANTING,
    first=Denial("the security administrator proposes grants", "ask them"),
    second=Denial("the security or the system administrator confirms grants", "ask them"),
    another=Denial(
        "a second person confirms, neither who proposed it nor who receives it", "ask the other administrator"
    ),
)
_BY_CODE = {role.value: role for role in Role}


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantLine:
    """One grant with who proposed, confirmed and ended it."""

    id: int
    account: str
    grant: Grant
    proposed_by: str
    proposed_at: datetime
    confirmed_by: str | None
    confirmed_at: datetime | None
    ended_by: str | None
    ended_at: datetime | None

    @property
    def is_waiting(self) -> bool:
        """Whether it waits for a second person."""
        return self.confirmed_by is None and self.ended_by is None

    def counts_on(self, day: date) -> bool:
        """Return whether it lets its person do something on *day*."""
        return self.confirmed_by is not None and self.ended_by is None and self.grant.is_valid_on(day)


class Grants:
    """All grants; unconfirmed ones let nobody do anything."""

    def __init__(self, file: PeopleFile, journal: Journal) -> None:
        self._file = file
        self._journal = journal

    def of(self, account: str, day: date) -> tuple[Grant, ...]:
        """Return what *account* holds on *day*."""
        return tuple(line.grant for line in self.lines(account) if line.counts_on(day))

    def of_actor(self, actor: Actor, now: datetime) -> tuple[Grant, ...]:
        """Return what *actor* holds now: an opened sealed account holds its one role until its hours are over."""
        day = local_day(now)
        if not actor.is_emergency:
            return self.of(actor.code, day)
        row = self._file.row(
            "SELECT role, unit FROM emergency_seal WHERE account = ? AND until > ?", actor.code, instant_text(now)
        )
        return () if row is None else (Grant(_BY_CODE[row["role"]], row["unit"], day, day),)

    def lines(self, account: str | None = None) -> list[GrantLine]:
        """Return every grant, ended ones too, of *account* or of everybody."""
        rows = self._file.rows("SELECT * FROM grant_line WHERE ?1 IS NULL OR account = ?1 ORDER BY id", account)
        return [_line(row) for row in rows]

    def line(self, number: int) -> GrantLine:
        """
        Return grant *number*.

        Raises:
            UnknownRecordError: there is none.
        """
        row = self._file.row("SELECT * FROM grant_line WHERE id = ?", number)
        if row is None:
            raise UnknownRecordError("no such grant", where=str(number), remedy="see hub user list")
        return _line(row)

    def waiting(self) -> list[GrantLine]:
        """Return what waits for a second person."""
        return [line for line in self.lines() if line.is_waiting]

    def is_founded(self) -> bool:
        """Return whether security and system administrator were there once: then nothing goes without two persons."""
        confirmed = {line.grant.role for line in self.lines() if line.confirmed_by is not None}
        return {Role.SECURITY_ADMIN, Role.SYSTEM_ADMIN} <= confirmed

    def found(self, account: str, role: Role, unit: str, actor: Actor, now: datetime) -> GrantLine:
        """
        Give *account* the first administrator's *role* of a new hub, at the machine, for a year.

        Raises:
            AccessDeniedError: the hub has its administrators, the role isn't one's, or the person has another one.
        """
        if self.is_founded() or role not in ADMINISTRATORS or self._is_held(role):
            raise AccessDeniedError(
                "only the first administrators of a new hub are appointed by one person at the machine",
                where=account,
                remedy="let the security administrator propose it",
            )
        day = local_day(now)
        grant = Grant(role, unit, day, day + FOUNDED_FOR)
        with self._file.transaction():
            number = self._insert(account, grant, actor, now)
            self._file.write(
                "UPDATE grant_line SET confirmed_by = ?, confirmed_at = ? WHERE id = ?",
                f"{MACHINE}founding", instant_text(now), number,
            )  # fmt: skip
            self._journal.record(actor, Recorded.GRANT_CONFIRMED, account, now, **_told(number, grant), founding="yes")
        return self.line(number)

    def propose(self, account: str, grant: Grant, actor: Actor, now: datetime) -> GrantLine:
        """
        Propose *grant* for *account*; it counts when a second person has confirmed it.

        Raises:
            AccessDeniedError: *actor* may not propose, or no one person may have this besides what it holds.
            UnknownRecordError: there is no such account.
        """
        _RULE.check_first(self.of_actor(actor, now), now)
        with self._file.transaction():
            if self._file.row("SELECT code FROM account WHERE code = ? AND is_emergency = 0", account) is None:
                raise UnknownRecordError("no such account", where=account, remedy="see hub user list")
            if account == actor.code:
                raise AccessDeniedError("nobody grants anything to oneself", where=account, remedy="ask a colleague")
            check_grant(grant, self._held(account))
            number = self._insert(account, grant, actor, now)
            self._journal.record(actor, Recorded.GRANT_PROPOSED, account, now, **_told(number, grant))
        return self.line(number)

    def confirm(self, number: int, actor: Actor, now: datetime) -> GrantLine:
        """
        Confirm grant *number* as the second person.

        Raises:
            AccessDeniedError: *actor* proposed it, receives it or may not confirm, or it can't be had any more.
            PermanentError: it doesn't wait.
            UnknownRecordError: there is no such grant.
        """
        with self._file.transaction():
            line = self.line(number)
            besides = (line.proposed_by, line.account)
            _RULE.check_second(actor.code, self.of_actor(actor, now), now, besides, where=str(number))
            if not line.is_waiting:
                raise PermanentError("this grant doesn't wait for anybody", where=str(number), remedy="hub user list")
            check_grant(line.grant, self._held(line.account, besides=number))
            self._file.write(
                "UPDATE grant_line SET confirmed_by = ?, confirmed_at = ? WHERE id = ?",
                actor.code, instant_text(now), number,
            )  # fmt: skip
            self._journal.record(actor, Recorded.GRANT_CONFIRMED, line.account, now, **_told(number, line.grant))
        return self.line(number)

    def revoke(self, number: int, actor: Actor, now: datetime) -> GrantLine:
        """
        End grant *number* at once, or withdraw the proposal; one person is enough to take away.

        Raises:
            AccessDeniedError: *actor* is neither security nor system administrator.
            PermanentError: it has ended.
            UnknownRecordError: there is no such grant.
        """
        if not joins(JointDeed.GRANTING, self.of_actor(actor, now), local_day(now)):
            raise AccessDeniedError("the security or the system administrator revokes grants", remedy="ask them")
        with self._file.transaction():
            line = self.line(number)
            if line.ended_by is not None:
                raise PermanentError("this grant has ended", where=str(number), remedy="hub user list")
            self._file.write(
                "UPDATE grant_line SET ended_by = ?, ended_at = ? WHERE id = ?", actor.code, instant_text(now), number
            )
            self._journal.record(actor, Recorded.GRANT_REVOKED, line.account, now, **_told(number, line.grant))
        return self.line(number)

    def holders(self, roles: Collection[Role], day: date) -> set[str]:
        """Return the accounts that hold one of *roles* on *day*."""
        return {line.account for line in self.lines() if line.counts_on(day) and line.grant.role in roles}

    def _is_held(self, role: Role) -> bool:
        return any(line.grant.role is role for line in self.lines() if line.ended_by is None)

    def _held(self, account: str, besides: int | None = None) -> list[Grant]:
        """Return what *account* holds or is about to: a proposal that waits counts too."""
        return [line.grant for line in self.lines(account) if line.ended_by is None and line.id != besides]

    def _insert(self, account: str, grant: Grant, actor: Actor, now: datetime) -> int:
        return self._file.insert(
            "INSERT INTO grant_line (account, role, unit, first_day, last_day, proposed_by, proposed_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            account, grant.role.value, grant.unit, grant.start.isoformat(), grant.end.isoformat(), actor.code,
            instant_text(now),
        )  # fmt: skip


def _told(number: int, grant: Grant) -> dict[str, str]:
    return {
        "grant": str(number),
        "role": grant.role.value,
        "unit": grant.unit,
        "first_day": grant.start.isoformat(),
        "last_day": grant.end.isoformat(),
    }


def _line(row: Row) -> GrantLine:
    return GrantLine(
        id=row["id"],
        account=row["account"],
        grant=Grant(
            _BY_CODE[row["role"]],
            row["unit"],
            date.fromisoformat(row["first_day"]),
            date.fromisoformat(row["last_day"]),
        ),
        proposed_by=row["proposed_by"],
        proposed_at=datetime.fromisoformat(row["proposed_at"]),
        confirmed_by=row["confirmed_by"],
        confirmed_at=instant_of(row["confirmed_at"]),
        ended_by=row["ended_by"],
        ended_at=instant_of(row["ended_at"]),
    )
