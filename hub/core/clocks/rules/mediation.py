"""Clocks of the work itself: each level's, the people's mediation committee's, labour mediation's."""

from __future__ import annotations

from hub.core.clocks.rules.rule import ClockRule, DayUnit, Role, Succession
from hub.core.clocks.rules.rule import Passing as P
from hub.core.events import Event as E

_TAKEN_ON = (E.CASE_OPENED, E.REFERRAL_ACCEPTED, E.ESCALATION_ACCEPTED)
OUTCOME = (E.AGREEMENT_REACHED, E.MEDIATION_FAILED, E.CONSENT_WITHDRAWN, E.CASE_SETTLED, E.CASE_WITHDRAWN)
"""What ends a case."""


def _level(level: int, zh: str, en: str, length: int) -> ClockRule:
    return ClockRule(
        name=f"LEVEL_L{level}",
        zh=zh,
        en=en,
        length=length,
        source=f"LOOP-{level}",
        configurable=True,
        starts=_TAKEN_ON,
        stops=(*OUTCOME, E.ESCALATION_REQUESTED),
        owner=Role.UNIT,
        successor=Succession.ABOVE,
        cause="LEVEL",
    )


RULES = (
    _level(1, "村（社区）级办理", "Village or community level", 10),
    _level(2, "乡镇（街道）级办理", "Township level", 20),
    _level(3, "县级办理", "County level", 30),
    _level(4, "市级办理", "City level", 30),
    ClockRule(
        name="RMC_30",
        zh="人民调解",
        en="People's mediation",
        length=30,
        source="人民调解工作若干规定 33",
        starts=_TAKEN_ON,
        stops=OUTCOME,
        when="RMC_*; not restarted by escalation",
        owner=Role.UNIT,
        successor=Succession.ABOVE,
    ),
    ClockRule(
        name="ESCALATION_REPLY",
        zh="上报待受理",
        en="Escalation to accept or return",
        length=3,
        unit=DayUnit.WORKING,
        source="LOOP-1, LOOP-2, LOOP-3",
        configurable=True,
        starts=(E.ESCALATION_REQUESTED,),
        stops=(E.ESCALATION_ACCEPTED, E.ESCALATION_RETURNED, *OUTCOME),
        owner=Role.UPPER,
        successor=Succession.ABOVE,
    ),
    ClockRule(
        name="LABOUR_MEDIATION",
        zh="劳动争议调解",
        en="Labour mediation",
        length=15,
        source="劳动争议调解仲裁法 14",
        starts=_TAKEN_ON,
        stops=OUTCOME,
        when="LABOUR; afterwards the parties may go to arbitration",
        passing=P.LAPSE,
        owner=Role.UNIT,
        successor=Succession.NOBODY,
    ),
)
