"""
Deviations put on record: what was done otherwise than the mechanism says, and was nevertheless true.

A fact isn't refused because somebody broke a rule; it counts as it happened, and the deviation stands beside it. What
an agency can still mend is stopped earlier, at the door (:mod:`hub.core.admissible`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hub.core.codes import LabelledCode


class Deviation(LabelledCode):
    """Which rule was broken."""

    ROUTE = "ROUTE", "移交路径不符", "Referral by a route that the rules don't have"
    TARGET_LEVEL = "TARGET_LEVEL", "非同级非诉中心", "Centre of another level than the referrer's"
    CONSENT_NOT_FRESH = "CONSENT_NOT_FRESH", "改派后未重新征得同意", "No fresh consent though the body's kind changed"
    NOT_RETURNED = "NOT_RETURNED", "未退回即改派", "Reassigned before it was returned"
    SAME_TARGET = "SAME_TARGET", "改派至原单位", "Reassigned to the unit that had returned it"
    NOT_DOWNWARDS = "NOT_DOWNWARDS", "转办、交办未下行", "Assigned to a unit that isn't below"
    LEVEL_SKIPPED = "LEVEL_SKIPPED", "无交办越级上报", "Level skipped without an order of the upper centre"
    NOT_UPWARDS = "NOT_UPWARDS", "上报未逐级上行", "Escalated to a unit that isn't above"
    OTHER_DIVISION = "OTHER_DIVISION", "上报至其他辖区", "Escalated to another division's unit"
    NOT_ESCALATED = "NOT_ESCALATED", "四级以下未载明不再上报", "Failed below level 4, refusal to escalate not stated"
    OUT_OF_TIME = "OUT_OF_TIME", "逾期申请司法确认", "Confirmation applied for after the window"
    SECOND_ORDER = "SECOND_ORDER", "同一事由重复督办", "Second supervision order while one is open"
    NO_COOPERATION = "NO_COOPERATION", "拒绝联调配合", "Joint mediation declined against the duty to cooperate"
    ITEMS_UNREADABLE = "ITEMS_UNREADABLE", "分期履行无法识别", "Items of an agreement can't be read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One deviation: which rule, whose fact, when; ``source`` is the rule's own place."""

    deviation: Deviation
    event_id: str
    at: datetime
    source: str
    unit: str | None = None
    ref: str | None = None
