"""Clerk: one actor per pair of reports. It keeps every decision on the pair, by rule or by a person, for the queue."""

from __future__ import annotations

from dataclasses import dataclass, field

from hub.core import topics
from hub.core.errors import PermanentError
from hub.core.linking import VOID
from hub.core.messages import LinkDecision
from hub.core.pairs import Pair, pair_of
from hub.core.ports import Record, Step, Timer
from hub.processors.codec import MsgpackCodec


@dataclass(slots=True)
class PairDecisions:
    """What was decided of one pair, by decision id; how it stands follows from the set alone."""

    decisions: dict[str, LinkDecision] = field(default_factory=dict)

    @property
    def pair(self) -> Pair | None:
        """How the pair stands."""
        return pair_of(self.decisions.values())


class Clerk:
    """The processor behind the clerk's queue; it sends nothing."""

    name = "clerk"
    input = topics.LINK_PAIRS

    def __init__(self) -> None:
        self.codec: MsgpackCodec[PairDecisions] = MsgpackCodec(PairDecisions)

    def step(self, state: PairDecisions | None, record: Record) -> Step[PairDecisions]:
        """Keep one decision; what was taken back stays taken back, of a repetition the earliest counts."""
        decision = record.value
        if not isinstance(decision, LinkDecision):
            raise PermanentError(f"clerk got a {type(decision).__name__}", where=record.key)
        kept = dict(state.decisions) if state is not None else {}
        known = kept.get(decision.decision_id)
        if known is None or decision.action == VOID or decision.known_at < known.known_at:
            kept[decision.decision_id] = decision if known is None or known.action != VOID else known
        return Step(PairDecisions(kept))

    def fire(self, state: PairDecisions, timer: Timer) -> Step[PairDecisions]:
        """The clerk's queue sets no timers."""
        raise PermanentError(f"clerk has no timer {timer.id}", where=timer.key)
