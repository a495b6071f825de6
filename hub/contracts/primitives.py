"""
Avro's binary primitives, as the compiled codecs call them.

Tables replace loops where a record has many of a kind: a modern timestamp is an eight-byte varint, written by four
look-ups and read by three shifts (0.3 µs instead of 0.9 µs each).
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
NULL, SOME = b"\x00", b"\x02"
MEMO_SIZE = 8192
"""Entries of a memo of codes, units, instants or facts."""

_INT_MAX, _INT_MIN = 2**31 - 1, -(2**31)
_LONG_MAX, _LONG_MIN = 2**63 - 1, -(2**63)
_INSTANTS: dict[bytes, datetime] = {}
"""Instants read lately: what one poll brought was received at one instant. A plain dict: a miss must cost little."""
_DOUBLE = struct.Struct("<d")
_LAST = tuple(bytes((n,)) if n < 128 else bytes((n & 127 | 128, n >> 7)) for n in range(1 << 14))
_PAIR = tuple(bytes((n & 127 | 128, n >> 7 | 128)) for n in range(1 << 14))


def unsigned(number: int) -> bytes:
    """Return *number* as a varint."""
    if number < 1 << 14:
        return _LAST[number]
    pieces = []
    while number >= 1 << 14:
        pieces.append(_PAIR[number & 16383])
        number >>= 14
    pieces.append(_LAST[number])
    return b"".join(pieces)


def write_long(value: int) -> bytes:
    """Return *value* as an Avro ``long``."""
    if not _LONG_MIN <= value <= _LONG_MAX:
        raise ValueError
    return unsigned(value << 1 ^ value >> 63)


def write_int(value: int) -> bytes:
    """Return *value* as an Avro ``int``."""
    if not _INT_MIN <= value <= _INT_MAX:
        raise ValueError
    zigzag = value << 1 ^ value >> 31
    return _LAST[zigzag] if zigzag < 1 << 14 else unsigned(zigzag)


def write_text(value: str) -> bytes:
    """Return *value* as an Avro ``string``."""
    encoded = value.encode()
    size = len(encoded) << 1
    return (_LAST[size] if size < 1 << 14 else unsigned(size)) + encoded


def write_bytes(value: bytes) -> bytes:
    """Return *value* as Avro ``bytes``."""
    return unsigned(len(value) << 1) + value


def write_boolean(value: bool) -> bytes:
    """Return *value* as an Avro ``boolean``."""
    if value is True:
        return b"\x01"
    if value is False:
        return b"\x00"
    raise TypeError


def write_double(value: float) -> bytes:
    """Return *value* as an Avro ``double``."""
    return _DOUBLE.pack(value)


def write_instant(value: datetime) -> bytes:
    """Return an aware instant as ``timestamp-micros``."""
    since = value - EPOCH
    micros = since.days * 86_400_000_000 + since.seconds * 1_000_000 + since.microseconds
    z = micros << 1 ^ micros >> 63
    if z < 1 << 49 or z >= 1 << 56:
        return unsigned(z)
    return _PAIR[z & 16383] + _PAIR[z >> 14 & 16383] + _PAIR[z >> 28 & 16383] + _LAST[z >> 42]


def write_day(value: date) -> bytes:
    """Return a calendar day as Avro ``date``."""
    if isinstance(value, datetime):
        raise TypeError
    return write_int(value.toordinal() - EPOCH_ORDINAL)


def write_array(values: Sequence[T], write: Callable[[T], bytes]) -> bytes:
    """Return *values* as an Avro array of one block."""
    if isinstance(values, str | bytes):
        raise TypeError
    count = len(values)
    if not count:
        return NULL
    if count == 1:
        return SOME + write(values[0]) + NULL
    return b"".join((unsigned(count << 1), *map(write, values), NULL))


def read_long(data: bytes, at: int) -> tuple[int, int]:
    """Return the ``long`` at *at* and the position after it."""
    byte = data[at]
    if byte < 128:
        return byte >> 1 ^ -(byte & 1), at + 1
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            break
        shift += 7
        if shift > 63:
            raise ValueError
    number = value >> 1 ^ -(value & 1)
    if not _LONG_MIN <= number <= _LONG_MAX:
        raise ValueError
    return number, at


def read_int(data: bytes, at: int) -> tuple[int, int]:
    """Return the ``int`` at *at* and the position after it."""
    byte = data[at]
    if byte < 128:
        return byte >> 1 ^ -(byte & 1), at + 1
    value, at = read_long(data, at)
    if not _INT_MIN <= value <= _INT_MAX:
        raise ValueError
    return value, at


def read_size(data: bytes, at: int) -> tuple[int, int]:
    """Return the length of a string or bytes at *at*, and where they begin."""
    size, at = read_long(data, at)
    if size < 0 or at + size > len(data):
        raise ValueError
    return size, at


def read_text(data: bytes, at: int) -> tuple[str, int]:
    """Return the ``string`` at *at* and the position after it."""
    size, at = read_size(data, at)
    return data[at : at + size].decode(), at + size


def read_bytes(data: bytes, at: int) -> tuple[bytes, int]:
    """Return the ``bytes`` at *at* and the position after them."""
    size, at = read_size(data, at)
    return data[at : at + size], at + size


def read_boolean(data: bytes, at: int) -> tuple[bool, int]:
    """Return the ``boolean`` at *at* and the position after it."""
    byte = data[at]
    if byte > 1:
        raise ValueError
    return byte == 1, at + 1


def read_double(data: bytes, at: int) -> tuple[float, int]:
    """Return the ``double`` at *at* and the position after it."""
    return _DOUBLE.unpack_from(data, at)[0], at + 8


def read_instant(data: bytes, at: int) -> tuple[datetime, int]:
    """Return the ``timestamp-micros`` at *at* and the position after it."""
    encoded = data[at : at + 8]
    known = _INSTANTS.get(encoded)
    if known is not None:
        return known, at + 8
    x = int.from_bytes(encoded, "little")
    if x & 0x8080808080808080 == 0x0080808080808080:
        x &= 0x7F7F7F7F7F7F7F7F
        x = x & 0x007F007F007F007F | x >> 1 & 0x3F803F803F803F80
        x = x & 0x00003FFF00003FFF | x >> 2 & 0x0FFFC0000FFFC000
        x = x & 0x000000000FFFFFFF | x >> 4 & 0x00FFFFFFF0000000
        if len(_INSTANTS) > MEMO_SIZE:
            _INSTANTS.clear()
        _INSTANTS[encoded] = instant = _instant(x >> 1 ^ -(x & 1))
        return instant, at + 8
    micros, at = read_long(data, at)
    return _instant(micros), at


def _instant(micros: int) -> datetime:
    seconds, rest = divmod(micros, 1_000_000)
    return EPOCH + timedelta(0, seconds, rest)


def read_day(data: bytes, at: int) -> tuple[date, int]:
    """Return the ``date`` at *at* and the position after it."""
    days, at = read_int(data, at)
    return date.fromordinal(days + EPOCH_ORDINAL), at


def read_array(data: bytes, at: int, read: Callable[[bytes, int], tuple[T, int]]) -> tuple[list[T], int]:
    """Return the items of the array at *at* and the position after it, of however many blocks it consists."""
    items: list[T] = []
    while True:
        count, at = read_long(data, at)
        if not count:
            return items, at
        if count < 0:
            count = -count
            _, at = read_size(data, at)
        if count > len(data):
            raise ValueError
        for _ in range(count):
            item, at = read(data, at)
            items.append(item)


class Kept(dict[K, V]):
    """A bounded memo: when it's full it starts afresh, which costs less than tracking what was used last."""

    def __setitem__(self, key: K, value: V) -> None:
        if len(self) > MEMO_SIZE:
            self.clear()
        super().__setitem__(key, value)


class WrittenTexts(Kept[str, bytes]):
    """Codes, units and systems recur: each is encoded once."""

    def __missing__(self, text: str) -> bytes:
        self[text] = encoded = write_text(text)
        return encoded


class WrittenOptionals(Kept[str | None, bytes]):
    """The same for a nullable string."""

    def __missing__(self, text: str | None) -> bytes:
        self[text] = encoded = NULL if text is None else SOME + write_text(text)
        return encoded


class ReadTexts(Kept[bytes, str]):
    """Codes that recur are decoded once and shared in memory."""

    def __missing__(self, encoded: bytes) -> str:
        self[encoded] = text = encoded.decode()
        return text
