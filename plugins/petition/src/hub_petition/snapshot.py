"""Reads one nightly snapshot: a zip with one GB18030 XML, taken as a whole or not at all."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import Element

from hub.connectors.parsing import RowRejectedError, parse_instant
from hub_petition.codes import ALIASES, REQUIRED
from hub_petition.xmlfile import BOMB, CUT, DRIFT, SHAPE, FileRefusedError, decoded, parsed

_AGAIN = "let the office send it again"
_KNOWN = {alias: name for name, aliases in ALIASES.items() for alias in (name, *aliases)}


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


def read_snapshot(name: str, content: bytes, most_bytes: int) -> Snapshot:
    """
    Return the snapshot that the zip *content* of file *name* holds.

    Raises:
        FileRefusedError: cut, a bomb, in a wrong encoding, or no snapshot of this system.
    """
    root = parsed(name, decoded(name, _unzipped(name, content, most_bytes)))
    if root.tag != "信访件快照":
        raise FileRefusedError(SHAPE, "no snapshot of petitions", where=name, remedy="look at the file")
    rows = tuple(Row(position, _fields(element)) for position, element in enumerate(root.iterfind("信访件"), start=1))
    announced = root.get("件数", "").strip()
    if announced and announced != str(len(rows)):
        raise FileRefusedError(
            CUT,
            f"{announced} petitions announced, {len(rows)} found",
            where=name,
            remedy="let the office send it again",
        )
    _refuse_drift(name, rows)
    return Snapshot(_instant(name, root), rows)


def _unzipped(name: str, content: bytes, most_bytes: int) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [member for member in archive.infolist() if member.filename.lower().endswith(".xml")]
            if len(members) != 1:
                raise FileRefusedError(SHAPE, f"{len(members)} XML files instead of one", where=name, remedy=_AGAIN)
            if members[0].file_size > most_bytes:
                raise _too_large(name, most_bytes)
            with archive.open(members[0]) as stream:
                text = stream.read(most_bytes + 1)
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise FileRefusedError(
            CUT, "the zip is cut or damaged", where=name, remedy="let the office send the file again, under any name"
        ) from error
    if len(text) > most_bytes:  # the directory of a zip may lie about the size
        raise _too_large(name, most_bytes)
    return text


def _too_large(name: str, most_bytes: int) -> FileRefusedError:
    return FileRefusedError(
        BOMB,
        f"unpacks to more than {most_bytes} bytes",
        where=name,
        remedy="look at it; raise most_bytes if right",
    )


def _fields(element: Element) -> dict[str, str]:
    return {_KNOWN.get(child.tag, child.tag): "".join(child.itertext()).strip() for child in element}


def _refuse_drift(name: str, rows: tuple[Row, ...]) -> None:
    headings = {heading for row in rows for heading in row.fields}
    missing = [heading for heading in REQUIRED if rows and heading not in headings]
    if missing:
        raise FileRefusedError(
            DRIFT,
            f"no petition has {'、'.join(missing)}; found {'、'.join(sorted(headings))}",
            where=name,
            remedy="the office says what the element is called now, then add it to the aliases",
        )


def _instant(name: str, root: Element) -> datetime:
    try:
        return parse_instant(root.get("生成时间", ""), "生成时间")
    except RowRejectedError as error:
        raise FileRefusedError(SHAPE, "its 生成时间 can't be read", where=name, remedy=_AGAIN) from error
