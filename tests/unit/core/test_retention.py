"""The alarm of retention: it comes while everything can still be read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hub.core.retention import Standing, Unread

NOW = datetime(2026, 6, 1, tzinfo=UTC)
WEEK = timedelta(days=7)
READER = Unread(
    group="forwarder", topic="submissions.court", partition=0, position=5, start=2, end=9,
    oldest_at=NOW - timedelta(hours=1), keep=WEEK,
)  # fmt: skip


@pytest.mark.parametrize(
    ("age", "standing"),
    [
        (timedelta(0), Standing.FINE),
        (WEEK / 2 - timedelta(minutes=1), Standing.FINE),
        (WEEK / 2, Standing.ATTEND),
        (WEEK * 0.8, Standing.STOPPED),
        (WEEK * 2, Standing.STOPPED),
    ],
)
def test_age_calls_before_the_record_may_go(age: timedelta, standing: Standing) -> None:
    reader = replace(READER, oldest_at=NOW - age)
    assert reader.standing(NOW) is standing
    assert reader.expires_at == NOW - age + WEEK


@pytest.mark.parametrize(
    ("unread", "standing"), [(499, Standing.FINE), (500, Standing.ATTEND), (800, Standing.STOPPED)]
)
def test_size_calls_before_the_record_may_go(unread: int, standing: Standing) -> None:
    assert replace(READER, unread_bytes=unread, keep_bytes=1000).standing(NOW) is standing


def test_who_has_read_all_is_fine_however_old_the_topic_is() -> None:
    reader = replace(READER, position=9, oldest_at=None, unread_bytes=10**9, keep_bytes=1)
    assert (reader.lag, reader.used(NOW), reader.standing(NOW)) == (0, 0.0, Standing.FINE)


def test_what_is_kept_for_ever_never_calls() -> None:
    assert replace(READER, keep=None, oldest_at=NOW - 100 * WEEK).standing(NOW) is Standing.FINE


def test_what_was_removed_unread_is_counted() -> None:
    reader = replace(READER, start=8)
    assert (reader.lost, reader.lag, reader.standing(NOW)) == (3, 1, Standing.STOPPED)
    assert replace(reader, group="").lost == 0  # nobody had begun to read: nothing tells what was his
