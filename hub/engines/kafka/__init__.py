"""The engine on Apache Kafka: one Kafka transaction for state, outputs and positions of a shard."""

from __future__ import annotations

from hub.engines.kafka.deadletters import KafkaDeadLetters
from hub.engines.kafka.engine import KafkaEngine, KafkaEngineOptions
from hub.engines.kafka.shard import SUB_STEPS

__all__ = ["SUB_STEPS", "KafkaDeadLetters", "KafkaEngine", "KafkaEngineOptions"]
