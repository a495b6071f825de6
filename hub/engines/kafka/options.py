"""How an engine is opened, and what the cluster must have for it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from hub.bus.kafka import KafkaAccess
from hub.core.errors import ConfigurationError
from hub.core.ports import Processor
from hub.core.topics import CUTS
from hub.engines.kafka.changelog import changelog_of
from hub.engines.kafka.cuts import PLACE as CUTS_PLACE
from hub.engines.kafka.cuts import Cuts, generation_key
from hub.engines.kafka.holding import Noted, Probe, Tell
from hub.engines.kafka.owner import Owner
from hub.engines.kafka.writing import write_once
from hub.engines.processing.observing import Observer, unobserved
from hub.engines.processing.states import CACHED_STATES


def _no_probe(sub_step: str) -> None:
    """Ignore *sub_step*."""


def _any_note(note: str | None) -> None:
    """Work on under whatever *note* says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KafkaEngineOptions:
    """
    How an engine is opened.

    Attributes:
        shards: Partitions of every processor's topic.
        own: Shards that this worker owns at once, None for all; others may follow by :meth:`KafkaEngine.own`.
        generation: A higher one computes all states anew from the log, beside those of the former one.
        probe: Told of each sub-step, for fault tests and traces.
        tell: Takes sentences for whoever watches the worker.
        cached_states: States kept decoded per processor and shard.
        batch: Entries that one batch takes of each partition.
        observe: Told of each batch, for metrics.
        closed_too: Run a hub that is closed to everybody else: only who moves it does.
        noted: Told the note of the settings before a shard is taken over and before each batch; it raises where the
            processors were made under another one, and nothing more is taken then.
    """

    shards: int = 2
    own: Iterable[int] | None = None
    generation: int = 1
    probe: Probe = _no_probe
    tell: Tell = logging.getLogger("hub.engines.kafka").warning
    cached_states: int = CACHED_STATES
    batch: int = 2_000
    observe: Observer = unobserved
    monotonic: Callable[[], float] = time.monotonic
    closed_too: bool = False
    noted: Noted = _any_note


def check_topics(
    processors: Sequence[Processor[object]], options: KafkaEngineOptions, there: Mapping[str, int]
) -> None:
    """
    Hold processors and topics, of which *there* are so many partitions, to what the engine needs.

    Raises:
        ConfigurationError: a name or a topic serves two processors, or a topic isn't there as it must be.
    """
    names = [processor.name for processor in processors]
    inputs = [processor.input for processor in processors]
    if not names or len({*names}) != len(names) or any("/" in name or not name for name in names):
        raise ConfigurationError(
            f"processors {names} need one distinct name each, without a slash", remedy="rename one of them"
        )
    if len({*inputs}) != len(inputs):
        raise ConfigurationError(f"processors {names} need one topic each", remedy="give one of them its own")
    wanted = dict.fromkeys([*inputs, changelog_of(options.generation)], options.shards) | {CUTS: 1}
    for topic, partitions in wanted.items():
        if topic not in there:
            raise ConfigurationError("the topic isn't there", where=topic, remedy="hub topics apply")
        if there[topic] != partitions:
            raise ConfigurationError(
                f"has {there[topic]} partitions, the engine needs {partitions}",
                where=topic,
                remedy="a topic's partitions never change: make a new version of the topic",
            )


def begin_generation(access: KafkaAccess, cuts: Cuts, generation: int) -> None:
    """
    Note on the cluster that the log is computed by *generation*, where it isn't yet.

    Raises:
        ConfigurationError: it's computed by a higher one.
        BusUnavailableError: the cluster doesn't answer.
    """
    newest = cuts.newest_generation()
    if newest > generation:
        cuts.close()
        raise ConfigurationError(
            f"the log is computed by generation {newest}, this engine is generation {generation}",
            remedy="open it with the generation that there is, or a higher one to compute all anew",
        )
    if newest < generation:
        owner = Owner(access, "cuts")
        owner.take_at_once()
        write_once(owner, [(CUTS_PLACE, (generation_key(generation), b""), [])])
