"""Every refusal is told in the caller's language: Chinese unless English is wanted more."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import hub.gateway
from hub.catalogue import heard
from hub.core.wording import Language
from hub.gateway.problems import language_of
from tests.integration.gateway.conftest import Town

RAISED = "Error", "_denied"


@pytest.fixture
def town(calm_town: Town) -> Town:
    return calm_town


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "zh"),
        ("zh-CN,zh;q=0.9", "zh"),
        ("en", "en"),
        ("en-GB, zh;q=0.8", "en"),
        ("en;q=0.5, zh-Hans;q=0.7", "zh"),
        ("fr, *;q=0.1", "zh"),
        ("en;q=x", "zh"),
        ("de, EN-us;q=0.2", "en"),
        (";;,=,q", "zh"),
    ],
)
def test_the_language_that_is_wanted_most(accepted: str, language: str) -> None:
    assert language_of(accepted) is Language(language)


def test_a_refusal_says_the_same_in_both_languages(town: Town) -> None:
    zh, en = (
        town.client.get("/v1/disputes/Z9/timeline", headers=town.headers("justice", **{"Accept-Language": wanted}))
        for wanted in ("zh", "en")
    )
    assert (zh.headers["Content-Language"], en.headers["Content-Language"]) == ("zh", "en")
    assert zh.headers["Vary"] == "Accept-Language, Accept-Encoding"
    assert zh.json() == {
        "type": "about:blank",
        "status": 404,
        "title": "没有这条记录",
        "detail": "没有与贵部门有关的此编号纠纷",
        "code": "E-REC-01",
        "remedy": "写完整编号",
    }
    assert en.json()["title"] == "There's no such record"
    assert (en.json()["detail"], en.json()["remedy"]) == (
        "no dispute of this number concerns you",
        "give the whole number",
    )
    assert town.client.get("/nowhere").json()["detail"] == "没有这个地址"
    misfit = town.client.get("/v1/inbox?wait=x", headers=town.headers("justice")).json()
    assert misfit["detail"].startswith("参数不合要求：query.wait")


def said(node: ast.expr) -> str | None:
    """Return what an error is given, with something in each gap."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in node.values)
    return None


def sentences() -> list[str]:
    found = []
    for path in Path(hub.gateway.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id.endswith(RAISED):
                given = [*node.args[:1], *(one.value for one in node.keywords if one.arg == "remedy")]
                found += [text for one in given if (text := said(one)) is not None]
    return found


def test_the_catalogue_has_every_refusal_of_the_gateway() -> None:
    told = {text for text in sentences() if not text.endswith(("gateway key new", "has no gateway"))}
    unsaid = sorted(text for text in told if str(heard(text)) == text and not text.startswith("7 is no statement"))
    assert len(told) > 40
    assert unsaid == ["id and type of the envelope aren't those of the statement inside", "specversion isn't 1.0"], (
        "those two stand in the reason of one record, with its code"
    )
