"""Which reports a new one might repeat, asked before it's sent: the same keys and the same score as linking itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hub.core.events import Fact
from hub.core.linking import candidate_of, meeting_keys_of, score
from hub.core.ports import HubReader
from hub.processors import Linking
from hub.processors.codec import MsgpackCodec
from hub.processors.linking import TokenState
from hub.service.links import Side, side_of

MOST_HINTS = 5
_TOKENS: MsgpackCodec[TokenState] = MsgpackCodec(TokenState)


@dataclass(frozen=True, slots=True)
class Likely:
    """One report that may be of the same dispute, and how likely that is, from 0 to 1."""

    side: Side
    score: float


def likely_same(reader: HubReader, report: Fact) -> list[Likely]:
    """Return what *report* may repeat, the likeliest first; nothing of people is said, only whose record it is."""
    asked = candidate_of(report)
    found: dict[str, float] = {}
    for key in meeting_keys_of(asked):
        state = reader.state(Linking.name, key)
        for other in () if state is None else _TOKENS.decode(state).reports:
            likelihood = score(asked, other)
            if other.root != report.root and likelihood > found.get(other.root, 0.0):
                found[other.root] = likelihood
    return _sides(reader, found)


def _sides(reader: HubReader, found: Mapping[str, float]) -> list[Likely]:
    hints: list[Likely] = []
    seen: set[str] = set()
    for root, likelihood in sorted(found.items(), key=lambda entry: (-entry[1], entry[0])):
        side = side_of(reader, root)
        if side is None or side.retracted or side.dispute in seen:
            continue
        seen.add(side.dispute)
        hints.append(Likely(side, likelihood))
    return hints[:MOST_HINTS]
