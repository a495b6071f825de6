"""What a filled form becomes: the statements that any agency's system would make, at the instant of the click."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from hub.core.acts.catalogue import ACTS, ActSpec
from hub.core.acts.corrections import differing
from hub.core.acts.fields import Fault, FieldFault, FieldKind, Read, Values, read_fields
from hub.core.acts.offers import Offer, View, details_of, find_offer, native_id_of, root_of, takes
from hub.core.admissible import Objection, objections
from hub.core.codes import LabelledCode
from hub.core.daytime import local_day
from hub.core.dispute import DisputeState
from hub.core.events import Details, Fact, Submission, event_id
from hub.core.fold import APPLY, advance, status_of
from hub.core.units import Registry


class Refusal(LabelledCode):
    """Why an act isn't done, as the person reads it."""

    NOT_NOW = "NOT_NOW", "纠纷的状态已变，这一步现在不能办", "The dispute has moved: this can't be done now"
    NOTHING_NEW = "NOTHING_NEW", "这一步已经办过，没有变化", "This is done already: nothing would change"
    FIELDS = "FIELDS", "表中有未填或不符之处", "Something in the form is missing or doesn't fit"
    RULE = "RULE", "不符合移交或办理规则", "A rule stands against it"


@dataclass(frozen=True, slots=True)
class Click:
    """Which click, when: ``id`` comes with the form, so that one click is one act however often it arrives."""

    id: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What came of a form: statements, or why there are none."""

    submissions: tuple[Submission, ...] = ()
    refusal: Refusal | None = None
    faults: tuple[FieldFault, ...] = ()
    objections: tuple[Objection, ...] = ()


def state_act(view: View, key: str, values: Values, click: Click) -> Stated:
    """Return what the offer *key* states with *values*, or why it can't be."""
    offer = find_offer(view, key)
    if offer is None:
        return Stated(refusal=Refusal.NOT_NOW)
    spec = ACTS[offer.act]
    read, faults = read_fields(spec.fields, values)
    faults.extend(_unknown(spec, read, view))
    if faults:
        return Stated(refusal=Refusal.FIELDS, faults=tuple(faults))
    if spec.corrects:
        read = differing(view.state, offer.act, offer.about, read)
        if not read:
            return Stated(refusal=Refusal.NOTHING_NEW)
    made = tuple(_submissions(view, offer, read, click))
    refusal = why_not(view.state, made, view.registry)
    against = tuple(one for submission in made for one in objections(submission, view.registry))
    if against:
        return Stated(refusal=Refusal.RULE, objections=against)
    return Stated(submissions=made) if refusal is None else Stated(refusal=refusal)


def _unknown(spec: ActSpec, read: dict[str, Read], view: View) -> Iterator[FieldFault]:
    report = view.state.primary
    parties = {f"p{place}" for place in range(1, 1 + (0 if report is None else report.parties))}
    for field in spec.fields:
        value = read.get(field.name)
        if field.kind is FieldKind.UNIT and isinstance(value, str) and view.stamp(value) is None:
            yield FieldFault(field.name, Fault.UNKNOWN_UNIT)
        if field.kind is FieldKind.PARTIES and isinstance(value, tuple) and not parties.issuperset(value):
            yield FieldFault(field.name, Fault.UNKNOWN_CODE)
        if field.name == "division" and value is not None and not is_place(str(value)):
            yield FieldFault(field.name, Fault.UNKNOWN_CODE)
    if read.get("prevented") and not read.get("people"):
        yield FieldFault("people", Fault.MISSING)


def is_place(code: str) -> bool:
    """
    Return whether *code* is written as that of a county, a township or a village.

    >>> is_place("230803007"), is_place("西林街道")
    (True, False)
    """
    return code.isascii() and code.isdigit() and len(code) in (6, 9, 12)


def _submissions(view: View, offer: Offer, read: dict[str, Read], click: Click) -> Iterator[Submission]:
    spec = ACTS[offer.act]
    common: dict[str, object] = {**spec.fixed, **details_of(view.state, offer, f"{view.desk.agency}-{click.id}")}
    common |= {name: value for name, value in read.items() if name not in ("unit", spec.each)}
    unit = read.get("unit", offer.unit)
    each = read.get(spec.each) if spec.each is not None else None
    for subject in each if isinstance(each, tuple) else (None,):
        details = cast("Details", common if spec.each is None else {**common, spec.each: subject})
        yield _submission(view, offer, (unit if isinstance(unit, str) else None, details), click)


def _submission(view: View, offer: Offer, said: tuple[str | None, Details], click: Click) -> Submission:
    unit, details = said
    event, agency = ACTS[offer.act].event, view.desk.agency
    native_id = native_id_of(view, offer) or click.id
    return Submission(
        event=event,
        event_id=event_id(event.value, agency, native_id, unit, details),
        root=root_of(view.state, offer),
        agency=agency,
        system=agency,
        native_id=native_id,
        unit=unit,
        occurred_at=click.at,
        recorded_at=click.at,
        details=details,
    )


def as_fact(submission: Submission, registry: Registry) -> Fact:
    """Return *submission* as intake would write it, had it come when it was recorded."""
    unit = None if submission.unit is None else registry.find(submission.unit, local_day(submission.occurred_at))
    return Fact(
        event=submission.event,
        event_id=submission.event_id,
        root=submission.root,
        agency=submission.agency,
        system=submission.system,
        native_id=submission.native_id,
        unit=None if unit is None else unit.stamp,
        occurred_at=submission.occurred_at,
        received_at=submission.recorded_at,
        details=submission.details,
    )


def with_waiting(
    known: DisputeState | None, dispute: str, waiting: Iterable[Submission], registry: Registry
) -> DisputeState:
    """Return the dispute as it will be when what is *waiting* to be sent, in the order of clicks, has arrived."""
    state = DisputeState(dispute) if known is None else deepcopy(known)
    for submission in waiting:
        advance(state, as_fact(submission, registry))
    return replace(state, status=status_of(state))


def why_not(state: DisputeState, submissions: Sequence[Submission], registry: Registry) -> Refusal | None:
    """Return why *submissions* can't be said, one after the other, of the dispute as it is; None when they can."""
    copied = deepcopy(state)
    for submission in submissions:
        fact = as_fact(submission, registry)
        if not takes(copied, fact):
            return Refusal.NOTHING_NEW if APPLY[fact.event](copied, fact) else Refusal.NOT_NOW
        advance(copied, fact)
    return None
