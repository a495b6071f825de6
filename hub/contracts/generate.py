"""
``python -m hub.contracts.generate``: write the schema files from the core's tables; ``--check`` only compares.

A version that a release carries is never written again: a change becomes the next version, as a draft, which may
change until ``--release VERSION`` freezes it.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path

from hub.contracts.avro import Schema, all_shapes, parsed, rabin, schema_of, sha256
from hub.contracts.locations import checkout_folder
from hub.contracts.registry import SchemaRegistry, SchemaVersion


def rendered(schema: Schema) -> bytes:
    """Return the file content of *schema*."""
    return (json.dumps(schema, ensure_ascii=False, indent=2) + "\n").encode()


def planned(registry: SchemaRegistry) -> dict[SchemaVersion, bytes]:
    """Return every version that must be written, new or changed, with its content; empty when all is in step."""
    plan: dict[SchemaVersion, bytes] = {}
    next_id = max(registry.by_id, default=0) + 1
    for shape in all_shapes():
        schema = schema_of(shape)
        content = rendered(schema)
        newest = registry.newest.get(shape.name)
        if newest and newest.sha256 == sha256(content) and registry.text(newest) == content:
            continue
        if newest and newest.released is None:
            identity, number = newest.id, newest.version
        else:
            identity, number, next_id = next_id, (newest.version + 1 if newest else 1), next_id + 1
        version = SchemaVersion(
            id=identity,
            subject=shape.name,
            version=number,
            fingerprint=rabin(parsed(schema)),
            sha256=sha256(content),
            released=None,
        )
        plan[version] = content
    return plan


def orphaned(registry: SchemaRegistry) -> tuple[SchemaVersion, ...]:
    """Return the drafts of records that the tables no longer have; what was released stays readable for ever."""
    there = {shape.name for shape in all_shapes()}
    return tuple(v for v in registry.versions if v.subject not in there and v.released is None)


def damaged(registry: SchemaRegistry) -> tuple[str, ...]:
    """Return the files whose content isn't what the registry says: edited after they were registered."""
    return tuple(version.file for version in registry.versions if sha256(registry.text(version)) != version.sha256)


def write(registry: SchemaRegistry, plan: dict[SchemaVersion, bytes]) -> SchemaRegistry:
    """Write the planned files, remove orphaned drafts, and return the registry that knows what is there now."""
    by_id = dict(registry.by_id)
    for version in orphaned(registry):
        (registry.folder / version.file).unlink(missing_ok=True)
        del by_id[version.id]
    for version, content in plan.items():
        (registry.folder / version.file).write_bytes(content)
        by_id[version.id] = version
    written = SchemaRegistry(tuple(by_id[key] for key in sorted(by_id)), registry.folder)
    written.save()
    return written


def release(registry: SchemaRegistry, name: str) -> SchemaRegistry:
    """Freeze every draft as part of release *name*."""
    frozen = SchemaRegistry(
        tuple(v if v.released else replace(v, released=name) for v in registry.versions), registry.folder
    )
    frozen.save()
    return frozen


def _registry(folder: Path) -> SchemaRegistry:
    return SchemaRegistry.load(folder) if (folder / "registry.json").exists() else SchemaRegistry((), folder)


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 when files and tables agree, 1 when ``--check`` found a difference."""
    parser = argparse.ArgumentParser(prog="python -m hub.contracts.generate", description=__doc__)
    parser.add_argument("--check", action="store_true", help="只比较，不写文件 | compare only")
    parser.add_argument("--release", metavar="VERSION", help="冻结全部草稿 | freeze all drafts")
    parser.add_argument("--folder", type=Path, default=checkout_folder() / "schemas")
    options = parser.parse_args(arguments)
    registry = _registry(options.folder)
    plan = planned(registry)
    if options.check:
        stale = {version.file for version in (*plan, *orphaned(registry))}.union(damaged(registry))
        for name in sorted(stale):
            sys.stderr.write(f"schemas/{name}: 与核心表不一致 | differs from the core tables\n")
        return 1 if stale else 0
    registry = write(registry, plan)
    for version in plan:
        sys.stdout.write(f"schemas/{version.file}\n")
    if options.release:
        release(registry, options.release)
    return 0


if __name__ == "__main__":
    sys.exit(main())
