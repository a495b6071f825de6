"""The shards that one worker owns, run together: while the cluster commits what one has done, the others go on."""

from __future__ import annotations

from collections.abc import Callable

from hub.core.errors import HubError, StaleOwnerError
from hub.engines.kafka.shard import KafkaShard

_ANSWER_WAIT = 0.002
"""How long to wait for records before it's looked again whether a commit is answered."""

_SECONDS = 0.25
"""After so long nothing more is begun before all that was begun has ended: the worker has other tasks, too."""

Fetch = Callable[[float], None]
"""Queues what comes, waiting at most so many seconds for the first of it."""


class Team:
    """Whatever befalls one shard, the others go on; a shard that another worker has taken over is let go of."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self.shards: dict[int, KafkaShard] = {}

    def working(self) -> list[KafkaShard]:
        """Return the shards that have something to take."""
        return [shard for shard in self.shards.values() if shard.has_work()]

    def has_work(self) -> bool:
        """Return whether a shard has something to take, or is still coming."""
        return any(not shard.runs or shard.has_work() for shard in self.shards.values())

    def come(self, faults: list[HubError]) -> None:
        """Let every shard that is coming take a step; what befalls one is added to *faults*."""
        for shard in [each for each in self.shards.values() if not each.runs]:
            self._guarded(shard, shard.come, faults)

    def run(self, fetch: Fetch, faults: list[HubError]) -> int:
        """
        Let every shard that has something to do run a batch; return how many entries were taken.

        While the cluster commits the batch of one shard, the others go on, with what *fetch* brings meanwhile, too. At
        the return nothing is under way. What befalls one is added to *faults*, and then nothing more is begun.
        """
        ends = self._monotonic() + _SECONDS
        taken = sum(self._guarded(shard, shard.begin_batch, faults) for shard in self.working())
        while waiting := [shard for shard in self.shards.values() if shard.is_under_way]:
            answered = [shard for shard in waiting if shard.is_answered]
            taken += sum(self._guarded(shard, shard.end_batch, faults) for shard in answered)
            if faults or len(answered) == len(waiting) or self._monotonic() >= ends:
                # in turn, each for as long as the question may last
                taken += sum(self._guarded(shard, shard.end_batch, faults) for shard in waiting)
                continue
            try:
                fetch(0.0 if answered else _ANSWER_WAIT)
            except HubError as error:
                faults.append(error)
                continue
            idle = [shard for shard in self.working() if not shard.is_under_way]
            taken += sum(self._guarded(shard, shard.begin_batch, faults) for shard in idle)
        return taken

    def _guarded(self, shard: KafkaShard, run: Callable[[], int], faults: list[HubError]) -> int:
        try:
            return run()
        except StaleOwnerError as error:
            del self.shards[shard.number]
            shard.lose(error)
            faults.append(error)
        except HubError as error:
            faults.append(error)
        return 0
