"""
The docket of the half-yearly meeting on hard cases: its items, their decisions and tasks (MECH-2, domain §6.2).

The meeting decides; what it decided comes back as statements about the dispute. Nothing here counts in any figure.
"""

from __future__ import annotations

from hub.core.codes import Attendance
from hub.core.dispute import DisputeState, DocketItem, DocketTask
from hub.core.events import Event, Fact
from hub.core.halfyear import is_half, next_half
from hub.core.machines import DOCKET, DocketState


def nominate(state: DisputeState, fact: Fact) -> bool:
    """A rule or a person puts the dispute on the docket of a half; said again it adds its reason, nothing else."""
    half = fact.details["half"]
    if not is_half(half):
        return False
    item = state.docket.get(half)
    if item is None:
        item = _begin(state, half, fact)
    else:
        _note(item, fact)
    reason = fact.details.get("reason", "")
    item.reasons.extend(name for name in reason.split() if name not in item.reasons)
    return True


def _begin(state: DisputeState, half: str, fact: Fact) -> DocketItem:
    item = state.docket[half] = DocketItem(half=half, state=DocketState.NOMINATED, nominated_at=fact.occurred_at)
    _note(item, fact)
    return item


def _note(item: DocketItem, fact: Fact) -> None:
    item.steps.append((fact.event.value, fact.occurred_at, fact.details.get("officer", "")))


def decide(state: DisputeState, fact: Fact) -> bool:
    """Move the item as the meeting, or the owner of its task, says; waits while the item isn't where that needs it."""
    item = state.docket.get(fact.details["half"])
    step = None if item is None else DOCKET.move(item.state, fact.event)
    if item is None or step is None or not isinstance(step.target, DocketState):
        return False
    item.state = step.target
    _note(item, fact)
    _settle_task(item, fact)
    if fact.event is Event.DOCKET_PLANNED:
        details = fact.details
        item.tasks.append(DocketTask(owner=details["owner"], due=details["due"], planned_at=fact.occurred_at))
    if fact.event is Event.DOCKET_CARRIED:
        following = next_half(item.half)
        carried = state.docket.get(following) or _begin(state, following, fact)
        carried.carried_from = item.half
    return True


def attend(state: DisputeState, fact: Fact) -> bool:
    """A unit came to the meeting on this dispute, or stayed away; said otherwise later, the later counts."""
    item = state.docket.get(fact.details["half"])
    if item is None:
        return False
    item.attendance[fact.details["participant"]] = fact.details.get("result", Attendance.ATTENDED.value)
    return True


def _settle_task(item: DocketItem, fact: Fact) -> None:
    task = item.task
    if task is None or task.done_at is not None or task.replaced_at is not None:
        return
    if fact.event is Event.DOCKET_FOLLOWED:
        task.done_at = fact.occurred_at
    else:
        task.replaced_at = fact.occurred_at
