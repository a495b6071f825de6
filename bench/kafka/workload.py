"""The workload: statements about disputes, the same bytes for everybody, and what must come out of them."""

from __future__ import annotations

import hashlib
import random
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench.kafka.contestants.records import Total, encode_output, encode_state, encode_statement, next_total

_SEED = 5
_START = 1_772_413_200_000_000
_SAID = ("REPORTED", "REFERRED", "ACCEPTED", "OPENED", "AGREED", "PERFORMED")
_AGENCIES = ("court", "police", "petition", "grid", "justice")

Message = tuple[int, bytes, bytes]
"""Partition, key and value."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """
    Messages, and every (key, value) that must come out of them with how often.

    ``fingerprint`` is the SHA-256 of keys and values in their order.
    """

    messages: Sequence[Message]
    outputs: Counter[tuple[bytes, bytes]]
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Workload:
    """
    So many statements about so many disputes.

    Attributes:
        spread: Whether each dispute comes once, in its turn; else disputes come as chance has it.
    """

    statements: int
    disputes: int
    partitions: int
    spread: bool = False

    def prepare(self) -> Prepared:
        """Encode all of it once, and work out what must come out."""
        totals: dict[str, Total] = {}
        messages: list[Message] = []
        outputs: Counter[tuple[bytes, bytes]] = Counter()
        digest = hashlib.sha256()
        for dispute, statement in self._statements():
            key, value = dispute.encode(), encode_statement(statement)
            messages.append((partition_of(dispute, self.partitions), key, value))
            digest.update(key + value)
            totals[dispute] = next_total(totals.get(dispute), statement)
            outputs[key, encode_output(dispute, totals[dispute])] += 1
        return Prepared(tuple(messages), outputs, digest.hexdigest())

    def probes(self, again: int) -> Prepared:
        """
        Return one more statement about one dispute of each partition, of a workload that is spread.

        What must come out tells whether the state is still there: it's the *again*-th statement about the dispute
        after the first.
        """
        first: dict[int, tuple[str, dict[str, object]]] = {}
        for dispute, statement in self._statements():
            first.setdefault(partition_of(dispute, self.partitions), (dispute, statement))
            if len(first) == self.partitions:
                break
        messages, outputs = [], Counter[tuple[bytes, bytes]]()
        for partition, (dispute, statement) in sorted(first.items()):
            total = next_total(None, statement)
            for _ in range(again):
                total = next_total(total, statement)
            messages.append((partition, dispute.encode(), encode_statement(statement)))
            outputs[dispute.encode(), encode_output(dispute, total)] += 1
        return Prepared(tuple(messages), outputs, "")

    def states(self) -> Iterator[Message]:
        """Yield the state of every dispute as its store's changelog holds it, of a workload that is spread."""
        for dispute, statement in self._statements():
            yield partition_of(dispute, self.partitions), dispute.encode(), encode_state(next_total(None, statement))

    def _statements(self) -> Iterator[tuple[str, dict[str, object]]]:
        chance = random.Random(_SEED)
        for number in range(self.statements):
            which = number % self.disputes if self.spread else chance.randrange(self.disputes)
            yield f"d-{which:08d}", _statement(number, which)


def _statement(number: int, which: int) -> dict[str, object]:
    at = _START + number * 1_000_003
    return {
        "event_id": hashlib.blake2b(str(number).encode(), digest_size=12).hexdigest(),
        "event": _SAID[number % len(_SAID)],
        "dispute": f"d-{which:08d}",
        "root": f"grid:{which:08d}",
        "agency": _AGENCIES[number % len(_AGENCIES)],
        "unit": None if number % 3 == 0 else f"2308030010{which % 100:02d}",
        "occurred_at": at - (number % 7) * 2_000_000_000,
        "recorded_at": at,
        "amount_fen": number % 1_000 * 100,
        "tokens": [f"t-{which:08d}-1", f"t-{which:08d}-2"],
    }


def partition_of(key: str, partitions: int) -> int:
    """Return the partition of *key*, as the hub's buses place it."""
    return zlib.crc32(key.encode()) % partitions
