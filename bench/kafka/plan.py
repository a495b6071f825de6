"""What every contestant of one run is told: the same broker settings, whatever each of them calls them."""

from __future__ import annotations

import json
import signal
import sys
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """
    One run of one contestant.

    Attributes:
        prefix: Put before every topic, group and transactional id of this run.
        partitions: Of the input as of the output.
        commit_interval: Seconds between two commits, of who commits by time.
        batch: Records in one batch, of who commits by batch.
        linger_ms: How long a producer waits for company of a record.
        backoff_ms: How long a transactional producer waits after the broker's "not yet".
        cache_bytes: Cache of the state store, of who counts it in bytes.
        cached_states: The same of who counts states, per partition.
        store: ``rocksdb`` or ``memory``, of who lets one choose.
        exactly_once: Whether to give exactly-once, of who lets one choose.
        folder: Where the contestant keeps its local state.
        trace: File for notes of when what happened, of who takes such notes; empty where nobody wants them.
    """

    bootstrap: str
    prefix: str
    partitions: int = 4
    commit_interval: float = 0.25
    batch: int = 2_000
    compression: str = "lz4"
    linger_ms: int = 5
    backoff_ms: int = 5
    cache_bytes: int = 32 << 20
    cached_states: int = 10_000
    store: str = "rocksdb"
    exactly_once: bool = True
    folder: str = ""
    trace: str = ""

    @property
    def source(self) -> str:
        """Name of the preloaded topic."""
        return f"{self.prefix}source"

    @property
    def target(self) -> str:
        """Name of the topic of outputs."""
        return f"{self.prefix}target"

    def write(self, path: Path) -> Path:
        """Write this plan for a contestant to read."""
        path.write_text(json.dumps(asdict(self) | {"source": self.source, "target": self.target}), encoding="utf-8")
        return path


def plan_of_process() -> Plan:
    """Return the plan that this process was started with."""
    told = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    return Plan(**{name: value for name, value in told.items() if name not in ("source", "target")})


class Stop:
    """Whether this process was asked to end."""

    def __init__(self) -> None:
        self.is_asked = False
        signal.signal(signal.SIGTERM, self._ask)

    def _ask(self, _number: int, _frame: object) -> None:
        self.is_asked = True
