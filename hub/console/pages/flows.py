"""流向: who handed what to whom, what became of it, and why some of it came back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from hub.console import frame
from hub.console.asking import known_day, last_month, month_asked, namer, opens_disputes, paged, reads_cases, sees_all
from hub.console.entry import entitled
from hub.console.kept import kept_of
from hub.console.seam import Viewer, console_of
from hub.console.texts import statistics as said
from hub.core.codes import OrgKind, ReferralKind, ReturnReason
from hub.core.daytime import month_bounds
from hub.core.permissions import Area, Deed
from hub.core.wording import Language
from hub.queries.course_rows import handed_over
from hub.queries.flows import Ending, Flow, FlowKey, Party, flows, return_reasons
from hub.queries.live import live

router = APIRouter()
Reader = Annotated[Viewer, Depends(entitled(Area.FIGURES, Deed.READ))]
PICTURED = 12
"""Ways that the picture shows; the table has every one."""

_SORTS: dict[str, Callable[[Flow], float]] = {
    "total": lambda flow: flow.total,
    **{ending.value.lower(): lambda flow, ending=ending: flow.endings[ending] for ending in Ending},  # type: ignore[misc]
    "rate": lambda flow: -1 if flow.return_rate is None else flow.return_rate,
    "longest": lambda flow: -1 if flow.longest is None else flow.longest,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """From which month to which, told apart by what, sorted by what, which page, and which line is opened."""

    first: Annotated[str, Query(alias="from", max_length=7)] = ""
    last: Annotated[str, Query(alias="to", max_length=7)] = ""
    by: Annotated[Party, Query()] = Party.UNIT
    sort: Annotated[str, Query(max_length=12)] = "total"
    up: bool = False
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1
    line: Annotated[str, Query(max_length=200)] = ""


@router.get("/flows")
def show(request: Request, viewer: Reader, asked: Annotated[Asked, Depends()]) -> HTMLResponse:
    """Show the hand-overs of some months as a table that sorts, with a picture and the reasons for returns."""
    with console_of(request).bureau() as bureau:
        papers = bureau.holdings
        day = known_day(request, papers)
        last = month_asked(asked.last, last_month(day))
        first, last = sorted((month_asked(asked.first, last), last))
        bounds = month_bounds(first)[0], month_bounds(last)[1]
        found = kept_of(request).get(
            ("flows", day, bounds, asked.by), lambda: flows(live(handed_over(papers, *bounds)), *bounds, asked.by)
        )
        name = _named(namer(papers.registry, day, viewer.language), viewer.language)
    mine = [one for one in found if sees_all(viewer, Area.FIGURES) or one.key.receiver in viewer.units]
    ordered = sorted(mine, key=_SORTS.get(asked.sort, _SORTS["total"]), reverse=not asked.up)
    place = paged(len(ordered), asked.page)
    opened = next((one for one in mine if _mark(one.key) == asked.line), None)
    return frame.page(
        request,
        viewer,
        "flows.html",
        said.FLOWS,
        day=day,
        first=first,
        last=last,
        by=asked.by,
        parties=tuple(Party),
        sort=asked.sort if asked.sort in _SORTS else "total",
        up=asked.up,
        lines=ordered[place.first : place.last],
        paged=place,
        total=sum(one.total for one in mine),
        drawn=picture(mine, name, viewer.language),
        reasons=_reasons(mine),
        endings=tuple(Ending),
        kinds={one.value: one for one in ReferralKind},
        opens=opens_disputes(viewer, Area.FIGURES),
        cases=reads_cases(viewer),
        opened=opened,
        mark_of=_mark,
        name=name,
        said=said,
    )


def _mark(key: FlowKey) -> str:
    return f"{key.sender}>{key.receiver}>{key.kind}"


def _named(name: Callable[[str], str], language: Language) -> Callable[[str], str]:
    kinds = {one.value: one.zh if language is Language.ZH else one.en for one in OrgKind}
    return lambda code: kinds.get(code) or name(code)


def picture(found: Iterable[Flow], name: Callable[[str], str], language: Language) -> dict[str, object]:
    """Return what the page's script draws: the largest ways as bars, parted by what became of the hand-overs."""
    ways: defaultdict[tuple[str, str], defaultdict[Ending, int]] = defaultdict(lambda: defaultdict(int))
    for flow in found:
        for ending, count in flow.endings.items():
            ways[flow.key.sender, flow.key.receiver][ending] += count
    largest = sorted(ways.items(), key=lambda way: -sum(way[1].values()))[:PICTURED]
    return {
        "kind": "stack",
        "names": [f"{name(sender)} → {name(receiver)}" for (sender, receiver), _ in largest],
        "parts": [
            {
                "name": ending.zh if language is Language.ZH else ending.en,
                "values": [counts[ending] for _, counts in largest],
            }
            for ending in Ending
        ],
    }


def _reasons(found: Sequence[Flow]) -> list[tuple[str, list[tuple[ReturnReason | str, int]]]]:
    known = {one.value: one for one in ReturnReason}
    return [
        (receiver, [(known.get(reason, reason), count) for reason, count in sorted(counts.items())])
        for receiver, counts in return_reasons(found).items()
    ]
