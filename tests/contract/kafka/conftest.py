"""The secured cluster, and users of it."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest
from kafka import KafkaAdminClient
from kafka.admin import ScramMechanism, UserScramCredentialUpsertion

from hub.bus.kafka import KafkaAccess
from hub.testing.kafka import KafkaCluster
from tests.contract.kafka.city import City, administrators_access, found_city
from tests.engines import create

__all__ = ["create", "known_by_password"]


@pytest.fixture
def administrator(secured: KafkaCluster) -> KafkaAccess:
    """The node's own administrator, by certificate, on a part of the secured cluster that no other test sees."""
    return administrators_access(secured)


@pytest.fixture(scope="session")
def city(secured: KafkaCluster) -> City:
    """The table of topics applied, and a user for every principal."""
    return found_city(secured)


def known_by_password(secured: KafkaCluster, administrator: KafkaAccess, name: str) -> KafkaAccess:
    """Make the user *name* with a password of its own, and return its access: it may do nothing yet."""
    principal, password = administrator.prefix + name, str(uuid.uuid4())
    admin = KafkaAdminClient(**administrator.settings())
    admin.alter_user_scram_credentials(
        [UserScramCredentialUpsertion(principal, ScramMechanism.SCRAM_SHA_512, password)]
    )
    admin.close()
    return replace(administrator, bootstrap=secured.bootstrap, certificate=None, principal=principal, password=password)
