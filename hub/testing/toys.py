"""
Two small processors that pay amounts from key to key: what one sends the other must receive, once.

They add up what they take without looking whether it came before: whatever an engine loses, repeats or invents shows in
a sum. Rules of the domain would hide it, since they know a fact that they had.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Generic, TypeVar, cast

import msgspec

from hub.core.errors import PermanentError
from hub.core.ports import Marker, Output, Record, Row, Step, Timer

SENT = "toy.sent"
PAID = "toy.paid"
BOOKED = "toy.booked"
CUTS = "toy.cuts"
START = datetime(2026, 3, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


class JsonSerde:
    """Every topic as JSON; bytes that are no JSON can't be decoded."""

    def encode(self, topic: str, value: object) -> bytes:
        """Return *value* as JSON."""
        return msgspec.json.encode(value)

    def decode(self, topic: str, data: bytes) -> object:
        """Return what the JSON *data* holds."""
        return msgspec.json.decode(data)


S = TypeVar("S")


class StructCodec(Generic[S]):
    """States of one class as JSON."""

    def __init__(self, kind: type[S]) -> None:
        self._kind = kind

    def encode(self, state: S) -> bytes:
        """Return *state* as JSON."""
        return msgspec.json.encode(state)

    def decode(self, data: bytes) -> S:
        """Return the state that *data* holds."""
        return msgspec.json.decode(data, type=self._kind)


class Payer(msgspec.Struct, frozen=True):
    """Which orders a key has seen, what it paid, and of what it was reminded."""

    seen: tuple[str, ...] = ()
    sent: int = 0
    reminded: tuple[str, ...] = ()


class Payee(msgspec.Struct, frozen=True):
    """What a key received, by how many payments, and how often it was audited."""

    received: int = 0
    payments: int = 0
    fired: int = 0


def row(label: str, measure: str, value: int, at: datetime) -> Row:
    """Return a row of one figure."""
    return Row(
        label=label, id=measure, measure=measure, item="", part=None, day=at.date().isoformat(), end_day=None,
        cohort=None, unit=None, level=None, kind=None, county=None, type=None, channel=None, agency=None, value=value,
        known_from=at, known_until=None,
    )  # fmt: skip


class Paying:
    """Takes {"id", "to", "amount"}; pays once per id, reminds an hour later, and an hour after that once more."""

    name = "paying"
    input = SENT
    codec = StructCodec(Payer)

    def step(self, state: Payer | None, record: Record) -> Step[Payer]:
        """Pay an order that wasn't seen before."""
        state = state or Payer()
        order = record.value
        if not isinstance(order, dict):
            raise PermanentError("order is no object", where=record.key)
        if order["id"] in state.seen:
            return Step(state)
        if order.get("raise") == "unforeseen":
            raise ZeroDivisionError(order["id"])
        state = Payer((*state.seen, order["id"]), state.sent + order["amount"], state.reminded)
        return Step(
            state,
            outputs=[Output(PAID, order["to"], {"amount": order["amount"], "from": record.key})],
            set_timers=[Timer(record.key, order["id"], record.time + HOUR)],
            rows=[row(record.key, "sent", state.sent, record.time)],
        )

    def fire(self, state: Payer, timer: Timer) -> Step[Payer]:
        """Remind, twice in all, by a payment of nothing."""
        again = timer.id.endswith("!")
        state = Payer(state.seen, state.sent, (*state.reminded, timer.id))
        return Step(
            state,
            outputs=[Output(PAID, timer.key, {"amount": 0, "from": timer.id})],
            set_timers=[] if again else [Timer(timer.key, f"{timer.id}!", timer.due + HOUR)],
        )


class Booking:
    """Adds up what was paid to each key, and counts at each cut whether what was sent is what was received."""

    name = "booking"
    input = PAID
    codec = StructCodec(Payee)

    def step(self, state: Payee | None, record: Record) -> Step[Payee]:
        """Add a payment to the key's sum."""
        state = state or Payee()
        payment = cast("dict[str, int]", record.value)
        state = Payee(state.received + payment["amount"], state.payments + 1, state.fired)
        return Step(
            state,
            outputs=[Output(BOOKED, record.key, {"received": state.received})],
            set_timers=[Timer(record.key, "audit", START + 24 * HOUR)],
            rows=[row(record.key, "received", state.received, record.time)],
        )

    def fire(self, state: Payee, timer: Timer) -> Step[Payee]:
        """Count the audit."""
        return Step(Payee(state.received, state.payments, state.fired + 1))

    def cut(self, rows: Iterator[Row], marker: Marker) -> Sequence[Output]:
        """Send the sums of one shard at the cut."""
        totals: dict[str, int] = {}
        for each in rows:
            totals[each.measure] = totals.get(each.measure, 0) + each.value
        return [Output(CUTS, marker.id, totals)]


def processors() -> list[object]:
    """Return both, in the order in which records flow."""
    return [Paying(), Booking()]


def orders(count: int, keys: int = 7) -> list[tuple[str, object, datetime, dict[str, str]]]:
    """Return orders a minute apart, from and to *keys* keys."""
    return [
        (f"k{n % keys}", {"id": f"o{n}", "to": f"k{(n * 5 + 3) % keys}", "amount": n}, START + n * HOUR / 60, {})
        for n in range(count)
    ]
