"""The tables of codes and events are complete and say nothing twice."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core.codes import CODE_LISTS, DisputeType, LabelledCode, MediationKind, OrgKind
from hub.core.events import DETAILS, HUB_OUTPUTS, VOCABULARY, Event, event_id
from hub.core.topics import TOPICS, inbox_of
from hub.core.units import HISTORICAL_COUNTIES, Registry, Unit, county_of


def test_code_lists_have_as_many_codes_as_the_reference() -> None:
    counts = {name: len(codes) for name, codes in CODE_LISTS.items()}
    assert counts["disputeType"] == 20 and counts["channel"] == 11 and counts["referralKind"] == 12
    assert counts["outcome"] == 9 and counts["returnReason"] == 6 and counts["mediationKind"] == 7


@pytest.mark.parametrize("name", CODE_LISTS)
def test_every_code_has_both_labels_and_none_twice(name: str) -> None:
    codes = list(CODE_LISTS[name])
    assert all(code.zh and code.en for code in codes)
    assert max(Counter(code.zh for code in codes).values()) == 1
    assert all(CODE_LISTS[name](code.value) is code for code in codes)


def test_a_code_is_its_plain_text() -> None:
    assert DisputeType.CONTRACT == "CONTRACT" and f"{DisputeType.CONTRACT}" == "CONTRACT"
    assert {DisputeType.CONTRACT: 1}["CONTRACT"] == 1


def test_a_code_is_valid_between_its_days() -> None:
    class Dated(LabelledCode):
        OLD = "OLD", "旧", "Old", date(2020, 1, 1), date(2025, 12, 31)

    assert not Dated.OLD.is_valid_on(date(2019, 12, 31)) and not Dated.OLD.is_valid_on(date(2026, 1, 1))
    assert Dated.OLD.is_valid_on(date(2020, 1, 1)) and Dated.OLD.is_valid_on(date(2025, 12, 31))
    assert DisputeType.OTHER.is_valid_on(date(1949, 10, 1))


def test_every_event_is_in_the_vocabulary_with_known_details() -> None:
    assert set(VOCABULARY) == set(Event)
    assert set(Event) >= HUB_OUTPUTS
    for event, spec in VOCABULARY.items():
        assert not set(spec.required) & set(spec.optional), event
        assert set(spec.required + spec.optional) <= set(DETAILS), event


def test_every_detail_is_used_and_described() -> None:
    used = {name for spec in VOCABULARY.values() for name in spec.required + spec.optional}
    assert used == set(DETAILS)
    assert all(spec.zh and spec.en for spec in DETAILS.values())


@pytest.mark.parametrize(
    "sequence",
    [
        (Event.DISPUTE_REPORTED, Event.REFERRAL_CREATED, Event.CONSENT_RECORDED, Event.REFERRAL_ACCEPTED),
        (Event.REFERRAL_ACCEPTED, Event.CASE_OPENED, Event.MEDIATION_STARTED, Event.AGREEMENT_REACHED),
        (Event.AGREEMENT_REACHED, Event.CONFIRMATION_GUIDED, Event.FEEDBACK_SENT, Event.FEEDBACK_ACKNOWLEDGED),
        (Event.ESCALATION_REQUESTED, Event.ESCALATION_ACCEPTED, Event.AGREEMENT_REACHED, Event.RESULT_CASCADED),
        (Event.RESULT_CASCADED, Event.CASCADE_ACKNOWLEDGED, Event.FEEDBACK_SENT),
        (Event.CONFIRMATION_APPLIED, Event.CONFIRMATION_ACCEPTED, Event.CONFIRMATION_GRANTED),
        (Event.SUPERVISION_PROPOSED, Event.SUPERVISION_ORDERED, Event.SUPERVISION_REPLIED, Event.SUPERVISION_CLOSED),
        (Event.AGREEMENT_REACHED, Event.AGREEMENT_CORRECTED, Event.AGREEMENT_PERFORMED, Event.AGREEMENT_BREACHED),
        (Event.MEDIATION_FAILED, Event.TERMINATION_NOTICE_ISSUED, Event.OTHER_ROUTES_INFORMED),
    ],
)
def test_causes_stand_before_what_they_cause(sequence: tuple[Event, ...]) -> None:
    """Facts of one instant are folded in this order."""
    ranks = [VOCABULARY[event].rank for event in sequence]
    assert ranks == sorted(set(ranks))


words = st.text(max_size=12)


@given(
    words, words, st.sampled_from(list(Event)), st.none() | words, st.dictionaries(st.sampled_from(["ref", "v"]), words)
)
def test_an_identity_depends_on_what_identifies_and_on_nothing_else(
    system: str, native: str, event: Event, unit: str | None, details: dict[str, object]
) -> None:
    one = event_id(event, system, native, unit, details)
    assert len(one) == 32 and one == event_id(event.value, system, native, unit, {**details, "amount_fen": 5})
    for name in ("ref", "subject", "v"):
        assert one != event_id(event, system, native, unit, {**details, name: "another thing"})
    assert one != event_id(event, system, native + "'", unit, details)


def test_neighbouring_parts_of_an_identity_do_not_run_together() -> None:
    assert event_id("CaseOpened", "ab", "c", None, {}) != event_id("CaseOpened", "a", "bc", None, {})


def test_topics_stand_once_and_say_who_may() -> None:
    names = [topic.name for topic in TOPICS]
    assert len(names) == len(set(names)) and inbox_of("court") == "agency.inbox.court"
    for topic in TOPICS:
        assert topic.writers and topic.readers and topic.key and topic.zh and topic.en
        assert topic.cleanup in {"delete", "keep", "compact"}


UNIT = Unit(
    code="X2",
    name="西林街道调委会",
    level=2,
    kind=MediationKind.PEOPLE,
    org_kind=OrgKind.RMC_TOWN,
    division="230803007",
    agency="justice",
    valid_from=date(2024, 1, 1),
)


def test_a_unit_is_what_it_was_on_the_day() -> None:
    former = replace(UNIT, division="230802001", valid_from=None, valid_to=date(2023, 12, 31))
    registry = Registry.of([former, UNIT], "2026-1")
    assert registry.find("X2", date(2023, 12, 31)) == former
    assert registry.find("X2", date(2024, 1, 1)) == UNIT
    assert registry.find("X9", date(2024, 1, 1)) is None
    assert Registry.of([UNIT]).find("X2", date(2023, 12, 31)) is None


def test_a_stamp_has_the_units_attributes() -> None:
    for name in ("code", "level", "kind", "org_kind", "division", "agency"):
        assert getattr(UNIT.stamp, name) == getattr(UNIT, name)
    assert UNIT.stamp.county == "230803"


def test_who_serves_a_place_lies_in_its_division() -> None:
    village = replace(UNIT, code="V1", level=1, org_kind=OrgKind.RMC_VILLAGE, division="230803007001")
    second = replace(UNIT, code="X9")
    elsewhere = replace(UNIT, code="A0", division="230811104")
    registry = Registry.of([second, UNIT, elsewhere, village])
    day = date(2026, 3, 1)
    assert registry.serving("230803007001", 2, day) == UNIT
    assert registry.serving("230803007001", 1, day) == village
    assert registry.serving("230803007002", 1, day) is None
    assert registry.serving("230803007001", 2, date(2023, 1, 1)) is None


@pytest.mark.parametrize(("old", "today"), HISTORICAL_COUNTIES.items())
def test_old_counties_are_those_of_today(old: str, today: str) -> None:
    assert county_of(old) == county_of(old + "007001") == county_of(today) == today
