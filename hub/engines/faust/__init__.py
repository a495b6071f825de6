"""A worker on Kafka: Faust says which shards it owns, the engine owns them (ADR 0062)."""

from __future__ import annotations

from hub.engines.faust.standing import WorkerStanding
from hub.engines.faust.worker import Worker, WorkerPlan

__all__ = ["Worker", "WorkerPlan", "WorkerStanding"]
