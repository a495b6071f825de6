"""Fields of every record that isn't an event: deliveries, receipts, figures and what processors send each other."""

from __future__ import annotations

from hub.contracts.shapes import FieldShape, RecordShape
from hub.core.deliveries import Delivery, Receipt
from hub.core.messages import (
    DeadLetter,
    IndicatorObservation,
    LinkCandidate,
    LinkDecision,
    MonthlyStatistics,
    ParentAssigned,
    ReferenceKnown,
    RootFollowed,
    RootUpdate,
    SealedDossier,
)
from hub.core.ports import Marker, Row

_F = FieldShape
_ROOT = _F("root", "string", "来源记录标识", "Root: the hub's reference")
_AGENCY = _F("agency", "string", "部门代码", "Agency code", recurs=True)
_DELIVERY_ID = _F("delivery_id", "string", "送达编号，亦为幂等键", "Delivery, and idempotency key")

EXCHANGE: tuple[RecordShape, ...] = (
    RecordShape(
        "Delivery",
        Delivery,
        "应送达一个部门的事项",
        "One thing that one agency must receive",
        (
            _DELIVERY_ID,
            _F("kind", "string", "送达种类代码", "Delivery kind code", "deliveryKind", recurs=True),
            _AGENCY,
            _F("unit", "string?", "部门内的单位", "Unit within the agency", recurs=True),
            _F("dispute", "string", "纠纷标识", "Dispute"),
            _ROOT,
            _F("reporter_native_id", "string?", "接收部门自己的编号", "The receiver's own record that this answers"),
            _F("ref", "string?", "移交编号", "Referral concerned"),
            _F("due", "date?", "答复期限", "Day by which to answer"),
            _F("occurred_at", "instant", "应送达之时（UTC）", "When it became due (UTC)"),
            _F("details", "DeliveryDetails", "内容", "Content"),
            _F("dossiers", "string[]", "可开启的密封材料", "Roots whose sealed dossiers the receiver may open"),
        ),
    ),
    RecordShape(
        "Receipt",
        Receipt,
        "送达回执",
        "Proof that a delivery reached the agency's own system",
        (
            _DELIVERY_ID,
            _AGENCY,
            _F("status", "string", "送达结果代码", "What became of it", "receiptStatus", recurs=True),
            _F("native_ref", "string", "写入后在部门系统中的编号", "Native key under which it stands"),
            _F("written_at", "instant", "写入时间（UTC）", "When it was written (UTC)"),
            _F("reason", "string", "拒收原因", "Reason of a refusal"),
        ),
    ),
    RecordShape(
        "SealedDossier",
        SealedDossier,
        "密封的当事人材料",
        "Sealed personal data of one root",
        (
            _ROOT,
            _AGENCY,
            _F("system", "string", "来源系统实例", "Instance of the source system", recurs=True),
            _F("native_id", "string", "原系统编号", "Key in the source system"),
            _F("sealed", "bytes", "密文，内含算法与密钥编号", "Ciphertext; algorithm and key id are inside"),
            _F("at", "instant", "密封时间（UTC）", "When it was sealed (UTC)"),
        ),
    ),
    RecordShape(
        "DeadLetter",
        DeadLetter,
        "隔离的记录",
        "A record that can't be taken as it is",
        (
            _F("topic", "string", "原主题", "Topic it stood on", recurs=True),
            _F("partition", "int", "分区", "Partition"),
            _F("offset", "long", "位置", "Offset"),
            _F("key", "string", "键", "Key"),
            _F("value", "bytes", "原内容，未改动", "Content, untouched"),
            _F("reason", "string", "隔离原因", "Why it's held"),
            _F("code", "string", "错误代码", "Error code", recurs=True),
            _F("task_of", "string", "由谁处理", "Whose task it is", recurs=True),
            _F("received_at", "instant", "接收时间（UTC）", "When it was received (UTC)"),
        ),
    ),
)
"""What crosses the border of the hub."""

FIGURES: tuple[RecordShape, ...] = (
    RecordShape(
        "StatisticsRow",
        Row,
        "一件纠纷对统计数的一项贡献",
        "One contribution of one dispute to the figures",
        (
            _F("label", "string", "纠纷或来源记录标识", "Dispute or root that contributes"),
            _F("id", "string", "贡献标识，同标识以新替旧", "Identity of the contribution: newer replaces older"),
            _F("measure", "string", "指标", "Measure", recurs=True),
            _F("item", "string", "细目", "Item", recurs=True),
            _F("part", "string?", "分项", "Part", recurs=True),
            _F("day", "string", "起始日", "First day", recurs=True),
            _F("end_day", "string?", "终止日（不含）；空为至今", "End day, excluded; null: open", recurs=True),
            _F("cohort", "string?", "所属月份", "Month whose cohort it belongs to", recurs=True),
            _F("unit", "string?", "单位代码", "Unit code", recurs=True),
            _F("level", "int?", "层级", "Level"),
            _F("kind", "string?", "调解种类代码", "Mediation kind code", "mediationKind", recurs=True),
            _F("county", "string?", "县区代码", "County code", recurs=True),
            _F("type", "string?", "纠纷类别代码", "Dispute type code", "disputeType", recurs=True),
            _F("channel", "string?", "来源渠道代码", "Channel code", "channel", recurs=True),
            _F("agency", "string?", "部门代码", "Agency code", recurs=True),
            _F("value", "long", "计入合计的值", "What a total sums"),
            _F("known_from", "instant", "自何时知悉（UTC）", "Known from (UTC)"),
            _F("known_until", "instant?", "至何时为准（UTC，不含）", "Known until (UTC, excluded)"),
        ),
    ),
    RecordShape(
        "MonthlyStatistics",
        MonthlyStatistics,
        "一个单位（或全市）一个月的统计，一个修订版",
        "Figures of one unit (or the city) for one month, in one revision",
        (
            _F("unit", "string", "单位代码，全市为 CITY", "Unit code, or CITY", recurs=True),
            _F("month", "string", "月份 YYYY-MM", "Month YYYY-MM", recurs=True),
            _F("revision", "int", "修订版次", "Revision"),
            _F("as_known_at", "instant", "以何时所知为准（UTC）", "As known at (UTC)"),
            _F("definition", "string", "统计口径编号", "Id of the definition", recurs=True),
            _F("cells", "MonthlyCell[]", "各项统计数", "Figures"),
            _F("checks", "MonthlyCheck[]", "各项校验", "Checks"),
            _F("hash", "string", "统计数摘要", "Digest of the figures"),
        ),
    ),
    RecordShape(
        "IndicatorObservation",
        IndicatorObservation,
        "一个单位一个月一项“六减少”数据，更正以版本高者为准",
        "One body's own count of one series of the six reductions in one month; a higher version corrects",
        (
            _F("body", "string", "报送单位", "Body that counts", recurs=True),
            _F("region", "string", "区划代码", "Division it counts for", recurs=True),
            _F("month", "string", "月份 YYYY-MM", "Month YYYY-MM", recurs=True),
            _F("series", "string", "指标代码", "Series", recurs=True),
            _F("count", "int", "件数", "Items"),
            _F("people", "int?", "人次", "Person-times"),
            _F("version", "int", "版本", "Version"),
            _F("stated_by", "string", "经办岗位或工号", "Post or staff number that stated it", recurs=True),
        ),
    ),
)
"""What becomes numbers."""

INTERNAL: tuple[RecordShape, ...] = (
    RecordShape(
        "RootUpdate",
        RootUpdate,
        "一条来源记录的全部事实，交给其所属纠纷",
        "All that one root states, for one dispute",
        (
            _ROOT,
            _F("version", "int", "归属版本，以高者为准", "Version: a dispute keeps the highest"),
            _F("spans", "Span[]", "归属于该纠纷的知悉区间", "When the root belongs to the dispute"),
            _F("facts", "event[]", "事实；各为一条线格式的事件报文", "Facts, each an event in wire format"),
        ),
    ),
    RecordShape(
        "LinkCandidate",
        LinkCandidate,
        "疑似同一纠纷的线索",
        "A root to compare with others that share a token",
        (
            _F("token", "string", "分组用的当事人标识", "Token by which candidates meet"),
            _ROOT,
            _F("dispute", "string", "纠纷标识", "Dispute"),
            _F("tokens", "string[]", "当事人强标识", "Strong party tokens"),
            _F("weak_tokens", "string[]", "当事人弱标识", "Weak party tokens"),
            _F("type", "string", "纠纷类别代码", "Dispute type code", "disputeType", recurs=True),
            _F("county", "string", "县区代码", "County code", recurs=True),
            _F("reported_at", "instant", "报送的发生时间（UTC）", "When it was reported (UTC)"),
            _F("received_at", "instant", "接收时间（UTC）", "When it was received (UTC)"),
            _F("parties", "int?", "当事人数", "Number of parties"),
            _F("place", "string?", "发生地区划代码，尽报送所及", "Division as exact as reported", recurs=True),
            _F("system", "string?", "来源系统实例", "Instance of the source system", recurs=True),
        ),
    ),
    RecordShape(
        "LinkDecision",
        LinkDecision,
        "关联或拆分的决定",
        "A root joins another dispute or stands alone again",
        (
            _F("decision_id", "string", "决定编号", "Identity of the decision"),
            _F(
                "action",
                "string",
                "LINK 关联，SPLIT 拆分，PROPOSE 待判断，REJECT 不并，REOPEN 重新判断，VOID 作废",
                "LINK, SPLIT, PROPOSE, REJECT, REOPEN or VOID",
                recurs=True,
            ),
            _ROOT,
            _F("survivor", "string?", "保留的来源记录", "Root that it joins"),
            _F("score", "double", "相似度", "Likeness"),
            _F("automatic", "boolean", "是否自动", "Whether a rule decided"),
            _F("decided_by", "string", "决定者（规则或经办人代号）", "Rule, or code of the officer", recurs=True),
            _F("known_at", "instant", "何时起为人所知（UTC）", "Known from (UTC)"),
            _F("reason", "string", "理由", "Reason", recurs=True),
            _F("pair", "string?", "所判断的一对报送", "Pair that was judged"),
            _F("survivor_since", "instant?", "保留记录的报送时间（UTC）", "When the survivor was reported (UTC)"),
        ),
    ),
    RecordShape(
        "RootFollowed",
        RootFollowed,
        "被并入者询问归属",
        "A linked root asks to be told where its parent belongs",
        (
            _F("parent", "string", "被关联的来源记录", "Root that is followed"),
            _F("child", "string", "关联者", "Root that follows"),
        ),
    ),
    RecordShape(
        "ParentAssigned",
        ParentAssigned,
        "告知被关联记录的归属",
        "Where the parent of a linked root belongs",
        (
            _F("child", "string", "关联者", "Root that follows"),
            _F("parent", "string", "被关联的来源记录", "Root that is followed"),
            _F("version", "int", "版本，以高者为准", "Version: older ones are ignored"),
            _F("spans", "AssignedSpan[]", "各区间所属纠纷", "Disputes, each with its interval"),
            _F("ways", "Way[]?", "各区间经由哪些来源记录", "By which roots it comes there"),
        ),
    ),
    RecordShape(
        "ReferenceKnown",
        ReferenceKnown,
        "编号与来源记录的对应",
        "A number that people type, and its root",
        (
            _F("reference", "string", "案号、卷号等", "Case number, file number …"),
            _ROOT,
        ),
    ),
    RecordShape(
        "Marker",
        Marker,
        "结账标记",
        "A close marker",
        (
            _F("id", "string", "标记编号", "Identity of the close", recurs=True),
            _F("at", "instant", "截止时间（UTC）", "Cut-off (UTC)"),
        ),
    ),
)
"""What the hub's own processors say to each other."""

MESSAGES: tuple[RecordShape, ...] = EXCHANGE + FIGURES + INTERNAL
