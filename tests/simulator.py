"""
A randomised world around the embedded engine, played from a seed.

Two stages over one to three shards take orders (some twice), ticks and close markers, while the engine dies between any
two sub-steps, zombies of former engines try to go on, and what one shard sends another comes twice, in the wrong order
or with gaps. At the end states, rows, outputs and every cut must be exactly what a plain calculation over the orders
says. A weakened engine (see :class:`World`) must fail this.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from hub.bus.embedded import Entry, Shard
from hub.core.errors import StaleOwnerError
from hub.engines.embedded import DeadLetters, EmbeddedEngine, EmbeddedReader, EngineOptions, Partition
from tests.outcome import identities, outputs
from tests.toys import BOOKED, CUTS, HOUR, PAID, SENT, START, JsonSerde, processors

STEPS = 26


class Death(BaseException):
    """The process ends here: no handler may run on."""


class UnsyncedShard(Shard):
    """A shard that leaves out fsync: a simulated death takes no power away, and seeds play ten times as fast."""

    def __init__(self, path: Path, number: int) -> None:
        super().__init__(path, number)
        self.connection.execute("PRAGMA synchronous=OFF")


class UnreliablePartition(Partition):
    """What arrives from other shards comes again, out of order, or with gaps."""

    chance = random.Random(0)

    def arrivals(self, peer: Shard, last: int) -> Sequence[tuple[int, Entry]]:
        sent = list(super().arrivals(peer, last))
        past = list(peer.waiting(self.number, 0)) if self.chance.random() < 0.4 else []
        match self.chance.randrange(4):
            case 0:
                return past + sent + sent
            case 1:
                mixed = past + sent
                self.chance.shuffle(mixed)
                return mixed
            case 2:
                return sent[self.chance.randrange(2) :]
            case _:
                return sent


@dataclass
class World:
    """One play: what was put in, who is alive, when the next death is due."""

    seed: int
    folder: Path
    shard_type: type[Shard] = UnsyncedShard
    partition_type: type[Partition] = UnreliablePartition
    orders: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    cuts: list[tuple[str, int]] = field(default_factory=list)
    zombies: list[EmbeddedEngine] = field(default_factory=list)
    deaths: int = 0
    fenced: int = 0

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.shards = self.chance.choice((1, 2, 2, 3))
        self.clock = 0
        self.fuse: int | None = None
        weak = (self.shard_type, self.partition_type)

        class Engine(EmbeddedEngine):
            shard_type, partition_type = weak

        self.engine_type = Engine
        self.partition_type.chance = self.chance  # type: ignore[attr-defined]
        self.engine = self.open()

    def open(self) -> EmbeddedEngine:
        options = EngineOptions(
            shards=self.shards, probe=self.probe, batch=self.chance.choice((1, 2, 5, 50)), cached_states=4
        )
        return self.engine_type.open(self.folder, processors(), JsonSerde(), options)

    def probe(self, sub_step: str) -> None:
        if self.fuse is not None:
            self.fuse -= 1
            if self.fuse < 0:
                self.fuse = None
                raise Death(sub_step)

    def play(self) -> None:
        for _ in range(STEPS):
            self.chance.choice(
                (
                    self.put,
                    self.put,
                    self.put,
                    self.tick,
                    self.run,
                    self.run,
                    self.die,
                    self.die,
                    self.usurp,
                    self.haunt,
                    self.cut,
                )
            )()
        self.engine.tick(START + 30 * HOUR)
        self.engine.run_until_idle()
        self.check()
        for engine in (self.engine, *self.zombies):
            engine.close()

    def put(self) -> None:
        entries = []
        for _ in range(self.chance.randint(1, 6)):
            if self.orders and self.chance.random() < 0.2:
                key, order = self.chance.choice(self.orders)
            else:
                key = f"k{self.chance.randrange(5)}"
                number = len(self.orders)
                order = {"id": f"o{number}", "to": f"k{self.chance.randrange(5)}", "amount": 1 << (number % 40)}
                self.orders.append((key, order))
            self.clock += self.chance.randint(0, 5)
            late = self.chance.choice((0, 0, 0, 90))
            entries.append((key, order, START + max(0, self.clock - late) * HOUR / 60, {}))
        self.engine.append(SENT, entries)

    def tick(self) -> None:
        self.clock += self.chance.randint(0, 40)
        self.engine.tick(START + self.clock * HOUR / 60)

    def cut(self) -> None:
        marker = f"m{len(self.cuts)}"
        self.cuts.append((marker, sum(int(str(order["amount"])) for _, order in self.orders)))
        self.engine.close_cut(marker, START + self.clock * HOUR / 60)

    def run(self) -> None:
        self.engine.run_batch()

    def die(self) -> None:
        """Run until the fuse burns down somewhere among the sub-steps of the next batches, then begin anew."""
        self.fuse = self.chance.randrange(25)
        try:
            self.engine.run_until_idle()
        except Death:
            self.deaths += 1
        self.fuse = None
        self.engine.close()
        self.engine = self.open()

    def usurp(self) -> None:
        """Another engine takes over; the old one doesn't know."""
        if len(self.zombies) < 2:
            self.zombies.append(self.engine)
            self.engine = self.open()

    def haunt(self) -> None:
        for zombie in self.zombies:
            try:
                zombie.run_batch()
            except StaleOwnerError:
                self.fenced += 1

    def check(self) -> None:
        reader = EmbeddedReader(self.folder)
        paying = {key: msgspec.json.decode(value) for key, value in reader.states("paying")}
        booking = {key: msgspec.json.decode(value) for key, value in reader.states("booking")}
        rows = {(row.label, row.id): row.value for row in reader.row_history()}
        reader.close()
        sent, received, payments = Counter[str](), Counter[str](), Counter[str]()
        for key, order in self.orders:
            sent[key] += int(str(order["amount"]))
            received[str(order["to"])] += int(str(order["amount"]))
            payments.update([str(order["to"]), key, key])
        assert {key: state["sent"] for key, state in paying.items()} == dict(sent)
        assert sorted(name for state in paying.values() for name in state["reminded"]) == sorted(
            f"{order['id']}{again}" for _, order in self.orders for again in ("", "!")
        )
        assert {key: state["received"] for key, state in booking.items()} == {key: received[key] for key in payments}
        assert {key: state["payments"] for key, state in booking.items()} == dict(payments)
        assert all(state["fired"] == 1 for state in booking.values())
        assert rows == {(key, "sent"): value for key, value in sent.items()} | {
            (key, "received"): received[key] for key in payments
        }
        self.check_log()

    def check_log(self) -> None:
        bus = self.engine.bus
        assert set(identities(bus, PAID).values()) <= {1} and len(identities(bus, PAID)) == 3 * len(self.orders)
        assert set(identities(bus, BOOKED).values()) <= {1} and len(identities(bus, BOOKED)) == 3 * len(self.orders)
        assert list(DeadLetters(bus).pending()) == []
        assert all(shard.query("SELECT count(*) FROM outbox") == [(0,)] for shard in bus.shards)
        for marker, total in self.cuts:
            assert self.engine.is_cut_complete(marker)
            shares = [msgspec.json.decode(value) for key, value in outputs(bus, CUTS) if key == marker]
            assert len(shares) == self.shards
            assert sum(share.get("sent", 0) for share in shares) == total, marker
            assert sum(share.get("received", 0) for share in shares) == total, marker
