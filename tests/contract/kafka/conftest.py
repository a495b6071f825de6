"""One real broker for all tests of a worker."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from kafka import KafkaAdminClient
from kafka.admin import ScramMechanism, UserScramCredentialUpsertion

from hub.bus.kafka import KafkaAccess
from hub.bus.records import RECORD_CAP
from hub.testing.kafka import KafkaCluster, KafkaPlan, MissingJavaError, running_cluster


@pytest.fixture(scope="session")
def broker() -> Iterator[KafkaCluster]:
    """A running Apache Kafka; without Java a test is skipped and says what to install, in CI it fails."""
    yield from _running(KafkaPlan())


@pytest.fixture(scope="session")
def secured() -> Iterator[KafkaCluster]:
    """The same with TLS, passwords and access lists on every listener: nobody is anonymous, nobody may do anything."""
    yield from _running(KafkaPlan(secured=True, heap=384))


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


@pytest.fixture
def administrator(secured: KafkaCluster) -> KafkaAccess:
    """The node's own administrator, by certificate, on a part of the secured cluster that no other test sees."""
    assert secured.certificates is not None
    return KafkaAccess(
        bootstrap=secured.administrators_bootstrap,
        authority=secured.certificates.authority,
        certificate=secured.administrator,
        prefix=f"{uuid.uuid4()}.",
    )


def known_by_password(secured: KafkaCluster, administrator: KafkaAccess, name: str) -> KafkaAccess:
    """Make the user *name* with a password of its own, and return its access: it may do nothing yet."""
    principal, password = administrator.prefix + name, str(uuid.uuid4())
    admin = KafkaAdminClient(**administrator.settings())
    admin.alter_user_scram_credentials(
        [UserScramCredentialUpsertion(principal, ScramMechanism.SCRAM_SHA_512, password)]
    )
    admin.close()
    return replace(administrator, bootstrap=secured.bootstrap, certificate=None, principal=principal, password=password)


def create(access: KafkaAccess, topics: Sequence[str], partitions: int) -> None:
    """Make topics, as ``hub topics apply`` does."""
    admin = KafkaAdminClient(**access.settings())
    names = [access.prefix + topic for topic in topics]
    # records carry the time of what they tell of, often long ago: the cluster's default would delete them at once
    kept = {"retention.ms": "-1", "max.message.bytes": str(2 * RECORD_CAP)}
    plan = {"num_partitions": partitions, "replication_factor": 1, "configs": kept}
    admin.create_topics(dict.fromkeys(names, plan))
    admin.wait_for_topics(names)
    admin.close()
