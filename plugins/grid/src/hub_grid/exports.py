"""CSV exports of the grid app, for days on which its interface is down: the same events, flattened."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hub.connectors.files import read_bytes, read_csv
from hub.core.errors import AgencyUnavailableError, ClosedInputError
from hub.plugins.spec import InputFault, Native

EXPORT = "export"
_NEEDED = ("eventId", "gridCode", "category", "status", "reportTime")


@dataclass(frozen=True, slots=True)
class Export:
    """One file: its events with their places, or why it can't be read."""

    name: str
    digest: str
    events: tuple[tuple[str, dict[str, Native]], ...] = ()
    fault: InputFault | None = None


def new_exports(folder: Path, read: Mapping[str, str]) -> Iterator[Export]:
    """Yield the CSV files of *folder* whose digest isn't in *read*, by name."""
    if not folder.is_dir():
        raise AgencyUnavailableError(
            "the folder of CSV exports isn't there", where=folder.name, remedy="mount it, or correct the settings"
        )
    for path in sorted(folder.glob("*.csv")):
        try:
            content = read_bytes(path)
        except ClosedInputError as error:
            content, digest = b"", str(path.stat().st_size)
            exported = Export(path.name, digest, fault=_fault(path.name, error, content))
        else:
            digest = hashlib.sha256(content).hexdigest()[:16]
            exported = read_export(path.name, digest, content)
        if read.get(path.name) != digest:
            yield exported


def read_export(name: str, digest: str, content: bytes) -> Export:
    """Return what one file holds; UTF-8 is demanded, because GBK read as UTF-8 would lose names."""
    try:
        sheet = read_csv(content, where=name, encodings=("utf-8",))
        heading = _heading(name, sheet.rows)
    except ClosedInputError as error:
        return Export(name, digest, fault=_fault(name, error, content))
    events = tuple(
        (f"{name} 第{number}行", _event(heading, row))
        for number, row in enumerate(sheet.rows[1:], start=2)
        if any(str(cell).strip() for cell in row)
    )
    return Export(name, digest, events)


def _heading(name: str, rows: Sequence[Sequence[object]]) -> list[str]:
    heading = [str(cell).strip() for cell in rows[0]] if rows else []
    missing = [column for column in _NEEDED if column not in heading]
    if missing:
        raise ClosedInputError(f"no column {'、'.join(missing)}", where=name, remedy="export it again")
    return heading


def _fault(name: str, error: ClosedInputError, content: bytes) -> InputFault:
    return InputFault(source=EXPORT, place=name, code=error.code, reason=str(error), content=content[: 1024 * 1024])


def _event(heading: Sequence[str], row: Sequence[object]) -> dict[str, Native]:
    event: dict[str, Native] = {
        name: str(cell) for name, cell in zip(heading, row, strict=False) if name and str(cell).strip()
    }
    event["people"] = _people(str(event.pop("people", "")))
    return event


def _people(text: str) -> list[Native]:
    """
    Return the people of a cell ``name|phone|idNo;name|phone``.

    >>> _people("王婶|13904540001;李四")
    [{'name': '王婶', 'phone': '13904540001'}, {'name': '李四'}]
    """
    people: list[Native] = []
    for person in filter(None, text.split(";")):
        parts: dict[str, Native] = dict(zip(("name", "phone", "idNo"), person.split("|"), strict=False))
        people.append({name: part for name, part in parts.items() if part})
    return people
