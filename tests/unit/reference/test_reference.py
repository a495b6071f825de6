"""The packaged facts are complete, licensed and mean what the reference says."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import date
from importlib.resources import files

import pytest

from hub.core.codes import DisputeType, MediationKind, OrgKind
from hub.core.errors import ConfigurationError, MissingCalendarError
from hub.reference import (
    citizen_questions,
    civil_causes,
    court_claims,
    courts,
    default_registry,
    divisions,
    load_calendar,
    police_complaints,
    published_figures,
    success_rate,
    type_mix,
)

DATA = files("hub").joinpath("data")
DAY = date(2026, 3, 1)


@pytest.mark.parametrize("name", sorted(entry.name for entry in DATA.iterdir() if entry.is_dir()))
def test_every_folder_carries_its_licence_and_stands_in_the_readme(name: str) -> None:
    """Nothing is shipped without its licence or the reason why none is needed."""
    names = {entry.name for entry in DATA.joinpath(name).iterdir()}
    assert names & {"LICENSE", "LICENSE.WTFPL", "NOTICE.md"}
    assert f"| `{name}` |" in DATA.joinpath("README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "digest"),
    [
        ("admin_divisions/jiamusi_areas.csv", "aaef7288dd8d8989"),
        ("admin_divisions/jiamusi_streets.csv", "4816570859a30eb6"),
        ("admin_divisions/jiamusi_villages.csv", "2c6c9d990dae5780"),
        ("holiday_cn/2026.json", "0dcfd8004351e132"),
    ],
)
def test_bytes_of_the_source_are_unchanged(file: str, digest: str) -> None:
    """The data's README promises it."""
    assert hashlib.sha256(DATA.joinpath(*file.split("/")).read_bytes()).hexdigest()[:16] == digest


def test_calendar_of_2026_is_that_of_the_notice() -> None:
    """Domain §3 lists the days off and the weekend days worked."""
    calendar = load_calendar()
    worked = [date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28), date(2026, 5, 9), date(2026, 9, 20)]
    assert not any(calendar.is_rest_day(day) for day in worked)
    assert calendar.is_rest_day(date(2026, 2, 23)) and calendar.is_rest_day(date(2026, 4, 6))
    assert calendar.monthly_due("2026-03") == date(2026, 4, 7)
    assert calendar.monthly_close("2026-03") == date(2026, 4, 10)


def test_a_year_without_days_is_an_alarm_until_its_file_arrives(tmp_path) -> None:
    """2027's stub must not count as a year without holidays; a file put beside it mends that."""
    with pytest.raises(MissingCalendarError, match="2027"):
        load_calendar(tmp_path).is_rest_day(date(2027, 1, 4))
    (tmp_path / "2027.json").write_text('{"year": 2027, "days": [{"date": "2027-01-01", "isOffDay": true}]}')
    assert load_calendar(tmp_path).is_rest_day(date(2027, 1, 1))


def test_a_broken_calendar_file_is_named(tmp_path) -> None:
    """The engineer must know which file to mend."""
    (tmp_path / "2027.json").write_text('{"year": "soon"}')
    with pytest.raises(ConfigurationError, match=r"2027\.json"):
        load_calendar(tmp_path)


def test_divisions_are_those_of_the_city() -> None:
    """Ten counties, 138 townships, 1,529 villages and communities."""
    found = divisions()
    assert (len(found.counties), len(found.townships), len(found.villages)) == (10, 138, 1529)
    assert found.name_of("230803007") == "西林街道" and found.name_of("230811104") == "长发镇"
    assert found.name_of("999999") == "999999"


def test_registry_has_every_level_with_parents() -> None:
    """Escalation needs an unbroken chain from each village to the city committee, all of it reached by one adapter."""
    registry = default_registry()
    units = [unit for versions in registry.units.values() for unit in versions]
    people = [unit for unit in units if unit.kind is MediationKind.PEOPLE]
    assert Counter(unit.level for unit in people) == {1: 1529, 2: 138, 3: 10, 4: 2}
    assert {unit.agency for unit in people} == {"justice"}
    for unit in people:
        chain = [unit]
        while chain[-1].parent is not None:
            above = registry.find(chain[-1].parent, DAY)
            assert above is not None
            chain.append(above)
        assert chain[-1].code == "L4-230800"
        assert unit.level == 4 or [step.level for step in chain] == list(range(unit.level, 5))
    assert all(registry.find(unit.parent, DAY) for unit in units if unit.parent)


def test_serving_unit_follows_the_division() -> None:
    """A place of twelve digits leads to the committee or centre of each level."""
    registry = default_registry()
    found = [registry.serving("230803007001", level, DAY) for level in (1, 2, 3, 4)]
    assert [unit and unit.code for unit in found] == ["L1-230803007001", "L2-230803007", "L3-230803", "L4-230800"]
    village = registry.find("L1-230811104201", DAY) or registry.serving("230811104", 1, DAY)
    assert village is not None and village.org_kind in {OrgKind.RMC_VILLAGE, OrgKind.RMC_COMMUNITY}


def test_causes_and_courts() -> None:
    """Each cause knows the one above it and counts as a dispute type; each court has its prefix."""
    known = {cause.code: cause for cause in civil_causes()}
    divorce = next(cause for cause in civil_causes() if cause.name == "离婚纠纷")
    assert len(known) == 288 and divorce.parent is not None and known[divorce.parent].name == "婚姻家庭纠纷"
    types = {cause.name: cause.dispute_type for cause in civil_causes()}
    assert types["离婚纠纷"] is DisputeType.MARRIAGE_FAMILY and types["民间借贷纠纷"] is DisputeType.CONTRACT
    assert {court.number_prefix for court in courts()} >= {"黑08", "黑0803"} and len(courts()) == 11


def test_samples_are_typed_and_dirty_as_the_source() -> None:
    """Questions of all twenty classes, masked claims, complaint rows with repeated ids and empty arrest fields."""
    assert len({question.category for question in citizen_questions()}) == 20
    assert all("PER" in claim.text and claim.focus for claim in court_claims())
    rows = police_complaints()
    assert len(rows) > len({row.complaint_id for row in rows}) and any(not row.arrest_id for row in rows)


def test_rates_come_from_published_lines() -> None:
    """Shares sum to one; the demo's success rate is an official one."""
    assert sum(entry.share for entry in type_mix()) == pytest.approx(1)
    assert 0.95 < success_rate() < 0.99
    assert {figure.grade[0] for figure in published_figures() if figure.grade} <= set("ABCD")
    with pytest.raises(KeyError):
        success_rate("Atlantis")
