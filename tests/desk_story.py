"""Clerks at several desks who work on one story by their forms alone; all goes through the real processors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hub.core import topics
from hub.core.acts.beside import BESIDE
from hub.core.acts.catalogue import ACTS, CASE_WORK, OUTCOMES, Act, Right
from hub.core.acts.fields import FieldKind, FormField
from hub.core.acts.offers import Desk, Offer, View, offers
from hub.core.acts.statements import Click, Stated, state_act
from hub.core.daytime import SHANGHAI
from hub.core.events import Submission
from tests.story import REGISTRY, TERMS, Story

__all__ = ["OUTCOMES", "Desks"]

_UPPER = {"V1": "T2", "T2": "K3", "K3": "S4", "U2": "K3", "M3": "S4", "S4": "S4"}
CASES = frozenset({CASE_WORK})
START = datetime(2026, 3, 2, 9, tzinfo=SHANGHAI)


@dataclass
class Desks:
    """One dispute seen from the desks of units; each click is half an hour after the one before."""

    story: Story = field(default_factory=Story)
    now: datetime = START
    clicks: int = 0
    dispute: str = "D1"

    def view(self, *units: str, agency: str = "justice", rights: frozenset[Right] = CASES) -> View:
        """Return what the desk of *units* sees."""
        desk = Desk(agency=agency, units=frozenset(units), rights=rights)
        return View(state=self.story.state(self.dispute), desk=desk, registry=REGISTRY, terms=TERMS, now=self.now)

    def acts(self, *units: str, agency: str = "justice") -> set[Act]:
        """Return what the desk of *units* is offered to do about the case itself."""
        return {offer.act for offer in offers(self.view(*units, agency=agency))} - BESIDE.keys()

    def beside(self, *units: str, agency: str = "justice", rights: frozenset[Right] = CASES) -> set[Act]:
        """Return what it's offered beside the case."""
        return {offer.act for offer in offers(self.view(*units, agency=agency, rights=rights))} & BESIDE.keys()

    def offer(self, act: Act, *units: str, agency: str = "justice") -> Offer:
        """Return the one offer of *act*."""
        found = [one for one in offers(self.view(*units, agency=agency)) if one.act is act]
        assert len(found) == 1, found
        return found[0]

    def do(self, act: Act, *units: str, agency: str = "justice", **values: str | Sequence[str]) -> Stated:
        """Fill in the form of *act* and click."""
        key = self.offer(act, *units, agency=agency).key
        return self.click(self.view(*units, agency=agency), key, values)

    def click(self, view: View, key: str, values: Mapping[str, str | Sequence[str]]) -> Stated:
        """Click on *key*; what it states is submitted."""
        self.clicks += 1
        self.now += timedelta(minutes=30)
        typed = {name: [value] if isinstance(value, str) else list(value) for name, value in values.items()}
        stated = state_act(view, key, typed, Click(f"C{self.clicks}", self.now))
        for submission in stated.submissions:
            self.submit(submission)
        return stated

    def submit(self, submission: Submission) -> None:
        """Let the hub take *submission*."""
        engine = self.story.engine
        engine.submit(topics.SOURCE_SUBMISSIONS, submission.root, submission, submission.recorded_at)


def filled(offer: Offer, number: int) -> dict[str, str]:
    """Return values that fit the form of *offer*, the *number* of clicks before among them."""
    return {field.name: _value(field, offer, number) for field in ACTS[offer.act].fields if field.required}


def _value(field: FormField, offer: Offer, number: int) -> str:
    match field.kind:
        case FieldKind.CODE:
            return field.choices[0].value
        case FieldKind.UNIT:
            if offer.act is Act.ESCALATE:
                return _UPPER[offer.own]
            return {"S4": "K3", "K3": "T2", "T2": "V1"}.get(offer.own, "U2")
        case FieldKind.DAY:
            return f"2026-12-{number % 28 + 1:02d}"
        case FieldKind.YUAN:
            return "1,200.50"
        case FieldKind.PARTIES:
            return "p1"
        case FieldKind.YES_NO:
            return "yes"
        case FieldKind.NUMBER:
            return "LEVEL_L2"
        case FieldKind.COUNT:
            return "3"
