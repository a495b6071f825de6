"""What an engine tells whoever measures it: one report a batch, whatever became of the batch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Ending(StrEnum):
    """How a batch ended."""

    COMMITTED = "committed"
    FENCED = "fenced"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchReport:
    """
    One batch of one shard.

    Attributes:
        entries: Entries of the log that it took, 0 where nothing was committed.
        seconds: From its begin to the end of its commit.
        cached_states: States that the shard keeps decoded in memory.
    """

    shard: int
    entries: int
    seconds: float
    ending: Ending
    cached_states: int = 0


Observer = Callable[[BatchReport], None]
"""Told of each batch in the engine's own thread: it must be quick and must not raise."""


def unobserved(report: BatchReport) -> None:
    """Ignore *report*."""
