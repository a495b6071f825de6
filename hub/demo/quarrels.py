"""What happened in the city: quarrels, who they are between, and how another agency spells the same people."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import datetime

from hub.core.codes import DisputeType

_HEARD = (
    "张王刘杨黄吴徐孙马朱何郭林高罗郑谢韩唐冯于董程曹袁邓傅沈伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂辉玲红波斌志文",
    "章汪留阳皇武许荪麻竹和果琳皋洛正泻寒堂逢余懂成槽元凳付审玮方那民净莉墙雷君扬永燕洁涓滔名抄侠萍钢贵晖铃宏玻彬智闻",
)

HOMOPHONES = dict(zip("".join(_HEARD), "".join(reversed(_HEARD)), strict=True))
"""Characters that a clerk takes for one another by ear."""

_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@dataclass(frozen=True, slots=True)
class Person:
    """
    Someone in a quarrel, as one agency knows them.

    Attributes:
        name: As typed there.
        id_number: As typed there; empty where the agency did not ask.
        phone: As typed there; empty where nobody wrote it down.
        role: ``APPLICANT`` or ``RESPONDENT``.
    """

    name: str
    id_number: str
    phone: str
    role: str

    @property
    def is_body(self) -> bool:
        """Whether this is a company or other body, whose unified social credit code starts with 9."""
        return self.id_number.startswith("9")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarrel:
    """
    One conflict as one agency hears of it.

    Attributes:
        id: The demo's own number; no native system ever sees it.
        division: Twelve-digit village or community code where it arose.
        occurred_at: When it arose, UTC.
        parties: First the applicants, then the respondents.
        narrative: What the teller said, from real records.
        cause: Civil cause (案由) by name, where the quarrel has one; else empty.
        amount_fen: What is at stake, 0 when it is not about money.
        consent: Whether the parties agree to mediation; None when nobody has asked yet.
        serious: Too hard for the first level: clerks escalate it.
        target_unit: Code of the unit that would naturally mediate it.
        reporters: Agencies that will hear of it, the first one first.
        same_as: Id of the quarrel of which this is another agency's spelling, None for the first telling.
    """

    id: str
    type: DisputeType
    division: str
    occurred_at: datetime
    parties: tuple[Person, ...]
    narrative: str
    cause: str
    amount_fen: int
    consent: bool | None
    serious: bool
    target_unit: str
    reporters: tuple[str, ...]
    same_as: str | None = None


def respelt(quarrel: Quarrel, rng: random.Random) -> Quarrel:
    """
    Return *quarrel* as a second agency spells it.

    One party always keeps a number that can be read, in some spelling; names, phones and the other numbers suffer.
    """
    legible = rng.randrange(len(quarrel.parties))
    parties = tuple(
        _retyped(person, rng, legible=position == legible) for position, person in enumerate(quarrel.parties)
    )
    return replace(quarrel, id=f"{quarrel.id}b", parties=parties, same_as=quarrel.id)


def _retyped(person: Person, rng: random.Random, *, legible: bool) -> Person:
    name = person.name if person.is_body or rng.random() < 0.6 else misheard(person.name, rng)
    number = _number_as_typed(person.id_number, rng)
    if not legible and rng.random() < 0.35:
        number = ""
    phone = "" if rng.random() < 0.3 else person.phone
    return replace(person, name=name, id_number=number, phone=phone)


def misheard(name: str, rng: random.Random) -> str:
    """Return *name* with one character replaced by another of the same sound, where one is known."""
    places = [place for place, character in enumerate(name) if character in HOMOPHONES]
    if not places:
        return name
    place = rng.choice(places)
    return name[:place] + HOMOPHONES[name[place]] + name[place + 1 :]


def _number_as_typed(number: str, rng: random.Random) -> str:
    choice = rng.random()
    if not number:
        return number
    if choice < 0.25:
        return number.translate(_FULL_WIDTH)
    if number.endswith("X") and choice < 0.8:
        return number.lower()
    if len(number) == 18 and number[:17].isdigit() and number[6:8] == "19" and choice < 0.4:
        return number[:6] + number[8:17]  # the legacy number of fifteen digits, as old household books have it
    return number
