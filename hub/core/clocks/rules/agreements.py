"""Clocks that an agreement starts: judicial confirmation, objection, performance."""

from __future__ import annotations

from hub.core.clocks.rules.rule import ClockRule, DayUnit, Role, Succession
from hub.core.clocks.rules.rule import Passing as P
from hub.core.events import Event as E

_DECIDED = (E.CONFIRMATION_GRANTED, E.CONFIRMATION_DISMISSED)


def _ruling(name: str, zh: str, en: str, length: int, source: str) -> ClockRule:
    return ClockRule(
        name=name,
        zh=zh,
        en=en,
        length=length,
        source=source,
        starts=(E.CONFIRMATION_ACCEPTED,),
        stops=_DECIDED,
        owner=Role.COURT,
        successor=Succession.COUNTY,
        extra=10 if name == "JC_RULING_TARGET" else 0,
    )


RULES = (
    ClockRule(
        name="JC_WINDOW",
        zh="申请司法确认",
        en="To apply for confirmation",
        length=30,
        source="人民调解法 33；民诉法 205",
        starts=(E.AGREEMENT_REACHED,),
        stops=(E.CONFIRMATION_APPLIED,),
        passing=P.LAPSE,
        owner=Role.PARTIES,
        successor=Succession.NOBODY,
        says=E.CONFIRMATION_LAPSED,
    ),
    ClockRule(
        name="JC_ACCEPT",
        zh="司法确认受理",
        en="Confirmation to accept",
        length=3,
        source="2011 司法确认规定 4",
        starts=(E.CONFIRMATION_APPLIED,),
        stops=(E.CONFIRMATION_ACCEPTED, *_DECIDED),
        owner=Role.COURT,
        successor=Succession.COUNTY,
    ),
    _ruling("JC_RULING_TARGET", "司法确认裁定（目标）", "Confirmation ruling (target)", 15, "2011 司法确认规定 5"),
    _ruling("JC_RULING_OUTER", "司法确认裁定（最长）", "Confirmation ruling (limit)", 30, "民诉法 187"),
    ClockRule(
        name="JC_OBJECTION_PARTY",
        zh="当事人对确认裁定提出异议",
        en="Objection of a party to the ruling",
        length=15,
        source="民诉解释 372",
        starts=(E.CONFIRMATION_GRANTED,),
        stops=(),
        passing=P.LAPSE,
        owner=Role.PARTIES,
        successor=Succession.NOBODY,
    ),
    ClockRule(
        name="JC_OBJECTION_OUTSIDER",
        zh="案外人对确认裁定提出异议",
        en="Objection of an outsider to the ruling",
        length=6,
        unit=DayUnit.MONTHS,
        source="民诉解释 372",
        starts=(E.CONFIRMATION_GRANTED,),
        stops=(),
        when="from when the outsider knew; the ruling at the earliest",
        passing=P.LAPSE,
        owner=Role.PARTIES,
        successor=Succession.NOBODY,
    ),
    ClockRule(
        name="PERFORMANCE",
        zh="协议履行",
        en="Agreement to perform",
        length=0,
        unit=DayUnit.NAMED,
        rolls=False,
        source="人民调解法 29, 31",
        starts=(E.AGREEMENT_REACHED,),
        stops=(E.AGREEMENT_PERFORMED, E.AGREEMENT_BREACHED),
        when="the day that the agreement names; the committee watches",
        owner=Role.UNIT,
        successor=Succession.ABOVE,
    ),
)
