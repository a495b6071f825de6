"""The small language of rules: what it says, what it refuses, and that it never runs as code."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.connectors.mapping.expressions import ExpressionError, parse

NAMES = ["accepted_on", "concluded_on", "received_on", "outcome", "amount", "performed_on"]
ROW = {
    "accepted_on": date(2026, 3, 1),
    "concluded_on": date(2026, 3, 9),
    "received_on": None,
    "outcome": "SUCCESS",
    "amount": 120_000,
    "performed_on": None,
}


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("accepted_on <= concluded_on", True),
        ("accepted_on > concluded_on", False),
        ("accepted_on <= concluded_on <= received_on", None),
        ("concluded_on < accepted_on <= received_on", False),
        ("outcome = SUCCESS", True),
        ("outcome != 'SUCCESS'", False),
        ("amount >= 120000 and outcome = SUCCESS", True),
        ("performed_on", False),
        ("not performed_on", True),
        ("非 performed_on 且 （outcome = FAILED 或 amount）", True),
        ("accepted_on >= 2026-03-01", True),
        ("performed_on > accepted_on or amount = 1", None),
        ("amount < accepted_on", None),
    ],
)
def test_what_an_expression_says(text: str, holds: bool | None) -> None:
    assert parse(text, NAMES).holds(ROW) is holds


@pytest.mark.parametrize(
    "text",
    [
        "",
        "outcome =",
        "outcome = SUCCESS amount",
        "(outcome = SUCCESS",
        "concluded <= accepted_on",
        "__import__('os').system('x')",
        "accepted_on <= 2026-02-30",
        "1",
        "amount + 1 > 2",
        "not " * 40 + "amount",
        "(" * 30 + "amount" + ")" * 30,
        "amount and " * 60 + "amount",
    ],
)
def test_what_is_refused_with_a_sentence_in_both_languages(text: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text, NAMES)
    assert caught.value.zh and caught.value.en


def test_a_misspelt_column_is_told_its_nearest_name() -> None:
    with pytest.raises(ExpressionError, match="concluded_on"):
        parse("concluded <= accepted_on", NAMES)


@given(st.text(alphabet="amount outcome()<>=!'\"且或非 0123456789-SUCES_.\\", max_size=80))
def test_any_text_is_an_expression_or_refused(text: str) -> None:
    told: object = None
    try:
        told = parse(text, NAMES).holds(ROW)
    except ExpressionError as refusal:
        told = refusal.zh
    assert told in (True, False, None) or told
