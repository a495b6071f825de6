"""A real Apache Kafka of our own, without Docker: jars from Maven, one node or three, plain or secured."""

from __future__ import annotations

from hub.testing.kafka.certificates import Certificates
from hub.testing.kafka.cluster import KafkaCluster, KafkaPlan, running_cluster
from hub.testing.kafka.failure import BrokerStartError
from hub.testing.kafka.jars import ForeignJarError, MissingJavaError

__all__ = [
    "BrokerStartError",
    "Certificates",
    "ForeignJarError",
    "KafkaCluster",
    "KafkaPlan",
    "MissingJavaError",
    "running_cluster",
]
