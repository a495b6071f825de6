"""
Fail unless every test on a real Apache Kafka has run and passed: ``python scripts/kafka_tests_ran.py REPORT.xml``.

What should have run is read from the test files themselves, not from what a run had selected: every test function of
every file below a folder ``kafka`` or with the marker. A test that was skipped, deselected, renamed away from its
marker or never collected is named here.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator, Sequence
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
        whole = below or any(ast.unparse(n).startswith("pytestmark") and MARK in ast.unparse(n) for n in tree.body)
        for node in tree.body:
            marked = whole or any(MARK in ast.unparse(d) for d in _decorators(node))
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


def collected(tests: Path) -> list[tuple[str, str]]:
    """Return what carries the marker when everything is collected: single cases of a test that also runs elsewhere."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "-n", "0", "-m", "kafka", str(tests)],
        capture_output=True,
        text=True,
        cwd=tests.parent,
        check=True,
    )
    places = [line.split("::") for line in done.stdout.splitlines() if "::" in line]
    return [
        (".".join([parts[0].removesuffix(".py").replace("/", "."), *parts[1:-1]]), parts[-1].partition("@")[0])
        for parts in places
    ]


def faults(report: Path, tests: Path, cases: Sequence[tuple[str, str]] = ()) -> list[str]:
    """Return a sentence for each Kafka test, and each of *cases*, that the run of *report* doesn't prove."""
    passed: set[tuple[str, str]] = set()
    skipped: list[tuple[str, str]] = []
    for case in ElementTree.parse(report).iter("testcase"):
        place = case.get("classname", "")
        name = case.get("name", "").partition("[")[0].partition("@")[0]
        bad = [child.tag for child in case if child.tag in {"skipped", "failure", "error"}]
        if bad:
            skipped.append((place, name))
        else:
            passed |= {(place, name), (place, case.get("name", "").partition("@")[0])}
    expected = [*wanted(tests), *cases]
    if not expected:
        return ["no Kafka test was found in the sources: look at the folder's name"]
    places = {place for place, _ in wanted(tests)}
    found = [f"{place}::{name} didn't run" for place, name in expected if (place, name) not in passed]
    found += [f"{place}::{name} was skipped or failed" for place, name in skipped if place in places]
    return found


def main(arguments: list[str]) -> int:
    """Print what is missing; 1 if anything is."""
    tests = Path(__file__).resolve().parent.parent / "tests"
    found = faults(Path(arguments[0]), tests, collected(tests))
    for line in found:
        print(line)
    if not found:
        print("every test on a real Apache Kafka has run and passed")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
