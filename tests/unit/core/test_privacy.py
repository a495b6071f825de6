"""Identity numbers are recognised by their check digits; what is shown is masked."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hub.core.codes import IdKind
from hub.core.privacy import half_width, is_resident_id, is_uscc, masked, normalised_id

RESIDENT = "11010519491231002X"  # the example of GB 11643
USCC = "91350100M000100Y43"  # the example of GB 32100
FULL_WIDTH = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})

bodies = st.from_regex(r"[1-9][0-9]{16}", fullmatch=True)


def check_character(body: str) -> str:
    """MOD 11-2 as the standard words it: position i weighs 2 to the power of 18 - i."""
    total = sum(int(digit) * pow(2, 17 - at, 11) for at, digit in enumerate(body))
    return "X" if (12 - total) % 11 == 10 else str((12 - total) % 11)


@given(bodies)
def test_exactly_one_check_character_is_right(body: str) -> None:
    right = [character for character in "0123456789X" if is_resident_id(body + character)]
    assert right == [check_character(body)]


@given(bodies, st.integers(0, 16), st.integers(1, 9))
def test_a_wrong_digit_is_found(body: str, at: int, shift: int) -> None:
    number = body + check_character(body)
    wrong = number[:at] + str((int(number[at]) + shift) % 10) + number[at + 1 :]
    assert is_resident_id(number) and not is_resident_id(wrong)


@given(bodies, st.integers(0, 15))
def test_two_digits_swapped_are_found(body: str, at: int) -> None:
    assume(body[at] != body[at + 1])
    swapped = body[:at] + body[at + 1] + body[at] + body[at + 2 :]
    assert not is_resident_id(swapped + check_character(body))


@given(bodies, st.sampled_from(["", " ", "　"]))
def test_every_spelling_of_a_number_is_one_number(body: str, blank: str) -> None:
    number = body + check_character(body)
    for spelling in (number, number.lower(), number.translate(FULL_WIDTH), number.lower().translate(FULL_WIDTH)):
        assert normalised_id(blank + spelling[:6] + blank + spelling[6:] + blank) == (IdKind.RESIDENT, number)


@given(st.from_regex(r"[1-9][0-9]{14}", fullmatch=True))
def test_the_legacy_number_becomes_todays(legacy: str) -> None:
    kind, number = normalised_id(legacy) or (None, "")
    assert kind is IdKind.RESIDENT and is_resident_id(number)
    assert number[:6] + number[8:17] == legacy and number[6:8] == "19"


def test_the_examples_of_the_standards() -> None:
    assert normalised_id(RESIDENT) == (IdKind.RESIDENT, RESIDENT)
    assert normalised_id(USCC.lower()) == (IdKind.USCC, USCC)
    assert is_uscc(USCC) and not is_uscc(USCC[:-1] + "4")


@pytest.mark.parametrize(
    "number", ["", "无", "－", "未填", "1" * 18, RESIDENT[:-1], RESIDENT + "0", "²" * 18, "９" * 17 + "X", "I" * 18]
)
def test_what_is_no_number_is_none(number: str) -> None:
    assert normalised_id(number) is None


@given(st.text(max_size=40))
def test_any_text_is_answered(text: str) -> None:
    found = normalised_id(text)
    assert found is None or is_resident_id(found[1]) or is_uscc(found[1])
    assert half_width(half_width(text)) == half_width(text)


@given(st.text(min_size=5, max_size=40))
def test_a_masked_value_shows_its_ends_only(value: str) -> None:
    shown = masked(value)
    assert shown[:2] == value[:2] and shown[-2:] == value[-2:] and set(shown[2:-2]) == {"*"}
    assert len(shown) == len(value)


@pytest.mark.parametrize(("value", "shown"), [("张三", "张*"), ("王小明", "王**"), ("司马相如", "司***")])
def test_a_name_shows_its_first_character(value: str, shown: str) -> None:
    assert masked(value) == shown
