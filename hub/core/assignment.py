"""
To which dispute a root belongs, and when (domain §2.4): a function of the set of link decisions alone.

Each root follows at most one other at any instant of knowledge. So every way leads to a root that stands for itself, or
round in a circle, where decisions contradict one another. Of a circle the weakest link yields (:func:`_firmness`): its
root stands for itself, and the others come there. Which link yields changes the name of the dispute, never who belongs
to it.

A root knows the decisions on its own pairs and the ways of the roots that it follows; nobody needs to know them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from hub.core.linking import BY_RULE, LINK, PROPOSE, REJECT, REOPEN, SPLIT, VOID, pair_id
from hub.core.messages import Follow, LinkDecision, Span, Way

Stays = tuple[tuple[str, Span], ...]
"""Disputes, each with the interval of knowledge time during which a root belongs to it."""

ALWAYS = Span(None, None)


def ways_of(root: str, decisions: Iterable[LinkDecision], heard: Mapping[str, tuple[Way, ...]]) -> tuple[Way, ...]:
    """
    Return how *root* comes to its disputes, for the time during which it follows another root.

    *decisions* are all on its pairs, in whatever order they arrived; *heard* are the ways of the roots that it follows,
    one not heard from yet stands for itself.
    """
    found: list[Way] = []
    for span, follow, parent in _follows(root, decisions):
        for way in _filled(parent, span, heard.get(parent, ())):
            _append(found, _behind(follow, way))
    return tuple(found)


def stays_of(root: str, ways: Iterable[Way]) -> Stays:
    """Return to which disputes *root* belongs by its *ways*; outside them it stands for itself."""
    stays: list[tuple[str, Span]] = []
    for way in _filled(root, ALWAYS, ways):
        dispute = way.end if not way.follows else _terminal(way)
        if stays and stays[-1][0] == dispute:
            stays[-1] = (dispute, Span(stays[-1][1].since, way.span.until))
        else:
            stays.append((dispute, way.span))
    return tuple(stays)


def ways_from(parent: str, stays: Stays) -> tuple[Way, ...]:
    """Return the ways of a *parent* that told no more than where it belongs, as releases up to 0.1.0 did."""
    follow = (Follow(parent, by_person=False, at=None),)
    return tuple(Way(span, follow, dispute) for dispute, span in stays if dispute != parent)


def decision_order(decision: LinkDecision) -> tuple[datetime, float, float, str]:
    """Return the place of *decision* among those about a root: a person's behind a rule's of the same instant."""
    return (decision.known_at, *_rank(decision), decision.decision_id)


def _terminal(way: Way) -> str:
    """Return the root that stands for all of *way*: its end, or the root of the weakest link of the circle there."""
    roots = [follow.root for follow in way.follows]
    if way.end not in roots:
        return way.end
    circle = way.follows[roots.index(way.end) :]
    return min(circle, key=lambda follow: (_firmness(follow), follow.root)).root


def _firmness(follow: Follow) -> tuple[bool, float]:
    """
    Return how firm a link is against links that contradict it.

    A person's is firmer than a rule's, a person's later word than an earlier one. Rules join later reports to earlier
    ones, so the link to the earliest report is the firmest of theirs.
    """
    at = 0.0 if follow.at is None else follow.at.timestamp()
    return follow.by_person, at if follow.by_person else -at


def _link(decision: LinkDecision) -> Follow:
    if decision.decided_by == BY_RULE:
        return Follow(decision.root, by_person=False, at=decision.survivor_since)
    return Follow(decision.root, by_person=True, at=decision.known_at)


@dataclass(frozen=True, slots=True)
class _Hold:
    """Whom a root follows, by which decision."""

    parent: str | None
    decision: LinkDecision | None


def _rank(decision: LinkDecision) -> tuple[float, float]:
    """Likelier links come first, of equals that to the earliest report: a third report hangs on the first."""
    since = 0.0 if decision.survivor_since is None else -decision.survivor_since.timestamp()
    return decision.score, since


def _after(decision: LinkDecision, hold: _Hold) -> _Hold:
    """
    Return whom a root follows after a *decision* about it.

    A rule moves a root only to where a better founded link leads, and never from where a person put it: then the other
    pair waits for a clerk.
    """
    if decision.decided_by == BY_RULE:
        held = hold.decision
        founded = held is None or (held.decided_by == BY_RULE and _rank(decision) > _rank(held))
        return _Hold(decision.survivor, decision) if founded else hold
    if decision.action == LINK:
        return _Hold(decision.survivor, decision)
    cut = decision.action == SPLIT or (decision.action == REJECT and hold.parent == decision.survivor)
    return _Hold(None, None) if cut else hold


def _follows(root: str, decisions: Iterable[LinkDecision]) -> Iterator[tuple[Span, Follow, str]]:
    """Yield when *root* follows whom, and by what kind of link, in order of time."""
    until_when = _in_force(root, decisions)
    ends = sorted({end for _, end in until_when if end is not None})
    for span in (Span(since, until) for since, until in zip([None, *ends], [*ends, None], strict=True)):
        active = [one for one, end in until_when if end is None or (span.since is None or end > span.since)]
        for held, hold in _holds(active):
            common = _common(span, held)
            if common is not None and hold.decision is not None and hold.parent not in (None, root):
                yield common, _link(hold.decision), hold.parent or root


def _holds(decisions: Iterable[LinkDecision]) -> Iterator[tuple[Span, _Hold]]:
    hold = _Hold(None, None)
    since: datetime | None = None
    for decision in sorted(decisions, key=decision_order):
        following = _after(decision, hold)
        if following != hold:
            if since is None or since < decision.known_at:
                yield Span(since, decision.known_at), hold
            since = decision.known_at
        hold = following
    yield Span(since, None), hold


def _in_force(root: str, decisions: Iterable[LinkDecision]) -> list[tuple[LinkDecision, datetime | None]]:
    """
    Return which decisions about *root* count, each with when it yields to a firmer one the other way; None for never.

    Once a person has decided on a pair, a rule doesn't link it any more: it asks. Where two roots are linked to each
    other (one was reported before and after the other), a rule's link yields from the instant at which both are known.
    """
    known = [decision for decision in decisions if decision.action not in (PROPOSE, VOID)]
    judged: dict[str, datetime] = {}
    for decision in known:
        if decision.decided_by != BY_RULE and decision.survivor is not None:
            pair = _pair(decision)
            judged[pair] = min(judged.get(pair, decision.known_at), decision.known_at)
    links = [decision for decision in known if _counts(decision, judged)]
    towards: dict[str, list[LinkDecision]] = {}
    for decision in links:
        if decision.root != root and decision.action == LINK:
            towards.setdefault(decision.root, []).append(decision)
    ends = ((one, _yields_at(one, towards.get(one.survivor or root, ()))) for one in links if one.root == root)
    return [(decision, end) for decision, end in ends if end is None or end > decision.known_at]


def _counts(decision: LinkDecision, judged: Mapping[str, datetime]) -> bool:
    if decision.action == REOPEN:
        return False
    if decision.decided_by != BY_RULE or decision.survivor is None:
        return True
    at = judged.get(_pair(decision))
    return at is None or at > decision.known_at


def _yields_at(decision: LinkDecision, others: Iterable[LinkDecision]) -> datetime | None:
    """Return from when on a rule's link gives way to firmer ones of *others*, which lead the opposite way."""
    if decision.decided_by != BY_RULE:
        return None
    own = _link(decision)
    firmer = (other.known_at for other in others if (_firmness(own), own.root) < (_firmness(_link(other)), other.root))
    first = min(firmer, default=None)
    return None if first is None else max(first, decision.known_at)


def _pair(decision: LinkDecision) -> str:
    return pair_id(decision.root, decision.survivor or decision.root)


def _behind(follow: Follow, way: Way) -> Way:
    """Return the way of a root that takes *follow* to where *way* begins; it ends where it comes to itself again."""
    for place, other in enumerate(way.follows):
        if other.root == follow.root:
            return Way(way.span, (follow, *way.follows[:place]), follow.root)
    return Way(way.span, (follow, *way.follows), way.end)


def _filled(root: str, span: Span, ways: Iterable[Way]) -> Iterator[Way]:
    """Yield the parts of *ways* within *span*, and between them that *root* stands for itself."""
    since = span.since
    for way in ways:
        common = _common(span, way.span)
        if common is None:
            continue
        if common.since is not None and (since is None or since < common.since):
            yield Way(Span(since, common.since), (), root)
        yield Way(common, way.follows, way.end)
        since = common.until
        if since is None:
            return
    if span.until is None or since is None or since < span.until:
        yield Way(Span(since, span.until), (), root)


def _append(ways: list[Way], way: Way) -> None:
    """Append *way*, joined to the one before it where nothing changes between them."""
    last = ways[-1] if ways else None
    if last is not None and last.span.until == way.span.since and (last.follows, last.end) == (way.follows, way.end):
        ways[-1] = Way(Span(last.span.since, way.span.until), way.follows, way.end)
    else:
        ways.append(way)


def _common(one: Span, other: Span) -> Span | None:
    since = max((at for at in (one.since, other.since) if at is not None), default=None)
    until = min((at for at in (one.until, other.until) if at is not None), default=None)
    if since is not None and until is not None and since >= until:
        return None
    return Span(since, until)
