"""The office's acknowledgement files: what it says, a day later, about the hub's replies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element

from hub.connectors.files import element_fields, parse_markup, read_bytes
from hub.connectors.native import version_of
from hub.core.errors import ClosedInputError
from hub.plugins.spec import InputFault, Native, NativeRecord
from hub_petition.digests import FileDigests
from hub_petition.memory import Memory
from hub_petition.translate import ACKS


def read_acks(
    paths: Sequence[Path], memory: Memory, digests: FileDigests
) -> tuple[tuple[NativeRecord, ...], tuple[InputFault, ...], Memory]:
    """Return what is new in the files of *paths*, files that can't be read, and the memory afterwards."""
    records: list[NativeRecord] = []
    faults: list[InputFault] = []
    read = dict(memory.acks)
    for path in paths:
        digest = digests.of(path)
        if read.get(path.name) == digest:
            continue
        read[path.name] = digest
        content = b""
        try:
            content = read_bytes(path)
            records.extend(_records(path.name, content))
        except ClosedInputError as error:
            faults.append(InputFault(source=ACKS, place=path.name, code=error.code, reason=str(error), content=content))
    return tuple(records), tuple(faults), replace(memory, acks=read)


def _records(name: str, content: bytes) -> list[NativeRecord]:
    root = parse_markup(content, where=name)
    return [_record(name, position, element) for position, element in enumerate(root.iterfind("回执"), start=1)]


def _record(name: str, position: int, element: Element) -> NativeRecord:
    fields: dict[str, Native] = {**element_fields(element)}
    return NativeRecord(
        source=ACKS,
        native_id=str(fields.get("回复编号") or f"{name}#{position}"),
        version=version_of(fields),
        fields=fields,
        place=f"{name} 第{position}条",
    )
