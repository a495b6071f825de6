"""The native rows of a petition office, typed. A field that can't be read refuses its row, by the office's own name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from hub.connectors.parsing import (
    CodeMap,
    FieldParsers,
    is_blank,
    parse_count,
    parse_instant,
    read_by,
    reject,
)
from hub.plugins.spec import Native
from hub_petition.codes import STATES, MediationState
from hub_petition.fields import names_of

TASK_OF = "petition"
_NUMBER = re.compile(r"[A-Z0-9]{6,40}")
USUAL = FieldParsers(TASK_OF)
_STATES = CodeMap.of(STATES, TASK_OF)


def _instant(value: object, field: str) -> datetime:
    return parse_instant(USUAL.needed(value, field), field, task_of=TASK_OF)


def _number(value: object, field: str) -> str:
    number = "".join(USUAL.needed(value, field).split()).upper()
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
    return names_of(USUAL.text(value, field))


def _state(value: object, field: str) -> MediationState:
    return MediationState.NONE if is_blank(value) else _STATES.translate(value, field)


def _root(value: object, field: str) -> str:
    root = USUAL.reference(value, field)
    if root and ":" not in root:
        reject(root, field, "is no reference of the hub; copy it from the reply file", "E-REF-01", TASK_OF)
    return root


def _needed_reference(value: object, field: str) -> str:
    return USUAL.reference(value, field) or reject(value, field, "is empty but needed", "E-REQ-01", TASK_OF)


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

    number: Annotated[str, read_by(_number, "信访件编号")] = Field(
        alias="信访件编号", default="", validate_default=True
    )
    registered_at: Annotated[datetime, read_by(_instant, "登记日期")] = Field(
        alias="登记日期", default="", validate_default=True
    )
    form: Annotated[str, read_by(USUAL.text, "形式")] = Field(alias="形式", default="")
    petitioner: Annotated[str, read_by(USUAL.text, "信访人")] = Field(alias="信访人", default="")
    id_number: Annotated[str, read_by(USUAL.text, "证件号")] = Field(alias="证件号", default="")
    phone: Annotated[str, read_by(USUAL.text, "电话")] = Field(alias="电话", default="")
    people: Annotated[int, read_by(_people, "人数")] = Field(alias="人数", default=1)
    joint: Annotated[tuple[str, ...], read_by(_names, "联名")] = Field(alias="联名", default=())
    territory: Annotated[str, read_by(USUAL.text, "属地")] = Field(alias="属地", default="")
    category: Annotated[str, read_by(USUAL.needed, "内容分类")] = Field(
        alias="内容分类", default="", validate_default=True
    )
    claim: Annotated[str, read_by(USUAL.narrative, "诉求")] = Field(alias="诉求", default="")
    suit: Annotated[bool, read_by(USUAL.yes, "涉法涉诉")] = Field(alias="涉法涉诉", default=False)
    accepted_at: Annotated[datetime | None, read_by(USUAL.optional_instant, "受理日期")] = Field(
        alias="受理日期", default=None
    )
    informed_at: Annotated[datetime | None, read_by(USUAL.optional_instant, "告知日期")] = Field(
        alias="告知日期", default=None
    )
    answered_at: Annotated[datetime | None, read_by(USUAL.optional_instant, "答复日期")] = Field(
        alias="答复日期", default=None
    )
    due: Annotated[datetime | None, read_by(USUAL.optional_instant, "办理期限")] = Field(alias="办理期限", default=None)
    mediator: Annotated[str, read_by(USUAL.text, "调解单位")] = Field(alias="调解单位", default="")
    state: Annotated[MediationState, read_by(_state, "调解状态")] = Field(alias="调解状态", default=MediationState.NONE)
    notice_number: Annotated[str, read_by(USUAL.text, "终结告知书号")] = Field(alias="终结告知书号", default="")
    ending: Annotated[str, read_by(USUAL.text, "办结方式")] = Field(alias="办结方式", default="")
    respondent: Annotated[str, read_by(USUAL.text, "被反映人")] = Field(alias="被反映人", default="")
    root: Annotated[str, read_by(_root, "枢纽编号")] = Field(alias="首见枢纽编号", default="")

    seen_at: Utc = Field(alias="快照时间")
    generation: int = Field(alias="登记次序", default=1)
    sightings: tuple[tuple[Utc, str, str], ...] = Field(alias="历次委托", default=())
    dates: tuple[tuple[str, str, str], ...] = Field(alias="历次日期", default=())
    doubled: str = Field(alias="重号", default="")


class Withdrawal(BaseModel):
    """A petition that has been missing from the snapshots for long enough; without a number it never was one."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    number: Annotated[str, read_by(USUAL.text, "缺失")] = Field(alias="缺失", default="")
    gone_at: Utc = Field(alias="快照时间")
    root: Annotated[str, read_by(USUAL.reference, "枢纽编号")] = Field(alias="首见枢纽编号", default="")


class Acknowledgement(BaseModel):
    """What the office says about one reply file of the hub."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    reply: Annotated[str, read_by(_needed_reference, "回复编号")] = Field(
        alias="回复编号", default="", validate_default=True
    )
    business: Annotated[str, read_by(USUAL.needed, "业务类型")] = Field(
        alias="业务类型", default="", validate_default=True
    )
    state: Annotated[str, read_by(USUAL.needed, "签收状态")] = Field(
        alias="签收状态", default="", validate_default=True
    )
    at: Annotated[datetime, read_by(_instant, "签收时间")] = Field(alias="签收时间", default="", validate_default=True)
    number: Annotated[str, read_by(USUAL.text, "信访件编号")] = Field(alias="信访件编号", default="")
    root: Annotated[str, read_by(_needed_reference, "枢纽编号")] = Field(
        alias="枢纽编号", default="", validate_default=True
    )
    ref: Annotated[str, read_by(USUAL.reference, "移交编号")] = Field(alias="移交编号", default="")
    unit: Annotated[str, read_by(USUAL.text, "单位")] = Field(alias="单位", default="")
    cause: Annotated[str, read_by(USUAL.text, "督办事由")] = Field(alias="督办事由", default="")
    sender: Annotated[str, read_by(USUAL.text, "来文单位")] = Field(alias="来文单位", default="")
    half: Annotated[str, read_by(USUAL.text, "会商期次")] = Field(alias="会商期次", default="")
    note: Annotated[str, read_by(USUAL.text, "说明")] = Field(alias="说明", default="")


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
