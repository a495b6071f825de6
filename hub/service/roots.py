"""Disputes found by any root of theirs: what was reported apart and joined since leads to where it belongs now."""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.knowledge import Knowledge
from hub.core.ports import HubReader
from hub.processors import Lifecycle
from hub.processors.codec import MsgpackCodec
from hub.processors.lifecycle import LifecycleState
from hub.service.links import side_of

_LIFE: MsgpackCodec[LifecycleState] = MsgpackCodec(LifecycleState)


@dataclass(frozen=True, slots=True)
class HubKnown:
    """What the hub knows, by any root of a dispute: reports that were joined lead to the dispute that they joined."""

    reader: HubReader | None

    def of_root(self, root: str) -> Knowledge | None:
        """Return what the hub knows of the dispute to which *root* belongs now."""
        if self.reader is None:
            return None
        side = side_of(self.reader, root)
        state = self.reader.state(Lifecycle.name, root if side is None else side.dispute)
        return None if state is None else _LIFE.decode(state).knowledge
