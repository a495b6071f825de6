"""A tokeniser for tests: keyed with a key that everybody knows, so that runs agree."""

from __future__ import annotations

import hashlib
import hmac

from hub.connectors.sounds import sound_of
from hub.core.codes import IdKind
from hub.core.privacy import birth_part, normalised_id
from hub.core.tokens import Mark, marked

_KEY = b"known to every test, to nobody's production"


class ClearTokeniser:
    """Tokens that are stable across runs; worthless as protection."""

    def strong(self, kind: IdKind, number: str) -> str:
        """Return the token of a normalised identity number."""
        return _token(f"{kind.value}\x1f{number}")

    def weak(self, kind: str, value: str) -> str:
        """Return the token of a name, telephone number or birth date."""
        return _token(f"{kind}\x1f{value}")


def _token(text: str) -> str:
    return f"test.0.{hmac.new(_KEY, text.encode(), hashlib.sha256).hexdigest()[:40]}"


def strong_token(party: int, number: str) -> str:
    """Return the marked token of a valid identity number of *party*."""
    kind, normal = normalised_id(number) or (IdKind.NONE, number)
    mark = Mark.BODY if kind is IdKind.USCC else Mark.PERSON
    return marked(ClearTokeniser().strong(kind, normal), mark, party)


def weak_tokens(party: int, *, name: str = "", phone: str = "", number: str = "") -> list[str]:
    """Return the marked weak tokens of what is known of *party*."""
    tokeniser = ClearTokeniser()
    found = []
    if name:
        found.append(marked(tokeniser.weak("name", name), Mark.NAME, party))
        found.append(marked(tokeniser.weak("sound", sound_of(name)), Mark.SOUND, party))
    if phone:
        found.append(marked(tokeniser.weak("phone", phone), Mark.PHONE, party))
    born = birth_part(number)
    if born is not None:
        found.append(marked(tokeniser.weak("birth", born), Mark.BIRTH, party))
    return found
