"""The rule over what takes two persons: who may answer, what stands for how long, and that it's once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core.errors import AccessDeniedError, PermanentError
from hub.core.permissions import JOINT, Grant, JointDeed, Role, joins_any
from hub.core.second_person import (
    STANDS,
    WAITS,
    Proposal,
    Standing,
    check_proposing,
    check_second,
    check_use,
    may_decide,
)

NOW = datetime(2026, 4, 14, 2, tzinfo=UTC)
ASKED = Proposal(
    id=1, deed=JointDeed.MONTH_REOPENING, subjects=("2026-03",), reason="补报", proposed_by="TJ-01", proposed_at=NOW
)
AGREED = replace(ASKED, decided_by="TJ-02", decided_at=NOW, is_agreed=True)


def holding(role):
    return (Grant(role, "C4", NOW.date() - timedelta(days=9), NOW.date() + timedelta(days=9)),)


def test_it_stands_as_what_was_done_and_how_late_it_is():
    cases = {
        Standing.WAITING: (ASKED, NOW),
        Standing.AGREED: (AGREED, NOW + STANDS - timedelta(seconds=1)),
        Standing.REFUSED: (replace(AGREED, is_agreed=False), NOW + WAITS * 9),
        Standing.WITHDRAWN: (replace(AGREED, is_agreed=False, decided_by="TJ-01"), NOW),
        Standing.CARRIED_OUT: (replace(AGREED, used_at=NOW), NOW + WAITS * 9),
    }
    assert {one.standing(at): one for one, at in cases.values()} == {name: one for name, (one, _) in cases.items()}
    assert ASKED.standing(NOW + WAITS) is Standing.EXPIRED
    assert AGREED.standing(NOW + STANDS) is Standing.EXPIRED


@given(
    deed=st.sampled_from(JointDeed), role=st.sampled_from(Role), code=st.sampled_from(["A", "B", "C"]),
    hours=st.integers(0, 100),
)  # fmt: skip
def test_the_second_person_is_another_of_the_right_role_in_time_whom_it_does_not_concern(deed, role, code, hours):
    asked = replace(ASKED, deed=deed, proposed_by="A", subjects=("B",))
    now = NOW + timedelta(hours=hours)
    expected = code == "C" and role in JOINT[deed][1] and now < NOW + WAITS
    held = (Grant(role, "C4", now.date() - timedelta(days=1), now.date() + timedelta(days=1)),)
    assert may_decide(asked, code, held, now) is expected
    if expected:
        check_second(asked, code, held, now)
    else:
        with pytest.raises((AccessDeniedError, PermanentError)):
            check_second(asked, code, held, now)


@pytest.mark.parametrize("deed", JointDeed)
def test_only_the_roles_of_the_table_propose_and_nobody_about_oneself(deed):
    for role in Role:
        if role in JOINT[deed][0]:
            check_proposing(deed, "A", ("B",), holding(role), NOW)
            with pytest.raises(AccessDeniedError):
                check_proposing(deed, "A", ("A",), holding(role), NOW)
        else:
            with pytest.raises(AccessDeniedError):
                check_proposing(deed, "A", ("B",), holding(role), NOW)


def test_only_its_proposer_who_still_may_carries_it_out_once_and_in_time():
    check_use(AGREED, "TJ-01", holding(Role.STATISTICIAN), NOW)
    for code, role in (("TJ-02", Role.STATISTICS_CHIEF), ("TJ-01", Role.LEADER)):
        with pytest.raises(AccessDeniedError, match="carries it out"):
            check_use(AGREED, code, holding(role), NOW)
    for one, at in ((ASKED, NOW), (replace(AGREED, used_at=NOW), NOW), (AGREED, NOW + STANDS)):
        with pytest.raises(PermanentError, match="no agreement stands"):
            check_use(one, "TJ-01", holding(Role.STATISTICIAN), at)


def test_the_page_is_for_those_who_may_be_one_of_two():
    joining = {role for first, second in JOINT.values() for role in first | second}
    assert {role for role in Role if joins_any(holding(role), NOW.date())} == joining
