"""Reading a scenario folder: units, the views to print, and the input lines as submissions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from hub.core.codes import MediationKind, OrgKind
from hub.core.errors import ClosedInputError
from hub.core.events import DETAILS, VOCABULARY, Details, Event, Submission, event_id
from hub.core.reports import ReportLine
from hub.core.units import MAX_LEVEL, Registry, Unit

_RENAMED = {
    (Event.DEADLINE_EXTENDED, "to"): "until",
}
_LINKS = {
    Event.DISPUTE_LINKED: "absorbed",
    Event.DISPUTES_MERGED: "absorbed",
    Event.DISPUTE_SPLIT: "restored",
    Event.LINK_REJECTED: "absorbed",
    Event.LINK_REOPENED: "absorbed",
}
_AGENCY_OF_UNITS = "justice"


@dataclass(frozen=True, slots=True)
class View:
    """A month as known at the end of a day."""

    name: str
    month: str
    known_at: date


@dataclass(frozen=True, slots=True)
class DeadlineList:
    """The day at which deadlines are listed, as known at the end of another."""

    name: str
    known_at: date
    at: date


@dataclass(frozen=True, slots=True)
class Line:
    """One input line: when the hub took it in, what was said, and whether the hub itself should say it."""

    received_at: datetime
    submission: Submission
    hub_output: bool


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario folder, read."""

    registry: Registry
    views: tuple[View, ...]
    deadlines: tuple[DeadlineList, ...]
    lines: tuple[Line, ...]


def read_scenario(folder: Path) -> Scenario:
    """
    Return what *folder* holds.

    Raises:
        ClosedInputError: a file is missing, isn't JSON, or a line names an event or detail that doesn't exist.
    """
    path = folder / "scenario.json"
    plan = _json(path)
    try:
        registry = Registry.of(_unit(code, unit) for code, unit in plan["units"].items())
        views = tuple(View(view["name"], _month(view["month"]), _day(view["as_known_at"])) for view in plan["views"])
        deadlines = tuple(
            DeadlineList(entry["name"], _day(entry["known_at"]), _day(entry["at"]))
            for entry in plan.get("deadlines", [])
        )
    except _MISFITS as error:
        raise ClosedInputError(_told(error), where=str(path), remedy="compare it with examples/scenarios") from error
    lines = tuple(_lines(folder / "inputs.jsonl"))
    return Scenario(_with_named_units(registry, lines), views, deadlines, lines)


def _with_named_units(registry: Registry, lines: Iterable[Line]) -> Registry:
    """
    Add the bodies that lines name but the scenario doesn't list: an invited bureau, a centre that issues an order.

    They mediate nothing there, so that nothing but their name matters.
    """
    listed = [unit for versions in registry.units.values() for unit in versions]
    named = {line.submission.unit for line in lines if line.submission.unit is not None} - registry.units.keys()
    return Registry.of([*listed, *(_body(code) for code in sorted(named))], registry.version)


def _body(code: str) -> Unit:
    return Unit(
        code=code,
        name=code,
        level=MAX_LEVEL - 1,
        kind=MediationKind.ADMIN,
        org_kind=OrgKind.ADMIN_ORGAN,
        division="",
        agency=code,
    )


def _json(path: Path) -> dict:  # type: ignore[type-arg]  # JSON from outside: the reader below checks each key it takes
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ClosedInputError("the file is missing", where=str(path), remedy="name a scenario folder") from error
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ClosedInputError("the file isn't JSON in UTF-8", where=str(path)) from error
    if not isinstance(content, dict):
        raise ClosedInputError("the file holds no JSON object", where=str(path))
    return content


def _unit(code: str, unit: Mapping[str, object]) -> Unit:
    return Unit(
        code=code,
        name=str(unit.get("name", code)),
        level=int(str(unit["level"])),
        kind=MediationKind(str(unit["kind"])),
        org_kind=OrgKind(str(unit["org_kind"])),
        division=str(unit["division"]),
        agency=str(unit.get("agency", _AGENCY_OF_UNITS)),
    )


def _lines(path: Path) -> Iterator[Line]:
    try:
        texts = path.read_bytes().split(b"\n")
    except FileNotFoundError as error:
        raise ClosedInputError("the file is missing", where=str(path), remedy="name a scenario folder") from error
    for number, text in enumerate(texts, 1):
        if not text.strip():
            continue
        try:
            yield line_of(json.loads(text))
        except _MISFITS as error:
            raise ClosedInputError(
                _told(error), where=f"{path.name} line {number}", remedy="mend that line; nothing was replayed"
            ) from error


_MISFITS = (KeyError, ValueError, TypeError, AttributeError, ArithmeticError)
"""What reading JSON of another shape raises."""


def _told(error: Exception) -> str:
    return f"can't be read: {type(error).__name__}: {error}"


def _month(text: str) -> str:
    date.fromisoformat(f"{text}-01")
    return text


def _day(text: str) -> date:
    """Return a day, also of an instant written out; cut-offs are by day."""
    return date.fromisoformat(text[:10])


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"{text} has no offset")
    return instant.astimezone(UTC)


def line_of(entry: Mapping[str, object]) -> Line:
    """
    Return one parsed JSON line as a submission.

    Raises:
        KeyError: a key is missing.
        ValueError: an event, a detail or a time isn't of the vocabulary.
    """
    event = Event(str(entry["event"]))
    data = entry.get("data")
    told: Mapping[str, object] = data if isinstance(data, dict) else {}
    system, native_id = str(entry["system"]), str(entry["native_id"])
    details = _details(event, native_id, told)
    unit = None if entry.get("unit") is None else str(entry["unit"])
    identity = event_id(event.value, system, native_id, unit, told)
    link = _LINKS.get(event)
    root = str(details[link]) if link is not None else str(entry["dispute"])  # type: ignore[literal-required]  # a detail's name
    occurred_at = _instant(str(entry["occurred_at"]))
    return Line(
        received_at=_instant(str(entry["received_at"])),
        submission=Submission(
            event=event,
            event_id=identity,
            root=root,
            agency=str(entry["agency"]),
            system=system,
            native_id=native_id,
            unit=unit,
            occurred_at=occurred_at,
            recorded_at=occurred_at,
            details=details,
        ),
        hub_output=bool(entry.get("hub_output", False)),
    )


def _details(event: Event, native_id: str, data: Mapping[str, object]) -> Details:
    known: dict[str, object] = {}
    for name, value in data.items():
        if value is None:
            continue
        if name == "amount":
            known["amount_fen"] = int(Decimal(str(value)) * 100)
            continue
        target = _RENAMED.get((event, name), name)
        if target not in DETAILS:
            raise ValueError(f"{event.value} has no detail {name}")
        known[target] = _typed(target, value)
    spec = VOCABULARY[event]
    if event in _CORRECTS:
        known.setdefault("supersedes", f"{native_id}/{_CORRECTS[event].value}")
    for name, default in _DEFAULTS.items():
        if name in spec.required and name not in known:
            known[name] = default
    allowed = {*spec.required, *spec.optional}
    return {name: value for name, value in known.items() if name in allowed}  # type: ignore[return-value]  # checked names


_CORRECTS = {
    Event.DISPUTE_CORRECTED: Event.DISPUTE_REPORTED,
    Event.AGREEMENT_CORRECTED: Event.AGREEMENT_REACHED,
}
_DEFAULTS: Mapping[str, object] = {
    "amount_fen": 0,
    "parties": 2,
    "state": "GIVEN",
    "channel": "OTHER",
    "subject": "",
    "reason": "",
    "type": "OTHER",
    "v": 1,
    "kind": "TRANSFER",
    "form": "WRITTEN",
}
"""Details that a scenario may leave out; an agency's submission may not."""


def _typed(name: str, value: object) -> object:
    match DETAILS[name].avro:
        case "date":
            return date.fromisoformat(str(value))
        case "boolean":
            return bool(value)
        case "int" | "long":
            return int(str(value))
        case "ReportLines":
            return _report_lines(value)
        case "strings":
            return [str(item) for item in value] if isinstance(value, list) else [str(value)]
        case _:
            return str(value)


def _report_lines(value: object) -> list[ReportLine]:
    """Return ``{"cases": 3}`` or ``[[row, measure, value], …]`` as lines of a report."""
    if isinstance(value, dict):
        return [ReportLine("", str(measure), int(str(figure))) for measure, figure in value.items()]
    entries: list[list[object]] = value if isinstance(value, list) else []
    return [ReportLine(str(row), str(measure), int(str(figure))) for row, measure, figure in entries]
