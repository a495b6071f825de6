"""Every sentence of the command line exists in both languages, takes the same values, and is used."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import pytest

import hub
import hub.cli
import hub.console
from hub import catalogue
from hub.catalogue import headlines, hearing
from hub.catalogue import whatif as comparison
from hub.cli.wording import Language, preferred_language
from hub.core import errors
from hub.whatif import figures

CATALOGUE = catalogue.catalogue()
MESSAGES = sorted(Path(catalogue.__file__).parent.glob("*.py"))
SCREENS = sorted(Path(hub.console.__file__).parent.rglob("*.py"))
SOURCES = [*sorted(Path(hub.cli.__file__).parent.glob("*.py")), *SCREENS]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_both_languages_are_there_and_take_the_same_values(name: str) -> None:
    text = CATALOGUE[name]
    assert str(text).strip() and text.en.strip()
    assert placeholders(str(text)) == placeholders(text.en)


def test_every_sentence_is_used() -> None:
    """Those of this package as ``catalogue.NAME``, those of a module as ``SUBJECT.NAME`` or an alias."""
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


def errors_raised() -> dict[str, set[str]]:
    """Return what the layers below say in errors that users meet, by module, with ``x`` for what is filled in."""
    found: dict[str, set[str]] = {}
    home = Path(hub.__file__).parent
    for path in sorted(home.rglob("*.py")):
        module = path.relative_to(home).as_posix()
        if not module.startswith(("catalogue/", "testing/", "demo/")):
            said = {text for node in ast.walk(ast.parse(path.read_text("utf-8"))) for text in _sentences(node)}
            found[module] = {text for text in said if text}
    return found


def _sentences(node: ast.AST) -> list[str]:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        return []
    if not node.func.id.endswith(("Error", "Denial")) or node.func.id in {
        "RowRejectedError",
        "ExpressionError",
        "ValueError",
    }:
        return []
    spoken = node.args[: 2 if node.func.id == "Denial" else 1]
    return [_filled(part) for part in (*spoken, *(k.value for k in node.keywords if k.arg == "remedy"))]


def _filled(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values)
    return ""


INSIDE = (
    "bus/embedded/log.py", "bus/records.py", "processors/", "contracts/", "vault/", "connectors/", "engines/",
    "service/door.py", "gateway/formats.py", "gateway/routes/", "gateway/limits.py", "gateway/seam.py",
    "gateway/counter.py", "gateway/replies.py", "bus/kafka/log.py", "bus/kafka/claims.py", "console/seam.py",
    "console/pages/changes.py",
)  # fmt: skip
"""What speaks to developers and to the quarantine's desk; those of its sentences that users meet have words too."""


def test_every_refusal_that_users_meet_has_chinese_words() -> None:
    english = {
        text
        for module, texts in errors_raised().items()
        if not module.startswith(INSIDE)
        for text in texts
        if catalogue.heard(text) == text and not text.startswith(("hub ", "x", "--")) and text.isascii()
    }
    assert english == set()


def test_what_is_filled_in_stays_as_it_was() -> None:
    said = catalogue.heard("the environment has no HUB_PASSWORD")
    assert (str(said), said.en) == ("环境变量中没有 HUB_PASSWORD", "the environment has no HUB_PASSWORD")
    assert catalogue.heard("nobody says this") == "nobody says this"
    assert "{" not in catalogue.heard('url = { env = "…" } in the settings file').replace("{ env", "")


def test_what_is_said_deeper_is_still_said_there() -> None:
    home = Path(hub.__file__).parent
    constants = {
        text
        for path in home.rglob("*.py")
        if path not in MESSAGES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        for text in (_filled(node),)
        if text
    }
    unsaid = [said.en for said in hearing.SAID_DEEPER if not any(hearing.is_said(said, text) for text in constants)]
    assert unsaid == []


def test_every_error_code_has_a_headline_a_task_and_a_next_command() -> None:
    codes = {
        kind.code for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.HubError)
    }
    assert codes - set(headlines.ERRORS) - {errors.HubError.code} == set()


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


def test_each_section_of_a_comparison_has_its_heading() -> None:
    assert set(comparison.SECTIONS) == set(figures.SECTIONS)
