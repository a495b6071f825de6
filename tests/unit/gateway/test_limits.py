"""Bounds of a call, without a network."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.gateway.errors import BusyError, TooLargeError, TooSlowError
from hub.gateway.limits import Bucket, Rate, read_body

START = datetime(2026, 3, 3, tzinfo=UTC)


async def pieces(*chunks: bytes, then_wait: bool = False) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk
    if then_wait:
        await asyncio.Event().wait()


def test_a_body_is_read_to_its_end() -> None:
    assert asyncio.run(read_body(pieces(b"ab", b"c"), 3)) == b"abc"


def test_a_body_that_is_too_large_is_read_no_further() -> None:
    with pytest.raises(TooLargeError):
        asyncio.run(read_body(pieces(b"ab", b"cd", then_wait=True), 3))


def test_a_body_that_does_not_arrive_is_given_up() -> None:
    with pytest.raises(TooSlowError, match="didn't arrive"):
        asyncio.run(read_body(pieces(b"ab", then_wait=True), 3, seconds=0.01))


@given(
    st.lists(st.tuples(st.integers(1, 40), st.integers(0, 30)), max_size=60),
    st.integers(1, 20),
    st.integers(1, 50),
)
def test_no_more_than_agreed_passes_in_any_time(calls: list[tuple[int, int]], per_second: int, at_once: int) -> None:
    bucket = Bucket(Rate(per_second=per_second, at_once=at_once))
    now, passed, largest = START, 0, 0
    for amount, pause in calls:
        now += timedelta(seconds=pause)
        try:
            bucket.take(amount, now)
        except BusyError as error:
            with pytest.raises(BusyError):
                bucket.take(amount, now)
            now += timedelta(seconds=error.retry_after)
            bucket.take(amount, now)
        passed += amount
        largest = max(largest, amount)
        assert passed <= at_once + per_second * (now - START).total_seconds() + largest
