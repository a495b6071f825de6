"""
Same dispute, several reporters (domain §2.4): decisions on pairs of reports.

Strong tokens are those of identity numbers; weak ones (name, telephone) raise a score but never link on their own. How
alike two reports are is worked out in :mod:`hub.core.likeness`, what becomes of a pair in :mod:`hub.core.pairs`, to
which dispute a root belongs when in :mod:`hub.core.assignment`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from hub.core.events import Fact
from hub.core.likeness import SAME_PEOPLE_WINDOW, WINDOW, compare
from hub.core.messages import LinkCandidate, LinkDecision
from hub.core.tokens import meeting_keys, people_of, value_of
from hub.core.units import county_of

LINK = "LINK"
"""A root joins the dispute of another."""
SPLIT = "SPLIT"
"""A root stands by itself again, whatever joined it."""
PROPOSE = "PROPOSE"
"""A clerk must judge."""
REJECT = "REJECT"
"""The pair is no one dispute: a link between the two, if there is one, is cut."""
REOPEN = "REOPEN"
"""A rejection is taken back: a clerk must judge anew."""
VOID = "VOID"
"""A rule takes its own decision back, as if it had never been made."""
BY_RULE = "rule"

AUTOMATIC = 0.84
"""From this score on a pair is linked by rule; below it a clerk decides (measured: ADR 0046)."""

WORTH_A_LOOK = 0.50
"""Below this score nobody is asked (measured: ADR 0046)."""


@dataclass(frozen=True, slots=True)
class LinkingRules:
    """
    What linking needs besides reports.

    ``automatic`` is the score from which on a pair is linked by rule. :data:`AUTOMATIC` is in force, another one
    is only ever tried (``hub whatif``).
    """

    automatic: float = AUTOMATIC


DEFAULT_RULES = LinkingRules()
"""The rules in force."""

_DIGITS = 9
"""A score is a sum: 0.70 + 0.20 stands as 0.8999…, and is 0.90."""
_TWO_STRONG = 0.95
_ONE_STRONG = 0.70
_WEAK_STEP = 0.05
_OTHER_PARTY = 0.10
OWN_WEAK = 2
"""Weak tokens of one person: name and telephone. Those beside a strong token are that person's again, no new evidence
of the same quarrel; only more than these point to the other party."""


def meeting_keys_of(candidate: LinkCandidate) -> tuple[str, ...]:
    """Return the keys under which *candidate* meets others."""
    return meeting_keys(people_of(candidate.tokens, candidate.weak_tokens), candidate.county)


def meets_at(one: LinkCandidate, other: LinkCandidate) -> str | None:
    """Return the one key whose actor compares this pair, so that it's compared once; None when they never meet."""
    return min(set(meeting_keys_of(one)) & set(meeting_keys_of(other)), default=None)


def score(one: LinkCandidate, other: LinkCandidate) -> float:
    """
    Return how likely two reports are one dispute, 0 when they are no candidate.

    Where either has tokens without marks, what each token stands for isn't known, and the rule of release 0.1.0 holds:
    an old log replayed gives the links that it gave, and a scenario's equal tokens mean the same people.
    """
    if all(people_of(c.tokens, c.weak_tokens).is_marked for c in (one, other)):
        found = compare(one, other).score
        return found if found >= WORTH_A_LOOK else 0.0
    return _unmarked_score(one, other)


def _unmarked_score(one: LinkCandidate, other: LinkCandidate) -> float:
    """
    Two strong tokens, or one with division and type, within their windows.

    To the latter weak tokens add, most when there are more of them than the one person has.
    """
    shared = len(_values(one.tokens) & _values(other.tokens))
    apart = abs(one.reported_at - other.reported_at)
    if shared >= 2:
        return _TWO_STRONG if apart <= SAME_PEOPLE_WINDOW else _ONE_STRONG
    if shared == 1 and one.county == other.county and one.type == other.type and apart <= WINDOW:
        weak = len(_values(one.weak_tokens) & _values(other.weak_tokens))
        return _ONE_STRONG + min(weak, OWN_WEAK) * _WEAK_STEP + (_OTHER_PARTY if weak > OWN_WEAK else 0.0)
    return 0.0


def _values(tokens: Iterable[str]) -> set[str]:
    return {value_of(token) for token in tokens}


def decide(one: LinkCandidate, other: LinkCandidate, rules: LinkingRules = DEFAULT_RULES) -> LinkDecision | None:
    """
    Return the decision on a pair under *rules*, the same whichever report came first; None when they are no candidate.

    The earlier report survives; the decision is known when the later one is received.
    """
    likelihood = score(one, other)
    if likelihood <= 0:
        return None
    survivor, absorbed = sorted((one, other), key=lambda candidate: (candidate.reported_at, candidate.root))
    automatic = round(likelihood, _DIGITS) >= rules.automatic
    known_at = max(one.received_at, other.received_at)
    instants = (survivor.reported_at, absorbed.reported_at, known_at)
    parts = (survivor.root, absorbed.root, *map(str, instants), f"{likelihood:.2f}")
    identity = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:24]
    return LinkDecision(
        decision_id=f"link-{identity}",
        action=LINK if automatic else PROPOSE,
        root=absorbed.root,
        survivor=survivor.root,
        score=likelihood,
        automatic=automatic,
        decided_by=BY_RULE,
        known_at=known_at,
        reason=compare(survivor, absorbed).evidence,
        survivor_since=survivor.reported_at,
    )


def candidate_of(fact: Fact, key: str = "") -> LinkCandidate:
    """Return the report that *fact* states (first or corrected) as linking compares it, under the meeting *key*."""
    details = fact.details
    place = details.get("division", "")
    return LinkCandidate(
        token=key,
        root=fact.root,
        dispute=fact.root,
        tokens=tuple(details.get("tokens", [])),
        weak_tokens=tuple(details.get("weak_tokens", [])),
        type=details.get("type", ""),
        county=county_of(place),
        reported_at=fact.occurred_at,
        received_at=fact.received_at,
        parties=details.get("parties"),
        place=place or None,
        system=fact.system,
    )


def pair_id(one: str, other: str) -> str:
    """
    Return the identity of the pair of two roots, whichever is named first.

    >>> pair_id("grid:1", "police:2") == pair_id("police:2", "grid:1")
    True
    """
    return hashlib.sha256("\x1f".join(sorted((one, other))).encode()).hexdigest()[:16]
