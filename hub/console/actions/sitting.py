"""Who sits at the workbench: the desk, the units for which the viewer may act, and what the hub knows."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData

from hub.console.reading import is_shown
from hub.console.seam import Books, Viewer, console_of
from hub.core.acts.catalogue import ACTS, CASE_WORK, REPLYING, Right
from hub.core.acts.offers import View, offers_of
from hub.core.codes import LabelledCode
from hub.core.errors import AccessDeniedError, ConfigurationError
from hub.core.holder import holder
from hub.core.permissions import Area, Deed
from hub.queries.owners import owners_of
from hub.service.roots import HubKnown
from hub.workbench.desk import Asked, Clerk, ClerkDesk

CLICK = "click"
"""Field with the number of a form's click: the page makes it, so that a double click is one act."""
_LONGEST = 4_200
_FIELDS = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """One call at the workbench."""

    viewer: Viewer
    desk: ClerkDesk
    clerk: Clerk
    books: Books
    reasons: Sequence[LabelledCode]

    @property
    def known(self) -> HubKnown:
        """What the hub knows, by root."""
        return HubKnown(self.books.reader)

    def view(self, dispute: str) -> View:
        """Return *dispute* as this clerk sees it, with what was clicked and hasn't arrived."""
        return self.desk.view(self.clerk, self.known.of_root(dispute), dispute)

    def concerns(self, view: View) -> bool:
        """
        Return whether *view* is of a dispute that the viewer may know of.

        It's one that the grants show, one that the clerk's units reported, or one in which they have something to do:
        an invitation to answer, an order to reply to.
        """
        owners = owners_of(view.state, holder(view.state, view.terms))
        if is_shown(self.viewer, owners) or any(view.reported(report) for report in view.state.reports.values()):
            return True
        return any(True for act in ACTS for _ in offers_of(view, act))

    def unit_name(self, code: str | None) -> str:
        """Return how a unit is called, its code where the registry doesn't know it."""
        unit = None if code is None else self.desk.registry.find(code, self.viewer.today)
        return (code or "") if unit is None else unit.name

    @property
    def divisions(self) -> list[str]:
        """Where the clerk's units are."""
        units = (self.desk.registry.find(code, self.viewer.today) for code in self.clerk.units)
        return [unit.division for unit in units if unit is not None]

    @property
    def window(self) -> timedelta:
        """How long a click can be undone."""
        return self.desk.undo_for


def own_units(viewer: Viewer, units: Sequence[str]) -> frozenset[str]:
    """Return those of *units* for which *viewer* may act: its own, where the grant lets it write."""
    return frozenset(unit for unit in units if viewer.may_with(Area.CASES, Deed.WRITE, [unit]))


def desk_of(request: Request) -> ClerkDesk:
    """
    Return the desk.

    Raises:
        ConfigurationError: the settings name no units for it.
    """
    desk = console_of(request).desk
    if desk is None:
        raise ConfigurationError(
            "no unit works in this console", where="[workbench]", remedy="name units of the registry"
        )
    return desk


def clerk_of(request: Request, viewer: Viewer) -> Clerk:
    """
    Return *viewer* as a clerk of the workbench's units, with what may be done for all of them.

    Raises:
        AccessDeniedError: the grants include none of the workbench's units.
    """
    units = own_units(viewer, console_of(request).settings.workbench.units)
    if not units:
        raise AccessDeniedError(
            "your grants include none of the workbench's units", remedy="the security administrator gives grants"
        )
    rights = {one for one in (CASE_WORK, REPLYING) if all(viewer.may_with(one.area, one.deed, [own]) for own in units)}
    return Clerk(viewer.person, units, frozenset(rights))


def office_clerk(viewer: Viewer, right: Right) -> Clerk:
    """Return *viewer* as one who states what *right* lets, for whatever units the grants name, and nothing else."""
    units = frozenset(unit for unit in viewer.units if viewer.may_with(right.area, right.deed, [unit]))
    return Clerk(viewer.person, units, frozenset({right}))


@contextmanager
def sitting(request: Request, viewer: Viewer, right: Right | None = None) -> Iterator[Sitting]:
    """Open what a page of the workbench needs, for the time of one call; *right* is that of an act beside it."""
    desk = desk_of(request)
    clerk = clerk_of(request, viewer) if right is None else office_clerk(viewer, right)
    with console_of(request).books() as books:
        reasons = console_of(request).personal.reasons
        yield Sitting(viewer=viewer, desk=desk, clerk=clerk, books=books, reasons=reasons)


def new_click() -> str:
    """Return the number of a form's click."""
    return secrets.token_hex(12)


def typed(form: FormData) -> dict[str, list[str]]:
    """Return what a form sent, by field, within bounds; files are none of it."""
    found: dict[str, list[str]] = {}
    for name, value in form.multi_items()[: _FIELDS * 2]:
        if isinstance(value, str) and len(found) < _FIELDS:
            found.setdefault(name, []).append(value[:_LONGEST])
    return found


async def typed_form(request: Request) -> dict[str, list[str]]:
    """Return what a form sent: the dependency of routes that take one."""
    return typed(await request.form())


Typed = Annotated[dict[str, list[str]], Depends(typed_form)]


def asked_of(values: Mapping[str, list[str]]) -> Asked:
    """Return the form that was sent; a click's number that a page didn't make is replaced."""
    click = "".join(values.get(CLICK, ()))
    made = len(click) == 24 and all(one in "0123456789abcdef" for one in click)
    return Asked(
        click=click if made else new_click(),
        dispute="".join(values.get("dispute", ()))[:300],
        key="".join(values.get("do", ()))[:300],
        values=values,
    )
