"""What one row of domain §3 is: how long, in which days, from which fact to which, whose, and by which source."""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.codes import LabelledCode
from hub.core.events import Event


class DayUnit(LabelledCode):
    """In what a clock counts."""

    CALENDAR = "CALENDAR", "日", "calendar days"
    WORKING = "WORKING", "个工作日", "working days"
    MONTHS = "MONTHS", "个月", "months"
    NAMED = "NAMED", "（约定日期）", "a named day"


class Passing(LabelledCode):
    """What it means that the last day has ended without the fact."""

    BREACH = "BREACH", "超期", "Somebody is late"
    LAPSE = "LAPSE", "期限届满，权利消灭", "A right is over, nobody is late"
    UNSEEN = "UNSEEN", "已过，数据中未见", "Over; no system states the answer"


class Role(LabelledCode):
    """Who must act."""

    UNIT = "UNIT", "承办单位", "The unit that has the case"
    TARGET = "TARGET", "接收单位", "The unit that the matter was handed to"
    REFERRER = "REFERRER", "移交部门", "The agency that handed it over"
    REPORTER = "REPORTER", "报送部门", "The agency that reported it"
    LOWER = "LOWER", "下级单位", "The lower unit"
    UPPER = "UPPER", "上级单位", "The upper unit"
    INVITEE = "INVITEE", "被邀单位", "The invited body"
    SUPERVISED = "SUPERVISED", "被督办单位", "The body under supervision"
    COURT = "COURT", "法院", "The court"
    PETITION = "PETITION", "信访部门", "The petition office"
    BODY = "BODY", "主办机关", "The body that has the proceeding"
    PARTIES = "PARTIES", "当事人", "The parties"


class Succession(LabelledCode):
    """Who takes over, or is told, when it isn't done."""

    ABOVE = "ABOVE", "上一级中心", "The centre one level up (LOOP-1 … LOOP-4)"
    COUNTY = "COUNTY", "县级中心（督办）", "The county centre, which supervises (SUP-1)"
    NOBODY = "NOBODY", "无", "Nobody: a right that lapses"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRule:
    """
    One clock.

    Attributes:
        length: In ``unit``; 0 where each one has a day of its own (an agreement's).
        rolls: Whether a last day on a rest day moves to the next working day (民诉法 85).
        configurable: Whether it's a local default (cfg); others are the law's and can't be overridden.
        starts: The events that start it; the first day is excluded.
        stops: The events that satisfy or end it.
        when: What else must be true, where the events alone don't say it.
        extra: How many days it may be extended by, where the source says so.
        cause: What a supervision order is called that silence gives rise to (``INVITE`` → ``INVITE_<unit>``).
        says: What is true of its subject once the last day is over, and is stated then; a lapse is nobody's breach.
    """

    name: str
    zh: str
    en: str
    length: int
    source: str
    starts: tuple[Event, ...]
    stops: tuple[Event, ...]
    owner: Role
    successor: Succession
    unit: DayUnit = DayUnit.CALENDAR
    rolls: bool = True
    configurable: bool = False
    passing: Passing = Passing.BREACH
    when: str = ""
    extra: int = 0
    cause: str | None = None
    says: Event | None = None
