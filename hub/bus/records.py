"""What every bus holds a record to: its size, its key, its time, and the partition that its key belongs to."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime, timedelta

from hub.core.errors import PermanentError

RECORD_CAP = 4 << 20
"""Bytes of one record's value and headers: a record is a statement, not a file."""

KEY_CAP = 1024

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def check_record(topic: str, key: str, size: int, time: datetime) -> None:
    """
    Hold a record of *size* bytes (value and headers) to what every bus takes.

    Raises:
        PermanentError: too large, a key that is no valid text, or a time without zone.
    """
    if size > RECORD_CAP:
        raise PermanentError(
            f"record of {size} bytes is over the cap of {RECORD_CAP}", where=topic, remedy="send files by reference"
        )
    if not 0 < len(key) <= KEY_CAP or not is_text(key):
        raise PermanentError(f"key must be 1 to {KEY_CAP} characters of valid text", where=topic)
    if time.tzinfo is None:
        raise PermanentError("a record's time needs a zone", where=topic, remedy="give UTC")


def is_text(key: str) -> bool:
    """Return whether *key* can be stored as UTF-8 (a lone surrogate can't)."""
    try:
        key.encode()
    except UnicodeEncodeError:
        return False
    return True


def to_micros(instant: datetime) -> int:
    """
    Return *instant* (aware) in whole microseconds since 1970 UTC.

    >>> to_micros(datetime(1970, 1, 2, tzinfo=UTC))
    86400000000
    """
    return (instant - EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """
    Return the UTC instant of *micros*.

    >>> from_micros(86400000000).isoformat()
    '1970-01-02T00:00:00+00:00'
    """
    return EPOCH + timedelta(microseconds=micros)


def shard_of(key: str, shards: int) -> int:
    """
    Return the shard of *key*: stable over processes, machines and Python versions.

    >>> [shard_of(key, 4) for key in ("A1", "A2", "B7")]
    [1, 3, 3]
    """
    return zlib.crc32(key.encode()) % shards
