"""Granting takes two persons, and nobody sees a case by being an administrator."""

from datetime import timedelta

import pytest

from hub.core.errors import AccessDeniedError, PermanentError, UnknownRecordError
from hub.core.permissions import Area, Deed, Grant, Ownership, Role, permits
from hub.people.deeds import Actor
from tests.people_rig import AUDITOR, MACHINE, SECURITY, SYSTEM, open_rig


@pytest.fixture
def rig(tmp_path):
    rig = open_rig(tmp_path)
    rig.found()
    yield rig
    rig.people.close()


def proposal(rig, account, role, actor=SECURITY, days=30):
    grant = Grant(role, "C3", rig.today, rig.today + timedelta(days=days))
    return rig.people.grants.propose(account, grant, actor, rig.now)


def test_a_grant_counts_when_a_second_person_confirmed_it_and_ends_by_itself(rig):
    rig.people.accounts.add("K3-07", "窗口", SECURITY, rig.now)
    line = proposal(rig, "K3-07", Role.CLERK)
    assert rig.people.grants.of("K3-07", rig.today) == ()
    assert [one.id for one in rig.people.grants.waiting()] == [line.id]
    rig.people.grants.confirm(line.id, SYSTEM, rig.now)
    held = rig.people.grants.of("K3-07", rig.today)
    assert permits(held, Area.CASES, Deed.WRITE, Ownership.OWN, rig.today)
    assert rig.people.grants.of("K3-07", rig.today + timedelta(days=31)) == ()
    rig.people.grants.revoke(line.id, SYSTEM, rig.now)
    assert rig.people.grants.of("K3-07", rig.today) == ()
    with pytest.raises(PermanentError, match="has ended"):
        rig.people.grants.revoke(line.id, SYSTEM, rig.now)


def test_nobody_confirms_the_own_proposal_or_a_grant_to_oneself(rig):
    rig.people.accounts.add("K3-07", "窗口", SECURITY, rig.now)
    line = proposal(rig, "K3-07", Role.CLERK)
    with pytest.raises(AccessDeniedError, match="second person"):
        rig.people.grants.confirm(line.id, SECURITY, rig.now)
    with pytest.raises(AccessDeniedError, match="oneself"):
        proposal(rig, SECURITY.code, Role.CLERK)
    rig.people.grants.confirm(line.id, SYSTEM, rig.now)
    with pytest.raises(PermanentError, match="doesn't wait"):
        rig.people.grants.confirm(line.id, SYSTEM, rig.now)


@pytest.mark.parametrize("actor", [SYSTEM, AUDITOR, Actor("K3-07", "x"), Actor("A-NOBODY", "x"), MACHINE])
def test_only_the_security_administrator_proposes(rig, actor):
    rig.clerk("K3-07", Role.DUTY_CLERK)
    rig.people.accounts.add("K3-08", "窗口", SECURITY, rig.now)
    with pytest.raises(AccessDeniedError, match="security administrator proposes"):
        proposal(rig, "K3-08", Role.CLERK, actor)


def test_the_auditor_confirms_and_revokes_nothing(rig):
    rig.people.accounts.add("K3-07", "窗口", SECURITY, rig.now)
    line = proposal(rig, "K3-07", Role.CLERK)
    for act in (rig.people.grants.confirm, rig.people.grants.revoke):
        with pytest.raises(AccessDeniedError):
            act(line.id, AUDITOR, rig.now)


def test_two_roles_that_no_one_person_has_are_refused_while_one_only_waits_too(rig):
    rig.people.accounts.add("K3-07", "窗口", SECURITY, rig.now)
    proposal(rig, "K3-07", Role.STATISTICIAN)
    with pytest.raises(AccessDeniedError, match="no one person"):
        proposal(rig, "K3-07", Role.STATISTICS_CHIEF)
    with pytest.raises(AccessDeniedError, match="no one person"):
        proposal(rig, AUDITOR.code, Role.CLERK)


def test_only_the_first_administrators_are_appointed_at_the_machine(rig):
    rig.people.accounts.add("A-2", "二号", MACHINE, rig.now)
    with pytest.raises(AccessDeniedError, match="first administrators"):
        rig.people.grants.found("A-2", Role.SECURITY_ADMIN, "C4", MACHINE, rig.now)


def test_the_machine_appoints_no_clerk_and_no_administrator_twice(tmp_path):
    rig = open_rig(tmp_path)
    for code in ("A-1", "A-2"):
        rig.people.accounts.add(code, code, MACHINE, rig.now)
    rig.people.grants.found("A-1", Role.SECURITY_ADMIN, "C4", MACHINE, rig.now)
    for account, role in (("A-2", Role.SECURITY_ADMIN), ("A-2", Role.DUTY_CLERK)):
        with pytest.raises(AccessDeniedError):
            rig.people.grants.found(account, role, "C4", MACHINE, rig.now)
    rig.people.close()


def test_nothing_is_granted_to_whom_nobody_knows(rig):
    with pytest.raises(UnknownRecordError):
        proposal(rig, "K9-99", Role.CLERK)
    with pytest.raises(UnknownRecordError):
        rig.people.grants.confirm(999, SYSTEM, rig.now)
