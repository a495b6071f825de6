"""The settings of one node, as the broker reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hub.testing.kafka.certificates import ADMINISTRATOR, NODE, Certificates, principal

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """
    Where one node listens and keeps its log.

    ``internal`` is the port between brokers of a secured cluster. ``proxied``, where it isn't 0, listens for what comes
    through a proxy at the port ``proxy``, which is the one that clients are told.
    """

    number: int
    clients: int
    controller: int
    internal: int
    folder: Path
    proxied: int = 0
    proxy: int = 0
    host: str = LOOPBACK


_IMPATIENT = {
    # a transaction that outlived its time is ended within a second, not ten
    "transaction.abort.timed.out.transaction.cleanup.interval.ms": 1000,
    # a rebalance that waits three seconds for more members makes every test wait
    "group.initial.rebalance.delay.ms": 0,
    "group.min.session.timeout.ms": 1000,
    # a killed node may come back, and is missed by the others, only after its session: 9 s unless told
    "broker.session.timeout.ms": 4000,
    "broker.heartbeat.interval.ms": 1000,
    "log.segment.bytes": 64 << 20,
    "log.cleaner.dedupe.buffer.size": 32 << 20,
}
"""What makes tests quick and small; no cluster for use has it."""


def properties(
    node: Node, nodes: tuple[Node, ...], certificates: Certificates | None, *, impatient: bool = True
) -> str:
    """
    Return ``server.properties`` of *node* in the cluster of *nodes*; secured where there are certificates.

    The clusters of tests and that of ``compose.yaml`` come from here; only the former are *impatient*.
    """
    replicas = len(nodes)
    settings: dict[str, object] = {
        "process.roles": "broker,controller",
        "node.id": node.number,
        "controller.quorum.voters": ",".join(f"{n.number}@{n.host}:{n.controller}" for n in nodes),
        "controller.listener.names": "CONTROLLER",
        "log.dirs": node.folder / "data",
        "num.network.threads": 2,
        "num.io.threads": 4,
        "num.recovery.threads.per.data.dir": 1,
        "num.partitions": 1,
        "auto.create.topics.enable": "false",
        "default.replication.factor": replicas,
        "min.insync.replicas": min(2, replicas),
        "offsets.topic.num.partitions": 4,
        "offsets.topic.replication.factor": replicas,
        "transaction.state.log.num.partitions": 4,
        "transaction.state.log.replication.factor": replicas,
        "transaction.state.log.min.isr": min(2, replicas),
    }
    settings |= _IMPATIENT if impatient else {}
    settings |= _plain(node) if certificates is None else _secured(node, certificates)
    return "".join(f"{name}={value}\n" for name, value in settings.items())


def _listeners(ports: Mapping[str, int], host: str = LOOPBACK) -> str:
    return ",".join(f"{name}://{host}:{port}" for name, port in ports.items())


def _plain(node: Node) -> dict[str, object]:
    ports = {"CLIENTS": node.clients, "CONTROLLER": node.controller}
    proxied = {"PROXIED": node.proxied} if node.proxied else {}
    return {
        "listeners": _listeners(ports | proxied),
        "advertised.listeners": _listeners(ports | dict.fromkeys(proxied, node.proxy)),
        "inter.broker.listener.name": "CLIENTS",
        "listener.security.protocol.map": ",".join(f"{name}:PLAINTEXT" for name in ports | proxied),
    }


def _secured(node: Node, certificates: Certificates) -> dict[str, object]:
    """Every listener is encrypted and knows who speaks: nodes by certificate, clients by SCRAM; nobody is anonymous."""
    ports = {"CLIENTS": node.clients, "INTERNAL": node.internal, "CONTROLLER": node.controller}
    proxied = {"PROXIED": node.proxied} if node.proxied else {}
    by_password = ["CLIENTS", *proxied]
    return {
        "listeners": _listeners(ports | proxied, node.host),
        "advertised.listeners": _listeners(ports | dict.fromkeys(proxied, node.proxy), node.host),
        "inter.broker.listener.name": "INTERNAL",
        "listener.security.protocol.map": ",".join(
            [*(f"{name}:SASL_SSL" for name in by_password), "INTERNAL:SSL", "CONTROLLER:SSL"]
        ),
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": certificates.identity(NODE),
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": certificates.authority,
        "listener.name.internal.ssl.client.auth": "required",
        "listener.name.controller.ssl.client.auth": "required",
        "sasl.enabled.mechanisms": "SCRAM-SHA-512",
        **{
            f"listener.name.{name.lower()}.scram-sha-512.sasl.jaas.config": (
                "org.apache.kafka.common.security.scram.ScramLoginModule required;"
            )
            for name in by_password
        },
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "allow.everyone.if.no.acl.found": "false",
        "super.users": f"{principal(NODE)};{principal(ADMINISTRATOR)}",
    }
