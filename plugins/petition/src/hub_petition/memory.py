"""
What earlier nights said: the cursor of an office that only ever sends everything it has.

A snapshot forgets. Which petitions were there last night, who was asked to mediate before, and for how many nights a
petition has been missing all stand in the cursor, so they move in one step with what the hub has taken.
"""

from __future__ import annotations

import base64
import zlib
from dataclasses import dataclass, field, replace
from typing import Self

from pydantic import BaseModel, ConfigDict

Sighting = tuple[str, str, str]
"""Instant of the snapshot (ISO), 调解单位 and 调解状态 as they first stood together."""


Dates = tuple[str, str, str]
"""受理日期, 告知日期 and 答复日期 as they stood together."""


class Known(BaseModel):
    """
    One petition as the last snapshots had it.

    ``generation`` counts how often the office has registered it: one that comes back after its withdrawal is new.
    """

    model_config = ConfigDict(frozen=True)

    digest: str
    root: str = ""
    sightings: tuple[Sighting, ...] = ()
    dates: tuple[Dates, ...] = ()
    missing: int = 0
    generation: int = 1
    withdrawn: bool = False


class _Stored(BaseModel):
    rows: dict[str, Known]
    taken: dict[str, str]
    held: dict[str, str]
    acks: dict[str, str]
    last_at: str
    size: int


@dataclass(frozen=True, slots=True)
class Memory:
    """
    The cursor, unpacked.

    Attributes:
        rows: Petitions by number.
        taken: Snapshot files that were read, by name, with their digest.
        held: Snapshot files that were refused or held, by name, with their digest.
        acks: Acknowledgement files that were read.
        last_at: Instant of the last snapshot taken (ISO), empty before the first.
        size: Number of petitions in it.
    """

    rows: dict[str, Known] = field(default_factory=dict)
    taken: dict[str, str] = field(default_factory=dict)
    held: dict[str, str] = field(default_factory=dict)
    acks: dict[str, str] = field(default_factory=dict)
    last_at: str = ""
    size: int = 0

    @classmethod
    def unpack(cls, cursor: str | None) -> Self:
        """Return what *cursor* holds; None is a system never read."""
        if not cursor:
            return cls()
        stored = _Stored.model_validate_json(zlib.decompress(base64.b85decode(cursor)))
        return cls(stored.rows, stored.taken, stored.held, stored.acks, stored.last_at, stored.size)

    def pack(self) -> str:
        """Return this as a cursor."""
        stored = _Stored(
            rows=self.rows, taken=self.taken, held=self.held, acks=self.acks, last_at=self.last_at, size=self.size
        )
        return base64.b85encode(zlib.compress(stored.model_dump_json(exclude_defaults=True).encode())).decode()

    def passing(self, name: str, digest: str) -> Memory:
        """Return this with the snapshot file *name* held."""
        return replace(self, held={**self.held, name: digest})

    def without_vanished(self, snapshots: set[str], acks: set[str]) -> Memory:
        """Return this without files that are no longer in their folders, so the cursor doesn't grow for ever."""
        return replace(
            self,
            taken={name: digest for name, digest in self.taken.items() if name in snapshots},
            held={name: digest for name, digest in self.held.items() if name in snapshots},
            acks={name: digest for name, digest in self.acks.items() if name in acks},
        )
