"""Which papers can be drawn up of a dispute, by which unit, and with whose names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fastapi import Request

from hub.console.actions.sitting import Sitting
from hub.console.seam import console_of
from hub.core.acts.offers import View, own_part
from hub.core.codes import Outcome
from hub.core.deliveries import Dossier
from hub.core.errors import HubError
from hub.core.papers import Paper, PaperKind
from hub.documents import papers as written
from hub.documents.papers import People, Printed
from hub.workbench.registration import hidden_places


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a paper is drawn from."""

    view: View
    people: People
    narrative: str


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of paper: whose it is in a dispute now, None when it can't be drawn up, and what stands on it."""

    unit: Callable[[View], str | None]
    write: Callable[[Printed, Drawing], Paper]


def _notice(printed: Printed, drawing: Drawing) -> Paper:
    return written.notice(printed, drawing.people, drawing.view.state)


def _termination(printed: Printed, drawing: Drawing) -> Paper:
    return written.termination(printed, drawing.people, drawing.view.state)


def _agreement(printed: Printed, drawing: Drawing) -> Paper:
    return written.agreement(printed, drawing.people, drawing.view.state, drawing.narrative)


def _of_end(view: View) -> str | None:
    """Return the unit that ended the case without an agreement, or whose referral nobody consented to."""
    ending = view.state.concluded
    if ending is not None:
        ended = ending.outcome is not Outcome.SUCCESS and ending.unit.code in view.desk.units
        return ending.unit.code if ended else None
    return own_part(view) if view.state.withheld_at is not None and view.state.active is None else None


def _of_agreement(view: View) -> str | None:
    unit = view.state.agreements[-1].unit if view.state.agreements else None
    return unit.code if unit is not None and unit.code in view.desk.units else None


DRAWABLE: Mapping[PaperKind, Kind] = {
    PaperKind.NOTICE: Kind(own_part, _notice),
    PaperKind.TERMINATION: Kind(_of_end, _termination),
    PaperKind.AGREEMENT: Kind(_of_agreement, _agreement),
}
"""The papers that are drawn up of a dispute; its 登记表 comes with the registration."""


def drawable(sat: Sitting, view: View) -> dict[PaperKind, str]:
    """Return which papers can be drawn up now, and by which unit."""
    found = {kind: row.unit(view) for kind, row in DRAWABLE.items()}
    return {kind: unit for kind, unit in found.items() if unit is not None and unit in sat.clerk.units}


def people_of(request: Request, sat: Sitting, view: View) -> tuple[People, str]:
    """Return the people of the dispute and what they tell, opened on the vault's record; nobody where none is kept."""
    opened = [dossier for dossier in _dossiers(request, sat, view) if dossier is not None]
    # what another report says of family violence, or of a party's age, holds for this one's people too
    veiled = view.state.is_veiled or any(dossier.is_family_violence for dossier in opened)
    minors = {
        party.name for one in opened for party in one.parties if party.position in hidden_places(one, sat.viewer.today)
    }
    for dossier in opened:
        if dossier.parties:
            hidden = frozenset(party.position for party in dossier.parties if veiled or party.name in minors)
            return People(parties=dossier.parties, hidden=hidden), dossier.narrative
    return People(), ""


def _dossiers(request: Request, sat: Sitting, view: View) -> list[Dossier | None]:
    purpose = "workbench: paper"
    person = sat.viewer.person
    kept = [action.sealed for action in sat.desk.outbox.under_way(view.state.dispute) if action.sealed is not None]
    waiting: list[Dossier | None] = [sat.desk.vault.open(one, receiver=person, purpose=purpose) for one in kept]
    with console_of(request).workbench() as bench:
        for report in view.state.reports.values():
            if report.retracted:
                continue
            try:
                waiting.append(bench.door.dossier_shown(report.root, person, purpose))
            except HubError:
                continue  # erased or of another key: the paper is drawn up without names, to be written by hand
    return waiting
