"""Rows of the court's tables as they come; nothing is interpreted here but the presence of columns."""

from __future__ import annotations

from pydantic import Field

from hub.connectors.parsing import NativeRow, RawValue


class Party(NativeRow):
    """``T_DSR``: a party of a case; ``TYBZ`` is this party's own answer, where the form has it."""

    number: RawValue = Field(alias="BH")
    standing: RawValue = Field(alias="SSDW")
    name: RawValue = Field(alias="XM")
    id_kind: RawValue = Field(default=None, alias="ZJLX")
    id_number: RawValue = Field(alias="ZJHM")
    phone: RawValue = Field(alias="DH")
    consent: RawValue = Field(default=None, alias="TYBZ")


class Reassignment(NativeRow):
    """``T_GPJL``: the second and every further commission of a case; the first stands in ``T_TJAJ`` itself."""

    sequence: int = Field(alias="XH", ge=2)
    organisation: RawValue = Field(alias="TJZZDM")
    reassigned_at: RawValue = Field(alias="GPRQ")
    consent: RawValue = Field(default=None, alias="TYBZ")
    consent_at: RawValue = Field(default=None, alias="TYRQ")
    withdrawn_at: RawValue = Field(default=None, alias="CHRQ")


class Case(NativeRow):
    """``T_TJAJ``: a mediation case (诉前调, 民初) or an application for judicial confirmation (诉前调确)."""

    key: str = Field(alias="BH", min_length=1)
    number: RawValue = Field(alias="AH")
    court: RawValue = Field(alias="FYDM")
    kind: RawValue = Field(alias="AJLX")
    cause: RawValue = Field(alias="AYDM")
    filed_at: RawValue = Field(alias="SARQ")
    procedure: RawValue = Field(alias="SPCX")
    commission: RawValue = Field(alias="WPLX")
    commissioned_at: RawValue = Field(alias="WPRQ")
    organisation: RawValue = Field(alias="TJZZDM")
    withdrawn_at: RawValue = Field(alias="CHRQ")
    consent: RawValue = Field(alias="TYBZ")
    consent_at: RawValue = Field(alias="TYRQ")
    result: RawValue = Field(alias="TJJG")
    division: RawValue = Field(alias="XZQH")
    narrative: RawValue = Field(default=None, alias="SSQQ")
    correction: int | None = Field(alias="GZXH", ge=0)
    hub_root: RawValue = Field(alias="HUB_ROOT")
    original_case: RawValue = Field(alias="YAJBH")
    confirmation: RawValue = Field(alias="SFQR")
    applied_at: RawValue = Field(alias="QRSQRQ")
    accepted_at: RawValue = Field(alias="QRSLRQ")
    decided_at: RawValue = Field(alias="QRCDRQ")
    updated_at: RawValue = Field(alias="GXSJ")
    valid: RawValue = Field(alias="YXBZ")
    parties: tuple[Party, ...] = Field(default=(), alias="T_DSR")
    reassignments: tuple[Reassignment, ...] = Field(default=(), alias="T_GPJL")


class ExchangeRow(NativeRow):
    """``T_WB_JSRK``: what the hub wrote into the exchange table, and what the clerk made of it."""

    serial: int = Field(alias="LSH")
    business: RawValue = Field(alias="YWLX")
    state: RawValue = Field(alias="ZT")
    fault: RawValue = Field(default=None, alias="CWXX")
    delivery: RawValue = Field(alias="HUB_SDBH")
    root: RawValue = Field(alias="HUB_ROOT")
    ref: RawValue = Field(alias="HUB_REF")
    handled_at: RawValue = Field(alias="CLSJ")
    updated_at: RawValue = Field(alias="GXSJ")
