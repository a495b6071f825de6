"""The petition system's own clocks (信访工作条例); mediation never pauses them (PET-1)."""

from __future__ import annotations

from hub.core.clocks.rules.handover import SOMEBODY_HAS_IT
from hub.core.clocks.rules.rule import ClockRule, DayUnit, Role, Succession
from hub.core.clocks.rules.rule import Passing as P
from hub.core.events import Event as E

_HEARD = (E.PETITION_INFORMED, E.PETITION_ACCEPTED)


def _right(name: str, zh: str, en: str, source: str, start: E) -> ClockRule:
    return ClockRule(
        name=name,
        zh=zh,
        en=en,
        length=30,
        source=source,
        starts=(start,),
        stops=(E.PETITION_REVIEW_REQUESTED,),
        passing=P.LAPSE,
        owner=Role.PARTIES,
        successor=Succession.NOBODY,
    )


def _review(name: str, zh: str, en: str, source: str) -> ClockRule:
    return ClockRule(
        name=name,
        zh=zh,
        en=en,
        length=30,
        source=source,
        starts=(E.PETITION_REVIEW_REQUESTED,),
        stops=(E.PETITION_REVIEWED,),
        owner=Role.PETITION,
        successor=Succession.COUNTY,
    )


RULES = (
    ClockRule(
        name="PETITION_15",
        zh="信访登记转送告知",
        en="Petition to register and inform",
        length=15,
        source="信访工作条例 22",
        starts=(E.DISPUTE_REPORTED,),
        stops=(E.PETITION_TRANSFERRED, *_HEARD),
        passing=P.UNSEEN,
        owner=Role.PETITION,
        successor=Succession.COUNTY,
    ),
    ClockRule(
        name="PETITION_INFORM",
        zh="收到转送后书面告知",
        en="Transferred: petitioner to inform",
        length=15,
        source="信访工作条例 23",
        starts=(E.PETITION_TRANSFERRED,),
        stops=_HEARD,
        passing=P.UNSEEN,
        owner=Role.PETITION,
        successor=Succession.COUNTY,
    ),
    ClockRule(
        name="PETITION_NOT_OURS",
        zh="不属本机关职权，提出异议",
        en="Transferred: not our authority",
        length=5,
        unit=DayUnit.WORKING,
        source="信访工作条例 22",
        starts=(E.PETITION_TRANSFERRED,),
        stops=_HEARD,
        passing=P.LAPSE,
        owner=Role.PETITION,
        successor=Succession.NOBODY,
    ),
    ClockRule(
        name="PETITION_COMMISSION",
        zh="委托同级中心先行调解",
        en="Same-level centre to commission",
        length=3,
        unit=DayUnit.WORKING,
        source="PET-2",
        configurable=True,
        starts=(E.DISPUTE_REPORTED,),
        stops=(*SOMEBODY_HAS_IT, E.PETITION_TRANSFERRED, *_HEARD, E.PETITION_ANSWERED),
        when="not suit-related",
        owner=Role.PETITION,
        successor=Succession.COUNTY,
    ),
    ClockRule(
        name="PETITION_HANDLING",
        zh="信访事项办理",
        en="Petition to handle",
        length=60,
        extra=30,
        source="信访工作条例 34",
        starts=(E.PETITION_ACCEPTED,),
        stops=(E.PETITION_ANSWERED,),
        owner=Role.PETITION,
        successor=Succession.COUNTY,
    ),
    _right("PETITION_REVIEW_ASK", "请求复查", "Review to ask for", "信访工作条例 35", E.PETITION_ANSWERED),
    _review("PETITION_REVIEW", "复查", "Review", "信访工作条例 35"),
    _right("PETITION_REREVIEW_ASK", "请求复核", "Re-review to ask for", "信访工作条例 36", E.PETITION_REVIEWED),
    _review("PETITION_REREVIEW", "复核", "Re-review", "信访工作条例 36"),
)
