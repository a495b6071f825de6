"""A tokeniser for tests: keyed with a key that everybody knows, so that runs agree."""

from __future__ import annotations

import hashlib
import hmac

from hub.core.codes import IdKind

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
