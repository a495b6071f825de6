"""
Attempts to sign in, counted: by account, by browsers that an account knows, and by codes that are nobody's.

A code that is nobody's is held up as an account is, so that waiting tells nobody which codes there are. A browser in
which somebody signed in before has a count of its own, so that whoever fails on purpose elsewhere shuts out nobody.
"""

from __future__ import annotations

import base64
import hmac
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hub.people.file import PeopleFile
from hub.people.rules import SignInPolicy, held_for
from hub.people.secrets import Draw
from hub.sqlite import instant_of, instant_text
from hub.vault import CryptoProvider, MasterKey

_APART = timedelta(minutes=1)
MOST = 20_000
"""What is remembered, that tried last: a few megabytes, and half an hour of guessing at full speed."""


@dataclass(slots=True)
class Attempts:
    """What was tried lately; kept in memory alone, for what was typed may be a password in the wrong field."""

    policy: SignInPolicy
    _tried: OrderedDict[str, tuple[int, datetime]] = field(default_factory=OrderedDict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, name: str, now: datetime) -> datetime | None:
        """Count an attempt under *name* before it's looked at; return until when none may be."""
        with self._lock:
            failures, held = self._tried.get(name, (0, now))
            if now < held:
                return held
            self._tried[name] = (failures + 1, now + held_for(failures + 1, self.policy))
            self._tried.move_to_end(name)
            while len(self._tried) > MOST:
                self._tried.popitem(last=False)
        return None

    def uncount(self, name: str, now: datetime) -> None:
        """Take back the attempt that was right; the wrong ones before it stay."""
        with self._lock:
            failures, _ = self._tried.get(name, (0, now))
            self._tried[name] = (max(failures - 1, 0), now)

    def held_until(self, name: str, now: datetime) -> datetime | None:
        """Return until when nobody may try under *name* again, None where one may."""
        _, held = self._tried.get(name, (0, now))
        return held if held > now else None


@dataclass(slots=True)
class Lines:
    """
    Which refusals are news: those that cost the caller nothing are one line a minute of the journal, however many.

    Whoever isn't let in can't fill the disk of the audit journal by asking on.
    """

    _told: OrderedDict[tuple[str, str], datetime] = field(default_factory=OrderedDict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def is_news(self, subject: str, source: str, now: datetime) -> bool:
        """Return whether no line of *subject* from *source* was written in the last minute."""
        with self._lock:
            last = self._told.get((subject, source))
            if last is not None and now - last < _APART:
                return False
            self._told[subject, source] = now
            self._told.move_to_end((subject, source))
            while len(self._told) > MOST:
                self._told.popitem(last=False)
        return True


class Browsers:
    """Marks by which a browser shows that *account* signed in there before; they let nobody in."""

    def __init__(self, master: MasterKey, provider: CryptoProvider, draw: Draw) -> None:
        self._key = provider.derive(master.secret, b"known browsers 1")
        self._provider = provider
        self._draw = draw

    def mark(self, account: str) -> str:
        """Return a new mark for a browser in which *account* has signed in whole."""
        drawn = self._draw.token()
        return f"{drawn}.{self._seal(account, drawn)}"

    def is_known(self, account: str, mark: str) -> bool:
        """Return whether *mark* is one of *account*'s."""
        drawn, _, seal = mark.partition(".")
        return bool(seal) and hmac.compare_digest(self._seal(account, drawn).encode(), seal.encode())

    def _seal(self, account: str, drawn: str) -> str:
        sealed = self._provider.mac(self._key, f"{account}\x1f{drawn}".encode())
        return base64.urlsafe_b64encode(sealed).decode("ascii").rstrip("=")


class Counts:
    """How often sign-in was tried in vain: by account, by a browser that the account knows, by a code of nobody's."""

    def __init__(self, file: PeopleFile, policy: SignInPolicy, browsers: Browsers) -> None:
        self._file = file
        self._policy = policy
        self._browsers = browsers
        self._attempts = Attempts(policy)

    def own(self, account: str, mark: str) -> str:
        """Return under which name attempts on *account* are counted apart, empty where they count for the account."""
        return f"browser {mark}" if mark and self._browsers.is_known(account, mark) else ""

    def nobodys(self, code: str) -> str:
        """Return under which name attempts on *code*, which is nobody's, are counted."""
        return f"code {code}"

    def take(self, code: str, own: str, now: datetime) -> datetime | None:
        """
        Count an attempt before it's looked at, so that many at once gain nothing; return until when none may be.

        Where there's an *own* count for it, the account's isn't asked.
        """
        if own:
            return self._attempts.count(own, now)
        with self._file.transaction():
            row = self._file.row("SELECT failures, held_until FROM account WHERE code = ?", code)
            if row is None:
                return None
            held = instant_of(row["held_until"])
            if held is not None and now < held:
                return held
            failures = int(row["failures"]) + 1
            until = now + held_for(failures, self._policy)
            self._file.write(
                "UPDATE account SET failures = ?, held_until = ? WHERE code = ?", failures, instant_text(until), code
            )
        return None

    def give_back(self, code: str, own: str, now: datetime) -> None:
        """Take back the attempt that was right; only a whole sign-in forgets the wrong ones."""
        if own:
            self._attempts.uncount(own, now)
            return
        self._file.write("UPDATE account SET failures = MAX(failures - 1, 0), held_until = NULL WHERE code = ?", code)

    def held_until(self, code: str, own: str, now: datetime) -> datetime | None:
        """Return until when nobody may try again, None where one may."""
        if own:
            return self._attempts.held_until(own, now)
        row = self._file.row("SELECT held_until FROM account WHERE code = ?", code)
        held = None if row is None else instant_of(row["held_until"])
        return held if held is not None and held > now else None
