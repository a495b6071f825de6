"""
One worker as a process of its own: ``python -m hub.testing.faults.worker ORDERS``.

It takes commands as lines of JSON on its standard input (own these shards, die or stop at the n-th sub-step of a name,
pause, end) and reports what it did as lines of JSON on its standard output.
"""

from __future__ import annotations

import faulthandler
import json
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from hub.bus.kafka import KafkaAccess
from hub.core.errors import BusUnavailableError, StaleOwnerError
from hub.engines.kafka import KafkaEngine, KafkaEngineOptions
from hub.testing.faults.weakened import engine_type
from hub.testing.faults.workloads import workload_of

STALE = 3
"""Exit code of a worker that found another owner: what supervises it starts it again."""

_MOST_PAGES = 1 << 30
_WAIT_SECONDS = 0.05
_PAUSE_SECONDS = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """What a worker is told when it starts."""

    bootstrap: str
    prefix: str
    folder: str
    workload: str
    seed: int
    shards: int
    batch: int
    weak: str = ""


@dataclass(slots=True)
class Fuse:
    """
    Raises a signal in this process when a sub-step is reached for the n-th time.

    What was sent until then stands on its topics: a death that nobody can see would prove little.
    """

    flush: Callable[[], None]
    sub_step: str = ""
    left: int = 0
    number: int = 0

    def __call__(self, sub_step: str) -> None:
        """Burn down where *sub_step* is the one."""
        if sub_step != self.sub_step:
            return
        self.left -= 1
        if self.left == 0:
            self.flush()
            report(fuse=sub_step)
            os.kill(os.getpid(), self.number)


def report(**what: object) -> None:
    """Tell who supervises this process."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


@dataclass(slots=True)
class Worker:
    """
    Runs an engine as it's told, until it's told to end or finds another owner.

    ``room`` is how many bytes each copy may grow, None for as many as the disk has.
    """

    orders: Orders
    commands: queue.Queue[dict[str, object]]
    wanted: tuple[int, ...] = ()
    paused: bool = False
    ending: bool = False
    room: int | None = None
    engine: KafkaEngine | None = None
    fuse: Fuse = field(init=False)

    def __post_init__(self) -> None:
        self.fuse = Fuse(self._flush)

    def _flush(self) -> None:
        if self.engine is not None:
            self.engine.flush()

    def run(self) -> int:
        """Work; return the exit code."""
        while not self.ending:
            self._take_commands()
            if self.paused or self.ending:
                continue
            try:
                self._work()
            except StaleOwnerError as error:
                report(stale=str(error))
                return STALE
            except BusUnavailableError as error:
                report(unavailable=str(error))
                self._take_commands(_PAUSE_SECONDS)
        if self.engine is not None:
            self.engine.close()
        return 0

    def _work(self) -> None:
        if self.engine is None:
            self.engine = self._open()
        if tuple(sorted(self.engine.owned)) != self.wanted:
            self.engine.own(self.wanted)
            self._limit()
            report(owned=list(self.wanted))
        if not self.wanted:
            self._take_commands(_PAUSE_SECONDS)
            return
        taken = self.engine.run_batch(_WAIT_SECONDS)
        if taken:
            report(taken=taken)

    def _limit(self) -> None:
        """Let each copy grow by no more than the room that was told, as on a full disk."""
        for shard in () if self.engine is None else self.engine._shards.values():  # noqa: SLF001 - a fault's hand
            connection = shard._store.connection  # noqa: SLF001 - as above
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            (size,) = connection.execute("PRAGMA page_size").fetchone()
            most = _MOST_PAGES if self.room is None else pages + self.room // size
            connection.execute(f"PRAGMA max_page_count={most}")

    def _open(self) -> KafkaEngine:
        orders = self.orders
        workload = workload_of(orders.workload, orders.seed)
        return engine_type(orders.weak)(
            KafkaAccess(bootstrap=orders.bootstrap, prefix=orders.prefix),
            Path(orders.folder),
            workload.processors(),
            workload.serde,
            KafkaEngineOptions(shards=orders.shards, own=(), probe=self.fuse, batch=orders.batch, cached_states=4),
        )

    def _take_commands(self, wait: float = 0.0) -> None:
        patience = _PAUSE_SECONDS if self.paused else wait
        try:
            self._obey(self.commands.get(timeout=patience) if patience else self.commands.get_nowait())
            while True:
                self._obey(self.commands.get_nowait())
        except queue.Empty:
            return

    def _obey(self, command: dict[str, object]) -> None:
        match command:
            case {"own": list(shards)}:
                self.wanted = tuple(sorted(shards))
            case {"again": True} if self.engine is not None:
                self.engine.own(())
            case {"fuse": [str(sub_step), int(left), int(number)]}:
                self.fuse.sub_step, self.fuse.left, self.fuse.number = sub_step, left, number
            case {"pause": bool(paused)}:
                self.paused = paused
            case {"room": int(room)}:
                self.room = room if room >= 0 else None
                self._limit()
            case {"end": True}:
                self.ending = True
            case _:
                return


def _listen(commands: queue.Queue[dict[str, object]]) -> None:
    for line in sys.stdin:
        commands.put(json.loads(line))
    commands.put({"end": True})


def main(arguments: list[str]) -> int:
    """Run one worker."""
    orders = Orders(**json.loads(arguments[0]))
    commands: queue.Queue[dict[str, object]] = queue.Queue()
    threading.Thread(target=_listen, args=(commands,), daemon=True).start()
    report(started=os.getpid())
    return Worker(orders, commands).run()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # who supervises asks a worker that stands still where it stands
    faulthandler.register(signal.SIGUSR1)
    sys.exit(main(sys.argv[1:]))
