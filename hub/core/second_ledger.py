"""
A body's own form beside the hub's ledger (domain §6.1, design §7): each difference is a finding with a cause.

A cause comes to the difference exactly, by a rule that names its arithmetic and its disputes; where no rule does, or
several combinations do, the difference is unexplained. Neither figure is ever changed.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from hub.core.body_figures import COUNTED_WITHOUT_EVENTS, BodyFigures
from hub.core.ledger_rules import Candidate, DifferenceCause, HubLedger, candidates
from hub.core.measures import MEASURES
from hub.core.reports import ReportLine, totals_of

WAN = 10_000
"""万: amounts are typed in 万元 or in yuan."""


@dataclass(frozen=True, slots=True)
class Difference:
    """
    One measure in which form and hub differ.

    ``causes`` together come to the difference, or hold UNEXPLAINED alone; ``also`` are other causes that would come to
    it too: a person decides between them.
    """

    measure: str
    stated: int
    hub: int
    causes: tuple[Candidate, ...]
    also: tuple[Candidate, ...] = ()

    @property
    def delta(self) -> int:
        """Stated minus hub."""
        return self.stated - self.hub


@dataclass(frozen=True, slots=True)
class Comparison:
    """
    Form and ledger, laid beside each other.

    ``agreed`` are the measures in which both say the same, ``not_compared`` those of which the hub can know nothing.
    """

    differences: tuple[Difference, ...]
    agreed: tuple[str, ...]
    not_compared: tuple[str, ...]


def compare(lines: Iterable[ReportLine], ledger: HubLedger) -> Comparison:
    """Return how the total of *lines* and the hub's *ledger* differ, measure by measure."""
    form = tuple(lines)
    figures = ledger.figures()
    differences: list[Difference] = []
    agreed: list[str] = []
    not_compared: list[str] = []
    for measure, stated in totals_of(form).items():
        if measure not in MEASURES or measure in COUNTED_WITHOUT_EVENTS or measure.startswith("risk."):
            not_compared.append(measure)
        elif stated == figures.value(measure):
            agreed.append(measure)
        else:
            differences.append(explained(measure, form, ledger, figures))
    order = list(MEASURES)
    differences.sort(key=lambda found: order.index(found.measure))
    return Comparison(tuple(differences), tuple(agreed), tuple(not_compared))


def explained(measure: str, form: tuple[ReportLine, ...], ledger: HubLedger, figures: BodyFigures) -> Difference:
    """Return the difference in *measure* with its cause."""
    stated, hub = totals_of(form)[measure], figures.value(measure)
    wanted = stated - hub
    certain = [*_unit_slips(measure, stated, figures), *_sum_slips(measure, form, hub)]
    ways = list(candidates(measure, ledger, figures))
    single = [way for way in (*certain, *ways) if way.delta == wanted]
    if single:
        return Difference(measure, stated, hub, (single[0],), tuple(single[1:]))
    pairs = [pair for pair in itertools.combinations(_apart(ways), 2) if _is_pair(pair, wanted)]
    if len(pairs) == 1:
        return Difference(measure, stated, hub, pairs[0])
    swapped = list(_swap_slips(stated, hub))
    if swapped and not pairs:
        return Difference(measure, stated, hub, (swapped[0],))
    also = {(way.cause, way.zh): way for pair in pairs for way in pair}
    return Difference(measure, stated, hub, (_unexplained(wanted, len(ways), len(pairs)),), tuple(also.values()))


def _apart(ways: Iterable[Candidate]) -> list[Candidate]:
    """Return *ways* without those that are made of the same disputes as an earlier one: together they're one."""
    apart: list[Candidate] = []
    for way in ways:
        if all(way.disputes != other.disputes for other in apart):
            apart.append(way)
    return apart


def _is_pair(pair: tuple[Candidate, Candidate], wanted: int) -> bool:
    """Whether two causes come to the difference together; a dispute explained twice explains nothing."""
    one, other = pair
    apart = one.cause is not other.cause and not one.disputes.keys() & other.disputes.keys()
    return apart and one.delta + other.delta == wanted


def _unexplained(wanted: int, ways: int, pairs: int) -> Candidate:
    if pairs:
        zh, en = f"有 {pairs} 种组合都能算出，须人工判定", f"{pairs} combinations come to it: a person must decide"
    else:
        zh, en = f"已试 {ways} 种算法，均不吻合", f"{ways} ways of counting were tried, none comes to it"
    return Candidate(DifferenceCause.UNEXPLAINED, wanted, zh, en)


def _unit_slips(measure: str, stated: int, figures: BodyFigures) -> Iterator[Candidate]:
    """Yield amounts typed in 万元 for yuan or the other way, of the total or of one dispute."""
    known = MEASURES[measure]
    parts = figures.parts.get(measure, {})
    hub = sum(parts.values())
    if not known.is_amount or not hub:
        return
    for factor_zh, factor_en, typed in (
        ("元误作万元", "yuan typed as 万元", hub * WAN),
        ("万元误作元", "万元 typed as yuan", hub / WAN),
    ):
        if stated == typed:
            evidence = f"{_yuan(stated)} 与 {_yuan(hub)} 相差 {WAN} 倍"
            yield _unit(stated - hub, f"合计{factor_zh}：{evidence}", f"total: {factor_en}", parts)
    for label, amount in parts.items():
        for factor_zh, factor_en, typed in (
            ("元误作万元", "yuan typed as 万元", amount * WAN),
            ("万元误作元", "万元 typed as yuan", amount / WAN),
        ):
            if amount and len(parts) > 1 and stated == hub - amount + typed:
                zh = f"一件{factor_zh}：{_yuan(amount)} 元计为 {_yuan(typed)} 元"
                yield _unit(stated - hub, zh, f"one amount, {_yuan(amount)} yuan: {factor_en}", {label: stated - hub})


def _unit(delta: int, zh: str, en: str, disputes: Mapping[str, int]) -> Candidate:
    return Candidate(DifferenceCause.UNIT, delta, zh, en, dict(disputes))


def _yuan(fen: float) -> str:
    return f"{fen / 100:,.2f}"


def _sum_slips(measure: str, form: tuple[ReportLine, ...], hub: int) -> Iterator[Candidate]:
    """Yield a total that isn't the sum of the form's own cells, where that sum is the hub's figure."""
    cells = [line.value for line in form if line.measure == measure and line.row]
    stated = next((line.value for line in form if line.measure == measure and not line.row), None)
    if cells and stated is not None and stated != sum(cells) == hub:
        zh = f"合计 {stated} 与本表各行之和 {hub} 不符，各行之和即枢纽数"
        yield Candidate(DifferenceCause.TYPING, stated - hub, zh, f"total {stated} isn't the sum of its cells, {hub}")


def _swap_slips(stated: int, hub: int) -> Iterator[Candidate]:
    """Yield two neighbouring digits typed the wrong way round."""
    one, other = str(stated), str(hub)
    if len(one) != len(other) or len(one) < 2:
        return
    apart = [place for place in range(len(one)) if one[place] != other[place]]
    if (
        len(apart) == 2
        and apart[1] == apart[0] + 1
        and one[apart[0]] == other[apart[1]]
        and one[apart[1]] == other[apart[0]]
    ):
        zh = f"相邻数字颠倒：{hub} 录成 {stated}"
        yield Candidate(
            DifferenceCause.TYPING, stated - hub, zh, f"neighbouring digits swapped: {hub} typed as {stated}"
        )
