"""Rules over any grants that one person can come to hold."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hub.core.errors import AccessDeniedError
from hub.core.permissions import (
    ADMINISTRATORS,
    Area,
    Deed,
    Grant,
    Ownership,
    Role,
    View,
    check_grant,
    conditions_of,
    permits,
    view_of,
)

FIRST = date(2026, 1, 1)
DAYS = st.integers(0, 60).map(lambda days: FIRST + timedelta(days=days))
GRANTS = st.builds(Grant, st.sampled_from(Role), st.sampled_from(["U1", "U2"]), DAYS, DAYS)


def kept(wanted):
    """Return those of *wanted* that a person would get, one after the other."""
    held = []
    for one in wanted:
        try:
            check_grant(one, held)
        except AccessDeniedError:
            continue
        held.append(one)
    return held


@given(st.lists(GRANTS, max_size=8), DAYS)
def test_no_way_of_granting_makes_an_administrator_who_sees_a_case(wanted, day):
    held = kept(wanted)
    roles = {grant.role for grant in held if grant.is_valid_on(day)}
    if roles & ADMINISTRATORS:
        assert len(roles) == 1
        for ownership in Ownership:
            assert view_of(held, Area.CASES, ownership, day) is View.NOTHING
            assert conditions_of(held, ownership, day) is None


@given(st.lists(GRANTS, max_size=8), DAYS)
def test_whoever_signs_a_month_prepares_none_and_whoever_operates_adapters_opens_no_dossier(wanted, day):
    held = kept(wanted)
    roles = {grant.role for grant in held if grant.is_valid_on(day)}
    assert not {Role.STATISTICIAN, Role.STATISTICS_CHIEF} <= roles
    if Role.ADAPTER_OPERATOR in roles:
        assert conditions_of(held, Ownership.OWN, day) is None


@given(st.lists(GRANTS, max_size=6), GRANTS, st.sampled_from(Area), st.sampled_from(Deed), DAYS)
def test_a_grant_more_takes_nothing_away(held, more, area, deed, day):
    for ownership in Ownership:
        before = permits(held, area, deed, ownership, day)
        assert not before or permits([more, *held], area, deed, ownership, day)
        views = list(View)
        seen = [views.index(view_of(grants, area, ownership, day)) for grants in (held, [more, *held])]
        assert seen == sorted(seen)


@given(GRANTS, st.sampled_from(Area), st.sampled_from(Deed), DAYS)
def test_what_may_be_done_to_others_may_be_done_to_own_and_every_deed_can_be_read(grant, area, deed, day):
    for ownership in Ownership:
        if permits([grant], area, deed, ownership, day):
            assert permits([grant], area, deed, Ownership.OWN, day)
            assert permits([grant], area, Deed.READ, ownership, day)
