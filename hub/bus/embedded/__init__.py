"""The embedded bus: one SQLite file per partition shard, in one folder."""

from __future__ import annotations

from hub.bus.embedded.log import EmbeddedBus
from hub.bus.embedded.shard import Shard, Writing
from hub.bus.entries import Entry, Kind

__all__ = ["EmbeddedBus", "Entry", "Kind", "Shard", "Writing"]
