"""审计: who did what to what, when, from where, how it ended; found, exported, and proven unchanged."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response, StreamingResponse

from hub.console import frame
from hub.console.entry import entitled
from hub.console.seam import Viewer, console_of
from hub.console.texts import accounts as said
from hub.core.amendments import Kind
from hub.core.codes import LabelledCode
from hub.core.daytime import end_of, start_of
from hub.core.permissions import Area, Deed, JointDeed, Role
from hub.people.deeds import Recorded, Result
from hub.people.house import People
from hub.people.journal import Sought
from hub.people.journal_files import json_line, syslog_line
from hub.people.openings import Reason
from hub.people.sessions import Way
from hub.people.signing_in import Refusal

router = APIRouter()
PATH = "/audit"
PAGE = 50

Reading = Annotated[Viewer, Depends(entitled(Area.AUDIT, Deed.READ))]
Writing = Annotated[Viewer, Depends(entitled(Area.AUDIT, Deed.WRITE))]
_KINDS = {"jsonl": "application/x-ndjson", "syslog": "text/plain; charset=utf-8"}
_CODES: Mapping[str, LabelledCode] = {
    code.value: code for kind in (Refusal, Way, Role, Reason, Kind, JointDeed, Area, Deed) for code in kind
}
"""Codes that stand in the details of a line, each of its own name."""
_DEEDS = {deed.value: deed for deed in Recorded}
_RESULTS = {result.value: result for result in Result}


def sought(asked: Mapping[str, str]) -> Sought:
    """Return what the address asks for; a day that can't be read narrows nothing."""
    first, last = _day(asked.get("since", "")), _day(asked.get("until", ""))
    return Sought(
        who=asked.get("who", "").strip(),
        deed=asked.get("deed", ""),
        subject=asked.get("subject", "").strip(),
        result=asked.get("result", ""),
        since=None if first is None else start_of(first),
        until=None if last is None else end_of(last),
        emergency_only="emergency" in asked,
    )


@router.get(PATH)
def show(request: Request, viewer: Reading, before: int | None = None) -> HTMLResponse:
    """Show the newest lines that fit, or those before one of them."""
    people = console_of(request).people
    asked = {name: value for name, value in request.query_params.items() if name != "before" and value}
    lines = people.journal.found(sought(asked), before=before, limit=PAGE + 1)
    older = f"{PATH}?{urlencode({**asked, 'before': lines[PAGE - 1].number})}" if len(lines) > PAGE else None
    newest = None if before is None else f"{PATH}?{urlencode(asked)}"
    return frame.page(
        request, viewer, "audit.html", said.AUDIT, lines=lines[:PAGE], count=people.journal.count(), asked=asked,
        older=older, newest=newest, deeds=_DEEDS, results=_RESULTS, codes=_CODES,
    )  # fmt: skip


@router.post(f"{PATH}/export")
def export(request: Request, viewer: Writing, form: Annotated[str, Form(pattern="^(jsonl|syslog)$")]) -> Response:
    """Export the whole journal; that is a line of it."""
    console = console_of(request)
    people, now = console.people, console.clock.now()
    people.journal.record(viewer.actor, Recorded.AUDIT_EXPORTED, form, now)
    named = {"Content-Disposition": f'attachment; filename="audit-{viewer.today:%Y%m%d}.{form}"'}
    return StreamingResponse(_texts(people, form), media_type=_KINDS[form], headers=named)


@router.post(f"{PATH}/verify")
def verify(request: Request, viewer: Writing) -> Response:
    """Verify that nothing was changed; that is a line of it, too."""
    console = console_of(request)
    people, now = console.people, console.clock.now()
    breach, count = people.journal.breach(), people.journal.count()
    found = "whole" if breach is None else breach.what
    people.journal.record(viewer.actor, Recorded.AUDIT_VERIFIED, "journal", now, found=found)
    if breach is None:
        return frame.moved(request, PATH, said.INTACT, count=count)
    return frame.moved(request, PATH, said.BROKEN, number=breach.number)


def _texts(people: People, form: str) -> Iterator[str]:
    host = socket.gethostname() or "-"
    for line in people.journal.lines():
        yield (json_line(line) if form == "jsonl" else syslog_line(line, host)) + "\n"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
