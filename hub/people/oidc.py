"""
Signing in by an outside provider: OpenID Connect's authorization code flow with PKCE, state and nonce.

The provider vouches for a subject; a subject belongs to one account, bound by an administrator or, where the settings
name a claim, at the first sign-in to the account that the claim names. Grants stay the hub's. Where the provider says
that it asked a second factor (``amr``), that counts; else the hub asks its own.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from hub.core.errors import PermanentError
from hub.people.accounts import Account, Accounts, AccountTools
from hub.people.deeds import Actor, Recorded
from hub.people.oidc_provider import InvalidAnswerError, Provider
from hub.people.oidc_tokens import ID_TOKEN, claims_of, invalid
from hub.people.secrets import digest_of
from hub.people.sessions import Session, Vouched
from hub.people.signing_in import Pending, Refusal, Refused, SigningIn
from hub.sqlite import instant_text

PATIENCE = timedelta(minutes=10)
_MOST_DEPARTURES = 5_000
"""Sign-ins under way at the provider; whoever asks for more than a city has people drops the oldest."""
_LONGEST_SUBJECT = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """Where the browser is sent, and the cookie by which it's known when it comes back."""

    url: str
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """What a browser brings back: the cookie, and the query of the address."""

    token: str
    code: str
    state: str
    issuer: str
    error: str


class OutsideSignIn:
    """The way in by *provider*."""

    def __init__(self, provider: Provider, tools: AccountTools, accounts: Accounts, door: SigningIn) -> None:
        self._provider = provider
        self._own = provider.registration
        self._tools = tools
        self._file = tools.file
        self._accounts = accounts
        self._door = door

    def depart(self, now: datetime) -> Departure:
        """
        Begin: return where to send the browser.

        Raises:
            AgencyUnavailableError: the provider doesn't answer.
            InvalidAnswerError: its metadata can't be used.
        """
        address = self._provider.address("authorization_endpoint", now)
        state, nonce, verifier = (self._tools.draw.token() for _ in range(3))
        with self._file.transaction():
            self._file.write(
                "DELETE FROM departure WHERE until <= ? OR digest IN"
                " (SELECT digest FROM departure ORDER BY until DESC LIMIT -1 OFFSET ?)",
                instant_text(now), _MOST_DEPARTURES,
            )  # fmt: skip
            self._file.write(
                "INSERT INTO departure VALUES (?, ?, ?, ?)",
                digest_of(state), nonce, verifier, instant_text(now + PATIENCE),
            )  # fmt: skip
        query = {
            "response_type": "code",
            "client_id": self._own.client,
            "redirect_uri": self._own.redirect,
            "scope": "openid profile",
            "state": state,
            "nonce": nonce,
            "code_challenge": _challenge(verifier),
            "code_challenge_method": "S256",
        }
        return Departure(url=f"{address}{'&' if '?' in address else '?'}{urlencode(query)}", token=state)

    def arrive(self, arrival: Arrival, source: str, now: datetime) -> Session | Pending | Refused:
        """
        Take what the browser brings back; a departure is used once, whatever comes of it.

        Raises:
            AgencyUnavailableError: the provider doesn't answer.
            InvalidAnswerError: its answer can't be believed.
        """
        if not arrival.token or not hmac.compare_digest(arrival.token.encode(), arrival.state.encode()):
            return Refused(why=Refusal.LATE)  # nobody departed: that's no attempt, and anybody may ask for it for ever
        with self._file.transaction():
            row = self._file.row(
                "SELECT * FROM departure WHERE digest = ? AND until > ?", digest_of(arrival.state), instant_text(now)
            )
            self._file.write("DELETE FROM departure WHERE digest = ?", digest_of(arrival.state))
        if row is None:
            return Refused(why=Refusal.LATE)
        if arrival.error or not arrival.code:
            return self._refuse(source, now, Refusal.WRONG)
        if arrival.issuer and arrival.issuer != self._own.issuer:
            raise invalid("the answer comes from another provider")
        try:
            token = self._provider.token_for(arrival.code, row["verifier"], now)
            claims = self._claims(token, row["nonce"], now)
        except InvalidAnswerError:
            self._refuse(source, now, Refusal.WRONG)
            raise
        account = self._account_of(claims, source, now)
        if account is None:
            return self._refuse(source, now, Refusal.UNBOUND)
        sid = claims.get("sid")
        vouched = Vouched(
            issuer=self._own.issuer, subject=str(claims["sub"]), sid=sid if isinstance(sid, str) else "", token=token
        )
        return self._door.begin_outside(account, vouched, source, now, with_factor=self._is_strong(claims))

    def bind(self, account: str, subject: str, actor: Actor, now: datetime) -> None:
        """
        Let the provider's *subject* sign in as *account*.

        Raises:
            PermanentError: one of the two is bound already, or the account is a sealed one.
            UnknownRecordError: there is no such account.
        """
        issuer = self._own.issuer
        with self._file.transaction():
            known = self._accounts.named(account)
            taken = self._file.row(
                "SELECT account FROM outside_identity WHERE issuer = ? AND (account = ? OR subject = ?)",
                issuer, account, subject,
            )  # fmt: skip
            if taken is not None or known.is_emergency or not 0 < len(subject) <= _LONGEST_SUBJECT:
                raise PermanentError(
                    "account or outside identity is bound already", where=account, remedy="see hub user list"
                )
            self._file.write(
                "INSERT INTO outside_identity VALUES (?, ?, ?, ?, ?)",
                issuer, subject, account, instant_text(now), actor.code,
            )  # fmt: skip
            self._tools.journal.record(actor, Recorded.IDENTITY_BOUND, account, now, issuer=issuer)

    def _account_of(self, claims: Mapping[str, object], source: str, now: datetime) -> Account | None:
        subject = str(claims["sub"])
        row = self._file.row(
            "SELECT account FROM outside_identity WHERE issuer = ? AND subject = ?", self._own.issuer, subject
        )
        if row is not None:
            return self._accounts.sought(row["account"])
        named = claims.get(self._own.account_claim) if self._own.account_claim else None
        account = self._accounts.sought(named) if isinstance(named, str) else None
        if account is None or account.is_emergency or account.is_locked:
            return None
        try:
            self.bind(account.code, subject, Actor(account.code, source), now)
        except PermanentError:
            return None  # the account is another subject's
        return account

    def _claims(self, token: str, nonce: str, now: datetime) -> Mapping[str, object]:
        """Return the claims of the id *token* when everything that OpenID Connect Core 3.1.3.7 asks of it holds."""
        claims = claims_of(token, ID_TOKEN, self._provider, now, "sub")
        audience = claims["aud"]
        others = isinstance(audience, list) and len(audience) > 1
        if claims.get("azp", None if others else self._own.client) != self._own.client:
            raise invalid("the id token was made for another client")
        if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
            raise invalid("the id token isn't an answer to this sign-in")
        return claims

    def _is_strong(self, claims: Mapping[str, object]) -> bool:
        methods = claims.get("amr")
        return isinstance(methods, list) and any(one in self._own.strong for one in methods)

    def _refuse(self, source: str, now: datetime, why: Refusal) -> Refused:
        self._tools.journal.refuse(Actor("?", source), Recorded.SIGN_IN, "?", now, why=why.value, way="OUTSIDE")
        return Refused(why=why)


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode("ascii").rstrip("=")
