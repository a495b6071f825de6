"""登记: what does this visitor want? The short form, the hint of what is known already, and where it should go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from hub.console import frame
from hub.console.actions.opening import record_hints
from hub.console.actions.places import DIVISION, likely_places
from hub.console.actions.sitting import Sitting, Typed, asked_of, new_click, sitting
from hub.console.entry import entitled
from hub.console.pages.bench import waiting_rows
from hub.console.pages.bench_acts import Choice, Shown, clicked, may_hold
from hub.console.seam import Viewer
from hub.console.texts import bench as said
from hub.core.acts.fields import FieldKind, FormField, Values
from hub.core.acts.statements import Click, Stated, as_fact
from hub.core.codes import Difficulty
from hub.core.papers import Paper
from hub.core.permissions import Area, Deed
from hub.core.units import Unit
from hub.core.wording import Language
from hub.documents import papers as written
from hub.documents.papers import People, Printed
from hub.service.likely import Likely, likely_same
from hub.workbench.desk import REGISTER_FORM, Asked
from hub.workbench.registration import FIELDS, MOST_PARTIES, Next, Registration

router = APIRouter()

Worker = Annotated[Viewer, Depends(entitled(Area.CASES, Deed.WRITE))]
Looking = Annotated[Viewer, Depends(entitled(Area.CASES, Deed.WRITE, is_deed=False))]
"""Who asks for what changes nothing that others see."""
_LINES_SHOWN = 2
_BY_DIFFICULTY = {Difficulty.SIMPLE: 1, Difficulty.COMPLEX: 2, Difficulty.HARD: 3, Difficulty.MAJOR: 4}
"""Which level handles what (LOOP-1 … LOOP-4)."""


@router.get("/register")
def form(request: Request, viewer: Worker) -> HTMLResponse:
    """Show the short form, with what was typed into it before."""
    with sitting(request, viewer) as sat:
        draft = sat.desk.drafts.find(viewer.person, REGISTER_FORM)
        values: Values = {} if draft is None else draft.values
        return _form(request, sat, values, saved=None if draft is None else draft.saved_at)


@router.post("/register")
def register(request: Request, viewer: Worker, values: Typed) -> Response:
    """Register: the statements wait, the paper has its number."""
    with sitting(request, viewer) as sat:

        def drawn(told: Registration, number: str) -> Paper:
            return registration_paper(sat, told, number)

        done = sat.desk.register(sat.clerk, asked_of(values), drawn)
        if done.action is not None:
            return clicked(request, sat, done.action)
        return _form(request, sat, values, stated=done.stated)


@router.post("/register/hint")
def hint(request: Request, viewer: Looking, values: Typed) -> HTMLResponse:
    """Show what the form might repeat, and where it should go; asked while somebody types."""
    with sitting(request, viewer) as sat:
        asked = asked_of(values)
        registration = sat.desk.read_registration(sat.clerk, _enough(asked.values, asked.click, asked.dispute))
        hints: list[tuple[Likely, bool]] = []
        if isinstance(registration, Registration):
            stated = sat.desk.window.state(registration, "")
            if stated.submissions:
                found = likely_same(sat.books.reader, as_fact(stated.submissions[0], sat.desk.registry))
                hints = [(one, sat.concerns(sat.view(one.side.dispute))) for one in found]
                record_hints(request, viewer, [one.side.dispute for one, is_ours in hints if not is_ours])
        return frame.fragment(
            request,
            viewer,
            "bench_register.html",
            "hints",
            said=said,
            hints=hints,
            asked=True,
            proposal=_proposal(sat, values),
        )


def _enough(values: Values, click: str, dispute: str) -> Asked:
    """Return the form with what a hint doesn't need filled in: people and place are enough."""
    filled = {"type": ["OTHER"], "channel": ["PARTY"], "consent": ["no"], "next": [Next.REGISTER.value]}
    given = {name: list(typed) for name, typed in values.items() if any(typed)}
    return Asked(click=click, dispute=dispute, key="", values={**filled, **given, "next": [Next.REGISTER.value]})


def registration_paper(sat: Sitting, told: Registration, number: str) -> Paper:
    """Return the 登记表 of *told*."""
    click: Click = told.click
    printed = Printed(number=number, unit=sat.unit_name(told.unit), officer=sat.viewer.person, at=click.at)
    what_next = told.next.zh if told.target is None else f"{told.next.zh}：{sat.unit_name(told.target)}"
    return written.registration(
        printed,
        People(parties=told.dossier.parties, hidden=told.hidden),
        written.RegistrationText(
            type=told.details["type"],
            channel=told.details["channel"],
            difficulty=told.details.get("difficulty", ""),
            place=told.dossier.place,
            narrative=told.dossier.narrative,
            consents=told.consents,
            what_next=what_next,
        ),
    )


def _form(request: Request, sat: Sitting, values: Values, **state: object) -> HTMLResponse:
    stated = state.get("stated")
    faults = stated.faults if isinstance(stated, Stated) else ()
    zh = sat.viewer.language is Language.ZH
    wrong = {one.field: one.fault.zh if zh else one.fault.en for one in faults}
    typed_lines = [line for line in range(1, MOST_PARTIES + 1) if any(values.get(f"name-{line}", ()))]
    return frame.page(
        request,
        sat.viewer,
        "bench_register.html",
        said.REGISTER,
        status=422 if isinstance(stated, Stated) else 200,
        said=said,
        fields={field.name: _shown(sat, field, values, wrong) for field in FIELDS},
        lines=range(1, max([_LINES_SHOWN, *typed_lines]) + (1 if len(typed_lines) < _LINES_SHOWN else 2)),
        most=MOST_PARTIES,
        values=values,
        wrong=wrong,
        stated=stated,
        units=[(unit, sat.unit_name(unit)) for unit in sorted(sat.clerk.units)],
        click=new_click(),
        form_name=REGISTER_FORM,
        saved=state.get("saved"),
        hints=(),
        asked=False,
        proposal=_proposal(sat, values),
        **waiting_rows(sat),
    )


def _shown(sat: Sitting, field: FormField, values: Values, wrong: Mapping[str, str]) -> Shown:
    choices: Sequence[Choice] = [Choice(code.value, code.zh, code.en) for code in field.choices]
    if field.kind is FieldKind.UNIT:
        choices = [Choice(unit.code, unit.name, unit.name) for unit in receivers(sat)]
    likely = likely_places(sat.divisions) if field.name == DIVISION else ()
    return Shown(field, choices, values.get(field.name, ()), wrong.get(field.name, ""), likely)


def receivers(sat: Sitting) -> list[Unit]:
    """Return the units of the county to which a visitor's dispute may be referred."""
    own = sat.desk.registry.find(min(sat.clerk.units), sat.viewer.today)
    county = "" if own is None else own.division[:6]
    found = [unit for unit in sat.desk.registry.all_units() if unit.division.startswith(county) and may_hold(unit)]
    valid = [unit for unit in found if unit.is_valid_on(sat.viewer.today) and unit.code not in sat.clerk.units]
    return sorted(valid, key=lambda unit: (-unit.level, unit.code))[:400]


def _proposal(sat: Sitting, values: Values) -> tuple[str, str] | None:
    """Return the unit that the rules propose: of the level for its difficulty, where it happened."""
    division = "".join(values.get("division", ())).strip()
    difficulty = "".join(values.get("difficulty", ()))
    if not division.isdigit():
        return None
    day: date = sat.viewer.today
    level = _BY_DIFFICULTY.get(Difficulty(difficulty), 2) if difficulty in tuple(Difficulty) else 2
    for wanted in range(level, 5):
        unit = sat.desk.registry.serving(division, wanted, day)
        if unit is not None and len(division) >= {1: 12, 2: 9, 3: 6, 4: 4}[wanted]:
            return unit.code, unit.name
    return None
