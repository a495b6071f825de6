"""Who a petition is about, in clear for the sealed dossier; tokens of them are made by the hub's toolkit."""

from __future__ import annotations

import re
from dataclasses import replace

from hub.connectors.parties import party_kind
from hub.core.codes import IdKind
from hub.core.deliveries import Dossier, PartyDossier
from hub.core.privacy import normalised_id
from hub_petition.fields import phone_of
from hub_petition.records import Petition

_BODY = re.compile(r"(公司|厂|店|合作社|委员会|村委会|居委会|政府|局|中心|医院|学校|银行)$")


def count_of(petition: Petition) -> int:
    """Return how many people and bodies *petition* concerns: who signed, or as many as typed, and who is named."""
    return max(petition.people, 1 + len(petition.joint)) + (1 if petition.respondent else 0)


def people_of(petition: Petition) -> tuple[PartyDossier, ...]:
    """Return the people and bodies of *petition* in clear: who signed, then who is named."""
    applicants = (_applicant(petition), *(_named(name, "APPLICANT") for name in petition.joint))
    people = [party for party in (*applicants, _named(petition.respondent, "RESPONDENT")) if party.name]
    return tuple(replace(party, position=position) for position, party in enumerate(people, start=1))


def dossier_of(petition: Petition, root: str) -> Dossier:
    """Return what is sealed at its origin."""
    return Dossier(root=root, parties=people_of(petition), narrative=petition.claim, place=petition.territory)


def _applicant(petition: Petition) -> PartyDossier:
    number = normalised_id(petition.id_number)
    kind, text = number or (IdKind.NONE, petition.id_number)
    return PartyDossier(
        position=1,
        role="APPLICANT",
        kind=party_kind(petition.petitioner, kind, _BODY),
        name=petition.petitioner,
        id_kind=kind.value,
        id_number=text,
        phone=phone_of(petition.phone) or petition.phone,
    )


def _named(name: str, role: str) -> PartyDossier:
    return PartyDossier(position=1, role=role, kind=party_kind(name, IdKind.NONE, _BODY), name=name)
