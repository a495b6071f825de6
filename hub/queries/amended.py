"""What an amendment of the settings would do to what runs now: counted before anybody confirms it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice

from hub.core.amendments import Amendment, Length, Organisation
from hub.core.clocks import Deadline, Terms, deadlines
from hub.core.dispute import DisputeState
from hub.core.holder import holder
from hub.core.knowledge import Knowledge
from hub.queries.live import live


@dataclass(frozen=True, slots=True)
class Moved:
    """Running deadlines of one clock that an amendment moves, and by how many days at most."""

    clock: str
    count: int
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """
    What an amendment does to disputes that run.

    Attributes:
        looked: How many disputes were looked at.
        whole: Whether that's all of them.
        running: Running clocks of the amended kind, which keep their length; of a unit the disputes that it holds.
        moved: What moves, by clock.
    """

    looked: int
    whole: bool
    running: int
    moved: tuple[Moved, ...]


@dataclass(slots=True)
class _Count:
    before: Terms
    after: Terms
    looked: int = 0
    running: int = 0
    moves: Counter[str] = field(default_factory=Counter)
    farthest: dict[str, timedelta] = field(default_factory=dict)

    def compare(self, state: DisputeState) -> list[Deadline]:
        """Count what moves of one dispute and return what runs there under the amended terms."""
        was = {(line.clock, line.unit, line.start): line.due for line in deadlines(state, self.before)}
        running = [line for line in deadlines(state, self.after) if line.is_running]
        for line in running:
            due = was.get((line.clock, line.unit, line.start), line.due)
            if due != line.due:
                name = line.rule.name
                self.moves[name] += 1
                self.farthest[name] = max(self.farthest.get(name, timedelta(0)), abs(line.due - due))
        return running


def effects(knowledges: Iterable[Knowledge], before: Terms, after: Terms, amendment: Amendment, most: int) -> Effects:
    """Return what *amendment*, by which terms go from *before* to *after*, does to the first *most* live disputes."""
    count = _Count(before, after)
    states = live(knowledges)
    for state in islice(states, most):
        count.looked += 1
        running = count.compare(state)
        count.running += _concerned(amendment, state, running, before)
    return Effects(
        looked=count.looked,
        whole=next(states, None) is None,
        running=count.running,
        moved=tuple(Moved(clock, moved, count.farthest[clock].days) for clock, moved in sorted(count.moves.items())),
    )


def _concerned(amendment: Amendment, state: DisputeState, running: list[Deadline], terms: Terms) -> int:
    said = amendment.content
    if isinstance(said, Length):
        return sum(line.rule.name == said.clock for line in running)
    if isinstance(said, Organisation):
        held = holder(state, terms)
        return int(held is not None and held.who == said.unit.code)
    return 0
