"""What a clerk must do now: deadlines that run for the desk's units, each with the act that answers it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from hub.console.actions.sitting import Sitting
from hub.console.texts import bench as said
from hub.core.acts.catalogue import OUTCOMES, Act
from hub.core.acts.offers import Offer, View, offers
from hub.core.clocks import Deadline, DeadlineStatus, deadlines
from hub.core.knowledge import Knowledge
from hub.core.machines import FeedbackState, ReferralState
from hub.core.wording import Message
from hub.workbench.records import ActionState

MOST_ROWS = 50
"""Rows of a section; the next come as these are done."""
_SEARCHED_DAYS = timedelta(days=120)

SIGNED = {
    "DELIVERED_3WD": (Act.ACCEPT,),
    "ESCALATION_REPLY": (Act.ACCEPT_ESCALATION,),
    "CASCADE_ACK": (Act.ACKNOWLEDGE_RESULT,),
    "FEEDBACK_ACK": (Act.ACKNOWLEDGE_FEEDBACK,),
    "INVITE_REPLY": (Act.ANSWER_INVITATION,),
}
"""Clocks that a signature stops, and by which act."""
ANSWERS = SIGNED | {
    "TRIAGE": (Act.TAKE_ON, Act.REFER),
    "REASSIGN": (Act.REASSIGN,),
    "CONSENT": (Act.CONSENT,),
    "ASK_OTHER_SIDE": (Act.START,),
    "PERFORMANCE": (Act.PERFORM,),
    "SUPERVISION_REPLY": (Act.REPLY_SUPERVISION,),
    "DOCKET_TASK": (Act.FOLLOW_TASK,),
}
_UNDER_WAY = (ActionState.WAITING, ActionState.SENDING, ActionState.SENT)
_WORK = (Act.START, Act.RESUME, *OUTCOMES, Act.ESCALATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """
    One row: a clock that runs for this desk, and what stops it, where that's in the clerk's hands now.

    What stops it is found for rows that are shown (:attr:`Section.shown`): it takes a trial of every act.
    """

    dispute: str
    number: str
    what: str
    what_en: str
    due: date
    days: int
    act: Offer | None = None
    running: tuple[View, Deadline] | None = None

    @property
    def is_overdue(self) -> bool:
        """Whether its last day is over."""
        return self.days < 0


@dataclass(slots=True)
class Section:
    """One list of the page; *rest* are rows beyond its bound."""

    title: Message
    id: str
    tasks: list[Task] = field(default_factory=list)

    @property
    def shown(self) -> list[Task]:
        """The rows that the page shows, each with the act that answers it."""
        return [_answered(task) for task in self.tasks[:MOST_ROWS]]

    @property
    def rest(self) -> int:
        """How many rows wait behind these."""
        return max(0, len(self.tasks) - MOST_ROWS)


def sections(sat: Sitting) -> list[Section]:
    """Return the lists of the workbench, the most pressing first; a task stands in one of them."""
    overdue, today = Section(said.OVERDUE, "overdue"), Section(said.DUE_TODAY, "today")
    sign, owed, later = Section(said.TO_SIGN, "sign"), Section(said.TO_FEED_BACK, "owed"), Section(said.LATER, "later")
    for view in views(sat):
        for task, line in _tasks(view, sat.viewer.today):
            if task.is_overdue:
                overdue.tasks.append(task)
            elif task.days == 0:
                today.tasks.append(task)
            elif line.rule.name in SIGNED:
                sign.tasks.append(task)
            elif _owes_outcome(view):
                owed.tasks.append(task)
            else:
                later.tasks.append(task)
    found = [overdue, today, sign, owed, later]
    for section in found:
        section.tasks.sort(key=lambda task: (task.due, task.number, task.what))
    return found


def views(sat: Sitting) -> Iterator[View]:
    """Yield the disputes in which something may run for this desk."""
    for dispute in _candidates(sat):
        knowledge = sat.known.of_root(dispute)
        view = sat.desk.view(sat.clerk, knowledge, dispute)
        if view.state.primary is not None and not view.state.is_void:
            yield view


def _candidates(sat: Sitting) -> Iterable[str]:
    """Return keys of disputes: by the read model where there is one, else all."""
    waiting = [action.dispute for action in sat.desk.outbox.of_units(sat.clerk.units, _UNDER_WAY)]
    index = sat.books.index
    if index is None:
        return dict.fromkeys([*waiting, *(one.dispute for one in _all(sat))])
    who = (*sorted(sat.clerk.units), sat.desk.agency)
    marks, since = ", ".join("?" * len(who)), (sat.viewer.today - _SEARCHED_DAYS).isoformat()
    held = index.model.execute(
        f"SELECT dispute FROM dispute WHERE is_open = 1 AND holder IN ({marks}) "  # noqa: S608 - marks alone
        f"UNION SELECT dispute FROM dispute WHERE is_open = 0 AND holder IN ({marks}) "
        "UNION SELECT dispute FROM contribution WHERE measure IN ('invitation', 'feedback') AND day >= ? "
        f"AND known_until IS NULL AND (part IN ({marks}) OR agency IN ({marks})) "
        "UNION SELECT dispute FROM contribution WHERE measure = 'supervision' AND day >= ? AND known_until IS NULL "
        f"AND substr(part, instr(part, '_') + 1) IN ({marks})",
        (*who, *who, since, *who, *who, since, *who),
    )
    return dict.fromkeys([*waiting, *(str(row[0]) for row in held), *sorted(index.changed)])


def _all(sat: Sitting) -> Iterator[Knowledge]:
    return sat.books.disputes()


def _tasks(view: View, today: date) -> Iterator[tuple[Task, Deadline]]:
    lines = [line for line in deadlines(view.state, view.terms) if line.is_running and view.speaks_for(line.owner)]
    if not lines:
        return
    report = view.state.primary
    for line in lines:
        if line.status(today) is DeadlineStatus.PASSED:
            continue
        task = Task(
            dispute=view.state.dispute,
            number="" if report is None else report.number or report.native_id,
            what=line.rule.zh,
            what_en=line.rule.en,
            due=line.due,
            days=(line.due - today).days,
            running=(view, line),
        )
        yield task, line


def _answered(task: Task) -> Task:
    if task.running is None:
        return task
    view, line = task.running
    return replace(task, act=_answer(line, offers(view)), running=None)


def _answer(line: Deadline, found: list[Offer]) -> Offer | None:
    """Return the act that stops the clock *line*; the clocks of the work itself are stopped by going on with it."""
    about = line.clock.partition(":")[2]
    wanted = ANSWERS.get(line.rule.name, _WORK)
    fitting = [offer for offer in found if offer.act in wanted]
    exact = [offer for offer in fitting if offer.about and offer.about in about]
    return min(exact or fitting, key=lambda offer: wanted.index(offer.act), default=None)


def _owes_outcome(view: View) -> bool:
    """Whether a referrer waits for the outcome of what this desk accepted."""
    return any(
        referral.state is ReferralState.ACCEPTED and referral.feedback is FeedbackState.NONE
        for referral in view.state.referrals.values()
    )
