"""Corrections of what a desk stated before: what stands begins the form, what differs is stated, the rest is left."""

from __future__ import annotations

from datetime import date

from hub.core.acts.catalogue import ACTS, About, Act
from hub.core.acts.fields import FieldKind, Read, Values
from hub.core.dispute import Agreement, DisputeState, Report
from hub.core.events import Event


def correction_of(state: DisputeState, act: Act, about: str) -> dict[str, object]:
    """Return the details by which a correction names what it corrects: which statement, and which correction of it."""
    found = corrected(state, act, about)
    if found is None:
        return {}
    event = Event.DISPUTE_REPORTED if isinstance(found, Report) else Event.AGREEMENT_REACHED
    return {"v": found.corrected_v + 1, "supersedes": f"{found.native_id}/{event.value}"}


def corrected(state: DisputeState, act: Act, about: str) -> Report | Agreement | None:
    """Return the statement that *act* corrects, as it stands."""
    if ACTS[act].about is About.AGREEMENT:
        return next((one for one in state.agreements if str(one.v) == about), None)
    return next((one for one in state.reports.values() if one.root == about and not one.retracted), None)


def standing(state: DisputeState, act: Act, about: str) -> Values:
    """Return what stands, as its form would send it; nothing for an act that corrects nothing."""
    spec = ACTS[act]
    found = corrected(state, act, about) if spec.corrects else None
    if found is None:
        return {}
    return {field.name: _typed(field.kind, getattr(found, field.name)) for field in spec.fields}


def _typed(kind: FieldKind, value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if kind is FieldKind.YUAN and isinstance(value, int):
        return (f"{value / 100:.2f}",)
    if kind is FieldKind.YES_NO:
        return ("yes" if value else "no",)
    return (value.isoformat() if isinstance(value, date) else str(value),)


def differing(state: DisputeState, act: Act, about: str, read: dict[str, Read]) -> dict[str, Read]:
    """Return of what was *read* from the form what differs from what stands."""
    found = corrected(state, act, about)
    return {name: value for name, value in read.items() if getattr(found, name, None) != value}
