"""Every error code that anything here can raise is told in Chinese and stands on the page with a test that meets it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from hub.catalogue.headlines import ERRORS
from hub.plugins.reasons import REASONS

ROOT = Path(__file__).parents[2]
CODE = re.compile(r"E-[A-Z]+-\d\d")
ROW = re.compile(r"^\| `(E-[A-Z]+-\d\d)` \| (.+?) \| (.+?) \| (.+) \|$", re.MULTILINE)
TESTS = re.compile(r"`(test_\w+)`")


def sources() -> Iterator[Path]:
    yield from sorted((ROOT / "hub").rglob("*.py"))
    yield from sorted((ROOT / "plugins").glob("*/src/**/*.py"))


@cache
def raised() -> frozenset[str]:
    """Return every code that stands as a text of its own in the code that ships."""
    found: set[str] = set()
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value):
                found.add(node.value)
    return frozenset(found)


def rows() -> dict[str, tuple[str, list[str]]]:
    """Return code → (meaning, tests) of the page's table of codes."""
    page = (ROOT / "docs/reference/bad-input.md").read_text("utf-8")
    return {code: (f"{zh} {en}", TESTS.findall(tests)) for code, zh, en, tests in ROW.findall(page)}


def test_every_code_has_a_headline() -> None:
    assert "E-ROUTE-03" in raised()
    assert sorted(raised() - REASONS.keys() - ERRORS.keys()) == []


def test_every_code_is_on_the_page_and_no_other() -> None:
    assert sorted(raised() ^ rows().keys()) == []


def test_the_page_tells_each_code_as_the_hub_does() -> None:
    told = {code: REASONS.get(code) or str(ERRORS[code][0]) for code in rows()}
    assert {code: zh for code, zh in told.items() if zh not in rows()[code][0]} == {}


def test_each_code_names_a_test_that_exists() -> None:
    files = [*(ROOT / "tests").rglob("test_*.py"), *(ROOT / "plugins").glob("*/tests/test_*.py")]
    defined = set(re.findall(r"^def (test_\w+)", "\n".join(path.read_text("utf-8") for path in files), re.MULTILINE))
    assert {code: tests for code, (_, tests) in rows().items() if not tests or set(tests) - defined} == {}
