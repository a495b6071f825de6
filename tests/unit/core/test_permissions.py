"""The table of roles says what users §9 says, cell by cell, and nothing else."""

from datetime import date, timedelta

import pytest

from hub.core.errors import AccessDeniedError
from hub.core.permissions import (
    ADMINISTRATORS,
    INCOMPATIBLE,
    JOINT,
    TABLE,
    Area,
    Condition,
    Deed,
    Grant,
    JointDeed,
    Ownership,
    Role,
    View,
    areas_of,
    check_grant,
    conditions_of,
    may_join,
    permits,
    view_of,
)

OWN, OTHERS = Ownership.OWN, Ownership.OTHERS
DAY = date(2026, 4, 7)

# users §9, written a second time by hand; "both" columns are own/others
PAPER = """
经办员      | W    | -      | own reason        | own W     | own P  | -     | -     | -
值班员      | W    | holder | own reason        | all W     | all D  | all P | -     | all R
部门联络员  | W    | -      | own reason        | own W     | -      | own W | own W | own R
接入运维    | counts | -    | -                 | technical | -      | -     | -     | own all
统计员      | tokens | tokens | -               | all P     | all P  | -     | all PW | all R
统计科长    | tokens | tokens | all reason+second | -       | -      | -     | all D | all R
督办签发人  | R    | no parties | -             | -         | -      | all D | -     | -
分管领导    | totals | totals | -               | -         | -      | -     | all R | -
系统管理员  | -    | -      | -                 | -         | -      | -     | -     | -
安全管理员  | -    | -      | -                 | -         | -      | -     | -     | -
安全审计员  | -    | -      | -                 | -         | -      | -     | -     | -
"""
COLUMNS = (Area.PERSONAL, Area.QUARANTINE, Area.MERGE, Area.SUPERVISION, Area.MONTH, Area.ADAPTERS)
LETTERS = {
    "R": {Deed.READ},
    "W": {Deed.READ, Deed.WRITE},
    "P": {Deed.READ, Deed.PROPOSE},
    "PW": {Deed.READ, Deed.PROPOSE, Deed.WRITE},
    "D": {Deed.READ, Deed.PROPOSE, Deed.DECIDE},
    "all": set(Deed),
    "reason": {Deed.READ},
    "reason+second": {Deed.READ},
    "-": set(),
    "counts": set(),
    "totals": set(),
    "tokens": {Deed.READ},
    "holder": {Deed.READ},
    "no parties": {Deed.READ},
}
VIEWS = {
    "W": View.FULL,
    "R": View.FULL,
    "-": View.NOTHING,
    "holder": View.HOLDER_DATES,
    "counts": View.COUNTS,
    "totals": View.TOTALS,
    "tokens": View.TOKENS,
    "no parties": View.NO_PARTIES,
}


def rows():
    for line in PAPER.strip().splitlines():
        name, *cells = (cell.strip() for cell in line.split("|"))
        yield next(role for role in Role if role.zh == name), cells


def grant(role, start=DAY, end=DAY, unit="U1"):
    return Grant(role, unit, start, end)


def deeds(role, area, ownership):
    return {deed for deed in Deed if permits([grant(role)], area, deed, ownership, DAY)}


def test_every_role_has_a_row():
    assert [role for role, _ in rows()] == list(Role)
    assert set(TABLE) == set(Role)


def test_cases_are_read_as_the_paper_says():
    for role, (own, others, *_) in rows():
        for cell, ownership in ((own, OWN), (others, OTHERS)):
            assert deeds(role, Area.CASES, ownership) == LETTERS[cell], (role, ownership)
            assert view_of([grant(role)], Area.CASES, ownership, DAY) is VIEWS[cell], (role, ownership)


def test_the_other_columns_are_as_the_paper_says():
    for role, (_, _, *cells) in rows():
        for cell, area in zip(cells, COLUMNS, strict=True):
            if cell == "technical":
                cell = "own W"
                assert view_of([grant(role)], area, OWN, DAY) is View.TECHNICAL
            reach, _, letter = cell.partition(" ")
            expected = LETTERS[letter or "-"]
            assert deeds(role, area, OWN) == expected, (role, area)
            assert deeds(role, area, OTHERS) == (expected if reach == "all" else set()), (role, area)


def test_personal_data_takes_a_reason_always_and_a_second_person_from_the_chief():
    asked = {role: conditions_of([grant(role)], OWN, DAY) for role in Role}
    assert {role for role, what in asked.items() if what is not None} == {
        Role.CLERK, Role.DUTY_CLERK, Role.LIAISON, Role.STATISTICS_CHIEF,
    }  # fmt: skip
    assert all(Condition.REASON in what for what in asked.values() if what is not None)
    assert asked[Role.STATISTICS_CHIEF] == {Condition.REASON, Condition.SECOND_PERSON}
    others = {role for role in Role if conditions_of([grant(role)], OTHERS, DAY) is not None}
    assert others == {Role.STATISTICS_CHIEF}


def test_no_administrator_sees_a_case_a_person_or_a_figure():
    for role in ADMINISTRATORS:
        assert areas_of([grant(role)], DAY) <= {Area.ACCOUNTS, Area.AUDIT, Area.SETTINGS, Area.SYSTEM, Area.SELF}
        assert all(view_of([grant(role)], Area.CASES, ownership, DAY) is View.NOTHING for ownership in Ownership)


def test_only_the_security_administrator_proposes_grants_and_only_the_auditor_reads_the_log():
    assert {role for role in Role if Deed.PROPOSE in deeds(role, Area.ACCOUNTS, OTHERS)} == {Role.SECURITY_ADMIN}
    assert {role for role in Role if deeds(role, Area.AUDIT, OWN)} == {Role.AUDITOR}


def test_who_holds_nothing_may_keep_the_own_account_alone():
    assert areas_of([], DAY) == {Area.SELF}
    assert permits([], Area.SELF, Deed.WRITE, OWN, DAY)


def test_a_grant_counts_from_its_first_day_to_its_last():
    held = [grant(Role.CLERK, DAY, DAY + timedelta(days=1))]
    counts = [permits(held, Area.CASES, Deed.READ, OWN, DAY + timedelta(days=days)) for days in (-1, 0, 1, 2)]
    assert counts == [False, True, True, False]


def test_three_administrators_are_three_persons():
    for one in ADMINISTRATORS:
        for other in set(Role) - {one}:
            with pytest.raises(AccessDeniedError, match="no one person"):
                check_grant(grant(one), [grant(other)])


def test_who_prepares_does_not_sign_and_who_operates_adapters_opens_no_dossier():
    for pair in (
        {Role.STATISTICIAN, Role.STATISTICS_CHIEF},
        {Role.DUTY_CLERK, Role.SUPERVISION_ISSUER},
        {Role.ADAPTER_OPERATOR, Role.CLERK},
        {Role.ADAPTER_OPERATOR, Role.STATISTICS_CHIEF},
    ):
        assert pair in INCOMPATIBLE


def test_the_same_person_may_be_another_role_after_the_first_one_ended():
    held = [grant(Role.AUDITOR, DAY, DAY + timedelta(days=9))]
    check_grant(grant(Role.CLERK, DAY + timedelta(days=10), DAY + timedelta(days=20)), held)
    with pytest.raises(AccessDeniedError):
        check_grant(grant(Role.CLERK, DAY + timedelta(days=9), DAY + timedelta(days=20)), held)


@pytest.mark.parametrize(("days", "said"), [(-1, "before it begins"), (367, "366 days")])
def test_a_grant_has_an_end_within_a_year(days, said):
    with pytest.raises(AccessDeniedError, match=said):
        check_grant(grant(Role.CLERK, DAY, DAY + timedelta(days=days)), [])


def test_two_persons_can_be_found_for_every_joint_deed():
    for deed in JointDeed:
        first, second = JOINT[deed]
        assert any(one is other or frozenset({one, other}) for one in first for other in second)
        assert may_join(deed, [grant(next(iter(first)))], DAY, second=False)
        assert not may_join(deed, [grant(Role.LEADER)], DAY, second=True)
