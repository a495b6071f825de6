"""What a column of a ledger can mean: the names on the left side of ``columns``."""

from __future__ import annotations

from dataclasses import dataclass

from hub.connectors.mapping.words import CellType
from hub.core.codes import (
    AgreementForm,
    Assistance,
    Channel,
    ConsentState,
    Difficulty,
    DisputeType,
    LabelledCode,
    Outcome,
    ReturnReason,
    Risk,
    Veil,
)

_DATE, _TEXT, _INT = CellType.DATE, CellType.TEXT, CellType.INTEGER


@dataclass(frozen=True, slots=True)
class Field:
    """
    One meaning.

    Attributes:
        cell: Kind of cell where the column doesn't say.
        codes: Code list whose members are the only values, where there is one.
        guess: Headings under which departments keep it, divided by blanks, for ``hub map new``.
    """

    name: str
    zh: str
    en: str
    cell: CellType = _TEXT
    codes: type[LabelledCode] | None = None
    guess: str = ""

    @property
    def guesses(self) -> tuple[str, ...]:
        """Headings under which departments keep it."""
        return tuple(self.guess.split())


FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        Field("native_id", "编号", "the body's own number", guess="受理编号 编号 案号 案件编号 卷号 文号 案件号"),
        Field("reported_on", "登记日期", "day of the report", _DATE, guess="登记日期 投诉日期 申请日期 收件日期"),
        Field("accepted_on", "受理日期", "day of acceptance", _DATE, guess="受理日期 立案日期 受理时间 立案时间"),
        Field("type", "纠纷类别", "dispute type", codes=DisputeType, guess="纠纷类别 类别 案由 争议类型 纠纷类型"),
        Field("channel", "来源渠道", "channel", codes=Channel, guess="来源 案件来源 来源渠道"),
        Field("difficulty", "难易程度", "difficulty", codes=Difficulty, guess="难易 难易程度"),
        Field("veiled", "隐名", "whether its people are hidden", codes=Veil, guess="隐名 涉家暴 涉家庭暴力 涉未成年人"),
        Field("division", "发生地区划", "division where it arose", guess="区划 区划代码 属地代码"),
        Field("unit", "承办机构", "unit that handles, where the ledger has several", guess="承办单位 承办机构"),
        Field("parties", "当事人数", "number of parties", _INT, guess="人数 当事人数 涉及人数"),
        Field("complainant", "申请人", "applicant", guess="投诉人 申请人 患方 申请人姓名 劳动者 业主"),
        Field("complainant_id", "申请人证件", "applicant's number", CellType.RESIDENT, guess="证件号码 身份证号"),
        Field("complainant_phone", "申请人电话", "applicant's phone", CellType.PHONE, guess="联系电话 电话 申请人电话"),
        Field("respondent", "被申请人", "respondent", guess="被投诉单位 被申请人 医方 用人单位 被申请单位 物业公司"),
        Field("respondent_id", "被申请人证件", "respondent's number", CellType.USCC, guess="统一社会信用代码 信用代码"),
        Field("respondent_phone", "被申请人电话", "respondent's phone", CellType.PHONE, guess="被申请人电话"),
        Field("summary", "主要诉求", "what it is about; sealed", guess="主要诉求 简要情况 案情 诉求 请求事项 争议事项"),
        Field("place", "地点", "place; sealed", guess="地址 发生地点 地点"),
        Field("consent", "双方同意", "consent of the parties", codes=ConsentState, guess="双方同意 是否同意调解"),
        Field("outcome", "处理结果", "outcome", codes=Outcome, guess="处理结果 结果 结案方式 调解结果 办理结果"),
        Field("concluded_on", "办结日期", "day of the outcome", _DATE, guess="达成日期 办结日期 结案日期 终止日期"),
        Field("form", "协议形式", "form of the agreement", codes=AgreementForm, guess="协议形式"),
        Field(
            "amount", "协议金额", "amount agreed", CellType.AMOUNT, guess="达成金额* 协议金额* 金额* 给付金额* 赔付*"
        ),
        Field("due", "履行期限", "day by which to perform", _DATE, guess="履行期限 履行截止"),
        Field("document", "文书号", "number of the document", guess="文书号 调解书号 协议书编号"),
        Field("performed_on", "履行日期", "day of performance", _DATE, guess="履行日期 履行完毕日期"),
        Field("breached_on", "反悔日期", "day of breach", _DATE, guess="反悔日期"),
        Field("applied_on", "申请司法确认日期", "day of the confirmation request", _DATE, guess="申请司法确认日期"),
        Field("notice_on", "终结告知日期", "day of the termination notice", _DATE, guess="告知日期 终结告知日期"),
        Field("notice_number", "终结告知书号", "number of that notice", guess="终结告知书号 告知书号"),
        Field("routes_on", "告知其他途径日期", "day on which other routes were told", _DATE, guess="告知途径日期"),
        Field("risk", "风险", "risk seen", codes=Risk, guess="风险 风险类别"),
        Field("criminal_cases", "防止民转刑件数", "criminal cases prevented", _INT, guess="防民转刑件"),
        Field("criminal_people", "防止民转刑人数", "people concerned", _INT, guess="防民转刑人"),
        Field("mass_cases", "防止群体性上访件数", "mass petitions prevented", _INT, guess="防群访件"),
        Field("mass_people", "防止群体性上访人数", "people concerned", _INT, guess="防群访人"),
        Field("referred_on", "委托日期", "day of the referral", _DATE, guess="委托日期 移交日期 委托调解日期"),
        Field("referred_to", "委托机构", "unit that it was referred to", guess="委托机构 受托机构 受托中心"),
        Field("referral_withdrawn_on", "撤回委托日期", "day the referral was taken back", _DATE, guess="撤回委托日期"),
        Field("feedback_on", "反馈签收日期", "day the feedback was signed for", _DATE, guess="反馈签收日期"),
        Field("case_number", "案号或卷号", "number by which others know the case", guess="案号 卷号 对应案号"),
        Field("participant", "参与机构", "code of the body that helps", guess="参与机构 律所 鉴定机构 公证处"),
        Field("assistance", "参与方式", "as what it helps", codes=Assistance, guess="参与方式 参与类型"),
        Field("joined_on", "参与日期", "day on which it joined", _DATE, guess="参与日期 介入日期"),
        Field("hub_root", "枢纽编号", "the hub's reference, from its slip", guess="枢纽编号"),
        Field("ref", "移交编号", "referral that is answered, from the slip", guess="移交编号"),
        Field("return_reason", "退回原因", "why a referral is returned", codes=ReturnReason, guess="退回原因"),
        Field("deleted", "删除标志", "whether the record was taken back", CellType.YES_NO, guess="删除标志 作废"),
        Field("recorded_on", "录入时间", "when it was typed", guess="录入时间 更新时间"),
    )
}
"""Every meaning by name."""

PARTY_PARTS = {"_id": CellType.IDENTITY, "_phone": CellType.PHONE}
"""What a further party's columns end in (``heir``, ``heir_id``, ``heir_phone``)."""

RECEIVED = "received_on"
"""Name that rules may use for the day on which the hub got the row."""
