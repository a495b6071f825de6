"""
The confirmed amendments as one text, for workers on machines that don't see the people's file.

It holds all of them, oldest first: whoever reads it needs no other, and the newest one always says everything.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

from pydantic import TypeAdapter, ValidationError

from hub.core.amendments import Amendment, Content, Holidays, Kind, Length, Organisation, RestDays
from hub.core.errors import ClosedInputError, ConfigurationError, PermanentError

FORM = 1
"""Raised by whoever adds what a former hub must not miss: it stops there instead of passing over it."""

LARGEST = 512 << 10
"""Bytes of a note: thousands of amendments, and half of what a record may have."""


def _adapter(kind: type[Content]) -> TypeAdapter[Content]:
    return TypeAdapter(kind)


CONTENTS: Mapping[Kind, TypeAdapter[Content]] = {
    Kind.CLOCK: _adapter(Length),
    Kind.REST_DAY: _adapter(RestDays),
    Kind.UNIT: _adapter(Organisation),
    Kind.HOLIDAYS: _adapter(Holidays),
}
"""How the content of each kind is written and read."""


class NewerNoteError(ConfigurationError):
    """A note of a newer hub, which this one can't know how to follow."""


def written(amendments: tuple[Amendment, ...]) -> str:
    """
    Return *amendments*, versions 1, 2, … in order, as a note.

    Raises:
        PermanentError: they are more than a note holds.
    """
    told = [
        {
            "version": one.version,
            "kind": one.kind.value,
            "since": one.since.isoformat(),
            "basis": one.basis,
            "content": CONTENTS[one.kind].dump_python(one.content, mode="json"),
        }
        for one in amendments
    ]
    note = json.dumps({"form": FORM, "amendments": told}, ensure_ascii=False, separators=(",", ":"))
    if len(note.encode()) > LARGEST:
        raise PermanentError(
            f"{len(amendments)} amendments are more than workers can be told at once",
            where="settings",
            remedy="write what they say into the files of every machine",
        )
    return note


def read(note: str | None) -> tuple[Amendment, ...]:
    """
    Return the amendments that *note* says; none where there is no note.

    Raises:
        NewerNoteError: a newer hub wrote it.
        ClosedInputError: it can't be read.
    """
    if note is None:
        return ()
    try:
        document = json.loads(note)
        form = int(document["form"])
        if form > FORM:
            raise NewerNoteError(
                f"the note of the settings has form {form}, this hub reads {FORM}",
                where="settings",
                remedy="bring this machine to the release that the console has",
            )
        found = tuple(_amendment(one, place) for place, one in enumerate(document["amendments"], 1))
    except (ValueError, KeyError, TypeError, ValidationError) as error:
        raise ClosedInputError(
            "the note of the settings can't be read", where="settings", remedy="start hub run: it writes it anew"
        ) from error
    return found


def _amendment(told: Mapping[str, object], place: int) -> Amendment:
    if told["version"] != place:
        raise ValueError("a version is missing")
    return Amendment(
        content=CONTENTS[Kind(str(told["kind"]))].validate_python(told["content"]),
        since=date.fromisoformat(str(told["since"])),
        basis=str(told["basis"]),
        version=place,
    )


def follows(decided: tuple[Amendment, ...], noted: tuple[Amendment, ...]) -> bool:
    """
    Return whether *decided* is to be written over what is *noted*: it goes on where that ends.

    Raises:
        PermanentError: it doesn't; what was noted has been confirmed, too, and is never taken back.
    """
    if decided[: len(noted)] != noted:
        raise PermanentError(
            f"workers were told version {len(noted)}, of which the people's file here says something else",
            where=f"settings {len(decided)}",
            remedy="bring back the newest copy of people.db",
        )
    return len(decided) > len(noted)
