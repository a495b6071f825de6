"""A whole hub carried to another layout: log, states, timers, rows, positions; proven equal, then switched."""

from __future__ import annotations

from hub.engines.moving.estate import Reading, Source, Target
from hub.engines.moving.move import Crew, Move, Outcome
from hub.engines.moving.proof import TopicProof

__all__ = ["Crew", "Move", "Outcome", "Reading", "Source", "Target", "TopicProof"]
