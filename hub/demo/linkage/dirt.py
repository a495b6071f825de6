"""
How clerks of five agencies type what they hear: each field as the native system would hold it, wrong as it really is.

The reader behind it is the hub's own: names, numbers and telephones go through the parsers that the adapters use.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from hub.core.codes import DisputeType
from hub.demo.quarrels import Person, misheard

_ALIKE = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂辉玲红波斌志文秀英华国春梅玉兰海龙凤鑫宇晶岩王李张刘陈杨赵周孙胡朱郭何",
    "玮劳哪敝净两弱蕊车样男绝木捐淘朋起震乎钢挂晖铃江破赋忘交透莫毕图眷海王三每尤风金字品岸玉季长文阵扬越同孔朝末部河",
)
LOOK_ALIKE: Mapping[str, str] = dict(zip(*_ALIKE, strict=True))
"""Characters that are taken for one another by eye."""

_CONFUSED = {
    DisputeType.NEIGHBOUR: DisputeType.DAMAGES,
    DisputeType.DAMAGES: DisputeType.NEIGHBOUR,
    DisputeType.CONTRACT: DisputeType.BUSINESS_OP,
    DisputeType.CONSUMER: DisputeType.CONTRACT,
    DisputeType.LABOUR: DisputeType.MIGRANT_WAGE,
    DisputeType.MIGRANT_WAGE: DisputeType.LABOUR,
    DisputeType.HOUSING_LAND: DisputeType.FOREST_LAND,
    DisputeType.FOREST_LAND: DisputeType.HOUSING_LAND,
}
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_NICKNAMES = ("婶", "叔", "大爷", "嫂", "哥")


class Dirt(StrEnum):
    """What was typed wrong, or not at all."""

    MISHEARD = "misheard"
    MISREAD = "misread"
    NICKNAME = "nickname"
    NO_NUMBER = "no_number"
    CUT_NUMBER = "cut_number"
    OLD_NUMBER = "old_number"
    SWAPPED_DIGITS = "swapped_digits"
    NO_TELEPHONE = "no_telephone"
    WRONG_TELEPHONE = "wrong_telephone"
    DOUBLE_TELEPHONE = "double_telephone"
    OTHER_TYPE = "other_type"
    ONE_SIDE = "one_side"
    OTHER_PLACE = "other_place"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Habits:
    """How often an agency's clerks write a person's number and telephone down, of each side, and call names."""

    number: tuple[float, float]
    telephone: tuple[float, float]
    nickname: float = 0.0
    one_side: float = 0.0


HABITS = {
    "court": Habits((0.97, 0.85), (0.90, 0.75)),
    "police": Habits((0.85, 0.75), (0.95, 0.75), one_side=0.10),
    "grid": Habits((0.35, 0.25), (0.85, 0.65), nickname=0.15, one_side=0.08),
    "petition": Habits((0.92, 0.0), (0.92, 0.0), one_side=0.05),
    "justice": Habits((0.75, 0.65), (0.75, 0.65)),
}


@dataclass(slots=True)
class Typed:
    """One party as it stands in the native row."""

    name: str
    number: str
    telephone: object
    role: str


@dataclass(slots=True)
class Row:
    """One native row, and what is wrong with it."""

    type: DisputeType
    division: str
    parties: list[Typed]
    dirt: set[Dirt] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Typist:
    """The clerks of all agencies, drawn from one random source."""

    rng: random.Random

    def row(self, agency: str, kind: DisputeType, division: str, parties: tuple[Person, ...]) -> Row:
        """Return what *agency* types of a quarrel."""
        habits = HABITS[agency]
        row = Row(kind, division, [])
        for side, person in enumerate(parties):
            row.parties.append(self._party(agency, habits, min(side, 1), person, row.dirt))
        if self.rng.random() < habits.one_side:
            del row.parties[1:]
            row.dirt.add(Dirt.ONE_SIDE)
        elif self.rng.random() < 0.15:
            row.parties.reverse()
        if self.rng.random() < 0.12:
            row.type = _CONFUSED.get(kind, DisputeType.OTHER)
            row.dirt.add(Dirt.OTHER_TYPE)
        row.division = self._place(division, row.dirt)
        return row

    def _place(self, division: str, dirt: set[Dirt]) -> str:
        chance = self.rng.random()
        if chance < 0.03:
            dirt.add(Dirt.OTHER_PLACE)
            return division[:6] + "199"
        return division[:9] if chance < 0.15 else division

    def _party(self, agency: str, habits: Habits, side: int, person: Person, dirt: set[Dirt]) -> Typed:
        return Typed(
            name=self._name(habits, person, dirt),
            number=self._number(habits.number[side], person, dirt),
            telephone=self._telephone(agency, habits.telephone[side], person, dirt),
            role=person.role,
        )

    def _name(self, habits: Habits, person: Person, dirt: set[Dirt]) -> str:
        if person.is_body:
            return person.name
        chance = self.rng.random()
        if chance < habits.nickname:
            dirt.add(Dirt.NICKNAME)
            return person.name[0] + self.rng.choice(_NICKNAMES)
        if self.rng.random() < 0.10:
            dirt.add(Dirt.MISHEARD)
            return misheard(person.name, self.rng)
        if self.rng.random() < 0.03:
            dirt.add(Dirt.MISREAD)
            place = self.rng.randrange(len(person.name))
            seen = LOOK_ALIKE.get(person.name[place], person.name[place])
            return person.name[:place] + seen + person.name[place + 1 :]
        return f" {person.name[0]}　{person.name[1:]}" if self.rng.random() < 0.05 else person.name

    def _number(self, asked: float, person: Person, dirt: set[Dirt]) -> str:
        number = person.id_number
        if self.rng.random() >= asked:
            dirt.add(Dirt.NO_NUMBER)
            return ""
        chance = self.rng.random()
        if person.is_body:
            return number.lower() if chance < 0.05 else number
        if chance < 0.04:
            dirt.add(Dirt.CUT_NUMBER)
            return number[:15] + "000"
        if chance < 0.08 and number[6:8] == "19":
            dirt.add(Dirt.OLD_NUMBER)
            return number[:6] + number[8:17]
        if chance < 0.11:
            dirt.add(Dirt.SWAPPED_DIGITS)
            place = self.rng.randrange(16)
            return number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        return number.lower() if chance < 0.6 else number.translate(_FULL_WIDTH) if chance < 0.65 else number

    def _telephone(self, agency: str, asked: float, person: Person, dirt: set[Dirt]) -> object:
        if self.rng.random() >= asked:
            dirt.add(Dirt.NO_TELEPHONE)
            return ""
        phone = person.phone
        chance = self.rng.random()
        if chance < 0.03:
            dirt.add(Dirt.WRONG_TELEPHONE)
            place = self.rng.randrange(3, 11)
            phone = phone[:place] + str((int(phone[place]) + 1) % 10) + phone[place + 1 :]
        if agency == "police":
            if self.rng.random() < 0.05:
                dirt.add(Dirt.DOUBLE_TELEPHONE)
                return float(phone[:3] + "0" * 8)
            return float(phone)
        return f"+86 {phone[:3]}-{phone[3:7]}-{phone[7:]}" if chance > 0.9 else phone
