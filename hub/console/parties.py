"""Names, identity and telephone numbers: opened by a reason, masked where a minor or family violence is concerned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hub.console.reading import Seen
from hub.console.seam import Console, Viewer
from hub.core.deliveries import Dossier, PartyDossier
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
    whole = _bare(name)
    if len(whole) < _SHORTEST:
        raise PermanentError("a name has two characters at least", remedy="write the whole name")
    return console.tokeniser.weak("name", whole)


def parties_of(console: Console, viewer: Viewer, one: Seen) -> tuple[Party, ...]:
    """Return the parties that the reports of *one* name, each report's opening on the vault's record."""
    live = [report.root for report in one.told.state.reports.values() if not report.retracted]
    with console.workbench() as bench:
        opened = [bench.door.dossier_shown(root, viewer.person, _PURPOSE) for root in live]
    return shown_parties([each for each in opened if each is not None], viewer.today, veiled=one.told.veiled)


def shown_parties(dossiers: Sequence[Dossier], day: date, *, veiled: bool) -> tuple[Party, ...]:
    """
    Return the parties of the reports of one dispute as they may be shown, each once.

    What one report says of a person holds for all: where one speaks of family violence nobody is named, and whom one
    shows to be a minor isn't named by another that lacks the number. *veiled* hides every name.
    """
    everybody = veiled or any(each.is_family_violence for each in dossiers)
    parties = [party for each in dossiers for party in each.parties]
    minors = {_bare(party.name) for party in parties if is_minor(party.id_number, day)}
    found: dict[tuple[str, str], Party] = {}
    for party in parties:
        shown = _shown(party, hidden=everybody or _bare(party.name) in minors)
        found.setdefault((shown.name, shown.id_number), shown)
    return tuple(found.values())


def _bare(name: str) -> str:
    return "".join(half_width(name).split())


def _shown(party: PartyDossier, *, hidden: bool) -> Party:
    """Return *party* as it may be shown: an identity number never whole, a *hidden* name masked."""
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
