"""Sealed accounts, and reasons for opening personal data."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hub.core.errors import AccessDeniedError, PermanentError
from hub.core.permissions import Area, Deed, Ownership, Role, permits
from hub.people.deeds import Actor, Recorded, Result
from hub.people.emergency import SealOrder
from hub.people.journal import Sought
from hub.people.openings import Reason, Why
from hub.people.sessions import Session, Way
from hub.people.signing_in import Refusal, Refused
from tests.people_rig import AUDITOR, SECURITY, SYSTEM, open_rig

ORDER = SealOrder(account="EMG-1", role=Role.DUTY_CLERK, unit="C3", hours=4)
OPENER = Actor("K3-07", "10.0.0.9")


@pytest.fixture
def rig(tmp_path):
    rig = open_rig(tmp_path)
    rig.found()
    yield rig
    rig.people.close()


def viewer(rig, code, role):
    session, _, _ = rig.first_sign_in(code, rig.clerk(code, role))
    return rig.people.signing_in.viewer_of(session.token, rig.now)


def test_a_sealed_account_opens_with_its_code_for_its_hours_and_marks_everything(rig):
    code = rig.people.seals.seal(ORDER, SECURITY, SYSTEM, rig.now)
    assert rig.people.seals.open_ones(rig.now) == []
    session = rig.people.signing_in.open_seal("EMG-1", code, OPENER, rig.now)
    assert isinstance(session, Session) and session.until == rig.now + timedelta(hours=4)
    assert [seal.opened_by for seal in rig.people.seals.open_ones(rig.now)] == ["K3-07"]
    seen = rig.people.signing_in.viewer_of(session.token, rig.now)
    assert seen.session.way is Way.EMERGENCY
    assert permits(seen.grants, Area.CASES, Deed.WRITE, Ownership.OWN, rig.today)
    rig.people.journal.record(seen.actor, Recorded.CASE_ACTION, "D-1", rig.now)
    marked = rig.people.journal.found(Sought(emergency_only=True))
    assert [line.deed for line in marked] == [Recorded.CASE_ACTION, Recorded.SIGN_IN, Recorded.EMERGENCY_OPENED]


def test_within_its_hours_it_opens_again_and_after_them_never(rig):
    code = rig.people.seals.seal(ORDER, SECURITY, SYSTEM, rig.now)
    rig.people.signing_in.open_seal("EMG-1", code, OPENER, rig.now)
    again = rig.people.signing_in.open_seal("EMG-1", code, OPENER, rig.later(hours=3))
    assert isinstance(again, Session) and again.until == rig.now + timedelta(hours=1)
    rig.later(hours=1)
    assert rig.people.signing_in.viewer_of(again.token, rig.now) is None
    assert rig.people.signing_in.open_seal("EMG-1", code, OPENER, rig.now).why is Refusal.SPENT
    assert rig.people.seals.open_ones(rig.now) == []


def test_a_wrong_code_opens_nothing_and_is_recorded(rig):
    rig.people.seals.seal(ORDER, SECURITY, SYSTEM, rig.now)
    assert rig.people.signing_in.open_seal("EMG-1", "wrong", OPENER, rig.now).why is Refusal.WRONG
    assert rig.people.signing_in.begin("EMG-1", "wrong", "10.0.0.9", rig.now).why is Refusal.WRONG
    refused = rig.people.journal.found(Sought(deed=Recorded.EMERGENCY_OPENED, result=Result.REFUSED))
    assert [(line.who, line.is_emergency) for line in refused] == [("K3-07", True)]


def test_two_administrators_seal_and_nobody_seals_a_persons_account(rig):
    for first, second in ((SECURITY, SECURITY), (SYSTEM, SECURITY), (SECURITY, AUDITOR)):
        with pytest.raises(AccessDeniedError, match="two persons"):
            rig.people.seals.seal(ORDER, first, second, rig.now)
    with pytest.raises(PermanentError, match="a person's"):
        rig.people.seals.seal(replace(ORDER, account="A-AUD"), SECURITY, SYSTEM, rig.now)
    with pytest.raises(PermanentError, match="hours"):
        rig.people.seals.seal(replace(ORDER, hours=13), SECURITY, SYSTEM, rig.now)


def test_sealing_anew_makes_the_former_code_worthless(rig):
    former = rig.people.seals.seal(ORDER, SECURITY, SYSTEM, rig.now)
    rig.people.seals.seal(ORDER, SECURITY, SYSTEM, rig.now)
    assert rig.people.signing_in.open_seal("EMG-1", former, OPENER, rig.now).why is Refusal.WRONG


def test_an_opening_takes_a_reason_leaves_a_line_and_closes_again(rig):
    clerk = viewer(rig, "K3-07", Role.CLERK)
    openings = rig.people.openings
    assert openings.open_for(clerk, "D-1", rig.now) is None
    opening = openings.ask(clerk, "D-1", Ownership.OWN, Why(Reason.CALLER), rig.now)
    assert opening.is_open(rig.now) and openings.open_for(clerk, "D-1", rig.now) == opening
    assert openings.open_for(clerk, "D-2", rig.now) is None
    line = rig.people.journal.found(Sought(deed=Recorded.PERSONAL_OPENED))[0]
    assert (line.who, line.subject, line.details["reason"]) == ("K3-07", "D-1", "CALLER")
    assert openings.open_for(clerk, "D-1", rig.later(minutes=15)) is None


def test_who_may_not_open_is_refused_and_that_is_recorded(rig):
    clerk = viewer(rig, "K3-07", Role.CLERK)
    with pytest.raises(AccessDeniedError, match="no personal data"):
        rig.people.openings.ask(clerk, "D-1", Ownership.OTHERS, Why(Reason.HANDLING), rig.now)
    assert rig.people.journal.found(Sought(deed=Recorded.PERSONAL_ASKED))[0].result == Result.REFUSED


def test_the_statistics_chief_needs_a_second_person_who_is_another(rig):
    chief = viewer(rig, "TJ-01", Role.STATISTICS_CHIEF)
    issuer = viewer(rig, "DB-01", Role.SUPERVISION_ISSUER)
    clerk = viewer(rig, "K3-07", Role.CLERK)
    openings = rig.people.openings
    asked = openings.ask(chief, "D-1", Ownership.OTHERS, Why(Reason.STATISTICS), rig.now)
    assert not asked.is_open(rig.now) and openings.open_for(chief, "D-1", rig.now) is None
    again = openings.ask(chief, "D-1", Ownership.OTHERS, Why(Reason.STATISTICS), rig.now)
    assert again == asked and openings.waiting(rig.now) == [asked]
    for second in (chief, clerk):
        with pytest.raises(AccessDeniedError):
            openings.agree(asked.id, second, rig.now)
    agreed = openings.agree(asked.id, issuer, rig.now)
    assert openings.open_for(chief, "D-1", rig.now) == agreed
    with pytest.raises(PermanentError, match="doesn't wait"):
        openings.agree(asked.id, issuer, rig.now)


@pytest.mark.parametrize(
    "why",
    [Why(Reason.OTHER), Why(Reason.CALLER, "电话 138 0013 8000"), Why(Reason.CALLER, "x" * 101)],
)
def test_the_words_of_a_reason_are_few_and_hold_no_number_of_a_person(rig, why):
    clerk = viewer(rig, "K3-07", Role.CLERK)
    with pytest.raises(PermanentError):
        rig.people.openings.ask(clerk, "D-1", Ownership.OWN, why, rig.now)


def test_a_request_that_nobody_agreed_to_lapses(rig):
    chief = viewer(rig, "TJ-01", Role.STATISTICS_CHIEF)
    rig.people.openings.ask(chief, "D-1", Ownership.OWN, Why(Reason.OTHER, "核对"), rig.now)
    assert rig.people.openings.waiting(rig.later(hours=24)) == []


def test_what_was_typed_into_the_wrong_field_of_the_envelope_is_kept_nowhere(rig):
    code = rig.people.seals.seal(ORDER, SECURITY, SYSTEM, rig.now)
    door, typed = rig.people.signing_in, Actor("王建国 13904540001", "10.0.0.66")
    assert door.open_seal(code, "EMG-1", typed, rig.now).why is Refusal.WRONG
    (line,) = rig.people.journal.found(Sought(deed=Recorded.EMERGENCY_OPENED))
    assert (line.who, line.subject, line.is_emergency) == ("?", "?", True)


def test_nobody_shuts_the_last_door_by_failing_on_purpose(rig):
    code = rig.people.seals.seal(ORDER, SECURITY, SYSTEM, rig.now)
    for _ in range(20):
        assert rig.people.signing_in.open_seal("EMG-1", "wrong", OPENER, rig.now).why is Refusal.WRONG
        assert isinstance(rig.people.signing_in.begin("EMG-1", "wrong", "10.0.0.66", rig.now), Refused)
    assert isinstance(rig.people.signing_in.open_seal("EMG-1", code, OPENER, rig.now), Session)
