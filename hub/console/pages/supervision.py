"""督办: who is late, and have we told them? A rule proposes; a named person at level 3 or 4 issues (SUP-1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from hub.console import frame
from hub.console.actions.counters import REPLY
from hub.console.asking import Paged, known_day, last_month, namer, paged, reads_cases, sees_all
from hub.console.entry import entitled
from hub.console.kept import kept_of
from hub.console.pages.bench import own_rows
from hub.console.seam import Viewer, console_of
from hub.console.texts import bench as bench_said
from hub.console.texts import statistics as said
from hub.core.acts.catalogue import REPLYING, Act
from hub.core.clocks import CLOCKS, Terms
from hub.core.errors import AccessDeniedError, UnknownRecordError
from hub.core.knowledge import Knowledge, state_of
from hub.core.machines import SupervisionState
from hub.core.permissions import Area, Deed, Ownership, Role
from hub.core.wording import Language
from hub.office.bureau import Bureau
from hub.office.readiness import MonthOn, standings_of
from hub.queries.course_rows import supervised
from hub.queries.live import live
from hub.queries.orders import OrderLine, order_lines
from hub.queries.reports import Standing, supervision_text
from hub.service.orders import OrderAct, OrderAsked, OrderDesk, acts_on
from hub.service.reporting import monthly_due_day

router = APIRouter()
Reader = Annotated[Viewer, Depends(entitled(Area.SUPERVISION, Deed.READ))]
Issuer = Annotated[Viewer, Depends(entitled(Area.SUPERVISION, Deed.DECIDE))]
TALLIED = (SupervisionState.PROPOSED, SupervisionState.ISSUED, SupervisionState.REPLIED, SupervisionState.CLOSED)


@dataclass(frozen=True, slots=True)
class Leaf:
    """Which orders: in one state or all, which page."""

    state: Annotated[str, Query(max_length=12)] = ""
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1


@router.get("/supervision")
def supervision(request: Request, viewer: Reader, leaf: Annotated[Leaf, Depends()]) -> HTMLResponse:
    """Show who is late and whether they were told, what waits for a person first."""
    console = console_of(request)
    with console.bureau() as bureau:
        papers = bureau.holdings
        day = known_day(request, papers)
        terms = papers.rules.terms
        lines = kept_of(request).get(("orders", day), lambda: order_lines(live(supervised(papers)), terms, day))
        late = _late_reports(bureau, console.settings.report_day, day)
        name = namer(papers.registry, day, viewer.language)
    mine = [one for one in lines if sees_all(viewer, Area.SUPERVISION) or one.body in viewer.units]
    tally = Counter(one.state for one in mine)
    wanted = [one for one in mine if leaf.state in ("", one.state.value)]
    place: Paged = paged(len(wanted), leaf.page)
    return frame.page(
        request,
        viewer,
        "supervision.html",
        said.SUPERVISION,
        day=day,
        lines=wanted[place.first : place.last],
        paged=place,
        tally=tally,
        states=TALLIED,
        state=leaf.state,
        late=late if sees_all(viewer, Area.SUPERVISION) else (),
        text_of=lambda one: supervision_text(one)[0 if viewer.language is Language.ZH else 1],
        may_reply=viewer.may(REPLYING.area, REPLYING.deed),
        reply_to=lambda one: _reply_address(viewer, one),
        **own_rows(request, viewer),
        bench=bench_said,
        may_issue=viewer.may(Area.SUPERVISION, Deed.DECIDE, Ownership.OTHERS),
        acts_of=acts_on,
        cases=reads_cases(viewer),
        clock_name=_clock_name,
        name=name,
        said=said,
    )


def _reply_address(viewer: Viewer, line: OrderLine) -> str:
    """Return where the viewer replies to an order that supervises one of its units; empty where it isn't theirs to."""
    is_asked = line.state in (SupervisionState.ISSUED, SupervisionState.REJECTED)
    if not is_asked or not viewer.may_with(REPLYING.area, REPLYING.deed, [line.body]):
        return ""
    return REPLY.address(line.dispute, f"{Act.REPLY_SUPERVISION.value}:{line.key}")


def _clock_name(clock: str, language: Language) -> str:
    """Return what a clock is called, without what tells it from others of its kind."""
    rule = CLOCKS.get(clock.partition(":")[0])
    return clock if rule is None else rule.zh if language is Language.ZH else rule.en


def _late_reports(bureau: Bureau, report_day: int, day: date) -> Sequence[Standing]:
    month = last_month(day)
    asked = MonthOn(month, day, monthly_due_day(bureau.holdings.rules.terms.calendar, month, report_day))
    return [one for one in standings_of(bureau.holdings, asked) if one.is_late and one.is_missing]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is done with which order."""

    act: Annotated[OrderAct, Form()]
    dispute: Annotated[str, Form(max_length=120)]
    cause: Annotated[str, Form(max_length=120)]
    subject: Annotated[str, Form(max_length=60)] = ""
    reason: Annotated[str, Form(max_length=200)] = ""


@router.post("/supervision")
def act(request: Request, viewer: Issuer, asked: Annotated[Asked, Depends()]) -> RedirectResponse:
    """State what the issuer decided about one order, through the hub's own door."""
    console = console_of(request)
    with console.books() as books:
        day = known_day(request, books)
        line = _line_of(books.dispute(asked.dispute), books.rules.terms, asked, day)
        registry = books.registry
    with console.workbench() as bench:
        OrderDesk(registry, bench.door, console.clock).act(
            asked.act,
            OrderAsked(
                dispute=line.dispute,
                cause=line.cause,
                subject=line.subject,
                state=line.state,
                officer=viewer.person,
                unit=_unit_of(viewer),
                reason=asked.reason,
            ),
        )
    console.month_end.settle()
    kept_of(request).forget()
    title = asked.act.zh if viewer.language is Language.ZH else asked.act.en
    return frame.moved(request, "/supervision", said.ACT_DONE, act=title)


def _line_of(knowledge: Knowledge | None, terms: Terms, asked: Asked, day: date) -> OrderLine:
    """Return the order as it stands now, whatever the page showed."""
    lines = [] if knowledge is None else order_lines([state_of(knowledge)], terms, day)
    wanted = (asked.cause, asked.subject or None)
    found = next((one for one in lines if (one.cause, one.subject) == wanted), None)
    if found is None:
        raise UnknownRecordError("no such order", where=asked.cause[:60], remedy="open the list again")
    return found


def _unit_of(viewer: Viewer) -> str:
    """Return as whose officer the viewer issues: the unit of the grant that says so."""
    for grant in viewer.grants:
        if grant.role is Role.SUPERVISION_ISSUER and grant.is_valid_on(viewer.today):
            return grant.unit
    raise AccessDeniedError("your grants issue no supervision", remedy="the security administrator gives grants")
