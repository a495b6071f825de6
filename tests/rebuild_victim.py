"""A process that rebuilds a toy processor and kills itself half-way: ``python -m tests.rebuild_victim``."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from hub.engines.embedded import EmbeddedGround
from hub.engines.embedded.ground import EmbeddedHold
from hub.engines.rebuild import Progress, Rebuild, Subject
from tests.toys import JsonSerde, processors


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class DyingGround(EmbeddedGround):
    """Dies at the named moment of a switch."""

    moment = ""

    @contextmanager
    def hold(self) -> Iterator[Sequence[EmbeddedHold]]:
        with super().hold() as held:
            yield held
            if self.moment == "installed":
                die()
            if self.moment == "half committed":
                # what the first file's end would do, and then nothing more
                held[0].connection.execute("COMMIT")
                die()
        if self.moment == "committed":
            die()


def open_rebuild(folder: Path, moment: str = "", chosen: Sequence[object] | None = None) -> Rebuild:
    ground = DyingGround(folder / "log")
    ground.moment = moment
    return Rebuild(ground, Subject("booking", chosen or processors(), "test"), JsonSerde(), folder / "rebuild")


def run(folder: Path, moment: str) -> None:
    steps = int(moment) if moment.isdigit() else -1
    left = [steps]

    def watch(progress: Progress) -> None:
        left[0] -= 1
        if left[0] == 0:
            die()

    work = open_rebuild(folder, moment)
    work.replay(watch)
    work.switch(accept=False)


if __name__ == "__main__":
    run(Path(sys.argv[1]), sys.argv[2])
