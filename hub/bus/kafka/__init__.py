"""The bus on Apache Kafka, for a hub that outgrows one machine; the only place that knows kafka-python."""

from __future__ import annotations

from hub.bus.kafka.administration import ClusterAdministration, administration
from hub.bus.kafka.connection import KafkaAccess
from hub.bus.kafka.log import KafkaBus

__all__ = ["ClusterAdministration", "KafkaAccess", "KafkaBus", "administration"]
