"""The people of a row: recognised by keyed tokens on the shared streams, in clear only inside the sealed dossier."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from hub.connectors.parsing import parse_narrative, parse_text
from hub.core.codes import IdKind, PartyKind
from hub.core.deliveries import Dossier, PartyDossier
from hub.core.privacy import half_width, normalised_id
from hub_justice.records import CaseRow
from hub_justice.words import TASK_OF

APPLICANT = "APPLICANT"
RESPONDENT = "RESPONDENT"
_SEPARATORS = re.compile(r"[、,，;；\n]+")


@dataclass(frozen=True, slots=True)
class Parties:
    """Everyone a row names, applicants first."""

    everyone: tuple[PartyDossier, ...]

    def first_of(self, role: str) -> str:
        """Return the subject (``p1`` …) that stands for one side's consent."""
        position = next(
            (party.position for party in self.everyone if party.role == role), 1 if role == APPLICANT else 2
        )
        return f"p{position}"


def parties_of(row: CaseRow) -> Parties:
    """Return the people of both sides as the row names them."""
    sides = (
        (APPLICANT, row.applicants, row.applicant_ids, row.applicant_phones),
        (RESPONDENT, row.respondents, row.respondent_ids, row.respondent_phones),
    )
    found = [person for role, names, ids, phones in sides for person in _side(role, names, ids, phones)]
    return Parties(
        tuple(
            PartyDossier(
                position=position,
                role=role,
                kind=_kind(name, number),
                name=name,
                id_kind=_id_kind(number),
                id_number=number,
                phone=phone,
            )
            for position, (role, name, number, phone) in enumerate(found, start=1)
        )
    )


def _side(role: str, names: str, ids: str, phones: str) -> Iterator[tuple[str, str, str, str]]:
    texts = (parse_text(names, "当事人", task_of=TASK_OF), half_width(ids), half_width(phones))
    columns = [_SEPARATORS.split(text) if text else [] for text in texts]
    for name, number, phone in zip_longest(*columns, fillvalue=""):
        if name.strip():
            yield role, name.strip(), "".join(number.split()).upper(), re.sub(r"[\s-]", "", phone)


def _id_kind(number: str) -> str:
    known = normalised_id(number) if number else None
    return (known[0] if known else IdKind.NONE).value


def _kind(name: str, number: str) -> str:
    is_body = _id_kind(number) == IdKind.USCC or name.endswith(("公司", "厂", "社", "委会", "局", "医院", "商店"))
    return (PartyKind.LEGAL if is_body else PartyKind.NATURAL).value


def dossier_of(root: str, row: CaseRow, parties: Parties) -> Dossier:
    """Return what is sealed: people and narrative, nothing of which may travel otherwise."""
    narrative = parse_narrative(row.narrative, "简要情况", task_of=TASK_OF)
    return Dossier(root=root, parties=parties.everyone, narrative=narrative, place=row.place)
