"""One-time passwords are those of RFC 4226 and RFC 6238."""

from datetime import UTC, datetime, timedelta

import pytest

from hub.people.totp import hotp, matching_step, recovery_digest, step_of

SECRET = b"12345678901234567890"

# RFC 4226, appendix D
COUNTED = ("755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489")

# RFC 6238, appendix B: seconds, SHA-1, SHA-256, SHA-512 (secrets of 20, 32 and 64 bytes)
TIMED = (
    (59, "94287082", "46119246", "90693936"),
    (1111111109, "07081804", "68084774", "25091201"),
    (1111111111, "14050471", "67062674", "99943326"),
    (1234567890, "89005924", "91819424", "93441116"),
    (2000000000, "69279037", "90698825", "38618901"),
    (20000000000, "65353130", "77737706", "47863826"),
)


def test_counted_passwords_are_those_of_rfc_4226():
    assert tuple(hotp(SECRET, counter) for counter in range(10)) == COUNTED


@pytest.mark.parametrize(("seconds", "sha1", "sha256", "sha512"), TIMED)
def test_timed_passwords_are_those_of_rfc_6238(seconds, sha1, sha256, sha512):
    step = step_of(datetime.fromtimestamp(seconds, UTC))
    secrets = {"sha1": SECRET, "sha256": (SECRET * 2)[:32], "sha512": (SECRET * 4)[:64]}
    shown = [hotp(secret, step, digits=8, algorithm=algorithm) for algorithm, secret in secrets.items()]
    assert shown == [sha1, sha256, sha512]


def test_a_code_counts_half_a_minute_around_now_and_only_once():
    now = datetime(2026, 4, 7, 1, 0, tzinfo=UTC)
    step = step_of(now)
    counted = [matching_step(SECRET, hotp(SECRET, step + away), now, after=0) for away in (-2, -1, 0, 1, 2)]
    assert counted == [None, step - 1, step, step + 1, None]
    assert matching_step(SECRET, hotp(SECRET, step), now, after=step) is None
    assert matching_step(SECRET, hotp(SECRET, step - 1), now, after=step) is None


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３４５６", "-12345"])
def test_what_is_no_code_is_none(typed):
    assert matching_step(SECRET, typed, datetime(2026, 4, 7, tzinfo=UTC), after=0) is None


def test_a_code_may_be_typed_in_two_groups():
    now = datetime(2026, 4, 7, 1, 0, tzinfo=UTC) + timedelta(seconds=3)
    code = hotp(SECRET, step_of(now))
    assert matching_step(SECRET, f" {code[:3]} {code[3:]} ", now, after=0) == step_of(now)


def test_a_recovery_code_is_its_accounts_however_it_is_typed():
    assert recovery_digest("K3-07", "abcd-efgh") == recovery_digest("K3-07", " ABCD EFGH ")
    assert recovery_digest("K3-07", "abcd-efgh") != recovery_digest("K3-08", "abcd-efgh")
