"""What the documents show is true: python blocks run, and so do console blocks marked ``<!-- run -->``, in order."""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *(page for page in (ROOT / "docs").rglob("*.md") if "_build" not in page.parts),
        *ROOT.glob("plugins/*/README.md"),
    ]
)
PYTHON = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
CONSOLE = re.compile(r"^<!-- run(?:: exit (\d+))? -->\n```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)")


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


WITH_PYTHON = [page for page in PAGES if PYTHON.search(page.read_text("utf-8"))]
WITH_CONSOLE = [page for page in PAGES if CONSOLE.search(page.read_text("utf-8"))]


@pytest.mark.parametrize("page", WITH_PYTHON, ids=name)
def test_python_runs(page: Path) -> None:
    known: dict[str, object] = {"__name__": "document"}
    for number, block in enumerate(PYTHON.findall(page.read_text("utf-8")), 1):
        title = f"{name(page)} block {number}"
        if ">>>" in block:
            example = doctest.DocTestParser().get_doctest(block, known, title, str(page), 0)
            assert doctest.DocTestRunner().run(example, clear_globs=False).failed == 0, title
        else:
            exec(compile(block, title, "exec"), known)


@pytest.mark.parametrize("page", WITH_CONSOLE, ids=name)
def test_console_runs(page: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "ONCE": "1"}
    environment.pop("HUB_SETTINGS", None)
    for code, block in CONSOLE.findall(page.read_text("utf-8")):
        for line in block.splitlines():
            if not line.startswith("$ "):
                continue
            done = subprocess.run(
                line[2:], shell=True, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=240
            )
            assert done.returncode == int(code or 0), f"{line}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
            assert "Traceback" not in done.stderr


def test_there_is_something_to_run() -> None:
    assert "docs/tutorial/first-afternoon.md" in {name(page) for page in WITH_CONSOLE}
    assert "docs/how-to/write-an-adapter.md" in {name(page) for page in WITH_PYTHON}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_within_the_project_lead_somewhere(page: Path) -> None:
    broken = [link for link in LINK.findall(page.read_text("utf-8")) if not (page.parent / link).exists()]
    assert broken == []


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_both_readmes_name_the_two_commands(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    assert "$ make demo" in text and "$ make test" in text


def test_generated_pages_are_what_the_program_says() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "scripts/cli_reference.py", "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
