"""What one click does: the act is stated as of that instant, waits in the outbox, and the form's draft is dropped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from hub.core.acts.catalogue import CASE_WORK, Act, Right
from hub.core.acts.fields import FieldFault, Values
from hub.core.acts.offers import Desk, View
from hub.core.acts.statements import Click, Refusal, Stated, state_act, why_not, with_waiting
from hub.core.clocks import Terms
from hub.core.daytime import local_day
from hub.core.errors import PermanentError
from hub.core.events import Details, Event, Submission, event_id
from hub.core.knowledge import Knowledge, state_of
from hub.core.papers import Paper, PaperKind
from hub.core.ports import Clock
from hub.core.privacy import Vault
from hub.core.units import Registry
from hub.workbench.drafts import Drafts
from hub.workbench.outbox import Outbox, due_at
from hub.workbench.papers import Filed, Papers, Wanted
from hub.workbench.records import Action, ActionState
from hub.workbench.registration import Registration, Window
from hub.workbench.sender import Known

REGISTER_FORM = "register"
"""Draft of the short form; that of an act is called by dispute and offer (:func:`form_of`)."""


UNTYPED = frozenset({"form_mark", "click", "dispute", "do", "draft"})
"""Fields of a form that its page fills in."""


def form_of(dispute: str, key: str) -> str:
    """Return the name of the draft of one act's form."""
    return f"{dispute} {key}"


def form_behind(action: Action) -> str:
    """Return the name of the draft of the form by which *action* was done."""
    return REGISTER_FORM if action.act == REGISTER_FORM else form_of(action.dispute, f"{action.act}:{action.about}")


@dataclass(frozen=True, slots=True)
class Clerk:
    """Who works: a person's code, the units for which they may act, and what they may do for these."""

    person: str
    units: frozenset[str]
    rights: frozenset[Right] = frozenset({CASE_WORK})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A form that was sent: the click's number was made with the form."""

    click: str
    dispute: str
    key: str
    values: Values


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a click: an act that waits, or why there is none."""

    action: Action | None
    stated: Stated


@dataclass(frozen=True, slots=True, kw_only=True)
class ClerkDesk:
    """The workbench's rules, lent its file, its keys and the registry."""

    agency: str
    outbox: Outbox
    drafts: Drafts
    papers: Papers
    vault: Vault
    window: Window
    registry: Registry
    terms: Terms
    clock: Clock
    undo_for: timedelta
    marks: dict[str, str] = field(default_factory=dict)

    def view(self, clerk: Clerk, knowledge: Knowledge | None, dispute: str) -> View:
        """Return *dispute* as *clerk* sees it: with everything that was clicked and hasn't arrived yet."""
        under_way = [
            submission
            for action in self.outbox.under_way(dispute)
            for submission in action.submissions
            if knowledge is None or submission.event_id not in knowledge.facts
        ]
        state = with_waiting(None if knowledge is None else state_of(knowledge), dispute, under_way, self.registry)
        own = [report.root for report in state.reports.values() if report.agency == self.agency]
        elsewhere = self.papers.registered_elsewhere(own, clerk.units) if own else frozenset()
        desk = Desk(agency=self.agency, units=clerk.units, rights=clerk.rights, elsewhere=elsewhere)
        return View(state=state, desk=desk, registry=self.registry, terms=self.terms, now=self.clock.now())

    def click(self, clerk: Clerk, known: Known, asked: Asked) -> Done:
        """Do an act: what it states waits in the outbox when this returns."""
        with self.outbox.database.transaction():
            before = self._before(clerk, asked)
            if before is not None:
                return before
            view = self.view(clerk, known.of_root(asked.dispute), asked.dispute)
            stated = state_act(view, asked.key, asked.values, Click(asked.click, self._instant(asked.dispute)))
            if stated.refusal is not None:
                return Done(None, stated)
            action = self._action(clerk, asked, stated)
            self.outbox.put(action)
            self._put_away(clerk, asked, form_of(asked.dispute, asked.key))
        return Done(action, stated)

    def _instant(self, dispute: str) -> datetime:
        """Return the instant of a click on *dispute*: after every earlier one, even where the clock was set back."""
        now, last = self.clock.now(), self.outbox.last_click(dispute)
        return now if last is None or last < now else last + timedelta(microseconds=1)

    def _before(self, clerk: Clerk, asked: Asked) -> Done | None:
        """Return what the same click did when it arrived first."""
        before = self.outbox.find(asked.click)
        if before is None:
            return None
        if before.person != clerk.person:
            raise PermanentError("this form was sent by somebody else", remedy="open the form anew")
        return Done(before, Stated(submissions=before.submissions))

    def _action(self, clerk: Clerk, asked: Asked, stated: Stated) -> Action:
        first = stated.submissions[0]
        act, _, about = asked.key.partition(":")
        own = first.details.get("frm") if first.unit not in clerk.units else first.unit
        return Action(
            click=asked.click,
            person=clerk.person,
            unit=own if own in clerk.units else min(clerk.units),
            act=act,
            about=about,
            dispute=asked.dispute,
            root=first.root,
            clicked_at=first.occurred_at,
            due_at=due_at(first.occurred_at, self.undo_for),
            state=ActionState.WAITING,
            submissions=stated.submissions,
        )

    def read_registration(self, clerk: Clerk, asked: Asked) -> Registration | tuple[FieldFault, ...]:
        """Return what the short form says, for the hint of duplicates too, or what of it can't be read."""
        own = next(iter(asked.values.get("own", ())), "")
        unit = own if own in clerk.units else min(clerk.units)
        return self.window.read(asked.values, unit, Click(asked.click, self.clock.now()))

    def register(self, clerk: Clerk, asked: Asked, drawn: Callable[[Registration, str], Paper]) -> Done:
        """Register a visitor's dispute; its paper gets its number in the same transaction."""
        with self.outbox.database.transaction():
            before = self._before(clerk, asked)
            if before is not None:
                return before
            form = self.read_registration(clerk, asked)
            if not isinstance(form, Registration):
                return Done(None, Stated(refusal=Refusal.FIELDS, faults=form))
            trial = self.window.state(form, "")
            if trial.refusal is not None:
                return Done(None, trial)
            wanted = Wanted(
                kind=PaperKind.REGISTRATION,
                unit=form.unit,
                mark=self.mark(form.unit),
                dispute=form.root,
                person=clerk.person,
                click=asked.click,
            )
            filed = self.papers.file(wanted, form.click.at, lambda number: drawn(form, number))
            stated = self.window.state(form, filed.number)
            action = self._action(clerk, replace(asked, dispute=form.root, key=REGISTER_FORM), stated)
            action = replace(action, unit=form.unit, sealed=self.vault.seal(form.dossier))
            self.outbox.put(action)
            self._put_away(clerk, asked, REGISTER_FORM)
        return Done(action, stated)

    def _put_away(self, clerk: Clerk, asked: Asked, form: str) -> None:
        """Drop the draft of what was sent; what was typed is there again if it's undone."""
        self.drafts.drop(clerk.person, form)
        typed = {name: list(values) for name, values in asked.values.items() if name not in UNTYPED}
        self.drafts.park(clerk.person, asked.click, typed, self.clock.now())

    def draw(self, clerk: Clerk, wanted: Wanted, filled: Callable[[str], Paper], view: View | None = None) -> Filed:
        """
        Number and file a paper; a 调解终结告知书 also states its number, by which a petition office knows it (PET-3).

        *view* is the dispute that such a notice is about.
        """
        with self.outbox.database.transaction():
            filed = self.papers.file(wanted, self.clock.now(), filled)
            if wanted.kind is PaperKind.TERMINATION and view is not None and self.outbox.find(wanted.click) is None:
                self._state_notice(clerk, wanted, filed.number, view)
        return filed

    def _state_notice(self, clerk: Clerk, wanted: Wanted, number: str, view: View) -> None:
        details: Details = {"number": number}
        event, at = Event.TERMINATION_NOTICE_ISSUED, self._instant(wanted.dispute)
        notice = Submission(
            event=event,
            event_id=event_id(event.value, self.agency, wanted.click, wanted.unit, details),
            root=view.state.dispute,
            agency=self.agency,
            system=self.agency,
            native_id=wanted.click,
            unit=wanted.unit,
            occurred_at=at,
            recorded_at=at,
            details=details,
        )
        if why_not(view.state, (notice,), self.registry) is None:
            asked = Asked(click=wanted.click, dispute=wanted.dispute, key=f"{Act.ISSUE_NOTICE.value}:", values={})
            self.outbox.put(self._action(clerk, asked, Stated(submissions=(notice,))))

    def undo(self, clerk: Clerk, click: str) -> Action:
        """
        Take back an act that still waits; a paper numbered with it is void, its people are forgotten.

        What its clerk had typed is a draft again: who clicked too early types nothing twice.

        Raises:
            PermanentError: it can't be undone any more.
        """
        with self.outbox.database.transaction():
            action = self.outbox.undo(click, clerk.person)
            self.papers.void_of_click(click, clerk.person, "撤销", self.clock.now())
            self.drafts.unpark(clerk.person, click, form_behind(action))
        if action.sealed is not None:
            self.vault.erase(action.root)
        return action

    def hasten(self, clerk: Clerk, click: str) -> None:
        """Let an act be sent at once."""
        self.outbox.hasten(click, clerk.person, self.clock.now())

    def mark(self, unit: str) -> str:
        """Return how *unit* is called in its numbers."""
        known = self.registry.find(unit, local_day(self.clock.now()))
        return self.marks.get(unit) or (unit if known is None else known.name)
