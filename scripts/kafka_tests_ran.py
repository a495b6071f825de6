"""
Fail unless every test on a real Apache Kafka has run and passed: ``python scripts/kafka_tests_ran.py REPORT.xml``.

What should have run is read from the test files themselves, not from what a run had selected: every test function of
every file below a folder ``kafka`` or with the marker. A test that was skipped, deselected, renamed away from its
marker or never collected is named here.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

MARK = "pytest.mark.kafka"


def wanted(tests: Path) -> Iterator[tuple[str, str]]:
    """Give (module or class, function) of each Kafka test, those that a class inherits from a suite included."""
    for path in sorted(tests.rglob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        below = "kafka" in path.relative_to(tests).parts
        if not below and MARK not in text:
            continue
        module = ".".join(path.relative_to(tests.parent).with_suffix("").parts)
        tree = ast.parse(text)
        for node in tree.body:
            marked = below or f"pytestmark = {MARK}" in text or any(MARK in ast.unparse(d) for d in _decorators(node))
            if marked and isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield module, node.name
            elif marked and isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
                yield from ((f"{module}.{node.name}", name) for name in _tests_of(node, tree, tests.parent))


def _decorators(node: ast.stmt) -> list[ast.expr]:
    return node.decorator_list if isinstance(node, ast.FunctionDef | ast.ClassDef) else []


def _tests_of(node: ast.ClassDef, tree: ast.Module, root: Path) -> Iterator[str]:
    yield from (f.name for f in node.body if isinstance(f, ast.FunctionDef) and f.name.startswith("test_"))
    bases = {base.id for base in node.bases if isinstance(base, ast.Name)}
    for statement in tree.body:
        if isinstance(statement, ast.ClassDef) and statement.name in bases:
            yield from _tests_of(statement, tree, root)
        if isinstance(statement, ast.ImportFrom) and bases & {alias.name for alias in statement.names}:
            path = root.joinpath(*str(statement.module).split(".")).with_suffix(".py")
            suite = ast.parse(path.read_text(encoding="utf-8"))
            found = [n for n in suite.body if isinstance(n, ast.ClassDef) and n.name in bases]
            yield from (name for base in found for name in _tests_of(base, suite, root))


def faults(report: Path, tests: Path) -> list[str]:
    """Return a sentence for each Kafka test that the run of *report* doesn't prove."""
    passed: set[tuple[str, str]] = set()
    skipped: list[tuple[str, str]] = []
    for case in ElementTree.parse(report).iter("testcase"):
        place = case.get("classname", "")
        name = case.get("name", "").partition("[")[0].partition("@")[0]
        bad = [child.tag for child in case if child.tag in {"skipped", "failure", "error"}]
        if bad:
            skipped.append((place, name))
        else:
            passed.add((place, name))
    expected = list(wanted(tests))
    if not expected:
        return ["no Kafka test was found in the sources: look at the folder's name"]
    places = {place for place, _ in expected}
    found = [f"{place}::{name} didn't run" for place, name in expected if (place, name) not in passed]
    found += [f"{place}::{name} was skipped or failed" for place, name in skipped if place in places]
    return found


def main(arguments: list[str]) -> int:
    """Print what is missing; 1 if anything is."""
    found = faults(Path(arguments[0]), Path(__file__).resolve().parent.parent / "tests")
    for line in found:
        print(line)
    if not found:
        print("every test on a real Apache Kafka has run and passed")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
