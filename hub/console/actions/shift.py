"""What one shift leaves to the next: done, owed, waiting."""

from __future__ import annotations

from datetime import datetime, timedelta

from hub.console.actions.sitting import Sitting
from hub.console.actions.worklist import sections
from hub.core.acts.catalogue import Act
from hub.core.daytime import SHANGHAI
from hub.documents.papers import ShiftText
from hub.workbench.records import Action, ActionState, WhyRefused

_OPEN = (ActionState.WAITING, ActionState.SENDING, ActionState.REFUSED)


def shift_of(sat: Sitting, since: datetime) -> ShiftText:
    """Return the hand-over of the clerk's units since an instant; numbers and codes, no names."""
    now = sat.desk.clock.now()
    clicked = sat.desk.outbox.since(sat.clerk.units, since, now + timedelta(seconds=1))
    open_acts = sat.desk.outbox.of_units(sat.clerk.units, _OPEN)
    numbers = _numbers(sat, [*clicked, *open_acts])
    owed = [
        (task.number, task.what, f"{task.due:%Y-%m-%d}", f"超期 {-task.days} 天" if task.is_overdue else "期内")
        for section in sections(sat)
        for task in section.tasks
    ]
    done = [one for one in clicked if one.state not in (ActionState.REFUSED, ActionState.SEEN)]
    return ShiftText(
        since=since,
        done=[(numbers[one.dispute], Act(one.act).zh, _time(one), one.state.zh) for one in done],
        owed=owed,
        waiting=[(numbers[one.dispute], Act(one.act).zh, _time(one), _why(one)) for one in open_acts],
    )


def _numbers(sat: Sitting, actions: list[Action]) -> dict[str, str]:
    found: dict[str, str] = {}
    for dispute in {action.dispute for action in actions}:
        report = sat.view(dispute).state.primary
        found[dispute] = dispute if report is None else report.number or report.native_id
    return found


def _time(action: Action) -> str:
    return f"{action.clicked_at.astimezone(SHANGHAI):%m-%d %H:%M}"


def _why(action: Action) -> str:
    code = action.why.partition(" ")[0]
    return WhyRefused(code).zh if code else action.state.zh
