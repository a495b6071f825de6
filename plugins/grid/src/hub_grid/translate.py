"""Says in canonical terms what an event of the grid app states. Pure: the same event gives the same submissions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from hub.connectors.parsing import RowRejectedError, reject
from hub.connectors.parties import token_details
from hub.connectors.statements import Speaker
from hub.core.codes import Channel, DisputeType
from hub.core.deliveries import DeliveryKind
from hub.core.events import Details, Event, Submission
from hub.core.privacy import Tokeniser
from hub.plugins.spec import NativeRecord, Translation
from hub_grid.codes import CATEGORIES, DISPUTES, INBOX, LEVELS, NEW, ONSITE_DONE
from hub_grid.parties import dossier_of, people_of
from hub_grid.records import TASK_OF, Feedback, GridEvent, GridState, typed
from hub_grid.settings import GridSettings

AGENCY = "grid"
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Statement:
    event: Event
    at: datetime
    details: Details
    unit: str | None = None
    root: str | None = None
    delivery: str | None = None


@dataclass(frozen=True, slots=True)
class Translator:
    """Turns events of one platform into translations."""

    settings: GridSettings
    tokeniser: Tokeniser

    def translate(self, record: NativeRecord) -> Translation:
        """
        Return what *record* states; an event that is no dispute states nothing.

        Raises:
            RowRejectedError: a field can't be read.
        """
        state = typed(GridState, record.fields)
        root = self._root(state)
        answers = list(_answers(state))
        event, reported = (None, []) if state.status == INBOX else self._event(state, record)
        return Translation(
            submissions=tuple(self._submission(each, root, record, state) for each in (*reported, *answers)),
            dossier=dossier_of(event, root) if event and reported else None,
        )

    def _event(self, state: GridState, record: NativeRecord) -> tuple[GridEvent | None, list[_Statement]]:
        """Return the event where it's a dispute, and what it states."""
        retracted_at = state.deleted_at or state.reported_at
        retracted = [_Statement(event=Event.SOURCE_REPORT_RETRACTED, at=retracted_at, details={})]
        try:
            event = typed(GridEvent, record.fields)
            if not event.category.startswith(DISPUTES):
                return None, []
            self._refuse_impossible(event)
            return event, [*(retracted if state.deleted else ()), *self._reported(event)]
        except RowRejectedError:
            if state.deleted:  # nobody mends an event that is no longer there
                return None, retracted
            raise

    def _root(self, state: GridState) -> str:
        if state.hub_root and ":" not in state.hub_root:
            reject(state.hub_root, "hubRef", "is no reference of the hub", "E-REF-01", TASK_OF)
        # A reference that came with the hub's own write-back says nothing about where the matter began.
        answered = state.status != INBOX and any(feedback.root == state.hub_root for feedback in state.feedbacks)
        return state.hub_root if state.hub_root and not answered else f"{self.settings.system}:{state.event_id}"

    def _reported(self, event: GridEvent) -> Iterator[_Statement]:
        # What became of the matter goes before the report of it, so that nobody is given what needs nobody any more: a
        # statement that comes before its report waits for it.
        if event.status == NEW and not (self.settings.report_new or event.deleted):
            return
        happened_at = event.happened_at or event.reported_at
        if event.status == ONSITE_DONE:
            settled_at = max(event.onsite_at or event.reported_at, happened_at)
            yield _Statement(event=Event.ONSITE_SETTLED, at=settled_at, details={})
        yield _Statement(event=Event.DISPUTE_REPORTED, at=happened_at, details=self._report(event))

    def _report(self, event: GridEvent) -> Details:
        details: Details = {
            "type": self._type(event.category).value,
            "channel": Channel.GRID.value,
            **token_details(people_of(event), self.tokeniser),
            "parties": max(2, len(event.people)),
            "division": event.grid_code[:12],
            "number": event.event_id,
        }
        if event.category in self.settings.veiled:
            details["veiled"] = True
        difficulty = LEVELS.get(event.level)
        if difficulty:
            details["difficulty"] = difficulty.value
        return details

    def _type(self, category: str) -> DisputeType:
        known = self.settings.categories.get(category) or CATEGORIES.get(category)
        return known or reject(
            None,
            "category",
            f"unknown code {category}; add it under categories in the settings, then retry",
            "E-CODE-02",
            TASK_OF,
        )

    def _refuse_impossible(self, event: GridEvent) -> None:
        happened_at, reported_at = event.happened_at or event.reported_at, event.reported_at
        if happened_at > reported_at + _ONE_DAY:
            reject(None, "happenTime", "lies after the report: the telephone's clock is wrong", "E-DATE-03", TASK_OF)
        if happened_at < reported_at - timedelta(days=self.settings.oldest_days):
            reject(None, "happenTime", "lies years before the report: a wrong clock?", "E-DATE-03", TASK_OF)

    def _submission(self, said: _Statement, root: str, record: NativeRecord, state: GridState) -> Submission:
        speaker = Speaker(
            agency=AGENCY,
            system=self.settings.system,
            native_id=state.event_id,
            version=record.version,
            root=said.root or root,
            recorded_at=max(said.at, state.reported_at),
            correlation=said.delivery,
        )
        return speaker.say(said.event, said.at, said.details, unit=said.unit)


def _answers(state: GridState) -> Iterator[_Statement]:
    for feedback in state.feedbacks:
        answer = _answer(feedback)
        if answer:
            yield answer


def _answer(feedback: Feedback) -> _Statement | None:
    if feedback.acked_at is None:
        return None
    root, delivery = feedback.root or None, feedback.delivery_id or None
    if feedback.kind == DeliveryKind.RESULT_DOWN and feedback.unit:
        cascade: Details = {"frm": feedback.frm} if feedback.frm else {}
        return _Statement(
            event=Event.CASCADE_ACKNOWLEDGED,
            at=feedback.acked_at,
            details=cascade,
            unit=feedback.unit,
            root=root,
            delivery=delivery,
        )
    if feedback.kind == DeliveryKind.FEEDBACK and feedback.ref:
        acknowledged: Details = {"ref": feedback.ref}
        return _Statement(
            event=Event.FEEDBACK_ACKNOWLEDGED, at=feedback.acked_at, details=acknowledged, root=root, delivery=delivery
        )
    return None
