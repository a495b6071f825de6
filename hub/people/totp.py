"""Time-based one-time passwords (RFC 6238 over RFC 4226), as every authenticator app makes them: SHA-1, 30 seconds."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
from datetime import datetime
from urllib.parse import quote, urlencode

SECRET_BYTES = 20
"""160 bits, what RFC 4226 recommends."""
STEP_SECONDS = 30
DIGITS = 6
DRIFT = 1
"""Steps before and after now that count: an authenticator's clock may be half a minute off."""


def hotp(secret: bytes, counter: int, *, digits: int = DIGITS, algorithm: str = "sha1") -> str:
    """
    Return the one-time password for *counter*.

    >>> hotp(b"12345678901234567890", 0)
    '755224'
    """
    digest = hmac.new(secret, struct.pack(">Q", counter), algorithm).digest()
    place = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def step_of(now: datetime) -> int:
    """Return the number of the 30 seconds in which *now* lies."""
    return int(now.timestamp()) // STEP_SECONDS


def matching_step(secret: bytes, code: str, now: datetime, *, after: int) -> int | None:
    """
    Return the step whose password *code* is, of those that count *now* and come *after* the last one used.

    A password counts once: whoever looked over the shoulder comes too late.
    """
    typed = "".join(code.split())
    if len(typed) != DIGITS or not typed.isascii() or not typed.isdigit():
        return None
    step = step_of(now)
    for candidate in range(step - DRIFT, step + DRIFT + 1):
        if candidate > after and hmac.compare_digest(hotp(secret, candidate), typed):
            return candidate
    return None


def provisioning_uri(secret: bytes, account: str, issuer: str) -> str:
    """
    Return what an authenticator app scans.

    >>> provisioning_uri(b"12345678901234567890", "K3-07", "Hub")
    'otpauth://totp/Hub:K3-07?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Hub'
    """
    return f"otpauth://totp/{quote(issuer)}:{quote(account)}?" + urlencode(
        {"secret": base32(secret), "issuer": issuer}, quote_via=quote
    )


def base32(secret: bytes) -> str:
    """Return *secret* as people type it."""
    return base64.b32encode(secret).decode("ascii").rstrip("=")


def recovery_digest(account: str, code: str) -> bytes:
    """Return what is kept of a recovery code: 80 random bits need no slow hash."""
    typed = "".join(mark for mark in code.upper() if mark.isalnum())
    return hashlib.sha256(f"{account}\x1f{typed}".encode()).digest()
