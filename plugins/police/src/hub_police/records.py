"""Rows of the police tables as they come; nothing is interpreted here but the presence of columns."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hub.core.errors import RowRejectedError
from hub.plugins.spec import NativeRecord

Raw = str | int | float | bool | None


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Person(_Row):
    """``JQ_RY``: someone in an incident besides (or as) the caller."""

    sequence: int = Field(alias="XH")
    role: Raw = Field(alias="JS")
    name: Raw = Field(alias="XM")
    id_number: Raw = Field(alias="ZJHM")
    phone: Raw = Field(alias="LXDH")


class Transfer(_Row):
    """``AJ_YJ``: one hand-over to a mediation body, counted within the ticket; a second one follows a return."""

    sequence: int = Field(alias="XH", ge=1)
    kind: Raw = Field(alias="YJLX")
    unit: Raw = Field(alias="JSDW")
    transferred_at: Raw = Field(alias="YJSJ")
    consent: Raw = Field(alias="TYBZ")
    consent_at: Raw = Field(alias="TYSJ")
    withdrawn_at: Raw = Field(alias="CHSJ")


class Case(_Row):
    """``AJ_XX``: a public-order case that grew out of a ticket."""

    number: str = Field(alias="AJBH", min_length=1)
    kind: Raw = Field(alias="AJLB")
    accepted_at: Raw = Field(alias="SLSJ")
    station: Raw = Field(alias="ZBDW")
    mediation: Raw = Field(alias="TJFS")
    result: Raw = Field(alias="CLJG")
    waived: Raw = Field(alias="BYCF")
    waived_at: Raw = Field(alias="BYCFSJ")
    waiver_number: Raw = Field(alias="BYCFWH")
    risk: Raw = Field(alias="FXLB")
    risk_people: Raw = Field(alias="FXRS")
    risk_at: Raw = Field(alias="FXSJ")


class Ticket(_Row):
    """``JQ_JJ``: a call, with its people and cases."""

    number: str = Field(alias="JJDBH", min_length=1)
    station: Raw = Field(alias="JJDWDM")
    called_at: Raw = Field(alias="BJSJ")
    caller: Raw = Field(alias="BJRXM")
    phone: Raw = Field(alias="LXDH")
    category: Raw = Field(alias="JQLBDM")
    place: Raw = Field(alias="SFDZ")
    division: Raw = Field(alias="XZQH")
    narrative: Raw = Field(alias="JYAQ")
    result: Raw = Field(alias="CJJG")
    main_ticket: Raw = Field(alias="GLJJDBH")
    correction: int | None = Field(alias="GZXH", ge=0)
    changed_at: Raw = Field(alias="CZSJ")
    people: tuple[Person, ...] = Field(default=(), alias="JQ_RY")
    cases: tuple[Case, ...] = Field(default=(), alias="AJ_XX")
    transfers: tuple[Transfer, ...] = Field(default=(), alias="AJ_YJ")


class Removed(_Row):
    """A ticket that the log says was deleted."""

    number: str = Field(alias="JJDBH", min_length=1)
    changed_at: Raw = Field(alias="CZSJ")


class FeedbackRow(_Row):
    """``WB_FK``: feedback that the hub wrote, and when an officer signed for it."""

    serial: int = Field(alias="XH")
    delivery: Raw = Field(alias="SDBH")
    business: Raw = Field(alias="YWLX")
    root: Raw = Field(alias="HUB_ROOT")
    ref: Raw = Field(alias="HUB_REF")
    state: Raw = Field(alias="ZT")
    signed_at: Raw = Field(alias="QSSJ")


class InboxRow(_Row):
    """``WB_SJX``: an invitation (联调) or supervision (督办), and the station's answer."""

    serial: int = Field(alias="XH")
    delivery: Raw = Field(alias="SDBH")
    kind: Raw = Field(alias="LX")
    root: Raw = Field(alias="HUB_ROOT")
    unit: Raw = Field(alias="LTDW")
    subject: Raw = Field(alias="DX")
    cause: Raw = Field(alias="SY")
    answer: Raw = Field(alias="DFZT")
    answered_at: Raw = Field(alias="DFSJ")


R = TypeVar("R", bound=_Row)


def parse_row(model: type[R], record: NativeRecord) -> R:
    """
    Return *record* as *model*.

    Raises:
        RowRejectedError: a column is missing or holds something of another kind (the department changed its table).
    """
    try:
        return model.model_validate(dict(record.fields))
    except ValidationError as fault:
        first = fault.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or record.source
        raise RowRejectedError(field=where, reason=str(first["msg"]), code="E-COL-01", task_of="police") from fault
