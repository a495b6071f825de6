"""One real broker for all tests of a worker."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator, Sequence

import pytest
from kafka import KafkaAdminClient

from hub.bus.kafka import KafkaAccess
from hub.testing.kafka import KafkaCluster, MissingJavaError, running_cluster


@pytest.fixture(scope="session")
def broker() -> Iterator[KafkaCluster]:
    """A running Apache Kafka; without Java a test is skipped and says what to install, in CI it fails."""
    try:
        with running_cluster() as cluster:
            yield cluster
    except MissingJavaError as error:
        if os.environ.get("CI") == "true":
            pytest.fail(str(error))
        pytest.skip(str(error))


@pytest.fixture
def access(broker: KafkaCluster) -> KafkaAccess:
    """A part of the cluster that no other test sees."""
    return KafkaAccess(bootstrap=broker.bootstrap, prefix=f"{uuid.uuid4()}.")


def create(access: KafkaAccess, topics: Sequence[str], partitions: int) -> None:
    """Make topics, as ``hub topics apply`` does."""
    admin = KafkaAdminClient(**access.settings())
    names = [access.prefix + topic for topic in topics]
    admin.create_topics({name: {"num_partitions": partitions, "replication_factor": 1} for name in names})
    admin.wait_for_topics(names)
    admin.close()
