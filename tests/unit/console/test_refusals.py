"""Every refusal that a form can meet is told in Chinese first, from the one catalogue: enumerated from the code."""

from __future__ import annotations

import ast
import inspect
import re

import pytest

from hub.catalogue import heard
from hub.console.frame import templates
from hub.core import admissible
from hub.core.acts.fields import Fault
from hub.core.acts.statements import Refusal
from hub.core.codes import LabelledCode
from hub.plugins.reasons import REASONS
from hub.workbench.records import ActionState, WhyRefused

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def objections() -> dict[str, str]:
    """Return every objection of the door, by its code, with what stands in it filled in."""
    found = {}
    for node in ast.walk(ast.parse(inspect.getsource(admissible))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Objection":
            code, reason = node.args[1:3]
            assert isinstance(code, ast.Constant)
            parts = reason.values if isinstance(reason, ast.JoinedStr) else [reason]
            text = "".join(str(part.value) if isinstance(part, ast.Constant) else "x1" for part in parts)
            found[str(code.value)] = text
    return found


def test_every_objection_is_said_in_chinese_and_in_english() -> None:
    told = objections()
    assert {"E-ROUTE-01", "E-ROUTE-02", "E-ROUTE-03", "E-ROUTE-04", "E-SUP-01", "E-FAIL-01"} <= told.keys()
    for code, english in told.items():
        said = heard(english)
        assert str(said) != english and CHINESE.search(said), f"{code} has no Chinese: {english}"
        assert said.en == english
        assert CHINESE.search(REASONS[code]), code
        assert "{" not in said, code


@pytest.mark.parametrize("codes", [Refusal, Fault, WhyRefused, ActionState])
def test_every_code_under_which_a_form_refuses_has_both_languages(codes: type[LabelledCode]) -> None:
    for one in codes:
        assert CHINESE.search(one.zh) and not CHINESE.search(one.en), one


def test_a_form_tells_an_objection_in_the_readers_language() -> None:
    source = templates().loader.get_source(templates(), "bench_fields.html")[0]
    assert "heard(one.reason)" in source and "{{ one.reason }}" not in source
