"""
What may be shared, and how people are recognised without being named (design §8, domain §6.4).

Shared streams carry keyed tokens. Names, numbers, telephone numbers and narrative travel only inside a sealed dossier.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Protocol

from hub.core.codes import IdKind
from hub.core.deliveries import Dossier

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECK = "10X98765432"
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = tuple(pow(3, power, 31) for power in range(17))
_OFFICER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,29}")


def half_width(text: str) -> str:
    """Return *text* with full-width digits, letters and brackets made half-width, outer blanks removed."""
    return unicodedata.normalize("NFKC", text).strip()


def is_resident_id(number: str) -> bool:
    """
    Return whether *number* is an 18-character resident identity number with a valid MOD 11-2 check digit.

    >>> is_resident_id("11010519491231002X"), is_resident_id("110105194912310021")
    (True, False)
    """
    if len(number) != 18 or not number[:17].isdigit() or not number.isascii():
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _ID_WEIGHTS, strict=False))
    return _ID_CHECK[total % 11] == number[17]


def is_uscc(number: str) -> bool:
    """
    Return whether *number* is an 18-character unified social credit code (GB 32100) with a valid check character.

    >>> is_uscc("91350100M000100Y43")
    True
    """
    if len(number) != 18 or any(character not in _USCC_ALPHABET for character in number):
        return False
    total = sum(_USCC_ALPHABET.index(c) * w for c, w in zip(number, _USCC_WEIGHTS, strict=False))
    return _USCC_ALPHABET[(31 - total % 31) % 31] == number[17]


def is_officer_code(text: str) -> bool:
    """
    Return whether *text* can be a post's or staff number: what people state is kept for ever, and names don't belong.

    >>> is_officer_code("K3-07"), is_officer_code("张三"), is_officer_code("张三1")
    (True, False, False)
    """
    return _OFFICER.fullmatch(text) is not None


def normalised_id(number: str) -> tuple[IdKind, str] | None:
    """
    Return kind and normal form of a typed identity number, or None when it's no valid number.

    Full-width digits, blanks and a lowercase x are mended; fifteen digits are the legacy resident number, which is
    extended to the eighteen of today so that both spellings are one person.

    >>> normalised_id("１１０１０５１９４９１２３１００２x")
    (<IdKind.RESIDENT: '111'>, '11010519491231002X')
    """
    text = "".join(half_width(number).split()).upper()
    if len(text) == 15 and text.isascii() and text.isdigit():
        body = text[:6] + "19" + text[6:]
        total = sum(int(digit) * weight for digit, weight in zip(body, _ID_WEIGHTS, strict=True))
        return IdKind.RESIDENT, body + _ID_CHECK[total % 11]
    if is_resident_id(text):
        return IdKind.RESIDENT, text
    if is_uscc(text):
        return IdKind.USCC, text
    return None


def birth_part(number: str) -> str | None:
    """
    Return the first fourteen digits of a resident number (where it was issued, day of birth), None when there are none.

    They survive what destroys the check digit: a spreadsheet that keeps fifteen digits, a slip in the last ones. Many
    people share them: weak evidence, never an identity.

    >>> birth_part("110105194912310000") == birth_part("11010519491231002x") == birth_part("110105491231002")
    True
    """
    text = "".join(half_width(number).split())
    if not text.isascii() or not text[:14].isdigit():
        return None
    if len(text) == 15 and text.isdigit():
        return text[:6] + "19" + text[6:12]
    return text[:14] if len(text) in (17, 18) and text[6:8] in ("19", "20") else None


def masked(value: str) -> str:
    """
    Return *value* with its middle hidden, for messages and quarantine lists.

    >>> masked("230803199001011234")
    '23**************34'
    """
    return (
        value
        if len(value) < 2
        else value[:2] + "*" * max(len(value) - 4, 1) + value[-2:]
        if len(value) > 4
        else (value[0] + "*" * (len(value) - 1))
    )


class Tokeniser(Protocol):
    """Turns what identifies a person into keyed tokens; the key stays in the hub's vault."""

    def strong(self, kind: IdKind, number: str) -> str:
        """Return the token of a normalised identity number: ``algorithm.keyid.digest``."""

    def weak(self, kind: str, value: str) -> str:
        """Return the token of a name, telephone number or birth date (*kind*), never used alone to merge."""


class Vault(Protocol):
    """Seals personal data at the origin and opens it for an entitled receiver, on the record."""

    def seal(self, dossier: Dossier) -> bytes:
        """Return *dossier* sealed, with algorithm and key id inside."""

    def open(self, sealed: bytes, *, receiver: str, purpose: str) -> Dossier:
        """Return what *sealed* holds and record who opened it and why."""

    def erase(self, root: str) -> None:
        """Destroy the key of *root*'s dossiers: they can't be opened any more."""
