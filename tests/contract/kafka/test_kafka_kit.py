"""The cluster of our own behaves as a real one should: who is nobody may do nothing, and one of three may die."""

from __future__ import annotations

import socket
import ssl
from dataclasses import replace
from pathlib import Path

import pytest
from kafka import KafkaAdminClient
from kafka.admin import ScramMechanism, UserScramCredentialUpsertion
from kafka.errors import KafkaError
from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_fixed

from hub.bus.kafka import KafkaAccess, KafkaBus
from hub.core.errors import AccessDeniedError, BusUnavailableError
from hub.testing.kafka import BrokerStartError, KafkaCluster, KafkaPlan, running_cluster
from hub.testing.kafka.handshake import ALL_TOPICS, VERSIONS, answers
from tests.bus_contract import AT, TOPIC, everything

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

WAIT = 3


def topics_seen_by(access: KafkaAccess) -> list[str]:
    admin = KafkaAdminClient(**access.settings())
    try:
        return list(admin.list_topics())
    finally:
        admin.close()


def administrator(cluster: KafkaCluster) -> KafkaAccess:
    assert cluster.certificates is not None
    return KafkaAccess(
        bootstrap=cluster.administrators_bootstrap,
        authority=cluster.certificates.authority,
        certificate=cluster.administrator,
        patience=WAIT,
    )


def known(cluster: KafkaCluster, name: str, password: str) -> KafkaAccess:
    """Make a user; what is returned speaks as it at the listener of clients."""
    admin = KafkaAdminClient(**administrator(cluster).settings())
    admin.alter_user_scram_credentials([UserScramCredentialUpsertion(name, ScramMechanism.SCRAM_SHA_512, password)])
    admin.close()
    spoken = replace(administrator(cluster), bootstrap=cluster.bootstrap, certificate=None)
    return replace(spoken, principal=name, password=password)


@pytest.mark.parametrize(
    ("listener", "encrypted"), [("clients", False), ("clients", True), ("internal", False), ("controller", False)]
)
def test_nobody_is_anonymous_on_any_listener(secured: KafkaCluster, listener: str, encrypted: bool) -> None:
    """Who shows neither certificate nor password is hung up on everywhere: there is no anonymous superuser."""
    assert secured.certificates is not None
    address = f"127.0.0.1:{getattr(secured.nodes[0], listener)}"
    trust = ssl.create_default_context(cafile=str(secured.certificates.authority))
    question = VERSIONS if listener == "controller" else ALL_TOPICS
    assert not answers(address, trust if encrypted else None, question)
    if listener != "clients":
        trust.load_cert_chain(str(secured.administrator))
        assert answers(address, trust, question), "the question itself is a good one"


@pytest.mark.parametrize("listener", ["internal", "controller"])
def test_nodes_speak_only_to_who_shows_a_certificate(secured: KafkaCluster, listener: str) -> None:
    """TLS itself ends: the broker doesn't read one request of who shows no certificate."""
    assert secured.certificates is not None
    context = ssl.create_default_context(cafile=str(secured.certificates.authority))
    address = ("127.0.0.1", getattr(secured.nodes[0], listener))
    with (
        socket.create_connection(address, timeout=WAIT) as plain,
        pytest.raises(ssl.SSLError, match="CERTIFICATE"),
        context.wrap_socket(plain, server_hostname="localhost") as wrapped,
    ):
        wrapped.recv(1)


def test_a_wrong_password_is_refused(secured: KafkaCluster) -> None:
    right = known(secured, "clerk", "right-password")
    assert topics_seen_by(right) == []
    with pytest.raises(KafkaError):
        topics_seen_by(replace(right, password="wrong-password"))


def test_who_is_known_may_do_nothing_without_a_right(secured: KafkaCluster) -> None:
    """A user with the right password but no entry in the access lists neither sees, nor writes, nor makes a topic."""
    admin = KafkaAdminClient(**administrator(secured).settings())
    admin.create_topics({TOPIC: {"num_partitions": 1, "replication_factor": 1}})
    admin.wait_for_topics([TOPIC])
    admin.close()
    access = known(secured, "stranger", "password-of-a-stranger")
    assert TOPIC not in topics_seen_by(access)
    bus = KafkaBus(access)
    with pytest.raises(AccessDeniedError):
        bus.append(TOPIC, [("k", b"x", AT, {})])
    with pytest.raises(AccessDeniedError):
        bus.read(TOPIC, 0, 0, 1)
    bus.close()
    maker = KafkaAdminClient(**access.settings())
    with pytest.raises(KafkaError):
        maker.create_topics({"of.a.stranger": {"num_partitions": 1, "replication_factor": 1}})
    maker.close()


def test_three_nodes_go_on_when_one_is_killed() -> None:
    """An append stands on two nodes when it returns (acks=all, min.insync.replicas=2): one may die at any time."""
    with running_cluster(KafkaPlan(nodes=3, heap=256, brief=True)) as cluster:
        access = KafkaAccess(bootstrap=cluster.bootstrap)
        admin = KafkaAdminClient(**access.settings())
        # records carry the time of what they tell, which is long ago: the broker's own retention would delete them
        kept = {"num_partitions": 3, "replication_factor": 3, "configs": {"retention.ms": "-1"}}
        admin.create_topics({TOPIC: kept})
        admin.wait_for_topics([TOPIC])
        admin.close()
        bus = KafkaBus(access)
        bus.append(TOPIC, [(f"k{n}", b"before", AT, {}) for n in range(9)])
        assert len(everything(bus)) == 9
        cluster.kill(1)
        # a new leader and a new coordinator are found within seconds, on a busy machine within some more; a client that
        # had asked the killed one is better begun anew than waited for
        left = KafkaBus(replace(access, bootstrap=cluster.bootstrap.partition(",")[2]))
        again = Retrying(
            retry=retry_if_exception_type(BusUnavailableError),
            stop=stop_after_delay(90),
            wait=wait_fixed(1),
            reraise=True,
        )
        again(lambda: left.append(TOPIC, [(f"k{n}", b"after", AT, {}) for n in range(9)]))
        found = {(record.key, record.value) for record in again(lambda: everything(left))}
        assert found == {(f"k{n}", value) for n in range(9) for value in (b"before", b"after")}
        left.close()
        bus.close()


def test_a_broker_that_cannot_start_says_why(tmp_path: Path) -> None:
    cluster = KafkaCluster(KafkaPlan(heap=256, brief=True), tmp_path)
    cluster.create()
    try:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", cluster.nodes[0].clients))
            taken.listen()
            with pytest.raises(BrokerStartError, match="another program listens on its port"):
                cluster.start()
    finally:
        cluster.kill()
