"""Records that no processor can take, as a foreign program or a damaged one would put them on a topic."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from hub.bus.records import to_micros

Headers = tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True)
class Raw:
    """A record as Kafka takes it, beside all checks of the hub. ``partition`` None is that of its key."""

    key: bytes | None
    value: bytes | None
    headers: Headers
    astray: bool = False


def _with(name: str, value: bytes) -> Callable[[Raw], Raw]:
    return lambda raw: replace(raw, headers=(*(h for h in raw.headers if h[0] != name), (name, value)))


POISONS: dict[str, Callable[[Raw], Raw]] = {
    "undecodable": lambda raw: replace(raw, value=b"\xff\xfe no record at all"),
    "unknown schema": lambda raw: replace(raw, value=b"\x00\x7f\xff\xff\xff" + b"x" * 40),
    "tombstone": lambda raw: replace(raw, value=None),
    "empty value": lambda raw: replace(raw, value=b""),
    "no key": lambda raw: replace(raw, key=None),
    "key that is no text": lambda raw: replace(raw, key=b"\xff\xfe\xfd"),
    "wrong partition": lambda raw: replace(raw, astray=True),
    "oversized headers": lambda raw: replace(raw, value=b"\xff", headers=(*raw.headers, ("x", b"y" * 400_000))),
    "header that is no text": _with("agency", b"\xff\xfe"),
    "kind that is no number": _with("hub-kind", b"many"),
    "kind that there isn't": _with("hub-kind", b"77"),
    "time that is no number": _with("hub-time", b"yesterday"),
    "time beyond the calendar": _with("hub-time", b"9" * 30),
}
"""By name, what each makes of a record that is good."""


def good(key: str, value: bytes, at: datetime) -> Raw:
    """Return a record as the hub would write it."""
    return Raw(key.encode(), value, (("hub-time", str(to_micros(at)).encode()),))
