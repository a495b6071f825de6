"""A verb starts soon: what only serving, drawing or a cluster needs is imported by the verbs that do so."""

from __future__ import annotations

import subprocess
import sys

SLOW = {"confluent_kafka", "fastapi", "jinja2", "kafka", "playwright", "reportlab", "starlette"}


def test_the_command_line_imports_nothing_that_few_verbs_need() -> None:
    script = "import sys, hub.cli.app; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert SLOW & set(done.stdout.split()) == set()
