"""What events carry besides their header: each detail once, with its Avro type and its meaning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from hub.core.reports import ReportLine


class Details(TypedDict, total=False):
    """What an event carries besides its header. Codes are those of :mod:`hub.core.codes`, days are Shanghai days."""

    type: str
    channel: str
    parties: int
    tokens: list[str]
    weak_tokens: list[str]
    division: str
    mode: str
    suit: bool
    difficulty: str
    ref: str
    pred: str
    kind: str
    procedure: str
    delivered: bool
    reason: str
    subject: str
    state: str
    frm: str
    to: str
    form: str
    amount_fen: int
    due: date
    v: int
    supersedes: str
    reopen: int
    survivor: str
    absorbed: str
    restored: str
    escalation: str
    clock: str
    until: date
    invitee: str
    cause: str
    result: str
    risk: str
    prevented: int
    people: int
    number: str
    outcome: str
    decision: str
    waits: bool
    body: str
    period: str
    road: str
    owner: str
    successor: str
    lines: list[ReportLine]
    measure: str
    value: int
    signer: str
    second: str
    role: str
    half: str
    effective: date
    items: list[str]
    route: str
    participant: str
    assistance: str
    officer: str
    pair: str
    stage: str
    veiled: bool


@dataclass(frozen=True, slots=True)
class DetailSpec:
    """One detail: its Avro type and what it means in both languages."""

    avro: str
    zh: str
    en: str


DETAILS: dict[str, DetailSpec] = {
    "type": DetailSpec("string", "纠纷类别代码", "Dispute type code"),
    "channel": DetailSpec("string", "来源渠道代码", "Channel code"),
    "parties": DetailSpec("int", "当事人数", "Number of parties"),
    "tokens": DetailSpec(
        "strings", "当事人强标识（证件号密文摘要）", "Strong party tokens (keyed digest of id numbers)"
    ),
    "weak_tokens": DetailSpec("strings", "当事人弱标识（姓名、电话密文摘要）", "Weak party tokens (name, phone)"),
    "division": DetailSpec("string", "发生地区划代码", "Division where it arose"),
    "mode": DetailSpec("string", "信访前置方式", "Petition gate mode"),
    "suit": DetailSpec(
        "boolean", "涉法涉诉或举报，不适用前置", "Suit-related or a report of misconduct: bypasses the gate"
    ),
    "difficulty": DetailSpec("string", "难易程度代码", "Difficulty code"),
    "ref": DetailSpec("string", "移交编号", "Referral reference"),
    "pred": DetailSpec("string", "前一移交编号", "Predecessor referral"),
    "kind": DetailSpec("string", "移交种类代码", "Referral kind code"),
    "procedure": DetailSpec("string", "审判程序", "Trial procedure"),
    "delivered": DetailSpec("boolean", "假：尚待当事人同意", "False while consent is pending"),
    "reason": DetailSpec("string", "退回原因代码", "Reason code of a return"),
    "subject": DetailSpec("string", "当事人序号或对象", "Party number or object"),
    "state": DetailSpec("string", "同意状态代码", "Consent state code"),
    "frm": DetailSpec("string", "来自单位", "Unit from which the step comes"),
    "to": DetailSpec("string", "去往单位", "Unit to which the step goes"),
    "form": DetailSpec("string", "协议形式代码", "Agreement form code"),
    "amount_fen": DetailSpec("long", "金额（分）", "Amount in fen"),
    "due": DetailSpec("date", "履行期限", "Day by which to perform"),
    "v": DetailSpec("int", "版本号", "Version number"),
    "supersedes": DetailSpec("string", "所更正的记录（原系统编号/事件）", "What is corrected: native id/event"),
    "reopen": DetailSpec("int", "反悔后重新受理次序", "Sequence of re-opening after a breach"),
    "survivor": DetailSpec("string", "保留的来源记录", "Surviving root"),
    "absorbed": DetailSpec("string", "并入的来源记录", "Absorbed root"),
    "restored": DetailSpec("string", "恢复独立的来源记录", "Restored root"),
    "escalation": DetailSpec("string", "declined：当事人或单位不再上报", "declined: no further escalation"),
    "clock": DetailSpec("string", "期限名称", "Name of the clock"),
    "until": DetailSpec("date", "延至日期", "Extended to this day"),
    "invitee": DetailSpec("string", "被邀单位", "Invited body"),
    "cause": DetailSpec("string", "督办事由", "Cause of supervision"),
    "result": DetailSpec("string", "结果：RAISED、REJECTED", "Result: RAISED or REJECTED"),
    "risk": DetailSpec("string", "风险代码", "Risk code"),
    "prevented": DetailSpec("int", "防止件数", "Cases prevented"),
    "people": DetailSpec("int", "涉及人数", "People concerned"),
    "number": DetailSpec("string", "文书或案号", "Number of a document or case"),
    "outcome": DetailSpec("string", "处理结果代码", "Outcome code"),
    "decision": DetailSpec("string", "前置结论代码", "Gate decision code"),
    "waits": DetailSpec("boolean", "是否标注“待调解文书”", "Whether reception is marked as waiting"),
    "body": DetailSpec("string", "填报单位代码", "Code of the reporting body"),
    "period": DetailSpec("string", "报告期：2026-03 或 2026-H1", "Period: 2026-03 or 2026-H1"),
    "road": DetailSpec("string", "报送途径代码", "By what road the report comes"),
    "owner": DetailSpec(
        "string", "责任岗位（附联系方式）或责任单位", "Post that must act and how to reach it, or the unit"
    ),
    "successor": DetailSpec(
        "string", "责任岗位空缺或逾期后的接替者", "Who acts when the post is vacant or didn't act in time"
    ),
    "lines": DetailSpec("ReportLines", "报表各项数字", "Figures of the report"),
    "measure": DetailSpec("string", "指标", "Measure"),
    "value": DetailSpec("long", "数值（金额为分）", "Value (amounts in fen)"),
    "signer": DetailSpec("string", "签发人（岗位或工号，不含姓名）", "Who signs: a post or an account, no name"),
    "second": DetailSpec("string", "第二经办人（岗位或工号）", "The second person: a post or an account"),
    "role": DetailSpec(
        "string", "签发身份：单位负责人、统计负责人、填表人", "In which capacity: head, statistician, clerk"
    ),
    "half": DetailSpec("string", "半年，如 2026-H1", "Half-year, e.g. 2026-H1"),
    "effective": DetailSpec("date", "协议生效日（晚于协议日时）", "Day from which it binds, where later than agreed"),
    "items": DetailSpec("strings", "分期履行：日期=金额（分）", "Instalments: day=fen"),
    "route": DetailSpec("string", "信访事项法定途径代码", "Statutory route of a petition (code)"),
    "participant": DetailSpec("string", "参与机构代码", "Body that helps in the case"),
    "assistance": DetailSpec("string", "参与方式代码", "As what it helps (code)"),
    "officer": DetailSpec("string", "经办岗位或工号，不写姓名", "Post or staff number, never a name"),
    "pair": DetailSpec("string", "所判断的一对报送", "Pair of reports that was judged"),
    "stage": DetailSpec("string", "哪一次预警", "Which of the two warnings"),
    "veiled": DetailSpec(
        "boolean",
        "各处隐名、地点只到区县（不写缘由）",
        "People hidden everywhere, place to the county; not why",
    ),
}
"""Every detail once; its order is the field order in schemas."""
