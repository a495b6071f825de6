"""People and bodies of a record: in clear for the sealed dossier, as keyed tokens for the shared streams."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hub.connectors.parsing import is_blank, parse_text
from hub.core.codes import IdKind, PartyKind
from hub.core.deliveries import PartyDossier
from hub.core.events import Details
from hub.core.privacy import Tokeniser, normalised_id

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


def token_details(people: Sequence[PartyDossier], tokeniser: Tokeniser) -> Details:
    """Return number of people and their tokens, each once: strong for a valid number, weak for name and telephone."""
    strong = [tokeniser.strong(IdKind(p.id_kind), p.id_number) for p in people if p.id_kind != IdKind.NONE]
    weak = [tokeniser.weak("name", p.name) for p in people if p.name]
    weak += [tokeniser.weak("phone", p.phone) for p in people if p.phone.isdigit()]
    return {"parties": len(people), "tokens": _once(strong), "weak_tokens": _once(weak)}


def _once(tokens: list[str]) -> list[str]:
    return list(dict.fromkeys(tokens))
