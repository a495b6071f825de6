"""The outside provider over HTTP: what it says of itself, its keys, and a token for a code."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from urllib.parse import quote_plus, urlsplit

import httpx
import jwt

from hub.core.errors import AgencyUnavailableError, ConfigurationError, PermanentError

ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
"""Signatures that count: never none, never one by a shared secret."""
_FRESH = timedelta(hours=1)
_FETCH_AGAIN = timedelta(seconds=30)
_MOST_BYTES = 512 * 1024
_SECONDS = 5.0

Reply = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """
    How this hub is known to the provider.

    Attributes:
        issuer: The provider's address, exactly as its tokens name it.
        secret: Empty for a public client, which PKCE alone protects.
        redirect: Address of the console to which browsers come back, as registered.
        account_claim: Claim that names the account at the first sign-in; empty where an administrator binds each one.
        strong: Values of ``amr`` (RFC 8176) that mean that the provider asked a second factor.
    """

    issuer: str
    client: str
    secret: str
    redirect: str
    account_claim: str
    strong: frozenset[str]


class InvalidAnswerError(PermanentError):
    """What came back isn't what a provider that keeps the standard sends to this hub."""

    code = "E-ACC-05"


class Provider:
    """
    The provider of *registration*; its metadata and keys are kept for an hour, keys fetched again for an unknown one.

    Raises:
        ConfigurationError: its address isn't HTTPS, and not this machine either.
    """

    def __init__(self, registration: Registration, client: Callable[[], httpx.Client] | None = None) -> None:
        self.registration = registration
        _check_address(registration.issuer)
        self._open = client or _client
        self._said: tuple[datetime, Reply] | None = None
        self._keys: tuple[datetime, dict[str, Reply]] | None = None

    def address(self, name: str, now: datetime) -> str:
        """
        Return the address *name* of the provider's metadata.

        Raises:
            AgencyUnavailableError: it doesn't answer.
            InvalidAnswerError: its metadata are another's, or lack the address.
        """
        found = self._metadata(now).get(name)
        if not isinstance(found, str):
            raise _invalid("the provider's metadata lack an address")
        _check_address(found)
        return found

    def offers(self, name: str, now: datetime) -> bool:
        """
        Return whether the provider's metadata have the address *name*.

        Raises:
            AgencyUnavailableError: it doesn't answer.
            InvalidAnswerError: its metadata are another's.
        """
        return isinstance(self._metadata(now).get(name), str)

    def _metadata(self, now: datetime) -> Reply:
        if self._said is None or now - self._said[0] > _FRESH:
            issuer = self.registration.issuer
            said = self._get(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
            if said.get("issuer") != issuer:
                raise _invalid("the provider's metadata name another issuer")
            self._said = (now, said)
        return self._said[1]

    def token_for(self, code: str, verifier: str, now: datetime) -> str:
        """
        Return the id token for *code*.

        Raises:
            AgencyUnavailableError: the provider doesn't answer.
            InvalidAnswerError: it refuses the code, or answers without an id token.
        """
        own = self.registration
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": own.redirect,
            "code_verifier": verifier,
            "client_id": own.client,
        }
        basic = {"Authorization": f"Basic {_basic(own)}"} if own.secret else {}
        address = self.address("token_endpoint", now)
        found = self._read(lambda client: client.post(address, data=form, headers=basic)).get("id_token")
        if not isinstance(found, str):
            raise _invalid("the provider gave no id token")
        return found

    def key(self, name: str | None, now: datetime) -> jwt.PyJWK:
        """
        Return the signing key *name*, the only one where a token names none.

        Raises:
            AgencyUnavailableError: the provider doesn't answer.
            InvalidAnswerError: it has no such key.
        """
        if self._keys is None or now - self._keys[0] > _FRESH:
            self._keys = (now, self._fetched(now))
        elif name not in self._keys[1] and now - self._keys[0] > _FETCH_AGAIN:
            self._keys = (now, self._fetched(now))  # it changed its keys
        known = self._keys[1]
        found = known.get(name) if name is not None else next(iter(known.values())) if len(known) == 1 else None
        if found is None:
            raise _invalid("the token is signed by an unknown key")
        try:
            return jwt.PyJWK(dict(found))
        except jwt.PyJWTError as error:
            raise _invalid("the provider's key can't be used") from error

    def _fetched(self, now: datetime) -> dict[str, Reply]:
        keys = self._get(self.address("jwks_uri", now)).get("keys")
        listed = keys if isinstance(keys, list) else []
        return {
            str(key.get("kid", "")): key
            for key in listed
            if isinstance(key, dict) and key.get("use", "sig") == "sig" and key.get("kty") != "oct"
        }

    def _get(self, address: str) -> Reply:
        return self._read(lambda client: client.get(address))

    def _read(self, ask: Callable[[httpx.Client], httpx.Response]) -> Reply:
        try:
            with self._open() as client:
                answer = ask(client)
        except httpx.HTTPError as error:
            raise AgencyUnavailableError(
                "the outside provider doesn't answer", remedy="sign in with account and password"
            ) from error
        if answer.status_code >= 500:
            raise AgencyUnavailableError(
                "the outside provider doesn't answer", remedy="sign in with account and password"
            )
        if answer.status_code != 200 or len(answer.content) > _MOST_BYTES:
            raise _invalid("the provider refused")
        try:
            found = json.loads(answer.content)
        except ValueError as error:
            raise _invalid("the provider's answer isn't JSON") from error
        if not isinstance(found, dict):
            raise _invalid("the provider's answer isn't JSON")
        return found


def _basic(own: Registration) -> str:
    """Return the client's credentials, each part form-encoded first (RFC 6749, 2.3.1)."""
    pair = f"{quote_plus(own.client)}:{quote_plus(own.secret)}"
    return base64.b64encode(pair.encode()).decode("ascii")


def _client() -> httpx.Client:
    return httpx.Client(timeout=_SECONDS, follow_redirects=False)


def _check_address(address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname or "")):
        return
    raise ConfigurationError(
        "the outside provider must be reached by HTTPS", where="people.oidc", remedy="give its https:// address"
    )


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _invalid(what: str) -> InvalidAnswerError:
    return InvalidAnswerError(what, where="people.oidc", remedy="sign in with account and password")
