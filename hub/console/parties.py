"""Names, identity and telephone numbers: opened by a reason, masked where a minor or family violence is concerned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hub.console.reading import Seen
from hub.console.seam import Console, Viewer
from hub.core.deliveries import PartyDossier
from hub.core.errors import PermanentError
from hub.core.privacy import birth_part, half_width, masked

_ADULT = 18
_PURPOSE = "console"
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Party:
    """One party as shown; ``is_masked`` when its name is hidden even from whom the grants let see it."""

    position: int
    role: str
    name: str
    id_number: str
    phone: str
    is_masked: bool


def names_for(console: Console, name: str) -> str:
    """
    Return the token by which a party of *name* is found; the name goes nowhere else.

    Raises:
        PermanentError: it's too short for a name.
    """
    whole = "".join(half_width(name).split())
    if len(whole) < _SHORTEST:
        raise PermanentError("a name has two characters at least", remedy="write the whole name")
    return console.tokeniser.weak("name", whole)


def parties_of(console: Console, viewer: Viewer, one: Seen) -> tuple[Party, ...]:
    """Return the parties that the reports of *one* name, each report's opening on the vault's record."""
    found: dict[tuple[str, str], Party] = {}
    with console.workbench() as bench:
        for report in one.told.state.reports.values():
            dossier = None if report.retracted else bench.door.dossier_shown(report.root, viewer.person, _PURPOSE)
            for party in () if dossier is None else dossier.parties:
                veiled = one.told.state.is_veiled or (dossier is not None and dossier.is_family_violence)
                shown = shown_party(party, one, viewer.today, veiled=veiled)
                found.setdefault((shown.name, shown.id_number), shown)
    return tuple(found.values())


def shown_party(party: PartyDossier, one: Seen, day: date, *, veiled: bool = False) -> Party:
    """
    Return *party* as it may be shown: an identity number never whole, a minor's name hidden.

    *veiled* hides every name: family violence is spoken of.
    """
    hidden = veiled or is_minor(party.id_number, day)
    return Party(
        position=party.position,
        role=party.role,
        name=masked(party.name) if hidden else party.name,
        id_number=masked(party.id_number) if party.id_number else "",
        phone=masked(party.phone) if hidden and party.phone else party.phone,
        is_masked=hidden,
    )


def is_minor(id_number: str, day: date) -> bool:
    """
    Return whether the number says that its holder is under eighteen on *day*.

    >>> is_minor("230803201401011234", date(2026, 4, 13)), is_minor("230803199001011234", date(2026, 4, 13))
    (True, False)
    """
    born = birth_part(id_number)
    if born is None:
        return False
    year, rest = int(born[6:10]), born[10:14]
    return (day.year - year, f"{day:%m%d}") < (_ADULT, rest)
