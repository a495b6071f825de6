"""How ``hub links`` shows pairs of reports: nothing of the people but which of their tokens agree."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from hub.catalogue import links as said
from hub.cli.naming import called
from hub.cli.terminal import Terminal
from hub.cli.wording import Message
from hub.core.codes import Channel, DisputeType, LabelledCode, LinkReason
from hub.core.daytime import SHANGHAI
from hub.core.likeness import Likeness
from hub.core.linking import BY_RULE
from hub.core.messages import LinkDecision
from hub.core.tokens import Mark
from hub.reference import divisions
from hub.service.links import LinkItem, Side

SHORT = 8
"""Characters of an id that people see and type."""


def print_list(terminal: Terminal, items: Sequence[LinkItem], limit: int) -> None:
    """Print the queue, or a part of it."""
    columns = [said.COLUMN_PAIR, said.COLUMN_SCORE, said.COLUMN_SINCE, said.COLUMN_TYPE]
    columns += [said.COLUMN_EARLIER, said.COLUMN_LATER, said.COLUMN_EVIDENCE]
    rows = [
        [
            item.id[:SHORT],
            f"{item.pair.score:.2f}",
            day_and_time(item.pair.since),
            "" if item.later is None else _label(terminal, DisputeType, item.later.type),
            _called(terminal, item.earlier),
            _called(terminal, item.later),
            evidence_words(terminal, item.pair.evidence),
        ]
        for item in items[:limit]
    ]
    terminal.entries(columns, rows, below=3)
    if len(items) > limit:
        terminal.say(said.SHOWN, shown=limit)
    waits = [item for item in items if item.waits]
    if waits:
        since = day_and_time(min(item.pair.since for item in waits))
        terminal.say(said.COUNT, count=len(waits), since=since)
        terminal.say(said.NEXT, pair=waits[0].id[:SHORT])


def day_and_time(instant: datetime) -> str:
    """Return *instant* as clerks read it, in Shanghai."""
    return f"{instant.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def _called(terminal: Terminal, side: Side | None) -> str:
    return (
        terminal.text(said.UNKNOWN_REPORT)
        if side is None
        else f"{called(terminal, side.agency)} {side.number or side.root}"
    )


def _label(terminal: Terminal, codes: type[LabelledCode], code: str) -> str:
    known = next((entry for entry in codes if entry.value == code), None)
    return code if known is None else terminal.label(known.zh, known.en)


def print_sides(terminal: Terminal, earlier: Side, later: Side) -> None:
    """Print both reports beside one another."""
    aspects = [
        (said.ASPECT_AGENCY, [called(terminal, side.agency) for side in (earlier, later)]),
        (said.ASPECT_NUMBER, [side.number or side.root for side in (earlier, later)]),
        (said.ASPECT_TYPE, [_label(terminal, DisputeType, side.type) for side in (earlier, later)]),
        (said.ASPECT_CHANNEL, [_label(terminal, Channel, side.channel) for side in (earlier, later)]),
        (said.ASPECT_DIVISION, [_place(side.division) for side in (earlier, later)]),
        (said.ASPECT_REPORTED, [day_and_time(side.reported_at) for side in (earlier, later)]),
        (said.ASPECT_PARTIES, [str(side.parties) for side in (earlier, later)]),
        (said.ASPECT_DISPUTE, [side.dispute for side in (earlier, later)]),
    ]
    terminal.table(
        [said.COLUMN_ASPECT, said.COLUMN_EARLIER, said.COLUMN_LATER],
        [[terminal.text(aspect), *values] for aspect, values in aspects],
    )


def _place(division: str) -> str:
    return f"{divisions().name_of(division)} {division}".strip()


_MARKS = {
    Mark.PERSON: said.MARK_PERSON,
    Mark.BODY: said.MARK_BODY,
    Mark.NAME: said.MARK_NAME,
    Mark.SOUND: said.MARK_SOUND,
    Mark.PHONE: said.MARK_PHONE,
    Mark.BIRTH: said.MARK_BIRTH,
}


def evidence_lines(terminal: Terminal, likeness: Likeness) -> list[str]:
    """Return what agrees and what contradicts, in words."""
    lines = [
        terminal.text(
            said.AGREES_PARTY,
            one=found.one,
            other=found.other,
            marks=terminal.between.join(terminal.text(_MARKS[mark]) for mark in found.marks),
        )
        for found in likeness.agreements
    ]
    lines = lines or [terminal.text(said.AGREES_NOBODY)]
    if likeness.contradicts:
        lines.append(terminal.text(said.CONTRADICTS))
    kind = terminal.text(said.TYPE_SAME if likeness.same_type else said.TYPE_OTHER)
    return [*lines, f"{kind}  {terminal.text(said.APART, days=likeness.apart.days)}"]


_FLAGS = {
    "type": said.TYPE_SAME,
    "township": said.TOWNSHIP_SAME,
    "county": said.COUNTY_SAME,
    "!number": said.NUMBERS_DIFFER,
    "!name": said.NAMES_DIFFER,
}


def evidence_words(terminal: Terminal, evidence: str) -> str:
    """Return the codes of ``Likeness.evidence`` in words: party by party what agrees, then what else does."""
    parts: list[str] = []
    for word in evidence.split():
        days = word.removesuffix("d")
        if word in _FLAGS:
            parts.append(terminal.text(_FLAGS[word]))
        elif days.isdigit():
            parts.append(terminal.text(said.APART, days=days))
        else:
            parts += [terminal.text(said.PARTY_AGREES, marks=_marks(terminal, marks)) for marks in word.split("+")]
    return terminal.label("；", "; ").join(parts)


def _marks(terminal: Terminal, marks: str) -> str:
    known = {mark.value: text for mark, text in _MARKS.items()}
    return terminal.between.join(terminal.word(known, mark) for mark in marks)


_ACTIONS: dict[str, Message] = {
    "LINK": said.ACTION_LINK,
    "PROPOSE": said.ACTION_PROPOSE,
    "SPLIT": said.ACTION_SPLIT,
    "REJECT": said.ACTION_REJECT,
    "REOPEN": said.ACTION_REOPEN,
    "VOID": said.ACTION_VOID,
}


def print_decisions(terminal: Terminal, decisions: Sequence[LinkDecision]) -> None:
    """Print everything that was decided of a pair."""
    terminal.table(
        [said.COLUMN_WHEN, said.COLUMN_WHO, said.COLUMN_DECISION, said.COLUMN_SCORE, said.COLUMN_WHY],
        [
            [
                day_and_time(decision.known_at),
                terminal.text(said.BY_RULE) if decision.decided_by == BY_RULE else decision.decided_by,
                terminal.text(_ACTIONS[decision.action]) if decision.action in _ACTIONS else decision.action,
                f"{decision.score:.2f}" if decision.decided_by == BY_RULE else "",
                _why(terminal, decision),
            ]
            for decision in decisions
        ],
    )


def _why(terminal: Terminal, decision: LinkDecision) -> str:
    if decision.decided_by == BY_RULE:
        return evidence_words(terminal, decision.reason)
    return _label(terminal, LinkReason, decision.reason)


def item_document(item: LinkItem) -> dict[str, object]:
    """Return *item* as JSON shows it; tokens, which stand for people, are left out."""
    likeness = item.likeness
    return {
        "pair": item.id,
        "state": item.pair.state.value,
        "waits": item.waits,
        "one_dispute": item.is_one,
        "score": item.pair.score,
        "evidence": item.pair.evidence,
        "since": item.pair.since,
        "earlier": _side_document(item.earlier),
        "later": _side_document(item.later),
        "agrees": [
            {"earlier_party": found.one, "later_party": found.other, "by": [mark.name for mark in found.marks]}
            for found in (likeness.agreements if likeness is not None else ())
        ],
        "contradicts": likeness is not None and likeness.contradicts,
        "decisions": [
            {
                "action": decision.action,
                "by": decision.decided_by,
                "at": decision.known_at,
                "score": decision.score,
                "reason": decision.reason,
            }
            for decision in item.pair.decisions
        ],
    }


def _side_document(side: Side | None) -> dict[str, object] | None:
    if side is None:
        return None
    return {
        "root": side.root,
        "dispute": side.dispute,
        "agency": side.agency,
        "number": side.number,
        "type": side.type,
        "channel": side.channel,
        "division": side.division,
        "parties": side.parties,
        "reported_at": side.reported_at,
        "received_at": side.received_at,
        "retracted": side.retracted,
    }
