"""The month that is played: seeded, plausible, with a known share told twice."""

from __future__ import annotations

import dataclasses
import random
from collections import Counter
from datetime import date

import pytest

from hub.core.codes import IdKind
from hub.core.privacy import is_resident_id, is_uscc, normalised_id
from hub.demo.month import SHARES, Month, Plan, month_of_quarrels
from hub.demo.quarrels import HOMOPHONES, Person, Quarrel, misheard, respelt
from hub.reference import default_registry

PLAN = Plan(seed=11, quarrels=600)


@pytest.fixture(scope="module")
def month() -> Month:
    return month_of_quarrels(PLAN)


def test_two_runs_of_one_seed_agree(month: Month) -> None:
    assert month_of_quarrels(PLAN) == month


def test_another_seed_is_another_month(month: Month) -> None:
    assert month_of_quarrels(dataclasses.replace(PLAN, seed=12)) != month


def test_every_number_that_people_carry_passes_its_check(month: Month) -> None:
    first_tellings = [t.quarrel for t in month.tellings if t.quarrel.same_as is None]
    people = [person for quarrel in first_tellings for person in quarrel.parties]
    assert len(people) > 1200
    for person in people:
        assert (is_uscc if person.is_body else is_resident_id)(person.id_number)
        assert len(person.phone) == 11
        assert person.phone.isdigit()


def test_the_share_told_twice_is_the_one_asked_for(month: Month) -> None:
    twice = sum(t.quarrel.same_as is not None for t in month.tellings)
    assert len(month.tellings) == PLAN.quarrels + twice
    assert abs(twice / PLAN.quarrels - PLAN.double_share) < 0.04


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_nobody_or_everybody_can_be_told_twice(share: float) -> None:
    month = month_of_quarrels(Plan(quarrels=40, double_share=share))
    assert len(month.tellings) == 40 * (1 + share)


def test_no_agency_tells_of_one_quarrel_twice(month: Month) -> None:
    told = Counter((month.truth[t.quarrel.id], t.agency) for t in month.tellings)
    assert set(told.values()) == {1}


def test_each_agency_hears_about_as_much_as_the_statistics_say(month: Month) -> None:
    first = Counter(t.agency for t in month.tellings if t.quarrel.same_as is None)
    assert first.keys() == SHARES.keys()
    assert first["court"] + first["police"] > PLAN.quarrels * 0.4


def test_tellings_are_in_order_and_never_before_the_quarrel(month: Month) -> None:
    times = [t.at for t in month.tellings]
    assert times == sorted(times)
    assert all(t.at >= t.quarrel.occurred_at for t in month.tellings)


def test_every_target_is_a_registered_unit(month: Month) -> None:
    registry = default_registry()
    for telling in month.tellings:
        assert registry.find(telling.quarrel.target_unit, date(2026, 3, 1)) is not None


def test_one_party_of_a_second_telling_can_still_be_recognised(month: Month) -> None:
    by_id = {t.quarrel.id: t.quarrel for t in month.tellings}
    copies = [quarrel for quarrel in by_id.values() if quarrel.same_as is not None]
    for copy in copies:
        assert copy.same_as is not None
        numbers = {normalised_id(person.id_number) for person in by_id[copy.same_as].parties}
        assert numbers & {normalised_id(person.id_number) for person in copy.parties} - {None}


def test_spellings_differ_as_clerks_differ(month: Month) -> None:
    by_id = {t.quarrel.id: t.quarrel for t in month.tellings}
    pairs = [
        (one, other)
        for copy in by_id.values()
        if copy.same_as is not None
        for one, other in zip(by_id[copy.same_as].parties, copy.parties, strict=True)
    ]
    assert any(one.name != other.name for one, other in pairs)
    assert any(not other.phone for _, other in pairs)
    assert any(not other.id_number for _, other in pairs)
    assert any(len(other.id_number) == 15 for _, other in pairs)
    assert any("０" in other.id_number or "１" in other.id_number for _, other in pairs)


def test_a_fifteen_digit_number_is_the_same_person() -> None:
    person = Person("王伟", "110105194912310038", "13900000000", "APPLICANT")
    typed = {
        other.id_number
        for seed in range(200)
        for other in respelt(_quarrel(person), random.Random(seed)).parties
        if len(other.id_number) == 15
    }
    assert typed == {"110105491231003"}
    assert {normalised_id(number) for number in typed} == {normalised_id(person.id_number)}


def test_a_misheard_name_differs_in_one_character() -> None:
    assert misheard("王伟", random.Random(1)) in {"汪伟", "王玮"}
    assert misheard("欧阳", random.Random(1)) == "欧杨"
    assert misheard("丘岳", random.Random(1)) == "丘岳"
    assert all(HOMOPHONES[HOMOPHONES[one]] == one for one in HOMOPHONES)


def test_credit_codes_are_no_resident_numbers(month: Month) -> None:
    firms = [p for t in month.tellings if t.quarrel.same_as is None for p in t.quarrel.parties if p.is_body]
    assert firms
    for firm in firms:
        known = normalised_id(firm.id_number)
        assert known is not None
        assert known[0] is IdKind.USCC


def _quarrel(person: Person) -> Quarrel:
    template = month_of_quarrels(Plan(quarrels=1, double_share=0)).tellings[0].quarrel
    return dataclasses.replace(template, parties=(person, person))
