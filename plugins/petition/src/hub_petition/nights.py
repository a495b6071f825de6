"""Compares a snapshot with what earlier nights said, and says which petitions are new, changed or gone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from hub.connectors.native import version_of
from hub.connectors.parsing import is_blank
from hub.core.daytime import local_day
from hub.core.privacy import half_width
from hub.plugins.spec import Native, NativeRecord
from hub_petition.codes import STATES, MediationState
from hub_petition.memory import Dates, Known, Memory, Sighting
from hub_petition.snapshot import Row, Snapshot
from hub_petition.translate import GONE, SNAPSHOT

_UNNUMBERED = "?"


def is_too_small(memory: Memory, snapshot: Snapshot, smallest_share: float) -> bool:
    """Return whether *snapshot* lost so many petitions that a broken export is likelier than so many withdrawals."""
    return len(snapshot.rows) < memory.size * smallest_share


def compared(
    name: str, memory: Memory, snapshot: Snapshot, missing_nights: int
) -> tuple[tuple[NativeRecord, ...], Memory]:
    """Return the records that *snapshot* changes and the memory after it; *name* is the file's."""
    numbered = _by_number(snapshot)
    known = dict(memory.rows)
    records = [
        *_present(name, snapshot, numbered, known),
        *_gone(name, snapshot, set(numbered), known, _Night(missing_nights, _is_new_day(memory, snapshot))),
    ]
    return tuple(records), replace(
        memory, rows=known, last_at=snapshot.at.isoformat(), size=sum(key[0] != _UNNUMBERED for key in numbered)
    )


class _Night:
    """How missing petitions count: a snapshot sent again on the same day isn't another night."""

    def __init__(self, allowed: int, counts: bool) -> None:
        self.allowed = allowed
        self.counts = counts


def _is_new_day(memory: Memory, snapshot: Snapshot) -> bool:
    return not memory.last_at or local_day(datetime.fromisoformat(memory.last_at)) < local_day(snapshot.at)


def _by_number(snapshot: Snapshot) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in snapshot.rows:
        number = "".join(_plain(row.fields.get("信访件编号", "")).split()).upper()
        rows = found.setdefault(number or f"{_UNNUMBERED}{version_of(row.fields)}", [])
        if all(row.fields != other.fields for other in rows):
            rows.append(row)
    return found


def _plain(text: str) -> str:
    return "" if is_blank(text) else half_width(text[:60])


def _present(
    name: str, snapshot: Snapshot, numbered: Mapping[str, list[Row]], known: dict[str, Known]
) -> Iterator[NativeRecord]:
    for number, rows in numbered.items():
        before = known.get(number)
        after = _known_after(before, rows, snapshot.at)
        known[number] = after
        if before is None or before.withdrawn or before.digest != after.digest:
            yield _record(name, snapshot, number, rows, after)


def _known_after(before: Known | None, rows: list[Row], at: datetime) -> Known:
    fields = rows[0].fields
    digest = (
        version_of(fields)
        if len(rows) == 1
        else version_of({str(row.position): version_of(row.fields) for row in rows})
    )
    root = _root(before, fields)
    if before is not None and before.withdrawn:
        return Known(
            digest=digest,
            root=root,
            sightings=_sighted((), fields, at),
            dates=_dated((), fields),
            generation=before.generation + 1,
        )
    return Known(
        digest=digest,
        root=root,
        sightings=_sighted(before.sightings if before else (), fields, at),
        dates=_dated(before.dates if before else (), fields),
        generation=before.generation if before else 1,
    )


def _root(before: Known | None, fields: Mapping[str, str]) -> str:
    """
    Return the reference under which the petition was first reported; what is typed in later doesn't move it.

    A petition that was its own root stays so: moving it would be a merge, which is linking's to decide.
    """
    if before is not None and (not before.root or ":" in before.root):
        return before.root
    typed = fields.get("枢纽编号", "")
    return "" if is_blank(typed) else typed


def _sighted(before: tuple[Sighting, ...], fields: Mapping[str, str], at: datetime) -> tuple[Sighting, ...]:
    unit, state = fields.get("调解单位", ""), fields.get("调解状态", "")
    if not before and STATES.get(_plain(state), MediationState.NONE) is MediationState.NONE:
        return ()
    if before and before[-1][1:] == (unit, state):
        return before
    return (*before, (at.isoformat(), unit, state))


def _dated(before: tuple[Dates, ...], fields: Mapping[str, str]) -> tuple[Dates, ...]:
    """Keep each retyping of the course's dates, so that one which is typed back is told from the first."""
    accepted, informed, answered = (_plain(fields.get(name, "")) for name in ("受理日期", "告知日期", "答复日期"))
    stand: Dates = (accepted, informed, answered)
    return before if stand == (before[-1] if before else ("", "", "")) else (*before, stand)


def _record(name: str, snapshot: Snapshot, number: str, rows: list[Row], known: Known) -> NativeRecord:
    fields: dict[str, Native] = {**rows[0].fields}
    fields["快照时间"] = snapshot.at.isoformat()
    fields["首见枢纽编号"] = known.root
    fields["登记次序"] = known.generation
    fields["历次委托"] = [list(sighting) for sighting in known.sightings]
    fields["历次日期"] = [list(dates) for dates in known.dates]
    if len(rows) > 1:
        fields["重号"] = "、".join(f"第{row.position}件" for row in rows)
    return NativeRecord(
        source=SNAPSHOT,
        native_id=_native_id(number, known.generation),
        version=known.digest,
        fields=fields,
        place=f"{name} 第{rows[0].position}件",
    )


def _native_id(number: str, generation: int) -> str:
    return number if generation == 1 else f"{number}@{generation}"


def _gone(
    name: str, snapshot: Snapshot, present: set[str], known: dict[str, Known], night: _Night
) -> Iterator[NativeRecord]:
    for number in sorted(set(known) - present):
        before = known[number]
        if number[0] == _UNNUMBERED:
            del known[number]
            yield _farewell(name, snapshot, number, before)
        elif not before.withdrawn and night.counts:
            missing = before.missing + 1
            withdrawn = missing >= night.allowed
            known[number] = before.model_copy(update={"missing": missing, "withdrawn": withdrawn})
            if withdrawn:
                yield _farewell(name, snapshot, number, before)


def _farewell(name: str, snapshot: Snapshot, number: str, known: Known) -> NativeRecord:
    """
    Return the record of a petition that is gone, under the key of its row: what was held of that row is let go.

    A row without a number states nothing by going: it was never reported, and has probably been given its number.
    """
    fields: dict[str, Native] = {"快照时间": snapshot.at.isoformat(), "首见枢纽编号": known.root}
    fields[GONE] = "" if number[0] == _UNNUMBERED else number
    return NativeRecord(
        source=SNAPSHOT,
        native_id=_native_id(number, known.generation),
        version=f"gone-{snapshot.at:%Y%m%d}",
        fields=fields,
        place=f"{name} 缺失 {number}",
    )
