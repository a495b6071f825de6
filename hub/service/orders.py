"""Where a person issues, raises, sends back and closes orders of supervision (SUP-1): each enters by the hub's door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hub.core.admissible import objections
from hub.core.codes import LabelledCode
from hub.core.errors import PermanentError
from hub.core.events import Details, Event, Submission, event_id
from hub.core.machines import SupervisionState
from hub.core.ports import Clock
from hub.core.units import Registry
from hub.service.clerk import officer_code
from hub.service.decisions import TASK_FORCE
from hub.service.door import EngineDoor


class OrderAct(LabelledCode):
    """What a person does with an order."""

    ISSUE = "issue", "签发督办", "Issue"
    RAISE = "raise", "提级督办", "Raise one level"
    REJECT = "reject", "退回答复", "Send the reply back"
    CLOSE = "close", "办结", "Close"


_MAY: dict[OrderAct, frozenset[SupervisionState]] = {
    OrderAct.ISSUE: frozenset({SupervisionState.PROPOSED, SupervisionState.CLOSED}),
    OrderAct.RAISE: frozenset({SupervisionState.REJECTED}),
    OrderAct.REJECT: frozenset({SupervisionState.REPLIED}),
    OrderAct.CLOSE: frozenset({SupervisionState.ISSUED, SupervisionState.REPLIED, SupervisionState.REJECTED}),
}
_STATED: dict[OrderAct, tuple[Event, str | None]] = {
    OrderAct.ISSUE: (Event.SUPERVISION_ORDERED, None),
    OrderAct.RAISE: (Event.SUPERVISION_ORDERED, "RAISED"),
    OrderAct.REJECT: (Event.SUPERVISION_REPLIED, "REJECTED"),
    OrderAct.CLOSE: (Event.SUPERVISION_CLOSED, None),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAsked:
    """
    What a person wants done: with which order of which dispute, as which unit's officer, why.

    ``state`` is how the order stands as the hub knows it when the person acts, not as a page showed it.
    """

    dispute: str
    cause: str
    subject: str | None
    state: SupervisionState
    officer: str
    unit: str
    reason: str = ""


def acts_on(state: SupervisionState) -> tuple[OrderAct, ...]:
    """Return what a person can do with an order in *state*."""
    return tuple(act for act in OrderAct if state in _MAY[act])


@dataclass(frozen=True, slots=True)
class OrderDesk:
    """The desk of whoever issues supervision."""

    registry: Registry
    door: EngineDoor
    clock: Clock

    def act(self, act: OrderAct, asked: OrderAsked) -> Submission:
        """
        State what a person decided about one order.

        Raises:
            PermanentError: it can't be done with an order in this state, the unit may not, or the officer is no code.
        """
        if asked.state not in _MAY[act]:
            raise PermanentError(
                f"an order in state {asked.state.en} can't be treated so",
                where=asked.cause,
                remedy="open the list again",
            )
        statement = order_statement(act, asked, self.clock.now())
        against = next(objections(statement, self.registry), None)
        if against is not None:
            raise PermanentError(against.reason, where=asked.unit, remedy="a centre of level 3 or 4 issues orders")
        refused = self.door.submit(TASK_FORCE, [statement], None).refused
        self.door.settle(TASK_FORCE)
        if refused:
            raise PermanentError(refused[0].reason, where=asked.cause)
        return statement


def order_statement(act: OrderAct, asked: OrderAsked, at: datetime) -> Submission:
    """Return the statement of *act*; numbered by its instant, since an order may be issued anew."""
    event, result = _STATED[act]
    details: Details = {"cause": asked.cause}
    if asked.subject is not None:
        details["subject"] = asked.subject
    if result is not None:
        details["result"] = result
    if event is not Event.SUPERVISION_REPLIED:
        details["officer"] = officer_code(asked.officer)
    if asked.reason.strip() and event is Event.SUPERVISION_ORDERED:
        details["reason"] = asked.reason.strip()
    native_id = f"{asked.dispute}/{asked.cause}/{at.isoformat()}"
    return Submission(
        event=event,
        event_id=event_id(event.value, TASK_FORCE, native_id, asked.unit, details),
        root=asked.dispute,
        agency=TASK_FORCE,
        system=TASK_FORCE,
        native_id=native_id,
        unit=asked.unit,
        occurred_at=at,
        recorded_at=at,
        details=details,
    )
