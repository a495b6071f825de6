"""Half-filled forms, one for each person and form: a closed tab or a crash loses nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from hub.core.errors import PermanentError
from hub.sqlite import instant_in, instant_text
from hub.workbench.database import Database
from hub.workbench.sealing import Sealer

PAGE, SENT = "page ", "sent "
"""How drafts are called that aren't a form of the workbench: of any other page, and of a click that can be undone."""
MOST_PAGES = 50
"""Pages of which one person's drafts are kept; of more the oldest goes."""
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
        found = self._of(person)
        return [(form, saved_at) for form, saved_at in found if not form.startswith((PAGE, SENT))]

    def of_pages(self, person: str) -> list[str]:
        """Return the drafts that *person* has on other pages, the newest first."""
        return [form for form, _ in self._of(person) if form.startswith(PAGE)]

    def _of(self, person: str) -> list[tuple[str, datetime]]:
        rows = self.database.execute(
            "SELECT form, saved_at FROM draft WHERE person = ? ORDER BY saved_at DESC", (person,)
        )
        return [(str(form), instant_in(saved_at)) for form, saved_at in rows]

    def park(self, person: str, click: str, values: Mapping[str, Sequence[str]], now: datetime) -> None:
        """Keep what was sent by *click* for as long as that can be undone."""
        if any(any(typed) for typed in values.values()):
            with suppress(PermanentError):  # larger than a form can be: then it's typed again
                self.save(person, f"{SENT}{click}", values, now)

    def unpark(self, person: str, click: str, form: str) -> bool:
        """Give back what was sent by *click* as the draft of *form*, where none was begun since; say whether it is."""
        parked = self.find(person, f"{SENT}{click}")
        self.drop(person, f"{SENT}{click}")
        if parked is None or self.find(person, form) is not None:
            return False
        self.save(person, form, parked.values, parked.saved_at)
        return True

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
