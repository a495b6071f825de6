"""
Rules that say how a body may have come to another figure than the hub (domain §6.1).

Each rule is one way of counting that differs from the definition, with the amount by which it differs and the disputes
that make it up. A rule never looks at the figure that was stated: whether it explains anything is arithmetic's to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from hub.core.body_figures import BodyFigures, body_figures, difference_by_dispute, measures_of
from hub.core.codes import LabelledCode
from hub.core.daytime import local_day, month_bounds
from hub.core.ports import Row


class DifferenceCause(LabelledCode):
    """Why a stated figure differs from the hub's."""

    LATE = "LATE", "迟录", "Late entry"
    DUPLICATE = "DUPLICATE", "重复计数", "Double count"
    LEVEL = "LEVEL", "层级重复", "Counted at two levels"
    DEFINITION = "DEFINITION", "口径不同", "Other definition"
    UNIT = "UNIT", "万元/元单位", "Unit of money"
    TYPING = "TYPING", "录入错误", "Typing"
    MISSING = "MISSING", "枢纽未收到", "Missing in the hub"
    UNEXPLAINED = "UNEXPLAINED", "原因不明", "Unexplained"


@dataclass(frozen=True, slots=True)
class Candidate:
    """
    One way of counting: by how much its figure differs from the hub's, and what that's made of.

    ``disputes`` maps a dispute, or a number that the form lists, to its share of ``delta``.
    """

    cause: DifferenceCause
    delta: int
    zh: str
    en: str
    disputes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class HubLedger:
    """
    The hub's side for one body and month.

    Attributes:
        units: The body's units, None for the whole city.
        now: Rows as known on the day of the comparison, of everybody.
        history: Every row there ever was, superseded ones too.
        made_at: Instants at which the form may have been counted: when it came, when the month closed.
        unheard: Numbers of cases that the form lists and the hub has never heard of.
        held: Rows of the body that lie in quarantine.
    """

    month: str
    units: frozenset[str] | None
    now: Sequence[Row]
    history: Sequence[Row] = ()
    made_at: tuple[datetime, ...] = ()
    unheard: tuple[str, ...] = ()
    held: tuple[str, ...] = ()

    def figures(self) -> BodyFigures:
        """Return the figures as known now."""
        return body_figures(self.now, self.month, self.units)

    def figures_at(self, instant: datetime) -> BodyFigures:
        """Return the figures as they were known at *instant*."""
        known = (
            row
            for row in self.history
            if row.known_from <= instant and (row.known_until is None or instant < row.known_until)
        )
        return body_figures(known, self.month, self.units)


_FLOWS = ("cases", "concluded", "success", "failed", "consent_withdrawn", "withdrawn", "settled")


def candidates(measure: str, ledger: HubLedger, figures: BodyFigures) -> Iterator[Candidate]:
    """Yield every way of counting *measure* that comes to another figure than the definition."""
    for found in (
        *_late(measure, ledger, figures),
        *_double(measure, ledger, figures),
        *_level(measure, figures),
        *_level_of_dimension(measure, ledger),
        *_definition(measure, figures),
        *_registered(measure, ledger, figures),
        *_by_acceptance(measure, ledger, figures),
        *_missing(measure, ledger),
    ):
        if found.delta:
            yield found


def _late(measure: str, ledger: HubLedger, figures: BodyFigures) -> Iterator[Candidate]:
    now = figures.parts.get(measure, {})
    for instant in dict.fromkeys(ledger.made_at):
        then = ledger.figures_at(instant).parts.get(measure, {})
        changed = difference_by_dispute(now, then)
        day = local_day(instant)
        yield Candidate(
            DifferenceCause.LATE,
            sum(changed.values()),
            f"按 {day} 所知计数；此后才收到或更正的有 {len(changed)} 件",
            f"counted as known on {day}; {len(changed)} came or were corrected later",
            changed,
        )


def _is_flow(measure: str) -> bool:
    return measure in _FLOWS or measure.startswith(("type.", "channel."))


def _double(measure: str, ledger: HubLedger, figures: BodyFigures) -> Iterator[Candidate]:
    if not _is_flow(measure):
        return
    counted = figures.parts.get(measure, {})
    roots: dict[str, list[str]] = {}
    for row in ledger.now:
        if row.measure == "report" and row.label in counted:
            roots.setdefault(row.label, []).append(row.agency or "")
    everyone = {label: (len(found) - 1) * counted[label] for label, found in roots.items() if len(found) > 1}
    yield _twice(everyone, "同一纠纷的几次报送各计一件", "each report of one dispute counted as a case")
    for agency in sorted({agency for found in roots.values() for agency in found}):
        own = {label: (found.count(agency) - 1) * counted[label] for label, found in roots.items()}
        own = {label: extra for label, extra in own.items() if extra > 0}
        if own != everyone:
            yield _twice(own, f"{agency} 的几次报送各计一件", f"each report of {agency} counted as a case")


def _twice(extra: Mapping[str, int], zh: str, en: str) -> Candidate:
    return Candidate(DifferenceCause.DUPLICATE, sum(extra.values()), zh, en, extra)


def _level(measure: str, figures: BodyFigures) -> Iterator[Candidate]:
    came, left = figures.parts.get("transferred_in", {}), figures.parts.get("transferred_out", {})
    if measure == "cases":
        yield _levels(came, "上级受理的上报件又计一次受理", "matters that came from below counted as accepted again")
        yield _levels(figures.inside, "单位内部上报件在两级各计一次", "matters passed on inside counted at both levels")
        both = {label: came.get(label, 0) + figures.inside.get(label, 0) for label in {**came, **figures.inside}}
        if came and figures.inside:
            yield _levels(both, "上报件在每一级各计一次", "matters passed up counted at every level")
    elif measure == "concluded":
        yield _levels(left, "上报、转出计为办结", "matters passed on counted as concluded")
        yield _levels(figures.inside, "单位内部上报件在两级各计办结", "matters passed on inside concluded twice")
    elif measure == "pending":
        yield _levels(left, "已转出的仍计在办", "matters passed on still counted as pending")


def _level_of_dimension(measure: str, ledger: HubLedger) -> Iterator[Candidate]:
    """Yield what comes of counting matters that came from below under their type, their channel or 上级交办."""
    dimension, _, code = measure.partition(".")
    if dimension not in ("type", "channel"):
        return
    first, last = (day.isoformat() for day in month_bounds(ledger.month))
    shares: dict[str, int] = {}
    for row in ledger.now:
        mine = ledger.units is None or row.unit in ledger.units
        named = code in ("UPPER", row.channel) if dimension == "channel" else row.type == code
        if row.measure == "transferred_in" and mine and named and first <= row.day <= last:
            shares[row.label] = shares.get(row.label, 0) + row.value
    zh = "上报上来的也计入" if code != "UPPER" else "上报上来的按上级交办计来源"
    yield _levels(shares, zh, "matters that came from below counted here, too")


def _levels(disputes: Mapping[str, int], zh: str, en: str) -> Candidate:
    shares = {label: share for label, share in disputes.items() if share}
    return Candidate(DifferenceCause.LEVEL, sum(shares.values()), zh, en, shares)


_OTHER_WAYS: tuple[tuple[str, tuple[tuple[str, int], ...], str, str], ...] = (
    ("success", (("settled", 1),), "成功含和解", "successes with settlements"),
    ("success", (("withdrawn", 1),), "成功含撤回", "successes with withdrawals"),
    ("success", (("settled", 1), ("withdrawn", 1)), "成功含和解、撤回", "successes with settlements and withdrawals"),
    ("success", (("form.ORAL", -1),), "成功不含口头协议", "successes without oral agreements"),
    ("concluded", (("withdrawn", -1),), "办结不含撤回", "conclusions without withdrawals"),
    ("concluded", (("settled", -1),), "办结不含和解", "conclusions without settlements"),
    ("concluded", (("settled", -1), ("withdrawn", -1)), "办结不含和解、撤回", "conclusions without either"),
    ("cases", (("opening", 1),), "受理含期初在办", "accepted with those open from before"),
    ("cases", (("concluded", 1), ("cases", -1)), "按办结数填受理", "conclusions stated as accepted"),
    ("form.WRITTEN", (("form.ORAL", 1),), "口头协议计为书面", "oral agreements counted as written"),
    ("failed", (("consent_withdrawn", 1),), "不成含当事人终止", "failures with terminations by a party"),
    ("confirmed", (("applied", 1), ("confirmed", -1)), "按申请数填司法确认", "applications stated as confirmed"),
    ("performed", (("success", 1), ("performed", -1)), "按成功数填已履行", "successes stated as performed"),
)
"""Measure, what another definition adds (1) or leaves out (-1), and its name."""


def _definition(measure: str, figures: BodyFigures) -> Iterator[Candidate]:
    for name, terms, zh, en in _OTHER_WAYS:
        if name != measure:
            continue
        shares: dict[str, int] = {}
        for other, sign in terms:
            for label, value in figures.parts.get(other, {}).items():
                shares[label] = shares.get(label, 0) + sign * value
        shares = {label: share for label, share in shares.items() if share}
        yield Candidate(DifferenceCause.DEFINITION, sum(shares.values()), zh, en, shares)


def _registered(measure: str, ledger: HubLedger, figures: BodyFigures) -> Iterator[Candidate]:
    """Yield the count by month of registration instead of occurrence."""
    if not _is_flow(measure):
        return
    first, last = month_bounds(ledger.month)
    known: dict[str, datetime] = {}
    for row in ledger.history:
        if row.measure in ("accepted", "concluded"):
            key = f"{row.label}|{row.measure}"
            known[key] = min(row.known_from, known.get(key, row.known_from))
    kind = "accepted" if measure == "cases" or "." in measure else "concluded"
    shares: dict[str, int] = {}
    for label, value in figures.parts.get(measure, {}).items():
        since = known.get(f"{label}|{kind}")
        if since is not None and not first <= local_day(since) <= last:
            shares[label] = -value
    if measure in ("cases", "concluded"):
        shares |= _registered_here(kind, ledger, known)
    zh, en = "按登记月份而非发生月份", "by month of registration instead of occurrence"
    yield Candidate(DifferenceCause.DEFINITION, sum(shares.values()), zh, en, shares)


def _by_acceptance(measure: str, ledger: HubLedger, figures: BodyFigures) -> Iterator[Candidate]:
    """Yield the outcomes of the disputes accepted in the month, whenever they came, instead of those of the month."""
    if not measure.startswith(_OUTCOME_MEASURES):
        return
    accepted = figures.parts.get("cases", {})
    counted: dict[str, int] = {}
    for row in ledger.now:
        if row.label in accepted and (ledger.units is None or row.unit in ledger.units):
            for name, value in measures_of(row):
                if name == measure:
                    counted[row.label] = counted.get(row.label, 0) + value
    shares = difference_by_dispute(figures.parts.get(measure, {}), counted)
    zh, en = "按受理月份计结果，而非按办结月份", "outcomes by month of acceptance instead of conclusion"
    yield Candidate(DifferenceCause.DEFINITION, sum(shares.values()), zh, en, shares)


_OUTCOME_MEASURES = (
    "concluded",
    "success",
    "failed",
    "consent_withdrawn",
    "withdrawn",
    "settled",
    "form.",
    "amount_fen",
)


def _registered_here(kind: str, ledger: HubLedger, known: Mapping[str, datetime]) -> dict[str, int]:
    first, last = month_bounds(ledger.month)
    shares: dict[str, int] = {}
    for row in ledger.now:
        mine = ledger.units is None or row.unit in ledger.units
        if row.measure == kind and mine and not first.isoformat() <= row.day <= last.isoformat():
            since = known.get(f"{row.label}|{kind}")
            if since is not None and first <= local_day(since) <= last:
                shares[row.label] = shares.get(row.label, 0) + row.value
    return shares


def _missing(measure: str, ledger: HubLedger) -> Iterator[Candidate]:
    if measure != "cases":
        return
    unheard = dict.fromkeys(ledger.unheard, 1)
    yield Candidate(
        DifferenceCause.MISSING,
        len(unheard),
        "所列案件枢纽从未收到",
        "the form lists cases that the hub never heard of",
        unheard,
    )
    held = dict.fromkeys(ledger.held, 1)
    yield Candidate(
        DifferenceCause.MISSING, len(held), "该单位的记录尚在隔离中", "rows of this body are still in quarantine", held
    )
