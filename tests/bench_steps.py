"""What a clerk does by pages, for the tests of the workbench."""

from __future__ import annotations

import html
from datetime import timedelta

from hub.core.machines import SupervisionState
from hub.service.orders import OrderAct, OrderAsked, OrderDesk
from tests.bench_console import CENTRE, TOWN, Centre, hidden
from tests.bench_rig import FORM

SECOND = timedelta(seconds=1)
CAUSE = f"INVITE_{TOWN}"


def register(centre: Centre, **more: str) -> str:
    """Register by the page and return the dispute."""
    client = centre.client()
    fields = hidden(client.get("/register").text)
    answer = client.post("/register", data={**FORM, **fields, **more})
    assert (answer.status_code, answer.headers["location"]) == (303, "/bench"), answer.text
    action = centre.console.desk.outbox.find(fields["click"])
    return action.root


def act(centre: Centre, unit: str, dispute: str, key: str, **form: str | list[str]) -> None:
    """Do an act by its page."""
    client = centre.client(unit)
    page = client.get("/bench/act", params={"dispute": dispute, "do": key})
    assert page.status_code == 200, page.text
    fields = {name: html.unescape(value) for name, value in hidden(page.text).items()}
    answer = client.post("/bench/act", data={**fields, **form})
    assert answer.status_code == 303, answer.text


def ordered(centre: Centre) -> str:
    """Return a dispute of the centre, to which the town didn't answer and was told to."""
    dispute = register(centre)
    act(centre, CENTRE, dispute, "invite:", invitee=TOWN)
    centre.bench.later()
    with centre.console.workbench() as bench:
        asked = OrderAsked(
            dispute=dispute,
            cause=CAUSE,
            subject=None,
            state=SupervisionState.PROPOSED,
            officer="K3-09",
            unit=CENTRE,
        )
        OrderDesk(centre.console.desk.registry, bench.door, centre.bench.clock).act(OrderAct.ISSUE, asked)
    centre.bench.later(SECOND)
    return dispute
