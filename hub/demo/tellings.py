"""What a quarrel sounds like at each agency's desk: real questions, claims, causes and ticket kinds."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache
from typing import TypeVar

from hub.core.codes import DisputeType
from hub.reference import citizen_questions, civil_causes, court_claims, divisions, police_complaints

LONGEST = 400
"""Characters of a claim that a clerk copies into the form; the whole stands in the file."""

TICKET_KINDS = (
    ("ASSAULT", "殴打他人", DisputeType.DAMAGES),
    ("HARASSMENT", "滋扰邻里", DisputeType.NEIGHBOUR),
    ("MISCHIEF", "故意损毁财物", DisputeType.DAMAGES),
    ("MENACING", "威胁他人", DisputeType.NEIGHBOUR),
    ("LARCENY", "占有财物争执", DisputeType.CONTRACT),
    ("TRESPASS", "侵入他人住宅院落", DisputeType.HOUSING_LAND),
)
"""Words of a complaint row's detail, as this city's police would class such a ticket."""

_T = TypeVar("_T")


def narrative(agency: str, kind: DisputeType, division: str, rng: random.Random) -> str:
    """Return what is written down at *agency* about a quarrel of *kind* in *division*."""
    place = divisions().name_of(division)
    if agency == "court":
        return _claim(kind, rng)
    if agency == "police":
        return f"报警人称在{place}因{kind.zh}问题与对方发生争执，{_ticket(kind, rng)}。"
    if agency == "grid":
        return f"网格员走访{place}时发现双方因{kind.zh}问题争执不下：{_question(kind, rng)}"
    return _question(kind, rng)


def cause(kind: DisputeType, rng: random.Random) -> str:
    """Return the civil cause (案由) under which a court would file a quarrel of *kind*; empty when there is none."""
    names = _causes().get(kind, ())
    return rng.choice(names) if names else ""


def _claim(kind: DisputeType, rng: random.Random) -> str:
    claims = _claims().get(kind)
    return _pick(claims, rng)[:LONGEST] if claims else _question(kind, rng)


def _question(kind: DisputeType, rng: random.Random) -> str:
    questions = _questions().get(kind)
    return _pick(questions, rng) if questions else f"因{kind.zh}问题发生纠纷，请求调解。"


def _ticket(kind: DisputeType, rng: random.Random) -> str:
    row = rng.choice(police_complaints())
    for word, label, fits in TICKET_KINDS:
        if word in row.offence_detail.upper() and fits is kind:
            return f"警情类别{label}（{row.offence_detail}）"
    return "警情类别纠纷"


def _pick(choices: Sequence[_T], rng: random.Random) -> _T:
    return choices[rng.randrange(len(choices))]


@cache
def _questions() -> dict[DisputeType, tuple[str, ...]]:
    found: dict[DisputeType, tuple[str, ...]] = {}
    for question in citizen_questions():
        found[question.dispute_type] = (*found.get(question.dispute_type, ()), question.text)
    return found


@cache
def _claims() -> dict[DisputeType, tuple[str, ...]]:
    found: dict[DisputeType, tuple[str, ...]] = {}
    for claim in court_claims():
        found[claim.dispute_type] = (*found.get(claim.dispute_type, ()), claim.text)
    return found


@cache
def _causes() -> dict[DisputeType, tuple[str, ...]]:
    found: dict[DisputeType, tuple[str, ...]] = {}
    for entry in civil_causes():
        found[entry.dispute_type] = (*found.get(entry.dispute_type, ()), entry.name)
    return found
