"""
Whether a hub's log takes anything now: a hub that is moved, or was, is closed to everybody who appends.

The note stands on the topic of cuts. Whoever writes takes the right to write first (a transactional id) and reads the
note then; whoever closes writes the note first and takes every such right away then (:mod:`hub.bus.kafka.fencing`). So
nobody appends to a log that was closed, however long it was frozen between looking and writing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from hub.core.errors import StaleOwnerError
from hub.core.ports import StoredRecord
from hub.core.topics import CUTS

NOTE = "note/"
"""What keys of the topic of cuts begin with whose newest value counts."""

CLOSED = "closed"
"""Note that says why nobody may work on the log: the hub is being moved, or was; empty when it's open."""

CLOSED_KEY = NOTE + CLOSED
MOVED = "moved to"
_VERSION = re.compile(rf"{MOVED} version (\d+) with (\d+) shards")


def version_note(version: int, shards: int) -> str:
    """
    Return what a note calls *version* of the topics with *shards*.

    >>> read_version(f"{MOVED} {version_note(2, 8)}")
    (2, 8)
    """
    return f"version {version} with {shards} shards"


def read_version(closed: str) -> tuple[int, int] | None:
    """Return the version and number of shards to which a hub has moved that says *closed*, None for any other note."""
    found = _VERSION.fullmatch(closed)
    return None if found is None else (int(found[1]), int(found[2]))


def newest_closed(read: Callable[[int], Sequence[StoredRecord]]) -> str:
    """Return what the topic of cuts, of which *read* gives pages from an offset on, says last about being closed."""
    closed, offset = "", 0
    while page := read(offset):
        offset = page[-1].offset + 1
        closed = next((one.value.decode() for one in reversed(page) if one.key == CLOSED_KEY), closed)
    return closed


def closed_error(closed: str, where: str = CUTS) -> StaleOwnerError:
    """Return what is told to whoever would work on a log that says *closed*."""
    found = read_version(closed)
    if found is None:
        return StaleOwnerError(
            "the hub is being moved, or was moved, to another place",
            where=where,
            remedy="finish the move, or undo it, then start the hub again",
        )
    version, shards = found
    return StaleOwnerError(
        f"the hub was moved to {shards} shards",
        where=where,
        remedy=f"write shards = {shards} and topic_version = {version} on this machine, then start again",
    )
