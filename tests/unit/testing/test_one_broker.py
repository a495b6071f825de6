"""Whatever the number of workers, a group of tests that need a broker runs in one; the others share the rest."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).resolve().parents[2] / "conftest.py"
TESTS = """
import os
from pathlib import Path
import pytest
{mark}
@pytest.mark.parametrize("number", range(4))
def test_one(number):
    Path({folder!r}, f"{name}-{{number}}").write_text(os.environ["PYTEST_XDIST_WORKER"])
"""
MARK = "pytestmark = pytest.mark.kafka"


def run(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = kafka\n", encoding="utf-8")
    shutil.copy(CONFTEST, folder)
    command = [sys.executable, "-m", "pytest", "-p", "no:schemathesis", "--import-mode=importlib", *options]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)


def test_one_worker_has_a_whole_group_of_those_that_need_a_broker(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    for place in (tmp_path / "tests" / "kafka", tmp_path / "tests" / "other", seen):
        place.mkdir(parents=True)
    for name in ("first", "second", "workers"):
        text = TESTS.format(mark=MARK, folder=str(seen), name=name)
        (tmp_path / "tests" / "kafka" / f"test_{name}.py").write_text(text, encoding="utf-8")
    (tmp_path / "tests" / "other" / "test_plain.py").write_text(
        TESTS.format(mark="", folder=str(seen), name="plain"), encoding="utf-8"
    )
    done = run(tmp_path, "-n", "2", "--dist", "loadgroup")
    assert done.returncode == 0, done.stdout + done.stderr
    workers = {path.name: path.read_text(encoding="utf-8") for path in seen.iterdir()}
    assert len(workers) == 16
    for group in (("first", "second"), ("workers",)):
        assert len({worker for name, worker in workers.items() if name.startswith(group)}) == 1
    assert len(set(workers.values())) > 1


def test_a_marker_and_a_place_that_differ_are_no_collection(tmp_path: Path) -> None:
    (tmp_path / "test_lost.py").write_text(TESTS.format(mark=MARK, folder=str(tmp_path), name="lost"), encoding="utf-8")
    done = run(tmp_path, "-n", "0")
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "]: a test that needs a broker is marked kafka" in done.stdout + done.stderr
