"""The examples of a mapping file, which are its tests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from hub.connectors.mapping.expressions import Value
from hub.connectors.mapping.model import Example, Mapping
from hub.connectors.mapping.profiles import PROFILES
from hub.connectors.mapping.rows import RawRow, ReadRow, RowReader
from hub.connectors.mapping.story import Story
from hub.connectors.statements import Speaker
from hub.core.codes import IdKind
from hub.core.errors import RowRejectedError
from hub.core.privacy import half_width
from hub.core.units import Registry

_FULL_DAY = re.compile(r"(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]")


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that an example doesn't give: which, what was wanted, what came."""

    number: int
    line: int
    name: str
    wanted: str
    given: str


class NoTokens:
    """Stands in for the hub's key where nothing leaves: examples and trials of a mapping file."""

    def strong(self, kind: IdKind, number: str) -> str:
        """Return a token that tells nobody."""
        return f"{kind.value}:{len(number)}"

    def weak(self, kind: str, value: str) -> str:
        """Return a token that tells nobody."""
        return f"{kind}:{len(value)}"


def failed_examples(mapping: Mapping) -> list[Failure]:
    """Return what the examples of *mapping* don't give; none is well."""
    return [
        failure for number, example in enumerate(mapping.examples, 1) for failure in _tried(mapping, example, number)
    ]


def _tried(mapping: Mapping, example: Example, number: int) -> Iterator[Failure]:
    raw = RawRow(fields=example.row, period=example.period or _period(example), received_on=example.received)
    try:
        row = RowReader(mapping).read(raw)
        events = _events(mapping, row) if example.events else ()
    except RowRejectedError as refusal:
        yield Failure(number, example.mark.line, refusal.field, "", f"{refusal.code} {refusal.reason}")
        return
    for name, wanted in example.gives.items():
        given = _shown(row.values.get(name))
        if given != wanted.strip():
            yield Failure(number, example.mark.line, name, wanted, given)
    if example.events and events != example.events:
        yield Failure(number, example.mark.line, "events", "、".join(example.events), "、".join(events))


def _period(example: Example) -> str:
    """Return the latest month that a full day of the example names: its file would be of that one."""
    found = [
        f"{match['y']}-{int(match['m']):02d}"
        for cell in example.row.values()
        if (match := _FULL_DAY.search(half_width(cell))) is not None and 1 <= int(match["m"]) <= 12
    ]
    return max(found, default="")


def _shown(value: Value) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def _events(mapping: Mapping, row: ReadRow) -> tuple[str, ...]:
    profile = PROFILES[mapping.profile]
    speaker = Speaker(
        agency=mapping.adapter,
        system=mapping.system,
        native_id="example",
        version="1",
        root=row.text("hub_root") or f"{mapping.system}:example",
        recorded_at=datetime(1970, 1, 1, tzinfo=UTC),
    )
    registry = Registry.of([mapping.unit])
    story = Story(
        mapping=mapping,
        row=row,
        speaker=speaker,
        registry=registry,
        tokeniser=NoTokens(),
        default_channel=profile.channel,
    )
    profile.tell(story)
    return tuple(submission.event.value for submission in story.said)
