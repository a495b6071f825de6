"""The rules of signing in, pure: what a password must be, how long a failure delays, when a session ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from hub.core.codes import LabelledCode


class Weakness(LabelledCode):
    """What is wrong with a password."""

    SHORT = "SHORT", "太短", "too short"
    LONG = "LONG", "超过 128 位", "longer than 128 characters"
    PLAIN = (
        "PLAIN",
        "大写、小写、数字、符号四类中不足三类",
        "fewer than three of capital letters, small letters, digits and signs",
    )
    NAMED = "NAMED", "含有账号或姓名", "contains the account or the name"
    COMMON = "COMMON", "太常见，或由重复、连续字符组成", "common, or made of repeated or consecutive characters"
    FORMER = "FORMER", "与最近用过的口令相同", "was used before"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInPolicy:
    """
    What an operator decides about signing in (等保三级: complexity, change, lock, time-out).

    Attributes:
        least_characters: Shortest password.
        remembered: How many former passwords may not come again.
        password_days: Days after which a password must be changed.
        failures: Wrong attempts in a row after which the account is locked for a while.
        lock_for: How long that is; it doubles with every further round of failures.
        idle: A session ends when nothing was asked for so long.
        longest: A session ends after so long whatever happens.
        unused_days: An account that nobody used for so long is told as unused.
    """

    least_characters: int = 10
    remembered: int = 5
    password_days: int = 90
    failures: int = 5
    lock_for: timedelta = timedelta(minutes=15)
    idle: timedelta = timedelta(minutes=15)
    longest: timedelta = timedelta(hours=10)
    unused_days: int = 90


_MOST_CHARACTERS = 128
_FREE_FAILURES = 2
_FIRST_DELAY = timedelta(seconds=2)
_LONGEST_LOCK = timedelta(hours=4)
_LONGEST_RUN = 3
_COMMON = ("password", "passw0rd", "qwerty", "admin", "welcome", "letmein", "fengqiao", "abc123", "iloveyou", "woaini")


def weaknesses(password: str, policy: SignInPolicy, *, code: str, display: str) -> tuple[Weakness, ...]:
    """
    Return everything that is wrong with *password* for the account *code* of *display*, former ones aside.

    >>> [weakness.value for weakness in weaknesses("aaaa", SignInPolicy(), code="K3-07", display="窗口")]
    ['SHORT', 'PLAIN', 'COMMON']
    """
    lowered = password.lower()
    faults = {
        Weakness.SHORT: len(password) < policy.least_characters,
        Weakness.LONG: len(password) > _MOST_CHARACTERS,
        Weakness.PLAIN: _kinds(password) < 3,
        Weakness.NAMED: code.lower() in lowered or (len(display) > 1 and display.lower() in lowered),
        Weakness.COMMON: any(word in lowered for word in _COMMON) or _longest_run(lowered) > _LONGEST_RUN,
    }
    return tuple(weakness for weakness, is_so in faults.items() if is_so)


def _kinds(password: str) -> int:
    """Return how many kinds of characters there are; a Chinese character is a sign."""
    return len(
        {
            "upper" if mark.isupper() else "lower" if mark.islower() else "digit" if mark.isdigit() else "sign"
            for mark in password
        }
    )


def _longest_run(text: str) -> int:
    """Return the length of the longest run of equal or consecutive characters, such as ``1111``, ``1234``, ``dcba``."""
    longest = length = 1
    former = None
    for one, other in pairwise(text):
        step = ord(other) - ord(one)
        length = length + 1 if step == former and step in (-1, 0, 1) else 2 if step in (-1, 0, 1) else 1
        former = step
        longest = max(longest, length)
    return longest


def held_for(failures: int, policy: SignInPolicy) -> timedelta:
    """
    Return how long nobody may try again after *failures* wrong attempts in a row.

    The first two cost nothing, then the delay doubles; at the policy's number the account is locked, twice as long with
    each round more, four hours at most.

    >>> [str(held_for(failures, SignInPolicy())) for failures in (1, 2, 3, 4, 5, 10)]
    ['0:00:00', '0:00:00', '0:00:02', '0:00:04', '0:15:00', '0:30:00']
    """
    rounds, rest = divmod(failures, policy.failures)
    if rounds and not rest:
        return min(policy.lock_for * (1 << min(rounds - 1, 10)), _LONGEST_LOCK)
    beyond = failures - _FREE_FAILURES
    return timedelta(0) if beyond <= 0 else min(_FIRST_DELAY * (1 << min(beyond - 1, 20)), policy.lock_for)


def is_over(now: datetime, *, seen_at: datetime, until: datetime, policy: SignInPolicy) -> bool:
    """Return whether a session that was last used at *seen_at* and lasts until *until* has ended by *now*."""
    return now >= until or now - seen_at >= policy.idle


def must_change(now: datetime, changed_at: datetime, policy: SignInPolicy) -> bool:
    """Return whether a password that was chosen at *changed_at* is too old."""
    return now - changed_at >= timedelta(days=policy.password_days)
