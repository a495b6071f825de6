"""
Signing out where an outside provider vouched: it tells the hub that its session ended, and is told when the hub's did.

OpenID Connect Back-Channel Logout 1.0: the provider itself posts a token that says whose sessions end. What a browser
holds doesn't count there: the token proves itself, once. RP-Initiated Logout 1.0: who signs out here is led to the
provider, so that the next one at the same machine isn't signed in by one click.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

import jwt

from hub.core.errors import HubError
from hub.people.accounts import AccountTools
from hub.people.deeds import Actor, Recorded
from hub.people.oidc_provider import InvalidAnswerError, Provider
from hub.people.oidc_tokens import LEEWAY, LOGOUT_TOKEN, claims_of, end_of, invalid
from hub.people.sessions import Sessions, Vouched
from hub.sqlite import instant_text

EVENT = "http://schemas.openid.net/event/backchannel-logout"
BACK = "/outside/back"
"""What stands behind the sign-in's own address in the registered one."""
TELLER = "provider:"
"""Who acts, in the journal, where the provider itself calls: no person does."""

_TYPES = (None, "JWT", "logout+jwt")
_MOST_CHARACTERS = 16_000
_LONGEST_NAME = 255


class OutsideSignOut:
    """The end of sessions for which *provider* vouched."""

    def __init__(self, provider: Provider, tools: AccountTools, sessions: Sessions) -> None:
        self._provider = provider
        self._own = provider.registration
        self._file = tools.file
        self._journal = tools.journal
        self._sessions = sessions

    def end_told(self, token: str, source: str, now: datetime) -> int:
        """
        Take the logout *token* that the provider posted from *source*; return how many sessions it ended.

        Raises:
            AgencyUnavailableError: its keys can't be fetched; it may post the token again.
            InvalidAnswerError: Back-Channel Logout 1.0, 2.6, refuses the token, or it has come before.
        """
        actor = Actor(TELLER, source)
        try:
            claims = self._claims(token, now)
            with self._file.transaction():
                self._remember(claims, now)
                return self._sessions.end_vouched(_vouched(self._own.issuer, claims), actor, now)
        except InvalidAnswerError as error:
            self._journal.refuse(actor, Recorded.OUTSIDE_SIGN_OUT, "?", now, issuer=self._own.issuer, code=error.code)
            raise

    def farewell(self, vouched: Vouched, now: datetime) -> str | None:
        """
        Return where the browser of who signed out here goes, so that the provider ends its own session.

        None where it knows no such address, or doesn't answer now: here the person is signed out all the same.
        """
        if vouched.issuer != self._own.issuer:
            return None
        try:
            if not self._provider.offers("end_session_endpoint", now):
                return None
            address = self._provider.address("end_session_endpoint", now)
        except HubError:
            return None
        query = {
            "client_id": self._own.client,
            "id_token_hint": vouched.token,
            "post_logout_redirect_uri": self._own.redirect.removesuffix(BACK),
        }
        return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"

    def _claims(self, token: str, now: datetime) -> Mapping[str, object]:
        if not 0 < len(token) <= _MOST_CHARACTERS:
            raise invalid("there is no logout token")
        claims = claims_of(token, LOGOUT_TOKEN, self._provider, now, "jti", "events")
        if jwt.get_unverified_header(token).get("typ") not in _TYPES:
            raise invalid("the token is of another kind than a logout token")
        events = claims["events"]
        if not isinstance(events, dict) or not isinstance(events.get(EVENT), dict):
            raise invalid("the logout token doesn't say that a session ended")
        if "nonce" in claims:
            raise invalid("the logout token has a nonce, as an id token has")
        return claims

    def _remember(self, claims: Mapping[str, object], now: datetime) -> None:
        """Let no token count twice; it's remembered as long as it would be believed."""
        named = claims["jti"]
        if not isinstance(named, str) or not 0 < len(named) <= _LONGEST_NAME:
            raise invalid("the logout token's number can't be read")
        self._file.write("DELETE FROM logout_token WHERE until < ?", instant_text(now))
        until = instant_text(end_of(claims) + LEEWAY)
        if not self._file.write("INSERT OR IGNORE INTO logout_token VALUES (?, ?, ?)", self._own.issuer, named, until):
            raise invalid("the logout token has come before")


def _vouched(issuer: str, claims: Mapping[str, object]) -> Vouched:
    named = {name: claims.get(name, "") for name in ("sub", "sid")}
    subject, sid = named["sub"], named["sid"]
    if not isinstance(subject, str) or not isinstance(sid, str) or not (subject or sid):
        raise invalid("the logout token names neither a subject nor a session")
    return Vouched(issuer=issuer, subject=subject, sid=sid)
