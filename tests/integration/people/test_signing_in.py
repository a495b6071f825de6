"""Signing in from the first day on, with everything that must not work."""

import sqlite3
from datetime import timedelta

import pytest

from hub.core.errors import PermanentError, UnknownRecordError
from hub.core.permissions import Role
from hub.people.deeds import Actor
from hub.people.rules import SignInPolicy, Weakness
from hub.people.sessions import Session, Way
from hub.people.signing_in import Enrolled, Pending, Refusal, Refused, Step
from tests.people_rig import PASSWORD, SECURITY, START, open_rig

LONG = timedelta(minutes=10)


@pytest.fixture
def rig(tmp_path):
    rig = open_rig(tmp_path)
    rig.found()
    yield rig
    rig.people.close()


def signed_in_again(rig, code, secret):
    pending = rig.people.signing_in.begin(code, PASSWORD, "10.0.0.9", rig.now)
    return rig.people.signing_in.second_factor(pending.token, rig.code_of(secret), rig.now)


def test_the_first_sign_in_changes_the_password_and_enrols_a_second_factor(rig):
    first = rig.clerk("K3-07", Role.DUTY_CLERK)
    door = rig.people.signing_in
    pending = door.begin("K3-07", first, "10.0.0.9", rig.now)
    assert pending.step is Step.CHANGE_PASSWORD
    weak = door.change_password(pending.token, "short", rig.now)
    assert weak.why is Refusal.WEAK and Weakness.SHORT in weak.weaknesses
    assert door.change_password(pending.token, first, rig.now).weaknesses == (Weakness.FORMER,)
    pending = door.change_password(pending.token, PASSWORD, rig.now)
    assert pending.step is Step.ENROL
    secret = door.enrolment(pending.token, rig.now)
    assert door.enrolment(pending.token, rig.now) == secret
    wrong = "000000" if rig.code_of(secret) != "000000" else "111111"
    assert door.confirm_enrolment(pending.token, wrong, rig.now) == Refused(why=Refusal.WRONG)
    enrolled = door.confirm_enrolment(pending.token, rig.code_of(secret), rig.now)
    assert isinstance(enrolled, Enrolled) and len(set(enrolled.recovery_codes)) == 8
    viewer = door.viewer_of(enrolled.session.token, rig.now)
    assert viewer.account.code == "K3-07" and [grant.role for grant in viewer.grants] == [Role.DUTY_CLERK]
    assert viewer.session.way is Way.LOCAL


def test_from_then_on_password_and_code_are_asked_and_a_code_counts_once(rig):
    _, secret, _ = rig.first_sign_in("K3-07", rig.clerk("K3-07", Role.DUTY_CLERK))
    door = rig.people.signing_in
    pending = door.begin("K3-07", PASSWORD, "10.0.0.9", rig.now)
    assert pending.step is Step.SECOND_FACTOR
    used = door.second_factor(pending.token, rig.code_of(secret), rig.now)
    assert isinstance(used, Refused), "the code that enrolled is used up"
    rig.later(seconds=30)
    session = door.second_factor(pending.token, rig.code_of(secret), rig.now)
    assert isinstance(session, Session)
    assert door.second_factor(pending.token, rig.code_of(secret), rig.now).why is Refusal.LATE


def test_a_recovery_code_replaces_the_authenticator_once(rig):
    _, _, codes = rig.first_sign_in("K3-07", rig.clerk("K3-07", Role.DUTY_CLERK))
    door = rig.people.signing_in
    pending = door.begin("K3-07", PASSWORD, "10.0.0.9", rig.now)
    assert isinstance(door.second_factor(pending.token, codes[0].lower(), rig.now), Session)
    pending = door.begin("K3-07", PASSWORD, "10.0.0.9", rig.now)
    assert isinstance(door.second_factor(pending.token, codes[0], rig.now), Refused)
    assert rig.people.factors.recovery_left("K3-07") == 7


def test_wrong_passwords_wait_longer_each_time_and_then_lock(rig):
    rig.first_sign_in("K3-07", rig.clerk("K3-07", Role.DUTY_CLERK))
    door = rig.people.signing_in
    waits = []
    for _ in range(5):
        refused = door.begin("K3-07", "not the password", "10.0.0.66", rig.now)
        assert refused.why is Refusal.WRONG
        waits.append((refused.until or rig.now) - rig.now)
        rig.now = refused.until or rig.now
    assert waits == [timedelta(0), timedelta(0), timedelta(seconds=2), timedelta(seconds=4), timedelta(minutes=15)]
    rig.now -= timedelta(minutes=1)
    held = door.begin("K3-07", PASSWORD, "10.0.0.9", rig.now)
    assert held.why is Refusal.HELD and held.until == rig.now + timedelta(minutes=1)
    rig.later(minutes=1)
    assert isinstance(door.begin("K3-07", PASSWORD, "10.0.0.9", rig.now), Pending)


def test_who_knows_the_password_guesses_no_code(rig):
    _, secret, _ = rig.first_sign_in("K3-07", rig.clerk("K3-07", Role.DUTY_CLERK))
    door = rig.people.signing_in
    wrong = "000000" if rig.code_of(secret) != "000000" else "111111"
    guesses = 0
    end = rig.now + timedelta(hours=2)
    while rig.now < end:
        pending = door.begin("K3-07", PASSWORD, "10.0.0.66", rig.now)
        if isinstance(pending, Refused):
            rig.now = pending.until
            continue
        refused = door.second_factor(pending.token, wrong, rig.now)
        guesses += 1
        rig.now = refused.until or rig.later(seconds=1)
    assert guesses < 20


def test_the_failures_of_the_door_tell_nobody_whether_an_account_exists(rig):
    rig.clerk("K3-07", Role.DUTY_CLERK)
    answers = [rig.people.signing_in.begin(code, "wrong", "10.0.0.66", rig.now) for code in ("K3-07", "K3-99")]
    assert answers[0] == answers[1] == Refused(why=Refusal.WRONG)
    for _ in range(12):  # through every delay to the lock and beyond
        rig.now = answers[0].until or rig.later(seconds=1)
        answers = [rig.people.signing_in.begin(code, "wrong", "10.0.0.66", rig.now) for code in ("K3-07", "K3-99")]
        assert answers[0] == answers[1]
        again = [rig.people.signing_in.begin(code, "wrong", "10.0.0.66", rig.now) for code in (" K3-07", "K3-99 ")]
        assert again[0] == again[1]
        answers = again if again[0].why is Refusal.WRONG else answers
    assert "K3-99" not in {line.who for line in rig.people.journal.lines()}


def test_whoever_fails_on_purpose_elsewhere_shuts_nobody_out_of_the_own_browser(rig):
    """The lock that a law asks for isn't a switch by which anybody on the network puts the administrators to sleep."""
    _, secret, _ = rig.first_sign_in("K3-07", rig.clerk("K3-07", Role.DUTY_CLERK))
    rig.first_sign_in("K3-08", rig.clerk("K3-08", Role.DUTY_CLERK))
    door = rig.people.signing_in
    own, anothers = door.known_browser("K3-07"), door.known_browser("K3-08")

    def lock():
        """Fail, waiting as told, until the account is held up for long."""
        wait = timedelta(0)
        while wait < LONG:
            rig.now += wait
            refused = door.begin("K3-07", "wrong", "10.0.0.66", rig.now)
            wait = (refused.until or rig.now) - rig.now

    lock()
    for mark in ("", anothers, own[:-1] + ("A" if own[-1] != "A" else "B"), own.partition(".")[0], "x.y"):
        assert door.begin("K3-07", PASSWORD, "10.0.0.9", rig.now, mark).why is Refusal.HELD
    pending = door.begin("K3-07", PASSWORD, "10.0.0.9", rig.now, own)
    assert pending.step is Step.SECOND_FACTOR
    rig.later(seconds=30)
    lock()
    assert door.second_factor(pending.token, rig.code_of(secret), rig.now).why is Refusal.HELD
    assert isinstance(door.second_factor(pending.token, rig.code_of(secret), rig.now, own), Session)
    guesses = [door.begin("K3-07", "wrong", "10.0.0.9", rig.now, own) for _ in range(9)]
    assert {one.why for one in guesses[3:]} == {Refusal.HELD}, "nor is a known browser a place to guess"
    rig.people.accounts.lock("K3-07", SECURITY, rig.now)
    rig.now = guesses[-1].until
    assert door.begin("K3-07", PASSWORD, "10.0.0.9", rig.now, own).why is Refusal.LOCKED, "a person's lock holds"


def test_a_session_left_open_is_no_place_to_try_passwords(rig):
    rig.first_sign_in("K3-07", rig.clerk("K3-07", Role.DUTY_CLERK))
    people, account, actor = rig.people, rig.people.accounts.named("K3-07"), Actor("K3-07", "10.0.0.9")
    choose = people.signing_in.choose_password
    found = [choose(account, f"guess {n}", "Eastgate-88-road", actor, rig.now) for n in range(9)]
    assert found[0] == Refused(why=Refusal.WRONG)
    assert {one.why for one in found[3:]} == {Refusal.HELD}
    held = people.signing_in.choose_password(account, PASSWORD, "Eastgate-88-road", actor, rig.now)
    assert held.why is Refusal.HELD, "the right one is no more looked at than a wrong one"
    rig.now = held.until
    weak = people.signing_in.choose_password(account, PASSWORD, "short", actor, rig.now)
    assert (weak.why, Weakness.SHORT in weak.weaknesses) == (Refusal.WEAK, True)
    assert people.signing_in.choose_password(account, PASSWORD, "Eastgate-88-road", actor, rig.now) is None
    refused = [line for line in people.journal.lines() if line.deed == "PASSWORD_CHANGED" and line.result == "REFUSED"]
    assert len(refused) == 4, "three that were wrong, and one line for all that were held up"


def test_whoever_is_held_up_fills_no_journal_by_asking_on(rig):
    rig.first_sign_in("K3-07", rig.clerk("K3-07", Role.DUTY_CLERK))
    door = rig.people.signing_in
    for code in ("K3-07", "K3-99"):
        while door.begin(code, "wrong", "10.0.0.66", rig.now).why is not Refusal.HELD:
            continue
    lines = rig.people.journal.count()
    for _ in range(30):
        assert door.begin("K3-07", "wrong", "10.0.0.66", rig.now).why is Refusal.HELD
        assert door.begin("K3-99", "wrong", "10.0.0.66", rig.now).why is Refusal.HELD
    assert rig.people.journal.count() == lines
    door.begin("K3-07", "wrong", "10.0.0.67", rig.now)
    assert rig.people.journal.count() == lines + 1, "from elsewhere it's news"


def test_a_sign_in_that_was_begun_waits_ten_minutes(rig):
    first = rig.clerk("K3-07", Role.DUTY_CLERK)
    pending = rig.people.signing_in.begin("K3-07", first, "10.0.0.9", rig.now)
    assert isinstance(rig.people.signing_in.standing(pending.token, rig.later(minutes=9)), Pending)
    assert rig.people.signing_in.change_password(pending.token, PASSWORD, rig.later(minutes=1)).why is Refusal.LATE


def test_no_step_can_be_left_out(rig):
    first = rig.clerk("K3-07", Role.DUTY_CLERK)
    door = rig.people.signing_in
    pending = door.begin("K3-07", first, "10.0.0.9", rig.now)
    assert door.enrolment(pending.token, rig.now) == Refused(why=Refusal.LATE)
    assert door.second_factor(pending.token, "123456", rig.now).why is Refusal.LATE
    assert door.viewer_of(pending.token, rig.now) is None


def test_an_idle_or_old_session_ends_and_polling_does_not_keep_it(rig):
    session, secret, _ = rig.first_sign_in("K3-07", rig.clerk("K3-07", Role.DUTY_CLERK))
    door = rig.people.signing_in
    assert door.viewer_of(session.token, rig.later(minutes=14)) is not None
    assert door.viewer_of(session.token, rig.later(minutes=14), touch=False) is not None
    assert door.viewer_of(session.token, rig.later(minutes=2)) is None
    session = signed_in_again(rig, "K3-07", secret)
    for _ in range(59):
        assert door.viewer_of(session.token, rig.later(minutes=10)) is not None
    assert door.viewer_of(session.token, rig.later(minutes=10)) is None


def test_signing_out_and_signing_out_everywhere_end_what_they_say(rig):
    one, secret, _ = rig.first_sign_in("K3-07", rig.clerk("K3-07", Role.DUTY_CLERK))
    rig.later(minutes=1)
    other = signed_in_again(rig, "K3-07", secret)
    door = rig.people.signing_in
    door.end(one.token, rig.now)
    assert door.viewer_of(one.token, rig.now) is None and door.viewer_of(other.token, rig.now) is not None
    viewer = door.viewer_of(other.token, rig.now)
    assert [session.number for session in rig.people.sessions.open_ones("K3-07", rig.now)] == [other.number]
    assert rig.people.sessions.end_everywhere("K3-07", viewer.actor, rig.now) == 1
    assert door.viewer_of(other.token, rig.now) is None


def test_locking_and_resetting_end_sessions_at_once(rig):
    session, secret, _ = rig.first_sign_in("K3-07", rig.clerk("K3-07", Role.DUTY_CLERK))
    door = rig.people.signing_in
    rig.people.accounts.lock("K3-07", SECURITY, rig.now)
    assert door.viewer_of(session.token, rig.now) is None
    assert door.begin("K3-07", PASSWORD, "10.0.0.9", rig.now).why is Refusal.LOCKED
    rig.people.accounts.unlock("K3-07", SECURITY, rig.now)
    rig.later(minutes=1)
    session = signed_in_again(rig, "K3-07", secret)
    first = rig.people.accounts.reset("K3-07", SECURITY, rig.now)
    assert door.viewer_of(session.token, rig.now) is None
    rig.later(minutes=1)
    pending = door.begin("K3-07", first, "10.0.0.9", rig.now)
    assert pending.step is Step.SECOND_FACTOR, "the new password alone lets nobody in"
    assert door.second_factor(pending.token, rig.code_of(secret), rig.now).step is Step.CHANGE_PASSWORD


def test_an_old_password_is_changed_and_a_former_one_does_not_come_again(rig):
    _, secret, _ = rig.first_sign_in("K3-07", rig.clerk("K3-07", Role.DUTY_CLERK))
    rig.later(days=90)
    pending = signed_in_again(rig, "K3-07", secret)
    assert pending.step is Step.CHANGE_PASSWORD
    door = rig.people.signing_in
    assert door.change_password(pending.token, PASSWORD, rig.now).weaknesses == (Weakness.FORMER,)
    assert isinstance(door.change_password(pending.token, "Eastgate-88-road", rig.now), Session)


def test_nothing_in_the_file_lets_its_reader_sign_in(rig, tmp_path):
    session, secret, codes = rig.first_sign_in("K3-07", rig.clerk("K3-07", Role.DUTY_CLERK))
    with sqlite3.connect(tmp_path / "people.db") as reader:
        text = "\n".join(reader.iterdump()).encode()
    reader.close()
    for kept in (PASSWORD.encode(), session.token.encode(), codes[0].encode(), secret, secret.hex().upper().encode()):
        assert kept not in text
    assert (tmp_path / "people.db").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("code", "display"), [("张三", "张三"), ("", "x"), ("K3 07", "x"), ("K3", " "), ("K3", "x" * 41)]
)
def test_an_account_is_named_by_a_post_and_shown_by_a_name(rig, code, display):
    with pytest.raises(PermanentError):
        rig.people.accounts.add(code, display, SECURITY, rig.now)


def test_no_account_is_made_twice_and_none_has_a_default_password(rig):
    one = rig.people.accounts.add("K1", "窗口一", SECURITY, rig.now)
    other = rig.people.accounts.add("K2", "窗口二", SECURITY, rig.now)
    assert one != other
    with pytest.raises(PermanentError, match="there already"):
        rig.people.accounts.add("K1", "窗口", SECURITY, rig.now)
    with pytest.raises(UnknownRecordError):
        rig.people.accounts.named("K9")


def test_accounts_that_nobody_uses_are_told(rig):
    rig.first_sign_in("K3-07", rig.clerk("K3-07", Role.DUTY_CLERK))
    rig.later(days=60)
    rig.people.accounts.add("K3-08", "窗口二", SECURITY, rig.now)
    assert [one.code for one in rig.people.accounts.unused(START + timedelta(days=91))] == [
        "A-AUD", "A-SEC", "A-SYS", "K3-07",
    ]  # fmt: skip


def test_a_policy_of_the_operators_holds(tmp_path):
    rig = open_rig(tmp_path, SignInPolicy(failures=3, lock_for=timedelta(hours=1)))
    rig.people.accounts.add("K1", "窗口", SECURITY, rig.now)
    refused = [rig.people.signing_in.begin("K1", "wrong", "x", rig.now) for _ in range(3)]
    assert refused[-1].until == rig.now + timedelta(hours=1)
    rig.people.close()
