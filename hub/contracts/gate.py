"""
``python -m hub.contracts.gate``: FULL_TRANSITIVE over all versions of every subject, before anything is released.

It also holds that no registered file was edited, no id or version is given twice, no registered file is missing and
none lies about unregistered.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from hub.contracts.compatibility import Incompatibility, check
from hub.contracts.generate import damaged
from hub.contracts.impact import Impact, impact_of
from hub.contracts.registry import SchemaRegistry, SchemaVersion
from hub.core.errors import HubError, IncompatibleSchemaError


@dataclass(frozen=True, slots=True)
class Finding:
    """Two versions of one subject that can't read each other, why, and whom it would hit."""

    old: SchemaVersion
    new: SchemaVersion
    problems: tuple[Incompatibility, ...]
    impact: Impact

    def __str__(self) -> str:
        reasons = "; ".join(f"{problem.direction} {problem.path}: {problem.what}" for problem in self.problems)
        return (
            f"{self.old.subject} v{self.old.version} ↔ v{self.new.version}: {reasons}. "
            f"It touches adapters: {self.impact.adapters_text}; report cells: {self.impact.cells_text}"
        )


def findings(registry: SchemaRegistry) -> tuple[Finding, ...]:
    """Return every pair of versions that breaks FULL_TRANSITIVE."""
    found = []
    for subject in registry.newest:
        for old, new in combinations(registry.of_subject(subject), 2):
            problems = check(registry.schema(old), registry.schema(new))
            if problems:
                found.append(Finding(old, new, problems, impact_of(subject)))
    return tuple(found)


def disorder(registry: SchemaRegistry) -> tuple[str, ...]:
    """Return what is wrong with the registry itself and the folder."""
    ids = Counter(version.id for version in registry.versions)
    files = Counter(version.file for version in registry.versions)
    there = {path.name for path in registry.folder.glob("*.avsc")}
    return (
        *(f"id {number} is given {count} times" for number, count in ids.items() if count > 1),
        *(f"{name} is registered {count} times" for name, count in files.items() if count > 1),
        *(f"{name} is registered and missing" for name in sorted(files.keys() - there)),
        *(f"{name} isn't registered" for name in sorted(there - files.keys())),
        *_gaps(registry),
    )


def _gaps(registry: SchemaRegistry) -> list[str]:
    return [
        f"{subject}: version {expected} is missing"
        for subject in registry.newest
        for expected, version in enumerate(registry.of_subject(subject), 1)
        if version.version != expected
    ][:1]


def run(registry: SchemaRegistry) -> int:
    """
    Hold the gate and return how many versions it passed.

    Raises:
        IncompatibleSchemaError: a version breaks compatibility, or the registry doesn't match its files.
    """
    wrong = disorder(registry)
    if not wrong:
        wrong = tuple(f"{name} was edited after it was registered" for name in damaged(registry))
    if wrong:
        raise IncompatibleSchemaError(
            "; ".join(wrong),
            where=str(registry.folder / "registry.json"),
            remedy="restore the files of the release and put the change into a new version",
        )
    broken = findings(registry)
    if broken:
        raise IncompatibleSchemaError(
            "\n".join(map(str, broken)),
            where="FULL_TRANSITIVE",
            remedy="keep released fields and give every new one a default; a change of meaning is a new field",
        )
    return len(registry.versions)


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 when the gate is open, 1 when it's shut."""
    parser = argparse.ArgumentParser(prog="python -m hub.contracts.gate", description=__doc__)
    parser.add_argument("--folder", type=Path, default=None)
    options = parser.parse_args(arguments)
    try:
        passed = run(SchemaRegistry.load(options.folder))
    except HubError as error:
        sys.stderr.write(f"{error.code} {error}\n")
        return 1
    sys.stdout.write(f"FULL_TRANSITIVE: {passed}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
