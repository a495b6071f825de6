"""What the office has asked of mediating bodies, told from how 调解单位 and 调解状态 changed night by night."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from hub.connectors.parsing import parse_text
from hub.core.codes import ConsentState, ReferralKind
from hub.core.daytime import local_day
from hub.core.errors import RowRejectedError
from hub.core.events import Details, Event
from hub.core.units import Registry, county_of
from hub_petition.codes import STATES, MediationState
from hub_petition.parties import count_of
from hub_petition.records import TASK_OF, Petition

_KIND = ReferralKind.PETITION_COMMISSION.value
_MOST_SUBJECTS = 200
"""A dispute holds a thousand facts at most; where thousands signed, their consent is the mediating body's to record."""
_ASKED = frozenset({MediationState.ASKING, MediationState.COMMISSIONED})


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that the office states: event, when, about which unit, with which details."""

    event: Event
    at: datetime
    unit: str | None
    details: Details


@dataclass(slots=True)
class _Standing:
    """Where the office stands: the newest commission and whether it's still out."""

    own_root: str
    subjects: int
    office: str | None
    number: int = 0
    unit: str | None = None
    out: bool = False
    asking: bool = False

    @property
    def ref(self) -> str:
        return f"{self.own_root}#{self.number}"


def unit_of(text: str, at: datetime, registry: Registry, *, must: bool) -> str | None:
    """
    Return the code of the unit that 调解单位 names by code, by name, or by a code in brackets.

    What a clerk mistyped once and has mended since (not *must*) is passed over.

    Raises:
        RowRejectedError: the registry knows no such unit on that day.
    """
    day = local_day(at)
    candidates = [text, text.rpartition("(")[2].rstrip(")")]
    for candidate in candidates:
        if registry.find(candidate, day):
            return candidate
    named = sorted(
        unit.code
        for versions in registry.units.values()
        for unit in versions
        if unit.is_valid_on(day) and unit.name == text
    )
    if len(named) == 1:
        return named[0]
    if not must:
        return None
    raise RowRejectedError(
        field="调解单位",
        reason="several units have this name; type the code" if named else "isn't in the registry of units on that day",
        value=text[:40],
        code="E-UNIT-01",
        task_of=TASK_OF,
    )


def office_of(number: str, day: date, registry: Registry) -> str | None:
    """Return the office that registered a petition: its number names the division; None if the registry hasn't it."""
    code = f"XF-{county_of(number[2:8])}"
    return code if registry.find(code, day) is not None else None


def referral_statements(petition: Petition, own_root: str, registry: Registry) -> Iterator[Statement]:
    """Yield commissions, reassignments, withdrawals and consent of *petition* in the order in which they were seen."""
    office = office_of(petition.number, local_day(petition.registered_at), registry)
    standing = _Standing(own_root, subjects=min(count_of(petition), _MOST_SUBJECTS), office=office)
    sightings = petition.sightings or ((petition.seen_at, petition.mediator, petition.state.value),)
    for position, (at, unit_text, state_text) in enumerate(sightings, start=1):
        state = STATES.get(parse_text(state_text, "调解状态"), MediationState.NONE)
        named = parse_text(unit_text, "调解单位")
        if state in _ASKED and named:
            unit = unit_of(named, at, registry, must=position == len(sightings))
            yield from _commissioned(standing, at, unit, state) if unit else ()
        elif state is MediationState.REFUSED:
            yield from _refused(standing, at, unit_of(named, at, registry, must=False) if named else None)
        elif state is MediationState.WITHDRAWN and standing.out:
            yield Statement(Event.REFERRAL_WITHDRAWN, at, standing.unit, {"ref": standing.ref})
            standing.out = False


def _commissioned(standing: _Standing, at: datetime, unit: str, state: MediationState) -> Iterator[Statement]:
    asking = state is MediationState.ASKING
    if not standing.out or unit != standing.unit:
        former = standing.ref if standing.out else None
        standing.number += 1
        standing.unit, standing.out = unit, True
        details: Details = {"ref": standing.ref, "kind": _KIND}
        if asking:
            details["delivered"] = False
        if former is not None:
            details["pred"] = former
        if standing.office is not None:
            # a centre must be of the office's own level (PET-2)
            details["frm"] = standing.office
        yield Statement(Event.REFERRAL_CREATED if former is None else Event.REFERRAL_REASSIGNED, at, unit, details)
    elif standing.asking and not asking:
        for subject in range(1, standing.subjects + 1):
            given: Details = {"subject": f"p{subject}", "state": ConsentState.GIVEN.value, "ref": standing.ref}
            yield Statement(Event.CONSENT_RECORDED, at, None, given)
    standing.asking = asking


def _refused(standing: _Standing, at: datetime, unit: str | None) -> Iterator[Statement]:
    if unit and not standing.out:
        # Asked and refused within a day: no snapshot ever showed the commission that was refused.
        yield from _commissioned(standing, at, unit, MediationState.ASKING)
    details: Details = {"subject": "p1", "state": ConsentState.WITHHELD.value}
    if standing.out:
        details["ref"] = standing.ref
    standing.out = standing.asking = False
    yield Statement(Event.CONSENT_WITHHELD, at, None, details)
