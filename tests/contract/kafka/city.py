"""A secured cluster as ``hub topics apply`` leaves it, with a user for every principal."""

from __future__ import annotations

import socket
import ssl
import struct
import uuid
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace

from hub.bus.kafka import KafkaAccess, administration
from hub.core.entitlements import principals
from hub.core.topic_plan import plan, wanted_of
from hub.testing.kafka import KafkaCluster

AGENCIES = ("court", "justice", "police")
SHARDS = 2
SECONDS = 60
ALL_TOPICS = struct.pack(">hhihi", 3, 1, 7, -1, -1)
"""A question for all topics (Metadata, version 1), which only who is known gets answered."""

VERSIONS = struct.pack(">hhih", 18, 0, 7, -1)
"""A question for what can be asked (ApiVersions, version 0), which a controller answers to whoever it lets in."""


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


def answers(address: str, trust: ssl.SSLContext | None, question: bytes = ALL_TOPICS) -> bool:
    """Return whether the broker at *address* answers *question*."""
    host, _, port = address.partition(":")
    with ExitStack() as opened:
        try:
            channel = opened.enter_context(socket.create_connection((host, int(port)), timeout=SECONDS))
            if trust is not None:
                channel = opened.enter_context(trust.wrap_socket(channel, server_hostname=host))
            channel.sendall(struct.pack(">i", len(question)) + question)
            answer = channel.recv(8)
        except (ssl.SSLError, ConnectionError):
            return False
    return len(answer) == 8 and answer[4:] == question[4:8]
