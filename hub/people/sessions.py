"""Sessions: a token in a cookie, its digest here; idle and absolute ends, and an end everywhere at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from sqlite3 import Row

from hub.core.codes import LabelledCode
from hub.core.errors import UnknownRecordError
from hub.core.permissions import Grant
from hub.people.accounts import Account, Accounts, AccountTools
from hub.people.deeds import Actor, Recorded
from hub.people.grants import Grants
from hub.people.rules import is_over
from hub.people.secrets import digest_of
from hub.sqlite import instant_text

_TOUCH = timedelta(seconds=30)
"""Seeing a session is written once in so long: a page of forty fragments is one write."""


class Way(LabelledCode):
    """How somebody signed in."""

    LOCAL = "LOCAL", "口令与动态码", "Password and one-time code"
    OUTSIDE = "OUTSIDE", "统一认证", "Outside provider"
    EMERGENCY = "EMERGENCY", "应急账号", "Emergency account"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouched:
    """
    By whose word somebody signed in: the provider, its subject, and its own session where it names one.

    ``token`` is the id token, which the provider is shown when its session is to end, too; never in a page or a log.
    """

    issuer: str
    subject: str
    sid: str = ""
    token: str = field(default="", repr=False)

    @property
    def columns(self) -> tuple[str, str, str, str]:
        """How a row keeps it."""
        return (self.issuer, self.subject, self.sid, self.token)


NOBODY_VOUCHED = Vouched(issuer="", subject="")
"""Of who signed in by the hub's own means."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """
    A session just begun.

    ``token`` goes into the cookie and is kept nowhere; ``number`` names the session in lists and tells nothing.
    """

    token: str
    number: str
    account: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSession:
    """A session as its owner sees it in the list."""

    number: str
    account: str
    way: Way
    source: str
    started_at: datetime
    seen_at: datetime
    until: datetime
    is_emergency: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Who looks: the account, what it holds today, and the session it comes by."""

    account: Account
    grants: tuple[Grant, ...]
    session: OpenSession

    @property
    def actor(self) -> Actor:
        """What the journal names."""
        return Actor(self.account.code, self.session.source, self.session.is_emergency)


class Sessions:
    """All sessions of the hub."""

    def __init__(self, tools: AccountTools, accounts: Accounts, grants: Grants) -> None:
        self._tools = tools
        self._file = tools.file
        self._accounts = accounts
        self._grants = grants

    def begin(  # noqa: PLR0913 - who, how, from where and when, by whose word, until when
        self, account: str, way: Way, source: str, now: datetime, *,
        until: datetime | None = None, vouched: Vouched = NOBODY_VOUCHED,
    ) -> Session:  # fmt: skip
        """Begin a session of *account*, which lasts as long as the policy lets it, and not beyond *until*."""
        token = self._tools.draw.token()
        number = self._tools.draw.random_bytes(6).hex()
        ends = min(now + self._tools.policy.longest, until or now + self._tools.policy.longest)
        is_emergency = way is Way.EMERGENCY
        with self._file.transaction():
            self._forget_ended(now)
            self._file.write(
                "INSERT INTO session VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                digest_of(token), number, account, way.value, source, instant_text(now), instant_text(now),
                instant_text(ends), int(is_emergency), *vouched.columns,
            )  # fmt: skip
            self._file.write(
                "UPDATE account SET failures = 0, held_until = NULL, signed_in_at = ? WHERE code = ?",
                instant_text(now),
                account,
            )
            actor = Actor(account, source, is_emergency)
            self._tools.journal.record(actor, Recorded.SIGN_IN, account, now, way=way.value, session=number)
        return Session(token=token, number=number, account=account, until=ends)

    def viewer_of(self, token: str | None, now: datetime, *, touch: bool = True) -> SignedIn | None:
        """
        Return who comes with the cookie *token*, None when the session has ended or the account is locked.

        Grants are those of today: what was revoked counts no more at the next click. What a page asks by itself (polls,
        streams) says ``touch=False``, so that a forgotten window ends.
        """
        if not token or (row := self._file.row("SELECT * FROM session WHERE digest = ?", digest_of(token))) is None:
            return None
        session = _session(row)
        if is_over(now, seen_at=session.seen_at, until=session.until, policy=self._tools.policy):
            return None
        account = self._accounts.named(session.account)
        if account.is_locked:
            return None
        if touch and now - session.seen_at >= _TOUCH:
            self._file.write("UPDATE session SET seen_at = ? WHERE number = ?", instant_text(now), session.number)
        held = self._grants.of_actor(Actor(account.code, session.source, session.is_emergency), now)
        return SignedIn(account=account, grants=held, session=session)

    def end(self, token: str, now: datetime) -> Vouched | None:
        """Sign out, and return who vouched; a token that is no session's is nothing to do."""
        with self._file.transaction():
            row = self._file.row("SELECT * FROM session WHERE digest = ?", digest_of(token))
            if row is None:
                return None
            session = _session(row)
            self._file.write("DELETE FROM session WHERE number = ?", session.number)
            actor = Actor(session.account, session.source, session.is_emergency)
            self._tools.journal.record(actor, Recorded.SIGN_OUT, session.account, now, session=session.number)
        return vouched_of(row)

    def end_vouched(self, told: Vouched, actor: Actor, now: datetime) -> int:
        """
        End what the provider of *told* vouched for: its session ``sid``, else all of the subject; return how many.

        Where the provider named no session at the sign-in, its subject's sessions without one end, too. A sign-in that
        is under way ends likewise. Each account is a line of the journal, and one line tells that none was open.
        """
        ended: dict[str, int] = {}
        with self._file.transaction():
            for row in self._file.rows("SELECT * FROM pending WHERE issuer = ?", told.issuer):
                if _is_told(row, told):
                    self._file.write("DELETE FROM pending WHERE digest = ?", row["digest"])
            for row in self._file.rows("SELECT * FROM session WHERE issuer = ?", told.issuer):
                if _is_told(row, told):
                    self._file.write("DELETE FROM session WHERE digest = ?", row["digest"])
                    ended[row["account"]] = ended.get(row["account"], 0) + 1
            for account, count in (ended or {"?": 0}).items():
                self._tools.journal.record(
                    actor, Recorded.OUTSIDE_SIGN_OUT, account, now, issuer=told.issuer, sessions=str(count)
                )
        return sum(ended.values())

    def end_one(self, account: str, number: str, actor: Actor, now: datetime) -> None:
        """
        End session *number* of *account*, and no other's.

        Raises:
            UnknownRecordError: *account* has no such session.
        """
        with self._file.transaction():
            if not self._file.write("DELETE FROM session WHERE account = ? AND number = ?", account, number):
                raise UnknownRecordError("this session has ended", where=number[:12], remedy="nothing to do")
            self._tools.journal.record(actor, Recorded.SIGN_OUT, account, now, session=number)

    def end_everywhere(self, account: str, actor: Actor, now: datetime) -> int:
        """End every session of *account*; return how many that were."""
        with self._file.transaction():
            ended = self._accounts.end_sessions(account)
            self._tools.journal.record(actor, Recorded.SIGN_OUT_EVERYWHERE, account, now, sessions=str(ended))
        return ended

    def end_others(self, account: str, kept: str, actor: Actor, now: datetime) -> None:
        """End every session of *account* but number *kept*."""
        with self._file.transaction():
            self._file.write("DELETE FROM pending WHERE account = ?", account)
            ended = self._file.write("DELETE FROM session WHERE account = ? AND number <> ?", account, kept)
            self._tools.journal.record(actor, Recorded.SIGN_OUT_EVERYWHERE, account, now, sessions=str(ended))

    def renewed(self, account: str, number: str) -> str:
        """
        Give session *number* of *account* another token and return it: a copy of the former one is worth nothing.

        Raises:
            UnknownRecordError: *account* has no such session.
        """
        token = self._tools.draw.token()
        if not self._file.write(
            "UPDATE session SET digest = ? WHERE account = ? AND number = ?", digest_of(token), account, number
        ):
            raise UnknownRecordError("this session has ended", where=number[:12], remedy="nothing to do")
        return token

    def open_ones(self, account: str, now: datetime) -> list[OpenSession]:
        """Return the sessions of *account* that haven't ended, the newest first."""
        rows = self._file.rows("SELECT * FROM session WHERE account = ? ORDER BY started_at DESC", account)
        found = [_session(row) for row in rows]
        policy = self._tools.policy
        return [one for one in found if not is_over(now, seen_at=one.seen_at, until=one.until, policy=policy)]

    def _forget_ended(self, now: datetime) -> None:
        idle = instant_text(now - self._tools.policy.idle)
        self._file.write("DELETE FROM session WHERE until <= ? OR seen_at <= ?", instant_text(now), idle)
        self._file.write("DELETE FROM pending WHERE until <= ?", instant_text(now))


def vouched_of(row: Row) -> Vouched | None:
    """Return who vouched for the session or sign-in of *row*, None where nobody did."""
    if not row["issuer"]:
        return None
    return Vouched(issuer=row["issuer"], subject=row["subject"], sid=row["sid"], token=row["id_token"])


def _is_told(row: Row, told: Vouched) -> bool:
    """Return whether what the provider *told* is of *row*: its own session there, else its subject."""
    if told.subject and row["subject"] != told.subject:
        return False
    return row["sid"] == told.sid if told.sid and (row["sid"] or not told.subject) else True


_WAYS = {way.value: way for way in Way}


def _session(row: Row) -> OpenSession:
    return OpenSession(
        number=row["number"],
        account=row["account"],
        way=_WAYS[row["way"]],
        source=row["source"],
        started_at=datetime.fromisoformat(row["started_at"]),
        seen_at=datetime.fromisoformat(row["seen_at"]),
        until=datetime.fromisoformat(row["until"]),
        is_emergency=bool(row["is_emergency"]),
    )
