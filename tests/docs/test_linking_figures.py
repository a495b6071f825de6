"""The figures in docs/explanation/linking.md are what the command in it prints."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from hub.cli.app import main
from hub.core.linking import AUTOMATIC, WORTH_A_LOOK

PAGE = Path(__file__).parents[2] / "docs/explanation/linking.md"
FIGURES = re.compile(r"^<!-- figures -->\n```console\n\$ hub (.*?)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def test_figures_are_what_the_command_prints(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "110")
    found = FIGURES.findall(PAGE.read_text("utf-8"))
    assert found
    for command, shown in found:
        capsys.readouterr()
        assert main(shlex.split(command)) == 0
        printed = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
        assert printed == shown.splitlines()


def test_thresholds_are_those_of_the_page() -> None:
    text = PAGE.read_text("utf-8")
    assert f"From {AUTOMATIC:.2f} on a rule links; from {WORTH_A_LOOK:.2f} on a clerk is asked" in text
