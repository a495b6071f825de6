"""What a password must be, how failures delay, when a session ends."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.people.rules import SignInPolicy, Weakness, held_for, is_over, must_change, weaknesses
from hub.people.secrets import Draw

POLICY = SignInPolicy()
NOW = datetime(2026, 4, 7, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("password", "faults"),
    [
        ("Westwood-77-lane", ()),
        ("西林街道2026调解ab", ()),
        ("Ab1-x", (Weakness.SHORT,)),
        ("westwood-lane-road", (Weakness.PLAIN,)),
        ("Xk3-07-Westwood", (Weakness.NAMED,)),
        ("Fengqiao-2026-x", (Weakness.COMMON,)),
        ("Aa-1234-bridge", (Weakness.COMMON,)),
        ("Aa-8888-bridge", (Weakness.COMMON,)),
        ("Ab9-" * 40, (Weakness.LONG,)),
    ],
)
def test_a_password_is_told_everything_that_is_wrong_with_it(password, faults):
    assert weaknesses(password, POLICY, code="k3-07", display="窗口") == faults


def test_a_password_does_not_hold_the_name_that_is_shown():
    assert Weakness.NAMED in weaknesses("李主任-Ab12-x9", POLICY, code="K1", display="李主任")


def test_first_passwords_are_long_and_never_the_same():
    draw = Draw(random.Random(3).randbytes)
    drawn = [draw.password() for _ in range(200)]
    assert len(set(drawn)) == 200
    assert all(len(password) == 23 and not set(password) & set("0O1lI") for password in drawn)
    plain = [password for password in drawn if Weakness.PLAIN in weaknesses(password, POLICY, code="?", display="?")]
    assert plain == []


@given(st.integers(0, 500), st.integers(1, 20))
def test_more_failures_never_wait_for_less_within_a_round_and_nobody_waits_for_ever(failures, most):
    policy = SignInPolicy(failures=most)
    assert timedelta(0) <= held_for(failures, policy) <= max(timedelta(hours=4), policy.lock_for)
    if failures and failures % most == 0:
        assert held_for(failures, policy) >= policy.lock_for


def test_who_guesses_all_day_gets_few_guesses():
    clock, failures = timedelta(0), 0
    while clock < timedelta(days=1):
        failures += 1
        clock += held_for(failures, POLICY)
    assert failures < 60


def test_a_session_ends_when_idle_or_old():
    kept = {"until": NOW + POLICY.longest, "policy": POLICY}
    assert not is_over(NOW, seen_at=NOW - timedelta(minutes=14), **kept)
    assert is_over(NOW, seen_at=NOW - timedelta(minutes=15), **kept)
    assert is_over(NOW + POLICY.longest, seen_at=NOW + POLICY.longest, **kept)


def test_a_password_is_changed_after_ninety_days():
    assert not must_change(NOW, NOW - timedelta(days=89), POLICY)
    assert must_change(NOW, NOW - timedelta(days=90), POLICY)
