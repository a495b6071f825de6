"""The fields of a clerk's forms as data, and how what was typed into them is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Protocol

from hub.core.codes import LabelledCode
from hub.core.privacy import half_width

Values = Mapping[str, Sequence[str]]
"""What a form sends: for each field the texts typed or ticked, none where it was left out."""

_LARGEST_YUAN = Decimal(10) ** 12
_MOST_PEOPLE = 1_000_000


class FieldKind(StrEnum):
    """What is typed into a field, and so how it's shown and read."""

    CODE = "code"
    UNIT = "unit"
    DAY = "day"
    YUAN = "yuan"
    PARTIES = "parties"
    NUMBER = "number"
    COUNT = "count"
    YES_NO = "yes-no"


class Fault(LabelledCode):
    """What is wrong with a field, as its form says it."""

    MISSING = "MISSING", "必填", "Must be filled in"
    UNKNOWN_CODE = "UNKNOWN_CODE", "不在可选项中", "Isn't one of the choices"
    NO_DAY = "NO_DAY", "日期应写作 2026-04-15", "A day is written 2026-04-15"
    NO_AMOUNT = (
        "NO_AMOUNT",
        "金额应为不小于零的数，单位元，最多两位小数",
        "Yuan, with two decimals at most",
    )
    NO_COUNT = "NO_COUNT", "应为不小于零的整数", "A whole number, not below zero"
    UNKNOWN_UNIT = "UNKNOWN_UNIT", "登记簿中没有这个单位", "No such unit is registered"
    NO_PARTY = "NO_PARTY", "至少选一方当事人", "Choose at least one party"
    TOO_LONG = "TOO_LONG", "过长", "Too long"
    NO_IDENTITY = (
        "NO_IDENTITY",
        "证件号码校验不符，请核对；没有证件则留空",
        "The number fails its check",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """
    One field: under which detail of the event its value goes, and what may be typed.

    ``choices`` are the codes to choose from; ``when`` names another field and the value with which this one is asked.
    """

    name: str
    kind: FieldKind
    zh: str
    en: str
    choices: tuple[LabelledCode, ...] = ()
    required: bool = True
    when: tuple[str, str] | None = None

    def is_asked(self, values: Values) -> bool:
        """Return whether the field is asked for with the other *values*."""
        return self.when is None or _first(values, self.when[0]) == self.when[1]


def code_field(name: str, zh: str, en: str, codes: Iterable[LabelledCode], *, required: bool = True) -> FormField:
    """Return a field with *codes* to choose from: a whole list, or some of one."""
    return FormField(name=name, kind=FieldKind.CODE, zh=zh, en=en, choices=tuple(codes), required=required)


class _Plain(Protocol):
    def __call__(self, name: str, zh: str, en: str, *, required: bool = True) -> FormField:
        """Return a field of one kind, which needs nothing but its name and labels."""


def _plain(kind: FieldKind) -> _Plain:
    def make(name: str, zh: str, en: str, *, required: bool = True) -> FormField:
        return FormField(name=name, kind=kind, zh=zh, en=en, required=required)

    return make


unit_field = _plain(FieldKind.UNIT)
day_field = _plain(FieldKind.DAY)
yuan_field = _plain(FieldKind.YUAN)
parties_field = _plain(FieldKind.PARTIES)
number_field = _plain(FieldKind.NUMBER)
count_field = _plain(FieldKind.COUNT)
yes_no_field = _plain(FieldKind.YES_NO)


@dataclass(frozen=True, slots=True)
class FieldFault:
    """One field that can't be read."""

    field: str
    fault: Fault


Read = str | int | bool | date | tuple[str, ...]


def read_fields(fields: Sequence[FormField], values: Values) -> tuple[dict[str, Read], list[FieldFault]]:
    """
    Return what was typed, by field, and what of it can't be read; a field that isn't asked for is left out.

    >>> amount = FormField(name="amount_fen", kind=FieldKind.YUAN, zh="金额", en="Amount")
    >>> read_fields([amount], {"amount_fen": ["１，２00.5"]})
    ({'amount_fen': 120050}, [])
    """
    found: dict[str, Read] = {}
    faults: list[FieldFault] = []
    for field in fields:
        if not field.is_asked(values):
            continue
        typed = tuple(text for text in (half_width(text) for text in values.get(field.name, ())) if text)
        if not typed:
            if field.required:
                fault = Fault.NO_PARTY if field.kind is FieldKind.PARTIES else Fault.MISSING
                faults.append(FieldFault(field.name, fault))
            continue
        value = _read(field, typed)
        if isinstance(value, Fault):
            faults.append(FieldFault(field.name, value))
        else:
            found[field.name] = value
    return found, faults


def _first(values: Values, name: str) -> str:
    return next(iter(values.get(name, ())), "")


def _read(field: FormField, typed: tuple[str, ...]) -> Read | Fault:
    text = typed[0]
    if len(text) > 200:
        return Fault.TOO_LONG
    match field.kind:
        case FieldKind.CODE:
            return text if text in {code.value for code in field.choices} else Fault.UNKNOWN_CODE
        case FieldKind.DAY:
            return _day(text)
        case FieldKind.YUAN | FieldKind.COUNT:
            return _fen(text) if field.kind is FieldKind.YUAN else _count(text)
        case FieldKind.PARTIES:
            return tuple(dict.fromkeys(typed))
        case FieldKind.YES_NO:
            return {"yes": True, "no": False}.get(text, Fault.UNKNOWN_CODE)
        case FieldKind.UNIT | FieldKind.NUMBER:
            return text


def _day(text: str) -> date | Fault:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return Fault.NO_DAY


def _count(text: str) -> int | Fault:
    return int(text) if text.isascii() and text.isdigit() and int(text) <= _MOST_PEOPLE else Fault.NO_COUNT


def _fen(text: str) -> int | Fault:
    try:
        yuan = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return Fault.NO_AMOUNT
    fen = yuan * 100
    if not yuan.is_finite() or not 0 <= yuan <= _LARGEST_YUAN or fen != fen.to_integral_value():
        return Fault.NO_AMOUNT
    return int(fen)
