"""Dirty values are read exactly or refused with field, reason, masked value and code."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.connectors.parsing import (
    CodeEntry,
    CodeMap,
    RowRejectedError,
    parse_amount_fen,
    parse_count,
    parse_day,
    parse_identity,
    parse_instant,
    parse_narrative,
    parse_optional_day,
    parse_optional_instant,
    parse_phone,
    parse_required_text,
    parse_text,
    parse_yes_no,
)
from hub.core.codes import IdKind

DAYS = [
    ("2026-03-05", date(2026, 3, 5)),
    ("2026/3/5", date(2026, 3, 5)),
    ("2026.3.25", date(2026, 3, 25)),
    ("2026年3月5日", date(2026, 3, 5)),
    ("２０２６年０３月０５日", date(2026, 3, 5)),
    ("二〇二六年三月五日", date(2026, 3, 5)),
    ("20260305", date(2026, 3, 5)),
    ("20260305143000", date(2026, 3, 5)),
    ("2026-03-05 23:59:59", date(2026, 3, 5)),
    ("2026-03-05T20:00:00Z", date(2026, 3, 6)),
    (46086, date(2026, 3, 5)),
    ("46086.5", date(2026, 3, 5)),
    (1772676300000, date(2026, 3, 5)),
    (1772676300, date(2026, 3, 5)),
    (datetime(2026, 3, 5, 20, tzinfo=UTC), date(2026, 3, 6)),
    (datetime(2026, 3, 5, 20), date(2026, 3, 5)),  # noqa: DTZ001 - what a driver gives
    (date(2026, 3, 5), date(2026, 3, 5)),
]


@pytest.mark.parametrize(("value", "day"), DAYS)
def test_days(value: object, day: date) -> None:
    assert parse_day(value, "x") == day


@pytest.mark.parametrize("value", ["3月25日", "3.25", "03-25", "3/25"])
def test_day_takes_its_year_from_the_period(value: str) -> None:
    assert parse_day(value, "x", year=2026) == date(2026, 3, 25)
    with pytest.raises(RowRejectedError):
        parse_day(value, "x")


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("2026-02-30", "E-DATE-02"),
        ("2026-13-01", "E-DATE-02"),
        ("0026-03-05", "E-DATE-02"),
        ("2026-03-05 25:00", "E-DATE-02"),
        ("上周", "E-DATE-01"),
        ("", "E-DATE-01"),
        (None, "E-DATE-01"),
        (True, "E-DATE-01"),
        (3.7, "E-DATE-01"),
        ([], "E-DATE-01"),
    ],
)
def test_impossible_days(value: object, code: str) -> None:
    with pytest.raises(RowRejectedError) as caught:
        parse_day(value, "SARQ", task_of="court")
    assert (caught.value.code, caught.value.field, caught.value.task_of) == (code, "SARQ", "court")


@pytest.mark.parametrize(
    ("value", "instant"),
    [
        ("2026年3月5日14时05分", datetime(2026, 3, 5, 6, 5, tzinfo=UTC)),
        ("2026-03-05 14:05:06.250", datetime(2026, 3, 5, 6, 5, 6, 250_000, tzinfo=UTC)),
        ("2026-03-05T14:05:06+08:00", datetime(2026, 3, 5, 6, 5, 6, tzinfo=UTC)),
        ("2026-03-05T14:05:06+0000", datetime(2026, 3, 5, 14, 5, 6, tzinfo=UTC)),
        ("202603051405", datetime(2026, 3, 5, 6, 5, tzinfo=UTC)),
        (date(2026, 3, 5), datetime(2026, 3, 4, 16, tzinfo=UTC)),
        (1772676300123, datetime(2026, 3, 5, 2, 5, 0, 123_000, tzinfo=UTC)),
    ],
)
def test_instants(value: object, instant: datetime) -> None:
    assert parse_instant(value, "x") == instant


@pytest.mark.parametrize("blank", [None, "", "  ", "无", "未填", "－", "—", "/", "NULL", "不详"])
def test_blanks(blank: object) -> None:
    assert parse_optional_day(blank, "x") is None
    assert parse_optional_instant(blank, "x") is None
    assert parse_amount_fen(blank, "x") is None
    assert parse_count(blank, "x") is None
    assert parse_identity(blank, "x") is None
    assert parse_yes_no(blank, "x") is (False if blank == "无" else None)
    assert parse_phone(blank, "x") == "" and parse_text(blank, "x") == ""
    with pytest.raises(RowRejectedError, match="needed"):
        parse_required_text(blank, "x")


@pytest.mark.parametrize(
    ("value", "unit", "fen"),
    [
        ("1,200", "元", 120_000),
        ("１，２００．５０", "元", 120_050),
        ("¥1200元整", "元", 120_000),
        ("0.12", "万元", 120_000),
        ("0.12万元", "元", 120_000),
        ("3万", "元", 3_000_000),
        (3.5, "万元", 3_500_000),
        (0.1, "元", 10),
        (0.07, "万元", 70_000),
        (5000, "元", 500_000),
        ("0", "元", 0),
    ],
)
def test_amounts(value: object, unit: str, fen: int) -> None:
    assert parse_amount_fen(value, "x", unit=unit) == fen


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("1.2.3", "E-AMT-01"),
        ("很多", "E-AMT-01"),
        ("0.001", "E-AMT-02"),
        ("-5", "E-AMT-03"),
        (float("nan"), "E-NUM-01"),
    ],
)
def test_bad_amounts(value: object, code: str) -> None:
    with pytest.raises(RowRejectedError) as caught:
        parse_amount_fen(value, "BDJE")
    assert caught.value.code == code


@given(st.integers(min_value=0, max_value=10**12))
def test_amounts_are_exact(fen: int) -> None:
    """Whatever the spelling, not a fen is lost."""
    yuan = f"{fen // 100:,}.{fen % 100:02}"
    assert parse_amount_fen(yuan, "x") == parse_amount_fen(f"{fen // 100}.{fen % 100:02}", "x") == fen


@pytest.mark.parametrize("value", ["约20人", "20余人", "２０", 20.0, 20, "20人左右", "共20人"])
def test_counts(value: object) -> None:
    assert parse_count(value, "x") == 20


@pytest.mark.parametrize("value", ["若干", "-3", 2.5, "1e3"])
def test_bad_counts(value: object) -> None:
    with pytest.raises(RowRejectedError):
        parse_count(value, "x")


@pytest.mark.parametrize(
    "value",
    [
        13904541234,
        1.3904541234e10,
        "1.3904541234E10",
        "13904541234.0",
        "139 0454 1234",
        "+86-13904541234",
        "8613904541234",
    ],
)
def test_phones(value: object) -> None:
    assert parse_phone(value, "x") == "13904541234"


def test_phone_with_lost_digits_is_refused() -> None:
    """1.39E10 has three digits of eleven: a wrong number would be worse than none."""
    with pytest.raises(RowRejectedError) as caught:
        parse_phone("1.39E10", "LXDH")
    assert caught.value.code == "E-TEL-02"
    assert parse_phone("0454-8612345", "x") == "04548612345"
    with pytest.raises(RowRejectedError) as caught:
        parse_phone("12345", "LXDH")
    assert caught.value.code == "E-TEL-01"


def test_identities() -> None:
    """Full-width digits and a lowercase x are mended; wrong check digits and floats are not."""
    assert parse_identity("１１０１０５１９４９１２３１００２x", "x") == (IdKind.RESIDENT, "11010519491231002X")
    for value, code in (("110105194912310021", "E-ID-01"), ("110105194912310000", "E-ID-02"), (1.1e17, "E-ID-02")):
        with pytest.raises(RowRejectedError) as caught:
            parse_identity(value, "ZJHM")
        assert caught.value.code == code and "19491231" not in f"{caught.value} {caught.value.value}"


def test_codes_are_dated_and_never_guessed() -> None:
    """A code means what it meant that day; an unknown one is refused with the known ones."""
    codes = CodeMap(
        (CodeEntry("15", "OLD", None, date(2025, 12, 31)), CodeEntry("15", "NEW", date(2026, 1, 1))), "court"
    )
    assert codes.translate("15 ", "TJJG", day=date(2025, 6, 1)) == "OLD"
    assert codes.translate(15.0, "TJJG", day=date(2026, 6, 1)) == "NEW"
    assert codes.translate_optional("", "TJJG") is None
    with pytest.raises(RowRejectedError, match="15") as caught:
        codes.translate("16", "TJJG")
    assert (caught.value.code, caught.value.task_of) == ("E-CODE-02", "court")
    with pytest.raises(RowRejectedError) as caught:
        CodeMap((CodeEntry("1", "A", date(2026, 1, 1)),)).translate("1", "x", day=date(2025, 1, 1))
    assert caught.value.code == "E-CODE-03"


def test_a_near_word_is_proposed_not_taken() -> None:
    """A mistyped word gets a proposal for a person; a number never does."""
    with pytest.raises(RowRejectedError) as caught:
        CodeMap.of({"和解": "SETTLED", "成功": "SUCCESS"}).translate("已和解", "处理结果")
    assert caught.value.proposal == "和解" and caught.value.value == "已**"
    with pytest.raises(RowRejectedError) as caught:
        CodeMap.of({"10": "SUCCESS"}).translate("100", "TJJG")
    assert caught.value.proposal == ""


def test_narrative_is_refused_not_cut() -> None:
    """Beyond the cap a broken export is likelier than a story."""
    assert parse_narrative(" 原文　不改 ", "JYAQ") == "原文　不改"
    with pytest.raises(RowRejectedError) as caught:
        parse_narrative("诉" * 4_000_000, "JYAQ")
    assert caught.value.code == "E-SIZE-01" and len(caught.value.value) < 100


JUNK = st.one_of(st.none(), st.text(), st.floats(), st.integers(), st.booleans(), st.lists(st.integers(), max_size=2))


@pytest.mark.parametrize(
    "parser",
    [
        parse_amount_fen,
        parse_count,
        parse_day,
        parse_identity,
        parse_instant,
        parse_narrative,
        parse_phone,
        parse_text,
        parse_yes_no,
        CodeMap.of({"1": "A"}).translate,
    ],
)
@given(value=JUNK)
def test_parsers_are_total(parser: Callable[[object, str], object], value: object) -> None:
    """Whatever stands in a field, a parser returns or refuses the row; nothing else is raised."""
    try:
        parser(value, "field")
    except RowRejectedError as refused:
        told = refused.field == "field" and bool(refused.reason) and refused.code.startswith("E-")
    else:
        told = True
    assert told
