"""Who is late, and whether they were told: orders of supervision that stand proposed, issued, replied to or closed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from hub.core.clocks import Deadline, Terms, deadlines
from hub.core.clocks.lines.joint import supervised_body
from hub.core.daytime import local_day
from hub.core.dispute import DisputeState, Supervision
from hub.core.machines import SupervisionState
from hub.core.proposals import groundless, proposals
from hub.core.supervision import supervision_key

_ORDER = (
    SupervisionState.PROPOSED,
    SupervisionState.REJECTED,
    SupervisionState.ISSUED,
    SupervisionState.REPLIED,
    SupervisionState.CLOSED,
    SupervisionState.WITHDRAWN,
)
"""What a person must do something about comes first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """
    One order of one dispute, or one that a rule proposes.

    Attributes:
        cause: What for, as events name it.
        subject: The object, where the cause doesn't name it.
        body: Who is late.
        clock: The deadline that was missed, where a rule proposes it.
        since: First day of lateness of a proposal, else the day on which it came to this state.
        officers: Codes of the persons who issued, raised, rejected or closed it.
        reply_due: By when the body must reply, of an open order.
        reason_gone: Late evidence took its reason away; it stays, and shows so.
    """

    dispute: str
    number: str
    cause: str
    subject: str | None
    body: str
    state: SupervisionState
    since: date
    clock: str = ""
    issuer: str = ""
    officers: tuple[str, ...] = ()
    issued: date | None = None
    replied: date | None = None
    closed: date | None = None
    reply_due: date | None = None
    reason_gone: bool = False

    @property
    def key(self) -> str:
        """Its name within its dispute."""
        return supervision_key(self.cause, self.subject)

    def days(self, day: date) -> int:
        """Return since how many days it stands so on *day*."""
        return (day - self.since).days

    def is_reply_overdue(self, day: date) -> bool:
        """Return whether the reply is owed past its day."""
        return self.reply_due is not None and self.reply_due < day

    def waits_since(self, day: date) -> date | None:
        """
        Return since when it stands still on *day*, None where it doesn't.

        A proposal waits to be issued, a reply to be judged; an issued order only stands still past the reply's day.
        """
        if self.state in (SupervisionState.PROPOSED, SupervisionState.REPLIED):
            return self.since
        return self.reply_due if self.is_reply_overdue(day) else None


def order_lines(states: Iterable[DisputeState], terms: Terms, day: date) -> list[OrderLine]:
    """Return what stands proposed at the end of *day* and every issued order, what waits for a person first."""
    found = [line for state in states for line in _of_one(state, terms, day)]
    return sorted(found, key=lambda line: (_ORDER.index(line.state), line.since, line.dispute, line.key))


def _of_one(state: DisputeState, terms: Terms, day: date) -> Iterator[OrderLine]:
    report = state.primary
    if report is None:
        return
    number = report.number or report.native_id
    for one in proposals(state, terms, day):
        yield OrderLine(
            dispute=state.dispute,
            number=number,
            cause=one.cause,
            subject=None,
            body=one.body,
            state=SupervisionState.PROPOSED,
            since=one.since,
            clock=one.clock,
        )
    issued = [order for order in state.supervisions.values() if order.ordered or order.raised]
    if not issued:
        return
    gone = {id(order) for order in groundless(state, terms, day)}
    lines = list(deadlines(state, terms))
    for order in issued:
        yield _issued(state, order, lines, (number, id(order) in gone))


def _issued(state: DisputeState, order: Supervision, lines: Iterable[Deadline], said: tuple[str, bool]) -> OrderLine:
    number, reason_gone = said
    clock = f"SUPERVISION_REPLY:{supervision_key(order.cause, order.object)}"
    owed = [line.due for line in lines if line.is_running and f"{line.clock}:".startswith(f"{clock}:")]
    return OrderLine(
        dispute=state.dispute,
        number=number,
        cause=order.cause,
        subject=order.object,
        body=supervised_body(state, order) or "",
        state=order.state,
        since=_last(*_moves(order)) or date.min,
        issuer="" if order.issuer is None else order.issuer.code,
        officers=tuple(dict.fromkeys(order.officers)),
        issued=_last(*order.ordered, *order.raised),
        replied=_last(*order.replied),
        closed=_last(*order.closed),
        reply_due=min(owed, default=None),
        reason_gone=reason_gone,
    )


def _moves(order: Supervision) -> tuple[datetime, ...]:
    return (*order.ordered, *order.raised, *order.replied, *order.rejected, *order.closed)


def _last(*instants: datetime) -> date | None:
    return local_day(max(instants)) if instants else None
