"""The committed registry of schemas: which id means which version of which subject (``schemas/registry.json``)."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import cast

from hub.contracts.avro import Schema
from hub.contracts.locations import schema_folder
from hub.core.errors import SchemaMismatchError, UnknownRecordError


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaVersion:
    """
    One version of one subject.

    Attributes:
        id: What stands in front of every message; never given twice, never changed.
        fingerprint: CRC-64-AVRO of the canonical form: what decides about reading and writing.
        sha256: Digest of the file: docs count too.
        released: Release of the hub that carries it first; None while it's a draft that may still change.
    """

    id: int
    subject: str
    version: int
    fingerprint: str
    sha256: str
    released: str | None

    @property
    def file(self) -> str:
        """Name of the schema file."""
        return f"{self.subject}.v{self.version}.avsc"


@dataclass(frozen=True)
class SchemaRegistry:
    """All versions of all subjects, and the folder with their files."""

    versions: tuple[SchemaVersion, ...]
    folder: Path

    @classmethod
    def load(cls, folder: Path | None = None) -> SchemaRegistry:
        """Read the registry of *folder*, by default the one that comes with the hub."""
        folder = folder or schema_folder()
        entries = json.loads((folder / "registry.json").read_text(encoding="utf-8"))["schemas"]
        return cls(tuple(SchemaVersion(**entry) for entry in entries), folder)

    def save(self) -> None:
        """Write ``registry.json``, one line a version so that a change is one line of a diff."""
        lines = ",\n".join("  " + json.dumps(asdict(version), ensure_ascii=False) for version in self.versions)
        (self.folder / "registry.json").write_text('{"schemas": [\n' + lines + "\n]}\n", encoding="utf-8")

    @cached_property
    def by_id(self) -> dict[int, SchemaVersion]:
        """Every version by its id."""
        return {version.id: version for version in self.versions}

    @cached_property
    def newest(self) -> dict[str, SchemaVersion]:
        """The newest version of each subject, in the order of the registry."""
        found: dict[str, SchemaVersion] = {}
        for version in self.versions:
            if version.subject not in found or found[version.subject].version < version.version:
                found[version.subject] = version
        return found

    def of_subject(self, subject: str) -> tuple[SchemaVersion, ...]:
        """
        Return every version of *subject*, oldest first.

        Raises:
            UnknownRecordError: there's no such subject.
        """
        found = sorted((v for v in self.versions if v.subject == subject), key=lambda v: v.version)
        if not found:
            raise UnknownRecordError("no such schema", where=subject, remedy='see "hub schemas list"')
        return tuple(found)

    def text(self, version: SchemaVersion) -> bytes:
        """
        Return the file of *version* as it stands.

        Raises:
            SchemaMismatchError: the file is missing.
        """
        try:
            return (self.folder / version.file).read_bytes()
        except OSError as error:
            raise SchemaMismatchError(
                "the schema file can't be read", where=version.file, remedy="restore it from the release"
            ) from error

    def schema(self, version: SchemaVersion) -> Schema:
        """Return the schema of *version*."""
        return cast(Schema, json.loads(self.text(version)))
