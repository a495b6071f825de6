"""Every opening of personal data at the workbench: entitled, with a reason, in the journal."""

from __future__ import annotations

from collections.abc import Collection

from fastapi import Request

from hub.console.seam import Reason, Viewer, console_of
from hub.core.errors import AccessDeniedError
from hub.people.deeds import Recorded
from hub.people.journal import Sought
from hub.people.openings import LASTS


def open_people(request: Request, viewer: Viewer, unit: str, subject: str, reason: str) -> None:
    """
    Open the people of *subject*, a dispute of *unit*, for *viewer*: by a reason, in the journal.

    Raises:
        AccessDeniedError: the grants don't let them, or a second person must agree first.
        PermanentError: the reason doesn't do.
    """
    if not console_of(request).personal.open(viewer, subject, [unit], Reason(reason)):
        raise AccessDeniedError("a second person agrees first", where=subject, remedy="ask a colleague")


def record_hints(request: Request, viewer: Viewer, disputes: Collection[str]) -> None:
    """
    Note in the journal that the people whom *viewer* typed into the short form were found in *disputes* of others.

    A form that looks people up without a reason would be a search by name that leaves no trace. While one person types
    the page asks again and again: one line in a quarter of an hour is kept of each dispute.
    """
    journal, now = console_of(request).people.journal, console_of(request).clock.now()
    for dispute in disputes:
        sought = Sought(who=viewer.actor.code, deed=Recorded.LIKENESS_SHOWN.value, subject=dispute, since=now - LASTS)
        if not journal.found(sought, limit=1):
            journal.record(viewer.actor, Recorded.LIKENESS_SHOWN, dispute, now)


def record_act(request: Request, viewer: Viewer, subject: str, act: str, step: str) -> None:
    """Note in the journal what *viewer* did at the workbench: which act, and whether clicked, undone or hastened."""
    console = console_of(request)
    console.people.journal.record(viewer.actor, Recorded.CASE_ACTION, subject, console.clock.now(), act=act, step=step)
