"""Every sentence of the command line exists in both languages, takes the same values, and is used."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import pytest

import hub
import hub.cli
from hub.cli import messages
from hub.cli.wording import Language, preferred_language
from hub.core import errors

CATALOGUE = messages.catalogue()
MESSAGES = sorted(Path(messages.__file__).parent.glob("*.py"))
SOURCES = sorted(Path(hub.cli.__file__).parent.glob("*.py"))


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_both_languages_are_there_and_take_the_same_values(name: str) -> None:
    text = CATALOGUE[name]
    assert str(text).strip() and text.en.strip()
    assert placeholders(str(text)) == placeholders(text.en)


def test_every_sentence_is_used() -> None:
    """Those of this package as ``messages.NAME``, those of a subject's module as ``SUBJECT.NAME`` or an alias of it."""
    used = {
        node.attr
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    }
    trees = [ast.parse(path.read_text("utf-8")) for path in MESSAGES]
    within = {
        node.id
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
    assert {name for name in CATALOGUE if name.rpartition(".")[2] not in used | within} == set()


def test_what_is_said_deeper_is_still_said_there() -> None:
    below = "".join(path.read_text("utf-8") for path in Path(hub.__file__).parent.rglob("*.py") if path not in MESSAGES)
    assert [said.en for said in messages.SAID_DEEPER if f'"{said.en}"' not in below] == []


def test_every_error_code_has_a_headline_a_task_and_a_next_command() -> None:
    codes = {
        kind.code for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.HubError)
    }
    assert codes - set(messages.ERRORS) - {errors.HubError.code} == set()


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, Language.ZH),
        ({"LANG": "en_GB.UTF-8"}, Language.EN),
        ({"LANG": "C.UTF-8"}, Language.ZH),
        ({"LANG": "en_GB.UTF-8", "HUB_LANG": "zh"}, Language.ZH),
        ({"LC_ALL": "en_US.UTF-8", "LANG": "zh_CN.UTF-8"}, Language.EN),
    ],
)
def test_language_follows_the_locale_and_chinese_is_the_default(
    environment: dict[str, str], language: Language
) -> None:
    assert preferred_language(environment) is language
