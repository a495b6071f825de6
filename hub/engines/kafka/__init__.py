"""The engine on Apache Kafka: one Kafka transaction for state, outputs and positions of a shard."""

from __future__ import annotations

from hub.engines.kafka.deadletters import KafkaDeadLetters
from hub.engines.kafka.engine import KafkaEngine
from hub.engines.kafka.holding import SUB_STEPS
from hub.engines.kafka.options import KafkaEngineOptions

__all__ = ["SUB_STEPS", "KafkaDeadLetters", "KafkaEngine", "KafkaEngineOptions"]
