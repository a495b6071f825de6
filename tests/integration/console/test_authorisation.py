"""
Every route × role × ownership, generated from the routes that there are and from the table of roles.

What is expected is read from the table itself, cell by cell, not from the function that the console asks; each route is
really called by each role. A route that states no requirement fails, so that nothing is open by being forgotten; and so
does one that states another than :mod:`tests.integration.console.route_rights` says: none is loosened in passing.
"""

from __future__ import annotations

from datetime import date

import pytest
from fastapi.routing import APIRoute

from hub.console.entry import Anyone, Entitled
from hub.console.seam import Viewer
from hub.core.permissions import TABLE, Area, Deed, Grant, Ownership, Role
from hub.core.wording import Language
from tests.console_rig import Rig
from tests.integration.console.route_rights import RIGHTS
from tests.integration.console.test_frame import mark_in, requirements, routes

NUMBERS = {"int", "float"}
DAY = date(2026, 4, 13)


def allowed(role: Role, area: Area, deed: Deed, ownership: Ownership) -> bool:
    """Return what the table says, read cell by cell."""
    if area is Area.SELF:
        return True
    cell = TABLE[role].get(area)
    half = None if cell is None else cell.own if ownership is Ownership.OWN else cell.others
    return half is not None and deed in half.deeds


def address(route: APIRoute) -> str:
    """Return a path that *route* takes; what it names need not be there."""
    path = route.path
    for name in route.param_convertors:
        path = path.replace(f"{{{name}}}", "1").replace(f"{{{name}:path}}", "1").replace(f"{{{name}:int}}", "1")
    return path


def test_each_route_asks_for_what_is_written_down_beside_it(rig: Rig) -> None:
    asked: dict[str, set[str]] = {}
    for route in routes(rig):
        (stated,) = requirements(route)
        right = "ANYONE" if isinstance(stated, Anyone) else f"{stated.area.name} {stated.deed.name}"
        asked.setdefault(right, set()).update(f"{method} {route.path}" for method in route.methods or ())
    written = {right: {line.strip() for line in calls.strip().splitlines()} for right, calls in RIGHTS.items()}
    assert asked == written


@pytest.mark.parametrize("role", Role)
def test_each_route_is_open_to_exactly_the_roles_of_the_table(rig: Rig, role: Role) -> None:
    called = 0
    for route in routes(rig):
        stated = requirements(route)
        assert len(stated) == 1, f"{route.path} states no requirement"
        entitled = stated[0]
        if isinstance(entitled, Anyone):
            continue
        expected = any(allowed(role, entitled.area, entitled.deed, ownership) for ownership in Ownership)
        for method in sorted(route.methods or ()):
            client = rig.client(role)
            mark = {"X-Form-Mark": mark_in(client.get("/keyboard").text)} if method != "GET" else {}
            headers = {**mark, "Accept": "text/html"}
            status = client.request(method, address(route), headers=headers).status_code
            assert (status != 403) is expected or (expected and status == 403 and _asks_more(route)), (
                f"{method} {route.path}: {role} got {status}, the table says {expected}"
            )
            called += 1
    assert called >= 6


def _asks_more(route: APIRoute) -> bool:
    """Return whether the page asks again whose the thing is, which a made-up one isn't."""
    return bool(route.param_convertors)


@pytest.mark.parametrize("ownership", Ownership)
@pytest.mark.parametrize("role", Role)
def test_a_things_owner_counts_for_every_requirement_that_a_route_states(
    rig: Rig, role: Role, ownership: Ownership
) -> None:
    """Pages ask with the units whose a thing is; that answer is the table's for own and for others'."""
    viewer = Viewer(person="K1", display="K1", grants=(Grant(role, "U1", DAY, DAY),), language=Language.ZH, today=DAY)
    owners = {"U1", "U9"} if ownership is Ownership.OWN else {"U9"}
    stated = {one for route in routes(rig) for one in requirements(route) if isinstance(one, Entitled)}
    for one in stated | {Entitled(area, deed) for area in Area for deed in Deed}:
        expected = allowed(role, one.area, one.deed, ownership)
        assert viewer.may_with(one.area, one.deed, owners) is expected, one
