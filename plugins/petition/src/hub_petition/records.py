"""The native rows of a petition office, typed. A field that can't be read refuses its row, by the office's own name."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Annotated, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from hub.connectors.parsing import (
    CodeMap,
    is_blank,
    parse_count,
    parse_instant,
    parse_narrative,
    parse_optional_instant,
    parse_required_text,
    parse_text,
    parse_yes_no,
    reject,
)
from hub.plugins.spec import Native
from hub_petition.codes import STATES, MediationState
from hub_petition.fields import names_of

TASK_OF = "petition"
_NUMBER = re.compile(r"[A-Z0-9]{6,40}")
_STATES = CodeMap.of(STATES, TASK_OF)


def _read(field: str, parse: Callable[[object, str], object]) -> BeforeValidator:
    def run(value: object) -> object:
        return parse(value, field)

    return BeforeValidator(run)


def _text(value: object, field: str) -> str:
    return parse_text(value, field, task_of=TASK_OF)


def _needed(value: object, field: str) -> str:
    return parse_required_text(value, field, task_of=TASK_OF)


def _instant(value: object, field: str) -> datetime:
    return parse_instant(_needed(value, field), field, task_of=TASK_OF)


def _optional_instant(value: object, field: str) -> datetime | None:
    return parse_optional_instant(value, field, task_of=TASK_OF)


def _number(value: object, field: str) -> str:
    number = "".join(_needed(value, field).split()).upper()
    if not _NUMBER.fullmatch(number):
        reject(number, field, "is no number of a petition", "E-REQ-02", TASK_OF)
    return number


def _people(value: object, field: str) -> int:
    count = parse_count(value, field, task_of=TASK_OF)
    if count is None:
        return 1
    if not 1 <= count <= 100_000:
        reject(value, field, "is no possible number of people", "E-NUM-02", TASK_OF)
    return count


def _names(value: object, field: str) -> tuple[str, ...]:
    return names_of(_text(value, field))


def _claim(value: object, field: str) -> str:
    return "" if is_blank(value) else parse_narrative(value, field, task_of=TASK_OF)


def _yes(value: object, field: str) -> bool:
    return parse_yes_no(value, field, task_of=TASK_OF) or False


def _state(value: object, field: str) -> MediationState:
    return MediationState.NONE if is_blank(value) else _STATES.translate(value, field)


def _reference(value: object, field: str) -> str:
    """Return a reference of the hub exactly as it was given: it may hold characters that have a half-width form."""
    return "" if is_blank(value) else str(value).strip()


def _root(value: object, field: str) -> str:
    root = _reference(value, field)
    if root and ":" not in root:
        reject(root, field, "is no reference of the hub; copy it from the reply file", "E-REF-01", TASK_OF)
    return root


def _needed_reference(value: object, field: str) -> str:
    return _reference(value, field) or reject(value, field, "is empty but needed", "E-REQ-01", TASK_OF)


Utc = Annotated[AwareDatetime, AfterValidator(lambda at: at.astimezone(UTC))]
"""An instant that the adapter itself wrote."""


class Petition(BaseModel):
    """
    One 信访件 of a snapshot.

    The last five are what the adapter adds, because a snapshot forgets: under which reference the petition was first
    reported, when the snapshot was made, how often it was registered, who was asked to mediate before, and whether
    the number stands twice with different contents.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    number: Annotated[str, _read("信访件编号", _number)] = Field(alias="信访件编号", default="", validate_default=True)
    registered_at: Annotated[datetime, _read("登记日期", _instant)] = Field(
        alias="登记日期", default="", validate_default=True
    )
    form: Annotated[str, _read("形式", _text)] = Field(alias="形式", default="")
    petitioner: Annotated[str, _read("信访人", _text)] = Field(alias="信访人", default="")
    id_number: Annotated[str, _read("证件号", _text)] = Field(alias="证件号", default="")
    phone: Annotated[str, _read("电话", _text)] = Field(alias="电话", default="")
    people: Annotated[int, _read("人数", _people)] = Field(alias="人数", default=1)
    joint: Annotated[tuple[str, ...], _read("联名", _names)] = Field(alias="联名", default=())
    territory: Annotated[str, _read("属地", _text)] = Field(alias="属地", default="")
    category: Annotated[str, _read("内容分类", _needed)] = Field(alias="内容分类", default="", validate_default=True)
    claim: Annotated[str, _read("诉求", _claim)] = Field(alias="诉求", default="")
    suit: Annotated[bool, _read("涉法涉诉", _yes)] = Field(alias="涉法涉诉", default=False)
    accepted_at: Annotated[datetime | None, _read("受理日期", _optional_instant)] = Field(
        alias="受理日期", default=None
    )
    informed_at: Annotated[datetime | None, _read("告知日期", _optional_instant)] = Field(
        alias="告知日期", default=None
    )
    answered_at: Annotated[datetime | None, _read("答复日期", _optional_instant)] = Field(
        alias="答复日期", default=None
    )
    due: Annotated[datetime | None, _read("办理期限", _optional_instant)] = Field(alias="办理期限", default=None)
    mediator: Annotated[str, _read("调解单位", _text)] = Field(alias="调解单位", default="")
    state: Annotated[MediationState, _read("调解状态", _state)] = Field(alias="调解状态", default=MediationState.NONE)
    notice_number: Annotated[str, _read("终结告知书号", _text)] = Field(alias="终结告知书号", default="")
    ending: Annotated[str, _read("办结方式", _text)] = Field(alias="办结方式", default="")
    respondent: Annotated[str, _read("被反映人", _text)] = Field(alias="被反映人", default="")
    root: Annotated[str, _read("枢纽编号", _root)] = Field(alias="首见枢纽编号", default="")

    seen_at: Utc = Field(alias="快照时间")
    generation: int = Field(alias="登记次序", default=1)
    sightings: tuple[tuple[Utc, str, str], ...] = Field(alias="历次委托", default=())
    doubled: str = Field(alias="重号", default="")


class Withdrawal(BaseModel):
    """A petition that has been missing from the snapshots for long enough; without a number it never was one."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    number: Annotated[str, _read("缺失", _text)] = Field(alias="缺失", default="")
    gone_at: Utc = Field(alias="快照时间")
    root: Annotated[str, _read("枢纽编号", _reference)] = Field(alias="首见枢纽编号", default="")


class Acknowledgement(BaseModel):
    """What the office says about one reply file of the hub."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    reply: Annotated[str, _read("回复编号", _needed_reference)] = Field(
        alias="回复编号", default="", validate_default=True
    )
    business: Annotated[str, _read("业务类型", _needed)] = Field(alias="业务类型", default="", validate_default=True)
    state: Annotated[str, _read("签收状态", _needed)] = Field(alias="签收状态", default="", validate_default=True)
    at: Annotated[datetime, _read("签收时间", _instant)] = Field(alias="签收时间", default="", validate_default=True)
    number: Annotated[str, _read("信访件编号", _text)] = Field(alias="信访件编号", default="")
    root: Annotated[str, _read("枢纽编号", _needed_reference)] = Field(
        alias="枢纽编号", default="", validate_default=True
    )
    ref: Annotated[str, _read("移交编号", _reference)] = Field(alias="移交编号", default="")
    unit: Annotated[str, _read("单位", _text)] = Field(alias="单位", default="")
    cause: Annotated[str, _read("督办事由", _text)] = Field(alias="督办事由", default="")
    note: Annotated[str, _read("说明", _text)] = Field(alias="说明", default="")


R = TypeVar("R", bound=BaseModel)


def typed(model: type[R], fields: Mapping[str, Native]) -> R:
    """
    Return *fields* as *model*.

    Raises:
        RowRejectedError: the first field that can't be read.
    """
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        field = str(first["loc"][0])
        return reject(fields.get(field), field, first["msg"], "E-ROW-01", TASK_OF)
