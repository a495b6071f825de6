"""What a machine is: moves from state to state, each by one trigger; and how one is drawn."""

from __future__ import annotations

from dataclasses import dataclass, field

from hub.core.codes import LabelledCode
from hub.core.events import Event


class Condition(LabelledCode):
    """A trigger that is no event of its own but becomes true through others."""

    ALL_CONSENT = "all consent", "各方均同意", "every party consents"
    REPLY_REJECTED = "reply rejected", "答复被退回", "SupervisionReplied with result REJECTED"
    RAISED = "raised", "提级督办", "SupervisionOrdered with result RAISED: one level up"
    PART_PERFORMED = "part performed", "部分履行", "AgreementPerformed with less than what remains"
    ARREARS_MADE_UP = "arrears made up", "补足到期款项", "AgreementPerformed: what was overdue, not yet all"
    DUE_DAY_PASSED = "due day passed", "履行期限届满", "the last day of an item is over"
    DECLINES = "declines", "不参加", "InvitationAnswered with result DECLINED"
    STAYS_AWAY = "stays away", "未到场", "InvitationAttended with result ABSENT"
    CASCADE_COMPLETE = "cascade complete", "结果已逐级下传", "outcome known and cascaded to the origin"
    CHECKS_HOLD = "checks hold", "表内校验成立", "the form's own checks hold"
    CHECKS_FAIL = "checks fail", "表内校验不成立", "a check within the form fails"


Trigger = Event | Condition


@dataclass(frozen=True, slots=True)
class Move:
    """One row of a machine: from *source* (None = birth) by *trigger* to *target*."""

    source: LabelledCode | None
    trigger: Trigger
    target: LabelledCode
    guard: str = ""
    emits: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Machine:
    """A named table of moves; final states are those that no move leaves."""

    name: str
    zh: str
    source: str
    moves: tuple[Move, ...]
    _index: dict[tuple[LabelledCode | None, Trigger], Move] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_index", {(move.source, move.trigger): move for move in self.moves})

    def move(self, state: LabelledCode | None, trigger: Trigger) -> Move | None:
        """Return the move that *trigger* makes from *state*, None when there is none."""
        return self._index.get((state, trigger))

    @property
    def final_states(self) -> frozenset[LabelledCode]:
        """States that nothing leaves."""
        sources = {move.source for move in self.moves if move.target is not move.source}
        return frozenset(move.target for move in self.moves if move.target not in sources)


def mermaid(machine: Machine) -> str:
    """Return *machine* as a Mermaid state diagram."""
    lines = ["stateDiagram-v2"]
    for move in machine.moves:
        source = "[*]" if move.source is None else str(move.source.value)
        label = f"{move.trigger.zh} {move.trigger.value}" + (f" ({move.guard})" if move.guard else "")
        lines.append(f"    {source} --> {move.target.value}: {label}")
    lines.extend(f"    {state.value} --> [*]" for state in sorted(machine.final_states))
    return "\n".join(lines)
