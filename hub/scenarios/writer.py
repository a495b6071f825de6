"""Writing a scenario folder: the reader's counterpart, line by line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from hub.core.daytime import SHANGHAI
from hub.core.events import Event
from hub.core.units import Unit
from hub.scenarios.reader import DeadlineList, Line, View

PLAN, INPUTS = "scenario.json", "inputs.jsonl"
_FEN = Decimal(100)


def entry_of(line: Line, seq: int, level: int | None) -> dict[str, object]:
    """Return *line* as an object of ``inputs.jsonl``; :func:`hub.scenarios.reader.line_of` gives the line back."""
    said = line.submission
    return {
        "seq": seq,
        "received_at": line.received_at.astimezone(SHANGHAI).isoformat(),
        "occurred_at": said.occurred_at.astimezone(SHANGHAI).isoformat(),
        "agency": said.agency,
        "system": said.system,
        "native_id": said.native_id,
        "dispute": said.root,
        "event": said.event.value,
        "unit": said.unit,
        "level": level,
        "data": {name: value for name, value in _data(said.event, said.details)},
        "hub_output": line.hub_output,
    }


def _data(event: Event, details: Mapping[str, object]) -> Iterable[tuple[str, object]]:
    for name, value in details.items():
        if name == "amount_fen":
            yuan = Decimal(str(value)) / _FEN
            yield "amount", int(yuan) if yuan == yuan.to_integral_value() else str(yuan)
        elif event is Event.DEADLINE_EXTENDED and name == "until":
            yield "to", str(value)
        elif isinstance(value, bool):
            yield name, int(value)
        else:
            yield name, str(value) if isinstance(value, date) else value


def text_of(entry: Mapping[str, object]) -> str:
    """Return one line of ``inputs.jsonl``."""
    return json.dumps(entry, ensure_ascii=False) + "\n"


def write_plan(folder: Path, units: Iterable[Unit], views: Sequence[View], deadlines: Sequence[DeadlineList]) -> None:
    """Write ``scenario.json``: the *units* that mediate, and what to print."""
    document = {
        "units": {
            unit.code: {
                "level": unit.level,
                "kind": unit.kind.value,
                "division": unit.division,
                "org_kind": unit.org_kind.value,
                "name": unit.name,
                "agency": unit.agency,
            }
            for unit in sorted(units, key=lambda unit: unit.code)
        },
        "views": [{"name": view.name, "month": view.month, "as_known_at": view.known_at.isoformat()} for view in views],
        "deadlines": [
            {"name": one.name, "known_at": one.known_at.isoformat(), "at": one.at.isoformat()} for one in deadlines
        ],
    }
    (folder / PLAN).write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
