"""
Code lists, each standing once: code, 中文, English, and the days between which it's valid (domain §4).

Schemas, labels, mapping files and documentation are made from these classes.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Self


class LabelledCode(StrEnum):
    """A code with its Chinese and English label; compares equal to its plain string."""

    zh: str
    en: str
    valid_from: date | None
    valid_to: date | None

    def __new__(  # noqa: D102 - the class says it
        cls, code: str, zh: str = "", en: str = "", valid_from: date | None = None, valid_to: date | None = None
    ) -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.zh = zh
        member.en = en
        member.valid_from = valid_from
        member.valid_to = valid_to
        return member

    def is_valid_on(self, day: date) -> bool:
        """Return whether this code may be used for something that happened on *day*."""
        return (self.valid_from is None or day >= self.valid_from) and (self.valid_to is None or day <= self.valid_to)


class DisputeType(LabelledCode):
    """纠纷类别."""

    MARRIAGE_FAMILY = "MARRIAGE_FAMILY", "婚姻家庭", "Marriage and family"
    NEIGHBOUR = "NEIGHBOUR", "邻里", "Neighbours"
    HOUSING_LAND = "HOUSING_LAND", "房屋宅基地", "Housing and homestead"
    CONTRACT = "CONTRACT", "合同", "Contract"
    BUSINESS_OP = "BUSINESS_OP", "生产经营", "Production and business"
    DAMAGES = "DAMAGES", "损害赔偿", "Damages"
    FOREST_LAND = "FOREST_LAND", "山林土地", "Forest and land"
    EXPROPRIATION = "EXPROPRIATION", "征地拆迁", "Expropriation and demolition"
    ENVIRONMENT = "ENVIRONMENT", "环境污染", "Environmental pollution"
    MIGRANT_WAGE = "MIGRANT_WAGE", "拖欠农民工工资", "Unpaid migrant wages"
    LABOUR = "LABOUR", "劳动争议", "Labour"
    TOURISM = "TOURISM", "旅游", "Tourism"
    ECOMMERCE = "ECOMMERCE", "电子商务/互联网", "E-commerce and internet"
    MEDICAL = "MEDICAL", "医疗", "Medical"
    TRAFFIC = "TRAFFIC", "道路交通事故", "Road traffic accident"
    PROPERTY_MGMT = "PROPERTY_MGMT", "物业", "Property management"
    CONSUMER = "CONSUMER", "消费", "Consumer"
    IP = "IP", "知识产权", "Intellectual property"
    VILLAGE_AFFAIRS = "VILLAGE_AFFAIRS", "村务管理", "Village affairs"
    OTHER = "OTHER", "其他", "Other"


class Difficulty(LabelledCode):
    """难易程度."""

    SIMPLE = "SIMPLE", "简单", "Simple"
    COMPLEX = "COMPLEX", "复杂", "Complex"
    HARD = "HARD", "疑难", "Hard"
    MAJOR = "MAJOR", "重大", "Major"


class Channel(LabelledCode):
    """来源渠道."""

    GRID = "GRID", "网格排查", "Grid screening"
    RMC_FOUND = "RMC_FOUND", "主动排查", "Found by the committee"
    PARTY = "PARTY", "当事人申请", "Application by a party"
    COURT = "COURT", "法院", "Court"
    POLICE = "POLICE", "公安", "Police"
    PETITION = "PETITION", "信访", "Petition office"
    ADMIN = "ADMIN", "行政机关", "Administrative organ"
    HOTLINE = "HOTLINE", "热线", "Hotline"
    INDUSTRY = "INDUSTRY", "行业组织", "Industry body"
    UPPER = "UPPER", "上级交办", "Assigned from above"
    OTHER = "OTHER", "其他", "Other"


class MediationKind(LabelledCode):
    """调解种类."""

    PEOPLE = "PEOPLE", "人民调解", "People's mediation"
    ADMIN = "ADMIN", "行政调解", "Administrative mediation"
    INDUSTRY = "INDUSTRY", "行业性专业性调解", "Industry mediation"
    JUDICIAL = "JUDICIAL", "司法调解", "Judicial mediation"
    COMMERCIAL = "COMMERCIAL", "商事调解", "Commercial mediation"
    LAWYER = "LAWYER", "律师调解", "Lawyer mediation"
    ARBITRATION = "ARBITRATION", "仲裁调解", "Arbitration mediation"


class OrgKind(LabelledCode):
    """机构种类."""

    RMC_VILLAGE = "RMC_VILLAGE", "村调委会", "Village committee"
    RMC_COMMUNITY = "RMC_COMMUNITY", "社区调委会", "Community committee"
    RMC_TOWN = "RMC_TOWN", "乡镇街道调委会", "Township committee"
    RMC_ENTERPRISE = "RMC_ENTERPRISE", "企事业调委会", "Enterprise committee"
    RMC_INDUSTRY = "RMC_INDUSTRY", "行业专业调委会", "Industry committee"
    RMC_CITY = "RMC_CITY", "市调委会", "City committee"
    CENTRE_L2 = "CENTRE_L2", "矛盾纠纷预防化解中心", "Township centre"
    CENTRE_L3 = "CENTRE_L3", "县级非诉中心", "County non-litigation centre"
    CENTRE_L4 = "CENTRE_L4", "市级非诉中心", "City non-litigation centre"
    JUSTICE_OFFICE = "JUSTICE_OFFICE", "司法所", "Justice office"
    STATION = "STATION", "派出所", "Police station"
    TRIBUNAL = "TRIBUNAL", "人民法庭", "People's tribunal"
    COURT = "COURT", "法院", "Court"
    PETITION = "PETITION", "信访局", "Petition office"
    ZZ_CENTRE = "ZZ_CENTRE", "综治中心", "Public-order centre"
    ADMIN_ORGAN = "ADMIN_ORGAN", "行政机关", "Administrative organ"
    ARBITRATION = "ARBITRATION", "仲裁机构", "Arbitration body"
    LAWFIRM = "LAWFIRM", "律师事务所", "Law firm"
    LEGAL_SERVICE = "LEGAL_SERVICE", "法律服务所", "Legal service office"
    COMMERCIAL = "COMMERCIAL", "商事调解组织", "Commercial mediation body"

    @property
    def is_rmc(self) -> bool:
        """Whether this is a people's mediation committee, whose 30-day clock runs (人民调解工作若干规定 33)."""
        return self.value.startswith("RMC_")


class ReferralKind(LabelledCode):
    """移交种类."""

    ENTRUST_PRE = "ENTRUST_PRE", "委派(诉前)", "Pre-suit commission"
    ENTRUST_IN = "ENTRUST_IN", "委托(诉中)", "In-suit commission"
    POST = "POST", "诉后", "Post-suit"
    TRANSFER = "TRANSFER", "移交/移送", "Transfer"
    POLICE_ENTRUST = "POLICE_ENTRUST", "公安委托", "Police commission"
    PETITION_COMMISSION = "PETITION_COMMISSION", "信访委托", "Petition commission"
    ESCALATE = "ESCALATE", "上报", "Escalation"
    ASSIGN_DOWN = "ASSIGN_DOWN", "转办", "Assignment downwards"
    ORDER = "ORDER", "交办", "Order"
    RESULT_DOWN = "RESULT_DOWN", "下传", "Result downwards"
    INVITE = "INVITE", "邀约联调", "Joint mediation invitation"
    DECISION_PRE = "DECISION_PRE", "裁决/复议前委托", "Commission before ruling or reconsideration"


class Procedure(LabelledCode):
    """审判程序."""

    ORDINARY = "ordinary", "普通程序", "Ordinary"
    SIMPLIFIED = "simplified", "简易程序", "Simplified"


class Outcome(LabelledCode):
    """处理结果."""

    SUCCESS = "SUCCESS", "调解成功", "Success"
    FAILED = "FAILED", "调解不成", "Failed"
    CONSENT_WITHDRAWN = "CONSENT_WITHDRAWN", "当事人终止", "Consent withdrawn"
    WITHDRAWN = "WITHDRAWN", "撤回", "Withdrawn"
    SETTLED = "SETTLED", "和解", "Settled"
    ESCALATED = "ESCALATED", "上报", "Escalated"
    ARB_DOC = "ARB_DOC", "仲裁调解书", "Arbitral mediation document"
    MERGED = "MERGED", "并案", "Merged"
    VOID = "VOID", "作废", "Void"


class ReturnReason(LabelledCode):
    """退回原因."""

    JURISDICTION = "JURISDICTION", "不属辖区", "Not in this area"
    SCOPE = "SCOPE", "不属范围", "Out of scope"
    PARTY_UNKNOWN = "PARTY_UNKNOWN", "无法联系", "Party can't be reached"
    MATERIALS = "MATERIALS", "材料不全", "Materials incomplete"
    CONFLICT = "CONFLICT", "回避", "Conflict of interest"
    DUPLICATE = "DUPLICATE", "重复", "Duplicate"


class AgreementForm(LabelledCode):
    """协议形式."""

    ORAL = "ORAL", "口头", "Oral"
    WRITTEN = "WRITTEN", "书面", "Written"


class Performance(LabelledCode):
    """履行情况."""

    NOT_DUE = "NOT_DUE", "未到期", "Not due"
    PARTIAL = "PARTIAL", "部分履行", "Partial"
    PERFORMED = "PERFORMED", "已履行", "Performed"
    OVERDUE = "OVERDUE", "逾期", "Overdue"
    BREACHED = "BREACHED", "反悔", "Breached"


class PartyKind(LabelledCode):
    """当事人种类."""

    NATURAL = "NATURAL", "自然人", "Natural person"
    LEGAL = "LEGAL", "法人", "Legal person"
    UNINC = "UNINC", "非法人组织", "Unincorporated organisation"
    SELF_EMPLOYED = "SELF_EMPLOYED", "个体户", "Self-employed"
    GROUP = "GROUP", "群体", "Group"


class IdKind(LabelledCode):
    """证件种类."""

    RESIDENT = "111", "居民身份证", "Resident identity card"
    PASSPORT = "414", "护照", "Passport"
    USCC = "USCC", "统一社会信用代码", "Unified social credit code"
    NONE = "NONE", "无证件", "None"


class Veil(LabelledCode):
    """Whether the people of a report are hidden everywhere: family violence, minors (domain §6.4)."""

    HIDDEN = "HIDDEN", "是", "Hidden"
    SHOWN = "SHOWN", "否", "Shown"


class SpecialGroup(LabelledCode):
    """特殊群体."""

    MINOR = "MINOR", "未成年", "Minor"
    ELDERLY = "ELDERLY", "老年", "Elderly"
    DISABLED = "DISABLED", "残疾", "Disabled"
    WOMEN = "WOMEN", "妇女", "Women"
    MIGRANT_WORKER = "MIGRANT_WORKER", "农民工", "Migrant worker"
    VETERAN = "VETERAN", "退役军人", "Veteran"
    MENTAL = "MENTAL", "精神障碍", "Mental disorder"


class Risk(LabelledCode):
    """风险."""

    CIVIL_TO_CRIMINAL = "CIVIL_TO_CRIMINAL", "民转刑", "May turn criminal"
    MASS = "MASS", "群体性", "Mass incident"
    SKIP_PETITION = "SKIP_PETITION", "越级访", "Petition over the head of the level"
    SUICIDE = "SUICIDE", "自杀", "Suicide"
    REPEAT = "REPEAT", "反复", "Recurring"


class ConsentState(LabelledCode):
    """同意状态."""

    PENDING = "PENDING", "待定", "Pending"
    GIVEN = "GIVEN", "同意", "Given"
    WITHHELD = "WITHHELD", "不同意", "Withheld"
    WITHDRAWN = "WITHDRAWN", "撤回同意", "Withdrawn"


class GateMode(LabelledCode):
    """信访前置方式 (domain §2.6)."""

    ADVISORY = "advisory", "建议", "Advisory"
    REQUIRED = "required", "前置", "Required"


class GateDecision(LabelledCode):
    """信访前置结论 (domain §2.6)."""

    MEDIATION_SUGGESTED = "MEDIATION_SUGGESTED", "建议先行调解", "Mediation suggested"
    IN_MEDIATION = "IN_MEDIATION", "调解中", "In mediation"
    DOCUMENT_PRESENT = "DOCUMENT_PRESENT", "已有文书", "Document present"
    CLEARED_REFUSED = "CLEARED_REFUSED", "不同意调解，放行", "Cleared: consent refused"
    CLEARED_TIMEOUT = "CLEARED_TIMEOUT", "期满放行", "Cleared: fourteenth day over"
    BYPASSED = "BYPASSED", "不适用", "Bypassed"


class ProceedingKind(LabelledCode):
    """其他程序 (domain §3)."""

    POLICE_CASE = "POLICE_CASE", "公安行政案件", "Police case"
    PUBLIC_ORDER_MEDIATION = "PUBLIC_ORDER_MEDIATION", "治安调解", "Public-order mediation"
    TRAFFIC_CERTIFICATE = "TRAFFIC_CERTIFICATE", "交通事故认定书", "Traffic accident certificate"
    TRAFFIC_DAMAGES = "TRAFFIC_DAMAGES", "交警调解损害赔偿", "Traffic damages mediation by the police"
    ARBITRATION = "ARBITRATION", "劳动仲裁", "Labour arbitration"
    LAND_ARBITRATION = "LAND_ARBITRATION", "农村土地承包仲裁", "Land arbitration"
    RECONSIDERATION = "RECONSIDERATION", "行政复议", "Administrative reconsideration"
    SUIT = "SUIT", "诉讼", "Suit"
    ENFORCEMENT = "ENFORCEMENT", "强制执行", "Enforcement"
    PAYMENT_ORDER = "PAYMENT_ORDER", "支付令", "Payment order"
    RULING = "RULING", "行政裁决", "Administrative ruling"
    NOTARY = "NOTARY", "公证", "Notary"


class SuspensionReason(LabelledCode):
    """中止原因 (domain §2.3); only appraisal is left out of a term (在线调解规则 26)."""

    APPRAISAL = "APPRAISAL", "鉴定评估", "Appraisal"
    SHAM = "SHAM", "疑似虚假调解", "Suspected sham"


class PetitionRoute(LabelledCode):
    """信访事项法定途径 (PET-1; 信访工作条例 31)."""

    SUIT_RELATED = "SUIT_RELATED", "涉法涉诉", "Suit-related, to the political-legal organs"
    MISCONDUCT = "MISCONDUCT", "检举控告", "Report of misconduct"
    REVIEW = "REVIEW", "行政复议或诉讼", "Reconsideration or administrative suit"
    ARBITRATION = "ARBITRATION", "仲裁", "Arbitration"
    STATUTORY = "STATUTORY", "其他法定程序", "Another statutory procedure"
    MEDIATION = "MEDIATION", "调解", "Mediation"
    PETITION = "PETITION", "信访程序", "Petition procedure"


class Assistance(LabelledCode):
    """参与方式 (JUS-1, OFF-2)."""

    LAW_FIRM = "LAW_FIRM", "律师事务所", "Law firm"
    LEGAL_SERVICE = "LEGAL_SERVICE", "基层法律服务所", "Legal service office"
    LEGAL_AID = "LEGAL_AID", "法律援助", "Legal aid"
    APPRAISAL = "APPRAISAL", "司法鉴定", "Appraisal"
    NOTARY = "NOTARY", "公证", "Notary"
    EXPERT = "EXPERT", "专家", "Expert"


class LinkReason(LabelledCode):
    """并案判断理由: why a person judged as they did; a code, so that no personal data gets into the log."""

    SAME_MATTER = "SAME_MATTER", "同一当事人、同一事", "Same people, same matter"
    AGENCY_CONFIRMED = "AGENCY_CONFIRMED", "经报送部门核实", "Confirmed by the agencies that reported"
    PARTY_CONFIRMED = "PARTY_CONFIRMED", "经当事人核实", "Confirmed by a party"
    OTHER_PEOPLE = "OTHER_PEOPLE", "同名不同人", "Other people of the same name"
    OTHER_MATTER = "OTHER_MATTER", "同人不同事", "Same people, another matter"
    NOT_PROVEN = "NOT_PROVEN", "依据不足", "Not enough to go by"
    MISTAKE = "MISTAKE", "误判", "Judged by mistake"
    NEW_EVIDENCE = "NEW_EVIDENCE", "有新情况", "Something new is known"


class SupervisionReply(LabelledCode):
    """督办答复 (SUP-1): how the matter stands, by a code, so that no personal data gets into the log."""

    DONE = "DONE", "已办理完毕", "Done"
    UNDER_WAY = "UNDER_WAY", "正在办理", "Under way"
    NEEDS_TIME = "NEEDS_TIME", "需要延期", "More time is needed"
    NOT_OURS = "NOT_OURS", "不属本单位职责", "Not this body's duty"


class Attendance(LabelledCode):
    """到会情况 (MECH-2)."""

    ATTENDED = "ATTENDED", "到会", "Attended"
    ABSENT = "ABSENT", "缺席", "Absent"


CODE_LISTS: dict[str, type[LabelledCode]] = {
    "disputeType": DisputeType,
    "difficulty": Difficulty,
    "channel": Channel,
    "mediationKind": MediationKind,
    "orgKind": OrgKind,
    "referralKind": ReferralKind,
    "procedure": Procedure,
    "outcome": Outcome,
    "returnReason": ReturnReason,
    "agreementForm": AgreementForm,
    "performance": Performance,
    "partyKind": PartyKind,
    "idKind": IdKind,
    "specialGroup": SpecialGroup,
    "risk": Risk,
    "consentState": ConsentState,
    "gateMode": GateMode,
    "gateDecision": GateDecision,
    "proceedingKind": ProceedingKind,
    "suspensionReason": SuspensionReason,
    "petitionRoute": PetitionRoute,
    "assistance": Assistance,
    "linkReason": LinkReason,
    "supervisionReply": SupervisionReply,
    "attendance": Attendance,
}
"""Every code list by its name in the reference."""
