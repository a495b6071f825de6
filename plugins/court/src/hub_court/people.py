"""Parties of a case as the court's form holds them."""

from __future__ import annotations

from collections.abc import Sequence

from hub.connectors.parsing import parse_phone, parse_text, reject
from hub.connectors.parties import identity_of, parse_name, party_in_clear
from hub.core.deliveries import PartyDossier
from hub.core.errors import RowRejectedError
from hub_court.codes import STANDINGS, TASK_OF
from hub_court.records import Party


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
    name = parse_name(party.name, "XM", task_of=TASK_OF)
    identity = identity_of(party.id_number, "ZJHM")
    return party_in_clear(position, STANDINGS.translate(party.standing, "SSDW"), name, identity, _phone(party.phone))


def _phone(value: object) -> str:
    try:
        return parse_phone(value, "DH", task_of=TASK_OF)
    except RowRejectedError:
        # People write "儿媳代接" there: no reason to hold up a case.
        return parse_text(value, "DH", longest=60)
