"""Reads one nightly snapshot: a zip with one GB18030 XML, taken as a whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import Element

from hub.connectors.files import FileLimits, element_fields, parse_markup, read_archive
from hub.connectors.parsing import RowRejectedError, parse_instant
from hub.core.errors import ClosedInputError
from hub_petition.codes import ALIASES, REQUIRED
from hub_petition.settings import PetitionSettings

_AGAIN = "let the office send it again"
_KNOWN = {alias: name for name, aliases in ALIASES.items() for alias in (name, *aliases)}


class SnapshotRefusedError(ClosedInputError):
    """A snapshot that can be read but not believed; ``code`` says why."""

    def __init__(self, code: str, what: str, *, where: str, remedy: str = _AGAIN) -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.code = code


@dataclass(frozen=True, slots=True)
class Row:
    """One petition of a snapshot: its elements by their proper names, and its place in the file."""

    position: int
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything an office has, as at one instant."""

    at: datetime
    rows: tuple[Row, ...]


def read_snapshot(name: str, content: bytes, settings: PetitionSettings) -> Snapshot:
    """
    Return the snapshot that the zip *content* of file *name* holds.

    Raises:
        ClosedInputError: cut, a bomb, in a wrong encoding, or no snapshot of this system.
    """
    # A single narrative of 10 MB of blanks packs a thousandfold: its row is refused later, not the whole night.
    limits = FileLimits(unpacked_bytes=settings.most_bytes, unpack_ratio=2000)
    members = read_archive(content, where=name, limits=limits)
    documents = [member for member in members if member.lower().endswith(".xml")]
    if len(documents) != 1:
        raise SnapshotRefusedError("E-FIL-04", f"{len(documents)} XML files instead of one", where=name)
    root = parse_markup(members[documents[0]], where=f"{name}/{documents[0]}", limits=limits)
    if root.tag != "信访件快照":
        raise SnapshotRefusedError(
            "E-FIL-04",
            "no snapshot of petitions, or one in another encoding than it says",
            where=name,
            remedy="the office corrects its export",
        )
    names = {**_KNOWN, **settings.aliases}
    rows = tuple(
        Row(position, _fields(child, names)) for position, child in enumerate(root.iterfind("信访件"), start=1)
    )
    announced = root.get("件数", "").strip()
    if announced and announced != str(len(rows)):
        raise SnapshotRefusedError("E-FIL-05", f"{announced} petitions announced, {len(rows)} found", where=name)
    _refuse_drift(name, rows)
    return Snapshot(_instant(name, root), rows)


def _fields(element: Element, names: Mapping[str, str]) -> dict[str, str]:
    return {names.get(heading, heading): text for heading, text in element_fields(element).items()}


def _refuse_drift(name: str, rows: tuple[Row, ...]) -> None:
    headings = {heading for row in rows for heading in row.fields}
    missing = [heading for heading in REQUIRED if rows and heading not in headings]
    if missing:
        raise SnapshotRefusedError(
            "E-DRIFT-01",
            f"no petition has {'、'.join(missing)}; found {'、'.join(sorted(headings))}",
            where=name,
            remedy="the office says what the element is called now, then add it to the aliases in the settings",
        )


def _instant(name: str, root: Element) -> datetime:
    try:
        return parse_instant(root.get("生成时间", ""), "生成时间")
    except RowRejectedError as error:
        raise SnapshotRefusedError("E-FIL-04", "its 生成时间 can't be read", where=name) from error
