"""Parties: in clear for the sealed dossier, as tokens for the shared streams."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hub.connectors.parsing import is_blank, parse_phone, parse_text, reject
from hub.core.codes import IdKind, PartyKind
from hub.core.deliveries import PartyDossier
from hub.core.errors import RowRejectedError
from hub.core.events import Details
from hub.core.privacy import Tokeniser, normalised_id
from hub_court.codes import STANDINGS, TASK_OF
from hub_court.records import Party

_BODY = re.compile(r"(公司|厂|店|合作社|委员会|政府|局|中心|医院|学校|银行|大队|集团)$")


def people_of(parties: Sequence[Party]) -> tuple[PartyDossier, ...]:
    """
    Return the parties in clear, in the order of their keys.

    A number that fails its check identifies nobody, but the case goes on: the hub only knows such a party weakly.
    """
    if not parties:
        reject(None, "T_DSR", "the case has no party yet", "E-REQ-01", TASK_OF)
    ordered = sorted(parties, key=lambda party: str(party.number))
    return tuple(_person(position, party) for position, party in enumerate(ordered, start=1))


def _person(position: int, party: Party) -> PartyDossier:
    name = "".join(parse_text(party.name, "XM", longest=200, task_of=TASK_OF).split())
    found = None if is_blank(party.id_number) else normalised_id(str(party.id_number))
    kind, number = found or (IdKind.NONE, parse_text(party.id_number, "ZJHM", longest=60))
    body = kind is IdKind.USCC or _BODY.search(name) is not None
    return PartyDossier(
        position=position,
        role=STANDINGS.translate(party.standing, "SSDW"),
        kind=(PartyKind.LEGAL if body else PartyKind.NATURAL).value,
        name=name,
        id_kind=kind.value,
        id_number=number,
        phone=_phone(party.phone),
    )


def _phone(value: object) -> str:
    try:
        return parse_phone(value, "DH", task_of=TASK_OF)
    except RowRejectedError:
        # People write "儿媳代接" there: no reason to hold up a case.
        return parse_text(value, "DH", longest=60)


def token_details(people: Sequence[PartyDossier], tokeniser: Tokeniser) -> Details:
    """Return number of parties and their tokens: strong for a valid number, weak for name and telephone."""
    strong = [tokeniser.strong(IdKind(p.id_kind), p.id_number) for p in people if p.id_kind != IdKind.NONE]
    weak = [tokeniser.weak("name", p.name) for p in people if p.name]
    weak += [tokeniser.weak("phone", p.phone) for p in people if p.phone.isdigit()]
    return {"parties": len(people), "tokens": _once(strong), "weak_tokens": _once(weak)}


def _once(tokens: list[str]) -> list[str]:
    return list(dict.fromkeys(tokens))
