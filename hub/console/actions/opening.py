"""Every opening of personal data at the workbench: entitled, with a reason, in the journal."""

from __future__ import annotations

from fastapi import Request

from hub.console.seam import Reason, Viewer, console_of
from hub.core.errors import AccessDeniedError
from hub.people.deeds import Recorded


def open_people(request: Request, viewer: Viewer, unit: str, subject: str, reason: str) -> None:
    """
    Open the people of *subject*, a dispute of *unit*, for *viewer*: by a reason, in the journal.

    Raises:
        AccessDeniedError: the grants don't let them, or a second person must agree first.
        PermanentError: the reason doesn't do.
    """
    if not console_of(request).personal.open(viewer, subject, [unit], Reason(reason)):
        raise AccessDeniedError("a second person agrees first", where=subject, remedy="ask a colleague")


def record_act(request: Request, viewer: Viewer, subject: str, act: str, step: str) -> None:
    """Note in the journal what *viewer* did at the workbench: which act, and whether clicked, undone or hastened."""
    console = console_of(request)
    console.people.journal.record(viewer.actor, Recorded.CASE_ACTION, subject, console.clock.now(), act=act, step=step)
