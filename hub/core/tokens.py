"""
What a token stands for, written behind it: ``algorithm.keyid.digest~p1`` is the number of party 1.

The mark names kind and party, nobody: the digest in front stays what it was, so marking re-keys no record. Tokens
without a mark, those of release 0.1.0 and of scenarios, are numbers of people (strong) or of unknown kind (weak).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations

_BETWEEN = "~"


class Mark(StrEnum):
    """What was tokenised."""

    PERSON = "p"
    BODY = "o"
    NAME = "n"
    SOUND = "s"
    PHONE = "t"
    BIRTH = "b"


STRONG = frozenset({Mark.PERSON, Mark.BODY})

MEETING = frozenset({Mark.BODY, Mark.SOUND, Mark.PHONE, Mark.BIRTH})
"""Marks by pairs of which reports meet; equal names sound equal, so that the sound stands for both."""

MOST_MEETING = 6
"""Of more tokens than these the smallest digests make the pairs: reports of the same people choose the same ones."""


MOST_NUMBERS = 20
"""Of a crowd so many numbers are keys, again the smallest digests: a mass matter is met by any of them."""


def marked(token: str, mark: Mark, party: int) -> str:
    """
    Return *token* with its mark.

    >>> marked("sm3hmac.k1.9f", Mark.PHONE, 2)
    'sm3hmac.k1.9f~t2'
    """
    return f"{token}{_BETWEEN}{mark.value}{party}"


@dataclass(frozen=True, slots=True)
class Token:
    """One token: what is compared, what it stands for (None: unmarked) and whose it is."""

    value: str
    mark: Mark | None
    party: int


def read_token(text: str) -> Token:
    """
    Return the token that *text* writes; a mark that this version doesn't know is none.

    >>> read_token("sm3hmac.k1.9f~t2")
    Token(value='sm3hmac.k1.9f', mark=<Mark.PHONE: 't'>, party=2)
    >>> read_token("D1-p1").mark is None
    True
    """
    value, _, mark = text.partition(_BETWEEN)
    kind = mark[:1]
    if kind in _KINDS and mark[1:].isdigit():
        return Token(value, Mark(kind), int(mark[1:]))
    return Token(value, None, 0)


_KINDS = frozenset(mark.value for mark in Mark)


def value_of(text: str) -> str:
    """Return what is compared of a token."""
    return text.partition(_BETWEEN)[0]


@dataclass(frozen=True, slots=True)
class People:
    """The parties of one report as tokens know them, by position; ``plain`` are the values of unmarked strong ones."""

    parties: Mapping[int, Mapping[Mark, str]] = field(default_factory=dict)
    plain: tuple[str, ...] = ()

    @property
    def is_marked(self) -> bool:
        """Whether every token says what it stands for."""
        return bool(self.parties) and not self.plain


def people_of(tokens: Iterable[str], weak_tokens: Iterable[str]) -> People:
    """Return who the tokens of a report stand for."""
    parties: dict[int, dict[Mark, str]] = {}
    plain: list[str] = []
    for text in tokens:
        token = read_token(text)
        if token.mark in STRONG:
            parties.setdefault(token.party, {})[token.mark] = token.value
        else:
            plain.append(token.value)
    for text in weak_tokens:
        token = read_token(text)
        if token.mark is not None and token.mark not in STRONG:
            parties.setdefault(token.party, {})[token.mark] = token.value
    return People(parties, tuple(plain))


def meeting_keys(people: People, county: str) -> tuple[str, ...]:
    """
    Return the keys under which a report meets others that may be of the same dispute, the narrowest first.

    A person's number is a key by itself. What is weaker alone (a firm's number, a name, a telephone) is one only
    together with another: of another party, or of the same one for a report that names nobody else; within a county.
    """
    pairs = (_pair(one, other, county) for one, other in combinations(_chosen(people), 2) if _tells(one, other))
    numbers = sorted(marks[Mark.PERSON] for marks in people.parties.values() if Mark.PERSON in marks)
    return tuple(dict.fromkeys((*sorted(pairs), *numbers[:MOST_NUMBERS], *sorted(people.plain))))


def _chosen(people: People) -> list[Token]:
    found = [
        Token(value, mark, party)
        for party, marks in people.parties.items()
        for mark, value in marks.items()
        if mark in MEETING
    ]
    found.sort(key=lambda token: (token.value, token.party))
    return found[:MOST_MEETING]


def _tells(one: Token, other: Token) -> bool:
    own = {one.mark, other.mark}
    return one.party != other.party or own in ({Mark.SOUND, Mark.PHONE}, {Mark.SOUND, Mark.BIRTH})


def _pair(one: Token, other: Token, county: str) -> str:
    bodies = one.mark is Mark.BODY and other.mark is Mark.BODY
    parts = sorted((one.value, other.value))
    text = "\x1f".join((*parts, "" if bodies else county))
    return f"2.{hashlib.blake2b(text.encode(), digest_size=12).hexdigest()}"
