"""The tree of verbs: one verb alone is what it is in the whole tree, and nobody waits for what others need."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
import typer.main

from hub.cli.app import build_app
from hub.cli.verbs import VERBS

SLOW = {"sqlalchemy", "openpyxl", "reportlab", "httpx", "jinja2", "uvicorn", "fastapi", "confluent_kafka", "kafka"}
"""What takes long to load and ``hub status`` has no use for."""


def said(command: object, path: str) -> Iterator[tuple[str, object, list[str]]]:
    children = getattr(command, "commands", {})
    yield path, getattr(command, "help", None), [parameter.name for parameter in command.params]  # type: ignore[attr-defined]
    for name, child in children.items():
        yield from said(child, f"{path} {name}")


def test_one_verb_alone_is_what_it_is_among_all() -> None:
    whole = typer.main.get_command(build_app())
    assert sorted(whole.commands) == sorted(VERBS)  # type: ignore[attr-defined]
    for verb in VERBS:
        alone = typer.main.get_command(build_app(verb))
        assert list(alone.commands) == [verb]  # type: ignore[attr-defined]
        found = [command.commands[verb] for command in (alone, whole)]  # type: ignore[attr-defined]
        assert list(said(found[0], verb)) == list(said(found[1], verb))


def test_building_the_tree_again_adds_nothing() -> None:
    verbs = import_module("hub.cli.quarantine").verbs
    before = [*verbs.registered_commands], [*verbs.registered_groups]
    trees = [list(said(typer.main.get_command(build_app("quarantine")), "hub")) for _ in range(2)]
    assert trees[0] == trees[1] and (verbs.registered_commands, verbs.registered_groups) == before


@pytest.mark.parametrize("words", [["status"], ["--lang", "en", "schemas", "list"]])
def test_a_verb_does_not_wait_for_what_others_need(tmp_path: Path, words: list[str]) -> None:
    code = f"import sys; from hub.cli.app import main; main({words}); print(*sys.modules, file=sys.stderr)"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True, timeout=120)
    loaded = {name.partition(".")[0] for name in done.stderr.split()}
    assert "typer" in loaded and loaded & SLOW == set()
