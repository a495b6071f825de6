"""What a run does, step by step, in words that a seed can repeat."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """What is done to a run; each value is how the table of results names it."""

    KILL = "worker killed at a sub-step"
    FREEZE = "owner frozen, replaced, woken"
    REBALANCE = "workers join and leave under load"
    BROKER_KILLED = "broker killed under load"
    BROKER_RESTARTED = "broker stopped and started under load"
    NODE_LOST = "one of three brokers lost and back"
    NETWORK_CUT = "network cut between worker and broker"
    HALF_OPEN = "connections stay open, nothing passes"
    SLOW_NETWORK = "every packet delayed"
    DISK_FULL = "worker's disk full"
    BROKER_DISK_FULL = "broker's disk full"
    POISON = "records that nobody can take"
    SLOW = "worker far behind, log read from its start"
    CLOCK = "clock steps back and ahead"
    MIXED = "several of these at once"
    RETENTION = "retention near what is unread"
    ROTATED = "certificates of another authority, node after node"
    SITE_LOST = "first site lost, second one goes on"


class Does(StrEnum):
    """One step of a run."""

    FEED = "feed slice"
    TICK = "tick at the slice's end plus minutes"
    CLOSE = "close marker"
    GO_ON = "let the workers go on"
    KILL_AT = "kill at sub-step"
    FREEZE_AT = "freeze at sub-step"
    THAW = "wake"
    ASSIGN = "assign shards to workers"
    JOIN = "join"
    LEAVE = "leave"
    PAUSE = "pause"
    RESUME = "resume"
    FILL_DISK = "fill the disk of"
    FREE_DISK = "free the disk of"
    NETWORK = "network"
    POISON = "poison"
    KILL_NODE = "kill broker"
    STOP_NODE = "stop broker"
    START_NODE = "start broker"
    FILL_BROKER = "fill the broker's disk"
    FREE_BROKER = "free the broker's disk and start it"
    EXPIRE = "remove what came in after seconds"
    AWAIT_ALARM = "wait for the alarm"
    ROTATE = "certificates"
    KILL_MIRROR = "kill the mirror and start it again"
    AWAIT_MIRROR = "wait until the second site has what came in"
    LOSE_SITE = "lose the first site, go on at the second, let it be told again slice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """
    One step.

    ``worker`` is whom it concerns (-1 for nobody), ``text`` a sub-step, marker, poison or state of the network,
    ``number`` a slice, a count, minutes or a broker, ``owners`` the worker of each shard.
    """

    does: Does
    worker: int = -1
    text: str = ""
    number: int = 0
    owners: tuple[int, ...] = ()

    def __str__(self) -> str:
        """
        Return the step as a line of the schedule.

        >>> str(Step(does=Does.KILL_AT, worker=1, text="outputs sent", number=2))
        "worker 1: kill at sub-step 'outputs sent' 2"
        """
        parts = [f"worker {self.worker}:"] if self.worker >= 0 else []
        parts.append(self.does.value)
        if self.text:
            parts.append(repr(self.text))
        if self.number or self.does in {Does.FEED, Does.TICK}:
            parts.append(str(self.number))
        if self.owners:
            parts.append(", ".join(f"shard {shard} to {owner}" for shard, owner in enumerate(self.owners)))
        return " ".join(parts)


class Stand(StrEnum):
    """What a run stands on, since not every fault can be done to a broker that others use."""

    SHARED = "one broker for many runs"
    THREE = "three brokers"
    SMALL_DISK = "a broker on a small disk"
    FORGETFUL = "a broker that removes old records at once"
    SECURED = "three secured brokers"
    TWO_SITES = "a broker, its mirror and a second broker"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """
    One run, all of it drawn from ``seed``.

    ``grouped`` workers are those of ``hub worker run``, which agree among themselves on who owns what.
    """

    seed: int
    fault: Fault
    workload: str
    shards: int
    workers: int
    batch: int
    behind_proxy: tuple[int, ...]
    on_small_disk: tuple[int, ...]
    stand: Stand
    steps: tuple[Step, ...]
    grouped: bool = False

    def lines(self) -> list[str]:
        """Return the schedule as numbered lines."""
        head = (
            f"seed {self.seed}: {self.fault}; {self.workload} on {self.shards} shards, {self.workers} workers,"
            f" batches of {self.batch}, {self.stand}{', hub worker run' if self.grouped else ''}"
        )
        return [head, *(f"{number:3} {step}" for number, step in enumerate(self.steps))]
