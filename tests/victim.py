"""A process that runs an engine until a named sub-step, and there sends itself a signal: ``python -m tests.victim``."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from hub.bus.embedded import EmbeddedBus
from hub.core.errors import StaleOwnerError
from hub.engines.embedded import EmbeddedEngine, EngineOptions
from tests.toys import SENT, JsonSerde, orders, processors

STALE = 3
"""Exit code of a process that found another owner."""


class DyingBus(EmbeddedBus):
    """Dies between the commit of an append's home shard and the others."""

    def _fetch(self, dest: int) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


def run(folder: Path, sub_step: str, reached: int, number: int) -> int:
    """Run until *sub_step* was reached *reached* times, then raise signal *number*."""
    left = [reached]

    def probe(name: str) -> None:
        if name == sub_step:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), number)

    try:
        EmbeddedEngine.open(folder, processors(), JsonSerde(), EngineOptions(probe=probe, batch=10)).run_until_idle()
    except StaleOwnerError:
        return STALE
    return 0


def append(folder: Path) -> int:
    """Append orders to a bus that dies half-way."""
    serde = JsonSerde()
    bus = DyingBus.open(folder)
    bus.append(SENT, [(key, serde.encode(SENT, order), at, headers) for key, order, at, headers in orders(60)])
    return 0


if __name__ == "__main__":
    target = Path(sys.argv[1])
    sys.exit(
        append(target) if sys.argv[2] == "append" else run(target, sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
    )
