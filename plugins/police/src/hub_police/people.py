"""People of an incident: in clear for the sealed dossier, as tokens for the shared streams."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hub.connectors.parsing import is_blank, parse_phone, parse_text
from hub.core.codes import IdKind, PartyKind
from hub.core.deliveries import PartyDossier
from hub.core.errors import RowRejectedError
from hub.core.events import Details
from hub.core.privacy import Tokeniser, normalised_id
from hub_police.codes import ROLES, TASK_OF
from hub_police.records import Ticket

_BODY = re.compile(r"(公司|厂|店|合作社|委员会|政府|局|中心|医院|学校|银行|大队|集团)$")


def people_of(ticket: Ticket) -> tuple[PartyDossier, ...]:
    """Return who is in the incident; the caller alone, where nobody was written down yet."""
    ordered = sorted(ticket.people, key=lambda person: person.sequence)
    if not ordered:
        caller = _name(ticket.caller, "BJRXM")
        return (_entry(1, "APPLICANT", caller, (None, ticket.phone)),)
    return tuple(
        _entry(
            position,
            ROLES.translate(person.role, "JS"),
            _name(person.name, "XM"),
            (person.id_number, person.phone),
        )
        for position, person in enumerate(ordered, start=1)
    )


def _name(value: object, field: str) -> str:
    return "".join(parse_text(value, field, longest=200, task_of=TASK_OF).split())


def _entry(position: int, role: str, name: str, typed: tuple[object, object]) -> PartyDossier:
    number, phone = typed
    found = None if is_blank(number) else normalised_id(str(number))
    kind, text = found or (IdKind.NONE, parse_text(number, "ZJHM", longest=60))
    body = kind is IdKind.USCC or _BODY.search(name) is not None
    return PartyDossier(
        position=position,
        role=role,
        kind=(PartyKind.LEGAL if body else PartyKind.NATURAL).value,
        name=name,
        id_kind=kind.value,
        id_number=text,
        phone=_phone(phone),
    )


def _phone(value: object) -> str:
    """Return digits; a DOUBLE that lost some (1.39E10) names nobody, and what isn't a number stays as written."""
    try:
        return parse_phone(value, "LXDH", task_of=TASK_OF)
    except RowRejectedError:
        return "" if isinstance(value, float) else parse_text(value, "LXDH", longest=60)


def token_details(people: Sequence[PartyDossier], tokeniser: Tokeniser) -> Details:
    """Return number of people and their tokens: strong for a valid number, weak for name and telephone."""
    strong = [tokeniser.strong(IdKind(p.id_kind), p.id_number) for p in people if p.id_kind != IdKind.NONE]
    weak = [tokeniser.weak("name", p.name) for p in people if p.name]
    weak += [tokeniser.weak("phone", p.phone) for p in people if p.phone.isdigit()]
    return {"parties": len(people), "tokens": _once(strong), "weak_tokens": _once(weak)}


def _once(tokens: list[str]) -> list[str]:
    return list(dict.fromkeys(tokens))
