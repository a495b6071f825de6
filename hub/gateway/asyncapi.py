"""The AsyncAPI document: channels from the one table of topics, messages from the registry of schemas."""

from __future__ import annotations

from hub import __version__
from hub.contracts.reference import CONTENT_OF_TOPIC
from hub.contracts.registry import SchemaRegistry
from hub.core.events import Event
from hub.core.topics import TOPICS
from hub.gateway.answers import Document

_EVENTS = "events"


def asyncapi_document(schemas: SchemaRegistry) -> Document:
    """Return the document (AsyncAPI 3.0)."""
    channels: Document = {}
    operations: Document = {}
    used: set[str] = set()
    for topic in TOPICS:
        subjects = _subjects(topic.name, schemas)
        used.update(subjects)
        channel: Document = {
            "address": f"{topic.name}.{{agency}}" if topic.per_agency else topic.name,
            "title": topic.zh,
            "description": f"{topic.en}. Key: {topic.key}. Cleanup: {topic.cleanup}.",
            "messages": {subject: {"$ref": f"#/components/messages/{subject}"} for subject in subjects},
        }
        if topic.per_agency:
            channel["parameters"] = {"agency": {"description": "code of the agency"}}
        name = _name(topic.name)
        channels[name] = channel
        reference = {"$ref": f"#/channels/{name}"}
        operations[f"{name}.write"] = {"action": "send", "channel": reference, "summary": ", ".join(topic.writers)}
        operations[f"{name}.read"] = {"action": "receive", "channel": reference, "summary": ", ".join(topic.readers)}
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "枫桥枢纽 Fengqiao Hub", "version": __version__, "description": "Topics of the hub."},
        "defaultContentType": "application/vnd.apache.avro",
        "channels": channels,
        "operations": operations,
        "components": {"messages": {subject: _message(subject, schemas) for subject in sorted(used)}},
    }


def _subjects(topic: str, schemas: SchemaRegistry) -> list[str]:
    content = CONTENT_OF_TOPIC[topic]
    named = content.replace("(", " ").replace(")", " ").replace(",", " ").split()
    found = [word for word in named if word in schemas.newest]
    if _EVENTS in named:
        found += [event.value for event in Event if event.value in schemas.newest]
    return list(dict.fromkeys(found))


def _message(subject: str, schemas: SchemaRegistry) -> Document:
    version = schemas.newest[subject]
    return {
        "name": subject,
        "contentType": "application/vnd.apache.avro",
        "payload": {"schemaFormat": "application/vnd.apache.avro;version=1.9.0", "schema": schemas.schema(version)},
        "headers": {"type": "object", "properties": {"schema-id": {"const": version.id}}},
    }


def _name(topic: str) -> str:
    return topic.replace(".", "-")
