"""Who an event is about, in clear for the sealed dossier and as tokens for the shared streams."""

from __future__ import annotations

import re

from hub.connectors.parsing import RowRejectedError, parse_phone
from hub.connectors.parties import party_kind
from hub.core.codes import IdKind
from hub.core.deliveries import Dossier, PartyDossier
from hub.core.privacy import Tokeniser, normalised_id
from hub_grid.records import GridEvent, GridPerson

_NICKNAME = re.compile(r"^(老|小|阿|大)\S$|(婶|叔|伯|哥|姐|嫂|爷|奶|娘|大爷|大妈|师傅|老板|家的|媳妇|某+)$")
_BODY = re.compile(r"(公司|厂|店|超市|合作社|委员会|村委会|居委会|物业|工程队)$")


def is_nickname(name: str) -> bool:
    """
    Return whether *name* is what neighbours call someone: it names nobody outside the yard.

    >>> is_nickname("王婶"), is_nickname("老李"), is_nickname("王建国")
    (True, True, False)
    """
    return _NICKNAME.search(name) is not None


def phone_of(person: GridPerson) -> str:
    """Return the digits of *person*'s telephone, empty where none can be read: an event doesn't wait for it."""
    try:
        return parse_phone(person.phone, "people.phone")
    except RowRejectedError:
        return ""


def strong_tokens(event: GridEvent, tokeniser: Tokeniser) -> list[str]:
    """Return tokens of the valid numbers among the people, each once."""
    numbers = (normalised_id(person.id_number) for person in event.people)
    return list(dict.fromkeys(tokeniser.strong(*number) for number in numbers if number))


def weak_tokens(event: GridEvent, tokeniser: Tokeniser) -> list[str]:
    """Return tokens of real names and telephones, each once; a nickname would bring strangers together."""
    tokens = [
        tokeniser.weak("name", person.name) for person in event.people if person.name and not is_nickname(person.name)
    ]
    tokens.extend(tokeniser.weak("phone", phone) for person in event.people if (phone := phone_of(person)))
    return list(dict.fromkeys(tokens))


def dossier_of(event: GridEvent, root: str) -> Dossier:
    """Return what is sealed at its origin."""
    parts = (event.title, event.narrative, event.onsite_result)
    return Dossier(
        root=root,
        parties=tuple(_party(position, person) for position, person in enumerate(event.people, start=1)),
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
