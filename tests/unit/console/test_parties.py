"""Whose name is shown: what one report says of violence or of a child holds for every report of the dispute."""

from __future__ import annotations

from datetime import date

from hub.console.parties import shown_parties
from hub.core.deliveries import Dossier, PartyDossier

DAY = date(2026, 4, 13)
CHILD, ADULT = "230803201401011234", "230803199001011234"


def dossier(root: str, *parties: tuple[str, str], narrative: str = "") -> Dossier:
    held = tuple(
        PartyDossier(position=place, role="", kind="NATURAL", name=name, id_number=number, phone="13904540001")
        for place, (name, number) in enumerate(parties, start=1)
    )
    return Dossier(root=root, parties=held, narrative=narrative)


def names(*dossiers: Dossier, veiled: bool = False) -> list[str]:
    return [party.name for party in shown_parties(dossiers, DAY, veiled=veiled)]


def test_a_child_is_named_by_no_report_however_little_it_knows() -> None:
    found = names(dossier("a:1", ("王小明", CHILD), ("李桂兰", ADULT)), dossier("b:2", ("王 小明", ""), ("李桂兰", "")))
    assert not any("小明" in name for name in found)
    assert "李桂兰" in found


def test_family_violence_in_one_report_hides_the_people_of_all() -> None:
    said = dossier("a:1", ("王建国", ADULT), narrative="多年家暴")
    silent = dossier("b:2", ("王建国", ""), ("李桂兰", ""))
    assert not any(name in ("王建国", "李桂兰") for name in names(said, silent))
    assert not any(name in ("王建国", "李桂兰") for name in names(silent, said))
    assert names(silent) == ["王建国", "李桂兰"]
    assert not any(name in ("王建国", "李桂兰") for name in names(silent, veiled=True))


def test_nothing_that_is_shown_holds_a_whole_number() -> None:
    (party,) = shown_parties([dossier("a:1", ("王建国", ADULT))], DAY, veiled=False)
    assert ADULT not in (party.id_number, party.name)
    assert party.phone == "13904540001"
    (hidden,) = shown_parties([dossier("a:1", ("王建国", ADULT))], DAY, veiled=True)
    assert hidden.is_masked
    assert hidden.phone != "13904540001"
