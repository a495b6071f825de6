"""
Intake: one actor per root. It owns the root's facts, knows to which dispute the root belongs, and hands the facts on.

A key that begins with ``ref:`` is the directory actor of a reference number: statements made under a number that people
type (a 案号) wait there until the root with that number is known.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from hub.core import topics
from hub.core.assignment import ALWAYS, Stays, stays_of, ways_from, ways_of
from hub.core.daytime import local_day
from hub.core.errors import PermanentError, RowRejectedError
from hub.core.events import REPORT_EVENTS, Event, Fact, Submission
from hub.core.fold import MAX_FACTS
from hub.core.linking import (
    LINK,
    REJECT,
    REOPEN,
    SPLIT,
    VOID,
    candidate_of,
    meeting_keys_of,
    pair_id,
)
from hub.core.messages import (
    LinkDecision,
    ParentAssigned,
    ReferenceKnown,
    RootFollowed,
    RootUpdate,
    Way,
)
from hub.core.ports import Output, Record, Step, Timer
from hub.core.references import REFERENCE, reference_key
from hub.core.reports import REPORT_PREFIX, report_key
from hub.core.units import Registry, Unit, UnitStamp
from hub.processors.codec import MsgpackCodec

MAX_REASSIGNMENTS = 1_000
_DECISIONS = {
    Event.DISPUTE_LINKED: LINK,
    Event.DISPUTES_MERGED: LINK,
    Event.DISPUTE_SPLIT: SPLIT,
    Event.LINK_REJECTED: REJECT,
    Event.LINK_REOPENED: REOPEN,
}


@dataclass(slots=True)
class IntakeState:
    """
    What one root knows.

    ``decisions`` are all on its pairs, whichever of the two they are about; ``heard`` are the ways of those of its
    ``parents`` that follow others.
    """

    root: str
    version: int = 0
    facts: dict[str, Fact] = field(default_factory=dict)
    decisions: dict[str, LinkDecision] = field(default_factory=dict)
    parents: dict[str, tuple[int, Stays]] = field(default_factory=dict)
    followers: list[str] = field(default_factory=list)
    stays: Stays = ()
    target: str | None = None
    waiting: list[Fact] = field(default_factory=list)
    ways: tuple[Way, ...] = ()
    heard: dict[str, tuple[Way, ...]] = field(default_factory=dict)


def _copy(state: IntakeState) -> IntakeState:
    return replace(
        state,
        facts=dict(state.facts),
        decisions=dict(state.decisions),
        parents=dict(state.parents),
        followers=list(state.followers),
        waiting=list(state.waiting),
        heard=dict(state.heard),
    )


class Intake:
    """The intake processor; *linking* off leaves link decisions to the input (a replayed scenario)."""

    name = "intake"
    input = topics.SOURCE_SUBMISSIONS

    def __init__(self, registry: Registry, *, linking: bool = True) -> None:
        self._registry = registry
        self._linking = linking
        self._stamps: dict[Unit, UnitStamp] = {}
        self.codec: MsgpackCodec[IntakeState] = MsgpackCodec(IntakeState)

    def step(self, state: IntakeState | None, record: Record) -> Step[IntakeState]:
        """Take one submission, link decision or message of another root."""
        root = record.key
        mine = _copy(state) if state is not None else IntakeState(root, stays=((root, ALWAYS),))
        value = record.value
        match value:
            case Submission():
                outputs = self._submission(mine, value, record.time)
            case Fact():
                outputs = self._fact(mine, value)
            case LinkDecision():
                outputs = self._decision(mine, value)
            case RootFollowed():
                outputs = self._followed(mine, value)
            case ParentAssigned():
                outputs = self._parent(mine, value)
            case ReferenceKnown():
                outputs = _reference(mine, value)
            case _:
                raise PermanentError(f"intake got a {type(value).__name__}", where=root)
        return Step(mine, outputs)

    def fire(self, state: IntakeState, timer: Timer) -> Step[IntakeState]:
        """Intake sets no timers."""
        raise PermanentError(f"intake has no timer {timer.id}", where=timer.key)

    def _submission(self, mine: IntakeState, submission: Submission, received_at: datetime) -> list[Output]:
        action = _DECISIONS.get(submission.event)
        if action is not None:
            return self._stated_decision(mine, submission, action, received_at)
        if submission.event in REPORT_EVENTS or mine.root.startswith(REPORT_PREFIX):
            return [_about_report(self._stamp(submission, received_at))]
        return self._fact(mine, self._stamp(submission, received_at))

    def _stated_decision(
        self, mine: IntakeState, submission: Submission, action: str, received_at: datetime
    ) -> list[Output]:
        details = submission.details
        about = details["restored"] if action == SPLIT else details["absorbed"]
        if about != mine.root:
            return [Output(self.input, about, replace(submission, root=about))]
        decision = LinkDecision(
            decision_id=submission.event_id,
            action=action,
            root=about,
            survivor=details["survivor"],
            score=1.0,
            automatic=False,
            decided_by=details.get("officer", submission.agency),
            known_at=received_at,
            reason=details.get("reason", ""),
            pair=details.get("pair"),
        )
        known = mine.decisions.get(decision.decision_id)
        if known is not None and known.known_at <= decision.known_at:
            return []
        return [*_logged(decision), *self._decision(mine, decision)]

    def _stamp(self, submission: Submission, received_at: datetime) -> Fact:
        return Fact(
            event=submission.event,
            event_id=submission.event_id,
            root=submission.root,
            agency=submission.agency,
            system=submission.system,
            native_id=submission.native_id,
            unit=self._unit(submission),
            occurred_at=submission.occurred_at,
            received_at=received_at,
            details=submission.details,
        )

    def _unit(self, submission: Submission) -> UnitStamp | None:
        if submission.unit is None:
            return None
        unit = self._registry.find(submission.unit, local_day(submission.occurred_at))
        if unit is None:
            raise RowRejectedError(
                field="unit",
                value=submission.unit,
                code="E-UNIT-01",
                reason=f"unit {submission.unit} isn't registered on {local_day(submission.occurred_at)}",
                task_of=submission.agency,
            )
        stamp = self._stamps.get(unit)
        if stamp is None:
            stamp = self._stamps[unit] = replace(unit.stamp, registry=self._registry.version)
        return stamp

    def _fact(self, mine: IntakeState, fact: Fact) -> list[Output]:
        if mine.root.startswith(REFERENCE):
            return _under_number(mine, fact)
        known = mine.facts.get(fact.event_id)
        if known is not None and known.received_at <= fact.received_at:
            if known.details != fact.details or known.occurred_at != fact.occurred_at:
                raise RowRejectedError(
                    field=fact.event.value,
                    code="E-DUP-01",
                    reason=f"{fact.system} {fact.native_id} says again what it said before, with other content",
                    task_of=fact.agency,
                )
            return []
        if known is None and len(mine.facts) >= MAX_FACTS:
            raise RowRejectedError(
                field="root", code="E-CAP-01", reason=f"more than {MAX_FACTS} facts of one root", task_of=fact.agency
            )
        mine.facts[fact.event_id] = fact
        outputs = [self._update(mine, dispute, (fact,)) for dispute in _disputes(mine.stays)]
        if fact.event in (Event.DISPUTE_REPORTED, Event.DISPUTE_CORRECTED):
            outputs.extend(self._candidates(fact))
            number = fact.details.get("number")
            if number:
                key = reference_key(number)
                outputs.append(Output(self.input, key, ReferenceKnown(key, mine.root)))
        return outputs

    def _update(self, mine: IntakeState, dispute: str, facts: tuple[Fact, ...]) -> Output:
        spans = tuple(span for name, span in mine.stays if name == dispute)
        return Output(topics.DISPUTE_FACTS, dispute, RootUpdate(mine.root, mine.version, spans, facts))

    def _candidates(self, fact: Fact) -> list[Output]:
        if not self._linking:
            return []
        keys = meeting_keys_of(candidate_of(fact))
        return [Output(topics.LINK_CANDIDATES, key, candidate_of(fact, key)) for key in keys]

    def _decision(self, mine: IntakeState, decision: LinkDecision) -> list[Output]:
        known = mine.decisions.get(decision.decision_id)
        if known is not None and not _overrides(decision, known):
            return []
        mine.decisions[decision.decision_id] = decision
        follows = decision.action == LINK and decision.root != mine.root and decision.root not in mine.followers
        if follows:
            mine.followers.append(decision.root)
        outputs = self._reassign(mine)
        if follows and not outputs and mine.version:
            outputs.append(_tell(mine, decision.root))
        if decision.survivor is not None and decision.root == mine.root != decision.survivor:
            # The other root must know too: it's followed, or by another version of the reports it may be the one that
            # a rule would link.
            outputs.append(Output(self.input, decision.survivor, decision))
        return outputs

    def _parent(self, mine: IntakeState, message: ParentAssigned) -> list[Output]:
        known = mine.parents.get(message.parent)
        if known is not None and known[0] >= message.version:
            return []
        mine.parents[message.parent] = (message.version, message.spans)
        mine.heard[message.parent] = message.ways or ways_from(message.parent, message.spans)
        return self._reassign(mine)

    def _followed(self, mine: IntakeState, message: RootFollowed) -> list[Output]:
        if message.child not in mine.followers:
            mine.followers.append(message.child)
        return [_tell(mine, message.child)] if mine.version else []

    def _reassign(self, mine: IntakeState) -> list[Output]:
        """Work out anew to which disputes this root belongs; tell old and new ones, and the roots that follow."""
        heard = {parent: ways_from(parent, stays) for parent, (_, stays) in mine.parents.items()} | mine.heard
        ways = ways_of(mine.root, mine.decisions.values(), heard)
        stays = stays_of(mine.root, ways)
        if (ways, stays) == (mine.ways, mine.stays):
            return []
        if mine.version >= MAX_REASSIGNMENTS:
            raise PermanentError(
                f"root was reassigned {mine.version} times: its link decisions contradict one another",
                where=mine.root,
                remedy="split one of the linked disputes by hand",
            )
        concerned = _disputes((*mine.stays, *stays)) if stays != mine.stays else []
        mine.ways, mine.stays = ways, stays
        mine.version += 1
        facts = tuple(mine.facts.values())
        outputs = [self._update(mine, dispute, facts) for dispute in concerned]
        outputs.extend(_tell(mine, follower) for follower in mine.followers)
        return outputs


def _overrides(decision: LinkDecision, known: LinkDecision) -> bool:
    """What was taken back stays taken back; of a repetition the earliest counts."""
    if VOID in (known.action, decision.action):
        return known.action != VOID
    return decision.known_at < known.known_at


def _about_report(fact: Fact) -> Output:
    """Hand a statement about a report on; root, body and period must name the same report."""
    key = report_key(fact.root)
    details = fact.details
    if fact.event not in REPORT_EVENTS or (details["body"], details["period"]) != (key.body, key.period):
        raise RowRejectedError(
            field="root",
            value=fact.root,
            code="E-REP-01",
            reason=f"{fact.event.value} doesn't belong to this report",
            task_of=fact.agency,
        )
    return Output(topics.REPORT_FACTS, fact.root, fact)


def _logged(decision: LinkDecision) -> list[Output]:
    """Return what keeps a person's decision: the one log of all decisions, and the pair that it's about."""
    pair = decision.pair or pair_id(decision.root, decision.survivor or decision.root)
    return [Output(topics.LINK_DECISIONS, decision.root, decision), Output(topics.LINK_PAIRS, pair, decision)]


def _disputes(stays: Stays) -> list[str]:
    return list(dict.fromkeys(dispute for dispute, _ in stays))


def _tell(mine: IntakeState, follower: str) -> Output:
    message = ParentAssigned(follower, mine.root, mine.version, mine.stays, mine.ways or None)
    return Output(topics.SOURCE_SUBMISSIONS, follower, message)


def _under_number(mine: IntakeState, fact: Fact) -> list[Output]:
    if mine.target is None:
        mine.waiting.append(fact)
        return []
    return [Output(topics.SOURCE_SUBMISSIONS, mine.target, replace(fact, root=mine.target))]


def _reference(mine: IntakeState, message: ReferenceKnown) -> list[Output]:
    if mine.target is None:
        mine.target = message.root
    waiting, mine.waiting = mine.waiting, []
    return [Output(topics.SOURCE_SUBMISSIONS, mine.target, replace(fact, root=mine.target)) for fact in waiting]
