"""What a run owes: nothing lost, nothing twice, nobody ownerless, all figures those of the embedded engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import TypeVar

import msgspec

from hub.contracts import Serde as ContractSerde
from hub.core.clocks import deadlines
from hub.core.deliveries import Delivery, DeliveryKind
from hub.core.holder import holder, is_open
from hub.core.knowledge import ALWAYS, state_of
from hub.core.statistics import known_at, monthly_view
from hub.core.topics import AGENCY_INBOX
from hub.processors.codec import MsgpackCodec
from hub.processors.lifecycle import Lifecycle, LifecycleState
from hub.testing import toys
from hub.testing.faults.readings import Outcome
from hub.testing.faults.workloads import City, Payments

T = TypeVar("T")

_SHOWN = 3
_CODEC: MsgpackCodec[LifecycleState] = MsgpackCodec(LifecycleState)
_TOLD_ON_THE_WAY = frozenset({DeliveryKind.INFORMATION, DeliveryKind.GATE_DECISION})
"""Deliveries that tell how things stand at the moment: which moments there are depends on which shard came first."""


def failures_of(
    workload: Payments | City, found: Outcome, expected: Outcome, poison: set[tuple[str, int, int]]
) -> list[str]:
    """Return what *found* fails to keep of *expected*; *poison* are the places of records that must be put aside."""
    return [*_always(found, expected, poison), *_own(workload, found, expected)]


def _always(found: Outcome, expected: Outcome, poison: set[tuple[str, int, int]]) -> Iterator[str]:
    yield from _unlike("keys that two shards hold", found.doubled_keys, [])
    for topic, identities in found.identities.items():
        twice = sorted(name for name, times in identities.items() if times > 1)
        yield from _unlike(f"identities twice on {topic}", twice, [])
    yield from _unlike("records put aside that were no poison", sorted(found.dead.keys() - poison), [])
    yield from _unlike("poison that wasn't put aside", sorted(poison - found.dead.keys()), [])
    yield from _unlike("cuts that aren't complete", found.open_cuts, expected.open_cuts)


def _own(workload: Payments | City, found: Outcome, expected: Outcome) -> Iterator[str]:
    if isinstance(workload, Payments):
        yield from _payments(workload, found, expected)
    else:
        yield from _city(workload, found, expected)


def _payments(workload: Payments, found: Outcome, expected: Outcome) -> Iterator[str]:
    told = {str(order["id"]): order for order in workload.orders}
    paying, booking = (found.states.get(processor.name, {}) for processor in (toys.Paying, toys.Booking))
    paid = {key: msgspec.json.decode(value, type=toys.Payer) for key, value in paying.items()}
    booked = {key: msgspec.json.decode(value, type=toys.Payee) for key, value in booking.items()}
    seen = Counter(order for state in paid.values() for order in state.seen)
    yield from _unlike("orders lost", sorted(told.keys() - seen.keys()), [])
    yield from _unlike("orders counted twice", sorted(order for order, times in seen.items() if times > 1), [])
    received = Counter[str]()
    for order in told.values():
        received[str(order["to"])] += int(str(order["amount"]))
    yield from _unlike("sums received", {k: s.received for k, s in booked.items()}, {k: received[k] for k in booked})
    yield from _unlike(
        "reminders",
        Counter(name for state in paid.values() for name in state.reminded),
        Counter(f"{order}{again}" for order in told for again in ("", "!")),
    )
    yield from _unlike("booking", booking, expected.states.get(toys.Booking.name))
    yield from _unlike("payments", found.sent.get(toys.PAID), expected.sent.get(toys.PAID))
    yield from _unlike("bookings", _count(found, toys.BOOKED), _count(expected, toys.BOOKED))
    yield from _unlike("timers", found.timers, expected.timers)
    yield from _unlike(
        "rows", {p: row.value for p, row in found.rows.items()}, {p: row.value for p, row in expected.rows.items()}
    )
    yield from _unlike("sums at cuts", _at_cuts(found), _at_cuts(expected))


def _count(outcome: Outcome, topic: str) -> int:
    return outcome.sent.get(topic, Counter()).total()


def _at_cuts(outcome: Outcome) -> dict[str, Counter[str]]:
    sums: dict[str, Counter[str]] = {}
    for (marker, value), times in outcome.sent.get(toys.CUTS, Counter()).items():
        for measure, amount in msgspec.json.decode(value).items():
            sums.setdefault(marker, Counter())[measure] += amount * times
    return sums


def _city(workload: City, found: Outcome, expected: Outcome) -> Iterator[str]:
    facts, wanted = _facts(found), _facts(expected)
    yield from _unlike("submissions lost", sorted(wanted.keys() - facts.keys()), [])
    yield from _unlike("submissions counted twice", sorted(name for name, times in facts.items() if times > 1), [])
    yield from _unlike("ownerless", sorted(_ownerless(workload, found)), [])
    yield from _unlike("rows", _visible(found), _visible(expected))
    yield from _unlike("months", _months(workload, found), _months(workload, expected))
    on_the_log = _deliveries(found)
    yield from _unlike(
        "deliveries on the log for those that states know",
        Counter({delivery[:2]: times for delivery, times in on_the_log.items()}),
        Counter((state.knowledge.dispute, name) for state in _stored(found) for name in state.sent),
    )
    yield from _unlike("deliveries", _duties(on_the_log), _duties(_deliveries(expected)))


def _stored(outcome: Outcome) -> Iterator[LifecycleState]:
    for stored in outcome.states.get(Lifecycle.name, {}).values():
        yield _CODEC.decode(stored)


def _facts(outcome: Outcome) -> Counter[str]:
    """Return in how many disputes each statement counts now."""
    return Counter(
        fact.event_id
        for stored in _stored(outcome)
        for fact in stored.knowledge.facts.values()
        if any(span.until is None for span in stored.knowledge.spans.get(fact.root, ALWAYS))
    )


def _ownerless(workload: City, outcome: Outcome) -> Iterator[str]:
    for stored in _stored(outcome):
        state = state_of(stored.knowledge)
        held = holder(state, workload.terms)
        if is_open(state) and held is None:
            yield f"{stored.knowledge.dispute} has no holder"
        elif held is not None:
            lines = [line for line in deadlines(state, workload.terms) if line.clock == held.clock and line.is_running]
            if [line.due for line in lines] != [held.until]:
                yield f"{stored.knowledge.dispute} has no one next deadline"


def _visible(outcome: Outcome) -> set[object]:
    return {row for row in outcome.rows.values() if row.known_until is None or row.known_until > row.known_from}


def _months(workload: City, outcome: Outcome) -> dict[str, object]:
    """Return every cell of every month from the first record to the last, as known in the end."""
    first, last = workload.lines[0].received_at, workload.end
    months = [
        f"{year}-{month:02}"
        for year in range(first.year, last.year + 1)
        for month in range(1, 13)
        if f"{first:%Y-%m}" <= f"{year}-{month:02}" <= f"{last:%Y-%m}"
    ]
    return {month: monthly_view(known_at(outcome.rows.values(), date(2999, 1, 1)), month) for month in months}


Told = tuple[str, str, DeliveryKind]
"""Dispute, identity and kind of a delivery."""


def _deliveries(outcome: Outcome) -> Counter[Told]:
    serde, found = ContractSerde(), Counter[Told]()
    for topic, records in outcome.sent.items():
        if topic.startswith(AGENCY_INBOX):
            for (_, value), times in records.items():
                delivery = serde.decode(topic, value)
                if isinstance(delivery, Delivery):
                    found[delivery.dispute, delivery.delivery_id, delivery.kind] += times
    return found


def _duties(deliveries: Counter[Told]) -> set[str]:
    return {name for _, name, kind in deliveries if kind not in _TOLD_ON_THE_WAY}


def _unlike(what: str, found: T, expected: T) -> Iterator[str]:
    """Yield one line when *found* isn't what's expected."""
    if found == expected:
        return
    if isinstance(found, dict) and isinstance(expected, dict):
        keys = [key for key in {**found, **expected} if found.get(key) != expected.get(key)]
        shown = [f"{key!r}: {found.get(key)!r} for {expected.get(key)!r}" for key in keys[:_SHOWN]]
        yield f"{what}: {len(keys)} differ, {_short('; '.join(shown))}"
    elif isinstance(found, set) and isinstance(expected, set):
        shown = [f"without {one!r}" for one in list(expected - found)[:_SHOWN]]
        shown += [f"with {one!r}" for one in list(found - expected)[:_SHOWN]]
        yield f"{what}: {len(found ^ expected)} differ, {_short('; '.join(shown))}"
    else:
        yield f"{what}: {_short(repr(found))} for {_short(repr(expected))}"


def _short(text: str) -> str:
    return text if len(text) < 400 else f"{text[:400]} …"
