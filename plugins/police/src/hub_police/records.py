"""Rows of the police tables as they come; nothing is interpreted here but the presence of columns."""

from __future__ import annotations

from pydantic import Field

from hub.connectors.parsing import NativeRow, RawValue


class Person(NativeRow):
    """``JQ_RY``: someone in an incident besides (or as) the caller."""

    sequence: int = Field(alias="XH")
    role: RawValue = Field(alias="JS")
    name: RawValue = Field(alias="XM")
    id_number: RawValue = Field(alias="ZJHM")
    phone: RawValue = Field(alias="LXDH")


class Transfer(NativeRow):
    """``AJ_YJ``: one hand-over to a mediation body, counted within the ticket; a second one follows a return."""

    sequence: int = Field(alias="XH", ge=1)
    kind: RawValue = Field(alias="YJLX")
    unit: RawValue = Field(alias="JSDW")
    transferred_at: RawValue = Field(alias="YJSJ")
    consent: RawValue = Field(alias="TYBZ")
    consent_at: RawValue = Field(alias="TYSJ")
    withdrawn_at: RawValue = Field(alias="CHSJ")


class Case(NativeRow):
    """``AJ_XX``: a public-order case that grew out of a ticket."""

    number: str = Field(alias="AJBH", min_length=1)
    kind: RawValue = Field(alias="AJLB")
    accepted_at: RawValue = Field(alias="SLSJ")
    station: RawValue = Field(alias="ZBDW")
    mediation: RawValue = Field(alias="TJFS")
    result: RawValue = Field(alias="CLJG")
    waived: RawValue = Field(alias="BYCF")
    waived_at: RawValue = Field(alias="BYCFSJ")
    waiver_number: RawValue = Field(alias="BYCFWH")
    risk: RawValue = Field(alias="FXLB")
    risk_people: RawValue = Field(alias="FXRS")
    risk_at: RawValue = Field(alias="FXSJ")


class Ticket(NativeRow):
    """``JQ_JJ``: a call, with its people and cases."""

    number: str = Field(alias="JJDBH", min_length=1)
    station: RawValue = Field(alias="JJDWDM")
    called_at: RawValue = Field(alias="BJSJ")
    caller: RawValue = Field(alias="BJRXM")
    phone: RawValue = Field(alias="LXDH")
    category: RawValue = Field(alias="JQLBDM")
    place: RawValue = Field(alias="SFDZ")
    division: RawValue = Field(alias="XZQH")
    narrative: RawValue = Field(alias="JYAQ")
    result: RawValue = Field(alias="CJJG")
    main_ticket: RawValue = Field(alias="GLJJDBH")
    correction: int | None = Field(alias="GZXH", ge=0)
    changed_at: RawValue = Field(alias="CZSJ")
    people: tuple[Person, ...] = Field(default=(), alias="JQ_RY")
    cases: tuple[Case, ...] = Field(default=(), alias="AJ_XX")
    transfers: tuple[Transfer, ...] = Field(default=(), alias="AJ_YJ")


class Removed(NativeRow):
    """A ticket that the log says was deleted."""

    number: str = Field(alias="JJDBH", min_length=1)
    changed_at: RawValue = Field(alias="CZSJ")


class FeedbackRow(NativeRow):
    """``WB_FK``: feedback that the hub wrote, and when an officer signed for it."""

    serial: int = Field(alias="XH")
    delivery: RawValue = Field(alias="SDBH")
    business: RawValue = Field(alias="YWLX")
    root: RawValue = Field(alias="HUB_ROOT")
    ref: RawValue = Field(alias="HUB_REF")
    state: RawValue = Field(alias="ZT")
    signed_at: RawValue = Field(alias="QSSJ")


class InboxRow(NativeRow):
    """``WB_SJX``: what was sent to a station (联调邀请, 督办, 半年会交办 …), and its answer."""

    serial: int = Field(alias="XH")
    delivery: RawValue = Field(alias="SDBH")
    kind: RawValue = Field(alias="LX")
    root: RawValue = Field(alias="HUB_ROOT")
    receiver: RawValue = Field(alias="JSDW")
    unit: RawValue = Field(alias="LTDW")
    subject: RawValue = Field(alias="DX")
    cause: RawValue = Field(alias="SY")
    answer: RawValue = Field(alias="DFZT")
    answered_at: RawValue = Field(alias="DFSJ")
