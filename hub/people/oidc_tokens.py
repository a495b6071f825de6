"""Tokens that an outside provider signs for this hub: signature, issuer, audience and time, asked of every one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import jwt

from hub.people.oidc_provider import ALGORITHMS, InvalidAnswerError, Provider


@dataclass(frozen=True, slots=True)
class TokenKind:
    """What is said of a token of one kind that can't be believed."""

    foreign: str
    unreadable: str
    untimely: str


ID_TOKEN = TokenKind(
    "the id token isn't one for this hub",
    "the id token's times can't be read",
    "the id token isn't valid now; are both clocks right?",
)
LOGOUT_TOKEN = TokenKind(
    "the logout token isn't one for this hub",
    "the logout token's times can't be read",
    "the logout token isn't valid now; are both clocks right?",
)
LEEWAY = timedelta(seconds=60)
"""How far the provider's clock may be from the hub's."""


def claims_of(token: str, kind: TokenKind, provider: Provider, now: datetime, *required: str) -> Mapping[str, object]:
    """
    Return the claims of *token* of *kind* once OpenID Connect Core 3.1.3.7 holds of it.

    Raises:
        AgencyUnavailableError: the provider's keys can't be fetched.
        InvalidAnswerError: it isn't the provider's, isn't for this hub, lacks a claim, or isn't valid now.
    """
    own = provider.registration
    try:
        kid = jwt.get_unverified_header(token).get("kid")
        key = provider.key(str(kid) if kid is not None else None, now)
        claims: dict[str, object] = jwt.decode(
            token, key.key, algorithms=_for_key(key), audience=own.client, issuer=own.issuer,
            options={"require": ["iss", "aud", "exp", "iat", *required], "verify_exp": False, "verify_iat": False,
                     "verify_nbf": False},
        )  # fmt: skip
    except (jwt.PyJWTError, ValueError) as error:
        raise invalid(kind.foreign) from error
    _check_times(claims, kind, now)
    return claims


def end_of(claims: Mapping[str, object]) -> datetime:
    """Return until when the checked *claims* hold."""
    return datetime.fromtimestamp(float(str(claims["exp"])), UTC)


def invalid(what: str) -> InvalidAnswerError:
    """Return the error of a token that can't be believed."""
    return InvalidAnswerError(what, where="people.oidc", remedy="sign in with account and password")


def _for_key(key: jwt.PyJWK) -> list[str]:
    """Return the algorithms that *key* may be used with: a token doesn't choose."""
    kinds = {"RSA": ("RS256", "PS256"), "EC": ("ES256",), "OKP": ("EdDSA",)}
    named = key.algorithm_name
    fitting = kinds.get(str(key.key_type), ())
    return [one for one in ALGORITHMS if one in fitting and (named == one or key.key_type == "RSA")]


def _check_times(claims: Mapping[str, object], kind: TokenKind, now: datetime) -> None:
    try:
        issued, ends = (datetime.fromtimestamp(float(str(claims[name])), UTC) for name in ("iat", "exp"))
    except (ValueError, OverflowError, OSError) as error:
        raise invalid(kind.unreadable) from error
    if not issued - LEEWAY <= now <= ends + LEEWAY:
        raise invalid(kind.untimely)
