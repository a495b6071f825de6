"""What the shards of an engine share, and what one of them holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hub.bus.kafka import KafkaAccess
from hub.core.ports import Serde
from hub.engines.kafka.cuts import Cuts
from hub.engines.kafka.ends import Ends
from hub.engines.kafka.feed import Feed
from hub.engines.kafka.owner import Owner
from hub.engines.kafka.store import LocalStore
from hub.engines.processing.observing import Observer

SUB_STEPS = (
    "shard taken over", "changelog followed", "batch begun", "records taken", "tables written", "outputs sent",
    "positions sent", "cluster committed", "batch committed",
)  # fmt: skip
"""Every sub-step at which a worker may die."""


Probe = Callable[[str], None]
Tell = Callable[[str], None]
Noted = Callable[[str | None], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardPlan:
    """
    What every shard of an engine shares.

    ``exists`` says whether a topic is there; ``tell`` takes sentences for whoever watches the worker; ``closed_too`` is
    for who has closed the hub to everybody else; ``noted`` raises where processors aren't of the settings of a note.
    """

    access: KafkaAccess
    ends: Ends
    folder: Path
    generation: int
    serde: Serde
    place: Callable[[str, str], int]
    exists: Callable[[str], bool]
    cuts: Cuts
    feed: Feed
    probe: Probe
    tell: Tell
    batch: int
    observe: Observer
    monotonic: Callable[[], float]
    closed_too: bool
    noted: Noted


@dataclass(frozen=True, slots=True)
class Holding:
    """What a shard works with: its number, the right to write, the local copy."""

    number: int
    owner: Owner
    store: LocalStore
