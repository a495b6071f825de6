"""
The contract, for machines: code lists, schemas as a Confluent-compatible registry reads them, the AsyncAPI document.

Nothing here is about a dispute: it needs no token, like the documentation it stands for.
"""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import Response

from hub.contracts.reference import code_lists
from hub.contracts.registry import SchemaRegistry, SchemaVersion
from hub.core.codes import LabelledCode
from hub.core.errors import UnknownRecordError
from hub.gateway.answers import Document, json_answer, public
from hub.gateway.asyncapi import asyncapi_document
from hub.gateway.seam import Here

router = APIRouter(tags=["contract"])

REGISTRY_TYPE = "application/vnd.schemaregistry.v1+json"
SubjectName = Annotated[str, Path(min_length=1, max_length=120)]
SchemaId = Annotated[int, Path(ge=1, le=2**31 - 1)]
VersionName = Annotated[str, Path(pattern=r"^(latest|[1-9]\d{0,5})$")]


def _registry(kind: object, *refusals: int) -> dict[int | str, Document]:
    return public(kind, *refusals, media_type=REGISTRY_TYPE)


def _registry_answer(value: object) -> Response:
    return Response(json.dumps(value, ensure_ascii=False), media_type=REGISTRY_TYPE)


@router.get("/v1/codes", responses=public(dict[str, list[dict[str, str]]]))
def codes() -> Response:
    """Return every code list: code, 中文, English and the days between which it's valid."""
    return json_answer({name: [_code(code) for code in kind] for name, kind in code_lists().items()})


def _code(code: LabelledCode) -> dict[str, str]:
    found = {"code": code.value, "zh": code.zh, "en": code.en}
    if code.valid_from is not None:
        found["valid_from"] = code.valid_from.isoformat()
    if code.valid_to is not None:
        found["valid_to"] = code.valid_to.isoformat()
    return found


@router.get("/subjects", responses=_registry(list[str]))
def subjects(gateway: Here) -> Response:
    """Return every subject."""
    return _registry_answer(sorted(gateway.schemas.newest))


@router.get("/subjects/{subject}/versions", responses=_registry(list[int], 404, 422))
def versions(gateway: Here, subject: SubjectName) -> Response:
    """Return the versions of a subject."""
    return _registry_answer([version.version for version in gateway.schemas.of_subject(subject)])


@router.get("/subjects/{subject}/versions/{version}", responses=_registry(Document, 404, 422))
def version_of(gateway: Here, subject: SubjectName, version: VersionName) -> Response:
    """Return one version of a subject, or its latest."""
    found = gateway.schemas.of_subject(subject)
    chosen = found[-1] if version == "latest" else next((v for v in found if str(v.version) == version), None)
    if chosen is None:
        raise UnknownRecordError("no such version", where=f"{subject[:80]} {version}")
    return _registry_answer(_described(gateway.schemas, chosen))


@router.get("/schemas/ids/{schema_id}", responses=_registry(Document, 404, 422))
def schema(gateway: Here, schema_id: SchemaId) -> Response:
    """Return the schema of an id, as it stands in front of every message."""
    found = _by_id(gateway.schemas, schema_id)
    return _registry_answer({"schema": gateway.schemas.text(found).decode("utf-8"), "schemaType": "AVRO"})


@router.get("/schemas/ids/{schema_id}/versions", responses=_registry(list[Document], 404, 422))
def versions_of_id(gateway: Here, schema_id: SchemaId) -> Response:
    """Return under which subject and version an id stands."""
    found = _by_id(gateway.schemas, schema_id)
    return _registry_answer([{"subject": found.subject, "version": found.version}])


@router.get("/schemas/types", responses=_registry(list[str]))
def types() -> Response:
    """Return the kinds of schema that there are."""
    return _registry_answer(["AVRO"])


@router.get("/config", responses=_registry(dict[str, str]))
def config() -> Response:
    """Return how versions may differ."""
    return _registry_answer({"compatibilityLevel": "FULL_TRANSITIVE"})


@router.get("/asyncapi.json", responses=public(Document))
def asyncapi(gateway: Here) -> Response:
    """Return the AsyncAPI document of the topics."""
    return json_answer(asyncapi_document(gateway.schemas))


def _by_id(schemas: SchemaRegistry, schema_id: int) -> SchemaVersion:
    found = schemas.by_id.get(schema_id)
    if found is None:
        raise UnknownRecordError("no schema has this id", where=str(schema_id))
    return found


def _described(schemas: SchemaRegistry, version: SchemaVersion) -> Document:
    return {
        "subject": version.subject,
        "version": version.version,
        "id": version.id,
        "schemaType": "AVRO",
        "schema": schemas.text(version).decode("utf-8"),
    }
