"""Half-filled forms, one for each person and form: a closed tab or a crash loses nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from hub.core.errors import PermanentError
from hub.sqlite import instant_in, instant_text
from hub.workbench.database import Database
from hub.workbench.sealing import Sealer

MOST_BYTES = 64 * 1024
"""A form of a visitor's dispute has a few kilobytes; more than this is no form."""

_decoder = msgspec.json.Decoder(dict[str, list[str]])


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed so far, and when it was saved."""

    form: str
    saved_at: datetime
    values: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Drafts:
    """The drafts of all clerks, sealed."""

    database: Database
    sealer: Sealer

    def save(self, person: str, form: str, values: Mapping[str, Sequence[str]], now: datetime) -> None:
        """
        Keep what *person* typed into *form*, in place of what was kept of it before.

        Raises:
            PermanentError: it's larger than a form can be.
        """
        content = msgspec.json.encode({name: list(typed) for name, typed in values.items() if any(typed)})
        if len(content) > MOST_BYTES:
            raise PermanentError("a draft this large isn't kept", remedy="shorten the text")
        sealed = self.sealer.seal(content, _place(person, form))
        self.database.execute(
            "INSERT OR REPLACE INTO draft VALUES (?, ?, ?, ?)", (person, form, instant_text(now), sealed)
        )

    def find(self, person: str, form: str) -> Draft | None:
        """Return the draft of *person* for *form*; one that doesn't open any more (another key) is none."""
        found = self.database.execute(
            "SELECT saved_at, sealed FROM draft WHERE person = ? AND form = ?", (person, form)
        )
        for saved_at, sealed in found:
            try:
                content = self.sealer.open(sealed if isinstance(sealed, bytes) else b"", _place(person, form))
            except PermanentError:
                return None
            return Draft(form, instant_in(saved_at), _decoder.decode(content))
        return None

    def of_person(self, person: str) -> list[tuple[str, datetime]]:
        """Return which forms *person* has half-filled, the newest first."""
        rows = self.database.execute(
            "SELECT form, saved_at FROM draft WHERE person = ? ORDER BY saved_at DESC", (person,)
        )
        return [(str(form), instant_in(saved_at)) for form, saved_at in rows]

    def drop(self, person: str, form: str) -> None:
        """Forget a draft: it was sent, or its writer threw it away."""
        self.database.execute("DELETE FROM draft WHERE person = ? AND form = ?", (person, form))

    def expire(self, now: datetime, kept: timedelta) -> int:
        """Forget what nobody touched for longer than *kept*; return how many drafts that were."""
        return len(
            self.database.execute("DELETE FROM draft WHERE saved_at < ? RETURNING 1", (instant_text(now - kept),))
        )


def _place(person: str, form: str) -> str:
    return f"draft\x1f{person}\x1f{form}"
