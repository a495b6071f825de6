"""What ``hub schemas list | show | check`` asks: plain data about the contract."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from hub.contracts import gate, generate
from hub.contracts.impact import Impact, impact_of
from hub.contracts.message_shapes import EXCHANGE, FIGURES
from hub.contracts.registry import SchemaRegistry, SchemaVersion
from hub.contracts.shapes import FieldShape, RecordShape
from hub.core.errors import UnknownRecordError
from hub.core.events import Event


@dataclass(frozen=True, slots=True)
class SchemaSummary:
    """One line of the list; ``group`` is event, exchange, figures or internal."""

    subject: str
    group: str
    zh: str
    en: str
    newest: SchemaVersion
    versions: int


@dataclass(frozen=True, slots=True)
class SchemaDescription:
    """One subject in full: ``text`` is the schema file as it stands."""

    summary: SchemaSummary
    version: SchemaVersion
    fields: tuple[FieldShape, ...]
    impact: Impact
    text: str


@dataclass(frozen=True, slots=True)
class SchemaCheck:
    """What the gate says; the contract is sound when ``faults`` is empty."""

    versions: int
    faults: tuple[str, ...]


@cache
def _shapes() -> dict[str, RecordShape]:
    from hub.contracts.avro import all_shapes

    return {shape.name: shape for shape in all_shapes()}


def group_of(shape: RecordShape) -> str:
    """Return to which part of the contract *shape* belongs."""
    if shape.model is Event:
        return "event"
    if shape in EXCHANGE:
        return "exchange"
    return "figures" if shape in FIGURES else "internal"


def listed(registry: SchemaRegistry | None = None) -> tuple[SchemaSummary, ...]:
    """Return every subject, in the order of the vocabulary."""
    registry = registry or SchemaRegistry.load()
    return tuple(
        SchemaSummary(name, group_of(shape), shape.zh, shape.en, registry.newest[name], len(registry.of_subject(name)))
        for name, shape in _shapes().items()
        if name in registry.newest
    )


def described(subject: str, version: int | None = None, registry: SchemaRegistry | None = None) -> SchemaDescription:
    """
    Return one subject, its newest version unless *version* is given.

    Raises:
        UnknownRecordError: there's no such subject or version.
    """
    registry = registry or SchemaRegistry.load()
    versions = registry.of_subject(subject)
    wanted = versions[-1] if version is None else next((v for v in versions if v.version == version), None)
    if wanted is None:
        raise UnknownRecordError(
            f"there's no version {version}", where=subject, remedy=f"it has versions 1 to {versions[-1].version}"
        )
    summary = next(one for one in listed(registry) if one.subject == subject)
    text = registry.text(wanted).decode()
    return SchemaDescription(summary, wanted, _shapes()[subject].fields, impact_of(subject), text)


def checked(registry: SchemaRegistry | None = None) -> SchemaCheck:
    """Return whether the registry matches its files and every version reads every other one of its subject."""
    registry = registry or SchemaRegistry.load()
    faults = gate.disorder(registry)
    if not faults:
        edited = tuple(f"{name} was edited after it was registered" for name in generate.damaged(registry))
        faults = edited + tuple(map(str, gate.findings(registry)))
    return SchemaCheck(len(registry.versions), faults)
