"""One real broker for all tests of a worker."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator

import pytest

from hub.bus.kafka import KafkaAccess
from hub.testing.kafka import KafkaCluster, KafkaPlan, MissingJavaError, running_cluster


@pytest.fixture(scope="session")
def broker() -> Iterator[KafkaCluster]:
    """A running Apache Kafka; without Java a test is skipped and says what to install, in CI it fails."""
    yield from _running(KafkaPlan(brief=True))


@pytest.fixture(scope="session")
def secured() -> Iterator[KafkaCluster]:
    """The same with TLS, passwords and access lists on every listener: nobody is anonymous, nobody may do anything."""
    yield from _running(KafkaPlan(secured=True, heap=384, brief=True, proxied=True))


@pytest.fixture(scope="session")
def mortal() -> Iterator[KafkaCluster]:
    """A plain one to be killed and started again: it comes back quickly, for it holds little, and nobody misses it."""
    yield from _running(KafkaPlan(heap=256, brief=True))


def _running(plan: KafkaPlan) -> Iterator[KafkaCluster]:
    try:
        with running_cluster(plan) as cluster:
            yield cluster
    except MissingJavaError as error:
        if os.environ.get("CI") == "true":
            pytest.fail(str(error))
        pytest.skip(str(error))


@pytest.fixture
def access(broker: KafkaCluster) -> KafkaAccess:
    """A part of the cluster that no other test sees."""
    return KafkaAccess(bootstrap=broker.bootstrap, prefix=f"{uuid.uuid4()}.")
