"""The second factor: secrets sealed with the hub's key, passwords that count once, recovery codes."""

from __future__ import annotations

from datetime import datetime, timedelta

from hub.people.accounts import AccountTools
from hub.people.deeds import Actor, Recorded
from hub.people.totp import SECRET_BYTES, matching_step, recovery_digest
from hub.sqlite import instant_text
from hub.vault import CryptoProvider, MasterKey

CHANGE_WAITS = timedelta(minutes=10)
"""How long another authenticator may be enrolled after password and code were right."""


class Factors:
    """Authenticators and recovery codes of persons."""

    def __init__(self, tools: AccountTools, master: MasterKey, provider: CryptoProvider) -> None:
        self._tools = tools
        self._file = tools.file
        self._provider = provider
        self._key = provider.derive(master.secret, b"second factors 1")

    def offered(self, account: str) -> bytes:
        """Return the secret that *account* is to enrol; it counts when its first code was confirmed."""
        with self._file.transaction():
            row = self._file.row("SELECT totp, totp_confirmed_at FROM account WHERE code = ?", account)
            if row is not None and row["totp"] is not None and row["totp_confirmed_at"] is None:
                return self._secret(account)
            secret = self._tools.draw.random_bytes(SECRET_BYTES)
            self._file.write(
                "UPDATE account SET totp = ?, totp_algorithm = ?, totp_confirmed_at = NULL, totp_step = 0"
                " WHERE code = ?",
                self._provider.seal(self._key, secret, _bound(account)), self._provider.seal_algorithm, account,
            )  # fmt: skip
            return secret

    def confirm(self, account: str, code: str, actor: Actor, now: datetime) -> tuple[str, ...] | None:
        """Let the offered secret count when *code* is its code, and return new recovery codes; else None."""
        with self._file.transaction():
            row = self._file.row("SELECT totp, totp_confirmed_at FROM account WHERE code = ?", account)
            if row is None or row["totp"] is None or row["totp_confirmed_at"] is not None:
                return None
            step = matching_step(self._secret(account), code, now, after=0)
            if step is None:
                return None
            self._file.write(
                "UPDATE account SET totp_confirmed_at = ?, totp_step = ? WHERE code = ?",
                instant_text(now), step, account,
            )  # fmt: skip
            self._tools.journal.record(actor, Recorded.FACTOR_ENROLLED, account, now)
            return self._new_recovery_codes(account)

    def begin_change(self, account: str, now: datetime) -> None:
        """Draw another secret for *account*, whom both factors proved; the present one counts until it's confirmed."""
        secret = self._tools.draw.random_bytes(SECRET_BYTES)
        self._file.write(
            "INSERT OR REPLACE INTO factor_change VALUES (?, ?, ?, ?)",
            account, self._provider.seal(self._key, secret, _bound(account)), self._provider.seal_algorithm,
            instant_text(now + CHANGE_WAITS),
        )  # fmt: skip

    def changing(self, account: str, now: datetime) -> bytes | None:
        """Return the secret that *account* is to enrol instead of the present one, None where nothing was begun."""
        row = self._file.row(
            "SELECT totp, totp_algorithm FROM factor_change WHERE account = ? AND until > ?", account, instant_text(now)
        )
        if row is None:
            return None
        return self._provider.unseal(row["totp_algorithm"], self._key, bytes(row["totp"]), _bound(account))

    def confirm_change(self, account: str, code: str, actor: Actor, now: datetime) -> tuple[str, ...] | None:
        """Let the other secret count from now on when *code* is its code, and return new recovery codes; else None."""
        with self._file.transaction():
            secret = self.changing(account, now)
            step = None if secret is None else matching_step(secret, code, now, after=0)
            if step is None:
                return None
            self._file.write(
                "UPDATE account SET (totp, totp_algorithm) = (SELECT totp, totp_algorithm FROM factor_change"
                " WHERE factor_change.account = account.code), totp_confirmed_at = ?, totp_step = ? WHERE code = ?",
                instant_text(now), step, account,
            )  # fmt: skip
            self._file.write("DELETE FROM factor_change WHERE account = ?", account)
            self._tools.journal.record(actor, Recorded.FACTOR_ENROLLED, account, now, anew="yes")
            return self._new_recovery_codes(account)

    def is_right(self, account: str, code: str, actor: Actor, now: datetime) -> bool:
        """Return whether *code* is the one-time code of *account*, or one of its recovery codes; each counts once."""
        with self._file.transaction():
            row = self._file.row("SELECT totp_step, totp_confirmed_at FROM account WHERE code = ?", account)
            if row is None or row["totp_confirmed_at"] is None:
                return False
            step = matching_step(self._secret(account), code, now, after=int(row["totp_step"]))
            if step is not None:
                self._file.write("UPDATE account SET totp_step = ? WHERE code = ?", step, account)
                return True
            used = self._file.write(
                "UPDATE recovery_code SET used_at = ? WHERE account = ? AND digest = ? AND used_at IS NULL",
                instant_text(now), account, recovery_digest(account, code),
            )  # fmt: skip
            if used:
                self._tools.journal.record(actor, Recorded.RECOVERY_USED, account, now)
            return bool(used)

    def recovery_left(self, account: str) -> int:
        """Return how many recovery codes are left."""
        row = self._file.row(
            "SELECT COUNT(*) AS codes FROM recovery_code WHERE account = ? AND used_at IS NULL", account
        )
        return 0 if row is None else int(row["codes"])

    def _new_recovery_codes(self, account: str) -> tuple[str, ...]:
        codes = self._tools.draw.recovery_codes()
        self._file.write("DELETE FROM recovery_code WHERE account = ?", account)
        for code in codes:
            self._file.write(
                "INSERT INTO recovery_code (account, digest) VALUES (?, ?)", account, recovery_digest(account, code)
            )
        return codes

    def _secret(self, account: str) -> bytes:
        row = self._file.row("SELECT totp, totp_algorithm FROM account WHERE code = ?", account)
        if row is None:
            return b""
        return self._provider.unseal(row["totp_algorithm"], self._key, bytes(row["totp"]), _bound(account))


def _bound(account: str) -> bytes:
    return f"second factor of {account}".encode()
