"""Clocks of proceedings beside mediation: police, traffic police, arbitration, reconsideration."""

from __future__ import annotations

from hub.core.clocks.rules.rule import ClockRule, DayUnit, Role, Succession
from hub.core.clocks.rules.rule import Passing as P
from hub.core.events import Event as E


def _proceeding(name: str, zh: str, en: str, length: int, source: str) -> ClockRule:
    return ClockRule(
        name=name,
        zh=zh,
        en=en,
        length=length,
        source=source,
        starts=(E.PROCEEDING_OPENED,),
        stops=(E.PROCEEDING_CLOSED,),
        owner=Role.BODY,
        successor=Succession.COUNTY,
        extra=_EXTRA.get(name, 0),
    )


_EXTRA = {"RECONSIDERATION": 30, "LAND_ARBITRATION": 30, "ARBITRATION": 15}

RULES = (
    ClockRule(
        name="POLICE_CASE",
        zh="公安行政案件办理",
        en="Police case term",
        length=30,
        extra=30,
        source="办理行政案件程序规定 165, 185",
        starts=(E.PROCEEDING_OPENED, E.MEDIATION_FAILED, E.CONSENT_WITHDRAWN, E.AGREEMENT_BREACHED),
        stops=(E.PROCEEDING_CLOSED, E.PENALTY_WAIVED),
        when="POLICE_CASE; when mediated from failure or non-performance",
        passing=P.UNSEEN,
        owner=Role.BODY,
        successor=Succession.COUNTY,
    ),
    ClockRule(
        name="PUBLIC_ORDER_SECOND",
        zh="治安调解（第二次）",
        en="Public-order mediation, second",
        length=7,
        unit=DayUnit.WORKING,
        source="办理行政案件程序规定 183",
        starts=(E.PROCEEDING_OPENED,),
        stops=(E.PROCEEDING_CLOSED,),
        when="PUBLIC_ORDER_MEDIATION",
        passing=P.LAPSE,
        owner=Role.BODY,
        successor=Succession.NOBODY,
    ),
    ClockRule(
        name="TRAFFIC_APPLY",
        zh="申请交警调解损害赔偿",
        en="Traffic damages to apply for",
        length=10,
        source="道路交通事故处理程序规定 86",
        starts=(E.PROCEEDING_OPENED,),
        stops=(E.PROCEEDING_OPENED,),
        when="TRAFFIC_CERTIFICATE → TRAFFIC_DAMAGES",
        passing=P.LAPSE,
        owner=Role.PARTIES,
        successor=Succession.NOBODY,
    ),
    _proceeding("TRAFFIC_DAMAGES", "交警调解损害赔偿", "Traffic damages mediation", 10, "道路交通事故处理程序规定 90"),
    ClockRule(
        name="TRAFFIC_ASK_POLICE",
        zh="人民调解不成，申请交警调解",
        en="Committee failed: police to ask",
        length=3,
        source="道路交通事故处理程序规定 85",
        starts=(E.MEDIATION_FAILED, E.CONSENT_WITHDRAWN),
        stops=(E.PROCEEDING_OPENED,),
        when="TRAFFIC, RMC_* → TRAFFIC_DAMAGES",
        passing=P.LAPSE,
        owner=Role.PARTIES,
        successor=Succession.NOBODY,
    ),
    _proceeding("ARBITRATION", "劳动仲裁", "Labour arbitration", 45, "劳动争议调解仲裁法 43"),
    _proceeding("RECONSIDERATION", "行政复议", "Administrative reconsideration", 60, "行政复议法 62"),
    _proceeding("LAND_ARBITRATION", "农村土地承包仲裁", "Land arbitration", 60, "农村土地承包经营纠纷调解仲裁法 47"),
)
