"""Every opening of personal data at the workbench: entitled, with a reason, in the journal."""

from __future__ import annotations

from fastapi import Request

from hub.console.seam import Viewer, console_of
from hub.core.errors import AccessDeniedError
from hub.core.permissions import Condition
from hub.people.deeds import Recorded
from hub.people.openings import Reason


def record_opening(request: Request, viewer: Viewer, unit: str, subject: str, reason: Reason) -> None:
    """
    Note in the journal that *viewer* opens the people of *subject*, a dispute of *unit*.

    Raises:
        AccessDeniedError: the grants don't let them, or a second person would have to agree.
    """
    console = console_of(request)
    conditions = viewer.opens_personal([unit])
    now = console.clock.now()
    if conditions is None or Condition.SECOND_PERSON in conditions:
        console.people.journal.refuse(viewer.actor, Recorded.PERSONAL_ASKED, subject, now)
        raise AccessDeniedError("this role opens no personal data of that case", where=subject)
    console.people.journal.record(
        viewer.actor, Recorded.PERSONAL_OPENED, subject, now, reason=reason.value, by="workbench"
    )


def record_act(request: Request, viewer: Viewer, subject: str, act: str, step: str) -> None:
    """Note in the journal what *viewer* did at the workbench: which act, and whether clicked, undone or hastened."""
    console = console_of(request)
    console.people.journal.record(viewer.actor, Recorded.CASE_ACTION, subject, console.clock.now(), act=act, step=step)
