"""Linking: one actor per party token, which compares the reports that share it."""

from __future__ import annotations

from dataclasses import dataclass, field

from hub.core import topics
from hub.core.errors import PermanentError
from hub.core.linking import PROPOSE, decide, first_shared
from hub.core.messages import LinkCandidate
from hub.core.ports import Output, Record, Step, Timer
from hub.processors.codec import MsgpackCodec

MAX_REPORTS = 500
"""A token in more reports than this is no person's (a shelter's number, a placeholder): no more pairs are made."""


@dataclass(slots=True)
class TokenState:
    """What was reported of a token, each statement once: decisions are a function of the set, not of its order."""

    reports: list[LinkCandidate] = field(default_factory=list)


class Linking:
    """The linking processor: automatic decisions reach intake, proposals a clerk; all stand in the decision log."""

    name = "linking"
    input = topics.LINK_CANDIDATES

    def __init__(self) -> None:
        self.codec: MsgpackCodec[TokenState] = MsgpackCodec(TokenState)

    def step(self, state: TokenState | None, record: Record) -> Step[TokenState]:
        """Compare a report with the others of this token; each pair is decided by its first shared token alone."""
        candidate = record.value
        if not isinstance(candidate, LinkCandidate):
            raise PermanentError(f"linking got a {type(candidate).__name__}", where=record.key)
        reports = list(state.reports) if state is not None else []
        if candidate in reports:
            return Step(TokenState(reports))
        outputs: list[Output] = []
        for other in reports if len(reports) < MAX_REPORTS else ():
            if other.root == candidate.root or first_shared(candidate, other) != record.key:
                continue
            decision = decide(candidate, other)
            if decision is not None:
                outputs.append(Output(topics.LINK_DECISIONS, decision.root, decision))
                if decision.action != PROPOSE:
                    outputs.append(Output(topics.SOURCE_SUBMISSIONS, decision.root, decision))
        reports.append(candidate)
        return Step(TokenState(reports), outputs)

    def fire(self, state: TokenState, timer: Timer) -> Step[TokenState]:
        """Linking sets no timers."""
        raise PermanentError(f"linking has no timer {timer.id}", where=timer.key)
