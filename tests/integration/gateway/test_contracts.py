"""What machines ask the gateway about the contract, asked by the clients that they have."""

from __future__ import annotations

from collections.abc import Iterator

import fastavro.schema
import msgspec
import pytest
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.serialization import MessageField, SerializationContext

from hub.contracts import Serde
from hub.contracts.registry import SchemaRegistry
from hub.core import topics
from hub.core.codes import DisputeType
from hub.core.topics import TOPICS
from tests.integration.gateway.conftest import Town, report

SERDE = Serde()
CONTEXT = SerializationContext(topics.SOURCE_SUBMISSIONS, MessageField.VALUE)


@pytest.fixture
def town(calm_town: Town) -> Town:
    return calm_town


@pytest.fixture
def registry(town: Town) -> Iterator[SchemaRegistryClient]:
    with SchemaRegistryClient({"url": str(town.client.base_url)}) as client:
        yield client


def test_a_confluent_client_reads_what_the_hub_writes(registry: SchemaRegistryClient) -> None:
    message = SERDE.encode(topics.SOURCE_SUBMISSIONS, report())
    told = AvroDeserializer(registry)(message, CONTEXT)
    assert isinstance(told, dict)
    assert (told["root"], told["type"], told["parties"]) == ("court-1:A1", "CONTRACT", 2)


def test_the_hub_takes_what_a_confluent_client_writes(town: Town, registry: SchemaRegistryClient) -> None:
    known = registry.get_latest_version("DisputeReported")
    assert known.schema is not None
    writer = AvroSerializer(
        registry,
        known.schema.schema_str,
        conf={
            "auto.register.schemas": False,
            "use.latest.version": True,
            "subject.name.strategy": lambda *_: "DisputeReported",
        },
    )
    told = AvroDeserializer(registry)(SERDE.encode(topics.SOURCE_SUBMISSIONS, report()), CONTEXT)
    message = writer(told, CONTEXT)
    assert message is not None
    headers = town.headers("court", **{"Content-Type": "application/vnd.apache.avro"})
    answer = town.client.post("/v1/submissions", content=message, headers=headers)
    assert [one["fate"] for one in answer.json()["results"]] == ["TAKEN"]


def test_every_version_is_served_as_it_stands(town: Town, registry: SchemaRegistryClient) -> None:
    own = SchemaRegistry.load()
    assert set(registry.get_subjects()) == set(own.newest)
    for version in own.versions:
        answer = town.client.get(f"/schemas/ids/{version.id}").json()
        assert answer["schema"].encode() == own.text(version)
        (where,) = town.client.get(f"/schemas/ids/{version.id}/versions").json()
        assert where == {"subject": version.subject, "version": version.version}
    assert registry.get_versions("DisputeReported") == [v.version for v in own.of_subject("DisputeReported")]
    assert town.client.get("/schemas/ids/999999").status_code == 404
    assert town.client.get("/subjects/NoSuch/versions").status_code == 404


def test_the_codes_are_those_of_the_code(town: Town) -> None:
    told = town.client.get("/v1/codes").json()
    assert [one["code"] for one in told["disputeType"]] == [code.value for code in DisputeType]
    assert {one["zh"] for one in told["disputeType"]} == {code.zh for code in DisputeType}


def test_the_asyncapi_document_has_every_topic_and_leads_nowhere_else(town: Town) -> None:
    document = town.client.get("/asyncapi.json").json()
    assert document["asyncapi"] == "3.0.0"
    addresses = {channel["address"] for channel in document["channels"].values()}
    assert addresses == {f"{t.name}.{{agency}}" if t.per_agency else t.name for t in TOPICS}
    messages = document["components"]["messages"]
    for channel in document["channels"].values():
        assert channel["messages"], channel["address"]
        for reference in channel["messages"].values():
            assert reference["$ref"].removeprefix("#/components/messages/") in messages
    for message in messages.values():
        fastavro.schema.parse_schema(message["payload"]["schema"])
    for operation in document["operations"].values():
        assert operation["channel"]["$ref"].removeprefix("#/channels/") in document["channels"]


def test_figures_for_prometheus_name_nobody(town: Town) -> None:
    wanted = (
        'hub_gateway_statements_total{agency="court",fate="TAKEN"}',
        'hub_gateway_statements_total{agency="court",fate="HELD"}',
        'hub_gateway_calls_total{route="/v1/submissions",status="200"}',
    )
    before = [figure(town, name) for name in wanted]
    town.state("court", report("M1"), {"x": 1})
    assert [figure(town, name) for name in wanted] == [one + 1 for one in before]
    text = town.client.get("/metrics").text
    assert "M1" not in text and "court-1" not in text


def figure(town: Town, name: str) -> float:
    lines = town.client.get("/metrics").text.splitlines()
    return next((float(line.rpartition(" ")[2]) for line in lines if line.startswith(name)), 0.0)


def test_alive_and_ready(town: Town) -> None:
    assert town.client.get("/health/live").json() == {"status": "alive"}
    assert town.client.get("/health/ready").json() == {"status": "ready"}
    assert msgspec.json.decode(town.client.get("/nowhere").content)["code"] == "E-HTTP-404"
