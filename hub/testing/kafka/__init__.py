"""A real Apache Kafka of our own, without Docker: jars from Maven, one node or three, plain or secured."""

from __future__ import annotations

from hub.testing.kafka.certificates import Certificates
from hub.testing.kafka.cluster import KafkaCluster, KafkaPlan, MissingJavaError, running_cluster

__all__ = ["Certificates", "KafkaCluster", "KafkaPlan", "MissingJavaError", "running_cluster"]
