"""Who an event is about, in clear for the sealed dossier; tokens of them are made by the hub's toolkit."""

from __future__ import annotations

import re

from hub.connectors.parsing import RowRejectedError, parse_phone
from hub.connectors.parties import party_kind
from hub.core.codes import IdKind
from hub.core.deliveries import Dossier, PartyDossier
from hub.core.privacy import normalised_id
from hub_grid.records import GridEvent, GridPerson

_BODY = re.compile(r"(公司|厂|店|超市|合作社|委员会|村委会|居委会|物业|工程队)$")


def phone_of(person: GridPerson) -> str:
    """Return the digits of *person*'s telephone, empty where none can be read: an event doesn't wait for it."""
    try:
        return parse_phone(person.phone, "people.phone")
    except RowRejectedError:
        return ""


def people_of(event: GridEvent) -> tuple[PartyDossier, ...]:
    """Return the people of *event* in clear."""
    return tuple(_party(position, person) for position, person in enumerate(event.people, start=1))


def dossier_of(event: GridEvent, root: str) -> Dossier:
    """Return what is sealed at its origin."""
    parts = (event.title, event.narrative, event.onsite_result)
    return Dossier(
        root=root,
        parties=people_of(event),
        narrative="\n".join(part for part in parts if part),
        place=place_of(event),
    )


def place_of(event: GridEvent) -> str:
    """Return address and coordinates (GCJ-02); longitude and latitude that were swapped are put right."""
    lng, lat = event.lng, event.lat
    if lng is None or lat is None:
        return event.address or event.grid_name
    if abs(lng) < 60 and abs(lat) > 70:  # in China longitude is 73-136, latitude 3-54
        lng, lat = lat, lng
    if not (73 <= lng <= 136 and 3 <= lat <= 54):
        return event.address or event.grid_name
    return f"{event.address or event.grid_name}（{lng:.6f},{lat:.6f}）"


def _party(position: int, person: GridPerson) -> PartyDossier:
    number = normalised_id(person.id_number)
    id_kind, text = number or (IdKind.NONE, person.id_number)
    return PartyDossier(
        position=position,
        role="APPLICANT" if position == 1 else "RESPONDENT",
        kind=party_kind(person.name, id_kind, _BODY),
        name=person.name,
        id_kind=id_kind.value,
        id_number=text,
        phone=phone_of(person) or person.phone,
    )
