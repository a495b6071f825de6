"""The table of obligations is that of the domain page, and whatever it promises is there."""

from __future__ import annotations

import dataclasses
import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer.main

from hub.cli.app import build_app
from hub.core.clocks import CLOCKS
from hub.core.obligations import OBLIGATIONS, Obligation
from hub.core.statistics import MonthlyView

ROOT = Path(__file__).parents[2]
IN_SOFTWARE = [row for row in OBLIGATIONS if not row.recorded_only]
FIGURES = {field.name for field in dataclasses.fields(MonthlyView)}


def ids_of_the_domain() -> set[str]:
    """Return every id of domain §1, the recorded ones of its last row included."""
    text = (ROOT / "docs/reference/domain.md").read_text("utf-8")
    table = text.partition("## 1 Obligations")[2].partition("\n## ")[0]
    cells = [line.split("|")[1:3] for line in table.splitlines() if line.startswith("|") and "|-|" not in line]
    found: set[str] = set()
    for name, who in cells[1:]:
        told = who if name.strip() == "REC" else name
        for word in re.findall(r"([A-Z]+)-(\d)(?:/(\d))?", told):
            found.update(f"{word[0]}-{number}" for number in word[1:] if number)
    return found


def test_nothing_is_missing_and_nothing_invented() -> None:
    assert {row.id for row in OBLIGATIONS} == ids_of_the_domain()
    assert len({row.id for row in OBLIGATIONS}) == len(OBLIGATIONS)


def test_what_is_recorded_only_is_what_the_domain_says() -> None:
    assert {row.id for row in OBLIGATIONS if row.recorded_only} == {"GOV-1", "LAW-1", "RES-1", "HON-1"}


@pytest.mark.parametrize("row", IN_SOFTWARE, ids=lambda row: row.id)
def test_every_reference_leads_somewhere(row: Obligation) -> None:
    for rule in row.rules:
        module, _, name = rule.partition(":")
        assert hasattr(importlib.import_module(module), name), rule
    assert set(row.clocks) <= set(CLOCKS)
    assert set(row.figures) <= FIGURES
    assert row.rules or row.verbs


@pytest.mark.parametrize("row", [row for row in IN_SOFTWARE if row.verbs], ids=lambda row: row.id)
def test_every_command_is_there(row: Obligation) -> None:
    for verb in row.verbs:
        command = typer.main.get_command(build_app())
        for word in verb.split():
            command = command.commands[word]  # type: ignore[attr-defined]  # a group of verbs


def test_every_row_has_tests_of_its_name() -> None:
    spec = importlib.util.spec_from_file_location("obligations_page", ROOT / "scripts/obligations.py")
    assert spec is not None and spec.loader is not None
    page = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(page)
    tests = page.named_tests()
    assert [row.id for row in IN_SOFTWARE if not tests[row.id]] == []


def test_the_page_is_what_the_table_says() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "scripts/obligations.py", "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
