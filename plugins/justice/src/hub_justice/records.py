"""Rows of the offices' ledgers as they are typed: text, blanks and all. Meaning is made in :mod:`translate`."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


def _as_text(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, int | float):
        return str(value)
    return value


Text = Annotated[str, BeforeValidator(_as_text)]


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class CorrectionRow(_Row):
    """One line of ``rmtj_gz``: what replaces a value of the agreement."""

    sequence: Text = Field(alias="次序")
    corrected_on: Text = Field(alias="更正日期", default="")
    form: Text = Field(alias="协议形式", default="")
    amount: Text = Field(alias="金额", default="")
    amount_checked: Text = Field(alias="金额核对", default="")
    due: Text = Field(alias="履行期限", default="")
    updated_at: Text = ""


class InvitationRow(_Row):
    """One line of ``rmtj_lt``: a body asked to join, and its answer as the office noted it."""

    invitee: Text = Field(alias="被邀单位", default="")
    sent_on: Text = Field(alias="邀请日期", default="")
    answered_on: Text = Field(alias="答复日期", default="")
    answer: Text = Field(alias="答复", default="")
    updated_at: Text = ""


class CaseRow(_Row):
    """One line of ``rmtj_case`` with its children."""

    id: Text
    number: Text = Field(alias="卷号", default="")
    unit: Text = Field(alias="调委会代码", default="")
    accepted_on: Text = Field(alias="受理日期", default="")
    channel: Text = Field(alias="来源", default="")
    type: Text = Field(alias="类别", default="")
    place: Text = Field(alias="纠纷地", default="")
    narrative: Text = Field(alias="简要情况", default="")
    applicants: Text = Field(alias="申请人", default="")
    applicant_ids: Text = Field(alias="申请人证件", default="")
    applicant_phones: Text = Field(alias="申请人电话", default="")
    respondents: Text = Field(alias="被申请人", default="")
    respondent_ids: Text = Field(alias="被申请人证件", default="")
    respondent_phones: Text = Field(alias="被申请人电话", default="")
    people: Text = Field(alias="人数", default="")
    difficulty: Text = Field(alias="难易", default="")
    applicant_consent: Text = Field(alias="申请人同意", default="")
    respondent_consent: Text = Field(alias="被申请人同意", default="")
    consent_on: Text = Field(alias="同意日期", default="")
    withdrawing_side: Text = Field(alias="撤回方", default="")
    withdrawn_on: Text = Field(alias="撤回日期", default="")
    started_on: Text = Field(alias="调解日期", default="")
    extended_on: Text = Field(alias="延期日期", default="")
    extended_until: Text = Field(alias="延期至", default="")
    form: Text = Field(alias="协议形式", default="")
    agreed_on: Text = Field(alias="协议日期", default="")
    amount: Text = Field(alias="金额", default="")
    amount_checked: Text = Field(alias="金额核对", default="")
    due: Text = Field(alias="履行期限", default="")
    performance: Text = Field(alias="履行", default="")
    performed_on: Text = Field(alias="履行日期", default="")
    escalated_to: Text = Field(alias="上报单位", default="")
    escalated_on: Text = Field(alias="上报日期", default="")
    escalation_count: Text = Field(alias="上报次数", default="")
    concluded_on: Text = Field(alias="结案日期", default="")
    result: Text = Field(alias="结果", default="")
    notice_number: Text = Field(alias="终结告知书号", default="")
    notice_on: Text = Field(alias="终结告知日期", default="")
    routes_on: Text = Field(alias="告知途径日期", default="")
    criminal_cases: Text = Field(alias="防民转刑件", default="")
    criminal_people: Text = Field(alias="防民转刑人", default="")
    mass_cases: Text = Field(alias="防群访件", default="")
    mass_people: Text = Field(alias="防群访人", default="")
    risk: Text = Field(alias="风险", default="")
    reopened: Text = Field(alias="再受理次序", default="")
    void: Text = Field(alias="作废", default="")
    voided_on: Text = Field(alias="作废日期", default="")
    hub_root: Text = ""
    hub_ref: Text = ""
    incoming: Text = Field(alias="来文号", default="")
    updated_at: Text = ""
    usual_amount: float | None = Field(alias="常见金额", default=None)
    corrections: tuple[CorrectionRow, ...] = Field(alias="协议更正", default=())
    invitations: tuple[InvitationRow, ...] = Field(alias="邀约联调", default=())

    @property
    def typed_at(self) -> tuple[str, ...]:
        """Every time at which the case or something beside it was typed; the last one counts."""
        children: tuple[CorrectionRow | InvitationRow, ...] = (*self.corrections, *self.invitations)
        return (self.updated_at, *(child.updated_at for child in children if child.updated_at))


class InboxRow(_Row):
    """One answered line of ``hub_in``."""

    delivery_id: Text
    kind: Text = Field(alias="业务")
    unit: Text = Field(alias="调委会代码", default="")
    hub_root: Text
    hub_ref: Text = ""
    sender: Text = Field(alias="来文单位", default="")
    count: Text = Field(alias="次数", default="")
    channel: Text = Field(alias="来源", default="")
    people: Text = Field(alias="人数", default="")
    cause: Text = Field(alias="事由", default="")
    status: Text = Field(alias="状态", default="")
    return_reason: Text = Field(alias="退回原因", default="")
    refusing_side: Text = Field(alias="不同意方", default="")
    consent: Text = Field(alias="同意情况", default="")
    document: Text = Field(alias="文书号", default="")
    answered_at: Text = Field(alias="处理时间", default="")
    updated_at: Text = ""

    @property
    def typed_at(self) -> tuple[str, ...]:
        """When the line was typed."""
        return (self.updated_at,)


class SupervisionRow(_Row):
    """One line of ``rmtj_db``: an order that a person at a centre signed."""

    id: Text
    issuer: Text = Field(alias="签发单位", default="")
    hub_root: Text = ""
    cause: Text = Field(alias="事由", default="")
    ordered_on: Text = Field(alias="督办日期", default="")
    raised: Text = Field(alias="升级", default="")
    closed_on: Text = Field(alias="办结日期", default="")
    updated_at: Text = ""

    @property
    def typed_at(self) -> tuple[str, ...]:
        """When the line was typed."""
        return (self.updated_at,)
