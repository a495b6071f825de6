"""What can be done to one dispute, and the form of one act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response

from hub.console import frame
from hub.console.actions.counters import BENCH, counter_of
from hub.console.actions.drawing import drawable
from hub.console.actions.opening import record_act
from hub.console.actions.places import DIVISION, likely_places
from hub.console.actions.sitting import Sitting, Typed, asked_of, desk_of, new_click, own_units, sitting
from hub.console.entry import entitled, signed_in
from hub.console.pages.bench import waiting_rows
from hub.console.seam import Viewer, console_of
from hub.console.texts import bench as said
from hub.core.acts.catalogue import ACTS, About, Act
from hub.core.acts.corrections import standing
from hub.core.acts.fields import FieldKind, FormField, Values
from hub.core.acts.offers import Offer, View, find_offer, offers
from hub.core.acts.statements import Refusal, Stated
from hub.core.clocks import deadlines
from hub.core.codes import ReferralKind
from hub.core.daytime import SHANGHAI, local_day
from hub.core.errors import UnknownRecordError
from hub.core.events import Event
from hub.core.holder import holder
from hub.core.permissions import Area, Deed
from hub.core.routes import ROUTES
from hub.core.units import Unit
from hub.workbench.desk import UNTYPED, form_of
from hub.workbench.outbox import due_at
from hub.workbench.papers import Filed
from hub.workbench.records import Action

router = APIRouter(prefix="/bench")

Reader = Annotated[Viewer, Depends(entitled(Area.CASES, Deed.READ))]
Worker = Annotated[Viewer, Depends(entitled(Area.CASES, Deed.WRITE))]
Looking = Annotated[Viewer, Depends(signed_in(is_deed=False))]
"""Who asks for what changes nothing that others see."""
Dispute = Annotated[str, Query(max_length=300)]
_MOST_UNITS = 400
_UNSAID = frozenset({About.REPORT, About.STATEMENT, About.AGREEMENT})
"""What people don't call by the key under which it stands."""
_RECEIVERS = frozenset(target for route in ROUTES if route.kind is ReferralKind.TRANSFER for target in route.targets)


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a field may have, as it's shown."""

    value: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Shown:
    """
    A field as the page draws it: with its choices, what was typed, and what's wrong with it.

    ``likely`` are values and names that are offered while one types; others may be typed.
    """

    field: FormField
    choices: Sequence[Choice]
    typed: Sequence[str]
    fault: str = ""
    likely: Sequence[tuple[str, str]] = ()


@router.get("/case")
def case(request: Request, viewer: Worker, dispute: Dispute) -> HTMLResponse:
    """Show a dispute as this desk works on it: who holds it, what can be done, its papers."""
    with sitting(request, viewer) as sat:
        view = view_of(sat, dispute)
        return frame.page(
            request,
            viewer,
            "bench_case.html",
            said.CASE_WORK,
            status=200,
            said=said,
            **_case(sat, view),
            **waiting_rows(sat),
        )


@router.get("/acts")
def acts(request: Request, viewer: Reader, dispute: Dispute) -> HTMLResponse:
    """Show what can be done, as a part of another page; nothing for who doesn't work here."""
    console = console_of(request)
    if console.desk is None or not own_units(viewer, console.settings.workbench.units):
        return HTMLResponse("")
    with sitting(request, viewer) as sat:
        view = view_of(sat, dispute)
        return frame.fragment(request, viewer, "bench_case.html", "acts", said=said, **_case(sat, view))


@router.get("/act")
def form(request: Request, viewer: Worker, dispute: Dispute, do: Annotated[str, Query(max_length=300)]) -> Response:
    """Show the form of one act, with what was typed into it before."""
    with sitting(request, viewer) as sat:
        view = view_of(sat, dispute)
        offer = find_offer(view, do)
        if offer is None:
            return frame.page(
                request,
                viewer,
                "bench_case.html",
                said.CASE_WORK,
                status=409,
                said=said,
                **{**_case(sat, view), "refusal": Refusal.NOT_NOW},
                **waiting_rows(sat),
            )
        return act_form(request, sat, view, offer)


@router.post("/act")
def act(request: Request, viewer: Worker, values: Typed) -> Response:
    """Do an act; what can't be done is told on its form, with everything that was typed."""
    asked = asked_of(values)
    with sitting(request, viewer) as sat:
        done = sat.desk.click(sat.clerk, sat.known, asked)
        if done.action is not None:
            return clicked(request, sat, done.action)
        view = view_of(sat, asked.dispute)
        offer = find_offer(view, asked.key)
        if offer is None or done.stated.refusal is Refusal.NOT_NOW:
            shown = {**_case(sat, view), "refusal": done.stated.refusal or Refusal.NOT_NOW}
            return frame.page(
                request,
                viewer,
                "bench_case.html",
                said.CASE_WORK,
                status=409,
                said=said,
                **shown,
                **waiting_rows(sat),
            )
        return act_form(request, sat, view, offer, values=values, stated=done.stated)


@router.post("/draft")
def draft(request: Request, viewer: Looking, values: Typed) -> HTMLResponse:
    """Keep what was typed so far; asked by the page itself while somebody types."""
    desk = desk_of(request)
    name = "".join(values.pop("draft", ()))[:700]
    kept = {field: typed for field, typed in values.items() if field not in UNTYPED}
    now = desk.clock.now()
    with desk.outbox.database.transaction():
        # A page that is being sent may ask once more behind its own form: what was sent has no draft any more.
        if desk.outbox.find("".join(values.get("click", ()))) is not None:
            return HTMLResponse("")
        desk.drafts.save(viewer.person, name, kept, now)
    return frame.fragment(request, viewer, "bench_saved.html", "saved", said=said, saved=now)


def clicked(request: Request, sat: Sitting, action: Action) -> Response:
    """Send the browser back to the workbench, which shows what waits: *action* among it."""
    record_act(request, sat.viewer, action.dispute, action.act, "clicked")
    label = Act(action.act)
    until = due_at(action.clicked_at, sat.window)
    name = label.zh if sat.viewer.language == "zh" else label.en
    at = f"{until.astimezone(SHANGHAI):%H:%M:%S}"
    return frame.moved(request, counter_of(label).page, said.CLICKED, act=name, at=at)


def view_of(sat: Sitting, dispute: str) -> View:
    """
    Return *dispute* as the sitting sees it.

    Raises:
        UnknownRecordError: there's none, or none that concerns who sits here: the one is as unknown as the other.
    """
    view = sat.view(dispute)
    if view.state.primary is None or not sat.concerns(view):
        raise UnknownRecordError("no such dispute", where=dispute[:80], remedy="search for it by its number")
    return view


def _case(sat: Sitting, view: View) -> Mapping[str, object]:
    report = view.state.primary
    held = holder(view.state, view.terms)
    return {
        "dispute": view.state.dispute,
        "number": "" if report is None else report.number or report.native_id,
        "report": report,
        "standing": view.state.status,
        "held": held,
        "holder_name": sat.unit_name(None if held is None else held.who),
        "offers": [
            (offer, _about(sat, view, offer), BENCH.address(view.state.dispute, offer.key)) for offer in offers(view)
        ],
        "specs": ACTS,
        "papers": _papers(sat, view),
        "draws": tuple(drawable(sat, view)),
        "draw_click": new_click(),
        "reasons": sat.reasons,
        "refusal": None,
        "known": sat.known.of_root(view.state.dispute) is not None,
    }


def _papers(sat: Sitting, view: View) -> list[Filed]:
    return sat.desk.papers.of_dispute(view.state.dispute, sat.clerk.units)


def _about(sat: Sitting, view: View, offer: Offer) -> str:
    """Return what an act is about as people call it: the unit at the other end of a referral, a body invited."""
    if ACTS[offer.act].about in _UNSAID:
        return ""
    referral = view.state.referrals.get(offer.about)
    if referral is None:
        return sat.unit_name(offer.about) if offer.about else ""
    if referral.unit is not None and referral.unit.code not in sat.clerk.units:
        return sat.unit_name(referral.unit.code)
    return sat.unit_name(referral.sender or referral.agency)


def act_form(request: Request, sat: Sitting, view: View, offer: Offer, **state: object) -> HTMLResponse:
    """Show the form of *offer*: as it was sent, as it was left, or with what stands where it corrects something."""
    counter = counter_of(offer.act) if sat.clerk.rights == {ACTS[offer.act].right} else BENCH
    name = form_of(view.state.dispute, offer.key)
    draft = None if "values" in state else sat.desk.drafts.find(sat.viewer.person, name)
    begun = standing(view.state, offer.act, offer.about) if draft is None else draft.values
    values = state.get("values", begun)
    stated = state.get("stated")
    faults = stated.faults if isinstance(stated, Stated) else ()
    wrong = {one.field: (one.fault.zh if sat.viewer.language == "zh" else one.fault.en) for one in faults}
    told: Values = values if isinstance(values, dict) else {}
    spec = ACTS[offer.act]
    shown = [
        Shown(
            field,
            choices_of(sat, view, offer, field),
            told.get(field.name, ()),
            wrong.get(field.name, ""),
            likely_places(sat.divisions) if field.name == DIVISION else (),
        )
        for field in spec.fields
    ]
    case = _case(sat, view)
    return frame.page(
        request,
        sat.viewer,
        "bench_act.html",
        said.CASE_WORK,
        status=422 if isinstance(stated, Stated) else 200,
        said=said,
        offer=offer,
        spec=spec,
        about=_about(sat, view, offer),
        fields=shown,
        click=new_click(),
        form_name=name,
        counter=counter,
        back_to=counter.back(view.state.dispute),
        saved=None if draft is None else draft.saved_at,
        stated=stated,
        wrong=wrong,
        **case,
    )


def choices_of(sat: Sitting, view: View, offer: Offer, field: FormField) -> list[Choice]:
    """Return what may be chosen in *field*: codes, parties, running clocks, or units that rules let it go to."""
    if field.kind is FieldKind.UNIT:
        return [Choice(unit.code, unit.name, unit.name) for unit in _units(sat, view, offer)]
    if field.kind is FieldKind.PARTIES:
        count = 0 if view.state.primary is None else view.state.primary.parties
        places = range(1, count + 1)
        return [
            Choice(f"p{place}", said.PARTY.format(place=place), said.PARTY.en.format(place=place)) for place in places
        ]
    if field.name == "clock":
        lines = (line for line in deadlines(view.state, view.terms) if line.is_running and line.unit == offer.own)
        return [Choice(line.clock, f"{line.rule.zh}（{line.due}）", f"{line.rule.en} ({line.due})") for line in lines]
    return [Choice(code.value, code.zh, code.en) for code in field.choices]


def _units(sat: Sitting, view: View, offer: Offer) -> list[Unit]:
    """Return the units to choose from, those nearby first: of the county, and for an escalation those above alone."""
    day = local_day(view.now)
    if offer.act is Act.MEETING_ATTENDED:
        return _called(sat, view)
    own = sat.desk.registry.find(offer.own, day)
    if own is None:
        return []
    spec = ACTS[offer.act]
    county = own.division[:6] if own.level < 4 else own.division[:4]
    found = [unit for unit in sat.desk.registry.all_units() if unit.is_valid_on(day) and unit.code != own.code]
    if spec.event is Event.ESCALATION_REQUESTED:
        found = [unit for unit in found if unit.level == own.level + 1 and may_hold(unit)]
        found = [unit for unit in found if own.division.startswith(unit.division[: {2: 9, 3: 6, 4: 4}[unit.level]])]
    elif offer.act is Act.INVITE:
        found = [unit for unit in found if unit.division.startswith(county[:6])]
    else:
        below = offer.act is Act.ASSIGN_DOWN
        found = [unit for unit in found if may_hold(unit) and unit.division.startswith(county)]
        found = [unit for unit in found if unit.level < own.level] if below else found
    return sorted(found, key=lambda unit: (-unit.level, unit.code))[:_MOST_UNITS]


def _called(sat: Sitting, view: View) -> list[Unit]:
    """Return who may be called to the meeting on a dispute: bodies of its county and of the city, villages aside."""
    day, report = local_day(view.now), view.state.primary
    place = "" if report is None or report.division is None else report.division[:6]
    units = [unit for unit in sat.desk.registry.all_units() if unit.is_valid_on(day) and unit.level > 1]
    near = [unit for unit in units if unit.level >= 4 or unit.division.startswith(place)]
    return sorted(near, key=lambda unit: (-unit.level, unit.code))[:_MOST_UNITS]


def may_hold(unit: Unit) -> bool:
    """Return whether *unit* may be handed a dispute at all."""
    return unit.org_kind in _RECEIVERS
