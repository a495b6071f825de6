"""Native rows as typed models, and units looked up on a day: what doesn't fit holds the row by the field's own name."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated

import pytest
from pydantic import BaseModel, Field

from hub.connectors.parsing import FieldParsers, NativeRow, RawValue, parse_mediator, parse_row, read_by
from hub.core.codes import MediationKind, OrgKind
from hub.core.errors import RowRejectedError
from hub.core.units import Registry, Unit

USUAL = FieldParsers("clerk")
MEDIATOR = Unit(
    code="X2",
    name="西林街道调委会",
    level=2,
    kind=MediationKind.PEOPLE,
    org_kind=OrgKind.RMC_TOWN,
    division="230803007",
    agency="justice",
    valid_from=date(2026, 3, 1),
)


class Party(NativeRow):
    sequence: int = Field(alias="XH")


class Case(NativeRow):
    number: str = Field(alias="BH", min_length=1)
    name: RawValue = Field(alias="XM")
    parties: tuple[Party, ...] = Field(default=(), alias="T_DSR")


class Typed(BaseModel):
    text: Annotated[str, read_by(USUAL.text, "形式")] = ""
    needed: Annotated[str, read_by(USUAL.needed, "编号")] = ""
    narrative: Annotated[str, read_by(USUAL.narrative, "诉求")] = ""
    at: Annotated[datetime | None, read_by(USUAL.optional_instant, "日期")] = None
    yes: Annotated[bool, read_by(USUAL.yes, "涉诉")] = False
    reference: Annotated[str, read_by(USUAL.reference, "枢纽编号")] = ""


def test_row_keeps_raw_values_and_passes_over_other_columns() -> None:
    row = parse_row(Case, {"BH": "1", "XM": 7.0, "T_DSR": [{"XH": 2}], "BDJE": "5000"}, source="T_TJAJ")
    assert (row.number, row.name, row.parties[0].sequence) == ("1", 7.0, 2)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"XM": "甲"}, "BH"),
        ({"BH": "", "XM": "甲"}, "BH"),
        ({"BH": "1"}, "XM"),
        ({"BH": "1", "XM": "甲", "T_DSR": [{"XH": 1}, {"XH": "乙"}]}, "T_DSR.1.XH"),
    ],
)
def test_column_that_is_gone_or_of_another_kind_is_named(fields: dict[str, object], field: str) -> None:
    with pytest.raises(RowRejectedError) as held:
        parse_row(Case, fields, source="T_TJAJ", task_of="court")
    assert (held.value.field, held.value.code, held.value.task_of) == (field, "E-COL-01", "court")
    assert "乙" not in str(held.value)


def test_usual_parsers_read_what_people_type() -> None:
    typed = Typed.model_validate(
        {
            "text": "来访　",
            "needed": "１２",
            "narrative": "  拖欠\n工资 ",
            "at": "2026年3月2日",
            "yes": "是",
            "reference": " court:１ ",
        }
    )
    assert (typed.text, typed.needed, typed.narrative) == ("来访", "12", "拖欠\n工资")
    assert (typed.at, typed.yes, typed.reference) == (datetime(2026, 3, 1, 16, 0, tzinfo=UTC), True, "court:１")


def test_usual_parsers_read_words_that_say_nothing() -> None:
    typed = Typed.model_validate({"text": "无", "narrative": "未填", "at": "－", "yes": "", "reference": "无"})
    assert typed == Typed()


def test_usual_parsers_refuse_by_the_native_name() -> None:
    with pytest.raises(RowRejectedError) as held:
        Typed.model_validate({"needed": "未填"})
    assert (held.value.field, held.value.code, held.value.task_of) == ("编号", "E-REQ-01", "clerk")


def test_mediator_is_found_on_its_days_only() -> None:
    registry = Registry.of((MEDIATOR,))
    at = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
    assert parse_mediator(" Ｘ2 ", "JSDW", registry=registry, at=at) == MEDIATOR
    for value, day in (("X2", datetime(2026, 2, 28, 2, 0, tzinfo=UTC)), ("X9", at)):
        with pytest.raises(RowRejectedError) as held:
            parse_mediator(value, "JSDW", registry=registry, at=day, task_of="police")
        assert (held.value.field, held.value.code, held.value.task_of) == ("JSDW", "E-UNIT-01", "police")
