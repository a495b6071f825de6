"""A worker on Kafka that meets a signal at named sub-steps: ``python -m tests.kafka_victim``."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from hub.bus.kafka import KafkaAccess
from hub.core.errors import StaleOwnerError
from hub.engines.kafka import SUB_STEPS, KafkaEngine, KafkaEngineOptions
from tests.toys import JsonSerde, processors

STALE = 3
"""Exit code of a process that found another owner."""


def run(access: KafkaAccess, folder: Path, sub_step: str, reached: int, number: int) -> int:
    """Run until *sub_step* was reached *reached* times, then raise signal *number*, and go on where that's possible."""
    left = [reached]

    def probe(name: str) -> None:
        if name == sub_step:
            left[0] -= 1
            if left[0] == 0:
                # who freezes in the midst of a transaction has sent what it holds back
                engine.flush()
                os.kill(os.getpid(), number)

    options = KafkaEngineOptions(shards=1, probe=probe, batch=4)
    engine = KafkaEngine(access, folder, processors(), JsonSerde(), options)
    try:
        engine.run_until_idle()
    except StaleOwnerError:
        return STALE
    return 0


def killed_at_every_sub_step(access: KafkaAccess, folder: Path) -> int:
    """Let one worker after the other die, each at another sub-step; return at how many sub-steps one died."""
    died = 0
    for sub_step in SUB_STEPS:
        # forked before there's any client: a child has no thread that it lacks
        child = os.fork()
        if child == 0:
            reached = 1 if sub_step in {"shard taken over", "changelog followed"} else 2
            os._exit(run(access, folder, sub_step, reached, signal.SIGKILL))
        _, status = os.waitpid(child, 0)
        died += os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    return died


if __name__ == "__main__":
    bootstrap, prefix, place, *rest = sys.argv[1:]
    known = KafkaAccess(bootstrap=bootstrap, prefix=prefix)
    if rest:
        sys.exit(run(known, Path(place), rest[0], int(rest[1]), int(rest[2])))
    sys.exit(0 if killed_at_every_sub_step(known, Path(place)) == len(SUB_STEPS) else 1)
