"""Rows of the court's tables as they come; nothing is interpreted here but the presence of columns."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hub.core.errors import RowRejectedError
from hub.plugins.spec import NativeRecord

Raw = str | int | float | bool | None


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Party(_Row):
    """``T_DSR``: a party of a case; ``TYBZ`` is this party's own answer, where the form has it."""

    number: Raw = Field(alias="BH")
    standing: Raw = Field(alias="SSDW")
    name: Raw = Field(alias="XM")
    id_kind: Raw = Field(default=None, alias="ZJLX")
    id_number: Raw = Field(alias="ZJHM")
    phone: Raw = Field(alias="DH")
    consent: Raw = Field(default=None, alias="TYBZ")


class Reassignment(_Row):
    """``T_GPJL``: the second and every further commission of a case; the first stands in ``T_TJAJ`` itself."""

    sequence: int = Field(alias="XH", ge=2)
    organisation: Raw = Field(alias="TJZZDM")
    reassigned_at: Raw = Field(alias="GPRQ")
    consent: Raw = Field(default=None, alias="TYBZ")
    consent_at: Raw = Field(default=None, alias="TYRQ")
    withdrawn_at: Raw = Field(default=None, alias="CHRQ")


class Case(_Row):
    """``T_TJAJ``: a mediation case (诉前调, 民初) or an application for judicial confirmation (诉前调确)."""

    key: str = Field(alias="BH", min_length=1)
    number: Raw = Field(alias="AH")
    court: Raw = Field(alias="FYDM")
    kind: Raw = Field(alias="AJLX")
    cause: Raw = Field(alias="AYDM")
    filed_at: Raw = Field(alias="SARQ")
    procedure: Raw = Field(alias="SPCX")
    commission: Raw = Field(alias="WPLX")
    commissioned_at: Raw = Field(alias="WPRQ")
    organisation: Raw = Field(alias="TJZZDM")
    withdrawn_at: Raw = Field(alias="CHRQ")
    consent: Raw = Field(alias="TYBZ")
    consent_at: Raw = Field(alias="TYRQ")
    result: Raw = Field(alias="TJJG")
    division: Raw = Field(alias="XZQH")
    narrative: Raw = Field(default=None, alias="SSQQ")
    correction: int | None = Field(alias="GZXH", ge=0)
    hub_root: Raw = Field(alias="HUB_ROOT")
    original_case: Raw = Field(alias="YAJBH")
    confirmation: Raw = Field(alias="SFQR")
    applied_at: Raw = Field(alias="QRSQRQ")
    accepted_at: Raw = Field(alias="QRSLRQ")
    decided_at: Raw = Field(alias="QRCDRQ")
    updated_at: Raw = Field(alias="GXSJ")
    valid: Raw = Field(alias="YXBZ")
    parties: tuple[Party, ...] = Field(default=(), alias="T_DSR")
    reassignments: tuple[Reassignment, ...] = Field(default=(), alias="T_GPJL")


class ExchangeRow(_Row):
    """``T_WB_JSRK``: what the hub wrote into the exchange table, and what the clerk made of it."""

    serial: int = Field(alias="LSH")
    business: Raw = Field(alias="YWLX")
    state: Raw = Field(alias="ZT")
    fault: Raw = Field(default=None, alias="CWXX")
    delivery: Raw = Field(alias="HUB_SDBH")
    root: Raw = Field(alias="HUB_ROOT")
    ref: Raw = Field(alias="HUB_REF")
    handled_at: Raw = Field(alias="CLSJ")
    updated_at: Raw = Field(alias="GXSJ")


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
        raise RowRejectedError(field=where, reason=str(first["msg"]), code="E-COL-01", task_of="court") from fault
