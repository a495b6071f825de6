"""
How the records of the contract look: one table of fields per class, in both languages.

The schemas in ``schemas/`` are generated from here and from the vocabulary in :mod:`hub.core.events`, and the compiled
codecs are checked against them, so models and schemas can't drift apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hub.core.events import DETAILS, VOCABULARY, Details, Event
from hub.core.messages import Follow, MonthlyCell, MonthlyCheck, Span, Way
from hub.core.reports import ReportLine
from hub.core.units import UnitStamp

NAMESPACE = "cn.fengqiao.hub"

Json = str | int | float | bool | None | Sequence["Json"] | Mapping[str, "Json"]
"""A piece of a schema."""


@dataclass(frozen=True, slots=True)
class FieldShape:
    """
    One field: its name, its type and its two docs.

    ``avro`` is one of the words of :data:`TYPES`, the name of a record of :data:`NESTED`, either with ``[]`` (array)
    or ``?`` (nullable, default null) behind it. ``codes`` names the code list whose symbols it carries; such texts,
    and those that ``recurs`` marks, are encoded once and looked up afterwards.
    """

    name: str
    avro: str
    zh: str
    en: str
    codes: str = ""
    recurs: bool = False


@dataclass(frozen=True, slots=True)
class RecordShape:
    """One record: the class that it stands for and its fields in order."""

    name: str
    model: type
    zh: str
    en: str
    fields: tuple[FieldShape, ...]


TYPES: dict[str, Json] = {
    "string": "string",
    "boolean": "boolean",
    "int": "int",
    "long": "long",
    "double": "double",
    "bytes": "bytes",
    "date": {"type": "int", "logicalType": "date"},
    "instant": {"type": "long", "logicalType": "timestamp-micros"},
    "event": "bytes",
}
"""Words for types. ``event`` is a framed message (wire format) of the event's own subject, carried as bytes."""

DETAIL_CODES = {
    "type": "disputeType",
    "channel": "channel",
    "mode": "gateMode",
    "difficulty": "difficulty",
    "kind": "referralKind",
    "procedure": "procedure",
    "state": "consentState",
    "form": "agreementForm",
    "risk": "risk",
    "outcome": "outcome",
    "decision": "gateDecision",
    "route": "petitionRoute",
    "assistance": "assistance",
}
"""Which details carry codes, and of which list."""

_ARRAYS = {"strings": "string[]", "ReportLines": "ReportLine[]"}

_RECURRING = frozenset(["clock", "cause", "division", "frm", "to", "invitee", "body", "period", "road", "owner"])

_RETURNS = {Event.REFERRAL_RETURNED, Event.ESCALATION_RETURNED}

_ID = FieldShape("event_id", "string", "事件标识，同一陈述恒为同一值", "Identity of the statement")

HEADER: tuple[FieldShape, ...] = (
    _ID,
    FieldShape("root", "string", "来源记录标识（系统实例/原编号）", "Root: the source record the matter began with"),
    FieldShape("dispute_id", "string?", "所属纠纷；报送时为空", "Dispute it belongs to; null in a submission"),
    FieldShape("agency", "string", "陈述部门", "Agency that states it", recurs=True),
    FieldShape("system", "string", "来源系统实例", "Instance of the source system", recurs=True),
    FieldShape("native_id", "string", "原系统编号", "Key in the source system"),
    FieldShape("native_version", "string?", "原记录版本", "Version of the native record", recurs=True),
    FieldShape("unit", "string?", "涉及的调解单位代码", "Code of the mediating unit concerned", recurs=True),
    FieldShape("unit_stamp", "UnitStamp?", "接收当日该单位的登记属性", "The unit as the registry knew it on receipt"),
    FieldShape("occurred_at", "instant", "法律上的发生时间（UTC）", "Legal time (UTC)"),
    FieldShape("recorded_at", "instant?", "部门系统登记时间（UTC）", "When the agency's system recorded it (UTC)"),
    FieldShape(
        "received_at", "instant?", "枢纽接收时间（UTC），仅由枢纽给出", "When the hub took it in; only the hub says"
    ),
    FieldShape("causation", "string?", "引起本事件的事件标识", "Event id of what caused this event"),
    FieldShape("correlation", "string?", "所答复的送达编号", "Delivery that this answers"),
    FieldShape("derived", "boolean", "是否由规则得出", "Whether a rule concluded it"),
)
"""The header that every event has."""


def _detail(name: str, event: Event | None, *, required: bool) -> FieldShape:
    spec = DETAILS[name]
    codes = DETAIL_CODES.get(name, "")
    if name == "reason" and event in _RETURNS:
        codes = "returnReason"
    avro = _ARRAYS.get(spec.avro, spec.avro)
    recurs = bool(codes) or name in _RECURRING
    return FieldShape(name, avro if required else f"{avro}?", spec.zh, spec.en, codes, recurs)


def details_of(event: Event) -> tuple[FieldShape, ...]:
    """Return the details of *event* in the order of :data:`hub.core.events.DETAILS`, required ones first."""
    spec = VOCABULARY[event]
    required = [_detail(name, event, required=True) for name in DETAILS if name in spec.required]
    optional = [_detail(name, event, required=False) for name in DETAILS if name in spec.optional]
    return (*required, *optional)


def event_shape(event: Event) -> RecordShape:
    """Return the record of *event*: the common header, then its own details."""
    return RecordShape(event.value, Event, event.zh, event.en, (*HEADER, *details_of(event)))


NESTED: dict[str, RecordShape] = {
    shape.name: shape
    for shape in (
        RecordShape(
            "UnitStamp",
            UnitStamp,
            "单位在接收当日的登记属性",
            "A unit as the registry knew it on the day of receipt",
            (
                FieldShape("code", "string", "单位代码", "Unit code", recurs=True),
                FieldShape("level", "int", "层级 1–4", "Level 1 to 4"),
                FieldShape("kind", "string", "调解种类代码", "Mediation kind code", "mediationKind", recurs=True),
                FieldShape("org_kind", "string", "机构种类代码", "Organisation kind code", "orgKind", recurs=True),
                FieldShape("division", "string", "区划代码", "Division code", recurs=True),
                FieldShape("agency", "string", "所属部门代码", "Agency through which it's reached", recurs=True),
                FieldShape("registry", "string?", "单位登记簿版本", "Version of the unit registry", recurs=True),
            ),
        ),
        RecordShape(
            "Span",
            Span,
            "知悉时间区间，含起点不含终点",
            "Interval of knowledge time, start included, end excluded",
            (
                FieldShape("since", "instant?", "起（空为一直以来）", "From; null: always"),
                FieldShape("until", "instant?", "止（空为至今）", "Until; null: still"),
            ),
        ),
        RecordShape(
            "AssignedSpan",
            tuple,
            "某区间内所属纠纷",
            "The dispute to which a root belongs during an interval",
            (
                FieldShape("dispute", "string", "纠纷标识", "Dispute"),
                FieldShape("span", "Span", "区间", "Interval"),
            ),
        ),
        RecordShape(
            "Follow",
            Follow,
            "一条记录归随另一条记录的依据",
            "That a root follows the next one, and how firmly",
            (
                FieldShape("root", "string", "归随的来源记录", "Root that follows"),
                FieldShape("by_person", "boolean", "是否由人决定", "Whether a person said so"),
                FieldShape(
                    "at",
                    "instant?",
                    "人的决定何时为人所知，或被随记录何时报送（UTC）",
                    "When the person's decision was known, or the followed root reported (UTC)",
                ),
            ),
        ),
        RecordShape(
            "Way",
            Way,
            "某区间内经由哪些来源记录归入纠纷",
            "By which roots a root comes to its dispute during an interval",
            (
                FieldShape("span", "Span", "区间", "Interval"),
                FieldShape("follows", "Follow[]", "依次经过的来源记录", "Roots passed, in order"),
                FieldShape("end", "string", "终点；决定互相矛盾时为其中之一", "The root behind the last of them"),
            ),
        ),
        RecordShape(
            "DeliveryDetails",
            Details,
            "接收部门有权获知的代码与数字，不含个人信息",
            "Codes and figures that the receiver is entitled to; no personal data",
            tuple(_detail(name, None, required=False) for name in DETAILS),
        ),
        RecordShape(
            "ReportLine",
            ReportLine,
            "报表中的一个数字，或一项不成立的表内校验",
            "One figure of a report, or one check within it that failed",
            (
                FieldShape("row", "string", "行；空为合计", "Row; empty for the total", recurs=True),
                FieldShape("measure", "string", "指标，或校验名称", "Measure, or name of the check", recurs=True),
                FieldShape("value", "long", "所报数值（金额为分）", "Figure stated (amounts in fen)"),
                FieldShape("computed", "long?", "由表内其他数字算出的值", "What the form's other cells come to"),
            ),
        ),
        RecordShape(
            "MonthlyCell",
            MonthlyCell,
            "一个统计数",
            "One figure",
            (
                FieldShape("table", "string", "表名", "Table", recurs=True),
                FieldShape("key", "string", "行：单位、类别等代码", "Row: a unit, a type …", recurs=True),
                FieldShape("measure", "string", "指标", "Measure", recurs=True),
                FieldShape(
                    "value", "long?", "数值（按小数位放大的整数）；空为无定义", "Scaled integer; null: undefined"
                ),
                FieldShape("scale", "int", "小数位数", "Decimal places"),
                FieldShape(
                    "basis",
                    "string?",
                    "依据：空为事件，TOTALS 单位自报合计，BOTH 两者相加，ADJUSTED 人工调整",
                    "Made of: null for events, TOTALS a body's own total, BOTH added up, ADJUSTED a line by hand",
                    recurs=True,
                ),
            ),
        ),
        RecordShape(
            "MonthlyCheck",
            MonthlyCheck,
            "一项平衡校验",
            "One identity that must hold",
            (
                FieldShape("name", "string", "校验名称", "Name of the check", recurs=True),
                FieldShape("holds", "boolean", "是否成立", "Whether it holds"),
                FieldShape("left", "long", "左边", "Left side"),
                FieldShape("right", "long", "右边", "Right side"),
            ),
        ),
    )
}
"""Records that stand inside others."""
