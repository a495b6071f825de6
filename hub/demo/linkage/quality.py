"""
The figures of a trial: how often the rule is right, what a clerk's queue adds, what it costs, and where it fails.

Everything is counted in pairs of reports. Bounds are Wilson's at 95 %.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import sqrt

from hub.core.pairs import UNITED
from hub.demo.linkage.dirt import Dirt
from hub.demo.linkage.town import Trap
from hub.demo.linkage.trial import Labelled, Trial
from hub.service.links import LinkItem

_Z = 1.96


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its bounds; None where there is nothing to share."""

    hits: int
    total: int

    @property
    def share(self) -> float | None:
        """The share itself."""
        return self.hits / self.total if self.total else None

    @property
    def bounds(self) -> tuple[float, float] | None:
        """
        Lower and upper bound.

        >>> [round(bound, 4) for bound in Rate(10, 10).bounds]
        [0.7225, 1.0]
        """
        if not self.total:
            return None
        share, n, z2 = self.hits / self.total, self.total, _Z * _Z
        middle = (share + z2 / (2 * n)) / (1 + z2 / n)
        half = _Z * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
        return max(middle - half, 0.0), min(middle + half, 1.0)


@dataclass(frozen=True, slots=True)
class DirtLine:
    """Pairs of one dispute of which at least one report has this dirt: united by rule, and with the clerk's help."""

    dirt: Dirt
    automatic: Rate
    with_queue: Rate


@dataclass(frozen=True, slots=True)
class TrapLine:
    """Pairs of different disputes that look alike for this reason: asked about, and united by mistake."""

    trap: Trap
    asked: int
    wrong: int


@dataclass(frozen=True, slots=True)
class CurveLine:
    """What stands at a score or above: right and wrong pairs, and the recall if the queue ended here."""

    score: float
    right: int
    wrong: int
    ceiling: Rate


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """
    The figures.

    Attributes:
        precision: Right pairs of all pairs that the rule united.
        recall: Pairs united by rule of all pairs of one dispute.
        ceiling: Pairs united by rule or by a clerk who answers every question rightly.
        queue: Pairs that wait.
        asked: Questions that the clerk really gets: what an answer united needs no other.
        worthwhile: Questions of these whose answer is yes.
    """

    disputes: int
    reports: int
    precision: Rate
    recall: Rate
    ceiling: Rate
    queue: int
    asked: int
    worthwhile: Rate
    dirt: tuple[DirtLine, ...]
    traps: tuple[TrapLine, ...]
    curve: tuple[CurveLine, ...]

    @property
    def asked_per_thousand(self) -> float | None:
        """Questions per 1,000 reports."""
        return 1000 * self.asked / self.reports if self.reports else None


@dataclass(slots=True)
class _Joined:
    """Disputes that would be one if some pairs were accepted."""

    parent: dict[str, str] = field(default_factory=dict)

    def find(self, dispute: str) -> str:
        while (above := self.parent.setdefault(dispute, dispute)) != dispute:
            dispute = above
        return dispute

    def join(self, one: str, other: str) -> bool:
        first, second = self.find(one), self.find(other)
        self.parent[first] = second
        return first != second


@dataclass(frozen=True, slots=True)
class _Truth:
    trial: Trial
    by_root: Mapping[str, Labelled]

    def is_one(self, one: str, other: str) -> bool:
        return self.by_root[one].telling.quarrel.id == self.by_root[other].telling.quarrel.id

    def true_pairs(self) -> Iterator[tuple[Labelled, Labelled]]:
        told: dict[str, list[Labelled]] = defaultdict(list)
        for report in self.trial.reports:
            told[report.telling.quarrel.id].append(report)
        for reports in told.values():
            yield from combinations(reports, 2)

    def united(self) -> Iterator[tuple[str, str]]:
        held: dict[str, list[str]] = defaultdict(list)
        for root, dispute in self.trial.dispute_of.items():
            held[dispute].append(root)
        for roots in held.values():
            yield from combinations(roots, 2)

    def judged(self, item: LinkItem) -> bool:
        return self.is_one(item.pair.root, item.pair.survivor)

    def answered(self, items: Iterable[LinkItem]) -> tuple[_Joined, int, int]:
        """Answer *items* in their order rightly; return what is joined then, questions asked, answers yes."""
        joined, asked, yes = _Joined(), 0, 0
        for item in items:
            one, other = (self.trial.dispute_of[root] for root in (item.pair.root, item.pair.survivor))
            if joined.find(one) == joined.find(other):
                continue
            asked += 1
            if self.judged(item):
                yes += 1
                joined.join(one, other)
        return joined, asked, yes

    def trap_of(self, item: LinkItem) -> Trap | None:
        """Return why two reports of different quarrels look alike."""
        one, other = (self.by_root[root].telling.quarrel for root in (item.pair.root, item.pair.survivor))
        for quarrel, before in ((one, other), (other, one)):
            if quarrel.like == before.id:
                return quarrel.trap
        return one.trap or other.trap


def quality_of(trials: Sequence[Trial]) -> Quality:
    """Return the figures of *trials* together."""
    truths = [_Truth(trial, {report.root: report for report in trial.reports}) for trial in trials]
    queues = [_queue(truth.trial) for truth in truths]
    answers = [truth.answered(queue) for truth, queue in zip(truths, queues, strict=True)]
    asked, yes = sum(answer[1] for answer in answers), sum(answer[2] for answer in answers)
    united = [truth.is_one(*pair) for truth in truths for pair in truth.united()]
    return Quality(
        disputes=sum(len({report.telling.quarrel.id for report in truth.trial.reports}) for truth in truths),
        reports=sum(len(truth.trial.reports) for truth in truths),
        precision=Rate(sum(united), len(united)),
        recall=_share(truths, [_Joined() for _ in truths]),
        ceiling=_share(truths, [answer[0] for answer in answers]),
        queue=sum(map(len, queues)),
        asked=asked,
        worthwhile=Rate(yes, asked),
        dirt=tuple(_dirt_lines(truths, [answer[0] for answer in answers])),
        traps=tuple(_trap_lines(truths)),
        curve=tuple(_curve(truths, queues)),
    )


def _queue(trial: Trial) -> list[LinkItem]:
    found = [item for item in trial.pairs if item.waits]
    return sorted(found, key=lambda item: (-item.pair.score, item.pair.since, item.id))


def _share(truths: Sequence[_Truth], joined: Sequence[_Joined], dirt: Dirt | None = None) -> Rate:
    hits = total = 0
    for truth, together in zip(truths, joined, strict=True):
        held = truth.trial.dispute_of
        for one, other in truth.true_pairs():
            if dirt is None or dirt in one.dirt | other.dirt:
                total += 1
                hits += together.find(held[one.root]) == together.find(held[other.root])
    return Rate(hits, total)


def _dirt_lines(truths: Sequence[_Truth], joined: Sequence[_Joined]) -> Iterator[DirtLine]:
    for dirt in Dirt:
        line = DirtLine(dirt, _share(truths, [_Joined() for _ in truths], dirt), _share(truths, joined, dirt))
        if line.automatic.total:
            yield line


def _trap_lines(truths: Sequence[_Truth]) -> Iterator[TrapLine]:
    asked: Counter[Trap] = Counter()
    wrong: Counter[Trap] = Counter()
    for truth in truths:
        for item in truth.trial.pairs:
            trap = None if truth.judged(item) else truth.trap_of(item)
            if trap is not None:
                asked[trap] += item.waits
                wrong[trap] += item.pair.state in UNITED
    for trap in Trap:
        yield TrapLine(trap, asked[trap], wrong[trap])


def _curve(truths: Sequence[_Truth], queues: Sequence[Sequence[LinkItem]]) -> Iterator[CurveLine]:
    scores: dict[float, Counter[bool]] = defaultdict(Counter)
    for truth in truths:
        for item in truth.trial.pairs:
            scores[item.pair.score][truth.judged(item)] += 1
    right = wrong = 0
    for score in sorted(scores, reverse=True):
        right, wrong = right + scores[score][True], wrong + scores[score][False]
        answers = [
            truth.answered(item for item in queue if item.pair.score >= score)[0]
            for truth, queue in zip(truths, queues, strict=True)
        ]
        yield CurveLine(score, right, wrong, _share(truths, answers))
