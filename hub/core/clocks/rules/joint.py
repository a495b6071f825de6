"""Clocks of working together: invitations, supervision, tasks of the half-yearly meeting."""

from __future__ import annotations

from hub.core.clocks.rules.rule import ClockRule, DayUnit, Role, Succession
from hub.core.events import Event as E

RULES = (
    ClockRule(
        name="INVITE_REPLY",
        zh="联调邀请答复",
        en="Invitation to answer",
        length=2,
        unit=DayUnit.WORKING,
        source="HAND-3, POL-3",
        configurable=True,
        starts=(E.INVITATION_SENT,),
        stops=(E.INVITATION_ANSWERED,),
        owner=Role.INVITEE,
        successor=Succession.COUNTY,
        cause="INVITE",
        says=E.INVITATION_OVERDUE,
    ),
    ClockRule(
        name="SUPERVISION_REPLY",
        zh="督办答复",
        en="Supervision to answer",
        length=5,
        unit=DayUnit.WORKING,
        source="SUP-1",
        configurable=True,
        starts=(E.SUPERVISION_ORDERED,),
        stops=(E.SUPERVISION_REPLIED, E.SUPERVISION_CLOSED),
        owner=Role.SUPERVISED,
        successor=Succession.ABOVE,
    ),
    ClockRule(
        name="DOCKET_TASK",
        zh="半年会交办任务",
        en="Task of the half-yearly meeting",
        length=0,
        unit=DayUnit.NAMED,
        source="MECH-2",
        configurable=True,
        starts=(E.DOCKET_PLANNED,),
        stops=(E.DOCKET_FOLLOWED,),
        when="the day that the meeting sets",
        owner=Role.UNIT,
        successor=Succession.COUNTY,
    ),
)
