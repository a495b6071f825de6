"""A Kafka test that was skipped, deselected or renamed is seen in the report of a run."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[3] / "scripts" / "kafka_tests_ran.py"
FILE = """
from tests.suite import Contract

class TestBus(Contract):
    def test_own(self): ...

def test_alone(): ...
"""


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("kafka_tests_ran", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def tests(tmp_path: Path) -> Path:
    folder = tmp_path / "tests"
    (folder / "kafka").mkdir(parents=True)
    (folder / "suite.py").write_text("class Contract:\n    def test_inherited(self): ...\n", encoding="utf-8")
    (folder / "kafka" / "test_bus.py").write_text(FILE, encoding="utf-8")
    marked = "import pytest\n@pytest.mark.kafka\ndef test_marked(): ...\ndef test_other(): ...\n"
    whole = "import pytest\npytestmark = [pytest.mark.slow, pytest.mark.kafka]\ndef test_whole(): ...\n"
    (folder / "test_whole.py").write_text(whole, encoding="utf-8")
    (folder / "test_mixed.py").write_text(marked, encoding="utf-8")
    return folder


CASES = {
    ("tests.kafka.test_bus.TestBus", "test_inherited[1]@kafka"): "",
    ("tests.kafka.test_bus.TestBus", "test_own"): "",
    ("tests.kafka.test_bus", "test_alone"): "",
    ("tests.test_whole", "test_whole@kafka"): "",
    ("tests.test_mixed", "test_marked@kafka"): "",
}


def report(tests: Path, cases: dict[tuple[str, str], str]) -> Path:
    path = tests.parent / "report.xml"
    lines = [
        f'<testcase classname="{place}" name="{name}">{child}</testcase>' for (place, name), child in cases.items()
    ]
    path.write_text(f"<testsuites>{''.join(lines)}</testsuites>", encoding="utf-8")
    return path


def test_a_whole_run_is_proven(script: ModuleType, tests: Path) -> None:
    assert script.faults(report(tests, CASES), tests) == []


@pytest.mark.parametrize("missing", CASES)
def test_what_was_left_out_is_named(script: ModuleType, tests: Path, missing: tuple[str, str]) -> None:
    found = script.faults(report(tests, {case: child for case, child in CASES.items() if case != missing}), tests)
    name = missing[1].partition("[")[0].partition("@")[0]
    assert found == [f"{missing[0]}::{name} didn't run"]


@pytest.mark.parametrize("case", CASES)
def test_what_was_skipped_is_named(script: ModuleType, tests: Path, case: tuple[str, str]) -> None:
    found = script.faults(report(tests, CASES | {case: "<skipped/>"}), tests)
    assert any("was skipped" in line for line in found)


def test_no_kafka_test_at_all_is_a_fault(script: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    assert script.faults(report(tmp_path / "tests", {}), tmp_path / "tests") != []
