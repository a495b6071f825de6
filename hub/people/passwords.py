"""Choosing and keeping passwords: the policy, former ones, and today's costs."""

from __future__ import annotations

from datetime import datetime

from hub.people.accounts import Account, AccountTools
from hub.people.deeds import Actor, Recorded
from hub.people.rules import Weakness, weaknesses
from hub.sqlite import instant_text


class Passwords:
    """Passwords of persons; sealed accounts have none here."""

    def __init__(self, tools: AccountTools) -> None:
        self.tools = tools
        self._file = tools.file

    def kept(self, code: str) -> str | None:
        """Return what is kept of the password of *code*."""
        row = self._file.row("SELECT password FROM account WHERE code = ?", code)
        return None if row is None or row["password"] is None else str(row["password"])

    def is_right(self, code: str, password: str) -> bool:
        """Return whether *password* is that of *code*: asked again before something that matters."""
        return self.tools.hashing.is_right(self.kept(code), password)

    def change(self, account: Account, new: str, actor: Actor, now: datetime) -> tuple[Weakness, ...]:
        """Give *account* the password *new*; return what is wrong with it, in which case nothing changes."""
        faults = weaknesses(new, self.tools.policy, code=account.code, display=account.display)
        if not faults and self._was_used(account.code, new):
            faults = (Weakness.FORMER,)
        if faults:
            return faults
        kept = self.tools.hashing.kept(new)
        with self._file.transaction():
            self._file.write(
                "INSERT INTO former_password (account, password, at) SELECT code, password, ?2 FROM account"
                " WHERE code = ?1 AND password IS NOT NULL",
                account.code,
                instant_text(now),
            )
            self._file.write(
                "DELETE FROM former_password WHERE account = ?1 AND number NOT IN (SELECT number FROM former_password"
                " WHERE account = ?1 ORDER BY number DESC LIMIT ?2)",
                account.code,
                self.tools.policy.remembered,
            )
            self._file.write(
                "UPDATE account SET password = ?, password_at = ?, must_change = 0 WHERE code = ?",
                kept,
                instant_text(now),
                account.code,
            )
            self.tools.journal.record(actor, Recorded.PASSWORD_CHANGED, account.code, now)
        return ()

    def keep_at_todays_costs(self, code: str, password: str) -> None:
        """Keep the right *password* of *code* anew when it was kept with other costs than today's."""
        kept = self.kept(code)
        if kept is not None and self.tools.hashing.is_dated(kept):
            self._file.write(
                "UPDATE account SET password = ? WHERE code = ? AND password = ?",
                self.tools.hashing.kept(password),
                code,
                kept,
            )

    def _was_used(self, code: str, new: str) -> bool:
        former = self._file.rows(
            "SELECT password FROM former_password WHERE account = ? ORDER BY number DESC LIMIT ?",
            code,
            self.tools.policy.remembered - 1,
        )
        kept = [self.kept(code), *(str(row["password"]) for row in former)]
        return any(one is not None and self.tools.hashing.is_right(one, new) for one in kept)
