"""The embedded engine: one process, one SQLite file per shard."""

from __future__ import annotations

from hub.engines.embedded.arrivals import FileArrivals
from hub.engines.embedded.deadletters import DeadLetters
from hub.engines.embedded.engine import EmbeddedEngine, EngineOptions
from hub.engines.embedded.estate import EmbeddedSource, EmbeddedTarget, current_folder, point_to
from hub.engines.embedded.ground import EmbeddedGround
from hub.engines.embedded.partition import SUB_STEPS, Partition, Probe
from hub.engines.embedded.reader import EmbeddedReader
from hub.engines.processing.letters import DeadLetter

__all__ = [
    "SUB_STEPS",
    "DeadLetter",
    "DeadLetters",
    "EmbeddedEngine",
    "EmbeddedGround",
    "EmbeddedReader",
    "EmbeddedSource",
    "EmbeddedTarget",
    "EngineOptions",
    "FileArrivals",
    "Partition",
    "Probe",
    "current_folder",
    "point_to",
]
