"""On a secured cluster nobody may do what the table of topics doesn't give them; the broker itself denies it."""

from __future__ import annotations

import socket
import ssl
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from confluent_kafka import KafkaError, Message, Producer
from kafka import KafkaAdminClient, KafkaProducer, errors
from kafka.admin import (
    ConfigResource,
    ConfigResourceType,
)

from hub.bus.kafka import KafkaAccess, KafkaBus, administration
from hub.core.entitlements import (
    ADMINISTRATOR,
    MONITOR,
    Grant,
    Operation,
    Resource,
    ResourceKind,
    entitlements,
    is_allowed,
    principal_of,
    principals,
)
from hub.core.errors import AccessDeniedError
from hub.core.layout import layout
from hub.core.topic_plan import Standing, plan, wanted_of
from hub.core.topics import inbox_of, submissions_of
from hub.testing.kafka import KafkaCluster
from hub.testing.kafka.certificates import issue
from hub.testing.kafka.handshake import answers
from tests.bus_contract import AT, TOPIC
from tests.contract.kafka.city import AGENCIES, SHARDS, City
from tests.contract.kafka.conftest import create, known_by_password

pytestmark = pytest.mark.kafka

GRANTS = entitlements(AGENCIES)
TOPICS = tuple(topic.name for topic in layout(AGENCIES, SHARDS))
EVERYBODY = principals(AGENCIES)
AGENCIES_OWN = tuple(principal_of(agency) for agency in AGENCIES)
ON_TOPICS = (
    Operation.READ,
    Operation.WRITE,
    Operation.CREATE,
    Operation.DELETE,
    Operation.ALTER,
    Operation.DESCRIBE,
    Operation.DESCRIBE_CONFIGS,
    Operation.ALTER_CONFIGS,
)
SECONDS = 60


def allowed(principal: str, operation: Operation, topic: str) -> bool:
    return is_allowed(GRANTS, Grant(principal, operation, Resource(ResourceKind.TOPIC, topic)))


# --- what the broker decides ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("principal", EVERYBODY)
def test_the_broker_allows_exactly_what_the_table_says(city: City, principal: str) -> None:
    """Every operation on every topic, as the broker itself answers who asks for its rights."""
    access = city.known[principal]
    admin = KafkaAdminClient(**access.settings())
    told = {topic["name"].removeprefix(access.prefix): topic for topic in admin.describe_topics(_names(access))}
    admin.close()
    assert set(told) == set(TOPICS)
    for name, topic in told.items():
        mine = {operation.value for operation in ON_TOPICS if allowed(principal, operation, name)}
        assert set(topic["authorized_operations"] or ()) & {one.value for one in ON_TOPICS} == mine, name
        assert topic["error_code"] == (0 if Operation.DESCRIBE.value in mine else 29), name


@pytest.mark.parametrize("principal", AGENCIES_OWN)
def test_an_agency_writes_its_own_submissions_and_nothing_else(city: City, principal: str) -> None:
    access = city.known[principal]
    heard: dict[str, KafkaError | None] = {}

    def note(error: KafkaError | None, message: Message) -> None:
        heard[str(message.topic()).removeprefix(access.prefix)] = error

    producer = Producer(_librdkafka(access) | {"message.timeout.ms": SECONDS * 1000})
    for name in TOPICS:
        producer.produce(access.prefix + name, b"x", b"k", 0, on_delivery=note)
    assert producer.flush(SECONDS) == 0
    assert {name for name, error in heard.items() if error is None} == {submissions_of(principal.partition(".")[2])}
    assert {error.code() for error in heard.values() if error is not None} <= {
        KafkaError.TOPIC_AUTHORIZATION_FAILED,
        KafkaError._UNKNOWN_TOPIC,
    }
    assert set(heard) == set(TOPICS)


@pytest.mark.parametrize("principal", AGENCIES_OWN)
def test_an_agency_reads_its_inbox_and_what_it_is_entitled_to(city: City, principal: str) -> None:
    """Hand-written, not from the table: its own inbox; the justice bureau also figures and events."""
    access = city.known[principal]
    agency = principal.partition(".")[2]
    may = {inbox_of(agency)} | (
        {"dispute.events", "report.events", "statistics.monthly"} if agency == "justice" else set()
    )
    _write(city.administrator, submissions_of(agency))  # what it may write it may not read back
    bus, read = KafkaBus(access), set()
    for name in TOPICS:
        with suppress(AccessDeniedError):
            for partition in range(SHARDS):
                bus.read(name, partition, 0, 1)
            read.add(name)
    bus.close()
    assert read == may


@pytest.mark.parametrize("principal", [name for name in EVERYBODY if name != ADMINISTRATOR])
def test_nobody_but_the_administrator_makes_or_changes_topics(city: City, principal: str) -> None:
    access = city.known[principal]
    admin = KafkaAdminClient(**access.settings())
    fresh = [f"{access.prefix}fresh.{name}" for name in TOPICS]
    made = admin.create_topics({name: {"num_partitions": 1} for name in fresh}, raise_errors=False)
    assert {topic["error_code"] for topic in made["topics"]} == {29}
    gone = admin.delete_topics(_names(access), raise_errors=False)
    assert {topic["error_code"] for topic in gone["topics"]} == {29}
    wider = admin.create_partitions({name: SHARDS + 1 for name in _names(access)}, raise_errors=False)
    assert {topic.error_code for topic in wider.results} == {29}
    shorter = [ConfigResource(ConfigResourceType.TOPIC, name, {"retention.ms": "1"}) for name in _names(access)]
    changed = admin.alter_configs(shorter, raise_on_unknown=False, incremental=True)["topic"]
    assert len(changed) == len(TOPICS)
    assert all("TopicAuthorizationFailed" in str(told) for told in changed.values())
    admin.close()


def test_the_administrator_deletes_no_topic_and_reads_no_record(city: City) -> None:
    access = city.known[ADMINISTRATOR]
    admin = KafkaAdminClient(**access.settings())
    gone = admin.delete_topics(_names(access), raise_errors=False)
    assert {topic["error_code"] for topic in gone["topics"]} == {29}
    admin.close()
    bus = KafkaBus(access)
    with pytest.raises(AccessDeniedError):
        bus.append(TOPICS[0], [("k", b"x", AT, {})])
    bus.close()
    with administration(access) as mine:
        assert plan(wanted_of(AGENCIES, SHARDS), mine.standing()).is_done, "it is enough for plan and apply"


@pytest.mark.parametrize("principal", [name for name in EVERYBODY if name != ADMINISTRATOR])
def test_cluster_operations_are_denied(city: City, principal: str) -> None:
    with administration(city.known[principal]) as admin:
        with pytest.raises(AccessDeniedError):
            admin.standing()
        with pytest.raises(AccessDeniedError):
            admin.put_password("agency.court", "mine now")
        with pytest.raises(AccessDeniedError):
            admin.apply(plan(wanted_of([*AGENCIES, "grid"], SHARDS), _nothing(city)))


def _nothing(city: City) -> Standing:
    with administration(city.administrator) as admin:
        return replace(admin.standing(), grants=frozenset())


@pytest.mark.parametrize("agency", AGENCIES)
def test_foreign_groups_and_transactional_ids_are_denied(city: City, agency: str) -> None:
    bus = KafkaBus(city.known[principal_of(agency)])
    own = inbox_of(agency)
    for group in (
        *(other for other in AGENCIES if other != agency),
        "engine",
        "forwarder",
        "hub.workers",
        f"{agency}x",
    ):
        with pytest.raises(AccessDeniedError):
            bus.claim(group, own, 0)
        with pytest.raises(AccessDeniedError):
            bus.committed(group, own, 0)
    bus.commit(agency, own, 0, 0, bus.claim(agency, own, 0))
    bus.close()
    access = city.known[principal_of(agency)]
    for name in ("shard/0", "forwarder", "clock", "cuts", "append/hub.workers/1", f"append/agency.{agency}x/1"):
        with pytest.raises(AccessDeniedError):
            _take(access, name)


def _take(access: KafkaAccess, name: str) -> None:
    producer = KafkaProducer(transactional_id=access.prefix + name, **access.settings())
    try:
        producer.init_transactions()
    except errors.AuthorizationError as error:
        raise AccessDeniedError(type(error).__name__, where=name) from error
    finally:
        producer.close(timeout=2)


def test_the_monitor_sees_positions_and_no_record(city: City) -> None:
    bus = KafkaBus(city.known[MONITOR])
    assert bus.partitions("source.submissions") == SHARDS
    for name in ("source.submissions", inbox_of("court")):
        with pytest.raises(AccessDeniedError):
            bus.append(name, [("k", b"x", AT, {})])
    assert bus.committed("court", inbox_of("court"), 1) == 0
    bus.close()


# --- who isn't known at all -------------------------------------------------------------------------------------------


def test_who_was_given_nothing_is_denied_everything(secured: KafkaCluster, administrator: KafkaAccess) -> None:
    create(administrator, [TOPIC], 1)
    bus = KafkaBus(known_by_password(secured, administrator, "stranger"))
    with pytest.raises(AccessDeniedError):
        bus.append(TOPIC, [("k", b"x", AT, {})])
    with pytest.raises(AccessDeniedError):
        bus.read(TOPIC, 0, 0, 1)
    with pytest.raises(AccessDeniedError):
        bus.claim("g", TOPIC, 0)
    bus.close()


def test_a_wrong_password_is_denied(city: City) -> None:
    bus = KafkaBus(replace(city.known["agency.court"], password="another"))
    with pytest.raises(AccessDeniedError):
        bus.read(inbox_of("court"), 0, 0, 1)
    bus.close()


def test_a_withdrawn_password_is_denied_while_the_second_user_goes_on(city: City) -> None:
    """Rotation: the second user works before the first one ends."""
    access = city.known["agency.police"]
    with administration(city.administrator) as admin:
        admin.put_password("agency.police-2", "fresh")
        second = replace(access, principal=f"{access.principal}-2", password="fresh")
        for seat in (access, second):
            _write(seat, submissions_of("police"))
        admin.take_password("agency.police")
        with pytest.raises(AccessDeniedError):
            _write(access, submissions_of("police"))
        _write(second, submissions_of("police"))
        admin.put_password("agency.police", access.password)


def _write(access: KafkaAccess, topic: str) -> None:
    bus = KafkaBus(access)
    try:
        bus.append(topic, [("k", b"x", AT, {})])
    finally:
        bus.close()


def test_nobody_is_anonymous(city: City) -> None:
    """Whoever asks without having said who speaks is hung up on: plain, by TLS, on the port between brokers too."""
    trust = ssl.create_default_context(cafile=str(city.administrator.authority))
    for bootstrap in (city.cluster.bootstrap, city.cluster.administrators_bootstrap):
        for by_tls in (trust, None):
            assert not answers(bootstrap, by_tls), (bootstrap, by_tls)
    trust.load_cert_chain(str(city.administrator.certificate))
    assert answers(city.cluster.administrators_bootstrap, trust), "the question itself is a good one"


def test_a_broker_of_another_authority_gets_no_password(city: City, tmp_path: Path) -> None:
    """Who can't prove to be the cluster is told nothing: the connection ends before anybody says who it is."""
    trust = ssl.create_default_context(cafile=str(issue(tmp_path).authority))
    host, _, port = city.cluster.bootstrap.partition(":")
    with (
        socket.create_connection((host, int(port)), timeout=SECONDS) as plain,
        pytest.raises(ssl.SSLCertVerificationError),
    ):
        trust.wrap_socket(plain, server_hostname=host)


def _names(access: KafkaAccess) -> list[str]:
    return [access.prefix + name for name in TOPICS]


def _librdkafka(access: KafkaAccess) -> dict[str, str | int | bool]:
    return {
        "bootstrap.servers": access.bootstrap,
        "security.protocol": "SASL_SSL",
        "ssl.ca.location": str(access.authority),
        "sasl.mechanism": "SCRAM-SHA-512",
        "sasl.username": str(access.principal),
        "sasl.password": access.password,
        "log_level": 0,
    }
