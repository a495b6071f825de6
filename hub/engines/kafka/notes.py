"""What is noted about a hub as a whole, on the topic of cuts: whether it's open, where it is, how far a move is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hub.bus.kafka import KafkaAccess
from hub.bus.kafka.gate import CLOSED, NOTE
from hub.core.errors import ConfigurationError
from hub.core.topics import CUTS
from hub.engines.kafka.cuts import PLACE, Cuts, put_key
from hub.engines.kafka.ends import Ends
from hub.engines.kafka.owner import Owner
from hub.engines.kafka.writing import write_once

MOVES = "moves"
"""Note of how often the hub was moved before."""

ARRIVING = "arriving"
"""Note of a hub that is carried there: its number of shards, or :data:`UNDONE`."""

UNDONE = "undone"

SUB_STEPS = (
    "arriving noted", "closed", "writers turned away", "taken in", "stopped", "page written", "installed", "sealed",
    "left",
)  # fmt: skip
"""Every sub-step at which a move may die; pages are written before the hub is closed, too."""


@dataclass(frozen=True, slots=True)
class Yard:
    """A hub's part of a cluster, with a folder of this machine for copies; ``probe`` is told of each sub-step."""

    access: KafkaAccess
    shards: int
    folder: Path
    probe: Callable[[str], None] = lambda _sub_step: None


class Notes:
    """
    Reads and writes the notes of the hub of *yard*.

    Raises:
        ConfigurationError: there's no topic of cuts.
    """

    def __init__(self, yard: Yard) -> None:
        self._access = yard.access
        self._ends = ends = Ends(yard.access)
        if not ends.partitions().get(CUTS):
            raise ConfigurationError("the topic isn't there", where=CUTS, remedy="hub topics apply")
        self._shards = yard.shards
        self.cuts = Cuts(yard.access, ends, yard.shards, 1)

    def get(self, name: str) -> str | None:
        """Return the newest note *name*."""
        self.cuts.catch_up()
        return self.cuts.notes.get(name)

    def put(self, notes: Mapping[str, str]) -> None:
        """Write *notes* in one transaction, to be read by whoever looks from now on."""
        owner = Owner(self._access, "cuts")
        owner.take_at_once()
        write_once(owner, ((PLACE, (NOTE + name, text.encode()), []) for name, text in notes.items()))
        self._ends.settle([PLACE])

    @property
    def closed(self) -> str:
        """Why nobody may work on the hub, empty where anybody may."""
        return self.get(CLOSED) or ""

    def put_keys(self, keys: Sequence[str]) -> None:
        """Write what only its key says."""
        owner = Owner(self._access, "cuts")
        owner.take_at_once()
        write_once(owner, ((PLACE, (key, b""), []) for key in keys))
        self._ends.settle([PLACE])

    def passed(self) -> list[str]:
        """Return the markers that every shard has passed."""
        self.cuts.catch_up()
        put = [key.removeprefix(put_key("")) for key in self.cuts.keys if key.startswith(put_key(""))]
        return sorted(marker for marker in put if self.cuts.is_complete(marker))

    def close(self) -> None:
        """Let go of the connection."""
        self.cuts.close()
