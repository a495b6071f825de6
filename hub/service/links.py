"""The clerk's queue: pairs of reports that may be one dispute, what speaks for and against, and what was decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from hub.core.events import Event, Fact
from hub.core.likeness import Likeness, compare
from hub.core.linking import BY_RULE, REJECT, SPLIT, candidate_of
from hub.core.pairs import WAITING, Pair, PairState
from hub.core.ports import HubReader
from hub.core.units import county_of
from hub.processors import Clerk, Intake
from hub.processors.clerk import PairDecisions
from hub.processors.codec import MsgpackCodec
from hub.processors.intake import IntakeState

_PAIRS: MsgpackCodec[PairDecisions] = MsgpackCodec(PairDecisions)
_ROOTS: MsgpackCodec[IntakeState] = MsgpackCodec(IntakeState)


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One report of a pair, as known now; codes and numbers only, nothing of the people."""

    root: str
    dispute: str
    agency: str
    system: str
    number: str
    type: str
    channel: str
    division: str
    parties: int
    reported_at: datetime
    received_at: datetime
    retracted: bool
    separated_at: datetime | None
    report: Fact


@dataclass(frozen=True, slots=True)
class LinkItem:
    """A pair with both its reports; a report of which only a decision is known is None."""

    id: str
    pair: Pair
    later: Side | None
    earlier: Side | None

    @property
    def is_one(self) -> bool:
        """Whether the two belong to one dispute now, by whatever way."""
        return self.later is not None and self.earlier is not None and self.later.dispute == self.earlier.dispute

    @property
    def waits(self) -> bool:
        """
        Whether somebody must judge.

        That's asked, or linked by a rule without effect because one of the two already followed another report; never
        of what is united anyway, of a report that was taken back, or of one that a person set apart since.
        """
        if self.is_one or self.later is None or self.earlier is None or self.later.retracted or self.earlier.retracted:
            return False
        apart = [side.separated_at for side in (self.later, self.earlier) if side.separated_at is not None]
        without_effect = self.pair.state is PairState.LINKED and all(at < self.pair.since for at in apart)
        return self.pair.state in WAITING or without_effect

    @property
    def likeness(self) -> Likeness | None:
        """What agrees and what contradicts, by what is known now."""
        if self.later is None or self.earlier is None:
            return None
        return compare(candidate_of(self.earlier.report), candidate_of(self.later.report))


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many pairs wait for a clerk, and since when the oldest does."""

    count: int
    since: datetime | None


def link_items(reader: HubReader) -> Iterator[LinkItem]:
    """Yield every pair that was ever decided or asked about."""
    for key, data in reader.states(Clerk.name):
        item = _item(reader, key, data)
        if item is not None:
            yield item


def waiting_items(reader: HubReader) -> list[LinkItem]:
    """Return the queue: the likeliest first, of equals the oldest."""
    found = [item for item in link_items(reader) if item.waits]
    return sorted(found, key=lambda item: (-item.pair.score, item.pair.since, item.id))


def waiting(reader: HubReader) -> Waiting:
    """Return the length and age of the queue."""
    since = [item.pair.since for item in link_items(reader) if item.waits]
    return Waiting(len(since), min(since, default=None))


def find_items(reader: HubReader, spoken: str) -> list[LinkItem]:
    """Return the pairs whose id begins with *spoken*."""
    wanted = spoken.strip().lower().removeprefix("l-")
    exact = reader.state(Clerk.name, wanted) if wanted else None
    if exact is not None:
        found = _item(reader, wanted, exact)
        return [] if found is None else [found]
    return [item for item in link_items(reader) if wanted and item.id.startswith(wanted)]


def _item(reader: HubReader, key: str, data: bytes) -> LinkItem | None:
    pair = _PAIRS.decode(data).pair
    if pair is None or pair.state is PairState.VOID:
        return None
    return LinkItem(key, pair, side_of(reader, pair.root), side_of(reader, pair.survivor))


def side_of(reader: HubReader, root: str) -> Side | None:
    """Return the report that *root* is, None while none is known."""
    data = reader.state(Intake.name, root)
    if data is None:
        return None
    state = _ROOTS.decode(data)
    report = _report(state)
    if report is None:
        return None
    details = report.details
    return Side(
        root=root,
        dispute=_dispute(state),
        agency=report.agency,
        system=report.system,
        number=details.get("number", ""),
        type=details.get("type", ""),
        channel=details.get("channel", ""),
        division=county_of(details.get("division", "")) if details.get("veiled") else details.get("division", ""),
        parties=details.get("parties", 0),
        reported_at=report.occurred_at,
        received_at=report.received_at,
        retracted=any(fact.event is Event.SOURCE_REPORT_RETRACTED for fact in state.facts.values()),
        separated_at=_separated(state),
        report=report,
    )


def _report(state: IntakeState) -> Fact | None:
    """Return what the root reports, corrections laid over it; at the time at which it was first said."""
    facts = list(state.facts.values())
    first = min(
        (fact for fact in facts if fact.event is Event.DISPUTE_REPORTED),
        key=lambda fact: (fact.occurred_at, fact.event_id),
        default=None,
    )
    if first is None:
        return None
    corrections = [fact for fact in facts if fact.event is Event.DISPUTE_CORRECTED]
    details = first.details.copy()
    for correction in sorted(corrections, key=lambda fact: (fact.details.get("v", 0), fact.event_id)):
        details.update(correction.details)
    return Fact(
        event=first.event,
        event_id=first.event_id,
        root=first.root,
        agency=first.agency,
        system=first.system,
        native_id=first.native_id,
        unit=first.unit,
        occurred_at=first.occurred_at,
        received_at=first.received_at,
        details=details,
    )


def _dispute(state: IntakeState) -> str:
    return next((dispute for dispute, span in state.stays if span.until is None), state.root)


def _separated(state: IntakeState) -> datetime | None:
    """Return when a person last set this root apart."""
    apart = [
        decision.known_at
        for decision in state.decisions.values()
        if decision.decided_by != BY_RULE and decision.action in (SPLIT, REJECT) and decision.root == state.root
    ]
    return max(apart, default=None)
