"""
Signing in, step by step: password, second factor, what must be changed or enrolled first, then a session.

A console calls :meth:`SigningIn.begin` with code and password; what comes back is :class:`Pending`, whose ``step``
says what is asked next, or :class:`Refused`. ``second_factor``, ``change_password`` and ``confirm_enrolment`` take the
pending token further, until a :class:`~hub.people.sessions.Session` comes back, whose token goes into the cookie. From
then on ``viewer_of(cookie, now)`` says who looks and with which grants, and ``end(cookie, now)`` signs out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from sqlite3 import Row
from threading import BoundedSemaphore

from hub.core.codes import LabelledCode
from hub.people.accounts import Account, Accounts
from hub.people.attempts import Browsers, Counts, Lines
from hub.people.deeds import Actor, Recorded
from hub.people.emergency import EmergencySeals
from hub.people.factors import Factors
from hub.people.passwords import Passwords
from hub.people.rules import Weakness, must_change
from hub.people.secrets import digest_of
from hub.people.sessions import NOBODY_VOUCHED, Session, Sessions, SignedIn, Vouched, Way, vouched_of
from hub.sqlite import instant_text

PATIENCE = timedelta(minutes=10)
"""How long a sign-in that was begun waits for its next step."""
_MOST_ATTEMPTS = 5
_MOST_HASHINGS = 2
"""A password costs 64 MB while it's compared: no crowd at the door takes the machine's memory."""


class Step(LabelledCode):
    """What is asked next of who is signing in."""

    SECOND_FACTOR = "SECOND_FACTOR", "输入动态码", "Enter the one-time code"
    CHANGE_PASSWORD = "CHANGE_PASSWORD", "设置新口令", "Choose a new password"
    ENROL = "ENROL", "登记第二因子", "Enrol a second factor"


class Refusal(LabelledCode):
    """Why somebody isn't signed in; whether an account exists is told to nobody."""

    WRONG = "WRONG", "账号、口令或动态码不对", "Account, password or code isn't right"
    HELD = "HELD", "尝试过多，请稍后再试", "Too many attempts, try again later"
    LOCKED = "LOCKED", "账号已锁定，请找安全管理员", "The account is locked, ask the security administrator"
    LATE = "LATE", "登录步骤已过时，请重新开始", "This sign-in has expired, begin again"
    SPENT = "SPENT", "应急账号已用过，须重新封存", "The sealed account was used, it must be sealed anew"
    WEAK = "WEAK", "新口令不合要求", "The new password doesn't fit"
    UNBOUND = "UNBOUND", "统一认证的身份没有对应账号", "No account belongs to this outside identity"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A sign-in on its way: ``token`` belongs into a short-lived cookie of its own."""

    token: str
    account: str
    step: Step
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """No: why, until when nobody may try again, and what is wrong with a new password."""

    why: Refusal
    until: datetime | None = None
    weaknesses: tuple[Weakness, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """The second factor is there: the session, and the recovery codes, which are shown once."""

    session: Session
    recovery_codes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInTools:
    """What signing in needs."""

    accounts: Accounts
    sessions: Sessions
    passwords: Passwords
    factors: Factors
    seals: EmergencySeals
    browsers: Browsers


class SigningIn:
    """The door: every method takes ``now``, and records what came of it."""

    def __init__(self, tools: SignInTools) -> None:
        self._tools = tools
        self._file = tools.passwords.tools.file
        self._policy = tools.passwords.tools.policy
        self._journal = tools.passwords.tools.journal
        self._few = BoundedSemaphore(_MOST_HASHINGS)
        self._lines = Lines()
        self._counts = Counts(self._file, self._policy, tools.browsers)

    def begin(self, code: str, password: str, source: str, now: datetime, mark: str = "") -> Pending | Refused:
        """
        Take *code* and *password* from *source* (an address); a sealed account is opened by :meth:`open_seal`.

        *mark* is what the browser keeps of an earlier sign-in of this account: what fails elsewhere holds up others.
        """
        account = self._tools.accounts.sought(code.strip())
        account = None if account is None or account.is_emergency else account
        kept = None if account is None else self._tools.passwords.kept(account.code)
        named = code.strip()
        own = self._counts.nobodys(named) if account is None else self._counts.own(account.code, mark)
        until = self._counts.take(named, own, now)
        if until is not None:
            return self._refuse(code, source, now, Refused(why=Refusal.HELD, until=until))
        with self._few:
            is_right = self._tools.passwords.tools.hashing.is_right(kept, password)
        if account is None or not is_right:
            held = self._counts.held_until(named, own, now)
            return self._refuse(code, source, now, Refused(why=Refusal.WRONG, until=held))
        self._counts.give_back(account.code, own, now)
        if account.is_locked:
            return self._refuse(code, source, now, Refused(why=Refusal.LOCKED))
        self._tools.passwords.keep_at_todays_costs(account.code, password)
        return self.pending(account, Way.LOCAL, source, now)

    def pending(
        self, account: Account, way: Way, source: str, now: datetime, vouched: Vouched = NOBODY_VOUCHED
    ) -> Pending:
        """Return the first step that is still asked of *account*, whose password or outside identity was right."""
        step = Step.SECOND_FACTOR if account.has_second_factor else self._step_after_factor(account, way, now)
        token = self._tools.passwords.tools.draw.token()
        until = now + PATIENCE
        self._file.write(
            "INSERT INTO pending (digest, account, step, way, source, until, issuer, subject, sid, id_token)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            digest_of(token), account.code, (step or Step.ENROL).value, way.value, source, instant_text(until),
            *vouched.columns,
        )  # fmt: skip
        return Pending(token=token, account=account.code, step=step or Step.ENROL, until=until)

    def standing(self, token: str, now: datetime) -> Pending | Refused:
        """Return where the sign-in *token* is, for a page that is loaded again."""
        row = self._row(token, now)
        return Refused(why=Refusal.LATE) if row is None else _pending(token, row)

    def second_factor(self, token: str, code: str, now: datetime, mark: str = "") -> Session | Pending | Refused:
        """Take the one-time *code*, or a recovery code; return the session, or what must be changed before."""
        row = self._row(token, now)
        if row is None or row["step"] != Step.SECOND_FACTOR:
            return Refused(why=Refusal.LATE)
        account, source = str(row["account"]), str(row["source"])
        own = self._counts.own(account, mark)
        until = self._counts.take(account, own, now)
        if until is not None:
            return self._refuse(account, source, now, Refused(why=Refusal.HELD, until=until), Recorded.SECOND_FACTOR)
        actor = Actor(account, source)
        with self._file.transaction():
            self._file.write("UPDATE pending SET attempts = attempts + 1 WHERE digest = ?", digest_of(token))
            is_right = self._tools.factors.is_right(account, code, actor, now)
            if is_right:
                self._counts.give_back(account, own, now)
                known = self._tools.accounts.named(account)
                return self._go_on(token, row, self._step_after_factor(known, _way(row), now), now)
        return self._refuse(
            account, source, now, Refused(why=Refusal.WRONG, until=self._counts.held_until(account, own, now)),
            Recorded.SECOND_FACTOR,
        )  # fmt: skip

    def prove(self, account: str, password: str, code: str, actor: Actor, now: datetime) -> Refused | None:
        """
        Take password and *code* (or a recovery code) again from who is signed in; None when it's still the person.

        Wrong ones count and delay as at the door: a session that was left open isn't a place to try codes.
        """
        factors = self._tools.factors
        return self._proved(
            actor, Recorded.SECOND_FACTOR, now,
            lambda: self._has_password(account, password) and factors.is_right(account, code, actor, now),
        )  # fmt: skip

    def choose_password(self, account: Account, present: str, new: str, actor: Actor, now: datetime) -> Refused | None:
        """
        Let who is signed in, and knows the *present* password, choose a *new* one; None when it counts from now on.

        Wrong ones count and delay as at the door: a session that was left open isn't a place to try passwords either.
        """
        refused = self._proved(
            actor, Recorded.PASSWORD_CHANGED, now, lambda: self._has_password(account.code, present)
        )  # fmt: skip
        if refused is not None:
            return refused
        with self._few:
            faults = self._tools.passwords.change(account, new, actor, now)
        return Refused(why=Refusal.WEAK, weaknesses=faults) if faults else None

    def _has_password(self, account: str, password: str) -> bool:
        with self._few:
            return self._tools.passwords.is_right(account, password)

    def _proved(self, actor: Actor, deed: Recorded, now: datetime, is_right: Callable[[], bool]) -> Refused | None:
        """Return why *actor* hasn't proved to be the person, None when they have; what was wrong counts."""
        account = actor.code
        until = self._counts.take(account, "", now)
        if until is not None:
            return self._refuse(account, actor.source, now, Refused(why=Refusal.HELD, until=until), deed)
        if is_right():
            self._counts.give_back(account, "", now)
            return None
        wrong = Refused(why=Refusal.WRONG, until=self._counts.held_until(account, "", now))
        return self._refuse(account, actor.source, now, wrong, deed)

    def change_password(self, token: str, new: str, now: datetime) -> Session | Pending | Refused:
        """Take the *new* password that must be chosen before anything else."""
        row = self._row(token, now)
        if row is None or row["step"] != Step.CHANGE_PASSWORD:
            return Refused(why=Refusal.LATE)
        account = self._tools.accounts.named(row["account"])
        with self._few:
            faults = self._tools.passwords.change(account, new, Actor(account.code, row["source"]), now)
        if faults:
            return Refused(why=Refusal.WEAK, weaknesses=faults)
        return self._go_on(token, row, None if account.has_second_factor else Step.ENROL, now)

    def enrolment(self, token: str, now: datetime) -> bytes | Refused:
        """Return the secret to enrol, the same one however often the page is loaded."""
        row = self._row(token, now)
        if row is None or row["step"] != Step.ENROL:
            return Refused(why=Refusal.LATE)
        return self._tools.factors.offered(row["account"])

    def confirm_enrolment(self, token: str, code: str, now: datetime) -> Enrolled | Refused:
        """Take the first *code* of the authenticator that was enrolled."""
        row = self._row(token, now)
        if row is None or row["step"] != Step.ENROL:
            return Refused(why=Refusal.LATE)
        account = str(row["account"])
        with self._file.transaction():
            self._file.write("UPDATE pending SET attempts = attempts + 1 WHERE digest = ?", digest_of(token))
            codes = self._tools.factors.confirm(account, code, Actor(account, row["source"]), now)
            if codes is None:
                return Refused(why=Refusal.WRONG)
            session = self._go_on(token, row, None, now)
        if not isinstance(session, Session):
            return Refused(why=Refusal.LATE)
        return Enrolled(session=session, recovery_codes=codes)

    def open_seal(self, account: str, sealed: str, opener: Actor, now: datetime) -> Session | Refused:
        """
        Open the sealed *account* with the code of its envelope; *opener* names who breaks it.

        A wrong code delays nobody: it has more than a hundred random bits, and who could shut the last door by failing
        on purpose would.
        """
        known = self._tools.accounts.sought(account.strip())
        kept = None if known is None or not known.is_emergency else self._tools.seals.kept_code(known.code)
        with self._few:
            is_right = self._tools.passwords.tools.hashing.is_right(kept, sealed.strip())
        if known is None or not is_right or known.is_locked:
            # the code of an envelope may have been typed in the wrong field, too
            is_sealed = known is not None and known.is_emergency
            self._tools.seals.refused(known.code if known is not None and is_sealed else "?", opener, now)
            return Refused(why=Refusal.WRONG)
        seal = self._tools.seals.named(known.code)
        if seal.is_spent and not seal.is_open(now):
            self._tools.seals.refused(known.code, opener, now)
            return Refused(why=Refusal.SPENT)
        with self._file.transaction():
            opened = self._tools.seals.open(known.code, opener, now)
            return self._tools.sessions.begin(known.code, Way.EMERGENCY, opener.source, now, until=opened.until)

    def begin_outside(
        self, account: Account, vouched: Vouched, source: str, now: datetime, *, with_factor: bool
    ) -> Session | Pending | Refused:
        """Take *account*, for whom a provider has *vouched*; ``with_factor`` when it asked a second factor itself."""
        if account.is_locked or account.is_emergency:
            return self._refuse(account.code, source, now, Refused(why=Refusal.LOCKED))
        if with_factor:
            return self._tools.sessions.begin(account.code, Way.OUTSIDE, source, now, vouched=vouched)
        return self.pending(account, Way.OUTSIDE, source, now, vouched)

    def viewer_of(self, cookie: str | None, now: datetime, *, touch: bool = True) -> SignedIn | None:
        """Return who comes with *cookie*, see :meth:`hub.people.sessions.Sessions.viewer_of`."""
        return self._tools.sessions.viewer_of(cookie, now, touch=touch)

    def end(self, cookie: str, now: datetime) -> Vouched | None:
        """Sign out, and return the outside provider's word by which the session stood, if it did."""
        return self._tools.sessions.end(cookie, now)

    def _step_after_factor(self, account: Account, way: Way, now: datetime) -> Step | None:
        """Return what is asked once the second factor is right, or where there is none yet."""
        is_old = account.password_at is not None and must_change(now, account.password_at, self._policy)
        if way is Way.LOCAL and (account.must_change or is_old):
            return Step.CHANGE_PASSWORD
        return None if account.has_second_factor else Step.ENROL

    def _go_on(self, token: str, row: Row, step: Step | None, now: datetime) -> Session | Pending:
        """Take the sign-in to *step*, or begin the session when nothing is left."""
        if step is not None:
            self._file.write("UPDATE pending SET step = ?, attempts = 0 WHERE digest = ?", step.value, digest_of(token))
            return Pending(token=token, account=row["account"], step=step, until=_until(row))
        with self._file.transaction():
            self._file.write("DELETE FROM pending WHERE digest = ?", digest_of(token))
            vouched = vouched_of(row) or NOBODY_VOUCHED
            return self._tools.sessions.begin(row["account"], _way(row), row["source"], now, vouched=vouched)

    def _row(self, token: str, now: datetime) -> Row | None:
        row = self._file.row("SELECT * FROM pending WHERE digest = ?", digest_of(token))
        if row is None or _until(row) <= now or row["attempts"] >= _MOST_ATTEMPTS:
            return None
        account = self._tools.accounts.sought(row["account"])
        return None if account is None or account.is_locked else row

    def known_browser(self, account: str) -> str:
        """Return a mark for the browser in which *account* has signed in, to be given to :meth:`begin` next time."""
        return self._tools.browsers.mark(account)

    def _refuse(
        self, code: str, source: str, now: datetime, refused: Refused, deed: Recorded = Recorded.SIGN_IN
    ) -> Refused:
        # What was typed may be a password in the wrong field: a code that isn't known isn't kept.
        known = self._tools.accounts.sought(code.strip())
        subject = "?" if known is None else known.code
        if refused.why is Refusal.HELD and not self._lines.is_news(subject, source, now):
            return refused
        self._journal.refuse(Actor(subject, source), deed, subject, now, why=refused.why.value)
        return refused


def _until(row: Row) -> datetime:
    return datetime.fromisoformat(row["until"])


def _way(row: Row) -> Way:
    return next(way for way in Way if way.value == row["way"])


def _pending(token: str, row: Row) -> Pending:
    step = next(step for step in Step if step.value == row["step"])
    return Pending(token=token, account=row["account"], step=step, until=_until(row))
