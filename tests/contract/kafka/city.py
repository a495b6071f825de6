"""A secured cluster as ``hub topics apply`` leaves it, with a user for every principal."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from hub.bus.kafka import KafkaAccess, administration
from hub.core.entitlements import principals
from hub.core.topic_plan import plan, wanted_of
from hub.testing.kafka import KafkaCluster

AGENCIES = ("court", "justice", "police")
SHARDS = 2


@dataclass(frozen=True, slots=True)
class City:
    """The cluster, its administrator's access, and that of every principal by its name."""

    cluster: KafkaCluster
    administrator: KafkaAccess
    known: Mapping[str, KafkaAccess]


def administrators_access(secured: KafkaCluster) -> KafkaAccess:
    """Return the access of the node's own administrator, by certificate, to a part of the cluster of its own."""
    assert secured.certificates is not None
    return KafkaAccess(
        bootstrap=secured.administrators_bootstrap,
        authority=secured.certificates.authority,
        certificate=secured.administrator,
        prefix=f"{uuid.uuid4()}.",
    )


def found_city(secured: KafkaCluster, agencies: Sequence[str] = AGENCIES, shards: int = SHARDS) -> City:
    """Apply the table and give every principal a password."""
    administrator = administrators_access(secured)
    known = {}
    with administration(administrator) as admin:
        admin.apply(plan(wanted_of(agencies, shards), admin.standing()))
        for principal in principals(agencies):
            password = str(uuid.uuid4())
            admin.put_password(principal, password)
            known[principal] = replace(
                administrator,
                bootstrap=secured.bootstrap,
                certificate=None,
                principal=administrator.prefix + principal,
                password=password,
            )
    return City(secured, administrator, known)
