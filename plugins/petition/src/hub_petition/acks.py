"""The office's acknowledgement files: what it says, a day later, about the hub's replies."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element

from hub.core.errors import AgencyUnavailableError
from hub.plugins.spec import InputFault, Native, NativeRecord
from hub_petition.memory import Memory
from hub_petition.translate import ACKS
from hub_petition.xmlfile import FileRefusedError, decoded, parsed


def read_acks(paths: Sequence[Path], memory: Memory) -> tuple[tuple[NativeRecord, ...], tuple[InputFault, ...], Memory]:
    """Return what is new in the files of *paths*, files that can't be read, and the memory afterwards."""
    records: list[NativeRecord] = []
    faults: list[InputFault] = []
    read = dict(memory.acks)
    for path in paths:
        content = _content(path)
        digest = hashlib.sha256(content).hexdigest()[:16]
        if read.get(path.name) == digest:
            continue
        read[path.name] = digest
        try:
            records.extend(_records(path.name, content))
        except FileRefusedError as error:
            faults.append(InputFault(source=ACKS, place=path.name, code=error.code, reason=str(error), content=content))
    return tuple(records), tuple(faults), replace(memory, acks=read)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise AgencyUnavailableError("a file can't be read", where=path.name, remedy="try again later") from error


def _records(name: str, content: bytes) -> list[NativeRecord]:
    root = parsed(name, decoded(name, content))
    return [_record(name, position, element) for position, element in enumerate(root.iterfind("回执"), start=1)]


def _record(name: str, position: int, element: Iterable[Element]) -> NativeRecord:
    fields: dict[str, Native] = {child.tag: "".join(child.itertext()).strip() for child in element}
    return NativeRecord(
        source=ACKS,
        native_id=str(fields.get("回复编号") or f"{name}#{position}"),
        version=hashlib.sha256(repr(sorted(fields.items())).encode()).hexdigest()[:16],
        fields=fields,
        place=f"{name} 第{position}条",
    )
