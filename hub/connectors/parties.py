"""People and bodies of a record: in clear for the sealed dossier, as keyed tokens for the shared streams."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hub.connectors.parsing import is_blank, parse_text
from hub.connectors.sounds import sound_of
from hub.core.codes import IdKind, PartyKind
from hub.core.deliveries import PartyDossier
from hub.core.events import Details
from hub.core.privacy import Tokeniser, birth_part, half_width, normalised_id
from hub.core.tokens import Mark, marked

BODY_NAMES = re.compile(r"(公司|厂|店|合作社|委员会|政府|局|中心|医院|学校|银行|大队|集团)$")
"""How names of bodies end where a system doesn't tell them from people; an agency may know more of them."""


def parse_name(value: object, field: str, *, task_of: str = "") -> str:
    """
    Return a name without the blanks that people put between its characters.

    >>> parse_name(" 王　五 ", "XM")
    '王五'
    """
    return "".join(parse_text(value, field, longest=200, task_of=task_of).split())


def identity_of(value: object, field: str) -> tuple[IdKind, str]:
    """
    Return kind and number; one that fails its check identifies nobody and stays as it was typed.

    >>> identity_of("11010519491231002x", "ZJHM")
    (<IdKind.RESIDENT: '111'>, '11010519491231002X')
    >>> identity_of("110105194912310021", "ZJHM")
    (<IdKind.NONE: 'NONE'>, '110105194912310021')
    """
    found = None if is_blank(value) else normalised_id(str(value))
    return found or (IdKind.NONE, parse_text(value, field, longest=60))


def party_kind(name: str, id_kind: IdKind, body_names: re.Pattern[str] = BODY_NAMES) -> str:
    """
    Return whether a party is a person or a body, by its number or else by how its name ends.

    >>> party_kind("王五", IdKind.NONE), party_kind("金穗粮食贸易有限公司", IdKind.NONE)
    ('NATURAL', 'LEGAL')
    """
    is_body = id_kind is IdKind.USCC or body_names.search(name) is not None
    return (PartyKind.LEGAL if is_body else PartyKind.NATURAL).value


def party_in_clear(position: int, role: str, name: str, identity: tuple[IdKind, str], phone: str) -> PartyDossier:
    """Return one party for the dossier."""
    id_kind, number = identity
    return PartyDossier(
        position=position,
        role=role,
        kind=party_kind(name, id_kind),
        name=name,
        id_kind=id_kind.value,
        id_number=number,
        phone=phone,
    )


NICKNAME = re.compile(r"^(老|小|阿|大)\S$|(婶|叔|伯|哥|姐|嫂|爷|奶|娘|大爷|大妈|师傅|老板|家的|媳妇|某+)$")
"""What neighbours call someone: it names nobody outside the yard and would bring strangers together."""

_LOST_DIGITS = "000000"
"""How a telephone ends that went through a float: everybody of one network would have it."""

_LONGEST_SOUND = 60
"""Characters of a name whose sound is taken; a firm's longer one is told apart by its letters alone."""


def is_nickname(name: str) -> bool:
    """
    Return whether *name* is what neighbours call someone.

    >>> is_nickname("王婶"), is_nickname("老李"), is_nickname("王建国")
    (True, True, False)
    """
    return NICKNAME.search(name) is not None


def token_details(people: Sequence[PartyDossier], tokeniser: Tokeniser) -> Details:
    """
    Return the number of people and their tokens, marked by kind and party.

    Strong are those of valid identity numbers, a person's and a body's told apart. Weak ones are name and how it
    sounds, telephone, and the part of a number (even of one that fails its check) that says where and when someone was
    born.
    """
    strong: list[str] = []
    weak: list[str] = []
    for party in people:
        place = party.position
        number = normalised_id(party.id_number) if party.id_number else None
        if number is not None:
            mark = Mark.BODY if number[0] is IdKind.USCC else Mark.PERSON
            strong.append(marked(tokeniser.strong(*number), mark, place))
        weak.extend(marked(tokeniser.weak(kind, value), mark, place) for kind, value, mark in _weak_of(party))
    return {"parties": len(people), "tokens": _once(strong), "weak_tokens": _once(weak)}


def _weak_of(party: PartyDossier) -> Iterator[tuple[str, str, Mark]]:
    name = "".join(half_width(party.name).split())
    if name and not is_nickname(name):
        yield "name", name, Mark.NAME
        yield "sound", sound_of(name[:_LONGEST_SOUND]), Mark.SOUND
    phone = half_width(party.phone)
    if phone.isdigit() and not phone.endswith(_LOST_DIGITS):
        yield "phone", phone, Mark.PHONE
    born = birth_part(party.id_number)
    if born is not None:
        yield "birth", born, Mark.BIRTH


def _once(tokens: list[str]) -> list[str]:
    return list(dict.fromkeys(tokens))
