"""Parties in clear and as tokens; how deliveries' details are worded for the people who read them."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from hub.connectors.parties import identity_of, parse_name, party_in_clear, party_kind, token_details
from hub.connectors.wording import label_of, shown
from hub.core.codes import IdKind
from hub.core.deliveries import PartyDossier
from hub.testing import ClearTokeniser
from hub.testing.tokens import strong_token, weak_tokens

NUMBER = "11010519491231002X"
TOKENS = ClearTokeniser()


def _party(name: str, number: object = None, phone: str = "") -> PartyDossier:
    return party_in_clear(1, "APPLICANT", name, identity_of(number, "ZJHM"), phone)


def test_party_in_clear() -> None:
    assert _party("赵长河", "11010519491231002x", "13904541234") == PartyDossier(
        position=1,
        role="APPLICANT",
        kind="NATURAL",
        name="赵长河",
        id_kind="111",
        id_number=NUMBER,
        phone="13904541234",
    )


def test_name_loses_the_blanks_within() -> None:
    assert parse_name(" 王　五 ", "XM") == "王五"


@pytest.mark.parametrize(
    ("value", "identity"),
    [
        ("11010519491231002x", (IdKind.RESIDENT, NUMBER)),
        ("110105194912310021", (IdKind.NONE, "110105194912310021")),
        ("未填", (IdKind.NONE, "")),
        (None, (IdKind.NONE, "")),
    ],
)
def test_number_that_fails_its_check_identifies_nobody(value: object, identity: tuple[IdKind, str]) -> None:
    assert identity_of(value, "ZJHM") == identity


def test_body_is_told_by_its_number_or_its_name() -> None:
    assert party_kind("金穗", IdKind.USCC) == "LEGAL"
    assert party_kind("金穗粮食贸易有限公司", IdKind.NONE) == "LEGAL"
    assert party_kind("金穗超市", IdKind.NONE) == "NATURAL"
    assert party_kind("金穗超市", IdKind.NONE, re.compile("超市$")) == "LEGAL"


def test_tokens_are_strong_for_valid_numbers_and_marked_by_kind_and_party() -> None:
    parties = [_party("甲", NUMBER, "13904541234"), _party("甲", "110105194912310021", "儿媳代接"), _party("")]
    people = [replace(party, position=place) for place, party in enumerate(parties, 1)]
    assert token_details(people, TOKENS) == {
        "parties": 3,
        "tokens": [strong_token(1, NUMBER)],
        "weak_tokens": [
            *weak_tokens(1, name="甲", phone="13904541234", number=NUMBER),
            *weak_tokens(2, name="甲", number=NUMBER),
        ],
    }


@pytest.mark.parametrize(
    ("name", "value", "label", "words"),
    [
        ("outcome", "SUCCESS", "处理结果", "调解成功"),
        ("amount_fen", 500_000, "金额", "5,000.00元"),
        ("type", "CONTRACT", "纠纷类别", "合同"),
        ("v", 2, "版本号", "2"),
        ("outcome", "UNHEARD_OF", "处理结果", "UNHEARD_OF"),
        ("unheard_of", "x", "unheard_of", "x"),
    ],
)
def test_details_are_worded_for_clerks(name: str, value: object, label: str, words: str) -> None:
    assert (label_of(name), shown(name, value)) == (label, words)
