"""People of an incident as officers wrote them down."""

from __future__ import annotations

from hub.connectors.parsing import parse_phone, parse_text
from hub.connectors.parties import identity_of, parse_name, party_in_clear
from hub.core.deliveries import PartyDossier
from hub.core.errors import RowRejectedError
from hub_police.codes import ROLES, TASK_OF
from hub_police.records import Person, Ticket


def people_of(ticket: Ticket) -> tuple[PartyDossier, ...]:
    """Return who is in the incident; the caller alone, where nobody was written down yet."""
    ordered = sorted(ticket.people, key=lambda person: person.sequence)
    if not ordered:
        caller = parse_name(ticket.caller, "BJRXM", task_of=TASK_OF)
        return (party_in_clear(1, "APPLICANT", caller, identity_of(None, "ZJHM"), _phone(ticket.phone)),)
    return tuple(_party(position, person) for position, person in enumerate(ordered, start=1))


def _party(position: int, person: Person) -> PartyDossier:
    role = ROLES.translate(person.role, "JS")
    name = parse_name(person.name, "XM", task_of=TASK_OF)
    return party_in_clear(position, role, name, identity_of(person.id_number, "ZJHM"), _phone(person.phone))


def _phone(value: object) -> str:
    """Return digits; a DOUBLE that lost some (1.39E10) names nobody, and what isn't a number stays as written."""
    try:
        return parse_phone(value, "LXDH", task_of=TASK_OF)
    except RowRejectedError:
        return "" if isinstance(value, float) else parse_text(value, "LXDH", longest=60)
